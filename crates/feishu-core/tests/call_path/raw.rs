//! Operations that no generated crate has, called by method and path, and what comes around a response.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{
    Download, Empty, ErrorCode, ErrorKind, FileSource, Method, RateLimit, RetryPolicy, Sent,
    Transport, TransportError, Value,
};
use serde_json::json;
use tokio::time::Instant;

use crate::scripted::{Answer, Chunk, GetThing, Scripted, Thing};

const THINGS: &str = "/open-apis/test/things";
const THING: &str = "/open-apis/test/things/:thing_id/parts/:part";

#[tokio::test(start_paused = true)]
async fn an_operation_is_called_in_one_line() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let call = client.request(Method::Get, THINGS).query("a", "b c");
    let thing: Thing = call.send().await.unwrap().value;
    assert_eq!(thing.name, "x");
    let call = client.request(Method::Post, THINGS);
    let call = call
        .json(&json!({"k": "季度"}))
        .query_all("n", [1, 2])
        .query_all("m", Some("x"))
        .query_all("o", None::<&str>);
    let response = call.send::<Value>().await.unwrap();
    assert_eq!(response.value, json!({"name": "x"}));
    assert_eq!(response.log_id.as_deref(), Some("2026LOG"));
    client
        .request(Method::Delete, THING)
        .path("thing_id", "a/b?c")
        .path("part", 7)
        .as_user("u-1")
        .send::<Empty>()
        .await
        .unwrap();
    let calls = platform.calls();
    let seen = |number: usize| {
        let call = &calls[number];
        let token = call.token.as_deref().unwrap();
        (call.method.as_str(), call.target.as_str(), token)
    };
    assert_eq!(seen(0), ("GET", "/open-apis/test/things?a=b%20c", "t-good"));
    assert_eq!(
        seen(1),
        ("POST", "/open-apis/test/things?n=1&n=2&m=x", "t-good")
    );
    assert_eq!(calls[1].body, r#"{"k":"季度"}"#);
    assert_eq!(
        seen(2),
        ("DELETE", "/open-apis/test/things/a%2Fb%3Fc/parts/7", "u-1")
    );
    assert_eq!(platform.token_requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_would_lead_elsewhere_is_not_sent() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let call = || client.request(Method::Get, THING);
    let calls = [
        (call().path("thing_id", "..").path("part", 1), "`thing_id`"),
        (call().path("thing_id", "").path("part", 1), "`thing_id`"),
        (call().path("thing_id", "x"), "`part` is empty"),
        (
            call()
                .path("thing_id", "x")
                .path("part", 1)
                .path("parts", 1),
            "no parameter `:parts`",
        ),
        (
            client.request(Method::Get, "open-apis/x"),
            "begin it with `/`",
        ),
        (client.request(Method::Get, "/a/../b"), "is no path"),
        (client.request(Method::Get, "/a?b=c"), "`query`"),
        (
            client
                .request(Method::Post, THINGS)
                .json(&std::collections::HashMap::from([(vec![1], 1)])),
            "POST /open-apis/test/things: the body cannot be written as JSON",
        ),
    ];
    for (call, told) in calls {
        let error = call.send::<Value>().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.was_sent()),
            (ErrorKind::InvalidRequest, Sent::No)
        );
        assert!(error.to_string().contains(told), "{error}");
    }
    assert!(platform.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn it_is_repeated_limited_and_refused_like_any_other() {
    // After an unknown outcome, what only reads is repeated, and what is said to do no harm.
    let platform = Scripted::numbered(|number| match number {
        1 | 3 | 4 => Answer::Fail(TransportError::broken("reset")),
        _ => Answer::ok(),
    });
    let client = platform.client();
    let get = client.request(Method::Get, THINGS);
    assert_eq!(get.send::<Value>().await.unwrap().attempts, 2);
    let post = client.request(Method::Post, THINGS);
    let error = post.send::<Value>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.operation()),
        (ErrorKind::Connection, Some("POST /open-apis/test/things"))
    );
    let post = client.request(Method::Post, THINGS).idempotent();
    assert_eq!(post.send::<Value>().await.unwrap().attempts, 2);

    // A refusal is explained by what every operation shares, and a limit is waited for.
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 30),
        2 => Answer::ok(),
        _ => Answer::refused(400, 99991672, "no scope"),
    });
    let start = Instant::now();
    let client = platform.client();
    let call = || client.request(Method::Get, THINGS);
    call().send::<Value>().await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(30));
    let call = call().retry(RetryPolicy::never());
    let error = call.send::<Value>().await.unwrap_err();
    assert!(error.is(ErrorCode(99991672)) && error.hint().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_the_program_names_is_kept() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let start = Instant::now();
    for _ in 0..3 {
        let call = client
            .request(Method::Get, "/open-apis/test/limited")
            .limit(RateLimit::per_minute(2));
        call.send::<Value>().await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn a_response_can_have_its_fields_beside_the_code() {
    let body = r#"{"code":0,"msg":"ok","name":"y","size":3}"#;
    let platform = Scripted::numbered(move |_| Answer::json(200, body));
    let call = platform.client().request(Method::Get, THINGS);
    let thing: Thing = call.flat().send().await.unwrap().value;
    assert_eq!((thing.name.as_str(), thing.size), ("y", 3));
}

/// A file in two pieces, which break a character.
fn file() -> Answer {
    let pieces = [
        "导出".as_bytes()[..4].to_vec(),
        "导出".as_bytes()[4..].to_vec(),
    ];
    let pieces = pieces.map(|piece| Chunk::Bytes(Bytes::from(piece)));
    Answer::file(pieces.into()).header("content-disposition", "attachment; filename=a.csv")
}

#[tokio::test(start_paused = true)]
async fn a_file_is_streamed_read_or_saved() {
    let platform = Scripted::numbered(|_| file());
    let client = platform.client();
    let call = || client.request(Method::Get, THINGS);
    let download = async || call().send::<Download>().await.unwrap().value;
    assert_eq!(download().await.text(6).await.unwrap(), "导出");
    assert_eq!(download().await.bytes(6).await.unwrap().len(), 6);
    let error = download().await.bytes(5).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge);
    let mut begun = download().await;
    begun.chunk().await.unwrap();
    let error = begun.text(6).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);

    let directory = tempfile::tempdir().unwrap();
    let saved = call().save_in(directory.path()).await.unwrap();
    assert_eq!(std::fs::read(saved.path).unwrap(), "导出".as_bytes());
    let path = directory.path().join("b.csv");
    call().save_to(&path).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), "导出".as_bytes());
}

