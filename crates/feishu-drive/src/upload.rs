//! A whole upload, from a file to its token: in one request, or in parts that another process can go on with.

mod handle;
mod place;
mod send;
mod source;

use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use feishu_core::{BoxFuture, CallOptions, Error, ErrorKind, Result, Transfer, Waiting};

use crate::Drive;
use crate::types::FolderToken;
use send::{OnHandle, Sending};

pub use handle::UploadHandle;
pub use place::{MediaParent, UploadPlace};
pub use source::UploadSource;

impl Drive {
    /// Uploads a file into a folder and returns its token: in one request, or, where it is longer than one takes (20 MiB), in
    /// parts.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
    /// let token = drive.upload("video.mp4", &folder)
    ///     .on_progress(|transfer| println!("{} bytes", transfer.done))
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// An upload in parts that is cut off can go on where it stopped, also in another process, by its
    /// [handle](Upload::on_handle).
    pub fn upload(
        &self,
        source: impl Into<UploadSource>,
        folder: impl Into<FolderToken>,
    ) -> Upload<FolderToken> {
        Upload::new(self, source.into(), folder.into())
    }

    /// Uploads an image or an attachment into a document and returns its token, as [`upload`](Self::upload) does for a file in a
    /// folder. It is seen once the document refers to it by that token.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
    /// use feishu_drive::MediaParent;
    /// use feishu_drive::media::MediaParentType;
    /// use feishu_drive::types::FileToken;
    ///
    /// let sheet = FileToken::new("shtcnBxAbCdEfGhIjKlMnOpQrSt");
    /// let token = drive.upload_media("chart.png", MediaParent::document(MediaParentType::SheetImage, sheet)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn upload_media(
        &self,
        source: impl Into<UploadSource>,
        parent: MediaParent,
    ) -> Upload<MediaParent> {
        Upload::new(self, source.into(), parent)
    }
}

/// An upload that is about to be done. Await it for the token.
///
/// The file is streamed: what is in memory at once is a part of 4 MiB at most. The platform gets the Adler-32 of
/// each request, so what arrives is what was read. Each request is repeated as other calls are: a part that was cut off is sent
/// again, while a request that makes the file and has an unknown outcome is not, since that could make two
/// ([`Error::was_sent`](feishu_core::Error::was_sent) tells). The client sends one part at a time, as the platform demands, however
/// many uploads are under way.
///
/// It can be dropped at any time.
///
/// # Errors
///
/// Before anything is sent: the file does not exist, is a directory or empty (the platform takes no empty files), or has no name or
/// one that is too long. Later: the file changed or vanished on the way, the deadline passed, or anything that a call fails with.
#[must_use = "nothing is uploaded until the upload is awaited"]
pub struct Upload<P: UploadPlace = FolderToken> {
    drive: Drive,
    source: UploadSource,
    place: P,
    file_name: Option<String>,
    resumed: Option<UploadHandle<P>>,
    options: CallOptions,
    deadline: Option<Duration>,
    on_handle: Option<OnHandle<P>>,
}

impl<P: UploadPlace> Upload<P> {
    pub(crate) fn new(drive: &Drive, source: UploadSource, place: P) -> Self {
        Self {
            drive: drive.clone(),
            file_name: source.file_name().map(str::to_owned),
            source,
            place,
            resumed: None,
            options: CallOptions::default(),
            deadline: None,
            on_handle: None,
        }
    }

    /// Goes on with an upload in parts that was begun earlier, perhaps by another process. The source is the same file as then, and
    /// the platform demands the same identity.
    ///
    /// A file on disk is the same if its length and the time of its last change are. Where there is no such time, as for a reader,
    /// what went up before is read once more and compared by its checksum.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive) -> Result<(), Box<dyn std::error::Error>> {
    /// use feishu_drive::{Upload, UploadHandle};
    ///
    /// let handle: UploadHandle = serde_json::from_str(&std::fs::read_to_string("video.upload")?)?;
    /// let token = Upload::resume(&drive, handle, "video.mp4").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Besides what an upload fails with: the file is not the same; or the upload has expired, which it does after 24 hours and
    /// when it is finished. The latter is
    /// [`UPLOAD_EXPIRED`](crate::codes::UPLOAD_EXPIRED), and nothing is begun anew by itself: another process may have finished the
    /// upload meanwhile, and a second file would come to be.
    pub fn resume(drive: &Drive, handle: UploadHandle<P>, source: impl Into<UploadSource>) -> Self {
        let mut upload = Self::new(drive, source.into(), handle.place().clone());
        upload.file_name = Some(handle.file_name().to_owned());
        upload.resumed = Some(handle);
        upload
    }

    /// Sets the name that the file gets, with its extension: at most 250 characters. Needed for bytes and readers; a file on disk has
    /// a name. One that is resumed keeps its name.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        if self.resumed.is_none() {
            self.file_name = Some(name.into());
        }
        self
    }

    /// Is given the handle of an upload in parts before the first part and after each: store the latest to
    /// [`resume`](Self::resume) the upload, and delete it when the upload is done. An upload in one request has none.
    pub fn on_handle(
        mut self,
        on_handle: impl Fn(&UploadHandle<P>) + Send + Sync + 'static,
    ) -> Self {
        self.on_handle = Some(Arc::new(on_handle));
        self
    }

    /// Is told how far the whole file is. A part that is sent again begins from its start.
    pub fn on_progress(mut self, progress: impl Fn(Transfer) + Send + Sync + 'static) -> Self {
        self.options = self.options.on_progress(progress);
        self
    }

    /// Is told when a call of the upload waits, for what, and until when.
    pub fn on_wait(mut self, on_wait: impl Fn(Waiting) + Send + Sync + 'static) -> Self {
        self.options = self.options.on_wait(on_wait);
        self
    }

    /// Sets how long all of the upload may take. By default, as long as it makes progress. What was sent by then is not lost: see
    /// [`on_handle`](Self::on_handle).
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    feishu_core::protocol::call_settings!(options, "every call of the upload");

    /// Makes the calls with options that were set elsewhere.
    pub(crate) fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Refuses what can be refused before anything is sent.
    pub(crate) async fn check(&self) -> Result<()> {
        let name = self.file_name.as_deref().unwrap_or_default();
        send::check(&self.place, name, self.source.length().await?)
    }

    async fn run(self) -> Result<P::Token> {
        let sending = Sending {
            client: self.drive.client(),
            options: &self.options,
            on_handle: self.on_handle.as_ref(),
        };
        let name = self.file_name.unwrap_or_default();
        match self.resumed {
            Some(handle) => sending.resume(handle, self.source).await,
            None => sending.begin(self.place, name, self.source).await,
        }
    }
}

impl<P: UploadPlace> IntoFuture for Upload<P> {
    type Output = Result<P::Token>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Some(deadline) = self.deadline else {
            return Box::pin(self.run());
        };
        let run = Box::pin(self.run());
        Box::pin(async move {
            let ended = tokio::time::timeout(deadline, run).await;
            ended.unwrap_or_else(|_| {
                let what = format!("the upload did not end within {deadline:?}");
                let hint = "what was sent of it can go on from its handle; or raise `deadline`";
                Err(Error::of_kind(ErrorKind::Timeout, what)
                    .with_hint(hint)
                    .with_sent(feishu_core::Sent::Maybe))
            })
        })
    }
}

impl<P: UploadPlace> fmt::Debug for Upload<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("source", &self.source)
            .field("file_name", &self.file_name)
            .field("place", &self.place)
            .field("resumed", &self.resumed)
            .finish_non_exhaustive()
    }
}
