//! A file on its way in: streamed, watched for stalls, checked for length, and put in place only when it is whole.

use std::fmt;
use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::{StatusCode, header};
use serde::{Serialize, Serializer};

use crate::file::partial::Partial;
use crate::file::target::{Named, Target};
use crate::ground::error::{Error, Fault, Result};
use crate::ground::time::{self, Timer};
use crate::ground::transfer::{Progress, Transfer};
use crate::wire::endpoint::FromResponse;
use crate::wire::pieces::Pieces;
use crate::wire::response::{Head, Held, RawResponse};
use crate::wire::transport::{ByteStream, TransportError};

/// A file that the platform sends.
///
/// The response's head is there; the content is read with [`chunk`](Self::chunk), as a [`Stream`], or saved with
/// [`save_to`](Self::save_to). It is never held in memory. Where the platform allows so many calls of an operation at
/// once, it counts as one until it has come in or is dropped.
pub struct Download {
    head: Box<Head>,
    stream: ByteStream,
    idle: Timer,
    /// How long the whole file is, if that is known.
    expected: Option<u64>,
    /// How many bytes of the file have come, those of earlier attempts included.
    received: u64,
    /// Where what comes ends, if it is a part of the file.
    end: Option<u64>,
    /// Whether somebody waits for the next piece; the idle time only counts then.
    waiting: bool,
    ended: bool,
    /// What the call holds until the file has come in.
    held: Option<Held>,
}

impl Download {
    fn new(head: Box<Head>, stream: ByteStream, held: Option<Held>) -> Self {
        let expected = head.content_length();
        let idle = Timer::at(time::after(head.idle_timeout));
        Self {
            head,
            stream,
            idle,
            expected,
            received: 0,
            end: None,
            waiting: false,
            ended: false,
            held,
        }
    }

    /// Names a length that is known from elsewhere, against which what comes is held.
    ///
    /// # Errors
    ///
    /// The response states another: then it is not the file.
    pub(crate) fn expect_length(mut self, known: Option<u64>) -> Result<Self> {
        if let (Some(stated), Some(known)) = (self.expected, known)
            && stated != known
        {
            let what =
                format!("the file has {known} bytes, and a response of {stated} came for it");
            return Err(self.head.explain(Error::new(Fault::CutOff, what)));
        }
        self.expected = self.expected.or(known);
        Ok(self)
    }

    /// The number of bytes, if the platform stated it.
    pub fn length(&self) -> Option<u64> {
        self.expected
    }

    /// The name that the platform gave to the file. It comes from outside: see to it that it is a plain name before
    /// you use it as a path.
    pub fn file_name(&self) -> Option<String> {
        self.head.file_name()
    }

    /// The media type that the platform gave to the file.
    pub fn content_type(&self) -> Option<&str> {
        self.head.header(header::CONTENT_TYPE)
    }

    /// The platform's id for the exchange.
    pub fn log_id(&self) -> Option<&str> {
        self.head.log_id()
    }

    /// The next piece of the content; `None` when all of it has come.
    ///
    /// # Errors
    ///
    /// The connection broke or stood still for longer than the client's idle timeout, or the content is not as long as
    /// was stated. The error tells how many bytes came.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// Reads all that is left of the content into memory.
    ///
    /// # Errors
    ///
    /// It is longer than `longest`, which is told as [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge); or anything that
    /// [`chunk`](Self::chunk) fails with.
    pub async fn bytes(mut self, longest: usize) -> Result<Bytes> {
        let mut pieces = Pieces::default();
        while let Some(piece) = self.chunk().await? {
            if pieces.len() + piece.len() > longest {
                let what = format!("the file is longer than {longest} bytes");
                return Err(self.head.explain(Error::new(Fault::TooLarge, what)));
            }
            pieces.push(piece, 0);
        }
        Ok(pieces.into_bytes())
    }

    /// Reads all that is left of the content into memory, as text in UTF-8.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and content that is no such text.
    pub async fn text(self, longest: usize) -> Result<String> {
        // The head explains what is wrong with the content, and the content takes the download with it.
        let stranger = self.head.explain(Error::new(
            Fault::Decode,
            "the file is no text in UTF-8, or breaks off in the middle of a character",
        ));
        let bytes = self.bytes(longest).await?;
        String::from_utf8(bytes.into()).map_err(|error| stranger.with_source(error.utf8_error()))
    }

    /// Saves the file: written beside the target, checked for length, then renamed, so that there is never half a file.
    /// An existing file is replaced.
    ///
    /// # Errors
    ///
    /// The directory does not exist or cannot be written, or the content does not come whole. Nothing is left behind.
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<SavedFile> {
        self.is_untouched()?;
        let target = Target::file(path.as_ref()).await?;
        self.save(&mut Partial::new(target, None), None).await
    }

    /// Saves the file in a directory under the name that the platform gave to it, made harmless: one plain name, never
    /// a path. If there is a file of that name, this one gets another, such as `Same (2).xlsx`. Otherwise as
    /// [`save_to`](Self::save_to).
    ///
    /// # Errors
    ///
    /// As [`save_to`](Self::save_to), and a response that names no file.
    pub async fn save_in(self, directory: impl AsRef<Path>) -> Result<SavedFile> {
        self.is_untouched()?;
        let target = Target::directory(directory.as_ref(), Named::default()).await?;
        self.save(&mut Partial::new(target, None), None).await
    }

