//! Responses whose values come as other JSON types than documented: what is told of finished work must not be lost.

use feishu_core::{Endpoint, JobSpec};
use feishu_drive::Drive;
use feishu_drive::export_task::{
    CreateExportTask, CreateExportTaskResponse, ExportJob, ExportTicket, FileExtension,
    GetExportTask,
};
use feishu_drive::types::{FileRef, FileToken};
use feishu_tests::wire::{Recorder, run};
use serde_json::{Value, json};

fn request() -> CreateExportTask {
    CreateExportTask::new(FileRef::docx("doxcn1"), FileExtension::Pdf)
}

/// What starting an export returns when the platform answers with some data.
fn start(data: Value) -> feishu_core::Result<CreateExportTaskResponse> {
    let recorder = Recorder::answering(CreateExportTask::OPERATION, data);
    let client = recorder.client();
    run(async { Drive::new(&client).export_tasks().create(request()).await })
}

#[test]
fn a_ticket_that_is_a_number_keeps_every_digit() {
    let text = r#"{"ticket": 6933093124755423251}"#;
    let response: CreateExportTaskResponse = serde_json::from_str(text).unwrap();
    assert_eq!(response.ticket.as_str(), "6933093124755423251");
    let handle = ExportJob::handle(&request(), response);
    assert_eq!(ExportJob::ticket(&handle), "6933093124755423251");
    let target = handle.request().unwrap().target().unwrap();
    assert_eq!(
        target.rsplit_once('/').unwrap().1,
        "6933093124755423251?token=doxcn1"
    );

    let response = start(json!({"ticket": 6_933_093_124_755_423_251_u64})).unwrap();
    assert_eq!(response.ticket.as_str(), "6933093124755423251");
}

#[test]
fn a_ticket_that_is_no_value_is_an_error_with_its_path() {
    let error = start(json!({"ticket": {"id": 1}})).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("at data.ticket: expected a text"), "{told}");
}

#[test]
fn a_number_that_is_a_word_is_an_error_with_its_path() {
    let data = json!({"result": {"job_status": "0", "file_token": 1, "file_size": "large"}});
    let recorder = Recorder::answering(GetExportTask::OPERATION, data);
    let client = recorder.client();
    let get = GetExportTask::new(ExportTicket::new("1"), FileToken::new("doxcn1"));
    let error = run(async {
        Drive::new(&client)
            .export_tasks()
            .get(get)
            .await
            .unwrap_err()
    });
    let told = error.to_string();
    let expected = "at data.result.file_size: expected a whole number";
    assert!(told.contains(expected) && !told.contains("large"), "{told}");
}
