//! One exchange with the platform: a request goes out, and what comes back is told apart.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{StatusCode, header};

use crate::call::course::Deadline;
use crate::call::limit::Permit;
use crate::call::retry;
use crate::call::shared::Shared;
use crate::file::partial::Rest;
use crate::file::upload::{Observed, Upload};
use crate::generated::platform;
use crate::ground::error::{Error, Kind, Result, Sent};
use crate::ground::operation::{ErrorCode, Operation, ResponseKind, Retry};
use crate::ground::redact;
use crate::ground::secret::Secret;
use crate::ground::time;
use crate::ground::transfer::Progress;
use crate::http::envelope::{self, Envelope};
use crate::http::response::{Head, Hold, RawResponse, ResponseBody};
use crate::http::transport::{ByteStream, TransportError, TransportFailure};
use crate::request::body::{Body, Departure};
use crate::request::{Content, Request, multipart};

/// The content type that the platform documents for every JSON body.
const JSON: &str = "application/json; charset=utf-8";

/// How much of a response is read to tell an error from a file: an error is far shorter.
const LONGEST_ERROR: usize = 64 * 1024;

/// The longest JSON that is read: far more than any page of a list, and less than fills a memory.
const LONGEST_JSON: usize = 64 << 20;

/// What the platform's gateway answers for a path, or a method, that it does not know.
const NO_SUCH_PATH: &str = "404 page not found";

/// How much of an address an error shows.
const LONGEST_PLACE: usize = 200;

/// How often an attempt shows that somebody drives it, to those who wait for it to end.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// One exchange with the platform.
pub(crate) struct Attempt<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) operation: &'static Operation,
    pub(crate) request: &'a Request,
    /// The path and the query string, encoded.
    pub(crate) target: &'a str,
    pub(crate) progress: Option<&'a Progress>,
    /// Counted from 1.
    pub(crate) number: u32,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) permit: &'a Permit,
    /// How long the file is that is to come, if that is known.
    pub(crate) expected: Option<u64>,
    /// Whether the response may hold a secret.
    pub(crate) confidential: bool,
    /// What to ask for instead of the whole file.
    pub(crate) rest: Option<&'a Rest>,
}

/// What is seen of a request on its way out.
struct Watch {
    upload: Upload,
    departure: Departure,
}

