//! Many exports in one run: at the quota, past those that fail, and on where an earlier run was ended.

mod item;
mod list;

use std::collections::BTreeMap;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::path::Path;
use std::pin::Pin;
use std::task::{Context, Poll};

use feishu_core::protocol::{JobRun, Pieces, RunSetup};
use feishu_core::{BoxFuture, JobOptions, Outcome, Result, RunProgress, Summary};
use futures_core::Stream;

use crate::Drive;
use crate::export_task::FileExtension;
use crate::types::FileKind;

pub use item::ExportItem;
pub use list::ExportList;

impl Drive {
    /// Exports many documents to a directory, and downloads the files among them: at the documented limits, so that no
    /// call is refused, and with a journal, so that a run that was ended at any moment goes on where it was.
    ///
    /// The documents are a list, a [walk](Self::walk), the items of a listing, or any other stream. Those of a walk lie in folders like their own. A
    /// document becomes docx or xlsx, unless [`format`](ExportMany::format) says otherwise. What is in the list, such as a walk, makes its
    /// calls with options of its own.
    ///
    /// Await the run for a [`Summary`], or take the [`Outcome`] of each document from it, which is a stream. One that fails does not
    /// end the others.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
    /// let backup = drive.export_many(drive.walk(&folder), "backup").on_progress(|progress| println!("{progress}"));
    /// let summary = backup.await?;
    /// println!("{summary}");
    /// for (item, error) in &summary.failed {
    ///     eprintln!("{:?}: {error}", item.as_ref().map(|item| &item.file));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # The journal
    ///
    /// It lies in the directory as `.feishu-journal`, unless [`journal`](ExportMany::journal) says otherwise. It has what was
    /// started, under which name it is saved, and what is done, each on the disk before the next step, and neither a token of access nor a
    /// secret. A run with the journal of another
    ///
    /// - first fetches what that one has started, as long as the platform has it;
    /// - leaves alone what is saved, unless its file is gone or the document has been changed since, as far as the list tells when it was;
    /// - tries again what failed;
    /// - counts the calls of the last minute, so that it is not refused for what that one has called.
    ///
    /// It only grows, by about half a kilobyte for each export and a line for each run; a document that is left alone adds nothing. So a
    /// folder of 10,000 documents, a hundred of which change each day, has a journal of 5 MB at first, and of 23 MB after a year. It is refused where another run uses the journal, and where the platform, the caller or the formats are others. Whoever wants everything
    /// exported anew chooses another directory or deletes the journal.
    pub fn export_many(
        &self,
        documents: impl Into<ExportList>,
        directory: impl AsRef<Path>,
    ) -> ExportMany {
        let formats = [
            (FileKind::Doc, FileExtension::Docx),
            (FileKind::Docx, FileExtension::Docx),
            (FileKind::Sheet, FileExtension::Xlsx),
            (FileKind::Bitable, FileExtension::Xlsx),
        ];
        let formats = formats.map(|(kind, format)| (kind.as_str().to_owned(), format));
        ExportMany {
            set: Some((RunSetup::new(self.client(), directory), documents.into().0)),
            formats: formats.into_iter().collect(),
            options: JobOptions::default(),
            run: None,
        }
    }
}

/// Many exports, about to be done or under way. Made by [`Drive::export_many`].
///
/// It is a [`Stream`] of what becomes of each document. The run begins when it is first polled, and goes on while its owner is busy with
/// an outcome, until a few dozen of them wait. Whoever drops it ends it; the settings count until it has begun.
#[must_use = "nothing is exported until the run is awaited or polled"]
pub struct ExportMany {
    /// What the run is to be, until it has begun.
    set: Option<(RunSetup, Pieces<ExportItem>)>,
    formats: BTreeMap<String, FileExtension>,
    options: JobOptions,
    run: Option<JobRun<ExportItem>>,
}

impl ExportMany {
    /// Sets the format for documents of a kind. By default, docx for documents, xlsx for spreadsheets and Bases. Documents of
    /// other kinds fail without one.
    pub fn format(mut self, kind: FileKind, format: FileExtension) -> Self {
        self.formats.insert(kind.as_str().to_owned(), format);
        self
    }

    /// Sets the path of the journal. By default, `.feishu-journal` in the directory.
    pub fn journal(mut self, path: impl AsRef<Path>) -> Self {
        if let Some((setup, _)) = &mut self.set {
            setup.set_journal(path.as_ref().to_owned());
        }
        self
    }

    /// Makes every export and every call with options that were set elsewhere, in place of those set until now. What they report of their
    /// progress is told for all documents alike.
    pub fn with_options(mut self, options: JobOptions) -> Self {
        self.options = options;
        self
    }

    feishu_core::protocol::call_settings!(options, "every call of the run");

    /// Is told how far the run is, whenever something has changed. The run waits for it to return.
    pub fn on_progress(mut self, progress: impl Fn(&RunProgress) + Send + Sync + 'static) -> Self {
        if let Some((setup, _)) = &mut self.set {
            setup.set_on_progress(progress);
        }
        self
    }

    /// Returns what becomes of the next document, in the order in which they come to their ends; `None` when all have.
    ///
    /// # Errors
    ///
    /// The run cannot go on, and has ended: its directory is gone, the disk is full, or the journal cannot be written, is in use, or is that of
    /// another run. What is wrong with one document is an outcome.
    pub async fn try_next(&mut self) -> Result<Option<Outcome<ExportItem>>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// The run, which begins now if it has not; `None` where its list is gone.
    fn run(&mut self) -> Option<&mut JobRun<ExportItem>> {
        if let Some((mut setup, list)) = self.set.take() {
            let formats = std::mem::take(&mut self.formats);
            let named = formats
                .iter()
                .map(|(kind, format)| format!("{kind} as {format}"));
            setup.identify("formats", named.collect::<Vec<_>>().join(", "));
            setup.set_options(self.options.clone());
            self.run = Some(JobRun::new(setup, Box::pin(Formatted { list, formats })));
        }
        self.run.as_mut()
    }
}

// Nothing in it is pinned: the list is boxed.
impl Unpin for ExportMany {}

impl Stream for ExportMany {
    type Item = Result<Outcome<ExportItem>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.run() {
            Some(run) => Pin::new(run).poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

impl IntoFuture for ExportMany {
    type Output = Result<Summary<ExportItem>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut summary = Summary::default();
            while let Some(outcome) = self.try_next().await? {
                summary.add(outcome);
            }
            Ok(summary)
        })
    }
}

impl fmt::Debug for ExportMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportMany")
            .field("formats", &self.formats)
            .finish_non_exhaustive()
    }
}

/// The documents, each with its format.
struct Formatted {
    list: Pieces<ExportItem>,
    formats: BTreeMap<String, FileExtension>,
}

impl Stream for Formatted {
    type Item = Result<ExportItem>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.list.as_mut().poll_next(cx);
        polled.map(|next| {
            next.map(|item| {
                item.map(|mut item| {
                    let format = || self.formats.get(item.file.kind.as_str()).cloned();
                    item.extension = item.extension.take().or_else(format);
                    item
                })
            })
        })
    }
}
