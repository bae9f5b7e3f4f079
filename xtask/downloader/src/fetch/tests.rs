//! Runs against a documentation service on a real socket.

#![allow(clippy::disallowed_methods, reason = "waits are measured from outside")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

use feishu_codegen::docs;
use serde_json::{Value, json};

use self::server::{Answer, Server, detail};
use super::*;

mod folder;
mod selection;
mod server;
mod troubles;

/// As polite, but in a hurry.
const QUICK: Pace = Pace {
    at_once: 3,
    gap: Duration::from_millis(1),
    attempts: 3,
    first_wait: Duration::from_millis(5),
    longest_wait: Duration::from_secs(5),
    silence: Duration::from_millis(500),
    most_failures: 3,
};

/// A run of the command in a folder of its own.
struct Run {
    folder: tempfile::TempDir,
    options: Options,
    pace: Pace,
}

impl Run {
    fn new(server: &Server, pages: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self {
            options: Options {
                pages: pages.iter().map(|page| page.parse().unwrap()).collect(),
                trees: Vec::new(),
                language: Language::Zh,
                brand: None,
                base: Some(server.base().parse().unwrap()),
                to: Some(folder.path().join("pages")),
                at_once: QUICK.at_once,
                again: false,
                list: false,
            },
            folder,
            pace: QUICK,
        }
    }

    fn trees(server: &Server, trees: &[&str]) -> Self {
        let mut run = Self::new(server, &[]);
        run.options.trees = trees.iter().map(|tree| tree.parse().unwrap()).collect();
        run
    }

    /// The message of a failure.
    fn go(&self) -> Result<(), String> {
        self.go_until(std::future::pending())
    }

    fn go_until(&self, interrupted: impl Future<Output = ()>) -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let root = self.folder.path();
        let run = fetch_at(root, &self.options, self.pace, interrupted);
        runtime.block_on(run)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join("pages").join(file)
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// All files, hidden ones too.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        collect(&self.path(""), &self.path(""), &mut found);
        found.sort();
        found
    }
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            found.push(
                path.strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
    }
}

fn ok(path: &str) -> Answer {
    Answer::json(&detail(path, "one"))
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}

#[track_caller]
fn assert_has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn pages_become_files_with_a_head() {
    let server = Server::with_pages(&["/x/thing/get", "/x/thing/list/"]);
    let run = Run::new(&server, &["/x/thing/get", "/x/thing/list/"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(run.files(), ["x/thing/get.md", "x/thing/list.md"]);
    assert_eq!(
        run.text("x/thing/get.md"),
        "---\ntitle: \"get\"\nfullPath: \"/x/thing/get\"\nupdateTime: \"1700000000000\"\n---\n\n# get\n\none"
    );
    let asked = server.asked();
    assert_eq!(asked.len(), 2);
    for asked in asked {
        assert_eq!(asked.headers["accept-language"], "zh-CN");
        assert!(asked.headers["user-agent"].starts_with("feishu-downloader/"));
        assert!(asked.headers["user-agent"].contains("+https://"));
    }
}

#[test]
fn pages_in_another_language_are_asked_for_and_kept_apart() {
    let server = Server::with_pages(&["/x/get"]);
    let mut run = Run::new(&server, &["/x/get"]);
    run.options.language = Language::En;
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked()[0].headers["accept-language"], "en-US");
    assert_eq!(folder_of(&run.options), format!("{}-en", docs::FOLDER));
    run.options.brand = Some("lark".into());
    assert_eq!(folder_of(&run.options), format!("{}-lark-en", docs::FOLDER));
}

#[test]
fn a_brand_is_a_host_of_the_platform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let host = |brand| documentation(&root, brand).map(|base| base.to_string());
    let lark = host(Some("lark")).unwrap();
    assert_ne!(host(None).unwrap(), lark);
    assert_eq!(host(Some("feishu")), host(None));
    let error = host(Some("other")).unwrap_err();
    assert_has(&error, &["no brand `other`", "feishu, lark"]);
}

#[test]
fn titles_stamps_and_paths_are_taken_from_wherever_they_are() {
    let server = Server::start();
    let data = |data: Value| [Answer::json(&json!({ "code": 0, "data": data }))];
    server.page(
        "/name",
        data(json!({ "title": " ", "name": "Name", "content": "# Heading\n" })),
    );
    server.page(
        "/heading",
        data(json!({ "content": "text\n# Heading\n", "updateTime": "17" })),
    );
    server.page(
        "/bare",
        data(json!({ "content": "text", "updateTime": {}, "fullPath": "/" })),
    );
    let run = Run::new(&server, &["/name", "/heading", "/bare"]);
    assert_eq!(run.go(), Ok(()));
    assert_has(
        &run.text("name.md"),
        &["title: \"Name\"\nfullPath: \"/name\"\n---\n"],
    );
    assert_has(
        &run.text("heading.md"),
        &["title: \"Heading\"\nfullPath: \"/heading\"\nupdateTime: \"17\"\n"],
    );
    assert_has(
        &run.text("bare.md"),
        &["title: \"\"\nfullPath: \"/bare\"\n---\n\ntext"],
    );
}

