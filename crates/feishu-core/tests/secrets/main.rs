//! No secret in anything that is printed or logged.
//! They run in a program of their own, since the subscriber that takes the log is for the whole
//! program and has to be there before anything is logged: what is first logged without one may
//! never be logged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "a test moves the clock")]

#[allow(dead_code, reason = "most of it is for the tests of the call path")]
#[path = "../call_path/scripted.rs"]
mod scripted;

use std::cell::RefCell;
use std::io::Write;
use std::sync::Once;

use crate::scripted::{Answer, DownloadThing, GetThing, Scripted, TOKEN_PATH};
use tracing_subscriber::fmt::format::FmtSpan;

thread_local! {
    static LOGGED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What this thread logs. Each test has a thread of its own.
struct Log;

impl Log {
    /// Keeps from now on all that is logged. Every test begins with it.
    fn capture() -> Self {
        static CAPTURED: Once = Once::new();
        CAPTURED.call_once(|| {
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_span_events(FmtSpan::FULL)
                .with_ansi(false)
                .with_writer(|| Self)
                .init();
        });
        Self
    }

    /// Returns what has been logged since it was last asked.
    fn take(&self) -> String {
        String::from_utf8(LOGGED.take()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.with_borrow_mut(|logged| logged.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_secret_is_logged_or_printed() {
    let log = Log::capture();

    let platform = Scripted::new(|seen| match seen.target.as_str() {
        TOKEN_PATH => Answer::token("t-secret-text", 7200),
        "/open-apis/test/file" => Answer::response(502, "text/html", "<html>bad gateway</html>"),
        _ => Answer::refused(400, 99991663, "Invalid access token for authorization"),
    });
    let client = platform.builder().build().unwrap();
    let call = client
        .call(GetThing {
            token: "doc".into(),
        })
        .as_user("u-secret-text");
    let printed = format!("{client:?} {call:?}");
    let refused = call.await.unwrap_err();
    let rejected = client.call(GetThing::default()).await.unwrap_err();
    let broken = client.call(DownloadThing).await.unwrap_err();
    let unsendable = client
        .call(GetThing::default())
        .as_user("u-secret-text\n")
        .await
        .unwrap_err();

    let log = log.take();
    assert!(
        log.contains("test.v1.thing.get") && log.contains("2026LOG"),
        "the log is captured: {log}"
    );
    let errors = [refused, rejected, broken, unsendable].map(|error| format!("{error} {error:?}"));
    for text in errors.iter().chain([&printed, &log]) {
        assert!(!text.contains("secret-text"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_in_an_odd_response_is_not_shown() {
    let log = Log::capture();
    let responses = [
        (
            200,
            r#"{"tenant_access_token":"t-secret-text","expire":7200}"#,
        ),
        (
            500,
            r#"{"code":0,"tenant_access_token":"t-secret-text","expire":7200}"#,
        ),
        (
            200,
            r#"{"code":0,"msg":{"x":"t-secret-text"},"tenant_access_token":["t-secret-text"]}"#,
        ),
        (
            200,
            r#"{"code":0,"tenant_access_token":"t-secret-text","expire":"t-secret-text"}"#,
        ),
        (
            200,
            r#"{"code":0,"tenant_access_token":"t-secret-text","expi"#,
        ),
        (
            400,
            r#"{"code":7,"msg":"x","error":{"field_violations":[{"field":"app_secret","value":"app-secret-text"}]}}"#,
        ),
    ];
    for (status, body) in responses {
        let platform = Scripted::new(move |_| Answer::json(status, body));
        let error = platform
            .client()
            .call(GetThing::default())
            .await
            .unwrap_err();
        let told = format!("{error} {error:?} {}", log.take());
        assert!(!told.contains("secret-text"), "{told}");
    }
}

/// A token as the platform issues them.
const TOKEN: &str = "t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234";

/// One of the many ways in which a response with a token can come.
fn spoilt(random: &mut fastrand::Rng) -> (u16, &'static str, String) {
    let token = TOKEN;
    let plain = format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"{token}","expire":7200}}"#);
    let texts = [
        plain.clone(),
        format!("\u{feff}{plain}"),
        format!("callback({plain});"),
        format!("while(1);{plain}"),
        serde_json::to_string(&plain).unwrap(),
        format!(
            r#"{{"code":0,"data":{}}}"#,
            serde_json::to_string(&plain).unwrap()
        ),
        format!(r#"{{"code":7,"msg":"{token}"}}"#),
        format!(r#"{{"code":7,"msg":{{"text":"{token}"}}}}"#),
        format!(
            r#"{{"code":7,"error":{{"message":"{token}","log_id":"{token}","helps":[{{"url":"{token}"}}]}}}}"#
        ),
        format!(
            r#"{{"code":7,"error":{{"field_violations":[{{"field":"{token}","description":"{token}"}}]}}}}"#
        ),
        format!(r#"{{"{token}":0,"code":"{token}"}}"#),
        format!(r#"{{"code":0,"tenant_access_token":["{token}"],"expire":"{token}"}}"#),
        format!(r#"[{plain}]"#),
        format!("<html><body>{plain}</body></html>"),
        format!("tenant_access_token={token}&expire=7200"),
        format!("{token} {token}"),
        format!("data: {plain}\n\n"),
    ];
    let mut text: Vec<u8> = texts[random.usize(..texts.len())].clone().into_bytes();
    for _ in 0..random.usize(..4) {
        let at = random.usize(..text.len().max(1)).min(text.len());
        match random.u8(..5) {
            0 => text.truncate(at),
            1 => text.insert(at, random.u8(..)),
            2 if at < text.len() => drop(text.remove(at)),
            3 => text = [&b"\xef\xbb\xbf"[..], &text].concat(),
            _ => text.splice(at..at, *b"\"}{").for_each(drop),
        }
    }
    let statuses = [200, 200, 200, 201, 302, 400, 404, 429, 500, 502];
    let types = [
        "application/json",
        "text/plain",
        "text/html",
        "application/octet-stream",
        "",
    ];
    (
        statuses[random.usize(..statuses.len())],
        types[random.usize(..types.len())],
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[tokio::test(start_paused = true)]
async fn whatever_can_be_made_of_a_token_response_leaks_nothing() {
    let log = Log::capture();
    let mut random = fastrand::Rng::with_seed(2026);
    for round in 0..3_000 {
        let (status, content_type, body) = spoilt(&mut random);
        let told = body.clone();
        let platform = Scripted::new(move |seen| match seen.target.as_str() {
            TOKEN_PATH => Answer::response(status, content_type, &body),
            _ => Answer::ok(),
        });
        let policy = feishu_core::RetryPolicy::never();
        let client = platform.builder().retry(policy).build().unwrap();
        let outcome = client.call(GetThing::default()).await;
        let mut printed = log.take();
        if let Err(error) = outcome {
            printed.push_str(&format!("{error} {error:#} {error:?}"));
        }
        // Not even a part of it, in case it was cut or changed.
        let parts = TOKEN.as_bytes().windows(10);
        for part in parts.map(|part| std::str::from_utf8(part).unwrap()) {
            assert!(
                !printed.contains(part),
                "round {round}: {told}\nled to {printed}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_password_of_a_redirect_is_not_shown() {
    let log = Log::capture();
    let platform = Scripted::numbered(|_| {
        Answer::response(302, "text/html", "").header(
            "location",
            "https://me:secret-text@elsewhere.example.com/x?token=secret-text",
        )
    });
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    let told = format!("{error} {error:?} {}", log.take());
    assert!(
        told.contains("redirects to elsewhere.example.com/x,"),
        "{told}"
    );
    assert!(!told.contains("secret-text"), "{told}");
}
