//! What is kept of the requests.

use feishu_sandbox::Sandbox;
use serde_json::json;

use crate::caller::{Caller, send};

#[tokio::test]
async fn secrets_are_hidden_wherever_they_stand_and_tokens_of_files_are_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let secret = sandbox.app_secret();
    let user = sandbox.user_token();
    let path = "/auth/v3/tenant_access_token/internal";
    send(caller.get("/drive/v1/files?folder_token=fldcn1&page_token=p&client_secret=SECRET")).await;
    send(caller.get(&format!("/drive/v1/files?folder_token={user}&x={secret}"))).await;
    let oauth = json!({
        "grant_type": "refresh_token", "client_id": "cli_1", "client_secret": "SECRET", "refresh_token": "SECRET",
        "code": "SECRET", "code_verifier": "SECRET", "nested": {"access_token": "SECRET"},
    });
    send(caller.post("/authen/v2/oauth/token", &oauth)).await;
    for body in [
        "{\"app_id\": \"a\", \"app_secret\": \"SECRET\",}",
        "app_id=a&app_secret=SECRET",
        secret,
    ] {
        send(caller.post(path, &json!({})).body(body.to_owned())).await;
    }
    send(
        caller
            .post(path, &json!({}))
            .header("x-lark-token", "SECRET"),
    )
    .await;
    let form = json!({"file_token": "boxcn1", "token": "shtcn1", "ticket": "7"});
    send(caller.post("/drive/v1/import_tasks", &form)).await;

    let requests = sandbox.requests();
    let shown = format!("{requests:?}");
    for hidden in ["SECRET", secret, &user] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    for kept in [
        "folder_token=fldcn1&page_token=p&",
        "boxcn1",
        "shtcn1",
        "cli_1",
        "app_id=a&",
    ] {
        assert!(shown.contains(kept), "{kept}: {shown}");
    }
}

#[tokio::test]
async fn of_a_large_body_the_beginning_is_kept_and_its_length() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let body =
        json!({"app_id": "a", "app_secret": "b", "padding": "x".repeat(1_000_000)}).to_string();
    let path = "/auth/v3/tenant_access_token/internal";
    send(caller.post(path, &json!({})).body(body.clone())).await;
    let requests = sandbox.requests();
    let last = requests.last().unwrap();
    assert_eq!((last.body.len(), last.body_length), (2048, body.len()));
    assert!(
        last.body
            .starts_with("{\"app_id\":\"a\",\"app_secret\":\"***\""),
        "{}",
        last.body
    );
}