#[test]
fn what_is_fetched_is_what_the_reader_of_pages_reads() {
    let content = "# Get a thing\n\n## \u{8bf7}\u{6c42}\n:::html\n<md-table><md-tbody>\
        <md-tr><md-th>HTTP URL</md-th><md-td>https://open.feishu.cn/open-apis/x/v1/things/:id</md-td></md-tr>\
        <md-tr><md-th>HTTP Method</md-th><md-td>GET</md-td></md-tr>\
        </md-tbody></md-table>\n:::\n";
    let server = Server::start();
    let mut answer = detail("/x/reference/x-v1/thing/get", "");
    answer["data"]["title"] = "Get a thing".into();
    answer["data"]["content"] = content.into();
    server.page("/x/reference/x-v1/thing/get", [Answer::json(&answer)]);
    let run = Run::new(&server, &["/x/reference/x-v1/thing/get"]);
    assert_eq!(run.go(), Ok(()));
    let found = docs::find(&[run.path("")]).unwrap();
    assert_eq!(found, [run.path("x/reference/x-v1/thing/get.md")]);
    let text = fs::read_to_string(&found[0]).unwrap();
    let docs::Reading::Operation(facts) = docs::read("get.md", &text) else {
        panic!("not an operation");
    };
    assert_eq!(facts.page.title.as_deref(), Some("Get a thing"));
    assert_eq!(
        facts.page.doc_path.as_deref(),
        Some("/x/reference/x-v1/thing/get")
    );
    assert_eq!(facts.page.updated, Some(1_700_000_000_000));
    assert_eq!(
        (facts.method.as_str(), facts.path.as_str()),
        ("GET", "/open-apis/x/v1/things/:id")
    );
}

#[test]
fn a_second_run_asks_again_and_writes_what_changed() {
    let server = Server::with_pages(&["/a", "/b"]);
    let run = Run::new(&server, &["/a", "/b", "/a/"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(sorted(server.asked_pages()), ["/a", "/b"], "each once");
    let before = fs::metadata(run.path("a.md")).unwrap().modified().unwrap();
    server.page("/b", [Answer::json(&detail("/b", "two"))]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages().len(), 2);
    assert_has(&run.text("b.md"), &["two"]);
    let after = fs::metadata(run.path("a.md")).unwrap().modified().unwrap();
    assert_eq!(before, after, "what is the same is not written");
    assert_eq!(run.files(), ["a.md", "b.md"]);
}

#[test]
fn the_next_run_fetches_only_what_is_missing() {
    let server = Server::with_pages(&["/a", "/c"]);
    server.page("/b", [Answer::status(404)]);
    let run = Run::new(&server, &["/a", "/b", "/c"]);
    assert_has(&run.go().unwrap_err(), &["error: 1 page missing"]);
    assert_eq!(run.files(), [".fetch.jsonl", "a.md", "c.md"]);
    server.asked();
    // A file that was lost since, or is broken, is fetched again.
    fs::write(run.path("c.md"), "---\nful").unwrap();
    server.page("/b", [ok("/b")]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(sorted(server.asked_pages()), ["/b", "/c"]);
    assert_eq!(run.files(), ["a.md", "b.md", "c.md"], "the journal is gone");
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages().len(), 3, "a complete run is repeated");
}

#[test]
fn an_interrupted_run_leaves_whole_files_and_goes_on() {
    let server = Server::with_pages(&["/a", "/b", "/d"]);
    let slow = ok("/c").after(Duration::from_secs(60));
    server.page("/c", [slow, ok("/c")]);
    let mut run = Run::new(&server, &["/a", "/b", "/c", "/d"]);
    run.pace.at_once = 1;
    run.pace.silence = Duration::from_secs(60);
    let asked_for_c = async {
        while server.asked_pages().iter().all(|page| page != "/c") {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let message = run.go_until(asked_for_c).unwrap_err();
    assert_has(
        &message,
        &["error: the run ended early, since it was interrupted: 2 pages missing"],
    );
    assert_eq!(run.files(), [".fetch.jsonl", "a.md", "b.md"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages(), ["/c", "/d"]);
    assert_eq!(run.files(), ["a.md", "b.md", "c.md", "d.md"]);
}

#[test]
fn a_run_that_asks_again_goes_on_too() {
    let server = Server::with_pages(&["/a"]);
    let mut run = Run::new(&server, &["/a", "/b"]);
    run.options.again = true;
    assert!(run.go().is_err());
    server.asked();
    server.page("/b", [ok("/b")]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages(), ["/b"]);
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.asked_pages().len(), 2);
}

#[test]
fn few_are_asked_at_once() {
    let server = Server::start();
    let pages: Vec<_> = (0..12).map(|number| format!("/{number}")).collect();
    for page in &pages {
        server.page(page, [ok(page).after(Duration::from_millis(30))]);
    }
    let pages: Vec<_> = pages.iter().map(String::as_str).collect();
    let mut run = Run::new(&server, &pages);
    run.pace.at_once = 2;
    assert_eq!(run.go(), Ok(()));
    assert_eq!(server.most_under_way(), 2);
}

#[test]
fn requests_keep_their_distance() {
    let server = Server::with_pages(&["/a", "/b", "/c", "/d"]);
    let mut run = Run::new(&server, &["/a", "/b", "/c", "/d"]);
    run.pace.gap = Duration::from_millis(60);
    let begin = Clock::now();
    assert_eq!(run.go(), Ok(()));
    assert!(begin.elapsed() >= Duration::from_millis(180));
}

#[test]
fn a_page_that_moved_is_where_it_is_now() {
    let server = Server::start();
    server.page("/old", [Answer::json(&detail("/new/place", "one"))]);
    server.page("/bad", [Answer::status(404)]);
    let run = Run::new(&server, &["/old", "/bad"]);
    assert!(run.go().is_err());
    assert_eq!(run.files(), [".fetch.jsonl", "new/place.md"]);
    assert_has(&run.text("new/place.md"), &["fullPath: \"/new/place\""]);
    server.asked();
    assert!(run.go().is_err());
    assert_eq!(
        server.asked_pages(),
        ["/bad"],
        "the journal knows where it went"
    );
}
