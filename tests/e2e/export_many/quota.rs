//! A thousand documents at the quota: in hardly more time than it leaves, and without a refusal.

#![allow(clippy::disallowed_methods, reason = "a test measures time")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::Method;
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::types::FileRef;
use feishu_sandbox::{Answer, Sandbox};
use serde_json::json;
use tokio::time::Instant;

use super::{CREATE, DOWNLOAD, JOURNAL, POLL, assert_whole, content, title};

const DOCUMENTS: usize = 1000;

/// The seconds that so many calls take, a hundred of them a minute.
fn ideal(calls: usize) -> f64 {
    (calls.div_ceil(100) - 1) as f64 * 60.0
}

/// Jobs that take their time, and files that do not last.
#[derive(Default)]
struct Jobs {
    /// The document and the begin of each.
    started: Vec<(usize, Instant)>,
    exported: HashMap<usize, usize>,
}

/// How long the export of a document takes: no time, or a few seconds, and of one in a hundred much longer.
fn takes(number: usize, slow: bool) -> Duration {
    match number % 100 {
        _ if !slow => Duration::ZERO,
        57 => Duration::from_secs(40),
        other => Duration::from_millis(1_500 + 37 * (other as u64 * 61 % 100)),
    }
}

/// A sandbox without a socket: while a call is under way in the runtime, its paused clock stands still.
fn platform(slow: bool) -> (Sandbox, Arc<Mutex<Jobs>>) {
    let jobs = Arc::new(Mutex::new(Jobs::default()));
    let path = "/open-apis/drive/v1/export_tasks";
    let (for_create, for_poll, for_download) =
        (Arc::clone(&jobs), Arc::clone(&jobs), Arc::clone(&jobs));
    let sandbox = Sandbox::builder()
        .respond(Method::Post, path, move |request| {
            let token = request.json()["token"].as_str().unwrap();
            let number = token.strip_prefix("doxcn").unwrap().parse().unwrap();
            let mut jobs = for_create.lock().unwrap();
            jobs.started.push((number, Instant::now()));
            *jobs.exported.entry(number).or_default() += 1;
            json!({"ticket": (jobs.started.len() - 1).to_string()})
        })
        .respond(
            Method::Get,
            "/open-apis/drive/v1/export_tasks/:ticket",
            move |request| {
                let ticket: usize = request.path("ticket").parse().unwrap();
                let (number, begun) = for_poll.lock().unwrap().started[ticket];
                if Instant::now() < begun + takes(number, slow) {
                    return json!({"result": {"job_status": 2, "file_token": ""}});
                }
                json!({"result": {
                    "job_status": 0,
                    "file_token": format!("boxcn{ticket}"),
                    "file_name": title(number),
                    "file_extension": "docx",
                    "file_size": content(number).len(),
                }})
            },
        )
        .respond(
            Method::Get,
            "/open-apis/drive/v1/export_tasks/file/:file_token/download",
            move |request| {
                let ticket: usize = request.path("file_token")[5..].parse().unwrap();
                let (number, begun) = for_download.lock().unwrap().started[ticket];
                if Instant::now() > begun + takes(number, slow) + Duration::from_secs(600) {
                    return Answer::error(codes::FILE_TOKEN_INVALID, "");
                }
                Answer::file(format!("{}.docx", title(number)), content(number))
            },
        );
    (sandbox.in_process().unwrap(), jobs)
}

fn documents() -> Vec<FileRef> {
    (0..DOCUMENTS)
        .map(|number| FileRef::docx(format!("doxcn{number}")))
        .collect()
}

/// A client that knows nothing of what the ones before it have called.
fn drive(sandbox: &Sandbox) -> Drive {
    Drive::new(&sandbox.client_builder().build().unwrap())
}

