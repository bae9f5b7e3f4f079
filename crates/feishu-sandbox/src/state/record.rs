//! What has been asked of the sandbox.

use std::collections::VecDeque;
use std::time::Duration;

use feishu_core::{BrokenRule, Violation};
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde_json::Value;

use crate::redact::{self, HIDDEN};
use crate::response::Response;

/// How many bytes of a body are kept.
const EXCERPT: usize = 2048;
/// How many bytes of a path and query, or of the value of a header, are kept.
const LINE: usize = 4096;
/// How long JSON may be to be understood; of what is longer, the beginning is read as text.
const PARSED: usize = 64 * 1024;
/// How many violations of a request are kept.
const VIOLATIONS: usize = 100;
/// How many bytes of all requests are kept.
const ROOM: usize = 64 * 1024 * 1024;

/// A request as it came in, without its secrets.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The id of the operation; `None` if no operation has this method and path.
    pub operation: Option<&'static str>,
    /// The HTTP method.
    pub method: String,
    /// The path and query, still encoded, up to 4096 bytes of them; secrets are hidden.
    pub target: String,
    /// The headers, with their names in lower case, and up to 4096 bytes of each; the token and other secrets are hidden.
    pub headers: Vec<(String, String)>,
    /// The first 2048 bytes of the body, as text.
    ///
    /// Secrets, passwords and tokens that give access are hidden, in JSON, in forms, and in what is not quite either. The
    /// tokens of files, folders, documents and pages stay, as do tickets.
    pub body: String,
    /// The length of the body in bytes, all of it.
    pub body_length: usize,
    /// When it came, as time since the sandbox began.
    pub time: Duration,
    /// The HTTP status of the answer; `None` if there was none, or not yet.
    pub status: Option<u16>,
    /// The code in the envelope of the answer, if it was one.
    pub code: Option<i64>,
    /// The message in the envelope of an error, without secrets; `None` if the answer was none.
    pub message: Option<String>,
    /// The documented rules that the request breaks, the first 100 of them, for which it was refused; without secrets.
    pub violations: Vec<Violation>,
    /// Whether the body was kept as it was, apart from its secrets.
    pub(crate) is_whole: bool,
}

impl RecordedRequest {
    /// A request of which no more is known.
    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            operation: None,
            method: method.to_owned(),
            target: self::target(target),
            headers: Vec::new(),
            body: String::new(),
            body_length: 0,
            time: Duration::ZERO,
            status: None,
            code: None,
            message: None,
            violations: Vec::new(),
            is_whole: false,
        }
    }

    /// The value of a header; the name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Keeps the beginning of a body; `None` for one that did not come, or was too large.
    pub(crate) fn keep_body(&mut self, body: Option<&[u8]>) {
        let Some(body) = body else { return };
        self.body = excerpt(body);
        // What is cut off fills its room, up to the last whole character, unless a secret in it was longer.
        let is_short = self.body.len() + 3 < EXCERPT && body.len() <= 2 * EXCERPT;
        self.is_whole = is_short && std::str::from_utf8(body).is_ok();
    }

    /// Keeps what it was answered with, and what was wrong with it.
    fn keep_answer(&mut self, response: &Response) {
        self.status = Some(response.status.as_u16());
        self.code = response.code;
        let message = response.message.as_deref();
        self.message = message.map(|message| beginning(redact::text(message), LINE));
        let violations = response.violations.iter().take(VIOLATIONS);
        self.violations = violations.cloned().map(shown).collect();
    }

    /// Hides the secret of the app, wherever it stands.
    pub(crate) fn hide(&mut self, secret: &str) {
        let headers = self.headers.iter_mut().map(|(_, value)| value);
        let violations = self.violations.iter_mut().flat_map(texts);
        [&mut self.target, &mut self.body]
            .into_iter()
            .chain(headers)
            .chain(&mut self.message)
            .chain(violations)
            .for_each(|text| redact::known(text, secret));
    }

    /// How many bytes it takes.
    fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers = headers.map(|(name, value)| {
            size_of::<(String, String)>() + name.capacity() + value.capacity()
        });
        let violations = self.violations.iter().map(|violation| {
            let value = match &violation.rule {
                BrokenRule::NotListed { value, .. } => value.capacity(),
                _ => 0,
            };
            size_of::<Violation>() + violation.field.capacity() + value
        });
        size_of::<Self>()
            + self.target.capacity()
            + self.body.capacity()
            + headers.sum::<usize>()
            + self.message.as_ref().map_or(0, String::capacity)
            + violations.sum::<usize>()
    }
}

