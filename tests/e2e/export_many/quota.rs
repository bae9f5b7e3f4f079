//! A thousand documents at the quota: in hardly more time than it leaves, and without a refusal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::Method;
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::types::FileRef;
use feishu_sandbox::{Answer, Sandbox};
use serde_json::json;

use super::{CREATE, POLL, assert_whole, content, title};
use crate::stopped_clock::{Passed, StoppedClock};

const DOCUMENTS: usize = 1000;

/// The seconds that so many calls take, a hundred of them a minute.
fn ideal(calls: usize) -> f64 {
    (calls.div_ceil(100) - 1) as f64 * 60.0
}

/// Jobs that take their time, and files that do not last.
#[derive(Default)]
struct Jobs {
    /// The document and the begin of each.
    started: Vec<(usize, Duration)>,
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

async fn platform(passed: &Passed, slow: bool) -> (Arc<Sandbox>, Arc<Mutex<Jobs>>) {
    let jobs = Arc::new(Mutex::new(Jobs::default()));
    let path = "/open-apis/drive/v1/export_tasks";
    let (for_create, for_poll, for_download) =
        (Arc::clone(&jobs), Arc::clone(&jobs), Arc::clone(&jobs));
    let (at_create, at_poll, at_download) = (passed.clone(), passed.clone(), passed.clone());
    let sandbox = Sandbox::builder()
        .respond(Method::Post, path, move |request| {
            let token = request.json()["token"].as_str().unwrap();
            let number = token.strip_prefix("doxcn").unwrap().parse().unwrap();
            let mut jobs = for_create.lock().unwrap();
            jobs.started.push((number, at_create.get()));
            *jobs.exported.entry(number).or_default() += 1;
            json!({"ticket": (jobs.started.len() - 1).to_string()})
        })
        .respond(
            Method::Get,
            "/open-apis/drive/v1/export_tasks/:ticket",
            move |request| {
                let ticket: usize = request.path("ticket").parse().unwrap();
                let (number, begun) = for_poll.lock().unwrap().started[ticket];
                if at_poll.get() < begun + takes(number, slow) {
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
                if at_download.get() > begun + takes(number, slow) + Duration::from_secs(600) {
                    return Answer::error(codes::FILE_TOKEN_INVALID, "");
                }
                Answer::file(format!("{}.docx", title(number)), content(number))
            },
        );
    (Arc::new(sandbox.start().await.unwrap()), jobs)
}

fn documents() -> Vec<FileRef> {
    (0..DOCUMENTS)
        .map(|number| FileRef::docx(format!("doxcn{number}")))
        .collect()
}

/// Whether no call was refused, nor was any that another platform would have refused.
fn assert_within_the_quota(sandbox: &Sandbox, clock: &StoppedClock) {
    let refused = sandbox
        .requests()
        .iter()
        .filter(|request| request.status == Some(429))
        .count();
    assert_eq!(refused, 0);
    let tasks = "/open-apis/drive/v1/export_tasks";
    let most = [
        clock.most_a_minute(|path| path == tasks),
        clock.most_a_minute(|path| path.starts_with(tasks) && path.ends_with("/download")),
        clock.most_a_minute(|path| {
            path.starts_with(&format!("{tasks}/")) && !path.ends_with("/download")
        }),
    ];
    assert!(most.iter().all(|most| *most <= 100), "{most:?} in a minute");
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
    let passed = Passed::default();
    let (sandbox, jobs) = platform(&passed, slow).await;
    let clock = Arc::new(StoppedClock::new(&sandbox, &passed));
    let directory = tempfile::tempdir().unwrap();
    let drive = Drive::new(&clock.client());
    let run = drive.export_many(documents(), &directory);
    let summary = run.await.unwrap();
    let polls = sandbox.calls(POLL);
    let ratio = clock.elapsed().as_secs_f64() / ideal(polls.max(DOCUMENTS));
    assert!(
        summary.is_complete() && summary.saved == DOCUMENTS as u64,
        "{summary}"
    );
    assert_within_the_quota(&sandbox, &clock);
    assert_eq!(sandbox.calls(CREATE), DOCUMENTS);
    assert_whole(directory.path(), 0..DOCUMENTS);
    let jobs = jobs.lock().unwrap();
    assert!(jobs.exported.values().all(|times| *times == 1));
    (ratio, polls)
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_ended_again_and_again_loses_no_time_and_exports_nothing_twice() {
    let passed = Passed::default();
    let (sandbox, jobs) = platform(&passed, true).await;
    let clock = Arc::new(StoppedClock::new(&sandbox, &passed));
    let directory = tempfile::tempdir().unwrap();
    let mut saved = 0;
    for outcomes in [3, 150, 90, 201, 77] {
        // Each time a client that knows nothing of what the one before has called.
        let mut run = Drive::new(&clock.client()).export_many(documents(), &directory);
        let mut left = outcomes;
        while left > 0 {
            let outcome = run.try_next().await.unwrap().unwrap();
            let is_new = super::word(&outcome) == "saved";
            left -= usize::from(is_new);
            saved += u64::from(is_new);
        }
    }
    let run = Drive::new(&clock.client()).export_many(documents(), &directory);
    let summary = run.await.unwrap();
    let polls = sandbox.calls(POLL);
    let ratio = clock.elapsed().as_secs_f64() / ideal(polls.max(DOCUMENTS));
    eprintln!("ended five times: {ratio:.3} of the ideal time, {polls} polls");
    assert!(summary.is_complete(), "{summary}");
    assert!(
        summary.saved + summary.kept == DOCUMENTS as u64 && summary.kept >= saved,
        "{summary}"
    );
    assert!(ratio < 1.10, "{ratio:.3} of the ideal time");
    assert!(polls <= DOCUMENTS + DOCUMENTS / 20, "{polls} polls");
    assert_within_the_quota(&sandbox, &clock);
    assert_whole(directory.path(), 0..DOCUMENTS);
    let jobs = jobs.lock().unwrap();
    assert_eq!(jobs.exported.len(), DOCUMENTS);
    assert!(
        jobs.exported.values().all(|times| *times == 1),
        "something was exported twice"
    );
}
