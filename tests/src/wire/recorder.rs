//! A transport that writes down what it is given, and answers always the same.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use feishu_core::{
    Body, BoxFuture, ByteStream, Client, ErrorCode, Operation, ResponseKind, Transport,
    TransportError,
};
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderMap, Request, Response, header};
use serde_json::{Value, json};

/// Headers that change from run to run or from version to version.
const VOLATILE: &[&str] = &["user-agent"];

/// A transport that writes down requests.
#[derive(Clone, Debug)]
pub struct Recorder {
    status: u16,
    content_type: &'static str,
    response: Bytes,
    requests: Arc<Mutex<String>>,
}

impl Recorder {
    /// One that answers an operation with an envelope around the data or beside it, or with a file.
    pub fn answering(operation: &Operation, data: Value) -> Self {
        let mut envelope = json!({"code": 0, "msg": "success"});
        match (operation.response, data) {
            (ResponseKind::Flat, Value::Object(fields)) => {
                envelope.as_object_mut().unwrap().extend(fields);
            }
            (ResponseKind::Flat, _) => {}
            (_, data) => envelope["data"] = data,
        }
        let (content_type, response) = match operation.response {
            ResponseKind::Binary => ("application/octet-stream", Bytes::from_static(b"content")),
            _ => (
                "application/json; charset=utf-8",
                Bytes::from(envelope.to_string()),
            ),
        };
        Self {
            status: 200,
            content_type,
            response,
            requests: Arc::default(),
        }
    }

    /// One that answers with an envelope as it is.
    pub fn showing(envelope: &Value) -> Self {
        Self {
            status: 200,
            content_type: "application/json; charset=utf-8",
            response: Bytes::from(envelope.to_string()),
            requests: Arc::default(),
        }
    }

    /// One that refuses whatever it is asked.
    pub fn refusing(status: u16, code: ErrorCode) -> Self {
        let envelope = json!({"code": code.0, "msg": "refused"});
        Self {
            status,
            content_type: "application/json; charset=utf-8",
            response: Bytes::from(envelope.to_string()),
            requests: Arc::default(),
        }
    }

    /// A client whose calls are written down.
    pub fn client(&self) -> Client {
        Client::builder()
            .tenant_token("t-recorded")
            .transport(self.clone())
            .build()
            .unwrap()
    }

    /// What was sent.
    pub fn requests(&self) -> String {
        self.requests.lock().unwrap().clone()
    }
}

impl Transport for Recorder {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let length = body.length();
            let chunks: Vec<Bytes> = body.try_collect().await.map_err(TransportError::broken)?;
            let body = chunks.concat();
            assert_eq!(body.len() as u64, length, "the body is as long as it says");
            let mut text = format!("{} {}\n", head.method, head.uri);
            text.push_str(&headers(&head.headers));
            text.push_str(&content(&head.headers, &body));
            self.requests.lock().unwrap().push_str(&text);
            let response = stream::iter([Ok(self.response.clone())]).boxed();
            let response: ByteStream = response;
            Response::builder()
                .status(self.status)
                .header(header::CONTENT_TYPE, self.content_type)
                .body(response)
                .map_err(TransportError::broken)
        })
    }
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
