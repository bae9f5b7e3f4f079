//! Downloads: the counterparts of uploads, for a file in a folder and for media in a document.

use feishu_core::Call;

use crate::Drive;
use crate::file::DownloadFile;
use crate::media::DownloadMedia;
use crate::types::{FileToken, MediaToken};

impl Drive {
    /// Downloads a file from a folder. Documents are no files: [`export`](Self::export) makes one of them.
    ///
    /// The file streams to disk. What was cut off is asked for from there on, as long as the platform says that the file is the
    /// same; it takes its place under its name when it is whole, by every length that is known. Awaited instead of saved, the
    /// call gives the [`Download`](feishu_core::Download) to read from.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive, report: feishu_drive::types::FileToken) -> feishu_core::Result<()> {
    /// let file = drive.download(&report).save_in("out").await?;
    /// println!("{} bytes", file.size);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`DownloadFile`], or the file cannot be written.
    pub fn download(&self, file: impl Into<FileToken>) -> Call<DownloadFile> {
        self.files().download(DownloadFile::new(file))
    }

    /// Downloads an image or an attachment from a document, as [`download`](Self::download) does a file.
    ///
    /// Media in a Base with advanced permissions need `extra` as well: call
    /// [`media_items().download(…)`](crate::media::MediaItems::download) with it.
    ///
    /// # Errors
    ///
    /// Those of [`DownloadMedia`], or the file cannot be written.
    pub fn download_media(&self, media: impl Into<MediaToken>) -> Call<DownloadMedia> {
        self.media_items().download(DownloadMedia::new(media))
    }
}
