//! The program, run as a user would.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_feishu-sandbox"))
}

fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = program().args(arguments).output().unwrap();
    (
        status.code(),
        String::from_utf8(stdout).unwrap(),
        String::from_utf8(stderr).unwrap(),
    )
}

#[test]
fn help_and_version_go_to_the_standard_output() {
    let (status, help, errors) = run(&["--help"]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(
        help.contains("--port N") && help.contains("--faults FILE"),
        "{help}"
    );
    assert!(
        help.contains("a browser shows") && help.contains("GET /_sandbox/v1 "),
        "{help}"
    );
    assert_eq!(
        run(&["-V"]),
        (
            Some(0),
            format!("feishu-sandbox {}\n", env!("CARGO_PKG_VERSION")),
            String::new()
        )
    );
}

#[test]
fn a_wrong_command_line_is_one_line_and_status_2() {
    for arguments in [
        &["--prot", "1"][..],
        &["--port", "x"],
        &["--port", "70000"],
        &["--port"],
        &["extra"],
    ] {
        let (status, output, errors) = run(arguments);
        assert_eq!(
            (status, output.as_str(), errors.lines().count()),
            (Some(2), "", 1),
            "{arguments:?}: {errors}"
        );
        assert!(
            errors.starts_with("feishu-sandbox: ") && errors.ends_with("; see --help\n"),
            "{errors}"
        );
    }
}

#[test]
fn a_faults_file_that_cannot_be_used_is_named_with_its_line() {
    let (status, _, errors) = run(&["--faults", "no/such/file.json"]);
    assert_eq!(status, Some(2));
    assert!(
        errors.starts_with("feishu-sandbox: cannot read the faults file no/such/file.json: "),
        "{errors}"
    );

    let path =
        std::env::temp_dir().join(format!("feishu-sandbox-faults-{}.json", std::process::id()));
    std::fs::write(
        &path,
        "[\n  {\"operation\": \"*\",\n   \"fault\": \"explode\"}\n]",
    )
    .unwrap();
    let (status, _, errors) = run(&["--faults", path.to_str().unwrap()]);
    std::fs::remove_file(&path).unwrap();
    assert_eq!((status, errors.lines().count()), (Some(2), 1));
    assert!(
        errors.contains("line 3: unknown variant `explode`"),
        "{errors}"
    );
}

#[test]
fn a_port_that_is_taken_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let expected =
        format!("feishu-sandbox: port {port} is taken; choose another, or 0 for a free one\n");
    assert_eq!(run(&["--port", &port]), (Some(1), String::new(), expected));
}

#[cfg(unix)]
#[test]
fn one_line_is_printed_and_an_interrupt_ends_it_well() {
    let mut child = program().stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let values: Vec<_> = line
        .split(' ')
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    let names: Vec<_> = values.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        ["FEISHU_BASE_URL", "FEISHU_APP_ID", "FEISHU_APP_SECRET"]
    );
    let address = values[0].1.strip_prefix("http://").unwrap();
    std::net::TcpStream::connect(address).unwrap();
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(lines.next().is_none());
}
