//! Many exports in one run: how fast, past what fails, and on from wherever a run was ended.

mod faults;
mod journals;
mod names;
mod quota;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use feishu_core::{JobOptions, Outcome};
use feishu_drive::types::FileRef;
use feishu_drive::{ExportItem, ExportMany};
use feishu_sandbox::{Document, DocumentKind, Sandbox};

const CREATE: &str = "drive.v1.export_task.create";
const POLL: &str = "drive.v1.export_task.get";
const DOWNLOAD: &str = "drive.v1.export_task.download";

/// The name of the journal in a directory.
const JOURNAL: &str = ".feishu-journal";

/// A sandbox with so many documents, each with a content of its own, which are exported at once.
async fn sandbox_with(number: usize) -> (Sandbox, Vec<FileRef>) {
    let sandbox = Sandbox::builder().pending_polls(0);
    let sandbox = sandbox.start().await.unwrap();
    let documents = (0..number).map(|number| add(&sandbox, number)).collect();
    (sandbox, documents)
}

fn add(sandbox: &Sandbox, number: usize) -> FileRef {
    let raw = Document::raw(
        title(number),
        DocumentKind::Docx,
        "application/msword",
        content(number),
    );
    FileRef::docx(sandbox.add_document(raw))
}

fn title(number: usize) -> String {
    format!("Document {number}")
}

fn content(number: usize) -> Vec<u8> {
    let line = format!("the content of document {number}\n");
    line.repeat(1 + number % 50).into_bytes()
}

/// Asks quickly: the sandbox needs no time.
fn quick(run: ExportMany) -> ExportMany {
    let every = Duration::from_millis(5);
    run.with_options(JobOptions::default().poll_every(every, every))
}

/// The files below a directory with their contents, without journals.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().unwrap() != JOURNAL {
                let name = path
                    .strip_prefix(directory)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Whether exactly these documents are there, each with its content.
fn assert_whole(directory: &Path, numbers: impl IntoIterator<Item = usize>) {
    let expected: BTreeMap<_, _> = numbers
        .into_iter()
        .map(|number| (format!("{}.docx", title(number)), content(number)))
        .collect();
    let found = files(directory);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected));
    assert!(found == expected, "a file is not as it should be");
}

/// What is told of a document, in one word.
fn word(outcome: &Outcome<ExportItem>) -> &'static str {
    match outcome {
        Outcome::Saved(..) => "saved",
        Outcome::Kept(..) => "kept",
        _ => "failed",
    }
}
