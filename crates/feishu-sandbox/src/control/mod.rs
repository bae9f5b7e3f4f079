//! The control interface: what the owner of a sandbox does with it over HTTP, and the page on top of that.
//!
//! It is apart from the platform: it lies under a path of its own, its calls are not recorded, and it answers nobody but
//! programs and pages of this machine.

mod call;
mod clock;
mod curl;
mod documents;
mod faults;
mod guard;
mod meetings;
mod page;
mod problem;
mod requests;
mod routes;
mod session;
mod settings;
mod table;

use std::time::Duration;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Method, Request, StatusCode};

use self::call::Call;
use self::problem::Problem;
use self::routes::Found;
use crate::body::{Delivery, ScriptedBody};
use crate::serve::Shared;
use crate::serve::respond::{self, LONGEST_BODY, Received};

/// Where everything of the control interface and of its page lies.
const ROOT: &str = "/_sandbox";
/// Where the first version of the interface lies. What is added leaves it as it is; what would break a caller is another.
const V1: &str = "/_sandbox/v1";

/// How long a body may stand still. What the platform's callers have is a setting, and one that cannot be met must not keep
/// anybody from changing it back.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

/// Nothing but what the sandbox itself serves, in no frame, and no text that becomes markup or code.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// Whether a request is for the control interface: under its path, or from a browser that asks for the page or its icon.
pub(crate) fn is_for<B>(request: &Request<B>) -> bool {
    let path = request.uri().path();
    let below = path.strip_prefix(ROOT);
    below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        || path == page::FAVICON
        || asks_for_page(request)
}

/// Whether a browser asks for the page; to anything else, `/` is a path that the platform does not know.
fn asks_for_page<B>(request: &Request<B>) -> bool {
    let accepted = request.headers().get(ACCEPT);
    let accepted = accepted.and_then(|accepted| accepted.to_str().ok());
    request.uri().path() == "/"
        && request.method() == Method::GET
        && accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// Answers a request.
pub(crate) async fn respond(
    shared: &Shared,
    request: Request<Incoming>,
) -> hyper::Response<ScriptedBody> {
    let is_page = asks_for_page(&request);
    let (head, body) = request.into_parts();
    let reply = match guard::check(&head, is_page) {
        Err(problem) => problem.into(),
        Ok(()) if is_page => page::index(),
        Ok(()) => match page::file(head.method.as_str(), head.uri.path()) {
            Some(file) => file,
            None => answer(shared, &head, body)
                .await
                .unwrap_or_else(Reply::from),
        },
    };
    reply.sent()
}

/// Answers a call of the interface.
async fn answer(
    shared: &Shared,
    head: &hyper::http::request::Parts,
    body: Incoming,
) -> Result<Reply, Problem> {
    let Found { route, path } = routes::find(head.method.as_str(), head.uri.path())?;
    let Received { content, .. } = respond::read(body, BODY_TIMEOUT, LONGEST_BODY).await;
    let body = content.ok_or_else(Problem::body_lost)?;
    let call = Call::new(shared, route, path, head.uri.query(), body)?;
    (route.handle)(&call).map(|json| Reply::json(StatusCode::OK, &json))
}

/// What goes back.
struct Reply {
    status: StatusCode,
    content_type: &'static str,
    /// The methods that a path has, where another was asked for.
    allow: Option<String>,
    body: Bytes,
}

impl Reply {
    fn json(status: StatusCode, json: &serde_json::Value) -> Self {
        Self {
            status,
            content_type: "application/json; charset=utf-8",
            allow: None,
            body: json.to_string().into(),
        }
    }

    fn sent(self) -> hyper::Response<ScriptedBody> {
        let length = self.body.len();
        let mut response = hyper::Response::new(ScriptedBody::new(self.body, Delivery::Whole));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let fixed = [
            (CONTENT_TYPE, self.content_type),
            (CACHE_CONTROL, "no-store"),
            (CONTENT_SECURITY_POLICY, POLICY),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "no-referrer"),
            (RESOURCE_POLICY, "same-origin"),
            (OPENER_POLICY, "same-origin"),
        ];
        for (name, value) in fixed {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(CONTENT_LENGTH, length.into());
        if let Some(Ok(allow)) = self.allow.map(HeaderValue::try_from) {
            headers.insert(ALLOW, allow);
        }
        response
    }
}
