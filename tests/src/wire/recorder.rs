//! A transport that writes down what it is given, and answers always the same.

use feishu_core::testing::{Answer, Route, ScriptedTransport, SentRequest};
use feishu_core::{Client, ErrorCode, Operation, ResponseKind};
use http::{HeaderMap, header};
use serde_json::Value;

/// Headers that change from run to run or from version to version.
const VOLATILE: &[&str] = &["user-agent"];

/// A transport that writes down requests.
#[derive(Clone, Debug)]
pub struct Recorder(ScriptedTransport);

impl Recorder {
    /// One that answers an operation with an envelope around the data or beside it, or with a file.
    pub fn answering(operation: &Operation, data: Value) -> Self {
        Self::with(match operation.response {
            ResponseKind::Binary => Answer::response(200, "application/octet-stream", "content"),
            ResponseKind::Flat if data.is_object() => Answer::flat(data),
            _ => Answer::data(data),
        })
    }

    /// One that answers with an envelope as it is.
    pub fn showing(envelope: &Value) -> Self {
        let content_type = "application/json; charset=utf-8";
        Self::with(Answer::response(200, content_type, envelope.to_string()))
    }

    /// One that refuses whatever it is asked.
    pub fn refusing(status: u16, code: ErrorCode) -> Self {
        Self::with(Answer::error(code, "refused").status(status))
    }

    fn with(answer: Answer) -> Self {
        let script = ScriptedTransport::new();
        script.on(Route::any(), answer.always());
        Self(script)
    }

    /// A client whose calls are written down.
    pub fn client(&self) -> Client {
        let builder = self.0.client_builder().tenant_token("t-recorded");
        builder.build().unwrap()
    }

    /// What was sent.
    pub fn requests(&self) -> String {
        self.0.requests().iter().map(written).collect()
    }
}

/// A request as a text.
fn written(sent: &SentRequest) -> String {
    let mut text = format!("{} {}\n", sent.method(), sent.uri());
    text.push_str(&headers(sent.headers()));
    text.push_str(&content(sent.headers(), sent.body()));
    text
}

/// The headers, sorted, without those that change.
fn headers(headers: &HeaderMap) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .filter(|(name, _)| !VOLATILE.contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    lines.sort();
    match boundary(headers) {
        Some(boundary) => lines.concat().replace(&boundary, "BOUNDARY"),
        None => lines.concat(),
    }
}

/// The body: JSON laid out, a form with its line ends and its boundary made plain.
fn content(headers: &HeaderMap, body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if text.is_empty() {
        return String::new();
    }
    let shown = match (serde_json::from_str::<Value>(&text), boundary(headers)) {
        (Ok(json), _) => serde_json::to_string_pretty(&json).unwrap(),
        (Err(_), Some(boundary)) => text.replace(&boundary, "BOUNDARY").replace("\r\n", "\n"),
        (Err(_), None) => text.into_owned(),
    };
    format!("\n{shown}\n")
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    Some(boundary.trim_matches('"').to_owned())
}
