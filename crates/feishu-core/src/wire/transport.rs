//! The one seam to HTTP.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;

use crate::ground::error::Result;
use crate::request::body::Body;

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

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        (**self).send(request)
    }
}

/// Why a request came to nothing.
#[derive(Debug)]
pub struct TransportError {
    failure: TransportFailure,
    source: Box<dyn std::error::Error + Send + Sync>,
}

/// What went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransportFailure {
    /// No connection came about.
    Connect,
    /// The other side has a certificate that is not trusted.
    Untrusted,
    /// The other side speaks no TLS, or none that we do.
    NoTls,
    /// A timeout of the transport's own ran out.
    TimedOut,
    /// The connection broke.
    Broken,
    /// The transport does not send such a request.
    Unsendable,
}

pub(crate) type Source = Box<dyn std::error::Error + Send + Sync>;

impl TransportError {
    pub(crate) fn new(failure: TransportFailure, source: impl Into<Source>) -> Self {
        Self {
            failure,
            source: source.into(),
        }
    }

    /// The request failed before anything of it was sent: repeating it is safe.
    pub fn connect(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Connect, source)
    }

    /// The other side has a certificate that is not trusted. Nothing was sent, and repeating the request is no use.
    pub fn untrusted(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Untrusted, source)
    }

    /// No TLS came about on a connection. Nothing was sent, and repeating the request is no use.
    pub fn no_tls(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::NoTls, source)
    }

    /// The transport does not send such a request, such as one of tests that nobody has scripted. Nothing was sent, and
    /// repeating the request is no use. The call fails with [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) and the words of the source.
    pub fn unsendable(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Unsendable, source)
    }

    /// The request failed when some of it may have been sent.
    pub fn broken(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::Broken, source)
    }

    /// A timeout of the transport's own ran out when some of the request may have been sent.
    pub fn timed_out(source: impl Into<Source>) -> Self {
        Self::new(TransportFailure::TimedOut, source)
    }

    /// What lies behind, without the words of this error: those who pass it on have words of their own.
    pub(crate) fn into_source(self) -> Source {
        self.source
    }

    /// What lies behind, to be told.
    pub(crate) fn cause(&self) -> &(dyn std::error::Error + 'static) {
        self.source.as_ref()
    }

    pub(crate) fn failure(&self) -> TransportFailure {
        self.failure
    }

    /// Whether nothing was sent.
    pub fn is_connect(&self) -> bool {
        use TransportFailure::{Connect, NoTls, Unsendable, Untrusted};
        matches!(self.failure, Connect | Untrusted | NoTls | Unsendable)
    }

    /// Whether a timeout of the transport ran out.
    pub fn is_timeout(&self) -> bool {
        self.failure == TransportFailure::TimedOut
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.failure {
            TransportFailure::Connect => "no connection came about",
            TransportFailure::Untrusted => "the certificate is not trusted",
            TransportFailure::NoTls => "no TLS came about",
            TransportFailure::TimedOut => "the transport timed out",
            TransportFailure::Broken => "the connection broke",
            TransportFailure::Unsendable => "the transport does not send this",
        })
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(self.source.as_ref())
    }
}
