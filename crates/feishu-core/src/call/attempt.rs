//! One exchange with the platform: a request goes out, and what comes back is told apart.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{self, HeaderValue};
use http::{StatusCode, Uri};

use crate::call::limit::Permit;
use crate::call::shared::Shared;
use crate::call::state::Deadline;
use crate::file::partial::Rest;
use crate::file::upload::{Observed, Upload};
use crate::generated::platform;
use crate::ground::error::{Error, Fault, Result, Sent};
use crate::ground::kind::ErrorKind;
use crate::ground::operation::{ErrorCode, Operation, ResponseKind, Retry};
use crate::ground::redact;
use crate::ground::refusal;
use crate::ground::secret::Secret;
use crate::ground::time::{self, Instant, Timer};
use crate::ground::transfer::Progress;
use crate::request::body::{Body, Departure};
use crate::request::{Content, Request, multipart};
use crate::wire::endpoint::Slot;
use crate::wire::envelope::{self, Envelope};
use crate::wire::pieces::Pieces;
use crate::wire::response::{Head, Hold, RawResponse, ResponseBody};
use crate::wire::transport::{ByteStream, TransportError, TransportFailure};

/// The content type that the platform documents for every JSON body.
const JSON: &str = "application/json; charset=utf-8";

/// How much of a response is read to tell an error from a file: an error is far shorter.
const LONGEST_ERROR: usize = 64 * 1024;

/// The longest JSON that is read: far more than any page of a list, and less than fills a memory.
const LONGEST_JSON: usize = 64 << 20;

/// How much room is made beforehand for what a response announces.
const LONGEST_RESERVED: usize = 1 << 20;

/// How much of an address an error shows.
const LONGEST_PLACE: usize = 200;

/// A response that nobody should have sent, whatever its status.
const UNEXPECTED: Fault = Fault::NotAnEnvelope(ErrorKind::UnexpectedResponse);

/// How often an attempt shows that somebody drives it, to those who wait for it to end.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// One exchange with the platform.
pub(crate) struct Attempt<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) operation: &'static Operation,
    pub(crate) request: &'a Request,
    pub(crate) uri: &'a Uri,
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
struct InFlight {
    began: Instant,
    /// Of a body that takes its time.
    upload: Option<Upload>,
    departure: Departure,
    timer: Timer,
}

impl InFlight {
    fn new(departure: Departure, upload: Option<Upload>) -> Self {
        let began = time::now();
        Self {
            began,
            upload,
            departure,
            timer: Timer::at(began),
        }
    }

    /// When the request is given up that may take so long. While an upload makes progress its time begins anew, so that its
    /// size does not decide whether it succeeds.
    fn ends(&self, limit: Duration) -> Instant {
        match &self.upload {
            Some(upload) => upload.ends(limit),
            None => time::later(self.began, limit),
        }
    }

    /// Whether the request may have left.
    fn sent(&self) -> Sent {
        match self.departure.has_not_left() {
            true => Sent::No,
            false => Sent::Maybe,
        }
    }
}

