//! Tokens, scopes, limits, and the shape of refusals.

use std::time::Duration;

use feishu_sandbox::Sandbox;
use reqwest::Client;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::caller::{Caller, request_token, send, tenant_token};

const LIST: &str = "/drive/v1/files";

#[tokio::test]
async fn a_tenant_token_is_given_again_until_half_an_hour_is_left() {
    let sandbox = Sandbox::start().await.unwrap();
    let (first, left) = tenant_token(&sandbox).await;
    assert!(first.starts_with("t-"), "{first}");
    assert_eq!(left, 7200);

    sandbox.advance(Duration::from_secs(89 * 60));
    let (second, left) = tenant_token(&sandbox).await;
    assert_eq!(second, first);
    assert!((1850..=1860).contains(&left), "{left}");

    sandbox.advance(Duration::from_secs(2 * 60));
    let (third, left) = tenant_token(&sandbox).await;
    assert_ne!(third, first);
    assert_eq!(left, 7200);
    for token in [&first, &third] {
        send(Caller::with_token(&sandbox, token).get(LIST))
            .await
            .data();
    }
    assert_eq!(sandbox.token_requests(), 3);

    sandbox.advance(Duration::from_secs(30 * 60));
    let error = |token: &str| send(Caller::with_token(&sandbox, token).get(LIST));
    assert_eq!(error(&first).await.error(), (400, 99_991_663));
    error(&third).await.data();
}

#[tokio::test]
async fn the_token_operation_answers_flat_and_refuses_with_200() {
    let sandbox = Sandbox::start().await.unwrap();
    let good = request_token(&sandbox, sandbox.app_id(), sandbox.app_secret())
        .await
        .json();
    assert_eq!(good.get("data"), None);
    assert_eq!(
        request_token(&sandbox, sandbox.app_id(), "wrong")
            .await
            .error(),
        (200, 10_015)
    );
    assert_eq!(
        request_token(&sandbox, "cli_unknown", "wrong")
            .await
            .error(),
        (200, 10_003)
    );
}

#[tokio::test]
async fn each_bad_token_has_its_code() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = format!("{}/open-apis{LIST}", sandbox.base_url());
    let with = |value: &str| send(Client::new().get(&url).header("Authorization", value));
    assert_eq!(
        send(Client::new().get(&url)).await.error(),
        (400, 99_991_661)
    );
    assert_eq!(with("t-0123").await.error(), (400, 99_991_661));
    assert_eq!(with("Bearer something").await.error(), (400, 99_991_671));
    assert_eq!(with("Bearer t-0123").await.error(), (400, 99_991_663));
    assert_eq!(with("Bearer u-0123").await.error(), (400, 99_991_668));
    assert_eq!(with("Bearer eyJhbGciOi").await.error(), (400, 99_991_668));
    let user = sandbox.user_token();
    send(Caller::with_token(&sandbox, &user).get(LIST))
        .await
        .data();
    sandbox.expire_tokens();
    assert_eq!(
        with(&format!("Bearer {user}")).await.error(),
        (401, 99_991_677)
    );
    let user = sandbox.user_token();
    send(Caller::with_token(&sandbox, &user).get(LIST))
        .await
        .data();
}

#[tokio::test]
async fn a_rejected_tenant_token_is_followed_by_another() {
    let sandbox = Sandbox::start().await.unwrap();
    let (first, _) = tenant_token(&sandbox).await;
    sandbox.expire_tokens();
    assert_eq!(
        send(Caller::with_token(&sandbox, &first).get(LIST))
            .await
            .error(),
        (400, 99_991_663)
    );
    let (second, _) = tenant_token(&sandbox).await;
    assert_ne!(second, first);
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let sandbox = Sandbox::builder()
        .scopes(["vc:export"])
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let answer = send(caller.get(LIST)).await;
    assert_eq!(answer.error(), (400, 99_991_672));
    let json = answer.json();
    let violations = json["error"]["permission_violations"].as_array().unwrap();
    assert!(
        violations.contains(&json!({"type": "action_scope_required", "subject": "drive:drive"})),
        "{json}"
    );
    assert!(
        json["msg"].as_str().unwrap().contains("drive:drive"),
        "{json}"
    );
    assert_eq!(
        send(caller.get("/vc/v1/exports/1")).await.error(),
        (404, 121_004)
    );
}

#[tokio::test]
async fn a_wrong_path_or_method_is_answered_in_plain_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    for request in [
        caller.get("/drive/v1/nothing"),
        caller.post(LIST, &json!({})),
        caller.get("/drive/v1/files/"),
    ] {
        let answer = send(request).await;
        assert_eq!(answer.status, 404);
        assert_eq!(answer.header("content-type"), "text/plain");
        assert_eq!(answer.body, "404 page not found");
    }
}

#[tokio::test]
async fn every_response_has_a_log_id_of_its_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let first = send(caller.get(LIST)).await;
    let second = send(caller.get("/drive/v1/files?page_size=x")).await;
    assert_ne!(first.header("x-tt-logid"), second.header("x-tt-logid"));
    assert_eq!(
        second.json()["error"]["log_id"],
        second.header("x-tt-logid")
    );
}

