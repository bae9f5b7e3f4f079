//! What has been asked of the sandbox.

use std::time::Duration;

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde_json::Value;

/// The longest part of a body that is kept.
const EXCERPT: usize = 2048;
const HIDDEN: &str = "***";

/// A request as it came in, without its secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The id of the operation; `None` if no operation has this method and path.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path and query, still encoded.
    pub target: String,
    /// The headers, with their names in lower case; the token is hidden.
    pub headers: Vec<(String, String)>,
    /// The beginning of the body, as text; the app secret is hidden.
    pub body: String,
    /// The length of the body in bytes.
    pub body_length: usize,
    /// When it came, as time since the sandbox began.
    pub time: Duration,
    /// The HTTP status of the answer; `None` if there was none, or not yet.
    pub status: Option<u16>,
    /// The code in the envelope of the answer, if it was one.
    pub code: Option<i64>,
}

impl RecordedRequest {
    /// The value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// The headers without the token.
pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let value = match value.split_once(' ') {
            _ if name != AUTHORIZATION => value,
            Some((scheme, _)) => format!("{scheme} {HIDDEN}"),
            None => HIDDEN.to_owned(),
        };
        (name.as_str().to_owned(), value)
    });
    shown.collect()
}

/// The beginning of a body without the app secret.
pub(crate) fn excerpt(body: &[u8]) -> String {
    if let Ok(mut json) = serde_json::from_slice::<Value>(body)
        && let Some(secret) = json.get_mut("app_secret")
    {
        *secret = HIDDEN.into();
        return json.to_string();
    }
    String::from_utf8_lossy(&body[..body.len().min(EXCERPT)]).into_owned()
}
