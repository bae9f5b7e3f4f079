//! The body of a response as it goes out: whole, slowly, cut off, or never finished.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

/// The size of the pieces in which a body is sent.
const PIECE: usize = 64 * 1024;
/// How many pieces of a slow body come in a second, as far as there are bytes for them.
const SLOW_PIECES: u64 = 10;
/// How long a connection lives on before it is cut, so that what was sent before does arrive.
const BEFORE_CUT: Duration = Duration::from_millis(50);

/// How a body is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// All of it.
    Whole,
    /// The connection ends after so many bytes.
    Cut(u64),
    /// Nothing more comes after so many bytes.
    Stall(u64),
    /// All of it, so many bytes a second.
    Slow(u64),
}

/// A body that is sent as [`Delivery`] says.
#[derive(Debug)]
pub(crate) struct ScriptedBody {
    rest: Bytes,
    end: End,
}

#[derive(Debug)]
enum End {
    Whole,
    Cut(Pin<Box<Sleep>>),
    Stall,
    Slow(Slow),
}

/// How a slow body comes.
#[derive(Debug)]
struct Slow {
    piece: usize,
    /// The time that a piece takes.
    takes: Duration,
    /// Until the next piece is there.
    sleep: Pin<Box<Sleep>>,
}

impl Slow {
    fn new(bytes_per_second: u64) -> Self {
        let rate = bytes_per_second.max(1);
        let piece = (rate / SLOW_PIECES).clamp(1, PIECE as u64);
        let takes = Duration::from_nanos(piece * 1_000_000_000 / rate);
        Self {
            piece: usize::try_from(piece).unwrap_or(PIECE),
            takes,
            sleep: Box::pin(tokio::time::sleep(takes)),
        }
    }

    /// How many bytes come now.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<usize> {
        ready!(self.sleep.as_mut().poll(cx));
        // By the moment at which it was to come, so that the body takes its time and no more.
        let next = self.sleep.deadline() + self.takes;
        self.sleep.as_mut().reset(next);
        Poll::Ready(self.piece)
    }
}

impl ScriptedBody {
    pub(crate) fn new(mut content: Bytes, delivery: Delivery) -> Self {
        let end = match delivery {
            Delivery::Whole => End::Whole,
            Delivery::Cut(after) => {
                shorten(&mut content, after);
                End::Cut(Box::pin(tokio::time::sleep(BEFORE_CUT)))
            }
            Delivery::Stall(after) => {
                shorten(&mut content, after);
                End::Stall
            }
            Delivery::Slow(bytes_per_second) => End::Slow(Slow::new(bytes_per_second)),
        };
        Self { rest: content, end }
    }
}

fn shorten(content: &mut Bytes, length: u64) {
    content.truncate(usize::try_from(length).unwrap_or(usize::MAX));
}

/// The connection is cut on purpose.
#[derive(Debug)]
pub(crate) struct Cut;

impl std::fmt::Display for Cut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("connection cut by a scripted fault")
    }
}

impl std::error::Error for Cut {}

impl Body for ScriptedBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        let body = self.get_mut();
        if !body.rest.is_empty() {
            let most = match &mut body.end {
                End::Slow(slow) => ready!(slow.poll(cx)),
                _ => PIECE,
            };
            let piece = body.rest.split_to(body.rest.len().min(most));
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match &mut body.end {
            End::Whole | End::Slow(_) => Poll::Ready(None),
            End::Cut(sleep) => {
                ready!(sleep.as_mut().poll(cx));
                Poll::Ready(Some(Err(Cut)))
            }
            // Nobody wakes this up: the response ends with its connection.
            End::Stall => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.end, End::Whole | End::Slow(_)) && self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        match self.end {
            End::Whole | End::Slow(_) => SizeHint::with_exact(self.rest.len() as u64),
            End::Cut(_) | End::Stall => SizeHint::default(),
        }
    }
}