    /// Refuses to save what is left of a file that was read in part.
    fn is_untouched(&self) -> Result<()> {
        if self.received == 0 {
            return Ok(());
        }
        let what =
            "a part of the file was read already, so what is left of it is not saved as the file";
        let error = Error::invalid_request(what).with_hint("save it at once, or write the pieces");
        Err(self.head.explain(error))
    }

    /// Saves what came for a file of which a part may be there already.
    pub(crate) async fn save(
        mut self,
        partial: &mut Partial,
        progress: Option<&Progress>,
    ) -> Result<SavedFile> {
        if self.head.status == StatusCode::OK {
            self = self.expect_length(partial.known())?;
        }
        let written = self.write(partial, progress).await;
        let path = written.map_err(|error| self.head.explain(error))?;
        Ok(SavedFile {
            size: self.received,
            file_name: partial.file_name().map(str::to_owned),
            log_id: self.head.log_id().map(str::to_owned),
            path,
        })
    }

    async fn write(
        &mut self,
        partial: &mut Partial,
        progress: Option<&Progress>,
    ) -> Result<PathBuf> {
        if self.head.status == StatusCode::OK {
            // It is the whole file, also if only the rest was asked for: then it may have become another.
            partial.begin(&self.head, self.expected).await?;
        } else {
            let part = partial.go_on(&self.head).map_err(|why| {
                Error::new(Fault::CutOff, format!("the file did not come whole: {why}"))
            })?;
            partial.rewind().await?;
            self.received = part.from;
            self.expected = Some(part.length);
            self.end = Some(part.end);
        }
        loop {
            match self.chunk().await {
                Ok(Some(chunk)) => partial.write(&chunk).await?,
                Ok(None) => return partial.put().await,
                Err(error) => {
                    if self.is_too_long() {
                        // Then nothing of it can be relied upon.
                        partial.forget();
                    } else {
                        partial.keep(self.received).await?;
                    }
                    return Err(error);
                }
            }
            if let Some(progress) = progress {
                progress(Transfer {
                    done: self.received,
                    total: self.expected,
                });
            }
        }
    }

    /// Whether more has come than was stated.
    fn is_too_long(&self) -> bool {
        let end = self.end.or(self.expected);
        end.is_some_and(|end| self.received > end)
    }

    fn cut_off(&self, why: &str) -> Error {
        let came = match self.expected {
            Some(expected) => format!("{} of {expected} bytes came", self.received),
            None => format!("{} bytes came", self.received),
        };
        self.head.explain(Error::new(
            Fault::CutOff,
            format!("the file did not come whole, {came}: {why}"),
        ))
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let outcome = match self.stream.as_mut().poll_next(cx) {
            Poll::Pending => {
                if !self.waiting {
                    self.waiting = true;
                    let until = time::after(self.head.idle_timeout);
                    self.idle.set(until);
                }
                if self.idle.poll(cx).is_pending() {
                    return Poll::Pending;
                }
                let idle = self.head.idle_timeout;
                Some(Err(self.cut_off(&format!("nothing came for {idle:?}"))))
            }
            Poll::Ready(Some(Ok(chunk))) => {
                self.waiting = false;
                if let Some(held) = &self.held {
                    held.alive();
                }
                self.received += chunk.len() as u64;
                if self.is_too_long() {
                    Some(Err(self.cut_off("more came than was stated")))
                } else {
                    Some(Ok(chunk))
                }
            }
            Poll::Ready(Some(Err(error))) => {
                let cut_off = self.cut_off("the connection broke");
                Some(Err(cut_off.with_source(error.into_source())))
            }
            Poll::Ready(None) => match self.expected {
                Some(expected) if self.received < expected => {
                    Some(Err(self.cut_off("the connection was closed")))
                }
                _ => None,
            },
        };
        self.ended = !matches!(outcome, Some(Ok(_)));
        if self.ended {
            // The exchange ends before its place is free for another.
            self.stream = Box::pin(Nothing);
            self.held = None;
        }
        Poll::Ready(outcome)
    }
}

/// A stream that has ended.
struct Nothing;

impl Stream for Nothing {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

impl FromResponse for Download {
    const IS_FILE: bool = true;

    fn from_response(response: RawResponse) -> Result<Self> {
        let (head, stream, held) = response.into_file()?;
        Ok(Self::new(head, stream, held))
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("head", &self.head)
            .field("length", &self.expected)
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}

/// A file that was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SavedFile {
    /// Where it is. Signs that are no text are replaced when it is serialised.
    #[serde(serialize_with = "as_text")]
    pub path: PathBuf,
    /// The number of bytes.
    pub size: u64,
    /// The name that the platform gave to it.
    pub file_name: Option<String>,
    /// The platform's id for the exchange that brought it, or the last part of it.
    pub log_id: Option<String>,
}

fn as_text<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&path.display())
}
