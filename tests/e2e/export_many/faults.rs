//! What goes wrong with one document of many, at each step, and what becomes of the others.

use std::time::Duration;

use feishu_core::{ErrorKind, JobOptions, Outcome, RetryPolicy};
use feishu_drive::codes;
use feishu_drive::types::{FileRef, FolderToken};
use feishu_drive::{Drive, ExportItem, ExportList};
use feishu_sandbox::{Document, Fault, FaultKind, Sandbox};
use futures_util::stream;

use super::{CREATE, DOWNLOAD, POLL, assert_whole, files, quick, sandbox_with};
use crate::client;

#[tokio::test]
async fn what_passes_at_any_step_costs_nothing() {
    let faults = [
        (CREATE, FaultKind::rate_limit(1)),
        (CREATE, FaultKind::RejectToken),
        (CREATE, FaultKind::server_error(502)),
        (CREATE, FaultKind::Disconnect),
        (CREATE, FaultKind::CutBody { after: 10 }),
        (CREATE, FaultKind::JobLate { polls: 2 }),
        (POLL, FaultKind::rate_limit(1)),
        (POLL, FaultKind::RejectToken),
        (POLL, FaultKind::server_error(500)),
        (POLL, FaultKind::Disconnect),
        (POLL, FaultKind::Html),
        (DOWNLOAD, FaultKind::rate_limit(1)),
        (DOWNLOAD, FaultKind::RejectToken),
        (DOWNLOAD, FaultKind::server_error(502)),
        (DOWNLOAD, FaultKind::CutBody { after: 20 }),
    ];
    let runs = faults.map(async |(operation, fault)| {
        let (sandbox, documents) = sandbox_with(5).await;
        sandbox.add_fault(Fault::new(operation, fault.clone()).skip(2));
        let directory = tempfile::tempdir().unwrap();
        let drive = Drive::new(&client(&sandbox));
        let run = quick(drive.export_many(documents, &directory));
        let summary = run.await.unwrap();
        assert!(
            summary.is_complete() && summary.saved == 5,
            "{operation} {fault:?}: {summary:?}"
        );
        assert_whole(directory.path(), 0..5);
    });
    futures_util::future::join_all(runs).await;
}

#[tokio::test]
async fn a_token_that_expires_in_the_middle_costs_nothing() {
    let (sandbox, documents) = sandbox_with(5).await;
    let directory = tempfile::tempdir().unwrap();
    let drive = Drive::new(&client(&sandbox));
    let mut run = quick(drive.export_many(documents, &directory));
    let mut saved = 0;
    while run.try_next().await.unwrap().is_some() {
        sandbox.expire_tokens();
        saved += 1;
    }
    assert_eq!(saved, 5);
    assert_whole(directory.path(), 0..5);
}

#[tokio::test]
async fn one_that_fails_is_told_with_its_kind_and_tried_again_by_the_next_run() {
    let (sandbox, mut documents) = sandbox_with(6).await;
    let forbidden = sandbox.add_document(Document::text("secret", vec![]).forbidden());
    let deleted = sandbox.add_document(Document::text("gone", vec![]).deleted());
    documents.insert(1, FileRef::docx(&*forbidden));
    documents.insert(3, FileRef::docx(&*deleted));
    documents.push(FileRef::docx("doxcnNobody"));
    documents.push(FileRef::mind_note("bmncn1"));
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    // The first of them is too large, for now.
    sandbox.add_fault(Fault::new(CREATE, FaultKind::job_fails(107)));
    let run = quick(drive.export_many(documents.clone(), &directory));
    let summary = run.await.unwrap();
    assert_eq!((summary.saved, summary.kept), (5, 0), "{summary:?}");
    let mut kinds: Vec<_> = summary
        .failed
        .iter()
        .map(|(item, error)| (item.as_ref().unwrap().file.token.to_string(), error.kind()))
        .collect();
    kinds.sort_by(|one, other| one.0.cmp(&other.0));
    let mut expected = vec![
        (documents[0].token.to_string(), ErrorKind::TooLarge),
        (forbidden, ErrorKind::PermissionDenied),
        (deleted, ErrorKind::NotFound),
        ("doxcnNobody".to_owned(), ErrorKind::NotFound),
        ("bmncn1".to_owned(), ErrorKind::InvalidRequest),
    ];
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(kinds.len(), expected.len(), "{kinds:?}");
    for (found, expected) in kinds.iter().zip(&expected) {
        assert_eq!(found.0, expected.0);
        // What an unknown token is, the platform says in its own way.
        assert!(
            found.1 == expected.1 || found.0 == "doxcnNobody",
            "{found:?}"
        );
    }
    assert_whole(directory.path(), 1..6);

    let before = sandbox.calls(CREATE);
    let summary = quick(drive.export_many(documents, &directory))
        .await
        .unwrap();
    assert_eq!(
        (summary.saved, summary.kept, summary.failed.len()),
        (1, 5, 4),
        "{summary:?}"
    );
    assert_eq!(
        sandbox.calls(CREATE) - before,
        4,
        "what was done is done again"
    );
    assert_whole(directory.path(), 0..6);
}

