//! Whatever a documentation page looks like, the reader neither panics nor goes on without end.

#![no_main]

use feishu_codegen::docs::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    assert_eq!(read("page", &text), read("page", &text));
});
