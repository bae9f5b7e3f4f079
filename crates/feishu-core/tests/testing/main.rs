//! The scripted transport that programs test with.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "a test measures time")]

use std::time::Duration;

use feishu_core::testing::{Answer, Route, ScriptedTransport};
use feishu_core::{
    Call, Client, Download, Empty, Endpoint, ErrorKind, FileSource, Method, Operation, RawRequest,
    Request, Result, Sent, TokenKind, Value,
};
use serde_json::json;
use tokio::time::Instant;

const THING: (Method, &str) = (Method::Get, "/open-apis/test/things/:thing_id");
const TOKEN: (Method, &str) = (
    Method::Post,
    "/open-apis/auth/v3/tenant_access_token/internal",
);

#[derive(Clone, Debug)]
struct ListThings;

impl Endpoint for ListThings {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.list", Method::Get, "/open-apis/test/things")
            .tokens(&[TokenKind::Tenant]);
    type Output = Value;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).query("page_size", 5))
    }
}

fn scripted() -> (ScriptedTransport, Client) {
    let script = ScriptedTransport::new();
    let client = script.client_builder().build().unwrap();
    (script, client)
}

fn thing(client: &Client, id: &str) -> Call<RawRequest> {
    client.request(THING.0, THING.1).path("thing_id", id)
}

async fn name(client: &Client, id: &str) -> Result<Value> {
    let thing = thing(client, id).send::<Value>().await?;
    Ok(thing.value["name"].clone())
}

#[tokio::test]
async fn answers_are_given_in_their_order_and_as_often_as_they_may() {
    let (script, client) = scripted();
    script
        .on(THING, json!({"name": "first"}))
        .on(THING, Answer::data(json!({"name": "second"})).times(2))
        .on(ListThings::OPERATION, json!({"items": [1]}))
        .on(
            THING,
            Answer::with(|sent| json!({"name": sent.path_value("thing_id")})).always(),
        )
        .on(
            Route::any(),
            Answer::flat(json!({"data": {"items": []}})).always(),
        );
    assert_eq!(name(&client, "7").await.unwrap(), "first");
    assert_eq!(client.call(ListThings).await.unwrap()["items"], json!([1]));
    for expected in ["second", "second", "a/b", "a/b"] {
        assert_eq!(name(&client, "a/b").await.unwrap(), expected);
    }
    assert_eq!(client.call(ListThings).await.unwrap()["items"], json!([]));
    script.assert_done();
    assert_eq!(script.requests().len(), 7);
}

#[tokio::test]
async fn what_was_sent_is_kept() {
    let (script, client) = scripted();
    script.on(Route::any(), Answer::data(json!({})).always());
    client.call(ListThings).await.unwrap();
    let call = client.request(Method::Put, THING.1).path("thing_id", "a/b");
    let call = call.query_all("deep", [1, 2]).query("q", "a&b c");
    let call = call.json(&json!({"name": "上海"})).as_user("u-1");
    call.send::<Empty>().await.unwrap();
    let call = client.request(Method::Post, "/open-apis/test/upload");
    let file = FileSource::bytes("content");
    let call = call.part("name", "a").file("file", "a.txt", &file);
    call.send::<Empty>().await.unwrap();

    let sent = script.requests();
    assert_eq!(
        sent[0].to_string(),
        "GET /open-apis/test/things?page_size=5"
    );
    assert_eq!(
        (sent[0].method().as_str(), sent[0].path()),
        ("GET", "/open-apis/test/things")
    );
    assert_eq!(
        (sent[0].query("page_size"), sent[0].query("q")),
        (Some("5"), None)
    );
    assert_eq!(
        (sent[0].token(), sent[0].json()),
        (Some("t-scripted"), Value::Null)
    );
    assert_eq!(sent[0].headers()["accept"], "*/*");
    assert_eq!(sent[0].uri().scheme_str(), Some("https"));

    assert_eq!(sent[1].path(), "/open-apis/test/things/a%2Fb");
    let deep: Vec<_> = sent[1].query_all("deep").collect();
    assert_eq!((deep, sent[1].query("q")), (vec!["1", "2"], Some("a&b c")));
    assert_eq!(
        (sent[1].token(), sent[1].json()),
        (Some("u-1"), json!({"name": "上海"}))
    );
    assert_eq!(
        sent[1].path_value("thing_id"),
        "",
        "any call has no parameters"
    );

    let body = String::from_utf8(sent[2].body().to_vec()).unwrap();
    assert!(
        body.contains("filename=\"a.txt\"") && body.contains("content"),
        "{body}"
    );
}