#[tokio::test]
async fn a_ticket_or_a_file_that_is_gone_is_begun_anew() {
    let lost = [
        (POLL, codes::INVALID_JOB_PARAM),
        (DOWNLOAD, codes::FILE_TOKEN_INVALID),
    ];
    for (operation, code) in lost {
        let (sandbox, documents) = sandbox_with(5).await;
        let drive = Drive::new(&client(&sandbox));
        let directory = tempfile::tempdir().unwrap();
        let fault = FaultKind::error(400, code.0);
        sandbox.add_fault(Fault::new(operation, fault).skip(1));
        let summary = quick(drive.export_many(documents, &directory))
            .await
            .unwrap();
        assert!(summary.is_complete(), "{operation}: {summary:?}");
        assert_eq!(sandbox.calls(CREATE), 6, "{operation}");
        assert_whole(directory.path(), 0..5);
    }
}

#[tokio::test]
async fn a_run_that_was_ended_goes_on_with_its_tickets_while_they_last() {
    for lasts in [true, false] {
        let (sandbox, documents) = sandbox_with(12).await;
        let directory = tempfile::tempdir().unwrap();
        let fault = FaultKind::Latency(Duration::from_secs(3));
        sandbox.add_fault(Fault::new(DOWNLOAD, fault).skip(4).always());
        let drive = Drive::new(&client(&sandbox));
        let mut run = quick(drive.export_many(documents.clone(), &directory));
        for _ in 0..4 {
            assert_eq!(
                super::word(&run.try_next().await.unwrap().unwrap()),
                "saved"
            );
        }
        while sandbox.calls(DOWNLOAD) < 12 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        drop(run);
        assert_eq!(files(directory.path()).len(), 4, "a draft was left behind");
        sandbox.clear_faults();
        if !lasts {
            sandbox.advance(Duration::from_secs(601));
        }
        // As another process: with a client that knows nothing.
        let drive = Drive::new(&client(&sandbox));
        let summary = quick(drive.export_many(documents, &directory))
            .await
            .unwrap();
        assert_eq!((summary.saved, summary.kept), (8, 4), "{summary:?}");
        assert_eq!(sandbox.calls(CREATE), if lasts { 12 } else { 20 });
        assert_whole(directory.path(), 0..12);
    }
}

#[tokio::test]
async fn a_run_that_is_dropped_at_any_moment_goes_on_where_it_was() {
    let (sandbox, documents) = sandbox_with(20).await;
    let directory = tempfile::tempdir().unwrap();
    let mut milliseconds = fastrand::Rng::with_seed(7);
    for _ in 0..12 {
        let drive = Drive::new(&client(&sandbox));
        let run = quick(drive.export_many(documents.clone(), &directory)).into_future();
        let wait = Duration::from_millis(milliseconds.u64(1..150));
        drop(tokio::time::timeout(wait, run).await);
    }
    let drive = Drive::new(&client(&sandbox));
    let summary = quick(drive.export_many(documents, &directory))
        .await
        .unwrap();
    assert!(
        summary.is_complete() && summary.saved + summary.kept == 20,
        "{summary:?}"
    );
    assert_whole(directory.path(), 0..20);
    assert_eq!(sandbox.calls(CREATE), 20, "something was exported twice");
}

