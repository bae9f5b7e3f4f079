//! The generated files: one module for each kind of them.

use crate::rust::format::Error;
use crate::rust::shape::RustSpec;

mod codes;
mod file;
mod platform;
mod resource;
mod responses;
mod sandbox;
mod service;
mod share;
mod wire;

pub(crate) use file::File;

/// All generated files.
///
/// # Errors
///
/// The spec asks for something that has no form in Rust.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let mut files = platform::files(rust)?;
    files.extend(sandbox::files(rust)?);
    files.extend(responses::files(rust)?);
    for service in &rust.services {
        files.extend(service::files(rust, service)?);
    }
    files.extend(wire::files(rust)?);
    Ok(files)
}
