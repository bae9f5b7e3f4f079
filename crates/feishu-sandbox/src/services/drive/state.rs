//! What drive remembers: the tree, media, uploads in parts, jobs and what they have made.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;

use super::builtin;
use super::document::{Access, Document};
use super::export::ExportWork;
use super::file::FolderTask;
use super::file_upload::InFolder;
use super::import::ImportWork;
use super::links::Links;
use super::media::{Media, MediaPlace};
use super::seeds;
use super::tree::{Entry, Held, NewEntry, ROOT, Tree};
use super::upload::Uploads;
use crate::clock::Moment;
use crate::services::jobs::Jobs;
use crate::state::files::MadeFiles;
use crate::users::USER;

/// How many bytes are kept of files, media and uploads in parts, unless set.
const QUOTA: usize = 512 * 1024 * 1024;

/// The tree, media, uploads and jobs.
#[derive(Debug)]
pub(crate) struct Drive {
    pub(super) tree: Tree,
    /// Media by their token.
    pub(super) media: HashMap<String, Media>,
    /// Addresses at which media are fetched without a token.
    pub(super) links: Links,
    pub(super) file_uploads: Uploads<InFolder>,
    pub(super) media_uploads: Uploads<MediaPlace>,
    pub(super) exports: Jobs<ExportWork>,
    pub(super) imports: Jobs<ImportWork>,
    /// Folders that are deleted or moved.
    pub(super) tasks: Jobs<FolderTask>,
    /// The files that exports have made.
    pub(super) files: MadeFiles,
    /// How long an exported file is kept.
    pub(super) file_lifetime: Duration,
    /// How long an uploaded file waits for its import.
    pub(super) upload_lifetime: Duration,
    /// How many bytes may be kept.
    pub(super) quota: usize,
}

impl Drive {
    /// A drive with the built-in documents.
    pub(crate) fn with_builtins(now: Moment) -> Self {
        let mut drive = Self {
            tree: Tree::new(USER, now),
            media: HashMap::new(),
            links: Links::default(),
            file_uploads: Uploads::default(),
            media_uploads: Uploads::default(),
            exports: Jobs::default(),
            imports: Jobs::default(),
            tasks: Jobs::default(),
            files: MadeFiles::default(),
            file_lifetime: Duration::from_secs(10 * 60),
            upload_lifetime: Duration::from_secs(5 * 60),
            quota: QUOTA,
        };
        builtin::plant(&mut drive.tree, now);
        seeds::plant(&mut drive, now);
        drive
    }

    /// Adds a document of somebody's and returns its token.
    pub(super) fn add(&mut self, document: Document, owner: &str, now: Moment) -> String {
        let folder = document.folder.as_deref().unwrap_or(ROOT).to_owned();
        self.tree.ensure_folder(&folder, owner, now);
        self.tree
            .add(&folder, NewEntry::document(document, owner), now)
    }

    pub(super) fn document(&self, token: &str) -> Option<&Document> {
        match &self.tree.get(token)?.held {
            Held::Document(document) => Some(document),
            _ => None,
        }
    }

    /// The bytes of a file or of media that are there.
    pub(super) fn content(&self, token: &str, now: Moment) -> Option<Bytes> {
        let file = self.tree.get(token);
        let file = file.filter(|file| file.access != Access::Deleted);
        if let Some(content) = file.and_then(Entry::content) {
            return Some(content.clone());
        }
        let media = self.media.get(token)?;
        media.is_there(now).then(|| media.content.clone())
    }

    /// Whether so many bytes more fit in; what has expired by now makes room for them first.
    pub(super) fn has_room(&mut self, bytes: usize, now: Moment) -> bool {
        self.file_uploads.forget_expired(now);
        self.media_uploads.forget_expired(now);
        self.media.values_mut().for_each(|media| media.expire(now));
        let files = self.tree.all().filter_map(Entry::content).map(Bytes::len);
        let media = self.media.values().map(|media| media.content.len());
        let used = files.sum::<usize>()
            + media.sum::<usize>()
            + self.file_uploads.size()
            + self.media_uploads.size();
        used.saturating_add(bytes) <= self.quota
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn every_token_is_as_long_as_the_platform_has_them() {
        let drive = Drive::with_builtins(Clock::of_machine().now());
        for entry in drive.tree.below(ROOT) {
            assert_eq!(entry.token.len(), 27, "{entry:?}");
        }
    }

    #[test]
    fn the_root_and_the_folder_differ() {
        let drive = Drive::with_builtins(Clock::of_machine().now());
        assert_eq!(drive.tree.inside(ROOT).count(), 1);
        assert_eq!(drive.tree.inside(builtin::FOLDER).count(), 5);
    }
}
