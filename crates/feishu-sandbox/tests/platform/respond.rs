//! Operations of crates that the sandbox does not know, and routes that nobody has documented.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use feishu_core::{
    Client, Download, Empty, Endpoint, ErrorKind, Field, FieldKind, FileSource, Method, Operation,
    RateLimit, Request, Result, RetryPolicy, TokenKind, Value,
};
use feishu_sandbox::{Answer, Fault, FaultKind, Sandbox, SandboxBuilder};
use serde_json::json;

/// An operation as a generated crate has it.
static RENAME: Operation = Operation::new(
    "box.v1.lid.rename",
    Method::Patch,
    "/open-apis/box/v1/lids/:lid_id",
)
.tokens(&[TokenKind::Tenant])
.scopes(&["box:lid"])
.limits(&[RateLimit::per_minute(3)])
.path_params(&[Field::new("lid_id", FieldKind::String).required()])
.json(&[Field::new("name", FieldKind::String)
    .required()
    .max_length(5)]);

static OPERATIONS: &[&Operation] = &[&RENAME];

struct RenameLid(&'static str, Value);

impl Endpoint for RenameLid {
    const OPERATION: &'static Operation = &RENAME;
    type Output = Empty;

    fn request(&self) -> Result<Request> {
        Request::new(&RENAME).path("lid_id", self.0).json(&self.1)
    }
}

const SHEETS: &str = "/open-apis/sheets/v3/spreadsheets/:spreadsheet_token/sheets/query";

async fn start(builder: SandboxBuilder) -> (Sandbox, Client) {
    let sandbox = builder.start().await.unwrap();
    let client = sandbox
        .client_builder()
        .retry(RetryPolicy::never())
        .keep_limits(false)
        .build()
        .unwrap();
    (sandbox, client)
}

#[tokio::test]
async fn an_operation_of_another_crate_is_checked_as_documented() {
    let (sandbox, client) = start(Sandbox::builder().operations(OPERATIONS)).await;
    assert!(
        sandbox
            .operations()
            .any(|operation| operation.id == RENAME.id)
    );
    let rename = |name: Value| client.call(RenameLid("7", json!({ "name": name })));

    let refused = rename(Value::Null).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
    let refused = rename(json!("too long")).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
    rename(json!("lid")).await.unwrap();
    let refused = rename(json!("lid")).as_user(sandbox.user_token()).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthenticated, "{refused}");
    let refused = rename(json!("lid")).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RateLimited, "{refused}");
    assert_eq!(sandbox.calls(RENAME.id), 5);

    let without_scope = Sandbox::builder()
        .operations(OPERATIONS)
        .scopes(["box:chest"]);
    let (_sandbox, client) = start(without_scope).await;
    let refused = client.call(RenameLid("7", json!({ "name": "lid" }))).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::PermissionDenied, "{refused}");
}

#[tokio::test]
async fn an_operation_is_answered_as_its_owner_says_once_it_is_checked() {
    let calls = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&calls);
    let builder = Sandbox::builder().operations(OPERATIONS).respond(
        Method::Patch,
        "/open-apis/box/v1/lids/:id",
        move |request| {
            counted.fetch_add(1, Ordering::Relaxed);
            match (request.path("id"), request.json()["name"].as_str()) {
                ("a/7", Some("lid")) => Answer::data(json!({})),
                (id, _) => Answer::error(1_310_214, format!("no lid {id}")),
            }
        },
    );
    let (_sandbox, client) = start(builder).await;
    let rename = |id, name: Value| client.call(RenameLid(id, json!({ "name": name })));
    rename("a/7", json!("lid")).await.unwrap();
    let refused = rename("b", json!("lid")).await.unwrap_err();
    assert_eq!(refused.message(), Some("no lid b"));
    assert_eq!(refused.http_status(), Some(400));
    rename("a/7", Value::Null).await.unwrap_err();
    assert_eq!(
        calls.load(Ordering::Relaxed),
        2,
        "an invalid call is not asked about"
    );
}

