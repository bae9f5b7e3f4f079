//! Downloads the pages of the documentation: `cargo xtask pages` runs this. It is the only program of the workspace that
//! calls the documentation service, and has a crate of its own so that nothing else is built with what that takes.
//!
//! Everything goes to standard error. The exit code is 0 if all pages are there, 1 if some are missing, and 2 if the
//! command was not understood.

use std::process::ExitCode;

use feishu_codegen::spec::files;
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
    let root = match root {
        Some(root) => Ok(root),
        None => files::root_here().map_err(|error| format!("error: {error}")),
    };
    match root.and_then(|root| fetch::fetch(&root, &options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            say!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
