//! What becomes of a request, whichever door it came in by.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use feishu_core::{
    ErrorCode, LOG_ID_HEADER, Operation, RATE_LIMIT_HEADER, RATE_RESET_HEADER, codes,
};
use http_body_util::BodyExt;
use hyper::body::Body;
use hyper::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    HeaderName, HeaderValue, LOCATION,
};
use hyper::{HeaderMap, Request};
use serde_json::Map;

use crate::answer;
use crate::body::{Cut, Delivery, ScriptedBody};
use crate::clock::Calendar;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::gateway as gate;
use crate::range::{self, Parts};
use crate::response::{RateLimitHeaders, Refusal, Response, error_envelope};
use crate::route::Route;
use crate::serve::Shared;
use crate::services;
use crate::state::record::{self, RecordedRequest};
use crate::validate::Arguments;

/// The largest body that is read: more than the largest upload with its form around it.
const LARGEST_BODY: usize = 24 * 1024 * 1024;
/// How long a body may take to come in, however steadily it trickles.
pub(crate) const LONGEST_BODY: Duration = Duration::from_secs(10 * 60);

const LOG_ID: HeaderName = HeaderName::from_static(LOG_ID_HEADER);
const RATE_LIMIT: HeaderName = HeaderName::from_static(RATE_LIMIT_HEADER);
const RATE_RESET: HeaderName = HeaderName::from_static(RATE_RESET_HEADER);

/// Answers one request; an error ends the connection without a response.
pub(crate) async fn respond<B: Body<Data = Bytes> + Unpin>(
    shared: &Shared,
    request: Request<B>,
) -> Result<hyper::Response<ScriptedBody>, Cut> {
    let log_id = log_id(shared);
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    let found = shared.platform.routes.find(head.method.as_str(), path);
    let operation = found.as_ref().map(|route| route.operation);
    // A place among the calls at once is for those whom the gateway lets through, from the first byte on; nobody else can
    // keep it from them.
    let visit = operation
        .filter(|operation| lets_through(shared, operation, &head.headers))
        .map(|operation| Visit::begin(shared, operation));
    let body_timeout = shared.state().settings.body_timeout;
    let Received {
        content: body,
        length,
        whole,
    } = read(body, body_timeout, LONGEST_BODY).await;
    let target = head.uri.path_and_query();
    let target = target.map_or(path, |target| target.as_str());
    let mut request = RecordedRequest {
        operation: operation.map(|operation| operation.id),
        headers: record::headers(&head.headers),
        body_length: length,
        time: shared.now().since(shared.platform.clock.beginning()),
        ..RecordedRequest::new(head.method.as_str(), target)
    };
    request.keep_body(body.as_deref());
    request.hide(&shared.platform.app_secret);
    let index = shared.state().requests.push(request);
    if !whole {
        // Nobody waits for an answer, or somebody has waited long enough.
        return Err(Cut);
    }
    let Some(route) = found else {
        let visit = services::Visit {
            method: &head.method,
            path,
            query: head.uri.query().unwrap_or_default(),
            headers: &head.headers,
            body: body.as_deref().unwrap_or_default(),
            now: shared.now(),
        };
        let fetched = services::fetch(&mut shared.state(), &shared.platform, visit);
        let response = fetched.unwrap_or_else(Response::not_found);
        let response = range::cut(response, &head.headers);
        return Ok(finish(shared, index, response, &log_id, Delivery::Whole));
    };
    let call = Call {
        route,
        query: head.uri.query(),
        headers: &head.headers,
    };
    let (latency, delivery) = {
        let faults = &mut shared.state().faults;
        (
            faults.take(call.route.operation.id, Stage::Arrival),
            faults.take(call.route.operation.id, Stage::Delivery),
        )
    };
    if let Some(FaultKind::Latency(latency)) = latency {
        tokio::time::sleep(latency).await;
    }
    let operation = call.route.operation;
    let fault = shared.state().faults.take(operation.id, Stage::Answer);
    let response = match fault {
        Some(FaultKind::Disconnect) => return Err(Cut),
        Some(FaultKind::StallHeaders) => std::future::pending().await,
        Some(fault) => {
            if fault == FaultKind::RejectToken {
                // A token that was rejected does not become good again: whoever asks gets another.
                let now = shared.now();
                shared.state().tokens.expire_all(now);
            }
            scripted(&call, fault, &log_id)
        }
        None => {
            let alone = visit.as_ref().is_none_or(|visit| visit.allowed);
            answer(shared, call, body, alone)
                .unwrap_or_else(|refusal| refusal.response(operation, &log_id))
        }
    };
    let response = range::cut(response, &head.headers);
    let delivery = match delivery {
        Some(FaultKind::CutBody { after }) => Delivery::Cut(after),
        Some(FaultKind::StallBody { after }) => Delivery::Stall(after),
        Some(FaultKind::SlowBody { bytes_per_second }) => Delivery::Slow(bytes_per_second),
        _ => Delivery::Whole,
    };
    Ok(finish(shared, index, response, &log_id, delivery))
}

