//! From the spec to Rust.
//!
//! What there is and what it is called, the `shape` says. The rest turns it into tokens, tokens into text and text into
//! files, and asks no other for a name.

pub mod format;
pub mod output;

mod files;
mod items;
pub(crate) mod shape;
