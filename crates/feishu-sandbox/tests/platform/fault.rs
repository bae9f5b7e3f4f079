//! Scripted faults, as they arrive at a client.

use std::time::{Duration, Instant};

use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};
use serde_json::json;

use crate::caller::{Caller, send};

const LIST: &str = "drive.v1.file.list";
const DOWNLOAD: &str = "drive.v1.export_task.download";

/// A sandbox with a fault, and a caller who can list files.
async fn with(fault: Fault) -> (Sandbox, Caller) {
    let sandbox = Sandbox::builder()
        .pending_polls(0)
        .faults([fault])
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    (sandbox, caller)
}

#[tokio::test]
async fn refusals_for_too_many_calls() {
    let (sandbox, caller) = with(Fault::new(LIST, FaultKind::rate_limit(52))).await;
    let answer = send(caller.get("/drive/v1/files")).await;
    assert_eq!(answer.error(), (429, 99_991_400));
    assert_eq!(answer.header("x-ogw-ratelimit-reset"), "52");
    assert_eq!(answer.header("x-ogw-ratelimit-limit"), "20");
    send(caller.get("/drive/v1/files")).await.data();

    sandbox.add_fault(Fault::new(
        LIST,
        FaultKind::RateLimit {
            status: 400,
            code: 0,
            reset: None,
        },
    ));
    let answer = send(caller.get("/drive/v1/files")).await;
    assert_eq!(answer.error(), (400, 99_991_400));
    assert!(!answer.headers.contains_key("x-ogw-ratelimit-reset"));
}

#[tokio::test]
async fn failures_of_the_server() {
    let (sandbox, caller) = with(Fault::new(LIST, FaultKind::server_error(503))).await;
    assert_eq!(
        send(caller.get("/drive/v1/files")).await.error(),
        (503, 503)
    );
    sandbox.add_fault(Fault::new(
        LIST,
        FaultKind::ServerError {
            status: 502,
            html: true,
        },
    ));
    let page = send(caller.get("/drive/v1/files")).await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (502, "text/html")
    );
    sandbox.add_fault(Fault::new(LIST, FaultKind::Html));
    let page = send(caller.get("/drive/v1/files")).await;
    assert_eq!(
        (page.status.as_u16(), page.header("content-type")),
        (200, "text/html")
    );
    sandbox.add_fault(Fault::new(LIST, FaultKind::RejectToken));
    assert_eq!(
        send(caller.get("/drive/v1/files")).await.error(),
        (400, 99_991_663)
    );
    sandbox.add_fault(Fault::new(LIST, FaultKind::RejectToken));
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    assert_eq!(
        send(user.get("/drive/v1/files")).await.error(),
        (400, 99_991_668)
    );
}

