//! Files and media where one sample per operation does not show what matters: jobs that may need no second call, lists in a query
//! string, and lists that go on by counting.

use feishu_core::{Endpoint, ErrorKind, JobSpec, JobState};
use feishu_drive::Drive;
use feishu_drive::file::{
    CheckFileTaskResponse, CreateShortcut, DeleteFile, DeleteFileJob, FileTaskStatus, MoveFile,
    MoveFileJob, SearchFiles,
};
use feishu_drive::media::GetMediaUrls;
use feishu_drive::types::{FileKind, FileRef, FolderToken, MediaToken};
use feishu_tests::wire::{Recorder, run};
use serde_json::json;

#[test]
fn what_is_no_folder_is_deleted_and_moved_by_one_call() {
    let recorder = Recorder::answering(DeleteFile::OPERATION, json!({}));
    let drive = Drive::new(&recorder.client());
    let outcome = run(async { drive.delete_file(FileRef::file("boxcn1")).await.unwrap() });
    assert_eq!(outcome.status, None);
    let requests = recorder.requests();
    assert_eq!(requests.matches("https://").count(), 1, "{requests}");
    assert!(requests.contains("/files/boxcn1?type=file\n"), "{requests}");

    let recorder = Recorder::answering(MoveFile::OPERATION, json!({"task_id": ""}));
    let drive = Drive::new(&recorder.client());
    let moving = drive.move_file(FileRef::sheet("shtcn1"), FolderToken::new("fldcn1"));
    let outcome = run(async { moving.await.unwrap() });
    assert_eq!(outcome.status, None);
    assert_eq!(recorder.requests().matches("https://").count(), 1);
}

#[test]
fn a_folder_is_asked_after_by_its_task() {
    let data = json!({"task_id": "7360595374803812356", "status": "success"});
    let recorder = Recorder::answering(DeleteFile::OPERATION, data);
    let drive = Drive::new(&recorder.client());
    let folder = FileRef::folder("fldcn1");
    let outcome = run(async { drive.delete_file(&folder).await.unwrap() });
    assert_eq!(outcome.status, Some(FileTaskStatus::Success));
    let requests = recorder.requests();
    assert!(
        requests.contains("/files/task_check?task_id=7360595374803812356\n"),
        "{requests}"
    );
}

#[test]
fn a_task_that_fails_is_a_failed_job_and_one_without_a_word_goes_on() {
    let state = |status: &str| {
        let response: CheckFileTaskResponse =
            serde_json::from_value(json!({"status": status})).unwrap();
        MoveFileJob::state(response)
    };
    for status in ["fail", "cancelled"] {
        let JobState::Failed(failure) = state(status) else {
            panic!("{status} is no failure");
        };
        assert_eq!(failure.kind, ErrorKind::JobFailed);
        assert_eq!(failure.status.to_string(), status);
    }
    assert!(matches!(state("process"), JobState::Pending(None)));
    let silent = CheckFileTaskResponse::default();
    assert!(matches!(
        DeleteFileJob::state(silent),
        JobState::Pending(None)
    ));
}

#[test]
fn the_kind_of_a_new_shortcut_is_that_of_its_original() {
    let data = json!({"succ_shortcut_node": {
        "token": "nodcn1", "name": "Q3 report", "type": "docx",
        "shortcut_info": {"target_type": "docx", "target_token": "doxcn1"},
    }});
    let recorder = Recorder::answering(CreateShortcut::OPERATION, data);
    let drive = Drive::new(&recorder.client());
    let request = CreateShortcut::new(FileRef::docx("doxcn1"), FolderToken::new("fldcn1"));
    let shortcut = run(async { drive.files().create_shortcut(request).await.unwrap() }).shortcut;
    assert_eq!(shortcut.kind, FileKind::Docx);
    assert_eq!(shortcut.file(), FileRef::docx("doxcn1"));
}

#[test]
fn each_token_of_media_is_a_parameter_of_its_own() {
    let recorder = Recorder::answering(GetMediaUrls::OPERATION, json!({}));
    let drive = Drive::new(&recorder.client());
    let request = GetMediaUrls::new([MediaToken::new("boxcn1"), MediaToken::new("boxcn2")]);
    run(async {
        drive
            .media_items()
            .batch_get_tmp_download_url(request)
            .await
            .unwrap()
    });
    let requests = recorder.requests();
    assert!(
        requests.contains("batch_get_tmp_download_url?file_tokens=boxcn1&file_tokens=boxcn2\n"),
        "{requests}"
    );
}

/// A platform that has two more matches, whatever it is asked.
fn searched() -> Recorder {
    let found = json!({"docs_token": "shtcn1", "docs_type": "sheet", "title": "Q3 report"});
    let data = json!({"docs_entities": [found, found], "has_more": true, "total": 500});
    Recorder::answering(SearchFiles::OPERATION, data)
}

#[test]
fn a_search_goes_on_behind_what_it_has_found() {
    let recorder = searched();
    let drive = Drive::new(&recorder.client());
    let search = drive.files().search(SearchFiles::new("report"));
    let mut files = search.as_user("u-recorded").items();
    run(async {
        for _ in 0..3 {
            assert_eq!(files.try_next().await.unwrap().unwrap().title, "Q3 report");
        }
    });
    let requests = recorder.requests();
    assert_eq!(requests.matches("\"count\": 50").count(), 2, "{requests}");
    assert!(requests.contains("\"offset\": 2"), "{requests}");
}

#[test]
fn a_search_ends_where_the_platform_refuses_to_go_on() {
    let recorder = searched();
    let drive = Drive::new(&recorder.client());
    let search = SearchFiles::new("report").offset(195);
    let search = drive.files().search(search).as_user("u-recorded");
    let files = run(async { search.items().collect().await.unwrap() });
    assert_eq!(files.len(), 4);
    let requests = recorder.requests();
    assert_eq!(requests.matches("\"offset\"").count(), 2, "{requests}");
    for page in [
        "\"count\": 4,\n  \"offset\": 195",
        "\"count\": 2,\n  \"offset\": 197",
    ] {
        assert!(requests.contains(page), "{requests}");
    }
}
