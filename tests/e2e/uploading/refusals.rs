//! What is refused before anything is sent.

use std::path::Path;

use feishu_core::{ErrorKind, FileSource};
use feishu_drive::types::{FileKind, FolderToken};
use feishu_drive::{Drive, MediaParent, Upload, UploadHandle, UploadSource};
use feishu_sandbox::Sandbox;

use super::{AT_ONCE, Goal, PART, reader};
use crate::client;

/// Has an upload refused, with a text that holds all of these.
async fn is_refused<P: Goal>(upload: Upload<P>, kind: ErrorKind, told: &[&str]) {
    let error = upload.await.err().unwrap();
    assert_eq!(error.kind(), kind, "{error}");
    for part in told {
        assert!(error.to_string().contains(part), "{part}: {error}");
    }
}

async fn refuses<P: Goal>() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let to = |source: UploadSource| P::within(&sandbox).upload(&drive, source);
    let at = |path: &Path| to(path.into());
    let invalid = ErrorKind::InvalidRequest;

    let missing = directory.path().join("missing.pdf");
    is_refused(at(&missing), ErrorKind::LocalFile, &["missing.pdf"]).await;
    let name = directory.path().to_str().unwrap();
    is_refused(at(directory.path()), invalid, &[name, "not a file"]).await;
    let empty = directory.path().join("empty.pdf");
    std::fs::write(&empty, "").unwrap();
    let told = ["`empty.pdf` is empty", "leave it out"];
    is_refused(at(&empty), invalid, &told).await;
    let nothing = to(reader(b"")).file_name("none.pdf");
    is_refused(nothing, invalid, &["`none.pdf` is empty"]).await;
    is_refused(to(reader(b"x")), invalid, &["no name", "`file_name`"]).await;
    let blank = to(reader(b"x")).file_name(" ");
    is_refused(blank, invalid, &["no name", "`file_name`"]).await;
    let long = to(reader(b"x")).file_name("长".repeat(251));
    is_refused(long, invalid, &["251 characters", "takes 250"]).await;
    assert!(sandbox.requests().is_empty(), "something was sent");
    assert_eq!(sandbox.token_requests(), 0);

    let longest = to(reader(b"x")).file_name("长".repeat(250));
    assert!(longest.await.is_ok());
}

#[tokio::test]
async fn a_file_that_cannot_be_uploaded_is_refused_before_anything_is_sent() {
    refuses::<FolderToken>().await;
}

#[tokio::test]
async fn media_that_cannot_be_uploaded_are_refused_before_anything_is_sent() {
    refuses::<MediaParent>().await;
}

#[tokio::test]
async fn a_reader_that_ends_too_early_is_told() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let short = UploadSource::reader(&b"short"[..], (PART + 1) as u64);
    let upload = FolderToken::within(&sandbox).upload(&drive, short);
    let told = ["the reader failed", "early eof"];
    is_refused(upload.file_name("a.bin"), ErrorKind::LocalFile, &told).await;
    assert_eq!(FolderToken::calls(&sandbox, "upload_finish"), 0);
}

#[tokio::test]
async fn a_damaged_handle_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let text = r#"{
        "upload_id": "7", "place": "fldcn1", "file_name": "a.bin", "length": 8, "modified": null,
        "block_size": 4, "parts": 1, "checksum": 1
    }"#;
    let sound: UploadHandle = serde_json::from_str(text).unwrap();
    assert_eq!(sound.sent(), 4);
    for (from, to) in [
        (r#""block_size": 4"#, r#""block_size": 0"#),
        (r#""block_size": 4"#, r#""block_size": 1073741824"#),
        (r#""parts": 1"#, r#""parts": 3"#),
        (r#""upload_id": "7""#, r#""upload_id": """#),
    ] {
        let handle: UploadHandle = serde_json::from_str(&text.replace(from, to)).unwrap();
        let upload = Upload::resume(&drive, handle, reader(b"12345678"));
        is_refused(upload, ErrorKind::InvalidRequest, &["damaged"]).await;
    }
    // One that was cut, one of a later version, and one of media.
    let later = text.replace(r#""checksum": 1"#, r#""checksum": 1, "more": 2"#);
    let media = text.replace(
        r#""fldcn1""#,
        r#"{"kind": "sheet_file", "node": "n", "extra": null}"#,
    );
    for other in [&text[..90], &later, &media] {
        assert!(serde_json::from_str::<UploadHandle>(other).is_err());
    }
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn an_import_is_refused_by_its_format_and_its_size() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let large = FileSource::bytes(vec![b'x'; AT_ONCE + 1]);
    let cases = [
        (
            FileSource::bytes("x"),
            "a.exe",
            FileKind::Docx,
            "save it as one of docx",
        ),
        (
            FileSource::bytes("x"),
            "a.csv",
            FileKind::Docx,
            "becomes sheet or bitable",
        ),
        (large.clone(), "a.csv", FileKind::Sheet, "at most 20 MB"),
        (large, "a.md", FileKind::Docx, "at most 20 MB"),
        (FileSource::bytes(""), "a.csv", FileKind::Sheet, "is empty"),
        (
            FileSource::bytes("x"),
            &format!("{}.csv", "a".repeat(250)),
            FileKind::Sheet,
            "254 characters",
        ),
    ];
    for (file, name, kind, told) in cases {
        let import = drive.import_file(file, kind).file_name(name);
        let error = import.await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn a_large_import_goes_up_in_parts() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let large = FileSource::bytes(vec![b'x'; AT_ONCE + 1]);
    let import = drive.import_file(large, FileKind::Docx).file_name("a.docx");
    // What it holds is no document, which nobody can tell before.
    let started = import.start().await;
    assert!(started.is_ok(), "{started:?}");
    assert_eq!(MediaParent::calls(&sandbox, "upload_part"), 6);
    assert_eq!(MediaParent::calls(&sandbox, "upload_all"), 0);
}