/// Whether a call gets past the gateway, going by its head.
fn lets_through(shared: &Shared, operation: &Operation, headers: &HeaderMap) -> bool {
    let now = shared.now();
    gate::caller(operation, headers, &shared.state(), &shared.platform, now).is_ok()
}

fn log_id(shared: &Shared) -> String {
    let time = Calendar::from_unix(shared.platform.clock.unix_seconds(shared.now()));
    format!("{time}{:018X}", fastrand::u64(..))
}

/// A request whose route is known.
struct Call<'a> {
    route: Route,
    query: Option<&'a str>,
    headers: &'a HeaderMap,
}

/// Checks a call and has it answered.
fn answer(
    shared: &Shared,
    call: Call<'_>,
    body: Option<Bytes>,
    alone: bool,
) -> Result<Response, Refusal> {
    let now = shared.now();
    let Route {
        operation,
        documented,
        path,
        handler,
    } = call.route;
    let mut state = shared.state();
    let caller = gate::caller(operation, call.headers, &state, &shared.platform, now)?;
    state
        .limits
        .count(operation, now)
        .map_err(|headers| gate::limited(operation, Some(headers)))?;
    if !alone {
        return Err(gate::limited(operation, None));
    }
    let body = body.ok_or_else(|| gate::too_large(operation))?;
    let content_type = call
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let query = call.query.unwrap_or_default();
    let arguments = Arguments::parse(operation, documented, path, query, content_type, &body)?;
    arguments.check(operation)?;
    if let Some((handler, path)) = handler {
        // Without the state, so that it can ask the sandbox.
        drop(state);
        return handler(&answer::Request { path, arguments }).0;
    }
    let platform = &shared.platform;
    Exchange {
        operation,
        arguments: &arguments,
        caller,
        state: &mut state,
        platform,
        now,
    }
    .answer()
}

/// The response that a script wants.
fn scripted(call: &Call<'_>, fault: FaultKind, log_id: &str) -> Response {
    let operation = call.route.operation;
    match fault {
        FaultKind::RateLimit {
            status,
            code,
            reset,
        } => {
            let code = if code == 0 {
                codes::RATE_LIMITED
            } else {
                ErrorCode(code)
            };
            let limit = operation.limits.first().map_or(100, |limit| limit.calls);
            let mut response = Refusal::new(code).response(operation, log_id);
            response.rate_limit = reset.map(|reset| RateLimitHeaders { limit, reset });
            with_status(response, status)
        }
        FaultKind::RejectToken => {
            gate::refused_token(gate::looks_like(call.headers)).response(operation, log_id)
        }
        FaultKind::ServerError { status, html: true } => Response::page(status),
        FaultKind::ServerError {
            status,
            html: false,
        } => Response::envelope(
            status,
            &error_envelope(i64::from(status), "internal error", Map::new(), log_id),
        ),
        FaultKind::Error {
            status,
            code,
            message,
        } if message.is_empty() => with_status(
            Refusal::new(ErrorCode(code)).response(operation, log_id),
            status,
        ),
        FaultKind::Error {
            status,
            code,
            message,
        } => Response::envelope(status, &error_envelope(code, &message, Map::new(), log_id)),
        _ => Response::page(200),
    }
}

