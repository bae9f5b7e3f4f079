//! Tests that run in a process of their own, for the sake of its environment or of its end.

use std::process::{Command, Output, Stdio};

/// All variables that name a proxy, or except from one.
const PROXIES: [&str; 8] = [
    "ALL_PROXY",
    "all_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Adds to a command that runs this program which of its tests it is to run, an ignored one.
pub(crate) fn only<'a>(program: &'a mut Command, test: &str) -> &'a mut Command {
    for name in PROXIES {
        program.env_remove(name);
    }
    program
        .args([test, "--exact", "--ignored", "--nocapture"])
        .stdin(Stdio::null())
}

/// This program.
pub(crate) fn this() -> Command {
    Command::new(std::env::current_exe().unwrap())
}

/// Runs a command of [`only`], which must have run its test and passed.
#[track_caller]
pub(crate) fn passes(program: &mut Command) -> Output {
    let output = program.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && told.contains("1 passed"),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}
