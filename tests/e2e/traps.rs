//! The ten traps into which other libraries for this platform fell, one test each.

use std::future::IntoFuture;
use std::time::Duration;

use feishu_core::{ErrorCode, ErrorKind, FileSource};
use feishu_drive::Drive;
use feishu_drive::export_task::{
    CreateExportTask, ExportTaskResult, ExportTicket, FileExtension, GetExportTask,
};
use feishu_drive::file::ListFiles;
use feishu_drive::media::{MediaParentType, UploadMedia};
use feishu_drive::types::{FileKind, FileRef, FileToken, FolderToken};
use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};

use crate::{client, content, entries, quick};

const LIST: &str = "drive.v1.file.list";

/// A rejected token must not be sent again: it is dropped and replaced, once.
#[tokio::test]
async fn trap_1_the_rejected_token_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    drive.files().list(ListFiles::new()).await.unwrap();
    sandbox.expire_tokens();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(drive.files().list(ListFiles::new()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(sandbox.token_requests(), 2);
}

/// A body that was read must not be sent again empty.
#[tokio::test]
async fn trap_2_the_consumed_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    std::fs::write(&path, "a,b\n").unwrap();
    sandbox.add_fault(Fault::new(
        "drive.v1.media.upload_all",
        FaultKind::RejectToken,
    ));
    let upload = UploadMedia::new("a.csv", MediaParentType::Import, FileSource::path(path));
    drive.media_items().upload_all(upload).await.unwrap();
    let sizes: Vec<_> = sandbox
        .requests()
        .into_iter()
        .filter(|request| request.operation == Some("drive.v1.media.upload_all"))
        .map(|request| request.header("content-length").map(str::to_owned))
        .collect();
    assert!(
        sizes.len() == 2 && sizes.iter().all(|size| *size == sizes[0]),
        "{sizes:?}"
    );
}

/// Neither the status nor the content type alone tells an error from a file.
#[tokio::test]
async fn trap_3_an_error_as_a_file_and_a_file_as_an_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let json = r#"{"code":7}"#;
    let token = sandbox.add_document(Document::raw(
        "mine",
        DocumentKind::Docx,
        "application/json",
        json,
    ));
    let export = || drive.export(FileRef::docx(&token), FileExtension::Docx);
    assert_eq!(content(export(), "mine").await, json.as_bytes());

    let fault = FaultKind::Error {
        status: 200,
        code: 1069902,
        message: "no permission".into(),
    };
    sandbox.add_fault(Fault::new("drive.v1.export_task.download", fault));
    let directory = tempfile::tempdir().unwrap();
    let error = quick(export())
        .save_to(directory.path().join("mine"))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode(1069902)));
    assert!(entries(directory.path()).is_empty());
}

/// What is not a success is an error, always.
#[tokio::test]
async fn trap_4_swallowed_failures() {
    let sandbox = Sandbox::start().await.unwrap();
    let faults = [
        FaultKind::ServerError {
            status: 502,
            html: true,
        },
        FaultKind::Error {
            status: 200,
            code: 1061045,
            message: String::new(),
        },
        FaultKind::Error {
            status: 503,
            code: 0,
            message: "ok".into(),
        },
        FaultKind::Html,
    ];
    let client = sandbox
        .client_builder()
        .retry(feishu_core::RetryPolicy::never())
        .build()
        .unwrap();
    let upload = || UploadMedia::new("a.csv", MediaParentType::Import, FileSource::bytes("a"));
    for fault in faults {
        sandbox.add_fault(Fault::new("drive.v1.media.upload_all", fault.clone()));
        let error = Drive::new(&client)
            .media_items()
            .upload_all(upload())
            .await
            .unwrap_err();
        assert!(
            error.http_status().is_some() && error.log_id().is_some(),
            "{fault:?}: {error}"
        );
    }
}

