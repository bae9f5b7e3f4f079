//! What a command says: to a person on standard error, to a program on standard output.
//!
//! The macros of the standard library panic when nobody reads any more, as behind `2>&1 | head`; that is no fault of the
//! command, which goes on with its work.

use std::fmt;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::{Failure, at};

/// Says something on a line of its own.
macro_rules! say {
    ($($text:tt)*) => {
        $crate::say::line(format_args!($($text)*))
    };
}

pub(crate) use say;

/// Writes a line.
pub(crate) fn line(text: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes text that ends its lines itself.
pub(crate) fn text(text: &impl fmt::Display) {
    let _ = write!(io::stderr(), "{text}");
}

/// Writes JSON to standard output.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Message(format!("error: {error}")))?;
    match writeln!(io::stdout(), "{text}") {
        // Whoever reads has seen enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(at(Path::new("standard output"))),
    }
}
