//! Whatever a documentation page looks like, the reader neither panics nor goes on without end.

#![no_main]

use feishu_codegen::docs::{Prose, read, response_sample};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    assert_eq!(read("page", &text), read("page", &text));
    // The name of a file is read as well, and other readers go through the same parts.
    let name: String = text.chars().take(100).collect();
    let _ = read(&name, &text);
    let _ = response_sample(&text);
    let _ = Prose::of(&text);
});
