//! What a run of exports is made of: one document or file, and where it goes.

use feishu_core::protocol::{Folder, Piece, Work};
use feishu_core::{Error, Result, UnixSeconds};
use serde::{Deserialize, Serialize};

use crate::export_task::{CreateExportTask, ExportJob, FileExtension};
use crate::file::{DownloadFile, File};
use crate::types::{FileKind, FileRef, FolderToken};
use crate::{DocumentLink, WalkEntry};

/// A document to export or a file to download, and what is known of it.
///
/// Made of a [`FileRef`], an entry of a listing or of a [walk](crate::Drive::walk), or a [`DocumentLink`]. Of a shortcut, it is what the shortcut
/// leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExportItem {
    /// The document or the file.
    pub file: FileRef,
    /// The format to export to. By default, that of the run for this kind of document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<FileExtension>,
    /// The sheet or the table to export, needed for `csv` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub_id: Option<String>,
    /// The name for the local file, without an extension for a document. By default, the title that the platform gives with the
    /// export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The folders in which the local file lies, the outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<(FolderToken, String)>,
    /// When the document was last changed. A later run exports it again if this has changed, and never if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<UnixSeconds>,
}

impl ExportItem {
    /// A document or a file, of which nothing else is known.
    pub fn new(file: impl Into<FileRef>) -> Self {
        Self {
            file: file.into(),
            extension: None,
            sub_id: None,
            name: None,
            folders: Vec::new(),
            modified: None,
        }
    }

    /// Sets the format to export to.
    #[must_use]
    pub fn extension(mut self, extension: FileExtension) -> Self {
        self.extension = Some(extension);
        self
    }

    /// Sets the sheet or the table to export.
    #[must_use]
    pub fn sub_id(mut self, sub_id: impl Into<String>) -> Self {
        self.sub_id = Some(sub_id.into());
        self
    }

    /// Sets the name for the local file. Characters that cannot stand in a name are replaced.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl From<FileRef> for ExportItem {
    fn from(file: FileRef) -> Self {
        Self::new(file)
    }
}

impl From<&FileRef> for ExportItem {
    fn from(file: &FileRef) -> Self {
        Self::new(file.clone())
    }
}

impl From<DocumentLink> for ExportItem {
    fn from(link: DocumentLink) -> Self {
        Self {
            sub_id: link.sub_id,
            ..Self::new(link.file)
        }
    }
}

impl From<&File> for ExportItem {
    fn from(entry: &File) -> Self {
        // Of a shortcut, the entry tells when the shortcut was changed, which says nothing.
        let is_shortcut = entry.kind == FileKind::Shortcut;
        Self {
            name: (!entry.name.is_empty()).then(|| entry.name.clone()),
            modified: entry.modified_time.filter(|_| !is_shortcut),
            ..Self::new(entry.file())
        }
    }
}

impl From<File> for ExportItem {
    fn from(entry: File) -> Self {
        Self::from(&entry)
    }
}

impl From<&WalkEntry> for ExportItem {
    fn from(entry: &WalkEntry) -> Self {
        let folders = entry.folders().iter();
        Self {
            folders: folders
                .map(|folder| (folder.token.clone(), folder.name.clone()))
                .collect(),
            ..Self::from(&entry.file)
        }
    }
}

impl From<WalkEntry> for ExportItem {
    fn from(entry: WalkEntry) -> Self {
        Self::from(&entry)
    }
}

impl Piece for ExportItem {
    type Job = ExportJob;
    type File = DownloadFile;

    fn key(&self) -> String {
        let parts = [
            Some(self.file.kind.as_str()),
            Some(self.file.token.as_str()),
            Piece::extension(self),
            self.sub_id.as_deref(),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    fn version(&self) -> Option<String> {
        self.modified.map(|modified| modified.to_string())
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    fn extension(&self) -> Option<&str> {
        let is_file = self.file.kind == FileKind::File;
        let extension = self.extension.as_ref().filter(|_| !is_file);
        extension.map(FileExtension::as_str)
    }

    fn folders(&self) -> Vec<Folder> {
        let folders = self.folders.iter().map(|(token, name)| Folder {
            id: token.to_string(),
            name: name.clone(),
        });
        folders.collect()
    }

    fn work(&self) -> Result<Work<CreateExportTask, DownloadFile>> {
        if self.file.kind == FileKind::File {
            return Ok(Work::File(DownloadFile::new(&self.file.token)));
        }
        let Some(extension) = &self.extension else {
            let what = format!("there is no format to export a {} to", self.file.kind);
            let hint = "leave it out, or set a format for this kind with `format`";
            return Err(Error::invalid_request(what).with_hint(hint));
        };
        let mut request = CreateExportTask::new(&self.file, extension.clone());
        request.sub_id.clone_from(&self.sub_id);
        Ok(Work::Job(request))
    }
}
