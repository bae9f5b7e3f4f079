//! The downloader as it is called: exit codes, and what goes where.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(clippy::disallowed_methods, reason = "waits are measured from outside")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::json;
use server::{Answer, Server, detail};

#[allow(dead_code, reason = "the tests of the module use more of it")]
#[path = "../src/fetch/tests/server.rs"]
mod server;

/// The command with a local service and a folder for the pages.
fn fetch(server: &Server, to: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_feishu-downloader"));
    command
        .args(["fetch", "--base", &server.base()])
        .arg("--to")
        .arg(to)
        .args(args)
        // The way to the local service is not through a proxy.
        .env("NO_PROXY", "127.0.0.1");
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_pages_of_the_spec_are_fetched_by_default() {
    let server = Server::start();
    let pages = pages_of_the_spec();
    for page in &pages {
        server.page(page, [Answer::json(&detail(page, "text"))]);
    }
    let folder = tempfile::tempdir().unwrap();
    let output = fetch(&server, folder.path(), &[]).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(output.stdout.is_empty(), "what is said is not JSON");
    let count = pages.len();
    let summary = format!(
        "{count} of {count} pages in {}: {count} new, 0 changed, 0 unchanged, 0 not asked for again",
        folder.path().display(),
    );
    assert!(stderr(&output).contains(&summary), "{}", stderr(&output));
    for page in &pages {
        assert!(
            folder.path().join(format!("{}.md", &page[1..])).is_file(),
            "{page}"
        );
    }
    assert!(pages.len() >= 14);
}

/// Read from the files, so that the test does not trust what it tests.
fn pages_of_the_spec() -> Vec<String> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec")];
    let mut pages = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            let text = std::fs::read_to_string(path).unwrap();
            let lines = text
                .lines()
                .filter_map(|line| line.trim().strip_prefix("page: "));
            pages.extend(lines.map(str::to_owned));
        }
    }
    pages
}

#[test]
fn what_is_missing_is_an_exit_code_and_a_list() {
    let server = Server::with_pages(&["/a"]);
    server.page(
        "/b",
        [Answer::json(&json!({ "code": 404, "msg": "not found" }))],
    );
    let folder = tempfile::tempdir().unwrap();
    let output = fetch(&server, folder.path(), &["/a", "/b"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 1);
    assert!(output.stdout.is_empty());
    for line in [
        "failed /b: the service refuses with code 404 (not found)\n",
        "1 of 2 pages in ",
        "\nerror: /b: the service refuses with code 404 (not found) (http://127.0.0.1:",
        "\nerror: 1 page missing; run the same command again: it fetches only what is missing\n",
    ] {
        assert!(
            stderr(&output).contains(line),
            "{line}: {}",
            stderr(&output)
        );
    }
    assert!(folder.path().join("a.md").is_file());
}

#[test]
fn pages_are_named_without_fetching_them() {
    let server = Server::start();
    server.tree([Answer::json(&json!({ "code": 0, "data": { "items": [
        { "name": "Get", "type": "DocumentType", "fullPath": "/x/get" }
    ]}}))]);
    let folder = tempfile::tempdir().unwrap();
    let output = fetch(&server, folder.path(), &["--tree", "/x", "--list", "/y"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "/y\n/x/get  Get\n2 pages\n");
    assert!(server.asked_pages().is_empty());
}

#[test]
fn a_page_that_moved_is_told() {
    let server = Server::start();
    server.page("/old", [Answer::json(&detail("/new", "text"))]);
    let folder = tempfile::tempdir().unwrap();
    let output = fetch(&server, folder.path(), &["/old"]).output().unwrap();
    assert_eq!(code(&output), 0);
    assert!(
        stderr(&output).contains("note: /old is now /new; if the spec names it, mend `page` there"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn two_addresses_of_one_page_are_told() {
    let server = Server::start();
    server.page("/old", [Answer::json(&detail("/new", "one"))]);
    server.page("/new", [Answer::json(&detail("/new", "two"))]);
    for order in [["/old", "/new"], ["/new", "/old"]] {
        let folder = tempfile::tempdir().unwrap();
        let output = fetch(&server, folder.path(), &["--at-once", "1"])
            .args(order)
            .output()
            .unwrap();
        assert_eq!(code(&output), 0);
        let note = format!(
            "note: {} and {} are one page, /new, and differ; the text of /new is kept\n",
            order[1], order[0]
        );
        assert!(stderr(&output).contains(&note), "{}", stderr(&output));
    }
}

#[test]
fn the_file_of_a_page_that_moved_is_removed_with_a_word() {
    let server = Server::with_pages(&["/old"]);
    let folder = tempfile::tempdir().unwrap();
    let run = || fetch(&server, folder.path(), &["/old"]).output().unwrap();
    assert_eq!(code(&run()), 0);
    server.page("/old", [Answer::json(&detail("/new", "text"))]);
    let output = run();
    let stale = folder.path().join("old.md");
    let note = format!(
        "note: removed {}, since the page is /new now\n",
        stale.display()
    );
    assert!(stderr(&output).contains(&note), "{}", stderr(&output));
    assert!(!stale.exists() && folder.path().join("new.md").exists());
}

#[test]
fn a_command_that_is_not_understood_asks_for_nothing() {
    let server = Server::with_pages(&["/a"]);
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &["a"][..],
        &["/a", "--at-once", "99"],
        &["/a", "--check"],
        &["/"],
    ] {
        let output = fetch(&server, folder.path(), args).output().unwrap();
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(stderr(&output).contains("see `cargo xtask pages help`"));
    }
    assert!(server.asked().is_empty());
}

#[cfg(unix)]
#[test]
fn an_interruption_ends_the_run_in_good_order() {
    let server = Server::with_pages(&["/a"]);
    let slow = Answer::json(&detail("/b", "text")).after(Duration::from_secs(60));
    server.page("/b", [slow]);
    let folder = tempfile::tempdir().unwrap();
    let run = fetch(&server, folder.path(), &["/a", "/b", "--at-once", "1"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The journal is there when the first page is; from then on the second is asked for.
    while server.asked_pages().iter().all(|page| page != "/b") {
        std::thread::sleep(Duration::from_millis(10));
    }
    let killed = Command::new("kill")
        .args(["-INT", &run.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("the run ended early, since it was interrupted: 1 page missing"),
        "{}",
        stderr(&output)
    );
    assert!(folder.path().join("a.md").is_file());
    server.page("/b", [Answer::json(&detail("/b", "text"))]);
    let output = fetch(&server, folder.path(), &["/a", "/b"])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0);
    assert_eq!(server.asked_pages(), ["/b"]);
}
