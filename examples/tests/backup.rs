//! The example `backup` as it is run at night: killed, interrupted, run again, and watched for its memory.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};

const CREATE: &str = "drive.v1.export_task.create";
const DOWNLOAD: &str = "drive.v1.export_task.download";

fn content(number: usize) -> Vec<u8> {
    format!("the content of document {number}\n")
        .repeat(100)
        .into_bytes()
}

fn raw(title: String, content: Vec<u8>) -> Document {
    Document::raw(title, DocumentKind::Docx, "application/msword", content)
}

/// A sandbox with a folder of documents, whose jobs are done at once.
async fn sandbox(documents: usize) -> Sandbox {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    for number in 0..documents {
        let document = raw(format!("Document {number}"), content(number));
        sandbox.add_document(document.in_folder("fldcnBackup"));
    }
    sandbox
}

/// The example, about to mirror that folder into `backup`.
fn backup(sandbox: &Sandbox, directory: &Path) -> Command {
    let built = std::env::current_exe().unwrap();
    let built = built.ancestors().nth(2).unwrap().join("examples/backup");
    let mut command = Command::new(built);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("FEISHU_")) {
        command.env_remove(variable);
    }
    command
        .current_dir(directory)
        .env("FEISHU_BASE_URL", sandbox.base_url())
        .env("FEISHU_APP_ID", sandbox.app_id())
        .env("FEISHU_APP_SECRET", sandbox.app_secret())
        .arg(format!("{}/drive/folder/fldcnBackup", sandbox.base_url()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The files of the backup; one that is being written is none.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(directory.join("backup")).unwrap();
    let entries = entries.map(|entry| entry.unwrap());
    let files = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
    let files = files.filter(|(name, _)| !name.starts_with('.'));
    files
        .map(|(name, path)| (name, std::fs::read(path).unwrap()))
        .collect()
}

fn expected(documents: usize) -> BTreeMap<String, Vec<u8>> {
    let files = (0..documents).map(|number| (format!("Document {number}.docx"), content(number)));
    files.collect()
}

fn told(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_it_goes_on_where_it_was() {
    let documents = 30;
    let sandbox = sandbox(documents).await;
    let directory = tempfile::tempdir().unwrap();
    let late = FaultKind::Latency(Duration::from_millis(30));
    sandbox.add_fault(Fault::new("*", late).always());
    let mut kills = 0;
    for wait in [90, 170, 300, 450, 240, 600] {
        let mut child = backup(&sandbox, directory.path()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(wait)).await;
        kills += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let whole = expected(documents);
        let half = |(name, content): (&String, &Vec<u8>)| whole.get(name) != Some(content);
        if directory.path().join("backup").is_dir() {
            assert!(
                !files(directory.path()).iter().any(half),
                "half a file is there"
            );
        }
    }
    assert!(kills > 2, "it was never killed in the middle");
    let output = backup(&sandbox, directory.path()).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(
        files(directory.path()) == expected(documents),
        "{}",
        told(&output)
    );
    // A ticket that was on its way when the program was killed is lost, as it would be by whatever program.
    let (created, lost) = (sandbox.calls(CREATE), 2 * kills);
    assert!(
        created <= documents + lost,
        "{created} exports of {documents} documents"
    );
    let drafts = std::fs::read_dir(directory.path().join("backup")).unwrap();
    let drafts = drafts.filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_str().unwrap().ends_with(".feishu-part")
    });
    assert_eq!(drafts.count(), 0, "a draft was left behind");

    let before = (sandbox.calls(CREATE), sandbox.calls(DOWNLOAD));
    let output = backup(&sandbox, directory.path()).output().unwrap();
    assert!(told(&output).contains("0 saved (0 bytes), 30 kept from earlier, 0 failed"));
    assert_eq!((sandbox.calls(CREATE), sandbox.calls(DOWNLOAD)), before);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn interrupted_it_says_how_to_go_on() {
    let sandbox = sandbox(3).await;
    let directory = tempfile::tempdir().unwrap();
    sandbox.add_fault(
        Fault::new(DOWNLOAD, FaultKind::StallHeaders)
            .skip(1)
            .times(2),
    );
    let child = backup(&sandbox, directory.path()).spawn().unwrap();
    while sandbox.calls(DOWNLOAD) < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    let text = told(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("1 saved"), "{text}");
    assert!(
        text.contains("error: interrupted; run it again with the same arguments"),
        "{text}"
    );

    let output = backup(&sandbox, directory.path()).output().unwrap();
    let text = told(&output);
    assert!(
        text.contains("2 saved") && text.contains("1 kept"),
        "{text}"
    );
    assert_eq!(sandbox.calls(CREATE), 3, "something was exported twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_told_and_is_an_exit_code() {
    let sandbox = sandbox(2).await;
    let directory = tempfile::tempdir().unwrap();
    let forbidden = raw("Secret".to_owned(), content(7)).in_folder("fldcnBackup");
    sandbox.add_document(forbidden.forbidden());
    let output = backup(&sandbox, directory.path()).output().unwrap();
    let text = told(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(
        text.contains("left out: Secret: drive.v1.export_task.create: no permission"),
        "{text}"
    );
    assert!(text.contains("error: 1 failed, as told above"), "{text}");
    assert!(files(directory.path()) == expected(2), "{text}");

    std::fs::write(directory.path().join("file"), "mine").unwrap();
    let output = backup(&sandbox, directory.path())
        .args(["--out", "file"])
        .output()
        .unwrap();
    assert!(
        told(&output).contains("cannot create file"),
        "{}",
        told(&output)
    );
}

/// The most memory that a process has used so far, in KiB.
#[cfg(target_os = "linux")]
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn its_memory_does_not_grow_with_the_files() {
    let sandbox = sandbox(20).await;
    let directory = tempfile::tempdir().unwrap();
    for number in 0..4 {
        let large = raw(format!("Large {number}"), vec![7; 48 << 20]);
        sandbox.add_document(large.in_folder("fldcnBackup"));
    }
    let mut child = backup(&sandbox, directory.path()).spawn().unwrap();
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    };
    assert!(status.success());
    assert_eq!(files(directory.path()).len(), 24);
    // Four large files at once; a program that held one of them would need more than this.
    assert!(most > 0 && most < 48 << 10, "{most} KiB");
}
