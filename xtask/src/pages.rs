//! `cargo xtask pages`: hands over to the downloader. It is a package of its own, and is built only when it is asked for:
//! with its HTTP and its TLS come parts in C, which nobody is to need who changes the spec.

use std::ffi::OsString;
use std::io;
use std::process::{Command, ExitCode};

use crate::{Failure, cargo};

/// The package.
const DOWNLOADER: &str = "feishu-downloader";

/// Runs it. Its exit code is that of this program.
pub(crate) fn run(args: &[OsString]) -> Result<ExitCode, Failure> {
    let mut command = cargo::command();
    command
        .args(["run", "--quiet", "--package", DOWNLOADER, "--"])
        .args(args);
    replace_by(command).map_err(|error| Failure::Message(format!("error: cargo run: {error}")))
}

/// Puts the command in the place of this program, so that an interruption goes to the downloader alone.
#[cfg(unix)]
fn replace_by(mut command: Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;

    Err(command.exec())
}

/// Waits for the command: no other system can put one in the place of a program.
#[cfg(not(unix))]
fn replace_by(mut command: Command) -> io::Result<ExitCode> {
    let code = command.status()?.code();
    let code = code.and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