#[tokio::test]
async fn a_late_response() {
    let (_sandbox, caller) = with(Fault::new(
        LIST,
        FaultKind::Latency(Duration::from_millis(200)),
    ))
    .await;
    let start = Instant::now();
    send(caller.get("/drive/v1/files")).await.data();
    assert!(start.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn a_connection_that_ends() {
    let (_sandbox, caller) = with(Fault::new(LIST, FaultKind::Disconnect)).await;
    let error = caller.get("/drive/v1/files").send().await.unwrap_err();
    assert!(error.is_request() && !error.is_timeout(), "{error:?}");
    send(caller.get("/drive/v1/files")).await.data();
}

#[tokio::test]
async fn a_body_that_is_cut_off() {
    let (sandbox, caller) = with(Fault::new(DOWNLOAD, FaultKind::CutBody { after: 300_000 })).await;
    let raw = Document::raw(
        "large",
        DocumentKind::Sheet,
        "application/octet-stream",
        vec![7; 1_000_000],
    );
    let token = sandbox.add_document(raw);
    let ticket = caller
        .start_export(&json!({"file_extension": "xlsx", "token": token, "type": "sheet"}))
        .await;
    let file = caller.poll_export(&ticket, &token).await["file_token"].clone();
    let path = format!(
        "/drive/v1/export_tasks/file/{}/download",
        file.as_str().unwrap()
    );

    let mut response = caller.get(&path).send().await.unwrap();
    assert_eq!(response.content_length(), Some(1_000_000));
    let mut received = 0;
    let error = loop {
        match response.chunk().await {
            Ok(Some(piece)) => received += piece.len(),
            Ok(None) => panic!("the body ended well"),
            Err(error) => break error,
        }
    };
    assert_eq!(received, 300_000);
    assert!(!error.is_timeout(), "{error:?}");
    assert_eq!(send(caller.get(&path)).await.body.len(), 1_000_000);
}

#[tokio::test]
async fn responses_that_never_end() {
    let (sandbox, caller) = with(Fault::new(LIST, FaultKind::StallHeaders)).await;
    let short = Duration::from_millis(800);
    let error = caller
        .get("/drive/v1/files")
        .timeout(short)
        .send()
        .await
        .unwrap_err();
    assert!(error.is_timeout(), "{error:?}");

    sandbox.add_fault(Fault::new(LIST, FaultKind::StallBody { after: 10 }));
    let mut response = caller
        .get("/drive/v1/files")
        .timeout(short)
        .send()
        .await
        .unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap().len(), 10);
    assert!(response.chunk().await.unwrap_err().is_timeout());

    // A sandbox with a stalled call still goes away at once.
    sandbox.add_fault(Fault::new(LIST, FaultKind::StallHeaders));
    let call = tokio::spawn(caller.get("/drive/v1/files").send());
    while sandbox.calls(LIST) < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let start = Instant::now();
    drop(sandbox);
    assert!(start.elapsed() < Duration::from_secs(2));
    call.await.unwrap().unwrap_err();
}

#[tokio::test]
async fn a_body_that_comes_slowly_comes_whole() {
    let slow = |bytes_per_second| Fault::new(LIST, FaultKind::SlowBody { bytes_per_second });
    let (sandbox, caller) = with(slow(2_000)).await;
    let start = Instant::now();
    let answer = send(caller.get("/drive/v1/files")).await;
    let seconds = answer.body.len() as f64 / 2_000.0;
    answer.data();
    let took = start.elapsed().as_secs_f64();
    assert!(
        (seconds - 0.2..seconds + 1.0).contains(&took),
        "{took} for {seconds}"
    );

    sandbox.add_fault(slow(0));
    let mut response = caller.get("/drive/v1/files").send().await.unwrap();
    assert_eq!(
        response.chunk().await.unwrap().unwrap().len(),
        1,
        "at least 1 a second"
    );
}

#[tokio::test]
async fn a_job_that_is_done_with_a_message() {
    const MESSAGE: &str = "done, but for a few cells";
    let message = |operation: &str| {
        let message = MESSAGE.to_owned();
        Fault::new(operation, FaultKind::JobMessage { message })
    };
    let (sandbox, caller) = with(message("drive.v1.export_task.create")).await;
    let sheet = sandbox.sheet().token;
    let xlsx = json!({"file_extension": "xlsx", "token": sheet, "type": "sheet"});
    let (result, file) = caller.export(xlsx).await;
    assert_eq!(
        (&result["job_status"], &result["job_error_msg"]),
        (&json!(0), &json!(MESSAGE))
    );
    assert!(file.body.starts_with(b"PK"));

    sandbox.add_fault(message("drive.v1.import_task.get"));
    let file = caller.upload("a.csv", b"a,b", "").await;
    let result = caller.import(&file, "csv", "sheet").await;
    assert_eq!(
        (&result["job_status"], &result["job_error_msg"]),
        (&json!(0), &json!(MESSAGE))
    );
    assert!(
        sandbox
            .find_document(result["token"].as_str().unwrap())
            .is_some()
    );

    sandbox.add_fault(message("vc.v1.export.get"));
    let body = json!({"start_time": "1655276400", "end_time": "1655362800"});
    let started = send(caller.post("/vc/v1/exports/meeting_list", &body)).await;
    let task = started.data()["task_id"].as_str().unwrap().to_owned();
    let done = send(caller.get(&format!("/vc/v1/exports/{task}")))
        .await
        .data();
    assert_eq!(
        (&done["status"], &done["fail_msg"]),
        (&json!(3), &json!(MESSAGE))
    );
}

#[tokio::test]
async fn an_import_with_warnings() {
    let warnings = FaultKind::import_warnings(["2000", "2005"]);
    let (sandbox, caller) = with(Fault::new("drive.v1.import_task.create", warnings)).await;
    let import = async || {
        let file = caller.upload("a.csv", b"a,b", "").await;
        let result = caller.import(&file, "csv", "sheet").await;
        assert_eq!(result["job_status"], 0, "{result}");
        assert!(
            sandbox
                .find_document(result["token"].as_str().unwrap())
                .is_some()
        );
        result["extra"].clone()
    };
    assert_eq!(import().await, json!(["2000", "2005"]));
    assert_eq!(import().await, json!(null));
}
