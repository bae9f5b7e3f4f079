//! Documentation pages to facts to spec to Rust.

pub mod changelog;
pub mod coverage;
pub mod diagnostic;
pub mod drift;
pub mod emit;
pub mod facts;
pub mod import;
pub mod limits;
pub mod model;
pub mod names;
pub mod output;
pub mod page;
pub mod shape;
pub mod spec;
pub mod whole_file;
pub mod yaml;