/// Whether no call was refused, nor was any that another platform would have refused.
fn assert_within_the_quota(sandbox: &Sandbox) {
    let requests = sandbox.requests();
    let refused = requests
        .iter()
        .filter(|request| request.status == Some(429));
    assert_eq!(refused.count(), 0);
    for operation in [CREATE, POLL, DOWNLOAD] {
        let calls = requests
            .iter()
            .filter(|request| request.operation == Some(operation));
        let times: Vec<_> = calls.map(|request| request.time).collect();
        // Whatever call is the first of a minute, the one a hundred calls later is not in it.
        for (first, later) in times.iter().zip(times.iter().skip(100)) {
            let apart = *later - *first;
            assert!(apart >= Duration::from_secs(60), "{operation}: {apart:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_documents_take_little_longer_than_their_quota() {
    let (ratio, polls) = thousand(false).await;
    eprintln!("{DOCUMENTS} documents: {ratio:.3} of the ideal time, {polls} polls");
    assert!(ratio < 1.10, "{ratio:.3} of the ideal time");
    assert_eq!(polls, DOCUMENTS);
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_takes_its_time_is_hardly_asked_in_vain() {
    let (ratio, polls) = thousand(true).await;
    eprintln!("slowly: {ratio:.3} of the ideal time, {polls} polls");
    assert!(ratio < 1.10, "{ratio:.3} of the ideal time");
    // Nobody knows how long a job takes before a poll was lost.
    assert!(polls <= DOCUMENTS + DOCUMENTS / 30, "{polls} polls");
}

/// Exports all documents, and returns the time that it took as a ratio to that which the calls leave, and the number of polls.
async fn thousand(slow: bool) -> (f64, usize) {
    let (sandbox, jobs) = platform(slow);
    let start = Instant::now();
    let directory = tempfile::tempdir().unwrap();
    let run = drive(&sandbox).export_many(documents(), &directory);
    let summary = run.await.unwrap();
    let polls = sandbox.calls(POLL);
    let ratio = start.elapsed().as_secs_f64() / ideal(polls.max(DOCUMENTS));
    assert!(
        summary.is_complete() && summary.saved == DOCUMENTS as u64,
        "{summary}"
    );
    assert_within_the_quota(&sandbox);
    assert_eq!(sandbox.calls(CREATE), DOCUMENTS);
    // As the documentation of `export_many` says.
    let journal = std::fs::metadata(directory.path().join(JOURNAL)).unwrap();
    let each = journal.len() / DOCUMENTS as u64;
    assert!(
        each < 1_000,
        "{each} bytes in the journal for each document"
    );
    assert_whole(directory.path(), 0..DOCUMENTS);
    let jobs = jobs.lock().unwrap();
    assert!(jobs.exported.values().all(|times| *times == 1));
    (ratio, polls)
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_ended_again_and_again_loses_no_time_and_exports_nothing_twice() {
    let (sandbox, jobs) = platform(true);
    let start = Instant::now();
    let directory = tempfile::tempdir().unwrap();
    let mut saved = 0;
    for outcomes in [3, 150, 90, 201, 77] {
        let mut run = drive(&sandbox).export_many(documents(), &directory);
        let mut left = outcomes;
        while left > 0 {
            let outcome = run.try_next().await.unwrap().unwrap();
            let is_new = super::word(&outcome) == "saved";
            left -= usize::from(is_new);
            saved += u64::from(is_new);
        }
    }
    let run = drive(&sandbox).export_many(documents(), &directory);
    let summary = run.await.unwrap();
    let polls = sandbox.calls(POLL);
    let ratio = start.elapsed().as_secs_f64() / ideal(polls.max(DOCUMENTS));
    eprintln!("ended five times: {ratio:.3} of the ideal time, {polls} polls");
    assert!(summary.is_complete(), "{summary}");
    assert!(
        summary.saved + summary.kept == DOCUMENTS as u64 && summary.kept >= saved,
        "{summary}"
    );
    assert!(ratio < 1.10, "{ratio:.3} of the ideal time");
    assert!(polls <= DOCUMENTS + DOCUMENTS / 20, "{polls} polls");
    assert_within_the_quota(&sandbox);
    assert_whole(directory.path(), 0..DOCUMENTS);
    let jobs = jobs.lock().unwrap();
    assert_eq!(jobs.exported.len(), DOCUMENTS);
    assert!(
        jobs.exported.values().all(|times| *times == 1),
        "something was exported twice"
    );
}
