//! Documentation pages to facts to spec to Rust.

pub mod docs;
pub mod facts;
pub mod lint;
pub mod rust;
pub mod spec;
pub mod sync;
pub mod text;
