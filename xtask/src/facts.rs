//! `cargo xtask facts`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use feishu_codegen::page::Reading;

use crate::{Failure, at, page_set};

/// Prints what pages state, each as soon as it is read. What is no operation is skipped with a word.
pub(crate) fn run(pages: &[PathBuf]) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut operations, mut skipped, mut warnings) = (0_usize, 0_usize, 0_usize);
    let mut written = out.write_all(b"[");
    page_set::each(pages, |file, reading| {
        match reading {
            Reading::Operation(facts) => {
                let text = serde_json::to_string_pretty(&facts)
                    .map_err(|error| Failure::Message(format!("error: {error}")))?;
                let separator = if operations == 0 { "\n" } else { ",\n" };
                operations += 1;
                warnings += facts.warnings.len();
                if written.is_ok() {
                    written = write!(out, "{separator}{text}");
                }
            }
            Reading::Other(what) => {
                skipped += 1;
                eprintln!("{}: {what}, skipped", file.display());
            }
        }
        Ok(())
    })?;
    let end = if operations == 0 { "]\n" } else { "\n]\n" };
    let written = written
        .and_then(|()| out.write_all(end.as_bytes()))
        .and_then(|()| out.flush());
    eprintln!("{operations} operations, {skipped} other pages, {warnings} warnings");
    match written {
        // Whoever reads has seen enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(at(Path::new("standard output"))),
    }
}
