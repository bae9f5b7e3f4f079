//! The door within the process: a transport of the client's, without a socket between the two.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use feishu_core::{BoxFuture, ByteStream, Transport, TransportError};
use futures_core::Stream;
use hyper::body::{Body, Frame, SizeHint};

use super::Shared;
use super::respond::respond;
use crate::body::ScriptedBody;

/// Where a sandbox without a socket says that it is: a name that no resolver knows, by RFC 6761, so that whoever leaves the
/// transport out reaches nobody else.
pub(crate) const BASE_URL: &str = "http://sandbox.invalid";

/// A [`Transport`] that leads straight to a sandbox; see [`Sandbox::transport`](crate::Sandbox::transport).
///
/// Each call is answered by the task that makes it: every wait is one of that task's runtime, and where a route is answered by
/// a function of the test's own, a panic in it is one of the call. What the transport leads to stays there when the [`Sandbox`](crate::Sandbox) is dropped.
#[derive(Clone)]
pub struct SandboxTransport(pub(crate) Arc<Shared>);

impl Transport for SandboxTransport {
    fn send(
        &self,
        request: hyper::Request<feishu_core::Body>,
    ) -> BoxFuture<'_, Result<hyper::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let response = respond(&self.0, request.map(Upward)).await;
            let response = response.map_err(TransportError::broken)?;
            Ok(response.map(|body| -> ByteStream { Box::pin(Downward(body)) }))
        })
    }
}

impl fmt::Debug for SandboxTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SandboxTransport").finish_non_exhaustive()
    }
}

/// The body of a request, as the platform takes it.
struct Upward(feishu_core::Body);

impl Body for Upward {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let piece = ready!(Pin::new(&mut self.0).poll_next(cx));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.length())
    }
}

/// The body of a response, as the client takes it.
struct Downward(ScriptedBody);

impl Stream for Downward {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(cx));
        // No frame of a scripted body is anything but data.
        let piece = frame.map(|frame| frame.map(|frame| frame.into_data().unwrap_or_default()));
        Poll::Ready(piece.map(|piece| piece.map_err(TransportError::broken)))
    }
}