/// A list ends when it is told to, not when a page is empty, and not never.
#[tokio::test]
async fn trap_5_lists_that_end_too_early_or_never() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let list = || {
        drive.files().list(
            ListFiles::new()
                .folder(FolderToken::new(sandbox.folder()))
                .page_size(1),
        )
    };
    let all = list().items().collect().await.unwrap().len();
    assert!(all > 1);
    let faults = [
        Fault::new(LIST, FaultKind::EmptyPage),
        Fault::new(LIST, FaultKind::BlankPageToken).always(),
    ];
    for fault in faults {
        sandbox.add_fault(fault);
        let listed = tokio::time::timeout(Duration::from_secs(10), list().items().collect()).await;
        assert_eq!(listed.expect("the list does not end").unwrap().len(), all);
        sandbox.clear_faults();
    }
}

/// Values that the documentation lacks are sent: it goes out of date.
#[tokio::test]
async fn trap_6_lists_of_values_that_block_good_calls() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let request =
        CreateExportTask::new(FileRef::slides("a".repeat(40)), FileExtension::from("pptx"));
    drive.export_tasks().create(request).await.unwrap_err();
    assert_eq!(
        sandbox.calls("drive.v1.export_task.create"),
        1,
        "the call was blocked"
    );
}

/// Responses come from the documentation, not from what the code happens to read.
#[test]
fn trap_7_invented_fixtures() {
    // The response that the official page of `export_task.get` shows.
    let documented = r#"{"file_extension":"pdf","type":"doc","file_name":"docName",
        "file_token":"boxcnxe5OdjlAkNgSNdsJvabcef","file_size":34356,"job_error_msg":"success","job_status":0}"#;
    let result: ExportTaskResult = serde_json::from_str(documented).unwrap();
    assert_eq!(result.file_extension, Some(FileExtension::Pdf));
    assert_eq!(result.type_, Some(FileKind::Doc));
    assert_eq!(result.file_size, Some(34356));
    let back: serde_json::Value = serde_json::to_value(&result).unwrap();
    assert_eq!(
        back,
        serde_json::from_str::<serde_json::Value>(documented).unwrap()
    );
}

/// A value is one segment of the path, or the call is refused.
#[tokio::test]
async fn trap_8_addresses_by_string_concatenation() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    drive
        .export_tasks()
        .get(GetExportTask::new(
            ExportTicket::new("../files/x?a=b"),
            FileToken::new("doc"),
        ))
        .await
        .unwrap_err();
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|request| !request.target.contains("/files/"))
    );
    assert!(
        drive
            .export_tasks()
            .get(GetExportTask::new(
                ExportTicket::new(".."),
                FileToken::new("doc")
            ))
            .await
            .unwrap_err()
            .kind()
            == ErrorKind::InvalidRequest
    );
}

/// No secret in anything that is printed.
#[tokio::test]
async fn trap_9_secrets_in_print() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let drive = Drive::new(&client);
    let call = drive
        .files()
        .list(ListFiles::new())
        .as_user("u-secret-text");
    let printed = format!("{client:?} {drive:?} {call:?}");
    let error = call.await.unwrap_err();
    let printed = format!("{printed} {error} {error:?}");
    assert!(
        !printed.contains("u-secret-text") && !printed.contains(sandbox.app_secret()),
        "{printed}"
    );
}

/// A transfer may take longer than any timeout as long as it moves, and sizes do not end at 32 bits.
#[tokio::test]
async fn trap_10_total_timeouts_and_small_sizes() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox
        .client_builder()
        .attempt_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(2))
        .build()
        .unwrap();
    let drive = Drive::new(&client);
    let raw = Document::raw(
        "large",
        DocumentKind::Docx,
        "application/octet-stream",
        vec![b'x'; 8 << 20],
    );
    let document = FileRef::docx(sandbox.add_document(raw));
    let file = quick(drive.export(document, FileExtension::Docx))
        .await
        .unwrap()
        .file_token
        .unwrap();
    let download = feishu_drive::export_task::DownloadExportTask::new(file);
    let mut download = drive.export_tasks().download(download).await.unwrap();
    let (mut received, mut chunks) = (0, 0);
    while let Some(chunk) = download.chunk().await.unwrap() {
        received += chunk.len();
        chunks += 1;
        if chunks <= 6 {
            tokio::time::sleep(Duration::from_millis(400)).await;
        }
    }
    assert_eq!(received, 8 << 20);

    let large: ExportTaskResult = serde_json::from_str(r#"{"file_size":3221225472000}"#).unwrap();
    assert_eq!(large.file_size, Some(3_221_225_472_000));
}
