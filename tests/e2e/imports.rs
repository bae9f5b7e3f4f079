//! Import jobs of drive: a file becomes a document, which can be exported again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{ErrorKind, FileSource};
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::export_task::FileExtension;
use feishu_drive::import_task::{ImportMountPoint, ImportStatus, ImportWarning, MountType};
use feishu_drive::media::{MediaParentType, UploadMedia};
use feishu_drive::types::{FileKind, FileRef, FolderToken, MediaToken};
use feishu_sandbox::{Fault, FaultKind, Sandbox};

use crate::{client, content, quick};

const TABLE: &str = "产品,sold\n茶,120\n\"a, b\",80\n";

#[tokio::test]
async fn a_table_comes_back_as_it_was() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("销售.csv");
    std::fs::write(&path, TABLE).unwrap();
    let document = drive
        .import_file(path, FileKind::Sheet)
        .title("Q3")
        .await
        .unwrap();
    assert!(
        document
            .url
            .as_deref()
            .is_some_and(|url| url.contains("/sheets/")),
        "{document:?}"
    );
    assert!(document.extra.is_empty());

    let token = document.token.unwrap();
    let stored = sandbox.find_document(token.as_str()).unwrap();
    assert_eq!(stored.title(), "Q3");
    let sheet = stored.worksheets()[0].sub_id().to_owned();
    let job = drive
        .export(FileRef::sheet(token.as_str()), FileExtension::Csv)
        .with(|request| request.sub_id(sheet));
    let text = String::from_utf8(content(job, "back.csv").await).unwrap();
    assert_eq!(
        text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
        TABLE
    );
}

#[tokio::test]
async fn markdown_and_text_become_documents() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    for (name, text) in [
        ("a.md", "# Head\n\n- one\n- two\n"),
        ("b.markdown", "text"),
        ("c.txt", "line\n\nline"),
    ] {
        let import = drive
            .import_file(FileSource::bytes(text), FileKind::Docx)
            .file_name(name);
        let token = import
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .token
            .unwrap();
        assert!(
            !sandbox
                .find_document(token.as_str())
                .unwrap()
                .blocks()
                .is_empty(),
            "{name}"
        );
        let job = drive.export(FileRef::docx(token.as_str()), FileExtension::Docx);
        assert!(content(job, "back.docx").await.starts_with(b"PK"));
    }
}

#[tokio::test]
async fn each_failure_status_is_told_with_its_meaning() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let client = sandbox.client_builder().keep_limits(false).build().unwrap();
    let drive = Drive::new(&client);
    let statuses = [
        3, 100, 101, 102, 103, 104, 105, 106, 108, 109, 110, 112, 113, 114, 115, 116, 117, 118,
        119, 120, 121, 122, 129, 5000, 7000, 7001, 7002, 4242,
    ];
    for status in statuses {
        let fault = FaultKind::JobFails {
            status,
            message: String::new(),
        };
        sandbox.add_fault(Fault::new("drive.v1.import_task.create", fault));
        let point = ImportMountPoint::new(MountType::Drive, FolderToken::default());
        let file = upload(&drive, "a.csv").await;
        let job = drive.import(file, "csv", FileKind::Sheet, point);
        let error = quick(job).await.unwrap_err();
        assert!(
            error.kind() == ImportStatus::from(status).kind()
                && error
                    .job_failure()
                    .is_some_and(|failure| failure.status == status),
            "{status}: {error}"
        );
        let meaning = ImportStatus::from(status).meaning();
        assert_eq!(meaning.is_none(), status == 4242, "{status}");
        assert!(
            error
                .to_string()
                .contains(meaning.unwrap_or_default().trim_end_matches('.')),
            "{error}"
        );
    }
}

#[tokio::test]
async fn truncation_is_told_as_warnings() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let wide: String = (0..150).map(|column| format!("| c{column} ")).collect();
    let markdown = format!("{wide}|\n{}|\n{wide}|\n", "|---".repeat(150));
    let import = drive
        .import_file(FileSource::bytes(markdown), FileKind::Docx)
        .file_name("wide.md");
    let document = import.await.unwrap();
    assert!(
        document.token.is_some() && !document.extra.is_empty(),
        "{document:?}"
    );
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_the_reason() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let import = drive.import_file(FileSource::bytes(TABLE), FileKind::Sheet);
    let error = import.clone().file_name("no-extension").await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::InvalidRequest && error.to_string().contains("`file_name`"),
        "{error}"
    );
    let error = import.await.unwrap_err();
    assert!(error.kind() == ErrorKind::InvalidRequest, "{error}");
    let error = drive
        .import_file(FileSource::path("no/such.csv"), FileKind::Sheet)
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::LocalFile && error.to_string().contains("no/such.csv"),
        "{error}"
    );
    let empty = drive
        .import_file(FileSource::bytes(""), FileKind::Sheet)
        .file_name("empty.csv");
    let error = empty.await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::InvalidRequest && error.to_string().contains("is empty"),
        "{error}"
    );
}