impl Attempt<'_> {
    /// Sends the request once.
    pub(crate) async fn send(&self, token: Option<&Secret>) -> Result<RawResponse> {
        let (content_type, body) = match self.request.content() {
            Content::None => (None, Body::empty()),
            Content::Json(text) => (Some(JSON.to_owned()), Body::from(text.clone())),
            Content::Form(parts) => {
                let (content_type, body) = multipart::open(parts, self.progress).await?;
                (Some(content_type), body)
            }
        };
        let (body, upload) = Observed::wrap(body);
        let departure = body.departure().clone();
        let mut request = http::Request::builder()
            .method(http::Method::from(self.operation.method))
            .uri(format!("{}{}", self.shared.base_url, self.target))
            .header(header::USER_AGENT, &self.shared.user_agent)
            .header(header::ACCEPT, "*/*");
        if let Some(content_type) = content_type {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, bearer(token)?);
        }
        if let Some(rest) = self.rest {
            request = request
                .header(header::RANGE, rest.range())
                .header(header::IF_RANGE, rest.validator());
        }
        let request = request.body(body).map_err(|error| {
            Error::invalid_request("the request cannot be written").with_source(error)
        })?;

        let watch = Watch { upload, departure };
        let sent = self.shared.transport.send(request);
        let response = self.in_time(&watch, sent).await?;
        let response = response.map_err(|error| {
            let broken = match watch.departure.has_not_left() {
                true => self.broken(error).with_sent(Sent::No),
                false => self.broken(error),
            };
            watch.upload.local_error().unwrap_or(broken)
        })?;
        let (head, stream) = self.head(response);
        // How long a file takes follows from its size, so only its pieces have a time. Unless a part of it was asked for, any
        // other success is none.
        if self.operation.response == ResponseKind::Binary && head.status == StatusCode::OK {
            return self.read_file(head, stream).await;
        }
        if self.rest.is_some() && is_answer_to_range(head.status) {
            self.refuse_encoding(&head)?;
            return Ok(RawResponse::new(head, ResponseBody::File(stream)));
        }
        let (status, log_id) = (head.status, head.log_id.clone());
        let read = self.in_time(&watch, self.read(head, stream)).await;
        // Whoever sends a head has seen the request, even if no more of the response comes.
        read.map_err(|error| {
            let error = error.with_status(status).with_log_id(log_id);
            error.with_sent(Sent::Yes)
        })?
    }

    /// Waits for a part of the exchange, until the attempt has taken too long.
    async fn in_time<F: Future>(&self, watch: &Watch, part: F) -> Result<F::Output> {
        let mut part = Box::pin(part);
        loop {
            // While an upload makes progress its time begins anew, so that its size does not decide whether it succeeds.
            let attempt_ends = watch.upload.ends(self.shared.timeouts.attempt);
            let deadline = self.deadline.map(|deadline| deadline.at);
            let ends = deadline.map_or(attempt_ends, |deadline| deadline.min(attempt_ends));
            let until = ends.min(time::after(SIGN_OF_LIFE));
            if let Some(output) = time::until(Some(until), part.as_mut()).await {
                return Ok(output);
            }
            self.permit.alive();
            let stands_still = watch.upload.ends(self.shared.timeouts.attempt) <= time::now();
            if self.is_over() || stands_still {
                break;
            }
        }
        // What is given up cannot leave any more, so whether it has is only asked then.
        drop(part);
        let sent = if watch.departure.has_not_left() {
            Sent::No
        } else {
            Sent::Maybe
        };
        Err(self.timed_out().with_sent(sent))
    }

    fn timed_out(&self) -> Error {
        let (which, limit, remedy) = match self.deadline.filter(|_| self.is_over()) {
            Some(deadline) => (
                "operation",
                deadline.limit,
                "`timeout` on the call or `operation_timeout` on the client",
            ),
            None => (
                "attempt",
                self.shared.timeouts.attempt,
                "`attempt_timeout` on the client",
            ),
        };
        let what = format!("no answer came within the {which} timeout of {limit:?}");
        Error::new(Kind::Timeout, what)
            .with_hint(format!("raise {remedy} if the platform needs longer"))
    }

    /// What became of an exchange without a response.
    fn broken(&self, error: TransportError) -> Error {
        let base_url = &self.shared.base_url;
        let (kind, what, sent, hint) = match error.failure() {
            TransportFailure::Connect => (
                Kind::Connect,
                format!("no connection to {base_url}"),
                Sent::No,
                "check the network, the base URL, and the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY may name",
            ),
            TransportFailure::Untrusted => (
                Kind::Tls,
                format!("the certificate of {base_url} is not trusted"),
                Sent::No,
                "check the base URL and the clock, and add the authority that signed the certificate to those that \
                 the system trusts",
            ),
            TransportFailure::NoTls => (
                Kind::Tls,
                format!("no TLS with {base_url}"),
                Sent::No,
                "check that the port speaks HTTPS, or begin the base URL with `http://`",
            ),
            TransportFailure::TimedOut => (
                Kind::Timeout,
                "the transport timed out".to_owned(),
                Sent::Maybe,
                "",
            ),
            TransportFailure::Broken => (
                Kind::Connection,
                "the connection broke".to_owned(),
                Sent::Maybe,
                "",
            ),
        };
        Error::new(kind, what)
            .with_sent(sent)
            .with_source(error.into_source())
            .with_hint(hint)
    }

    fn is_over(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| time::now() >= deadline.at)
    }

    /// What is known when the head of a response is there, and what is to come.
    fn head(&self, response: http::Response<ByteStream>) -> (Head, ByteStream) {
        let (parts, stream) = response.into_parts();
        let log_id = [platform::LOG_ID_HEADER, platform::REQUEST_ID_HEADER]
            .into_iter()
            .filter_map(|name| parts.headers.get(name)?.to_str().ok())
            .find(|log_id| !log_id.is_empty())
            .map(str::to_owned);
        let head = Head {
            operation: self.operation,
            status: parts.status,
            headers: parts.headers,
            log_id,
            attempts: self.number,
            idle_timeout: self.shared.timeouts.idle,
        };
        (head, stream)
    }

    /// Tells a success from an error.
    async fn read(&self, head: Head, mut stream: ByteStream) -> Result<RawResponse> {
        self.refuse_encoding(&head)?;
        let is_json = head.status.is_success() && self.operation.response != ResponseKind::Binary;
        let longest = if is_json { LONGEST_JSON } else { LONGEST_ERROR };
        let mut text = Vec::new();
        while let Some(chunk) = next(&head, &mut stream).await? {
            text.extend_from_slice(&chunk);
            if text.len() > longest {
                break;
            }
        }
        if text.len() > LONGEST_JSON {
            let what = format!("the response is longer than {} MiB", LONGEST_JSON >> 20);
            return Err(head.explain(Error::new(Kind::NotAnEnvelope, what)));
        }
        let text = envelope::readable(text);
        let content = std::str::from_utf8(&text).unwrap_or_default();
        let envelope = Envelope::parse(content);
        let data = envelope.as_ref().and_then(|envelope| envelope.data);
        let data = data.map(|data| text.slice_ref(data.get().as_bytes()));
        match envelope {
            Some(envelope) if envelope.code == 0 && is_json => {}
            Some(envelope) if envelope.code != 0 => return Err(self.refused(&head, &envelope)),
            None if text.is_empty()
                && is_json
                && self.operation.response == ResponseKind::Empty => {}
            _ => return Err(self.not_an_envelope(&head, content)),
        }
        let body = ResponseBody::Json { whole: text, data };
        Ok(RawResponse::new(head, body))
    }

    /// Tells a file from an error that came with the status of a success, in whatever coat it comes.
    ///
    /// Files have names, and errors have none. What has none either and begins like JSON or a page is read on: it is an
    /// error if it has nothing but what an error has, and the length that the file is known to have does not tell otherwise.
    async fn read_file(&self, head: Head, mut stream: ByteStream) -> Result<RawResponse> {
        self.refuse_encoding(&head)?;
        let proven = self.expected.is_some() && self.expected == head.content_length();
        if proven || head.file_name().is_some() {
            return Ok(RawResponse::new(head, ResponseBody::File(stream)));
        }
        let is_page = content_type(&head).starts_with("text/html");
        let mut start = Vec::new();
        let mut whole = false;
        while start.len() <= LONGEST_ERROR && (is_page || envelope::may_be_error(&start)) && !whole
        {
            match self.piece(&head, &mut stream).await? {
                Some(chunk) => start.extend_from_slice(&chunk),
                None => whole = true,
            }
        }
        let text = String::from_utf8_lossy(&start[envelope::byte_order_mark(&start)..]);
        if is_page || envelope::is_page(&text) {
            return Err(self.not_an_envelope(&head, &text));
        }
        if let Some(envelope) = Envelope::parse(&text).filter(|_| whole) {
            if envelope.is_refusal() {
                return Err(self.refused(&head, &envelope));
            }
            if envelope.is_nothing_else() {
                let what = "JSON came where a file was expected";
                return Err(head.explain(Error::new(Kind::NotAnEnvelope, what)));
            }
        }
        let resumed = Resumed {
            start: Some(Bytes::from(start)),
            rest: stream,
        };
        Ok(RawResponse::new(
            head,
            ResponseBody::File(Box::pin(resumed)),
        ))
    }

    /// The next piece of what may be a file, which may take as long as one of a file may.
    async fn piece(&self, head: &Head, stream: &mut ByteStream) -> Result<Option<Bytes>> {
        let idle = head.idle_timeout;
        match time::until(Some(time::after(idle)), next(head, stream)).await {
            Some(piece) => piece,
            None => Err(head.explain(Error::new(
                Kind::CutOff,
                format!("the file did not come whole: nothing came for {idle:?}"),
            ))),
        }
    }

    /// Refuses what is compressed: nobody asked for it, so it comes from something between the platform and us, and would be
    /// taken for what it is not.
    fn refuse_encoding(&self, head: &Head) -> Result<()> {
        let encoding = head.header(header::CONTENT_ENCODING).unwrap_or("identity");
        if encoding.trim().is_empty() || encoding.eq_ignore_ascii_case("identity") {
            return Ok(());
        }
        let what = format!("the response is encoded as {encoding:?}, which was not asked for");
        let error = Error::new(Kind::NotAnEnvelope, what).with_hint(format!(
            "check what a proxy before {} does",
            self.shared.base_url
        ));
        Err(head.explain(error))
    }

    fn refused(&self, head: &Head, envelope: &Envelope<'_>) -> Error {
        let code = ErrorCode(envelope.code);
        let known = self.operation.error(code);
        let retry = retry::after_refusal(known, head.status.as_u16());
        let details = envelope.details();
        let log_id = details
            .as_ref()
            .map(|details| details.log_id.clone())
            .filter(|log_id| !log_id.is_empty());
        let violations = if retry == Retry::Never {
            self.request.violations()
        } else {
            Vec::new()
        };
        // What comes for a token may hold one, wherever.
        let (message, details) = match known {
            _ if !self.confidential => (envelope.message(), details),
            Some(known) => (known.message.to_owned(), None),
            None => ("the platform refused".to_owned(), None),
        };
        let error = Error::new(Kind::Refused, message)
            .with_code(code)
            .with_details(details)
            .with_violations(violations)
            .with_hint(known.map_or("", |known| known.hint))
            .with_retry(retry, retry_after(head, retry));
        let error = head.explain(error);
        if error.log_id().is_none() {
            error.with_log_id(log_id)
        } else {
            error
        }
    }

    fn not_an_envelope(&self, head: &Head, text: &str) -> Error {
        let retry = retry::after_refusal(None, head.status.as_u16());
        let base_url = &self.shared.base_url;
        let location = head.header(header::LOCATION);
        let (what, hint) = if let Some(location) = location.filter(|_| head.status.is_redirection())
        {
            let place = redact::shown(place(location), LONGEST_PLACE);
            (
                format!("the server redirects to {place}, and redirects are not followed"),
                "make that the base URL of the client if it is the platform's".to_owned(),
            )
        } else if head.status == StatusCode::NOT_FOUND && text.trim() == NO_SUCH_PATH {
            (
                format!(
                    "the gateway knows no {} {}",
                    self.operation.method.as_str(),
                    self.operation.path
                ),
                format!(
                    "check that {base_url} is the platform's address, without a path of its own"
                ),
            )
        } else {
            let binary = self.operation.response == ResponseKind::Binary;
            let expected = if binary {
                "a file"
            } else {
                "the platform's JSON"
            };
            let came = match self.confidential {
                true => format!("{} bytes", text.len()),
                false => envelope::excerpt(text),
            };
            (
                format!("something other than {expected} came: {came}"),
                format!("check that {base_url} is the platform's address and what a proxy does"),
            )
        };
        let error = Error::new(Kind::NotAnEnvelope, what)
            .with_hint(hint)
            .with_retry(retry, retry_after(head, retry));
        head.explain(error)
    }
}