impl Attempt<'_> {
    /// Sends the request once. A success that is no file goes to the slot, if there is one and it fits.
    pub(crate) async fn send(
        &self,
        token: Option<&Secret>,
        slot: Option<&mut dyn Slot>,
    ) -> Result<RawResponse> {
        // What has to do with files is boxed, so that other calls have no room for it.
        let (content_type, body) = match self.request.content() {
            Content::None => (None, Body::empty()),
            Content::Json(text) => (
                Some(HeaderValue::from_static(JSON)),
                Body::from(text.clone()),
            ),
            Content::Form(parts) => {
                let (content_type, body) = Box::pin(multipart::open(parts, self.progress)).await?;
                (Some(content_type), body)
            }
        };
        let (body, upload) = Observed::wrap(body);
        let mut in_flight = InFlight::new(body.departure().clone(), upload);
        let request = self.outgoing(token, content_type, body)?;
        let mut exchange = self.shared.transport.send(request);
        let Some(response) = self.in_time(&mut in_flight, exchange.as_mut()).await else {
            // What is given up cannot leave any more, so whether it has is only asked then.
            drop(exchange);
            return Err(self.timed_out().with_sent(in_flight.sent()));
        };
        drop(exchange);
        let response = response.map_err(|error| {
            let mut broken = self.broken(error);
            if in_flight.departure.has_not_left() {
                broken = broken.with_sent(Sent::No);
            }
            let local = in_flight.upload.as_ref().and_then(Upload::local_error);
            local.unwrap_or(broken)
        })?;
        let (head, mut stream) = self.head(response);
        // How long a file takes follows from its size, so only its pieces have a time. Unless a part of it was asked for, any
        // other success is none.
        if self.operation.response == ResponseKind::Binary && head.status == StatusCode::OK {
            return Box::pin(self.read_file(head, stream)).await;
        }
        if self.rest.is_some() && is_answer_to_range(head.status) {
            self.refuse_encoding(&head)?;
            return Ok(RawResponse::new(head, ResponseBody::File(stream)));
        }
        let text = {
            let text = pin!(self.text(&head, &mut stream));
            self.in_time(&mut in_flight, text).await
        };
        let Some(text) = text else {
            // Whoever sends a head has seen the request, even if no more of the response comes.
            return Err(head.explain(self.timed_out()));
        };
        let body = self.judge(&head, &text?, slot)?;
        Ok(RawResponse::new(head, body))
    }

    /// The request as it goes to the transport.
    fn outgoing(
        &self,
        token: Option<&Secret>,
        content_type: Option<HeaderValue>,
        body: Body,
    ) -> Result<http::Request<Body>> {
        let mut request = http::Request::new(body);
        *request.method_mut() = http::Method::from(self.operation.method);
        *request.uri_mut() = self.uri.clone();
        let headers = request.headers_mut();
        headers.insert(header::USER_AGENT, self.shared.user_agent.clone());
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        if let Some(content_type) = content_type {
            headers.insert(header::CONTENT_TYPE, content_type);
        }
        if let Some(token) = token {
            headers.insert(header::AUTHORIZATION, bearer(token)?);
        }
        if let Some(rest) = self.rest {
            let range = HeaderValue::try_from(rest.range()).map_err(Error::unwritable)?;
            let validator = rest.validator().clone();
            headers.insert(header::RANGE, range);
            headers.insert(header::IF_RANGE, validator);
        }
        Ok(request)
    }

    /// Waits for a part of the exchange; `None` if the attempt takes too long.
    async fn in_time<F: Future + ?Sized>(
        &self,
        in_flight: &mut InFlight,
        mut part: Pin<&mut F>,
    ) -> Option<F::Output> {
        let limit = self.shared.timeouts.attempt;
        loop {
            let deadline = self.deadline.map(|deadline| deadline.at);
            let ends = in_flight.ends(limit).min(time::after(SIGN_OF_LIFE));
            let until = deadline.map_or(ends, |deadline| deadline.min(ends));
            in_flight.timer.set(until);
            let output = poll_fn(|cx| {
                if let Poll::Ready(output) = part.as_mut().poll(cx) {
                    return Poll::Ready(Some(output));
                }
                in_flight.timer.poll(cx).map(|()| None)
            });
            if let Some(output) = output.await {
                return Some(output);
            }
            self.permit.alive();
            if self.is_over() || in_flight.ends(limit) <= time::now() {
                return None;
            }
        }
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
        Error::new(Fault::Timeout, what)
            .with_hint(format!("raise {remedy} if the platform needs longer"))
    }

    /// What became of an exchange without a response.
    fn broken(&self, error: TransportError) -> Error {
        let base_url = &self.shared.base_url;
        let (kind, what, sent, hint) = match error.failure() {
            TransportFailure::Connect => (
                Fault::Connect,
                format!("no connection to {base_url}"),
                Sent::No,
                "check the network, the base URL, and the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY may name",
            ),
            TransportFailure::Untrusted => (
                Fault::Tls,
                format!("the certificate of {base_url} is not trusted"),
                Sent::No,
                "check the base URL and the clock, and add the authority that signed the certificate to those that \
                 the system trusts",
            ),
            TransportFailure::NoTls => (
                Fault::Tls,
                format!("no TLS with {base_url}"),
                Sent::No,
                "check that the port speaks HTTPS, or begin the base URL with `http://`",
            ),
            TransportFailure::TimedOut => (
                Fault::Timeout,
                "the transport timed out".to_owned(),
                Sent::Maybe,
                "",
            ),
            TransportFailure::Broken => (
                Fault::Connection,
                "the connection broke".to_owned(),
                Sent::Maybe,
                "",
            ),
            // What it will not send, nobody else can tell.
            TransportFailure::Unsendable => {
                (Fault::Config, error.cause().to_string(), Sent::No, "")
            }
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
    fn head(&self, response: http::Response<ByteStream>) -> (Box<Head>, ByteStream) {
        let (parts, stream) = response.into_parts();
        let head = Head {
            operation: self.operation,
            status: parts.status,
            headers: parts.headers,
            attempts: self.number,
            idle_timeout: self.shared.timeouts.idle,
        };
        (Box::new(head), stream)
    }

    /// Whether JSON is what a success of the operation is.
    fn is_json(&self, head: &Head) -> bool {
        head.status.is_success() && self.operation.response != ResponseKind::Binary
    }

    /// Reads what is not a file.
    async fn text(&self, head: &Head, stream: &mut ByteStream) -> Result<Bytes> {
        self.refuse_encoding(head)?;
        let longest = match self.is_json(head) {
            true => LONGEST_JSON,
            false => LONGEST_ERROR,
        };
        let announced = head
            .content_length()
            .and_then(|length| length.try_into().ok());
        let expected = announced.unwrap_or(0).min(LONGEST_RESERVED);
        let mut pieces = Pieces::default();
        while let Some(piece) = next(head, stream).await? {
            pieces.push(piece, expected);
            if pieces.len() > longest {
                break;
            }
        }
        let text = pieces.into_bytes();
        if text.len() > LONGEST_JSON {
            let what = format!("the response is longer than {} MiB", LONGEST_JSON >> 20);
            return Err(head.explain(Error::new(UNEXPECTED, what)));
        }
        Ok(text)
    }

    /// Tells a success from an error.
    ///
    /// A success that is what the documentation says is decoded for it; all else is looked at more closely.
    fn judge(
        &self,
        head: &Head,
        text: &Bytes,
        slot: Option<&mut dyn Slot>,
    ) -> Result<ResponseBody> {
        let is_json = self.is_json(head);
        if is_json
            && self.operation.response != ResponseKind::Flat
            && let Some(slot) = slot
            && std::str::from_utf8(text).is_ok_and(|text| slot.fill(text))
        {
            return Ok(ResponseBody::Decoded);
        }
        let text = envelope::readable(text);
        let content = std::str::from_utf8(&text).unwrap_or_default();
        let envelope = Envelope::parse(content);
        let data = envelope.as_ref().and_then(|envelope| envelope.data);
        let data = data.map(|data| text.slice_ref(data.get().as_bytes()));
        match envelope {
            Some(envelope) if envelope.code == 0 && is_json => {}
            Some(envelope) if envelope.code != 0 => return Err(self.refused(head, &envelope)),
            None if text.is_empty()
                && is_json
                && self.operation.response == ResponseKind::Empty => {}
            _ => return Err(self.not_an_envelope(head, content)),
        }
        Ok(ResponseBody::Json { whole: text, data })
    }

    /// Tells a file from an error that came with the status of a success, in whatever coat it comes.
    ///
    /// Files have names, and errors have none. What has none either and begins like JSON or a page is read on: it is an
    /// error if it has nothing but what an error has, and the length that the file is known to have does not tell otherwise.
    async fn read_file(&self, head: Box<Head>, mut stream: ByteStream) -> Result<RawResponse> {
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
                return Err(head.explain(Error::new(UNEXPECTED, what)));
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
                Fault::CutOff,
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
        let error = Error::new(UNEXPECTED, what).with_hint(format!(
            "check what a proxy before {} does",
            self.shared.base_url
        ));
        Err(head.explain(error))
    }

    fn refused(&self, head: &Head, envelope: &Envelope<'_>) -> Error {
        let code = ErrorCode(envelope.code);
        let known = self.operation.error(code);
        let details = envelope.details();
        let kind = refusal::kind(known, head.status.as_u16(), details.as_ref());
        let retry = refusal::retry(known, kind);
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
            Some(known) => (Some(known.message.to_owned()), None),
            None => (None, None),
        };
        let error = Error::refusal(kind, message)
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
        let kind = refusal::kind_of_foreign(head.status.as_u16());
        let retry = refusal::retry(None, kind);
        let base_url = &self.shared.base_url;
        let location = head.header(header::LOCATION);
        let (what, hint) = if let Some(location) = location.filter(|_| head.status.is_redirection())
        {
            let place = redact::shown(place(location), LONGEST_PLACE);
            (
                format!("the server redirects to {place}, and redirects are not followed"),
                "make that the base URL of the client if it is the platform's".to_owned(),
            )
        } else if head.status == StatusCode::NOT_FOUND && text.trim() == platform::UNKNOWN_PATH {
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
        let error = Error::new(Fault::NotAnEnvelope(kind), what)
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
            let error = Error::new(Fault::Connection, what).with_source(error.into_source());
            Err(head.explain(error))
        }
    }
}

fn bearer(token: &Secret) -> Result<HeaderValue> {
    token.bearer().ok_or_else(|| {
        let what = "the access token holds a character that cannot stand in a header";
        Error::config(what).with_hint("check for a line break at its end")
    })
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
