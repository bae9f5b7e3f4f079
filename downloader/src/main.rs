//! Downloads the pages of the documentation: `cargo xtask pages` runs this. It is the only program of the workspace that
//! calls the documentation service, and has a crate of its own so that nothing else is built with what that takes.
//!
//! Everything goes to standard error. The exit code is 0 if all pages are there, 1 if some are missing, and 2 if the
//! command was not understood.

use std::path::PathBuf;
use std::process::ExitCode;

use options::Asked;
use say::say;

mod address;
mod download;
mod fetch;
mod file;
mod journal;
mod options;
mod pace;
mod say;
mod service;
mod store;
mod time;
mod tree;

fn main() -> ExitCode {
    let (options, root) = match options::parse(&mut lexopt::Parser::from_env()) {
        Ok(Asked::Help) => {
            say!("{}", options::HELP.trim_end());
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Fetch(options, root)) => (options, root),
        Err(error) => {
            say!("error: {error}; see `cargo xtask pages help`");
            return ExitCode::from(2);
        }
    };
    match fetch::fetch(&root.unwrap_or_else(own_root), &options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

/// The repository that this program was built in.
fn own_root() -> PathBuf {
    let package = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}
