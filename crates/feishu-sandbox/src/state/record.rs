//! What has been asked of the sandbox.

use std::collections::VecDeque;
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

/// How many requests are kept, so that a sandbox that serves for days does not grow.
const KEPT: usize = 10_000;

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: VecDeque<RecordedRequest>,
    /// How many came before those.
    gone: usize,
}

impl RequestLog {
    /// Keeps a request and returns its number, by which it is found again.
    pub(crate) fn push(&mut self, request: RecordedRequest) -> usize {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.gone += 1;
        }
        self.kept.push_back(request);
        self.gone + self.kept.len() - 1
    }

    /// The request of a number, if it is still kept.
    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut RecordedRequest> {
        self.kept.get_mut(number.checked_sub(self.gone)?)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RecordedRequest> {
        self.kept.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.gone += self.kept.len();
        self.kept.clear();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn request(number: usize) -> RecordedRequest {
        RecordedRequest {
            operation: None,
            method: "GET".to_owned(),
            target: number.to_string(),
            headers: Vec::new(),
            body: String::new(),
            body_length: 0,
            time: Duration::ZERO,
            status: None,
            code: None,
        }
    }

    #[test]
    fn a_request_is_found_by_its_number_as_long_as_it_is_kept() {
        let mut log = RequestLog::default();
        let numbers: Vec<_> = (0..KEPT + 5)
            .map(|number| log.push(request(number)))
            .collect();
        assert_eq!(log.iter().count(), KEPT);
        assert!(log.get_mut(numbers[4]).is_none());
        let first = log
            .get_mut(numbers[5])
            .map(|request| request.target.clone());
        assert_eq!(first.as_deref(), Some("5"));
        log.clear();
        assert!(log.get_mut(numbers[KEPT]).is_none());
        let next = log.push(request(0));
        assert!(log.get_mut(next).is_some());
    }
}