#[tokio::test(start_paused = true)]
async fn refusals_and_faults_are_met_as_those_of_a_platform() {
    let (script, client) = scripted();
    let cases = [
        (Answer::rate_limited(60), 60..70, 2),
        (Answer::error(2200, "internal error").status(500), 0..10, 2),
        (
            Answer::response(502, "text/html", "<html></html>"),
            0..10,
            2,
        ),
        (Answer::unreachable(), 0..10, 2),
        (Answer::disconnect(), 0..10, 2),
        (Answer::data(json!({"name": "x"})).cut_after(10), 0..10, 2),
        (
            Answer::data(json!({"name": "x"})).stall_after(10),
            30..40,
            2,
        ),
        (Answer::never(), 30..40, 2),
        (
            Answer::data(json!({"name": "late"})).after(Duration::from_secs(20)),
            20..21,
            1,
        ),
        (
            Answer::with(|_| json!({"name": "late"})).after(Duration::from_secs(20)),
            20..21,
            1,
        ),
    ];
    for (number, (answer, seconds, calls)) in cases.into_iter().enumerate() {
        let (before, start) = (script.requests().len(), Instant::now());
        script.on(THING, answer);
        if calls == 2 {
            script.on(THING, json!({"name": "late"}));
        }
        assert_eq!(name(&client, "7").await.unwrap(), "late", "{number}");
        assert!(
            seconds.contains(&start.elapsed().as_secs()),
            "{number}: {:?}",
            start.elapsed()
        );
        assert_eq!(script.requests().len() - before, calls, "{number}");
        script.assert_done();
    }

    let refused = Answer::error(1_310_214, "no such thing").header("x-tt-logid", "2026LOG");
    script.on(THING, refused.status(404));
    let error = name(&client, "7").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert_eq!(
        (error.message(), error.http_status()),
        (Some("no such thing"), Some(404))
    );
    assert_eq!(error.log_id(), Some("2026LOG"));
}

#[tokio::test(start_paused = true)]
async fn a_file_comes_whole_or_is_cut_off() {
    let (script, client) = scripted();
    let content = vec![7; 100_000];
    script
        .on(THING, Answer::file("上海 \"a\".bin", content.clone()))
        .on(THING, Answer::file("a", content.clone()).cut_after(70_000))
        .on(THING, Answer::file("a", content.clone()).stall_after(0));
    let download = || thing(&client, "7").send::<Download>();
    let file = download().await.unwrap().value;
    assert_eq!(file.file_name().as_deref(), Some("上海 _a_.bin"));
    assert_eq!(file.bytes(1 << 20).await.unwrap(), content);
    for came in ["70000 of 100000", "0 of 100000"] {
        let error = download().await.unwrap().value.bytes(1 << 20).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{error}");
        assert!(error.to_string().contains(came), "{error}");
    }
}

#[tokio::test]
async fn an_unexpected_call_is_named_with_what_was_expected_and_not_repeated() {
    let (script, client) = scripted();
    let error = client.call(ListThings).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert_eq!((error.was_sent(), error.attempts()), (Sent::No, 1));
    let told = "the script has no answer to `GET /open-apis/test/things?page_size=5`; it expects no more calls";
    assert!(error.to_string().contains(told), "{error}");

    script
        .on(THING, Answer::data(json!({})).times(2))
        .on((Method::Delete, THING.1), json!({}))
        .on(
            (Method::Get, "/open-apis/test/other"),
            Answer::data(json!({})).always(),
        );
    let error = client.call(ListThings).await.unwrap_err();
    let told = "it expects `GET /open-apis/test/things/:thing_id` 2 times, `DELETE /open-apis/test/things/:thing_id`, \
                `GET /open-apis/test/other` any number of times";
    assert!(error.to_string().contains(told), "{error}");
    let unexpected = "has no answer left: GET /open-apis/test/things?page_size=5";
    assert_eq!(
        script.deviations(),
        [
            "was not called: `GET /open-apis/test/things/:thing_id` 2 times",
            "was not called: `DELETE /open-apis/test/things/:thing_id`",
            unexpected,
            unexpected,
        ]
    );
    let transport = script.clone();
    let panicked = std::panic::catch_unwind(move || transport.assert_done());
    assert!(panicked.is_err());
    assert_eq!(script.requests().len(), 2);
}

#[tokio::test]
async fn what_no_response_can_have_is_told() {
    let (script, client) = scripted();
    script
        .on(THING, Answer::data(json!({})).status(42))
        .on(THING, Answer::data(json!({})).header("a b", "c"));
    for what in ["no HTTP status: 42", "no header: a b"] {
        let error = name(&client, "7").await.unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}

#[tokio::test]
async fn whoever_asks_for_a_token_gets_one_unless_the_script_says_otherwise() {
    let script = ScriptedTransport::new();
    let app = || {
        let builder = Client::builder().app("cli_1", "app-secret");
        builder.transport(script.clone()).build().unwrap()
    };
    script.on(THING, Answer::data(json!({"name": "x"})).always());
    name(&app(), "7").await.unwrap();
    let sent = script.requests();
    assert_eq!((sent.len(), sent[0].token()), (1, Some("t-scripted")));

    let token = json!({"tenant_access_token": "t-2", "expire": 7200});
    script.on(TOKEN, Answer::flat(token));
    name(&app(), "7").await.unwrap();
    let sent = script.requests();
    assert_eq!(sent[1].json()["app_id"], "cli_1");
    assert_eq!((sent.len(), sent[2].token()), (3, Some("t-2")));
    assert!(!format!("{script:?} {sent:?}").contains("app-secret"));
}
