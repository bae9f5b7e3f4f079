//! The examples, run as a newcomer runs them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

/// An example as cargo has built it, beside the tests, in a directory of its own and without credentials.
fn example(name: &str, directory: &Path, arguments: &[&str]) -> Output {
    prepared(name, directory, arguments)
        .output()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The command that runs an example.
fn prepared(name: &str, directory: &Path, arguments: &[&str]) -> Command {
    let built = std::env::current_exe().unwrap();
    let built = built
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples")
        .join(name);
    let mut command = Command::new(&built);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("FEISHU_")) {
        command.env_remove(variable);
    }
    command.current_dir(directory).args(arguments);
    command
}

fn succeeds(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line that a failed example prints.
fn fails(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    text
}

#[test]
fn a_sheet_is_exported_to_files_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let told = succeeds(&example("export", directory.path(), &[]));
    let names: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2);
    for (extension, magic) in [(".xlsx", &b"PK\x03\x04"[..]), (".csv", b"")] {
        let name = names.iter().find(|name| name.ends_with(extension)).unwrap();
        assert!(told.contains(name.as_str()), "{told}");
        let content = std::fs::read(directory.path().join(name)).unwrap();
        assert!(content.len() > 100 && content.starts_with(magic));
    }
    assert!(told.contains("FEISHU_APP_ID"), "{told}");
}

#[test]
fn a_table_is_imported_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    assert!(succeeds(&example("import", directory.path(), &[])).contains("/sheets/"));
    std::fs::write(directory.path().join("notes.md"), "# Notes\n\ntext\n").unwrap();
    assert!(succeeds(&example("import", directory.path(), &["notes.md"])).contains("/docx/"));
}

#[test]
fn a_file_with_a_shouted_name_is_imported() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("T.CSV"), "a,b\n1,2\n").unwrap();
    assert!(succeeds(&example("import", directory.path(), &["T.CSV"])).contains("/sheets/"));
}

#[test]
fn a_report_is_saved_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["--days", "30", "--out", "rooms.xlsx"];
    succeeds(&example("reservations", directory.path(), &arguments));
    assert!(
        std::fs::read(directory.path().join("rooms.xlsx"))
            .unwrap()
            .starts_with(b"PK\x03\x04")
    );
}

#[test]
fn meetings_are_listed_and_saved_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let arguments = ["--days", "400", "--out", "last.xlsx"];
    let output = example("meetings", directory.path(), &arguments);
    let told = succeeds(&output);
    let line = told.lines().next().unwrap();
    assert!(line.contains("Q3 review, 2 people, 00:00:0"), "{told}");
    assert!(told.contains("last.xlsx ("), "{told}");
    let shown = String::from_utf8(output.stderr).unwrap();
    assert!(shown.contains(" started\n"), "{shown}");
    let workbook = std::fs::read(directory.path().join("last.xlsx")).unwrap();
    assert!(workbook.starts_with(b"PK\x03\x04"));
}

#[cfg(unix)]
#[test]
fn meetings_that_are_interrupted_are_resumed() {
    use std::io::{BufRead, BufReader};
    use std::process::Stdio;
    use std::time::Duration;

    use feishu_sandbox::{Fault, FaultKind};

    let runtime = tokio::runtime::Builder::new_current_thread();
    let sandbox = { runtime }.enable_all().build().unwrap();
    let sandbox = sandbox.block_on(feishu_sandbox::Sandbox::start()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let command = |arguments: &[&str]| {
        let mut command = prepared("meetings", directory.path(), arguments);
        command.envs([
            ("FEISHU_BASE_URL", sandbox.base_url()),
            ("FEISHU_APP_ID", sandbox.app_id()),
            ("FEISHU_APP_SECRET", sandbox.app_secret()),
        ]);
        command
    };
    // The platform does not tell how the report stands until somebody comes back for it.
    let slow = FaultKind::Latency(Duration::from_secs(60));
    sandbox.add_fault(Fault::new("vc.v1.export.get", slow).always());
    let mut interrupted = command(&[]).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(interrupted.stderr.take().unwrap()).lines();
    let started = lines.next().unwrap().unwrap();
    assert!(started.ends_with(" started"), "{started}");
    let signal = ["-INT".to_owned(), interrupted.id().to_string()];
    assert!(
        Command::new("kill")
            .args(signal)
            .status()
            .unwrap()
            .success()
    );
    let told: String = lines.map(Result::unwrap).collect::<Vec<_>>().join("\n");
    assert_eq!(interrupted.wait().unwrap().code(), Some(1), "{told}");
    let (_, ticket) = told.split_once("--resume ").unwrap();
    let ticket = ticket.split_whitespace().next().unwrap();
    assert!(started.contains(ticket), "{started} {told}");
    assert!(!directory.path().join("meetings.xlsx").exists());

    sandbox.clear_faults();
    let resumed = command(&["--resume", ticket]).output().unwrap();
    assert!(succeeds(&resumed).starts_with("meetings.xlsx ("));
    assert_eq!(sandbox.calls("vc.v1.export.meeting_list"), 1);
}

#[test]
fn a_folder_is_backed_up_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    let told = succeeds(&example("backup", directory.path(), &[]));
    assert!(told.contains("0 kept from earlier, 0 failed"), "{told}");
    let below = directory.path().join("backup/Shared documents 共享文件夹");
    let names: Vec<_> = std::fs::read_dir(below)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let ends = |end: &str| names.iter().any(|name| name.ends_with(end));
    assert!(ends(".xlsx") && ends(".docx") && ends(".pdf"), "{names:?}");

    // Each sandbox is another platform.
    let text = fails(&example("backup", directory.path(), &[]));
    assert!(
        text.contains("is of another run: its platform was"),
        "{text}"
    );
}