#[tokio::test]
async fn missing_and_mistyped_fields_are_named() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let body = json!({"file_extension": "csv", "type": 3});
    let answer = send(caller.post("/drive/v1/export_tasks", &body)).await;
    assert_eq!(answer.error(), (400, 99_992_402));
    let json = answer.json();
    let violations = json["error"]["field_violations"].as_array().unwrap();
    let fields: Vec<_> = violations
        .iter()
        .map(|violation| &violation["field"])
        .collect();
    assert_eq!(fields, ["token", "type"]);
    assert_eq!(violations[1]["value"], "3");

    let bad = caller
        .post("/drive/v1/export_tasks", &Value::Null)
        .body("{");
    assert_eq!(send(bad).await.error(), (400, 9499));
    let point = json!({"file_extension": "md", "file_token": "x", "type": "docx", "point": {"mount_type": "1"}});
    let json = send(caller.post("/drive/v1/import_tasks", &point))
        .await
        .json();
    let fields: Vec<_> = json["error"]["field_violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|violation| &violation["field"])
        .collect();
    assert_eq!(fields, ["point.mount_type", "point.mount_key"]);
    let kind = send(caller.get("/drive/v1/files?user_id_type=email")).await;
    assert_eq!(kind.error(), (400, 99_992_402));
}

#[tokio::test]
async fn what_sdks_do_differently_does_no_harm() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    // A body on GET, as PHP and Node send it.
    send(caller.get(LIST).body("null")).await.data();
    send(caller.get(LIST).json(&json!({}))).await.data();
    // JSON without a charset, or without a content type at all.
    let body = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    let plain = caller
        .post("/drive/v1/export_tasks", &Value::Null)
        .body(body.to_string());
    send(plain.header("content-type", "text/plain"))
        .await
        .data();
    // `True` in a body field that is documented as a boolean would be wrong; in a form or query it is not.
    let sheet = sandbox.sheet().token;
    let ticket = caller.start_export(&body).await;
    send(caller.get(&format!(
        "/drive/v1/export_tasks/{ticket}?token={sheet}&unknown=True"
    )))
    .await
    .data();
}

#[tokio::test]
async fn the_documented_limit_is_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let body = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    for _ in 0..100 {
        caller.start_export(&body).await;
    }
    let answer = send(caller.post("/drive/v1/export_tasks", &body)).await;
    assert_eq!(answer.error(), (429, 1_069_923));
    assert_eq!(answer.header("x-ogw-ratelimit-limit"), "100");
    let reset: u64 = answer.header("x-ogw-ratelimit-reset").parse().unwrap();
    assert!((1..=60).contains(&reset), "{reset}");
    sandbox.advance(Duration::from_secs(reset));
    caller.start_export(&body).await;
}

#[tokio::test]
async fn too_many_calls_are_refused_with_the_code_of_the_operation_if_it_has_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    for _ in 0..20 {
        send(caller.get(LIST)).await.data();
    }
    let answer = send(caller.get(LIST)).await;
    assert_eq!(answer.error(), (429, 99_991_400));
    assert_eq!(answer.header("x-ogw-ratelimit-limit"), "20");

    for _ in 0..5 {
        caller.upload("a.csv", b"a,b", "").await;
    }
    let form = Form::new()
        .text("file_name", "a.csv")
        .text("parent_type", "ccm_import_open")
        .text("size", "3")
        .part("file", Part::bytes(b"a,b".to_vec()));
    let answer = send(caller.post_form("/drive/v1/medias/upload_all", form)).await;
    assert_eq!(answer.error(), (200, 1_061_045));
    assert!(!answer.headers.contains_key("x-ogw-ratelimit-reset"));
    sandbox.advance(Duration::from_secs(1));
    caller.upload("a.csv", b"a,b", "").await;
}

#[tokio::test]
async fn a_wrong_value_is_refused_with_the_code_of_the_operation_if_it_has_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    for (path, code) in [
        ("/drive/v1/permissions/x/members?type=moon", 1_063_001),
        ("/drive/v1/files/x/comments?file_type=moon", 1_069_302),
        ("/drive/v1/files/x/statistics?file_type=moon", 1_069_602),
        (
            "/drive/v1/files/x/versions?obj_type=moon&page_size=1",
            1_068_411,
        ),
        ("/vc/v1/rooms?page_size=1000", 121_003),
    ] {
        let answer = send(caller.get(path)).await;
        assert_eq!(answer.error(), (400, code), "{path}");
    }
    // One search has codes of its own, and gives them with a status of its own.
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    let body = json!({"query": "x".repeat(1_000)});
    let answer = send(user.post("/vc/v1/meetings/search", &body)).await;
    assert_eq!(answer.error(), (500, 121_011));
}