/// The texts of a violation that come from the request.
fn texts(violation: &mut Violation) -> impl Iterator<Item = &mut String> {
    let value = match &mut violation.rule {
        BrokenRule::NotListed { value, .. } => Some(value),
        _ => None,
    };
    std::iter::once(&mut violation.field).chain(value)
}

/// A violation without secrets, and with no more of its texts than of any line.
fn shown(mut violation: Violation) -> Violation {
    let name = violation.field.rsplit('.').next().unwrap_or_default();
    let is_secret = redact::is_secret(name);
    for text in texts(&mut violation) {
        *text = beginning(redact::text(text), LINE);
    }
    if let BrokenRule::NotListed { value, .. } = &mut violation.rule
        && is_secret
    {
        HIDDEN.clone_into(value);
    }
    violation
}

/// How many requests are kept, so that a sandbox that serves for days does not grow.
const KEPT: usize = 10_000;

/// The latest requests.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    kept: VecDeque<RecordedRequest>,
    /// How many came before those.
    gone: usize,
    /// How many bytes those that are kept take.
    size: usize,
}

impl RequestLog {
    /// Keeps a request and returns its number, by which it is found again.
    pub(crate) fn push(&mut self, request: RecordedRequest) -> usize {
        self.size += request.size();
        self.kept.push_back(request);
        self.make_room();
        self.next() - 1
    }

    /// Keeps what a request was answered with, if the request is still kept.
    pub(crate) fn answer(&mut self, number: usize, response: &Response, secret: &str) {
        let index = number.checked_sub(self.gone);
        let Some(request) = index.and_then(|index| self.kept.get_mut(index)) else {
            return;
        };
        self.size -= request.size();
        request.keep_answer(response);
        request.hide(secret);
        self.size += request.size();
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.kept.len() > KEPT || (self.size > ROOM && self.kept.len() > 1) {
            let oldest = self.kept.pop_front();
            self.size -= oldest.map_or(0, |oldest| oldest.size());
            self.gone += 1;
        }
    }

    /// The number of the oldest request that is kept.
    pub(crate) fn first(&self) -> usize {
        self.gone
    }

    /// The number that the next request gets.
    pub(crate) fn next(&self) -> usize {
        self.gone + self.kept.len()
    }

    /// The requests from a number on, with their numbers.
    pub(crate) fn since(&self, number: usize) -> impl Iterator<Item = (usize, &RecordedRequest)> {
        let numbered = (self.gone..).zip(&self.kept);
        numbered.skip(number.saturating_sub(self.gone))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &RecordedRequest> {
        self.kept.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.gone += self.kept.len();
        self.kept.clear();
        self.size = 0;
    }
}

/// The headers without the token and other secrets.
pub(crate) fn headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
        let value = match scheme {
            // Without a scheme, or with a wrong one, the token may be the first word.
            Some(scheme @ ("Bearer" | "Basic")) if name == AUTHORIZATION => {
                format!("{scheme} {HIDDEN}")
            }
            _ if redact::is_secret(name.as_str()) => HIDDEN.to_owned(),
            _ => beginning(redact::text(&value), LINE),
        };
        (name.as_str().to_owned(), value)
    });
    shown.collect()
}

/// The path and query without their secrets.
pub(crate) fn target(target: &str) -> String {
    beginning(redact::target(target), LINE)
}

/// The beginning of a body without its secrets.
fn excerpt(body: &[u8]) -> String {
    if body.len() <= PARSED
        && let Ok(mut json) = serde_json::from_slice::<Value>(body)
        && redact::json(&mut json)
    {
        return beginning(json.to_string(), EXCERPT);
    }
    // A token at the end is told by its length, so more is read than is shown.
    let read = String::from_utf8_lossy(&body[..body.len().min(2 * EXCERPT)]);
    beginning(redact::text(&read), EXCERPT)
}

/// So many bytes of a text, and no memory for more.
fn beginning(mut text: String, length: usize) -> String {
    let mut end = text.len().min(length);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    text.shrink_to_fit();
    text
}

#[cfg(test)]
mod tests {
    use feishu_core::protocol::RequestValues;
    use feishu_core::{Field, FieldKind, Method, Operation};

    use super::*;

    fn request(number: usize) -> RecordedRequest {
        RecordedRequest::new("GET", &number.to_string())
    }

