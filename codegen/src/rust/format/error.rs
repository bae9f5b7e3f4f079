//! Why nothing could be generated.

use std::fmt;

/// Why nothing could be generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The spec asks for something that has no form in Rust.
    Unsupported {
        /// What it asks for.
        what: String,
        /// Where.
        place: String,
    },
    /// Two parts of the spec would be written to one file.
    SamePath {
        /// The file, from the root of the repository.
        path: String,
        /// What it is made from.
        first: String,
        /// What else it would be made from.
        second: String,
    },
    /// The generator made something that is not Rust.
    Syntax {
        /// What the parser says.
        reason: String,
        /// The tokens.
        source: String,
    },
    /// `rustfmt` could not be run.
    NoRustfmt(std::io::Error),
    /// `rustfmt` refused the text.
    Rustfmt {
        /// What it says, with the lines that it is about.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported { what, place } => write!(f, "{place}: {what}"),
            Self::SamePath {
                path,
                first,
                second,
            } if first == second => {
                write!(
                    f,
                    "{first}: two of its parts would both be written to {path}; rename one"
                )
            }
            Self::SamePath {
                path,
                first,
                second,
            } => {
                write!(
                    f,
                    "{second}: it would be written to {path}, as {first} is; rename one of them"
                )
            }
            Self::Syntax { reason, source } => {
                write!(
                    f,
                    "the generator made invalid Rust ({reason}); this is a bug in it:\n{source}"
                )
            }
            Self::NoRustfmt(error) => {
                write!(
                    f,
                    "cannot run `rustfmt` ({error}); install it with `rustup component add rustfmt`"
                )
            }
            Self::Rustfmt { reason } => {
                write!(
                    f,
                    "`rustfmt` refused generated code; this is a bug in the generator:\n{reason}"
                )
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoRustfmt(error) => Some(error),
            _ => None,
        }
    }
}
