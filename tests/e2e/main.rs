//! The client crates against the sandbox, over a real socket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod export_many;
mod exports;
mod faults;
mod files;
mod imports;
mod lists;
mod meetings;
mod paused;
mod reports;
mod traps;
mod uploading;
mod uploads;
mod walk;

use std::path::Path;
use std::time::Duration;

use feishu_core::{Client, DownloadJob, JobCall, JobSpec, RetryPolicy};
use feishu_sandbox::Sandbox;

/// A client that calls the sandbox as its app, with short waits between attempts.
fn client(sandbox: &Sandbox) -> Client {
    let policy = RetryPolicy::default().waits(Duration::from_millis(5), Duration::from_millis(50));
    sandbox.client_builder().retry(policy).build().unwrap()
}

/// A job that is asked after quickly: the sandbox needs no time.
fn quick<J: JobSpec>(job: JobCall<J>) -> JobCall<J> {
    job.poll_every(Duration::from_millis(5), Duration::from_millis(20))
}

/// Runs a job into a file of the given name and returns the content.
async fn content<J: DownloadJob>(job: JobCall<J>, name: &str) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let saved = quick(job)
        .save_to(directory.path().join(name))
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    let content = std::fs::read(&saved.path).unwrap();
    assert_eq!(content.len() as u64, saved.size);
    assert_eq!(
        entries(directory.path()),
        [name],
        "something was left behind"
    );
    content
}

/// The names in a directory.
fn entries(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}