#[test]
fn a_file_is_uploaded_without_credentials() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("notes.txt"), "text").unwrap();
    let told = succeeds(&example("upload", directory.path(), &["notes.txt"]));
    assert!(told.starts_with("notes.txt: "), "{told}");
    let told = succeeds(&example("upload", directory.path(), &[]));
    assert!(told.contains("hello.txt: "), "{told}");
}

#[test]
fn a_csv_comes_back_as_it_went() {
    let directory = tempfile::tempdir().unwrap();
    let content = "city,name\n杭州,\"a, b\"\n";
    std::fs::write(directory.path().join("in.csv"), content).unwrap();
    let told = succeeds(&example(
        "csv",
        directory.path(),
        &["in.csv", "--out", "out.csv"],
    ));
    assert!(told.contains("/sheets/"), "{told}");
    let back = std::fs::read_to_string(directory.path().join("out.csv")).unwrap();
    let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
    assert_eq!(lines(back.trim_start_matches('\u{feff}')), lines(content));
}

#[test]
fn the_scopes_of_operations_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let all = succeeds(&example("scopes", directory.path(), &[]));
    let one = succeeds(&example(
        "scopes",
        directory.path(),
        &["drive.v1.file.list"],
    ));
    assert!(
        one.contains("\n  drive:drive:readonly\n") && all.contains(&one),
        "{one}"
    );
    assert!(all.contains("vc.v1.") && !one.contains("vc.v1."), "{all}");
}

#[test]
fn help_is_given() {
    let directory = tempfile::tempdir().unwrap();
    for name in [
        "backup",
        "csv",
        "export",
        "import",
        "meetings",
        "reservations",
        "upload",
    ] {
        let help = succeeds(&example(name, directory.path(), &["--help"]));
        assert!(
            help.contains("Usage:") && help.contains("FEISHU_APP_SECRET"),
            "{help}"
        );
    }
}

#[test]
fn what_is_wrong_is_one_line_and_an_exit_code() {
    let directory = tempfile::tempdir().unwrap();
    let cases: [(&str, &[&str], &str); 18] = [
        ("csv", &["no-such-file.csv"], "no-such-file.csv"),
        (
            "backup",
            &["https://example.feishu.cn/docx/doxcn1"],
            "is no folder",
        ),
        ("backup", &["root"], "needs credentials"),
        ("export", &["--type", "sheet"], "none is named"),
        ("export", &["--no-such-option"], "--no-such-option"),
        (
            "export",
            &["--out", "no/such/directory"],
            "create the directory first",
        ),
        (
            "export",
            &["--as", "pdf"],
            "file extension and type mismatch",
        ),
        ("export", &["shtcnBxAbCdEfGhIjKlMnOpQrSt"], "--type"),
        (
            "export",
            &["https://example.feishu.cn/wiki/wikcn1"],
            "page of a wiki",
        ),
        (
            "export",
            &["https://example.feishu.cn/docx/doxcn1"],
            "needs credentials",
        ),
        ("import", &["no-such-file.csv"], "no-such-file.csv"),
        (
            "upload",
            &["--folder", "https://example.feishu.cn/docx/doxcn1"],
            "is no folder",
        ),
        (
            "upload",
            &["--folder", "https://example.feishu.cn/drive/folder/fld1"],
            "needs credentials",
        ),
        ("import", &["--as", "hologram"], "hologram"),
        ("meetings", &["--days", "soon"], "soon"),
        ("reservations", &["--days", "soon"], "soon"),
        ("scopes", &["drive.v9"], "drive.v9"),
        (
            "reservations",
            &["--out", "no/such/rooms.xlsx"],
            "create the directory first",
        ),
    ];
    for (name, arguments, told) in cases {
        let text = fails(&example(name, directory.path(), arguments));
        assert!(
            text.starts_with("error: ") && text.contains(told),
            "{name} {arguments:?}: {text}"
        );
    }
    assert_eq!(
        std::fs::read_dir(&directory).unwrap().count(),
        0,
        "something was left behind"
    );
}
