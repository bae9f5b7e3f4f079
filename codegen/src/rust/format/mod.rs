//! The text of generated files: documentation, the layout of code, and why there is none.

mod draft;
mod error;

pub(crate) mod rustdoc;
pub(crate) mod text;

pub(crate) use draft::{Draft, Pieces, blank_line, comment, file, imports, statements};
pub use error::Error;
