//! The example `upload`, interrupted and run again.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use feishu_drive::Drive;
use feishu_drive::file::ListFiles;
use feishu_drive::types::FolderToken;
use feishu_sandbox::{Fault, FaultKind, Sandbox};

/// More than goes up in one request.
const LENGTH: usize = (20 << 20) + 1;

/// The example, about to upload a file and one that is not there.
fn upload(sandbox: &Sandbox, directory: &Path, files: &[&str]) -> Command {
    let built = std::env::current_exe().unwrap();
    let built = built.ancestors().nth(2).unwrap().join("examples/upload");
    let mut command = Command::new(built);
    for (variable, _) in std::env::vars().filter(|(variable, _)| variable.starts_with("FEISHU_")) {
        command.env_remove(variable);
    }
    let folder = format!("{}/drive/folder/{}", sandbox.base_url(), sandbox.folder());
    command
        .current_dir(directory)
        .env("FEISHU_BASE_URL", sandbox.base_url())
        .env("FEISHU_APP_ID", sandbox.app_id())
        .env("FEISHU_APP_SECRET", sandbox.app_secret())
        .args(["--folder", &folder])
        .args(files)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn told(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(text).unwrap()
}

/// The contents of the files of a name in the folder.
async fn uploaded(sandbox: &Sandbox, name: &str) -> Vec<Vec<u8>> {
    let drive = Drive::new(&sandbox.client_builder().build().unwrap());
    let list = ListFiles::new().folder(FolderToken::new(sandbox.folder()));
    let files = drive.files().list(list).items().collect().await.unwrap();
    let mut contents = Vec::new();
    for file in files.into_iter().filter(|file| file.name == name) {
        let download = drive.download(file.token);
        let content = download.await.unwrap().bytes(1 << 30).await.unwrap();
        contents.push(content.to_vec());
    }
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn interrupted_it_says_how_to_go_on_and_does() {
    let sandbox = Sandbox::start().await.unwrap();
    let part = "drive.v1.file.upload_part";
    // The third part takes as long as it takes to interrupt it.
    sandbox.add_fault(Fault::new(part, FaultKind::StallHeaders).skip(2));
    let directory = tempfile::tempdir().unwrap();
    let mut content = vec![0; LENGTH];
    fastrand::Rng::with_seed(7).fill(&mut content);
    std::fs::write(directory.path().join("large.bin"), &content).unwrap();

    let files = ["large.bin"];
    let child = upload(&sandbox, directory.path(), &files).spawn().unwrap();
    for _ in 0..600 {
        if sandbox.calls(part) == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let interrupt = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = told(&output);
    assert!(
        text.contains("large.bin: 8388608 of 20971521 bytes") && text.contains("run it again"),
        "{text}"
    );
    let kept = directory.path().join("large.bin.feishu-upload");
    assert!(kept.is_file());

    let output = upload(&sandbox, directory.path(), &files).output().unwrap();
    assert!(output.status.success(), "{}", told(&output));
    assert!(!kept.exists(), "the handle was left behind");
    assert_eq!(sandbox.calls("drive.v1.file.upload_prepare"), 1);
    assert!(uploaded(&sandbox, "large.bin").await == [content]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_does_not_end_the_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in [("a.txt", "a"), ("empty.txt", ""), ("b.txt", "b")] {
        std::fs::write(directory.path().join(name), content).unwrap();
    }
    std::fs::write(directory.path().join("b.txt.feishu-upload"), "{").unwrap();
    let files = ["missing.txt", "empty.txt", "b.txt", "a.txt"];
    let output = upload(&sandbox, directory.path(), &files).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = told(&output);
    for part in [
        "left out: missing.txt: cannot read missing.txt",
        "left out: empty.txt: the file `empty.txt` is empty",
        "left out: b.txt: b.txt.feishu-upload holds no upload",
        "error: 3 failed",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(uploaded(&sandbox, "a.txt").await == [b"a"]);
}
