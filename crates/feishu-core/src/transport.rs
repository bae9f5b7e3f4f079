//! The one seam to HTTP.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderValue, header};

use crate::body::Body;
use crate::error::{Error, Result};

/// A future behind a pointer.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The body of a response, as it comes in.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Sends HTTP requests.
///
/// Everything that leaves the crate goes through it, so another implementation can record, replay, or route calls in a
/// way of its own. It sends one request once: repeating, limits and timeouts are the caller's.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends the request and waits for the head of the response; the body is streamed.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>>;
}

/// Why a request came to nothing.
#[derive(Debug)]
pub struct TransportError {
    before_sending: bool,
    timed_out: bool,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl TransportError {
    /// The request failed before anything of it was sent: repeating it is safe.
    pub fn connect(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            before_sending: true,
            timed_out: false,
            source: source.into(),
        }
    }

    /// The request failed when some of it may have been sent.
    pub fn broken(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            before_sending: false,
            timed_out: false,
            source: source.into(),
        }
    }

    /// A timeout of the transport's own ran out when some of the request may have been sent.
    pub fn timed_out(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self {
            before_sending: false,
            timed_out: true,
            source: source.into(),
        }
    }

    /// Whether nothing was sent.
    pub fn is_connect(&self) -> bool {
        self.before_sending
    }

    /// Whether a timeout of the transport ran out.
    pub fn is_timeout(&self) -> bool {
        self.timed_out
    }
}

impl fmt::Display for TransportError {
    /// The innermost cause: the outer ones only say that sending failed, and may repeat the address with its query.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut cause: &dyn std::error::Error = self.source.as_ref();
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        fmt::Display::fmt(cause, f)
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}

/// How often a connection is probed, and how long it may take to answer: one that died unnoticed would cost a call its
/// whole timeout.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The transport that reqwest provides.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A client of its own that gives up connecting after the given time.
    pub(crate) fn new(connect_timeout: Duration) -> Result<Self> {
        // A redirect would carry the app secret to wherever it points, and turn a POST into a GET.
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(connect_timeout)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE)
            .http2_keep_alive_while_idle(true)
            .build()
            .map_err(|error| {
                let cause = TransportError::connect(error);
                Error::config(format!("the HTTP client cannot be set up: {cause}"))
            })?;
        Ok(Self { client })
    }

    /// Uses a client that the program has set up: with proxies, certificates, timeouts of its own. It should not follow
    /// redirects: they would carry secrets to wherever they point.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self { client }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let url =
                reqwest::Url::parse(&parts.uri.to_string()).map_err(TransportError::connect)?;
            let mut request = reqwest::Request::new(parts.method, url);
            *request.headers_mut() = parts.headers;
            match body.as_bytes() {
                Some(bytes) if bytes.is_empty() => {}
                Some(bytes) => *request.body_mut() = Some(bytes.clone().into()),
                None => {
                    // A stream has no length of its own, and the platform does not take a chunked form.
                    request
                        .headers_mut()
                        .insert(header::CONTENT_LENGTH, HeaderValue::from(body.length()));
                    *request.body_mut() = Some(reqwest::Body::wrap_stream(body));
                }
            }
            let received = self.client.execute(request).await.map_err(classify)?;
            let mut response = http::Response::new(());
            *response.status_mut() = received.status();
            *response.headers_mut() = received.headers().clone();
            let stream: ByteStream = Box::pin(Received(Box::pin(received.bytes_stream())));
            Ok(response.map(|()| stream))
        })
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    // Reqwest's text holds the URL, whose query may hold a file token.
    let error = error.without_url();
    let timed_out = error.is_timeout();
    let before_sending = error.is_connect();
    TransportError {
        before_sending,
        timed_out,
        source: Box::new(error),
    }
}

struct Received<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, reqwest::Error>>> Stream for Received<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .as_mut()
            .poll_next(cx)
            .map(|chunk| chunk.map(|chunk| chunk.map_err(classify)))
    }
}