#[tokio::test(start_paused = true)]
async fn a_file_goes_out_in_a_form() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let source = FileSource::bytes("content");
    platform
        .client()
        .request(Method::Post, THINGS)
        .part("parent", "p")
        .file_size("size", &source)
        .file("file", "a.txt", &source)
        .send::<Value>()
        .await
        .unwrap();
    let body = &platform.calls()[0].body;
    for part in [
        "name=\"parent\"",
        "\r\n\r\n7\r\n",
        "filename=\"a.txt\"",
        "content",
    ] {
        assert!(body.contains(part), "{part}: {body}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_comes_around_a_response_is_told() {
    let platform = Scripted::numbered(|number| {
        let answer = match number {
            1 => Answer::ok(),
            // Decoded the second way, which needs the headers to the end.
            2 => Answer::json(200, r#"{"code":"0","data":{"name":"x"}}"#),
            _ => file(),
        };
        answer
            .header("x-ogw-ratelimit-limit", 100)
            .header("x-ogw-ratelimit-reset", 7)
            .header("x-other", "secret-of-a-proxy")
    });
    let client = platform.client();
    let calls = [(); 2].map(|()| client.call(GetThing::default()));
    for call in calls {
        let response = call.send().await.unwrap();
        assert_eq!(response.headers["x-other"], "secret-of-a-proxy");
        assert_eq!(
            (response.rate_limit.limit, response.rate_limit.reset),
            (Some(100), Some(Duration::from_secs(7)))
        );
        assert!(!format!("{response:?}").contains("secret"));
        assert_eq!(response.map(drop).headers["x-other"], "secret-of-a-proxy");
    }
    let call = client.request(Method::Get, THINGS);
    let response = call.send::<Download>().await.unwrap();
    assert_eq!(response.headers["x-other"], "secret-of-a-proxy");
    assert_eq!(response.value.file_name().as_deref(), Some("a.csv"));
}

#[tokio::test(start_paused = true)]
async fn a_transport_can_be_shared_or_boxed() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let shared: Arc<dyn Transport> = Arc::new(platform.clone());
    let boxed: Box<dyn Transport> = Box::new(Arc::clone(&shared));
    let builder = || feishu_core::Client::builder().tenant_token("t-1");
    for client in [
        builder().transport(shared).build(),
        builder().transport(boxed).build(),
    ] {
        client.unwrap().call(GetThing::default()).await.unwrap();
    }
    assert_eq!(platform.calls().len(), 2);
}
