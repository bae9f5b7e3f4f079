//! The examples, run as a newcomer runs them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

/// The example as cargo has built it, beside the tests, in a directory of its own and without credentials.
fn reservations(directory: &Path, arguments: &[&str]) -> Output {
    let built = std::env::current_exe().unwrap();
    let built = built
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples/reservations");
    let mut command = Command::new(&built);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("FEISHU_")) {
        command.env_remove(variable);
    }
    command
        .current_dir(directory)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{built:?}: {error}"))
}

#[test]
fn a_report_is_saved_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let output = reservations(directory.path(), &["--days", "30", "--out", "rooms.xlsx"]);
    assert!(output.status.success(), "{output:?}");
    assert!(
        std::fs::read(directory.path().join("rooms.xlsx"))
            .unwrap()
            .starts_with(b"PK\x03\x04")
    );
}

#[test]
fn what_is_wrong_is_one_line_and_an_exit_code() {
    let directory = tempfile::tempdir().unwrap();
    for (arguments, told) in [
        (["--days", "soon"], "soon"),
        (
            ["--out", "no/such/rooms.xlsx"],
            "create the directory first",
        ),
    ] {
        let output = reservations(directory.path(), &arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            (output.status.code(), text.trim_end().lines().count()),
            (Some(1), 1),
            "{text}"
        );
        assert!(text.contains(told), "{text}");
    }
    assert!(
        String::from_utf8(reservations(directory.path(), &["--help"]).stdout)
            .unwrap()
            .contains("Usage:")
    );
}
