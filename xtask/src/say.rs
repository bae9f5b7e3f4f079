//! What a command says to a person, on standard error.
//!
//! The macros of the standard library panic when nobody reads any more, as behind `2>&1 | head`; that is no fault of the
//! command, which goes on with its work.

use std::fmt;
use std::io::{self, Write};

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