#[tokio::test]
async fn a_job_that_does_not_end_in_time_is_left_to_the_next_run() {
    let (sandbox, documents) = sandbox_with(3).await;
    let directory = tempfile::tempdir().unwrap();
    sandbox.add_fault(Fault::new(POLL, FaultKind::server_error(503)).always());
    let drive = Drive::new(&client(&sandbox));
    let every = Duration::from_millis(200);
    let options = JobOptions::default()
        .poll_every(every, every)
        .deadline(Duration::from_secs(1))
        .retry(RetryPolicy::never());
    let run = drive.export_many(documents.clone(), &directory);
    let summary = run.with_options(options.clone()).await.unwrap();
    assert!(!summary.failed.is_empty(), "{summary:?}");
    for (_, error) in &summary.failed {
        assert_eq!(error.kind(), ErrorKind::JobDeadline, "{error}");
    }
    sandbox.clear_faults();
    let run = drive.export_many(documents, &directory);
    let summary = run.with_options(options).await.unwrap();
    assert!(summary.is_complete(), "{summary:?}");
    assert_eq!(sandbox.calls(CREATE), 3, "a ticket was lost");
    assert_whole(directory.path(), 0..3);
}

#[tokio::test]
async fn a_caller_who_is_not_let_in_ends_the_run_at_once() {
    let (sandbox, documents) = sandbox_with(40).await;
    let directory = tempfile::tempdir().unwrap();
    let drive = Drive::new(&client(&sandbox));
    let run = quick(drive.export_many(documents, &directory));
    let error = run.as_user("u-nobody").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
    assert!(
        sandbox.calls(CREATE) < 10,
        "{} calls",
        sandbox.calls(CREATE)
    );
}

#[tokio::test]
async fn an_error_in_the_list_is_told_and_does_not_end_the_run() {
    let (sandbox, documents) = sandbox_with(3).await;
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let broken = feishu_core::Error::of_kind(ErrorKind::Unavailable, "no list today");
    let mut listed: Vec<feishu_core::Result<FileRef>> = documents.into_iter().map(Ok).collect();
    listed.insert(1, Err(broken));
    let list = ExportList::stream(stream::iter(listed));
    let mut run = quick(drive.export_many(list, &directory));
    let mut failed = Vec::new();
    let mut saved = 0;
    while let Some(outcome) = run.try_next().await.unwrap() {
        match outcome {
            Outcome::Failed(item, error) => failed.push((item, error.to_string())),
            _ => saved += 1,
        }
    }
    assert_eq!(saved, 3);
    assert_eq!(failed, [(None::<ExportItem>, "no list today".to_owned())]);
    assert!(run.try_next().await.unwrap().is_none());

    // A folder that cannot be listed is one.
    let walk = drive.walk(FolderToken::new("fldcnNobody"));
    let summary = quick(drive.export_many(walk, &directory)).await.unwrap();
    assert_eq!(
        summary.failed[0].1.kind(),
        ErrorKind::NotFound,
        "{summary:?}"
    );
}

#[tokio::test]
async fn a_large_file_that_is_cut_comes_whole() {
    let sandbox = Sandbox::start().await.unwrap();
    let content = vec![7_u8; 8 << 20];
    let raw = Document::raw(
        "large",
        feishu_sandbox::DocumentKind::Docx,
        "application/msword",
        content.clone(),
    );
    let file = FileRef::docx(sandbox.add_document(raw));
    let directory = tempfile::tempdir().unwrap();
    let drive = Drive::new(&client(&sandbox));
    sandbox.add_fault(Fault::new(DOWNLOAD, FaultKind::CutBody { after: 5 << 20 }));
    let summary = quick(drive.export_many([file], &directory)).await.unwrap();
    assert_eq!((summary.saved, summary.bytes), (1, 8 << 20));
    assert!(files(directory.path())["large.docx"] == content);
}