/// The address of a redirect without what is nobody's business: a password before the host, and the query.
fn place(location: &str) -> &str {
    let place = location.split(['?', '#']).next().unwrap_or_default();
    let (_, rest) = place.split_once("//").unwrap_or(("", place));
    let host = rest.split('/').next().unwrap_or_default();
    match host.rfind('@') {
        Some(at) => &rest[at + 1..],
        None => place,
    }
}

/// Whether a response is one that only those get who ask for a part of a file. They judge it.
fn is_answer_to_range(status: StatusCode) -> bool {
    [
        StatusCode::PARTIAL_CONTENT,
        StatusCode::RANGE_NOT_SATISFIABLE,
    ]
    .contains(&status)
}

async fn next(head: &Head, stream: &mut ByteStream) -> Result<Option<Bytes>> {
    match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        None => Ok(None),
        Some(Ok(chunk)) => Ok(Some(chunk)),
        Some(Err(error)) => {
            let what = "the connection broke in the middle of the response";
            let error = Error::new(Kind::Connection, what).with_source(error.into_source());
            Err(head.explain(error))
        }
    }
}

fn bearer(token: &Secret) -> Result<http::HeaderValue> {
    let value = http::HeaderValue::try_from(format!("Bearer {}", token.expose()));
    let mut value = value.map_err(|_| {
        let what = "the access token holds a character that cannot stand in a header";
        Error::config(what).with_hint("check for a line break at its end")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The time that the platform asks to wait, if that is of any use.
fn retry_after(head: &Head, retry: Retry) -> Option<Duration> {
    let repeatable = matches!(retry, Retry::Wait | Retry::Idempotent);
    head.asks_to_wait().filter(|_| repeatable)
}

/// The media type in lower case; the platform sends one with all but some errors.
fn content_type(head: &Head) -> String {
    head.header(header::CONTENT_TYPE)
        .unwrap_or("application/json")
        .trim()
        .to_ascii_lowercase()
}

/// A stream whose beginning was read already.
struct Resumed {
    start: Option<Bytes>,
    rest: ByteStream,
}

impl Stream for Resumed {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(start) = self.start.take().filter(|start| !start.is_empty()) {
            return Poll::Ready(Some(Ok(start)));
        }
        self.rest.as_mut().poll_next(cx)
    }
}
