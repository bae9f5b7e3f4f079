//! Under which names documents are saved, and what a second run does with them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{Method, RunProgress, UnixSeconds};
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::{FileKind, FileRef, FolderToken};
use feishu_drive::{Drive, ExportItem};
use feishu_sandbox::{Block, Document, Sandbox};
use serde_json::{Value, json};

use super::{CREATE, add, content, files, quick, sandbox_with};
use crate::client;

#[tokio::test]
async fn documents_of_one_title_are_saved_under_names_of_their_own_and_keep_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let titles = ["Same", "same", "Same", "a/b", "..", "Same (2)"];
    let add = |title: &&str| {
        let block = Block::paragraph("x");
        FileRef::docx(sandbox.add_document(Document::text(*title, vec![block])))
    };
    let documents: Vec<_> = titles.iter().map(add).collect();
    let named = || -> Vec<ExportItem> {
        let items = documents.iter().zip(titles);
        items
            .map(|(file, title)| ExportItem::new(file).name(title))
            .collect()
    };
    let drive = Drive::new(&client(&sandbox));
    let mut found = Vec::new();
    for _ in 0..2 {
        let directory = tempfile::tempdir().unwrap();
        for _ in 0..2 {
            let run = drive.export_many(named(), &directory);
            assert!(quick(run).await.unwrap().is_complete());
        }
        found.push(files(directory.path()).into_keys().collect::<Vec<_>>());
    }
    assert_eq!(found[0], found[1]);
    let expected = [
        "Same (2) (2).docx",
        "Same (3).docx",
        "Same.docx",
        "a_b.docx",
        "same (2).docx",
    ];
    assert!(
        expected
            .iter()
            .all(|name| found[0].iter().any(|found| found == name)),
        "{found:?}"
    );
    assert_eq!(found[0].len(), titles.len());
}

/// Serves folders in folders, with documents of the sandbox in them.
async fn tree(modified: &Arc<Mutex<i64>>) -> Sandbox {
    let documents: Arc<Mutex<Vec<FileRef>>> = Arc::default();
    let (served, modified) = (Arc::clone(&documents), Arc::clone(modified));
    let sandbox = Sandbox::builder().pending_polls(0).respond(Method::Get, "/open-apis/drive/v1/files", move |request| {
        let documents = served.lock().unwrap();
        let modified = *modified.lock().unwrap();
        let folder = |name: &str, token: &str| json!({"name": name, "token": token, "type": "folder"});
        let document = |name: &str, number: usize| -> Value {
            let file = &documents[number];
            json!({
                "name": name, "token": file.token, "type": file.kind,
                "modified_time": if number == 1 { modified.to_string() } else { "1700000000".to_owned() },
            })
        };
        let files = match request.query("folder_token") {
            Some("fldcnTop") => json!([document("Plan", 0), folder("Q1/2024", "fldcnOne"), folder("q1_2024", "fldcnTwo")]),
            Some("fldcnOne") => json!([document("Plan", 1), document("plan", 2)]),
            _ => json!([document("Notes", 3), {"name": "A map", "token": "bmncn1", "type": "mindnote"}]),
        };
        json!({"files": files, "has_more": false})
    });
    let sandbox = sandbox.start().await.unwrap();
    *documents.lock().unwrap() = (0..4).map(|number| add(&sandbox, number)).collect();
    sandbox
}

#[tokio::test]
async fn a_tree_is_mirrored_and_a_second_run_fetches_what_has_changed() {
    let modified = Arc::new(Mutex::new(1_700_000_000));
    let sandbox = tree(&modified).await;
    let directory = tempfile::tempdir().unwrap();
    let run = async || {
        let drive = Drive::new(&client(&sandbox));
        let walk = drive.walk(FolderToken::new("fldcnTop"));
        let summary = quick(drive.export_many(walk, &directory)).await.unwrap();
        assert_eq!(summary.failed.len(), 1, "{summary:?}");
        assert!(
            summary.failed[0]
                .1
                .to_string()
                .contains("no format to export a mindnote to")
        );
        sandbox.advance(Duration::from_secs(61));
        (summary.saved, summary.kept)
    };
    assert_eq!(run().await, (4, 0));
    let expected = [
        ("Plan.docx", 0),
        ("Q1_2024/Plan.docx", 1),
        ("Q1_2024/plan (2).docx", 2),
        ("q1_2024 (2)/Notes.docx", 3),
    ];
    let expected = expected.map(|(name, number)| (name.to_owned(), content(number)));
    assert_eq!(
        files(directory.path()),
        expected.clone().into_iter().collect()
    );
    assert_eq!(run().await, (0, 4));
    *modified.lock().unwrap() += 1;
    assert_eq!(run().await, (1, 3));
    assert_eq!(run().await, (0, 4));
    // What is gone, or is not what was saved, is fetched again.
    std::fs::remove_file(directory.path().join("Plan.docx")).unwrap();
    std::fs::write(directory.path().join("Q1_2024/Plan.docx"), "cut").unwrap();
    assert_eq!(run().await, (2, 2));
    assert_eq!(files(directory.path()), expected.into_iter().collect());
}

#[tokio::test]
async fn items_say_what_is_particular_to_them_and_what_comes_twice_is_exported_once() {
    let (sandbox, documents) = sandbox_with(1).await;
    let sheet = sandbox.sheet();
    let items = vec![
        ExportItem::new(&documents[0]),
        ExportItem::new(FileRef::sheet(sheet.token)),
        ExportItem::new(FileRef::sheet(sheet.token))
            .extension(FileExtension::Csv)
            .sub_id(sheet.sub_id),
        ExportItem::new(FileRef::docx(sandbox.document().token)),
        ExportItem::new(&documents[0]),
    ];
    let directory = tempfile::tempdir().unwrap();
    let drive = Drive::new(&client(&sandbox));
    let told: Arc<Mutex<Vec<RunProgress>>> = Arc::default();
    let progress = Arc::clone(&told);
    let run = quick(drive.export_many(items, &directory))
        .format(FileKind::Docx, FileExtension::Pdf)
        .on_progress(move |now| progress.lock().unwrap().push(now.clone()));
    let summary = run.await.unwrap();
    assert_eq!(
        (summary.saved, sandbox.calls(CREATE)),
        (4, 4),
        "{summary:?}"
    );
    let names: Vec<_> = files(directory.path()).into_keys().collect();
    let ends = |end: &str| names.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!(
        (ends(".pdf"), ends(".xlsx"), ends(".csv")),
        (2, 1, 1),
        "{names:?}"
    );
    let told = told.lock().unwrap();
    let last = told.last().unwrap();
    assert_eq!(
        (last.done(), last.saved, last.total, last.under_way),
        (4, 4, Some(4), 0)
    );
    assert!(
        told.iter()
            .any(|progress| progress.to_string().contains("under way"))
    );
    assert_eq!(last.to_string(), "4 of 4 done");
    assert_eq!(last.bytes, summary.bytes);
    let mut item = ExportItem::new(FileRef::docx("doxcn1"));
    item.modified = Some(UnixSeconds::new(7));
    let text = serde_json::to_string(&item).unwrap();
    assert_eq!(serde_json::from_str::<ExportItem>(&text).unwrap(), item);
}
