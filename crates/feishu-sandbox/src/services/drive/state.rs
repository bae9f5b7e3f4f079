//! What drive remembers: documents, folders, files that wait to be imported, jobs and what they have made.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;

use super::builtin;
use super::document::{Access, Document};
use super::export::ExportWork;
use super::import::ImportWork;
use crate::clock::Moment;
use crate::services::jobs::Jobs;
use crate::state::files::MadeFiles;
use crate::state::random_token;
use crate::state::token::Caller;

/// The token of the root folder of the sandbox; callers name it by an empty token.
pub(crate) const ROOT: &str = "fldcnSandboxDriveRootFolder";

/// Documents, folders, uploads and jobs.
#[derive(Debug)]
pub(crate) struct Drive {
    documents: HashMap<String, Document>,
    /// What lies in folders, in the order in which it came.
    entries: Vec<Entry>,
    folders: Vec<String>,
    pub(super) uploads: HashMap<String, Upload>,
    pub(super) exports: Jobs<ExportWork>,
    pub(super) imports: Jobs<ImportWork>,
    /// The files that exports have made.
    pub(super) files: MadeFiles,
    /// How long an exported file is kept.
    pub(super) file_lifetime: Duration,
    /// How long an uploaded file waits for its import.
    pub(super) upload_lifetime: Duration,
}

/// Something that lies in a folder.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) token: String,
    pub(super) name: String,
    /// The type on the wire.
    pub(super) kind: &'static str,
    /// The part of the address that tells the kind.
    pub(super) address: &'static str,
    /// The folder; the root has none.
    folder: Option<String>,
    /// Type and token of what a shortcut leads to.
    pub(super) target: Option<(&'static str, &'static str)>,
    pub(super) created: Moment,
}

impl Entry {
    /// The token of the folder that it lies in.
    pub(super) fn parent(&self) -> &str {
        self.folder.as_deref().unwrap_or(ROOT)
    }
}

/// A file that waits to be imported, or belongs to a document.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) owner: Caller,
    pub(super) name: String,
    pub(super) content: Bytes,
    /// What the upload said about its import; `None` if it is for something else.
    pub(super) import: Option<ImportHint>,
    pub(super) until: Moment,
}

/// What an upload says about the import that is to follow.
#[derive(Clone, Debug, Default)]
pub(super) struct ImportHint {
    pub(super) extension: Option<String>,
    pub(super) document: Option<String>,
}

impl Drive {
    /// A drive with the built-in documents.
    pub(crate) fn with_builtins(now: Moment) -> Self {
        let mut drive = Self {
            documents: HashMap::new(),
            entries: Vec::new(),
            folders: Vec::new(),
            uploads: HashMap::new(),
            exports: Jobs::default(),
            imports: Jobs::default(),
            files: MadeFiles::default(),
            file_lifetime: Duration::from_secs(10 * 60),
            upload_lifetime: Duration::from_secs(5 * 60),
        };
        drive.folders.push(builtin::FOLDER.to_owned());
        drive.entries.push(Entry {
            token: builtin::FOLDER.to_owned(),
            name: "Shared documents 共享文件夹".to_owned(),
            kind: "folder",
            address: "drive/folder",
            folder: None,
            target: None,
            created: now,
        });
        for (token, document) in builtin::documents() {
            drive.insert(token.to_owned(), document, now);
        }
        drive.entries.push(Entry {
            token: "boxcnSandboxBrandGuidelines".to_owned(),
            name: "Brand guidelines 品牌手册.pdf".to_owned(),
            kind: "file",
            address: "file",
            folder: Some(builtin::FOLDER.to_owned()),
            target: None,
            created: now,
        });
        drive.entries.push(Entry {
            token: "nodcnSandboxShortcutToSheet".to_owned(),
            name: "Orders (shortcut)".to_owned(),
            kind: "shortcut",
            address: "sheets",
            folder: Some(builtin::FOLDER.to_owned()),
            target: Some(("sheet", builtin::SHEET)),
            created: now,
        });
        drive
    }

    /// Adds a document and returns its token.
    pub(super) fn add(&mut self, document: Document, now: Moment) -> String {
        let token = random_token(document.kind.token_prefix());
        self.insert(token.clone(), document, now);
        token
    }

