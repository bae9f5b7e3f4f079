//! A whole import, from a file to a cloud document: upload, start, wait.

mod formats;

use std::fmt;
use std::future::IntoFuture;

use feishu_core::{BoxFuture, Error, FileSource, Job, JobOptions, Result};

use crate::Drive;
use crate::import_task::{
    CreateImportTask, ImportJob, ImportMountPoint, ImportTaskResult, MountType,
};
use crate::types::{FileKind, FolderToken};
use crate::upload::{MediaParent, Upload};

impl Drive {
    /// Imports a file: uploads it, starts the job, waits until the document is there.
    ///
    /// The extension in the name of the file tells what it is, and decides which kinds of document it can become and how large it
    /// may be: a `csv` becomes a sheet up to 20 MB and a Base up to 100, an `xlsx` either up to 800. What does not fit is refused
    /// before anything is sent. More than 20 MB go up in parts.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
    /// use feishu_drive::types::FileKind;
    ///
    /// let document = drive.import_file("sales.csv", FileKind::Sheet).await?;
    /// println!("{}", document.url.unwrap_or_default());
    /// # Ok(())
    /// # }
    /// ```
    pub fn import_file(&self, file: impl Into<FileSource>, kind: FileKind) -> ImportFile {
        let file = file.into();
        ImportFile {
            drive: self.clone(),
            file_name: file.file_name().map(str::to_owned),
            file,
            kind,
            title: None,
            folder: FolderToken::default(),
            options: JobOptions::default(),
        }
    }
}

/// An import that is about to be done.
///
/// Await it for the document, or [`start`](Self::start) it to follow the job yourself. Every call is made with the same
/// identity, as the platform demands.
#[must_use = "nothing is imported until the import is awaited or started"]
#[derive(Clone)]
pub struct ImportFile {
    drive: Drive,
    file: FileSource,
    file_name: Option<String>,
    kind: FileKind,
    title: Option<String>,
    folder: FolderToken,
    options: JobOptions,
}

impl ImportFile {
    /// The name of the file, whose extension tells its kind. Needed for bytes from memory; a file on disk has a name.
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The title of the document. By default, the name of the file.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The folder for the document. By default, the root folder of whoever calls.
    pub fn folder(mut self, folder: impl Into<FolderToken>) -> Self {
        self.folder = folder.into();
        self
    }

    feishu_core::protocol::job_settings!(options);

    /// Uploads the file and starts the job; does not wait for its end.
    ///
    /// # Errors
    ///
    /// The file has no extension, is empty or cannot be read; does not become such a document, or is too large for it; or anything
    /// that a call fails with.
    pub async fn start(self) -> Result<Job<ImportJob>> {
        // What is wrong with the file is told before it queues.
        let (name, extension) = self.name_and_extension()?;
        let length = self.file.length().await?;
        formats::check(&name, &extension, &self.kind, length)?;
        let upload = self.upload(&name, &extension)?;
        upload.check().await?;
        // An upload lasts five minutes, and where many files are imported, the start may queue for longer.
        let client = self.drive.client();
        let turn = client
            .wait_for_turn::<CreateImportTask>(&self.options.step())
            .await?;
        let file_token = upload.await?;
        let point = ImportMountPoint::new(MountType::Drive, self.folder);
        let job = self.drive.import(file_token, extension, self.kind, point);
        job.with(|mut request| {
            request.file_name = self.title;
            request
        })
        .with_options(self.options.in_turn(turn))
        .start()
        .await
    }

    /// Makes the upload of the file, which the platform keeps for a few minutes.
    fn upload(&self, name: &str, extension: &str) -> Result<Upload<MediaParent>> {
        let parent = MediaParent::import(&self.kind, extension)?;
        let upload = self.drive.upload_media(self.file.clone(), parent);
        Ok(upload.file_name(name).with_options(self.options.step()))
    }

    /// The platform compares the extension with the one in the name, letter by letter, and knows only small letters.
    fn name_and_extension(&self) -> Result<(String, String)> {
        let name = self.file_name.as_deref().unwrap_or_default();
        match name.rsplit_once('.') {
            Some((stem, extension)) if !stem.is_empty() && !extension.is_empty() => {
                let extension = extension.to_lowercase();
                Ok((format!("{stem}.{extension}"), extension))
            }
            _ => Err(Error::invalid_request(format!(
                "the file `{name}` has no extension, by which the platform tells what it is: give a name with one by \
                 `file_name`, such as `sales.csv`"
            ))),
        }
    }
}

impl IntoFuture for ImportFile {
    type Output = Result<ImportTaskResult>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.start().await?.wait().await })
    }
}

impl fmt::Debug for ImportFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportFile")
            .field("file", &self.file)
            .field("file_name", &self.file_name)
            .field("kind", &self.kind)
            .field("title", &self.title)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
