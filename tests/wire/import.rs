//! The verb that imports a file, which is written by hand.

use feishu_core::{Endpoint, ErrorKind, FileSource};
use feishu_drive::Drive;
use feishu_drive::media::UploadMedia;
use feishu_drive::types::{FileKind, FolderToken};
use feishu_tests::wire::{Recorder, hold, run};
use serde_json::json;

fn recorder() -> Recorder {
    Recorder::answering(
        UploadMedia::OPERATION,
        json!({"file_token": "boxcn1", "ticket": "7369"}),
    )
}

#[test]
fn uploads_the_file_and_starts_the_job() {
    let recorder = recorder();
    let import = Drive::new(&recorder.client())
        .import_file(FileSource::bytes("a,b\n1,2\n"), FileKind::Sheet)
        .file_name("sales.q3.csv")
        .title("Sales")
        .folder(FolderToken::new("fldcn1"));
    let ticket = run(async { import.start().await.unwrap().ticket().to_owned() });
    assert_eq!(ticket, "7369");
    hold("drive.import_file", &recorder.requests());
}

#[test]
fn a_file_without_extension_is_refused_before_anything_is_sent() {
    for name in ["sales", ".csv", "sales.", ""] {
        let recorder = recorder();
        let import = Drive::new(&recorder.client())
            .import_file(FileSource::bytes("a"), FileKind::Sheet)
            .file_name(name);
        let error = run(async { import.start().await.unwrap_err() });
        assert!(error.kind() == ErrorKind::InvalidRequest);
        assert!(error.to_string().contains("file_name"), "{error}");
        assert_eq!(recorder.requests(), "");
    }
}