#[tokio::test]
async fn a_route_that_nobody_documented_is_answered_with_what_was_sent() {
    let builder = Sandbox::builder()
        .respond(Method::Get, SHEETS, |request| {
            let deep: Vec<_> = request.query_all("deep").collect();
            json!({ "of": request.path("spreadsheet_token"), "deep": deep, "q": request.query("q") })
        })
        .respond(Method::Post, "/open-apis/box/v1/lids", |request| {
            Answer::flat(json!({ "sent": request.json() }))
        })
        .respond(Method::Post, "/open-apis/box/v1/lids/upload", |request| {
            let text = |name| request.part(name).map(String::from_utf8_lossy);
            json!({ "name": text("name"), "file": text("file") })
        })
        .respond(Method::Get, "/open-apis/box/v1/lids/:id/download", |_| {
            Answer::file("lid.txt", "a lid")
        });
    let (sandbox, client) = start(builder).await;

    let call = client
        .request(Method::Get, SHEETS)
        .path("spreadsheet_token", "shtcn1");
    let call = call.query_all("deep", [1, 2]).query("q", "a&b");
    let told: Value = call.send().await.unwrap().value;
    assert_eq!(
        told,
        json!({ "of": "shtcn1", "deep": ["1", "2"], "q": "a&b" })
    );
    assert_eq!(sandbox.calls(&format!("GET {SHEETS}")), 1);

    let call = client.request(Method::Post, "/open-apis/box/v1/lids");
    let told: Value = call.json(&json!([1])).flat().send().await.unwrap().value;
    assert_eq!(told["sent"], json!([1]));

    let call = client.request(Method::Post, "/open-apis/box/v1/lids/upload");
    let file = FileSource::bytes("content");
    let call = call.part("name", "a").file("file", "a.txt", &file);
    let told: Value = call.send().await.unwrap().value;
    assert_eq!(told, json!({ "name": "a", "file": "content" }));

    let call = client.request(Method::Get, "/open-apis/box/v1/lids/:id/download");
    let file = call.path("id", 7).send::<Download>().await.unwrap().value;
    assert_eq!(file.text(100).await.unwrap(), "a lid");
}

#[tokio::test]
async fn a_route_that_nobody_documented_needs_a_token_and_has_faults() {
    let (sandbox, client) =
        start(Sandbox::builder().respond(Method::Get, SHEETS, |_| json!({}))).await;
    sandbox.add_fault(Fault::new(
        format!("GET {SHEETS}"),
        FaultKind::rate_limit(1),
    ));
    let sheets = || {
        client
            .request(Method::Get, SHEETS)
            .path("spreadsheet_token", "a")
    };
    let refused = sheets().send::<Empty>().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RateLimited, "{refused}");
    sheets().send::<Empty>().await.unwrap();
    let refused = sheets().as_user("u-nobody").send::<Empty>().await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthenticated, "{refused}");
}

#[tokio::test]
async fn an_answer_takes_the_place_of_the_sandboxs_own() {
    const LIST: &str = "/open-apis/drive/v1/files";
    let answer = |name: &'static str| move |_: &feishu_sandbox::Request| json!({ "files": [{ "name": name }] });
    let builder = Sandbox::builder()
        .respond(Method::Get, LIST, answer("first"))
        .respond(Method::Get, LIST, answer("last"));
    let (sandbox, client) = start(builder).await;
    let told: Value = client
        .request(Method::Get, LIST)
        .send()
        .await
        .unwrap()
        .value;
    assert_eq!(told["files"][0]["name"], "last");
    assert_eq!(sandbox.calls("drive.v1.file.list"), 1);
}

#[tokio::test]
async fn what_is_no_path_cannot_be_answered() {
    for path in ["open-apis/a", "https://open.feishu.cn/a", "/a?b=c"] {
        let started = Sandbox::builder()
            .respond(Method::Get, path, |_| json!({}))
            .start()
            .await;
        let told = started.unwrap_err().to_string();
        assert!(told.contains(path), "{told}");
    }
}

#[tokio::test]
async fn a_route_is_answered_from_the_moment_at_which_the_owner_says_so() {
    let sheets = |client: &Client| {
        let call = client.request(Method::Get, SHEETS);
        call.path("spreadsheet_token", "a/b").send::<Value>()
    };
    let (sandbox, client) = start(Sandbox::builder()).await;
    let known = sandbox.operations().count();
    assert_eq!(sheets(&client).await.unwrap_err().http_status(), Some(404));

    sandbox
        .answer(Method::Get, SHEETS, json!({"sheets": []}))
        .unwrap();
    for _ in 0..2 {
        assert_eq!(sheets(&client).await.unwrap().value, json!({"sheets": []}));
    }
    let refusal = Answer::error(1_310_214, "SpreadSheet Not Found");
    sandbox.answer(Method::Get, SHEETS, refusal).unwrap();
    let refused = sheets(&client).await.unwrap_err();
    assert_eq!(refused.message(), Some("SpreadSheet Not Found"));
    const BY_ID: &str = "/open-apis/sheets/v3/spreadsheets/:id/sheets/query";
    let told = sandbox.respond(
        Method::Get,
        BY_ID,
        |request| json!({"id": request.path("id")}),
    );
    told.unwrap();
    assert_eq!(sheets(&client).await.unwrap().value, json!({"id": "a/b"}));
    assert_eq!(sandbox.calls(&format!("GET {SHEETS}")), 4);
    assert_eq!(
        sandbox.operations().count(),
        known,
        "nobody has documented it"
    );

    const LIST: &str = "/open-apis/drive/v1/files";
    sandbox
        .answer(Method::Get, LIST, json!({"files": []}))
        .unwrap();
    let call = client.request(Method::Get, LIST).query("page_size", "many");
    let refused = call.send::<Value>().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");

    for path in ["open-apis/a", "/a?b=c"] {
        let told = sandbox.answer(Method::Get, path, json!({})).unwrap_err();
        assert!(told.to_string().contains(path), "{told}");
    }
}
