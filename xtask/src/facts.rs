//! `cargo xtask facts`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use feishu_codegen::docs::Reading;
use feishu_codegen::text::diagnostic::count;

use crate::{Failure, at, page_set, say};

/// Prints what pages state, each as soon as it is read. What is no operation is skipped with a word; a file that cannot be
/// read does not keep the others from it, and fails the command in the end.
pub(crate) fn run(pages: &[PathBuf]) -> Result<(), Failure> {
    let files = page_set::find(pages)?;
    let (mut operations, mut skipped, mut warnings) = (0_usize, 0_usize, 0_usize);
    let mut failures = Vec::new();
    let mut array = Array::begin()?;
    for file in files {
        match page_set::page(&file) {
            Ok(Reading::Operation(facts)) => {
                operations += 1;
                warnings += facts.warnings.len();
                let text = serde_json::to_string_pretty(&facts)
                    .map_err(|error| Failure::Message(format!("error: {error}")))?;
                array.push(&text)?;
            }
            Ok(Reading::Other(other)) => {
                skipped += 1;
                say!("{}: {}, skipped", file.display(), other.what);
                for warning in other.warnings {
                    say!("  {warning}");
                }
            }
            Err(Failure::Message(message)) => failures.push(message),
            Err(failure) => return Err(failure),
        }
        if array.is_closed {
            return Ok(());
        }
    }
    array.end()?;
    say!(
        "{}, {}, {}",
        count(operations, "operation"),
        count(skipped, "other page"),
        count(warnings, "warning")
    );
    if failures.is_empty() {
        Ok(())
    } else {
        Err(Failure::Message(failures.join("\n")))
    }
}

/// A JSON array that is written to standard output element by element.
struct Array {
    out: io::Stdout,
    is_empty: bool,
    /// Whether whoever reads has seen enough, as `head` has.
    is_closed: bool,
}

impl Array {
    fn begin() -> Result<Self, Failure> {
        let mut array = Self {
            out: io::stdout(),
            is_empty: true,
            is_closed: false,
        };
        array.write("[")?;
        Ok(array)
    }

    fn push(&mut self, element: &str) -> Result<(), Failure> {
        let separator = if self.is_empty { "\n" } else { ",\n" };
        self.is_empty = false;
        self.write(&format!("{separator}{element}"))
    }

    fn end(&mut self) -> Result<(), Failure> {
        self.write(if self.is_empty { "]\n" } else { "\n]\n" })
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        let written = self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush());
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.is_closed = true;
                Ok(())
            }
            written => written.map_err(at(Path::new("standard output"))),
        }
    }
}
