//! What the sandbox answers, before it is put on the wire.

use bytes::Bytes;
use feishu_core::{ErrorCode, ErrorInfo, Operation, Violation};
use hyper::StatusCode;
use serde_json::{Map, Value, json};

use crate::generated::{self, platform};
use crate::range::Parts;

/// A response: a status, headers and a body.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) content_type: String,
    /// The name in `Content-Disposition`, for a file.
    pub(crate) file_name: Option<String>,
    /// For a file of which a part can be asked for.
    pub(crate) parts: Option<Parts>,
    pub(crate) rate_limit: Option<RateLimitHeaders>,
    /// Where a browser is sent.
    pub(crate) location: Option<String>,
    /// The code in the envelope, for the record.
    pub(crate) code: Option<i64>,
    /// The message in the envelope of an error, for the record.
    pub(crate) message: Option<String>,
    /// The documented rules that the request breaks, for the record.
    pub(crate) violations: Vec<Violation>,
    pub(crate) body: Bytes,
}

/// The headers that come with a refusal for too many calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimitHeaders {
    pub(crate) limit: u32,
    /// Seconds.
    pub(crate) reset: u64,
}

impl Response {
    /// An envelope.
    pub(crate) fn envelope(status: u16, envelope: &Value) -> Self {
        let code = envelope.get("code").and_then(Value::as_i64);
        let message = envelope.get("msg").filter(|_| code != Some(0));
        Self {
            code,
            message: message.and_then(Value::as_str).map(str::to_owned),
            ..Self::new(
                status,
                "application/json; charset=utf-8",
                envelope.to_string(),
            )
        }
    }

    /// The envelope of a success.
    pub(crate) fn data(data: &Value) -> Self {
        Self::envelope(200, &json!({"code": 0, "msg": "success", "data": data}))
    }

    /// A file; its name is sent as it is.
    pub(crate) fn file(name: impl Into<String>, content_type: &str, content: Bytes) -> Self {
        Self {
            file_name: Some(name.into()),
            ..Self::new(200, content_type, content)
        }
    }

    /// Lets a part of a file be asked for; the version tells the bytes of the file from any others.
    pub(crate) fn in_parts(self, version: &str) -> Self {
        Self {
            parts: Some(Parts {
                tag: format!("\"{version}\""),
                range: None,
            }),
            ..self
        }
    }

    /// The gateway's answer to a path or method that it does not know: text, not an envelope.
    pub(crate) fn not_found() -> Self {
        Self::new(404, "text/plain", platform::UNKNOWN_PATH)
    }

    /// A page for people.
    pub(crate) fn html(status: u16, page: &str) -> Self {
        Self::new(status, "text/html; charset=utf-8", page.to_owned())
    }

    /// Sends a browser elsewhere.
    pub(crate) fn redirect(address: &str) -> Self {
        Self {
            location: Some(address.to_owned()),
            ..Self::new(302, "text/plain", "")
        }
    }

    /// A page as a proxy makes it.
    pub(crate) fn page(status: u16) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let page = format!(
            "<html>\r\n<head><title>{status}</title></head>\r\n<body><h1>{status}</h1></body>\r\n</html>\r\n"
        );
        Self::new(status.as_u16(), "text/html", page)
    }

    fn new(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        Self {
            status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            content_type: content_type.to_owned(),
            file_name: None,
            parts: None,
            rate_limit: None,
            location: None,
            code: None,
            message: None,
            violations: Vec::new(),
            body: body.into(),
        }
    }
}

/// Why a call is refused.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    code: ErrorCode,
    /// What stands in place of the documented message; empty for that.
    message: String,
    /// What is added to the message.
    detail: Option<String>,
    /// What stands in `error` beside the log id. Boxed because a refusal is an error, which ought to be small.
    details: Box<Map<String, Value>>,
    rate_limit: Option<RateLimitHeaders>,
    violations: Vec<Violation>,
}

impl Refusal {
    /// A refusal with the documented message.
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self {
            code,
            message: String::new(),
            detail: None,
            details: Box::default(),
            rate_limit: None,
            violations: Vec::new(),
        }
    }

    /// Replaces the documented message, unless it is empty.
    pub(crate) fn message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    /// Adds to the message.
    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds a member to `error`.
    pub(crate) fn member(mut self, name: &str, value: Value) -> Self {
        self.details.insert(name.to_owned(), value);
        self
    }

    /// Adds the headers of a rate limit, if there are any.
    pub(crate) fn rate_limit(mut self, headers: Option<RateLimitHeaders>) -> Self {
        self.rate_limit = headers;
        self
    }

    /// Says which documented rules the request breaks, for the record.
    pub(crate) fn breaking(mut self, violations: Vec<Violation>) -> Self {
        self.violations = violations;
        self
    }

    /// The response, with the documented status and message of the code.
    pub(crate) fn response(self, operation: &Operation, log_id: &str) -> Response {
        let info = operation.error(self.code).or_else(|| elsewhere(self.code));
        let (status, message) =
            info.map_or((400, "unknown error"), |info| (info.status, info.message));
        // The documentation does not give every code a status; most errors come with 400.
        let status = if status == 0 { 400 } else { status };
        let message = match self.message.as_str() {
            "" => message,
            own => own,
        };
        let message = match &self.detail {
            None => message.to_owned(),
            Some(detail) => format!("{message}: {detail}"),
        };
        let envelope = error_envelope(self.code.0, &message, *self.details, log_id);
        Response {
            rate_limit: self.rate_limit,
            violations: self.violations,
            ..Response::envelope(status, &envelope)
        }
    }
}

/// What another operation documents of a code: the pages of downloads tell the statuses of refusals, but not their codes.
fn elsewhere(code: ErrorCode) -> Option<&'static ErrorInfo> {
    let mut errors = generated::operations().flat_map(|operation| operation.errors);
    errors.find(|info| info.code == code)
}

/// The envelope of an error.
///
/// The gateway and drive put the log id into `error`; services of the older kind, vc among them, send an empty `data`
/// instead.
pub(crate) fn error_envelope(
    code: i64,
    message: &str,
    mut details: Map<String, Value>,
    log_id: &str,
) -> Value {
    let of_old_service = (100_000..1_000_000).contains(&code);
    if of_old_service && details.is_empty() {
        return json!({"code": code, "msg": message, "data": {}});
    }
    details.insert("log_id".to_owned(), log_id.into());
    json!({"code": code, "msg": message, "error": details})
}
