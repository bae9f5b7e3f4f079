//! Export jobs of drive: each document in each format, and each way to fail.

use std::io::Cursor;
use std::time::Duration;

use calamine::{Data, Reader, Xlsx};
use feishu_core::{ErrorKind, JobState};
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::export_task::{
    CreateExportTask, ExportStatus, ExportTicket, FileExtension, GetExportTask,
};
use feishu_drive::types::{FileKind, FileRef, FileToken};
use feishu_sandbox::{Block, Document, DocumentKind, Fault, FaultKind, Sandbox};

use crate::{client, content, quick};

#[tokio::test]
async fn a_sheet_becomes_a_workbook_and_comma_separated_values() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = sandbox.sheet();

    let job = drive.export(FileRef::sheet(sheet.token), FileExtension::Xlsx);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content(job, "q3.xlsx").await)).unwrap();
    assert_eq!(workbook.sheet_names().len(), 2);
    let rows: Vec<Vec<Data>> = workbook
        .worksheet_range_at(0)
        .unwrap()
        .unwrap()
        .rows()
        .map(<[Data]>::to_vec)
        .collect();
    assert_eq!(rows.len(), 9);

    let job = drive
        .export(FileRef::sheet(sheet.token), FileExtension::Csv)
        .with(|request| request.sub_id(sheet.sub_id));
    let text = String::from_utf8(content(job, "q3.csv").await).unwrap();
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap();
    let header: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
    assert_eq!(first.split(',').collect::<Vec<_>>(), header);
}

#[tokio::test]
async fn a_document_becomes_word_and_pdf_and_a_table_a_workbook() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let (document, table) = (sandbox.document(), sandbox.table());
    let cases = [
        (
            FileExtension::Docx,
            document.token,
            FileKind::Docx,
            &b"PK\x03\x04"[..],
        ),
        (FileExtension::Pdf, document.token, FileKind::Docx, b"%PDF-"),
        (
            FileExtension::Xlsx,
            table.token,
            FileKind::Bitable,
            b"PK\x03\x04",
        ),
    ];
    for (extension, token, kind, magic) in cases {
        let file = FileRef::new(FileToken::new(token), kind);
        let content = content(drive.export(file, extension), "file").await;
        assert!(content.starts_with(magic));
    }
}

#[tokio::test]
async fn a_file_is_saved_under_the_name_that_the_platform_gives() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let token = sandbox.add_document(Document::text("季度/报告", vec![Block::paragraph("x")]));
    let saved = quick(drive.export(FileRef::docx(token), FileExtension::Docx))
        .save_in(directory.path())
        .await
        .unwrap();
    assert_eq!(
        saved.path.parent(),
        Some(directory.path()),
        "the name led out of the directory"
    );
    assert!(
        saved.path.to_str().unwrap().ends_with("报告.docx"),
        "{saved:?}"
    );
}

#[tokio::test]
async fn each_failure_status_is_told_with_its_meaning() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let drive = Drive::new(&client(&sandbox));
    for status in [3, 107, 108, 109, 110, 111, 122, 123, 6000, 4242] {
        let fault = FaultKind::JobFails {
            status,
            message: String::new(),
        };
        sandbox.add_fault(Fault::new("drive.v1.export_task.create", fault));
        let sheet = FileRef::sheet(sandbox.sheet().token);
        let error = quick(drive.export(sheet, FileExtension::Xlsx))
            .await
            .unwrap_err();
        assert!(
            error.kind() == ExportStatus::from(status).kind()
                && error
                    .job_failure()
                    .is_some_and(|failure| failure.status == status),
            "{status}: {error}"
        );
        assert!(
            error.ticket().is_some_and(|ticket| !ticket.is_empty()),
            "{error}"
        );
        let meaning = ExportStatus::from(status).meaning();
        let told = meaning.map_or("which is not documented", |meaning| {
            meaning.trim_end_matches('.')
        });
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[tokio::test]
async fn a_success_without_a_file_is_not_yet_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    sandbox.add_fault(Fault::new(
        "drive.v1.export_task.create",
        FaultKind::JobLate { polls: 2 },
    ));
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let job = drive.export(sheet, FileExtension::Xlsx);
    assert!(!content(job, "q3.xlsx").await.is_empty());
}