#[tokio::test]
async fn each_wrong_app_id_has_its_code() {
    let sandbox = Sandbox::start().await.unwrap();
    for (id, code) in [
        ("cli_a1b2c3d4e5f6a7b8", 10_014),
        ("cli_A1b2C3d4E5f6A7b8c9", 10_014),
        ("cli_a1b2c3d4e5f6a7b", 10_003),
        ("cli_a1b2c3d4e5f6a7b-", 10_003),
        ("app_a1b2c3d4e5f6a7b8", 10_003),
        ("", 10_003),
        (sandbox.app_id(), 10_015),
    ] {
        let answer = request_token(&sandbox, id, "wrong").await;
        assert_eq!(answer.error(), (200, code), "{id}");
    }
}

#[tokio::test]
async fn limits_can_be_scaled() {
    let sandbox = Sandbox::builder()
        .scale_rate_limits(0.02)
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    let body = json!({"file_extension": "xlsx", "token": sandbox.sheet().token, "type": "sheet"});
    caller.start_export(&body).await;
    caller.start_export(&body).await;
    let answer = send(caller.post("/drive/v1/export_tasks", &body)).await;
    assert_eq!(
        (answer.error(), answer.header("x-ogw-ratelimit-limit")),
        ((429, 1_069_923), "2")
    );
}

#[tokio::test]
async fn headers_are_spelled_as_the_platform_spells_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let address = sandbox.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream
        .write_all(b"GET /open-apis/x HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(
        response.contains("\r\nX-Tt-Logid: ") && response.contains("\r\nContent-Length: 18\r\n"),
        "{response}"
    );
}

#[tokio::test]
async fn lifetimes_can_be_set() {
    let sandbox = Sandbox::builder()
        .token_lifetime(Duration::from_secs(100))
        .start()
        .await
        .unwrap();
    assert_eq!(tenant_token(&sandbox).await.1, 100);
    sandbox.set_token_lifetime(Duration::from_secs(50));
    sandbox.set_upload_lifetime(Duration::from_secs(20));
    sandbox.set_file_lifetime(Duration::from_secs(10));
    sandbox.set_pending_polls(0);
    let caller = Caller::app(&sandbox).await;
    let sheet = sandbox.sheet().token;
    let body = json!({"file_extension": "xlsx", "token": sheet, "type": "sheet"});
    let (result, _) = caller.export(body).await;
    let upload = caller.upload("a.csv", b"a", "").await;
    sandbox.advance(Duration::from_secs(20));
    let file = format!(
        "/drive/v1/export_tasks/file/{}/download",
        result["file_token"].as_str().unwrap()
    );
    assert_eq!(send(caller.get(&file)).await.error(), (400, 1_060_001));
    let point = json!({"mount_type": 1, "mount_key": ""});
    let import =
        json!({"file_extension": "csv", "file_token": upload, "type": "sheet", "point": point});
    assert_eq!(
        send(caller.post("/drive/v1/import_tasks", &import))
            .await
            .error(),
        (400, 1_069_913)
    );
    sandbox.advance(Duration::from_secs(30));
    assert_eq!(send(caller.get(LIST)).await.error(), (400, 99_991_663));
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    let caller = Caller::app(&sandbox).await;
    for _ in 0..30 {
        send(caller.get(LIST)).await.data();
    }
}

#[tokio::test]
async fn requests_are_recorded_without_their_secrets() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    send(caller.get("/drive/v1/files?folder_token=a%2Fb")).await;
    let requests = sandbox.requests();
    assert_eq!(
        requests[0].operation,
        Some("auth.v3.auth.tenant_access_token_internal")
    );
    assert_eq!((requests[0].status, requests[0].code), (Some(200), Some(0)));
    assert_eq!(requests[1].operation, Some("drive.v1.file.list"));
    assert_eq!(
        requests[1].target,
        "/open-apis/drive/v1/files?folder_token=a%2Fb"
    );
    assert_eq!(
        (requests[1].status, requests[1].code),
        (Some(404), Some(1_061_003))
    );
    assert_eq!(requests[1].header("authorization"), Some("Bearer ***"));
    assert_eq!(
        (
            sandbox.calls("drive.v1.file.list"),
            sandbox.token_requests()
        ),
        (1, 1)
    );
    let (token, _) = tenant_token(&sandbox).await;
    let builder = Sandbox::builder();
    let shown = format!("{:?} {sandbox:?} {builder:?}", sandbox.requests());
    assert!(
        !shown.contains(sandbox.app_secret()) && !shown.contains(&token),
        "{shown}"
    );
}

#[tokio::test]
async fn the_port_is_free_once_the_sandbox_is_gone() {
    let sandbox = Sandbox::start().await.unwrap();
    let port: u16 = sandbox
        .base_url()
        .rsplit_once(':')
        .unwrap()
        .1
        .parse()
        .unwrap();
    let error = Sandbox::builder().port(port).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("port {port} is taken; choose another, or 0 for a free one")
    );
    send(Caller::app(&sandbox).await.get(LIST)).await.data();
    drop(sandbox);
    Sandbox::builder().port(port).start().await.unwrap();
}
