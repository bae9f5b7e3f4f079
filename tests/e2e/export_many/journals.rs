//! The journal of a run: whose it is, what is in it, and what becomes of a run without one.

use std::fs;
use std::path::Path;
use std::time::Duration;

use feishu_core::{Client, Error, Outcome};
use feishu_drive::Drive;
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::FileKind;
use feishu_sandbox::{Fault, FaultKind};

use super::{CREATE, DOWNLOAD, JOURNAL, assert_whole, files, quick, sandbox_with};
use crate::client;

fn assert_names(error: &Error, path: &Path, told: &str) {
    let text = error.to_string();
    assert!(
        text.contains(&path.display().to_string()) && text.contains(told),
        "{text}"
    );
}

#[tokio::test]
async fn a_journal_of_another_run_is_refused_and_nothing_is_sent() {
    let (sandbox, documents) = sandbox_with(2).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(JOURNAL);
    let drive = Drive::new(&client(&sandbox));
    quick(drive.export_many(documents.clone(), &directory))
        .await
        .unwrap();
    let before = (sandbox.requests().len(), fs::read(&path).unwrap());

    let run = drive.export_many(documents.clone(), &directory);
    let error = run
        .format(FileKind::Docx, FileExtension::Pdf)
        .await
        .unwrap_err();
    assert_names(
        &error,
        &path,
        "its formats was bitable as xlsx, doc as docx, docx as docx",
    );
    assert!(
        error.to_string().contains("choose another directory"),
        "{error}"
    );
    let run = drive.export_many(documents.clone(), &directory);
    let error = run.as_user(sandbox.user_token()).await.unwrap_err();
    assert_names(&error, &path, "its caller was the app cli_");
    let elsewhere = Client::builder()
        .base_url("http://127.0.0.1:1")
        .app(sandbox.app_id(), sandbox.app_secret())
        .build()
        .unwrap();
    let run = Drive::new(&elsewhere).export_many(documents.clone(), &directory);
    assert_names(
        &run.await.unwrap_err(),
        &path,
        "its platform was http://127.0.0.1:",
    );
    assert_eq!((sandbox.requests().len(), fs::read(&path).unwrap()), before);

    // A journal of its own makes it a run of its own, and its files get names of their own.
    let mine = directory.path().join("as-user.journal");
    let run = quick(drive.export_many(documents, &directory)).journal(&mine);
    let summary = run.as_user(sandbox.user_token()).await.unwrap();
    assert_eq!(summary.saved, 2, "{summary:?}");
    let found = files(directory.path());
    assert_eq!(found["Document 1 (2).docx"], found["Document 1.docx"]);
}

#[tokio::test]
async fn two_runs_do_not_share_a_journal() {
    let (sandbox, documents) = sandbox_with(3).await;
    let directory = tempfile::tempdir().unwrap();
    sandbox.add_fault(Fault::new(
        CREATE,
        FaultKind::Latency(Duration::from_secs(4)),
    ));
    let drive = Drive::new(&client(&sandbox));
    let first = quick(drive.export_many(documents.clone(), &directory)).into_future();
    let first = tokio::spawn(first);
    while sandbox.calls(CREATE) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = quick(drive.export_many(documents, &directory)).await;
    assert_names(
        &second.unwrap_err(),
        &directory.path().join(JOURNAL),
        "is in use by another run",
    );
    assert_eq!(first.await.unwrap().unwrap().saved, 3);
    assert_whole(directory.path(), 0..3);
}

#[tokio::test]
async fn a_journal_that_was_cut_at_any_place_costs_at_most_what_it_no_longer_tells() {
    let (sandbox, documents) = sandbox_with(4).await;
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(JOURNAL);
    let drive = Drive::new(&client(&sandbox));
    quick(drive.export_many(documents.clone(), &directory))
        .await
        .unwrap();
    let whole = fs::read(&path).unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let secret = sandbox.app_secret();
    assert!(
        !text.contains(secret) && !text.contains("t-") && !text.contains("Bearer"),
        "{text}"
    );
    assert!(text.lines().count() > 4 * 4, "{text}");
    for length in (0..whole.len()).step_by(whole.len() / 7) {
        fs::write(&path, &whole[..length]).unwrap();
        sandbox.advance(Duration::from_secs(61));
        let drive = Drive::new(&client(&sandbox));
        let summary = quick(drive.export_many(documents.clone(), &directory))
            .await
            .unwrap();
        assert!(
            summary.is_complete() && summary.saved + summary.kept == 4,
            "{length}: {summary:?}"
        );
    }
    // Without their journal, files are not known to be those of the run, and are left alone.
    let found = files(directory.path());
    assert!(
        (0..4).all(|number| found.contains_key(&format!("Document {number}.docx"))),
        "{found:?}"
    );
    assert!(
        found.keys().all(|name| name.ends_with(".docx")),
        "{:?}",
        found.keys()
    );
}

#[tokio::test]
async fn what_is_no_place_for_files_is_refused_before_anything_is_sent() {
    let (sandbox, documents) = sandbox_with(1).await;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("a file");
    fs::write(&file, "mine").unwrap();
    let drive = Drive::new(&client(&sandbox));
    let error = drive
        .export_many(documents.clone(), &file)
        .await
        .unwrap_err();
    assert_names(&error, &file, "it is not a directory");
    let nowhere = directory.path().join("nowhere");
    let error = drive
        .export_many(documents.clone(), &nowhere)
        .await
        .unwrap_err();
    assert_names(&error, &nowhere, "create the directory first");
    let run = drive.export_many(documents.clone(), &directory);
    assert_names(
        &run.journal(&file).await.unwrap_err(),
        &file,
        "is no journal",
    );
    let run = drive.export_many(documents, &directory);
    let error = run.journal(directory.path()).await.unwrap_err();
    assert_names(
        &error,
        directory.path(),
        "is a directory: name a file in it",
    );
    assert_eq!(sandbox.requests().len(), 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
}

#[tokio::test]
async fn a_directory_that_disappears_ends_the_run_and_says_so() {
    let (sandbox, documents) = sandbox_with(5).await;
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("files");
    fs::create_dir(&directory).unwrap();
    let journal = parent.path().join("journal");
    let fault = FaultKind::Latency(Duration::from_millis(400));
    sandbox.add_fault(Fault::new(DOWNLOAD, fault).skip(1).always());
    let drive = Drive::new(&client(&sandbox));
    let run = drive.export_many(documents.clone(), &directory);
    let mut run = quick(run).journal(&journal);
    assert!(matches!(
        run.try_next().await.unwrap(),
        Some(Outcome::Saved(..))
    ));
    fs::rename(&directory, parent.path().join("away")).unwrap();
    let mut outcomes = Vec::new();
    let error = loop {
        match run.try_next().await {
            Ok(outcome) => {
                outcomes.push(outcome.expect("the run ended well without its directory"))
            }
            Err(error) => break error,
        }
    };
    assert_names(&error, &directory, "");
    assert!(run.try_next().await.unwrap().is_none());
    assert!(!directory.exists());

    fs::rename(parent.path().join("away"), &directory).unwrap();
    sandbox.clear_faults();
    let drive = Drive::new(&client(&sandbox));
    let run = quick(drive.export_many(documents, &directory)).journal(&journal);
    let summary = run.await.unwrap();
    assert!(summary.is_complete(), "{summary:?}");
    assert_whole(&directory, 0..5);
}
