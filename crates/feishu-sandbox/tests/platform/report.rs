//! Reports of meetings and rooms.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Data, Range, Reader, Xlsx};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use reqwest::Client;
use serde_json::{Value, json};

use crate::caller::{Caller, send};

/// When the built-in meeting that is over began and ended.
const START: &str = "1655276858";
const END: &str = "1655363258";
/// Its number, who was in it, and the room.
const NUMBER: &str = "123456789";
const GUEST: &str = "ou_3ec3f6a28a0d08c45d895276e8e5e19b";
const ROOM: &str = "omm_eada1d61a550955240c28757e7dec3af";
/// What the workbook calls it.
const ROOM_NAME: &str = "Lake Geneva";

async fn start(caller: &Caller, report: &str, body: &Value) -> String {
    let answer = send(caller.post(&format!("/vc/v1/exports/{report}"), body)).await;
    answer.data()["task_id"].as_str().unwrap().to_owned()
}

async fn poll(caller: &Caller, task: &str) -> Value {
    send(caller.get(&format!("/vc/v1/exports/{task}")))
        .await
        .data()
}

fn rows(workbook: Bytes) -> Range<Data> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook)).unwrap();
    workbook.worksheet_range_at(0).unwrap().unwrap()
}

/// The workbook of a report.
pub(crate) async fn report(caller: &Caller, report: &str, body: Value) -> Range<Data> {
    let task = start(caller, report, &body).await;
    loop {
        let state = poll(caller, &task).await;
        if state["status"] == 3 {
            let token = state["file_token"].as_str().unwrap();
            let file = send(
                caller
                    .get("/vc/v1/exports/download")
                    .query(&[("file_token", token)]),
            )
            .await;
            assert_eq!(file.header("content-length"), file.body.len().to_string());
            return rows(file.body);
        }
        assert_eq!(state["status"], 1);
    }
}

#[tokio::test]
async fn a_report_is_processed_then_done() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let task = start(
        &caller,
        "meeting_list",
        &json!({"start_time": START, "end_time": END}),
    )
    .await;
    assert!(task.bytes().all(|byte| byte.is_ascii_digit()), "{task}");
    assert_eq!(poll(&caller, &task).await, json!({"status": 1}));
    let done = poll(&caller, &task).await;
    assert_eq!(done["status"], 3);
    assert!(done["file_token"].as_str().unwrap().ends_with("=="));
    // The address works without a token, as on the platform.
    let file = send(Client::new().get(done["url"].as_str().unwrap())).await;
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"会议明细 Meetings.xlsx\""
    );
    let rows = rows(file.body);
    assert_eq!(
        rows.get_value((0, 0)),
        Some(&Data::String("会议ID".to_owned()))
    );
    assert_eq!(
        rows.get_value((1, 8)),
        Some(&Data::String("2022.06.15 15:07:38 (GMT+08:00)".to_owned()))
    );
    assert_eq!(rows.height(), 2);
}

#[tokio::test]
async fn the_report_of_the_documentation_is_there_from_the_beginning() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    assert_eq!(
        poll(&caller, "7108646852144136212").await,
        json!({"status": 1})
    );
    let done = poll(&caller, "7108646852144136212").await;
    let example =
        "6yHu7Igp7Igy62Ez6fLr6IJz7j9i5WMe6fHq5yZeY2Jz6yLqYAMAY46fZfEz64Lr5fYyYQ==".to_owned();
    for token in [done["file_token"].as_str().unwrap(), &example] {
        let request = caller.get("/vc/v1/exports/download");
        let file = send(request.query(&[("file_token", token)])).await;
        let rows = rows(file.body);
        assert_eq!(
            rows.get_value((1, 0)),
            Some(&Data::String(NUMBER.to_owned()))
        );
        assert_eq!(rows.height(), 2);
    }
}