async fn upload(drive: &Drive, name: &str) -> MediaToken {
    let upload = UploadMedia::new(name, MediaParentType::Import, FileSource::bytes(TABLE));
    let upload = upload.extra(r#"{"obj_type":"sheet","file_extension":"csv"}"#);
    drive
        .media_items()
        .upload_all(upload)
        .await
        .unwrap()
        .file_token
}

#[tokio::test]
async fn an_upload_waits_five_minutes() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let token = upload(&drive, "a.csv").await;
    sandbox.advance(Duration::from_secs(5 * 60 + 1));
    let point = ImportMountPoint::new(MountType::Drive, FolderToken::default());
    let error = drive
        .import(token, "csv", FileKind::Sheet, point)
        .await
        .unwrap_err();
    assert!(
        error.code() == Some(codes::FILE_EXPIRED)
            || error
                .job_failure()
                .is_some_and(|failure| failure.status == 121),
        "{error}"
    );
}

#[tokio::test]
async fn the_extension_is_compared_letter_by_letter() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let token = upload(&drive, "a.csv").await;
    let point = ImportMountPoint::new(MountType::Drive, FolderToken::default());
    let error = drive
        .import(token, "xlsx", FileKind::Sheet, point)
        .await
        .unwrap_err();
    assert!(
        error.code() == Some(codes::IMPORT_EXTENSION_MISMATCH)
            || error
                .job_failure()
                .is_some_and(|failure| failure.status == 118),
        "{error}"
    );
}

#[tokio::test]
async fn uploads_go_one_after_the_other() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let uploads: Vec<_> = (0..4)
        .map(|number| {
            let upload = UploadMedia::new(
                format!("{number}.csv"),
                MediaParentType::Import,
                FileSource::bytes(TABLE),
            );
            tokio::spawn(std::future::IntoFuture::into_future(
                drive.media_items().upload_all(upload),
            ))
        })
        .collect();
    for upload in uploads {
        upload.await.unwrap().unwrap();
    }
    assert_eq!(
        sandbox.calls("drive.v1.media.upload_all"),
        4,
        "a call was refused for its company"
    );
}

#[tokio::test]
async fn every_step_of_an_import_is_made_as_the_job_is() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    let telling = Arc::clone(&told);
    drive
        .import_file(FileSource::bytes(TABLE), FileKind::Sheet)
        .file_name("sales.csv")
        .as_user(sandbox.user_token())
        .timeout(Duration::from_secs(20))
        .deadline(Duration::from_secs(20))
        .poll_every(Duration::from_millis(5), Duration::from_millis(20))
        .on_progress(move |progress| telling.lock().unwrap().push(progress.to_string()))
        .await
        .unwrap();
    assert!(sandbox.requests().len() >= 3);
    // Only a call as the app needs a token of the app's.
    assert_eq!(sandbox.token_requests(), 0);
    let told = told.lock().unwrap();
    assert!(told[0].contains("bytes"), "the upload was silent: {told:?}");
    assert!(told.iter().any(|line| line.contains("started")), "{told:?}");
}

#[tokio::test]
async fn a_timeout_of_an_import_bounds_its_upload_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let upload = Fault::new("drive.v1.media.upload_all", FaultKind::StallHeaders);
    sandbox.add_fault(upload);
    let drive = Drive::new(&client(&sandbox));
    let error = drive
        .import_file(FileSource::bytes(TABLE), FileKind::Sheet)
        .file_name("sales.csv")
        .timeout(Duration::from_millis(300))
        .await
        .unwrap_err();
    assert!(
        error.is_timeout() && error.to_string().contains("300ms"),
        "{error}"
    );
}

#[tokio::test]
async fn what_an_import_has_cut_is_told_and_the_rest_can_be_exported() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let table = format!("id,{}\n{}\n", "长".repeat(40_000), ",".repeat(16_384));
    let document = drive
        .import_file(FileSource::bytes(table), FileKind::Sheet)
        .file_name("long.csv")
        .await
        .unwrap();
    let told: Vec<_> = document.extra.iter().map(ImportWarning::as_str).collect();
    assert_eq!(told, ["2000", "2005"]);
    let token = document.token.unwrap();
    let job = drive.export(FileRef::sheet(token.as_str()), FileExtension::Xlsx);
    let workbook = content(job, "back.xlsx").await;
    assert!(workbook.starts_with(b"PK"));
}
