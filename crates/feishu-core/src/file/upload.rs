//! Watches a body on its way out: when it last moved, and what went wrong on our side.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::ground::error::{Error, Sent};
use crate::ground::time::{self, Instant};
use crate::request::body::Body;

/// How much a machine buffers of what a connection sends, in bytes: the most that Linux takes by default.
const BUFFERS: u64 = 4 << 20;

/// The slowest line that an upload is made for, in bytes a second.
const SLOWEST: u32 = 64 << 10;

/// What is known of an upload while it is under way.
#[derive(Clone)]
pub(crate) struct Upload(Arc<Mutex<State>>);

struct State {
    last_progress: Instant,
    /// How many bytes have gone out.
    sent: u64,
    local_error: Option<Error>,
}

impl Upload {
    /// When a request is given up that makes no progress for so long.
    ///
    /// What is seen to go out has only entered the buffers of this machine, which empty as slowly as the line is: so much
    /// longer may it take before there is room for more, or before the response comes after the last byte.
    pub(crate) fn ends(&self, limit: Duration) -> Instant {
        let (last, sent) = self.with(|state| (state.last_progress, state.sent));
        let buffered = u32::try_from(sent.min(BUFFERS)).unwrap_or(u32::MAX);
        let draining = Duration::from_secs(1).saturating_mul(buffered) / SLOWEST;
        time::later(last, limit.saturating_add(draining))
    }

    /// Why the file could not be read to its end: the transport only sees that the body broke.
    pub(crate) fn local_error(&self) -> Option<Error> {
        self.with(|state| state.local_error.take())
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A streamed body that reports to an [`Upload`].
pub(crate) struct Observed {
    body: Body,
    upload: Upload,
}

impl Observed {
    /// Watches a body. One that is in memory goes out as it is: there is nothing to see.
    pub(crate) fn wrap(body: Body) -> (Body, Option<Upload>) {
        if body.as_bytes().is_some() {
            return (body, None);
        }
        let upload = Upload(Arc::new(Mutex::new(State {
            last_progress: time::now(),
            sent: 0,
            local_error: None,
        })));
        let length = body.length();
        let observed = Self {
            body,
            upload: upload.clone(),
        };
        (Body::stream(length, observed), Some(upload))
    }
}

impl Stream for Observed {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = match Pin::new(&mut self.body).poll_next(cx) {
            Poll::Ready(Some(chunk)) => chunk,
            other => return other,
        };
        self.upload.with(|state| match &chunk {
            Ok(bytes) => {
                state.last_progress = time::now();
                state.sent += bytes.len() as u64;
            }
            Err(error) => {
                let copy = io::Error::new(error.kind(), error.to_string());
                let error = Error::file("the upload was given up", copy);
                state.local_error = Some(error.with_sent(Sent::Maybe));
            }
        });
        Poll::Ready(Some(chunk))
    }
}