#[tokio::test]
async fn a_job_that_never_ends_is_given_up_and_can_be_taken_up_again() {
    let sandbox = Sandbox::builder()
        .pending_polls(30)
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let client = client(&sandbox);
    let drive = Drive::new(&client);
    let sheet = sandbox.sheet();
    let error = quick(drive.export(FileRef::sheet(sheet.token), FileExtension::Xlsx))
        .deadline(Duration::from_millis(60))
        .await
        .unwrap_err();
    assert!(error.kind() == ErrorKind::JobDeadline, "{error}");

    // Another process: only the ticket is left.
    let ticket = error.ticket().unwrap().to_owned();
    let drive = Drive::new(&crate::client(&sandbox));
    let mut job = drive
        .resume_export(GetExportTask::new(
            ExportTicket::new(&ticket),
            FileToken::new(sheet.token),
        ))
        .poll_every(Duration::from_millis(1), Duration::from_millis(2));
    assert_eq!(job.ticket(), ticket);
    let directory = tempfile::tempdir().unwrap();
    let saved = job.save_to(directory.path().join("q3.xlsx")).await.unwrap();
    assert!(saved.size > 0);
    assert_eq!(
        sandbox.calls("drive.v1.export_task.create"),
        1,
        "the job was started twice"
    );
}

#[tokio::test]
async fn a_handle_can_be_stored() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let job = drive.export(sheet, FileExtension::Xlsx).start();
    let stored = serde_json::to_string(job.await.unwrap().handle()).unwrap();
    let mut job = drive.resume_export(serde_json::from_str(&stored).unwrap());
    assert!(matches!(
        job.poll().await.unwrap(),
        JobState::Pending(Some(1))
    ));
}

#[tokio::test]
async fn the_platform_refuses_and_the_error_says_why() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = sandbox.sheet();
    let forbidden = sandbox.add_document(Document::sheet("secret", vec![]).forbidden());
    let deleted = sandbox.add_document(Document::sheet("gone", vec![]).deleted());
    let long = "a".repeat(31);
    let create = |extension: FileExtension, token: &str| {
        CreateExportTask::new(FileRef::sheet(token), extension)
    };
    let cases = [
        (
            create(FileExtension::Csv, sheet.token),
            codes::INVALID_JOB_PARAM,
            "`sub_id`",
        ),
        (
            create(FileExtension::Xlsx, &forbidden),
            codes::NO_PERMISSION,
            "no permission",
        ),
        (
            create(FileExtension::Xlsx, &deleted),
            codes::DOCUMENT_DELETED,
            "docs deleted",
        ),
        (
            create(FileExtension::Pdf, sheet.token),
            codes::EXPORT_EXTENSION_MISMATCH,
            "mismatch",
        ),
        (
            create(FileExtension::Xlsx, "shtcnNobody"),
            codes::INVALID_FILE_TOKEN,
            "invalid file token",
        ),
        (
            create(FileExtension::Xlsx, &long),
            codes::INVALID_FILE_TOKEN,
            "token: 31 characters, documented maximum 27",
        ),
    ];
    for (request, code, told) in cases {
        let error = drive.export_tasks().create(request).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{error}");
        let text = error.to_string();
        assert!(
            text.contains(told) && text.contains("log_id") && !text.contains('\n'),
            "{text}"
        );
    }
}

#[tokio::test]
async fn only_whoever_started_a_job_may_ask_after_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let job = drive.export(&sheet, FileExtension::Xlsx);
    let job = job.start().await.unwrap();
    let error = drive
        .export_tasks()
        .get(job.handle().clone())
        .as_user(sandbox.user_token())
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(codes::NO_PERMISSION), "{error}");

    // As a user from beginning to end.
    let directory = tempfile::tempdir().unwrap();
    let job = quick(drive.export(sheet, FileExtension::Xlsx)).as_user(sandbox.user_token());
    job.save_to(directory.path().join("q3.xlsx")).await.unwrap();
}

#[tokio::test]
async fn a_file_is_gone_ten_minutes_after_the_job() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let job = drive.export(sheet, FileExtension::Xlsx);
    let mut job = job.start().await.unwrap();
    while !matches!(job.poll().await.unwrap(), JobState::Done(_)) {}
    sandbox.advance(Duration::from_secs(10 * 60 + 1));
    let directory = tempfile::tempdir().unwrap();
    let error = job
        .save_to(directory.path().join("q3.xlsx"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.ticket()),
        (Some(codes::FILE_TOKEN_INVALID), Some(job.ticket())),
        "{error}"
    );
}

#[tokio::test]
async fn a_document_whose_content_looks_like_an_error_is_exported() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let json = r#"{"code":7,"msg":"my own"}"#;
    let token = sandbox.add_document(Document::raw(
        "mine",
        DocumentKind::Docx,
        "application/json",
        json,
    ));
    let job = drive.export(FileRef::docx(token), FileExtension::Docx);
    assert_eq!(content(job, "mine.json").await, json.as_bytes());
}