#[tokio::test]
async fn each_report_has_columns_of_its_own() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let times = json!({"meeting_start_time": START, "meeting_end_time": END, "meeting_no": NUMBER});
    let heading = |rows: &Range<Data>| -> String { rows.get_value((0, 0)).unwrap().to_string() };
    let participants = report(&caller, "participant_list", times.clone()).await;
    assert_eq!(
        (heading(&participants).as_str(), participants.height()),
        ("参会人", 4)
    );
    let mut quality = times;
    quality["join_time"] = START.into();
    quality["user_id"] = GUEST.into();
    let quality = report(&caller, "participant_quality_list", quality).await;
    // An hour that does not begin with a minute lies in 61 of them.
    assert_eq!((heading(&quality).as_str(), quality.height()), ("时间", 62));
    let room = json!({"room_level_id": "omb_1", "start_time": START, "end_time": END, "need_topic": true,
        "room_ids": [ROOM]});
    let rooms = report(&caller, "resource_reservation_list", room.clone()).await;
    let cell = |rows: &Range<Data>, column: u32| rows.get_value((1, column)).unwrap().to_string();
    assert_eq!(rooms.height(), 2);
    assert!(cell(&rooms, 0).contains(ROOM_NAME));
    assert!(!cell(&rooms, 1).is_empty());
    let mut silent = room.clone();
    silent["need_topic"] = false.into();
    let silent = report(&caller, "resource_reservation_list", silent).await;
    assert_eq!(cell(&silent, 1), "");
    let mut others = room;
    others["is_exclude"] = true.into();
    let others = report(&caller, "resource_reservation_list", others).await;
    assert_eq!(
        (heading(&others).as_str(), others.height()),
        ("会议室名称", 1)
    );
}

#[tokio::test]
async fn each_wrong_request_has_its_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let error = async |report: &str, body: Value| {
        send(caller.post(&format!("/vc/v1/exports/{report}"), &body))
            .await
            .error()
    };
    let refused = (400, 121_003);
    assert_eq!(
        error(
            "meeting_list",
            json!({"start_time": END, "end_time": START})
        )
        .await,
        refused
    );
    assert_eq!(
        error(
            "meeting_list",
            json!({"start_time": "1655276400000", "end_time": END})
        )
        .await,
        refused
    );
    let two =
        json!({"start_time": START, "end_time": END, "meeting_no": "123456789", "user_id": "ou_1"});
    assert_eq!(error("meeting_list", two).await, refused);
    let status = json!({"start_time": START, "end_time": END, "meeting_status": 9});
    assert_eq!(error("meeting_list", status).await, refused);
    assert_eq!(
        error("meeting_list", json!({"start_time": true, "end_time": END})).await,
        (400, 99_992_402)
    );
    assert_eq!(
        error("resource_reservation_list", json!({"start_time": START})).await,
        (400, 99_992_402)
    );
    let times = json!({"meeting_start_time": START, "meeting_end_time": END, "meeting_no": "123456789",
        "join_time": START});
    assert_eq!(
        error("participant_quality_list", times.clone()).await,
        refused
    );
    let mut both = times;
    both["user_id"] = "ou_1".into();
    both["room_id"] = ROOM.into();
    assert_eq!(error("participant_quality_list", both).await, refused);

    let level = json!({"room_level_id": "1", "start_time": START, "end_time": END});
    assert_eq!(error("resource_reservation_list", level).await, refused);

    let get = async |path: &str| send(caller.get(path)).await.error();
    assert_eq!(
        get("/vc/v1/exports/7108646852144136213").await,
        (404, 121_004)
    );
    assert_eq!(get("/vc/v1/exports/abc").await, refused);
    assert_eq!(
        get("/vc/v1/exports/download?file_token=abc%3D%3D").await,
        (404, 121_004)
    );
    assert_eq!(get("/vc/v1/exports/download").await, (400, 99_992_402));
    let task = start(
        &caller,
        "meeting_list",
        &json!({"start_time": START, "end_time": END}),
    )
    .await;
    let other = Caller::with_token(&sandbox, &sandbox.user_token());
    assert_eq!(
        send(other.get(&format!("/vc/v1/exports/{task}")))
            .await
            .error(),
        (403, 121_005)
    );
}

#[tokio::test]
async fn a_report_can_fail() {
    let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let fails = FaultKind::JobFails {
        status: 2,
        message: "no permission".to_owned(),
    };
    sandbox.add_fault(Fault::new("vc.v1.export.meeting_list", fails));
    let task = start(
        &caller,
        "meeting_list",
        &json!({"start_time": START, "end_time": END}),
    )
    .await;
    assert_eq!(
        poll(&caller, &task).await,
        json!({"status": 2, "fail_msg": "no permission"})
    );
}
