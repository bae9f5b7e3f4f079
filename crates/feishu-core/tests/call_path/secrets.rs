//! No secret in anything that is printed or logged.

use std::io::Write;
use std::sync::{Arc, Mutex};

use crate::scripted::{Answer, DownloadThing, GetThing, Scripted, TOKEN_PATH};
use tracing_subscriber::fmt::format::FmtSpan;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_secret_is_logged_or_printed() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

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

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
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
        let told = format!("{error} {error:?}");
        assert!(!told.contains("secret-text"), "{told}");
    }
}