    /// Makes a folder and returns its token; `None` if there is no folder to put it into.
    pub(crate) fn add_folder(&mut self, name: &str, parent: &str, now: Moment) -> Option<String> {
        if !parent.is_empty() && !self.has_folder(parent) {
            return None;
        }
        let token = random_token("fldcn");
        self.folders.push(token.clone());
        self.entries.push(Entry {
            token: token.clone(),
            name: name.to_owned(),
            kind: "folder",
            address: "drive/folder",
            folder: Some(parent)
                .filter(|parent| !parent.is_empty() && *parent != ROOT)
                .map(str::to_owned),
            target: None,
            created: now,
        });
        Some(token)
    }

    /// The folders that a document was put into and that nobody has made.
    pub(crate) fn loose_folders(&self) -> impl Iterator<Item = &str> {
        let made = |token: &str| self.entries.iter().any(|entry| entry.token == token);
        let folders = self.folders.iter().map(String::as_str);
        folders.filter(move |token| !made(token))
    }

    fn insert(&mut self, token: String, document: Document, now: Moment) {
        if let Some(folder) = &document.folder
            && !self.has_folder(folder)
        {
            self.folders.push(folder.clone());
        }
        self.entries.push(Entry {
            token: token.clone(),
            name: document.title.clone(),
            kind: document.kind.as_str(),
            address: document.kind.address(),
            folder: document.folder.clone(),
            target: None,
            created: now,
        });
        self.documents.insert(token, document);
    }

    /// Puts a copy of a document or a file into a folder.
    pub(super) fn copy(&mut self, source: &Entry, name: &str, folder: &str, now: Moment) -> Entry {
        let copy = Entry {
            token: random_token(source.token.get(..5).unwrap_or_default()),
            name: name.to_owned(),
            folder: (folder != ROOT).then(|| folder.to_owned()),
            created: now,
            ..source.clone()
        };
        if let Some(document) = self.documents.get(&source.token) {
            let document = Document {
                title: name.to_owned(),
                folder: copy.folder.clone(),
                ..document.clone()
            };
            self.documents.insert(copy.token.clone(), document);
        }
        self.entries.push(copy.clone());
        copy
    }

    /// Takes something out of its folder, and with a folder all that lies in it.
    pub(super) fn delete(&mut self, token: &str) {
        let inside = |entry: &&Entry| entry.folder.as_deref() == Some(token);
        let inside: Vec<_> = self
            .entries
            .iter()
            .filter(inside)
            .map(|entry| entry.token.clone())
            .collect();
        for token in inside {
            self.delete(&token);
        }
        self.entries.retain(|entry| entry.token != token);
        self.folders.retain(|folder| folder != token);
        if let Some(document) = self.documents.get_mut(token) {
            document.access = Access::Deleted;
        }
    }

    /// What has this token and is of this kind, wherever it lies.
    pub(super) fn entry(&self, token: &str, kind: &str) -> Option<&Entry> {
        let found = self.entries.iter().find(|entry| entry.token == token);
        found.filter(|entry| entry.kind == kind)
    }

    pub(super) fn document(&self, token: &str) -> Option<&Document> {
        self.documents.get(token)
    }

    /// Whether there is such a folder.
    pub(super) fn has_folder(&self, token: &str) -> bool {
        token == ROOT || self.folders.iter().any(|folder| folder == token)
    }

    /// What lies in a folder; the root hides its shortcuts.
    pub(super) fn list(&self, folder: Option<&str>) -> Vec<&Entry> {
        let folder = folder.filter(|folder| *folder != ROOT);
        let inside = self
            .entries
            .iter()
            .filter(|entry| entry.folder.as_deref() == folder);
        inside
            .filter(|entry| folder.is_some() || entry.target.is_none())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn every_token_is_as_long_as_the_platform_has_them() {
        let drive = Drive::with_builtins(Clock::of_machine().now());
        assert!(
            drive.entries.iter().all(|entry| entry.token.len() == 27),
            "{:?}",
            drive.entries
        );
        assert_eq!(ROOT.len(), 27);
    }

    #[test]
    fn the_root_and_the_folder_differ() {
        let drive = Drive::with_builtins(Clock::of_machine().now());
        assert_eq!(drive.list(None).len(), 1);
        assert_eq!(drive.list(Some(builtin::FOLDER)).len(), 5);
    }
}
