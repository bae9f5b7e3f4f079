//! From the shape to Rust text: one function for each kind of file, one module for each kind of item.
//!
//! What there is and what it is called, the [shape](crate::shape) says. Each module here turns a part of it into tokens, and
//! asks no other for a name. What stands below another module in this list may use it, and not the other way round:
//!
//! - `error`, `format`, `share`, `docs`, `text`: the parts of any text, and how long it may be,
//! - `scope`, `file`: what a file can name, and its head,
//! - `fields`, `example`: fields of structs, and values for them,
//! - `errors`, `operation`, `placement`, `construct`, `response`, `request`, `types`, `paging`, `job_values`, `jobs`, `codes`,
//!   `accessor`, `verbs`: items,
//! - `resource`, `service`, `platform`, `sandbox`, `wire`: files.

use crate::shape::RustSpec;

mod accessor;
mod codes;
mod construct;
mod docs;
mod error;
mod errors;
mod example;
mod fields;
mod file;
mod format;
mod job_values;
mod jobs;
mod operation;
mod paging;
mod placement;
mod platform;
mod request;
mod resource;
mod response;
mod sandbox;
mod scope;
mod service;
mod share;
mod text;
mod types;
mod verbs;
mod wire;

pub use error::Error;
pub(crate) use file::File;
pub(crate) use format::Pieces;

/// All generated files.
///
/// # Errors
///
/// The spec asks for something that has no form in Rust.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let mut files = platform::files(rust)?;
    files.extend(sandbox::files(rust)?);
    for service in &rust.services {
        files.extend(service::files(rust, service)?);
    }
    files.extend(wire::files(rust)?);
    Ok(files)
}
