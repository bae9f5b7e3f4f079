//! Where the bytes of an upload come from, and whether they still are what they were.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use feishu_core::bytes::Bytes;
use feishu_core::{Error, ErrorKind, FileSource, Result};
use tokio::io::{AsyncRead, AsyncReadExt};

/// What is uploaded: a file on disk, bytes in memory, or what a reader gives.
///
/// Paths, bytes and [`FileSource`]s turn into one by themselves.
pub struct UploadSource(Content);

enum Content {
    File(FileSource),
    Reader {
        /// Nobody locks it: it makes the source one that may be shared, which readers need not be.
        reader: Mutex<Pin<Box<dyn AsyncRead + Send>>>,
        length: u64,
    },
}

impl UploadSource {
    /// Uploads the next so many bytes of a reader, and reads no further. An upload that takes more than 4 MiB goes in parts, each of which is
    /// kept in memory until it has arrived.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
    /// use feishu_drive::UploadSource;
    ///
    /// let (length, reader) = (11, "hello world".as_bytes());
    /// let token = drive.upload(UploadSource::reader(reader, length), &folder).file_name("hello.txt").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reader(reader: impl AsyncRead + Send + 'static, length: u64) -> Self {
        let reader: Pin<Box<dyn AsyncRead + Send>> = Box::pin(reader);
        let reader = Mutex::new(reader);
        Self(Content::Reader { reader, length })
    }

    /// How many bytes there are.
    pub(super) async fn length(&self) -> Result<u64> {
        match &self.0 {
            Content::File(file) => file.length().await,
            Content::Reader { length, .. } => Ok(*length),
        }
    }

    /// The name of the file, if it is one on disk.
    pub(crate) fn file_name(&self) -> Option<&str> {
        match &self.0 {
            Content::File(file) => file.file_name(),
            Content::Reader { .. } => None,
        }
    }
}

impl<T: Into<FileSource>> From<T> for UploadSource {
    fn from(file: T) -> Self {
        Self(Content::File(file.into()))
    }
}

impl fmt::Display for UploadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Content::File(file) => file.fmt(f),
            Content::Reader { length, .. } => write!(f, "a reader of {length} bytes"),
        }
    }
}

impl fmt::Debug for UploadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UploadSource({self})")
    }
}

/// A source that is read from its beginning to its end.
pub(super) struct Reading {
    source: UploadSource,
    length: u64,
    /// When the file was last changed, if it is one and that is known.
    modified: Option<SystemTime>,
    position: u64,
}

impl Reading {
    /// Looks at the source: how long it is, and how old.
    pub(super) async fn new(source: UploadSource) -> Result<Self> {
        let length = source.length().await?;
        let modified = match &source.0 {
            Content::File(file) => modified(file).await?,
            Content::Reader { .. } => None,
        };
        Ok(Self {
            source,
            length,
            modified,
            position: 0,
        })
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    pub(super) fn modified(&self) -> Option<SystemTime> {
        self.modified
    }

    /// The file, which can be read as often as one likes.
    pub(super) fn file(&self) -> Option<&FileSource> {
        match &self.source.0 {
            Content::File(file) => Some(file),
            Content::Reader { .. } => None,
        }
    }

    /// Passes over so many bytes of a file.
    pub(super) fn skip(&mut self, length: u64) {
        self.position += length;
    }

    /// Reads the next so many bytes, which the source must have.
    pub(super) async fn next(&mut self, length: u64) -> Result<Bytes> {
        let position = self.position;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let bytes = match &mut self.source.0 {
            Content::File(file) => {
                let read = file.read_part(position, length).await;
                // That it has changed says more than that it has become shorter.
                self.check_unchanged().await?;
                read?
            }
            Content::Reader { reader, .. } => {
                let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
                let mut bytes = vec![0; length];
                reader.read_exact(&mut bytes).await.map_err(|error| {
                    let what = format!(
                        "the reader failed between its bytes {position} and {}: {error}",
                        position + length as u64
                    );
                    Error::of_kind(ErrorKind::LocalFile, what)
                })?;
                Bytes::from(bytes)
            }
        };
        self.position += bytes.len() as u64;
        Ok(bytes)
    }

    /// Refuses a file that is not what it was when it was looked at first.
    pub(super) async fn check_unchanged(&self) -> Result<()> {
        let Content::File(file) = &self.source.0 else {
            return Ok(());
        };
        if file.length().await? == self.length && modified(file).await? == self.modified {
            return Ok(());
        }
        let what = format!("{file} has changed while it was uploaded");
        let hint = "upload it again when nobody writes into it";
        Err(Error::of_kind(ErrorKind::LocalFile, what).with_hint(hint))
    }
}

/// When a file was last changed. A time before 1970 tells nothing, and cannot be stored.
async fn modified(file: &FileSource) -> Result<Option<SystemTime>> {
    let modified = file.modified().await?;
    Ok(modified.filter(|time| *time >= UNIX_EPOCH))
}