    #[test]
    fn a_request_is_found_by_its_number_as_long_as_it_is_kept() {
        let mut log = RequestLog::default();
        let numbers: Vec<_> = (0..KEPT + 5)
            .map(|number| log.push(request(number)))
            .collect();
        assert_eq!(log.iter().count(), KEPT);
        let response = Response::page(502);
        let answered = |log: &RequestLog| -> Vec<usize> {
            let answered = log.since(0).filter(|(_, request)| request.status.is_some());
            answered.map(|(number, _)| number).collect()
        };
        log.answer(numbers[4], &response, "");
        assert!(answered(&log).is_empty());
        log.answer(numbers[5], &response, "");
        assert_eq!(answered(&log), [numbers[5]]);
        assert_eq!(log.since(numbers[5]).next().unwrap().1.target, "5");
        assert_eq!(log.since(log.next() - 2).count(), 2);
        log.clear();
        assert_eq!((log.first(), log.next()), (KEPT + 5, KEPT + 5));
        let next = log.push(request(0));
        log.answer(next, &response, "");
        assert_eq!(answered(&log), [next]);
    }

    #[test]
    fn of_each_body_and_line_the_beginning_is_kept() {
        let secret = format!("{{\"app_secret\":\"x\",\"a\":\"{}\"}}", "y".repeat(5_000));
        for body in [
            secret.clone(),
            secret[1..].to_owned(),
            "长".repeat(5_000),
            format!("{{\"a\":\"{}\"}}", "y".repeat(100_000)),
        ] {
            let excerpt = excerpt(body.as_bytes());
            assert!((EXCERPT - 3..=EXCERPT).contains(&excerpt.len()));
        }
        assert_eq!(excerpt(&[0xFF; 5_000]).len(), EXCERPT - EXCERPT % 3);
        assert_eq!(target(&"/a".repeat(5_000)).len(), LINE);
        let mut map = HeaderMap::new();
        map.insert("x-a", "b".repeat(5_000).parse().unwrap());
        assert_eq!(headers(&map)[0].1.len(), LINE);
    }

    #[test]
    fn a_secret_that_is_cut_off_is_hidden_all_the_same() {
        let filler = "x".repeat(EXCERPT - 40);
        let body = format!(
            "{{\"a\":\"{filler}\",\"app_secret\":\"{}",
            "SECRET".repeat(1_000)
        );
        assert!(!excerpt(body.as_bytes()).contains("SECRET"));
        let body = format!("{filler}                t-{}", "01SECRET".repeat(5));
        assert!(!excerpt(body.as_bytes()).contains("SECRET"));
    }

    #[test]
    fn secrets_in_headers_are_hidden() {
        let shown = |name: &'static str, value: &str| {
            let mut map = HeaderMap::new();
            map.insert(name, value.parse().unwrap());
            headers(&map)[0].1.clone()
        };
        assert_eq!(shown("authorization", "Bearer t-1"), "Bearer ***");
        assert_eq!(shown("authorization", "t-1 x"), "***");
        assert_eq!(shown("authorization", "t-1"), "***");
        assert_eq!(shown("x-refresh-token", "a b"), "***");
        assert_eq!(shown("cookie", "a=b"), "***");
        assert_eq!(shown("x-from", "the program"), "the program");
    }

    #[test]
    fn secrets_in_what_was_wrong_are_hidden() {
        static OPERATION: Operation = Operation::new("a", Method::Get, "/a").query(&[
            Field::new("password", FieldKind::String).values(&["a"]),
            Field::new("type", FieldKind::String).values(&["a"]),
            Field::new("kind", FieldKind::String).values(&["a"]),
        ]);
        let query = [
            ("password", "SECRET"),
            ("type", "theSecretOfTheApp"),
            ("kind", "b"),
        ];
        let mut response = Response::envelope(
            400,
            &serde_json::json!({"code": 7, "msg": "app_secret=SECRET"}),
        );
        response.violations = OPERATION.violations(&RequestValues {
            query: &query,
            ..RequestValues::default()
        });
        let mut log = RequestLog::default();
        let number = log.push(request(0));
        log.answer(number, &response, "theSecretOfTheApp");
        let (_, request) = log.since(number).next().unwrap();
        let shown: Vec<_> = request.violations.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "password: `***`, documented values a",
                "type: `***`, documented values a",
                "kind: `b`, documented values a",
            ]
        );
        assert_eq!(request.message.as_deref(), Some("app_secret=***"));
        assert_eq!(log.size, request.size());
    }

    #[test]
    fn all_requests_together_have_a_bound() {
        let mut log = RequestLog::default();
        for number in 0..ROOM / 50_000 * 2 {
            let mut request = request(number);
            request.headers = vec![("a".to_owned(), "b".repeat(50_000))];
            log.push(request);
        }
        let size: usize = log.iter().map(RecordedRequest::size).sum();
        assert!(size == log.size && (ROOM - 60_000..=ROOM).contains(&size));
    }
}
