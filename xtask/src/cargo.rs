//! The cargo that runs this program, for what other packages do.

use std::env;
use std::ffi::OsString;
use std::process::Command;

/// A command of it.
pub(crate) fn command() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")))
}
