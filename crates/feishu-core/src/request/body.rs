//! The body of a request on its way out: nothing, bytes, or a stream of known length.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};
use std::time::SystemTime;

use bytes::Bytes;
use futures_core::Stream;
use serde::{Serialize, Serializer};
use tokio::fs::File;

use crate::ground::error::{Error, Result};
use crate::ground::kind::ErrorKind;
use crate::ground::transfer::{Progress, Transfer};
use crate::request::read_ahead::{self, PIECE, ReadAhead};

/// The body of an HTTP request, as a [`Transport`](crate::Transport) gets it: a stream of a known length.
pub struct Body {
    length: u64,
    /// What has not been taken out of it.
    left: u64,
    content: Content,
    departure: Departure,
}

/// Whether a request may have left, as far as its transport tells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Departure(Arc<AtomicU8>);

impl Departure {
    const NOT_YET: u8 = 1;
    const LEFT: u8 = 2;

    /// Says that the request has not left, and that `left` will be called when it does.
    pub(crate) fn track(&self) {
        self.0.store(Self::NOT_YET, Ordering::Relaxed);
    }

    /// Says that some of the request may have left.
    pub(crate) fn left(&self) {
        self.0.store(Self::LEFT, Ordering::Relaxed);
    }

    /// Whether the transport knows that nothing has left.
    pub(crate) fn has_not_left(&self) -> bool {
        self.0.load(Ordering::Relaxed) == Self::NOT_YET
    }
}

enum Content {
    Whole(Bytes),
    Stream(Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send + Sync>>),
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    pub(crate) fn stream(
        length: u64,
        stream: impl Stream<Item = io::Result<Bytes>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            length,
            left: length,
            content: Content::Stream(Box::pin(stream)),
            departure: Departure::default(),
        }
    }

    /// The number of bytes that have not been taken out of it.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    pub(crate) fn departure(&self) -> &Departure {
        &self.departure
    }

    /// The number of bytes.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// The bytes, if the body is in memory anyway; `None` if it is streamed.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Stream(_) => None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        let length = bytes.len() as u64;
        Self {
            length,
            left: length,
            content: Content::Whole(bytes),
            departure: Departure::default(),
        }
    }
}

impl Stream for Body {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let piece = match &mut self.content {
            Content::Whole(bytes) if bytes.is_empty() => None,
            Content::Whole(bytes) => Some(Ok(std::mem::take(bytes))),
            Content::Stream(stream) => std::task::ready!(stream.as_mut().poll_next(cx)),
        };
        if let Some(Ok(bytes)) = &piece {
            self.left = self.left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(piece)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A file to send: one on disk, which is streamed and never held in memory, or bytes that are in memory anyway.
///
/// It is opened anew for each attempt, so a call that sends it can be repeated.
#[derive(Clone, PartialEq, Eq)]
pub struct FileSource(Source);

#[derive(Clone, PartialEq, Eq)]
enum Source {
    Path(PathBuf),
    Bytes(Bytes),
}

impl FileSource {
    /// A file on disk.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self(Source::Path(path.into()))
    }

    /// Bytes in memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self(Source::Bytes(bytes.into()))
    }

    /// The name of the file, if it is one on disk.
    pub fn file_name(&self) -> Option<&str> {
        match &self.0 {
            Source::Path(path) => path.file_name().and_then(|name| name.to_str()),
            Source::Bytes(_) => None,
        }
    }

    /// The number of bytes.
    ///
    /// # Errors
    ///
    /// The file does not exist, is a directory, or cannot be read.
    pub async fn length(&self) -> Result<u64> {
        match &self.0 {
            Source::Bytes(bytes) => Ok(bytes.len() as u64),
            Source::Path(path) => {
                let metadata = tokio::fs::metadata(path)
                    .await
                    .map_err(|error| cannot_read(path, error))?;
                if !metadata.is_file() {
                    return Err(Error::invalid_request(format!(
                        "{} is not a file",
                        path.display()
                    )));
                }
                Ok(metadata.len())
            }
        }
    }

    /// When the file was last changed; `None` for bytes in memory, and where the system does not tell.
    ///
    /// # Errors
    ///
    /// As [`length`](Self::length), but for a directory.
    pub async fn modified(&self) -> Result<Option<SystemTime>> {
        match &self.0 {
            Source::Bytes(_) => Ok(None),
            Source::Path(path) => {
                let metadata = tokio::fs::metadata(path)
                    .await
                    .map_err(|error| cannot_read(path, error))?;
                Ok(metadata.modified().ok())
            }
        }
    }