fn with_status(mut response: Response, status: u16) -> Response {
    response.status = hyper::StatusCode::from_u16(status).unwrap_or(response.status);
    response
}

/// What has come of a body.
pub(crate) struct Received {
    /// The body; `None` if it is too large, or not all of it has come.
    pub(crate) content: Option<Bytes>,
    /// How many bytes have come.
    length: usize,
    /// Whether it has come to its end.
    whole: bool,
}

/// Reads a body; one that stands still for so long, or takes too long altogether, does not come to its end.
pub(crate) async fn read<B: Body<Data = Bytes> + Unpin>(
    mut body: B,
    body_timeout: Duration,
    longest: Duration,
) -> Received {
    let mut content = BytesMut::new();
    let mut length = 0;
    let all = async {
        loop {
            let Ok(next) = tokio::time::timeout(body_timeout, body.frame()).await else {
                return false;
            };
            let frame = match next {
                None => return true,
                Some(Ok(frame)) => frame,
                Some(Err(_)) => return false,
            };
            let Ok(data) = frame.into_data() else {
                continue;
            };
            length += data.len();
            // The rest is read and dropped, so that the caller gets to read the answer.
            if length <= LARGEST_BODY {
                content.extend_from_slice(&data);
            }
        }
    };
    let whole = tokio::time::timeout(longest, all).await.unwrap_or(false);
    let fits = whole && length <= LARGEST_BODY;
    Received {
        content: fits.then(|| content.freeze()),
        length,
        whole,
    }
}

/// Puts a response on the wire, and into the record.
fn finish(
    shared: &Shared,
    index: usize,
    response: Response,
    log_id: &str,
    delivery: Delivery,
) -> hyper::Response<ScriptedBody> {
    shared.record_answer(index, &response);
    let length = response.body.len();
    let mut sent = hyper::Response::new(ScriptedBody::new(response.body, delivery));
    *sent.status_mut() = response.status;
    let headers = sent.headers_mut();
    let mut set = |name: HeaderName, value: &[u8]| {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(name, value);
        }
    };
    set(CONTENT_TYPE, response.content_type.as_bytes());
    if let Some(address) = response.location {
        set(LOCATION, address.as_bytes());
    }
    set(CONTENT_LENGTH, length.to_string().as_bytes());
    set(LOG_ID, log_id.as_bytes());
    if let Some(name) = response.file_name {
        // The platform sends the name as raw UTF-8.
        let name = name.replace(['"', '\\', '\r', '\n'], "_");
        set(
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\"").as_bytes(),
        );
    }
    if let Some(Parts { tag, range }) = response.parts {
        set(ACCEPT_RANGES, b"bytes");
        set(ETAG, tag.as_bytes());
        if let Some(range) = range {
            set(CONTENT_RANGE, range.as_bytes());
        }
    }
    if let Some(limit) = response.rate_limit {
        set(RATE_LIMIT, limit.limit.to_string().as_bytes());
        set(RATE_RESET, limit.reset.to_string().as_bytes());
    }
    sent
}

/// A call under way, for the bound on calls at once.
struct Visit<'a> {
    shared: &'a Shared,
    operation: &'static Operation,
    /// Whether it has a place; one that is refused takes none.
    allowed: bool,
}

impl<'a> Visit<'a> {
    fn begin(shared: &'a Shared, operation: &'static Operation) -> Self {
        let allowed = shared.state().limits.enter(operation);
        Self {
            shared,
            operation,
            allowed,
        }
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if self.allowed {
            self.shared.state().limits.leave(self.operation);
        }
    }
}