    /// Reads so many bytes of the file into memory, from so many behind its beginning.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or ends before.
    pub async fn read_part(&self, from: u64, length: usize) -> Result<Bytes> {
        let part = match &self.0 {
            Source::Bytes(bytes) => {
                let begin = usize::try_from(from).unwrap_or(usize::MAX).min(bytes.len());
                bytes.slice(begin..begin.saturating_add(length).min(bytes.len()))
            }
            Source::Path(path) => read_ahead::part(path, from, length)
                .await
                .map_err(|error| cannot_read(path, error))?,
        };
        if part.len() == length {
            return Ok(part);
        }
        let end = from.saturating_add(length as u64);
        let what = format!(
            "{self} ends before {end} bytes: it has become shorter, or is not as long as was said"
        );
        Err(Error::of_kind(ErrorKind::LocalFile, what))
    }

    /// The number of bytes, if it can be told at once.
    pub(crate) fn known_length(&self) -> Option<u64> {
        match &self.0 {
            Source::Bytes(bytes) => Some(bytes.len() as u64),
            Source::Path(path) => std::fs::metadata(path).ok().map(|metadata| metadata.len()),
        }
    }

    /// Opens the file to be streamed once.
    pub(crate) async fn open(&self, progress: Option<&Progress>) -> Result<OpenFile> {
        let (length, content) = match &self.0 {
            Source::Bytes(bytes) => (bytes.len() as u64, OpenContent::Bytes(bytes.clone())),
            Source::Path(path) => {
                let length = self.length().await?;
                let file = File::open(path)
                    .await
                    .map_err(|error| cannot_read(path, error))?;
                let file = ReadAhead::new(file.into_std().await, length);
                (length, OpenContent::File(file))
            }
        };
        Ok(OpenFile {
            length,
            left: length,
            content,
            progress: progress.cloned(),
        })
    }
}

fn cannot_read(path: &Path, error: io::Error) -> Error {
    Error::file(format!("cannot read {}", path.display()), error)
}

impl fmt::Debug for FileSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Path(path) => f.debug_tuple("FileSource").field(path).finish(),
            Source::Bytes(bytes) => write!(f, "FileSource({} bytes)", bytes.len()),
        }
    }
}

impl fmt::Display for FileSource {
    /// The path, or the number of bytes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Path(path) => path.display().fmt(f),
            Source::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
        }
    }
}

impl Serialize for FileSource {
    /// Describes the file; its content is not part of a stored request.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl From<&str> for FileSource {
    /// A file on disk, by its path.
    fn from(path: &str) -> Self {
        Self::path(path)
    }
}

impl From<String> for FileSource {
    /// A file on disk, by its path.
    fn from(path: String) -> Self {
        Self::path(path)
    }
}

impl From<&Path> for FileSource {
    fn from(path: &Path) -> Self {
        Self::path(path)
    }
}

impl From<PathBuf> for FileSource {
    fn from(path: PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<&PathBuf> for FileSource {
    fn from(path: &PathBuf) -> Self {
        Self::path(path)
    }
}

impl From<Bytes> for FileSource {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for FileSource {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

/// A file that is being sent: exactly as many bytes as were announced, or an error.
pub(crate) struct OpenFile {
    length: u64,
    left: u64,
    content: OpenContent,
    progress: Option<Progress>,
}

enum OpenContent {
    Bytes(Bytes),
    File(ReadAhead),
}

impl OpenFile {
    pub(crate) fn length(&self) -> u64 {
        self.length
    }
}

impl Stream for OpenFile {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let piece = match &mut self.content {
            OpenContent::Bytes(bytes) => bytes.split_to(bytes.len().min(PIECE)),
            OpenContent::File(file) => std::task::ready!(file.poll_piece(cx))?,
        };
        if piece.is_empty() {
            let what = format!(
                "the file became {} bytes shorter while it was sent",
                self.left
            );
            return Poll::Ready(Some(Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                what,
            ))));
        }
        self.left -= piece.len() as u64;
        if let Some(progress) = &self.progress {
            progress(Transfer {
                done: self.length - self.left,
                total: Some(self.length),
            });
        }
        Poll::Ready(Some(Ok(piece)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_part_is_read_whole_or_not_at_all() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(&file, "0123456789").unwrap();
        let sources = [
            FileSource::path(file.path()),
            FileSource::bytes("0123456789"),
        ];
        for source in sources {
            let part = async |from, length| source.read_part(from, length).await;
            assert_eq!(part(0, 10).await.unwrap(), "0123456789");
            assert_eq!(part(3, 4).await.unwrap(), "3456");
            assert_eq!(part(10, 0).await.unwrap(), "");
            for (from, length) in [(3, 8), (11, 1), (u64::MAX, 1)] {
                let error = part(from, length).await.unwrap_err();
                assert_eq!(
                    error.kind(),
                    ErrorKind::LocalFile,
                    "{from} {length}: {error}"
                );
            }
            let is_file = source.file_name().is_some();
            assert_eq!(source.modified().await.unwrap().is_some(), is_file);
        }
        let error = FileSource::path("no/such").read_part(0, 1).await;
        assert!(error.unwrap_err().to_string().contains("no/such"));
    }
}
