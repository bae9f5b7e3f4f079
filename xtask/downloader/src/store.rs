//! The folder that pages go to: what is there, what takes the place of what, and what is in the way.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::PathBuf;

use crate::address::PagePath;
use crate::file::{self, Page, StoreError, Stored};
use crate::journal::Journal;
use crate::service::{Kind, Trouble};
use crate::tree::Wanted;

/// Where pages go, and what is there.
pub(crate) struct Store {
    /// The folder of all pages.
    pub(crate) folder: PathBuf,
    /// What was done so far.
    pub(crate) journal: Journal,
    /// Whether pages are asked for that are there already.
    again: bool,
    /// The keys of the pages that this run has not asked for, since their stamps say that they are as they were.
    kept: BTreeSet<String>,
}

/// What became of a page that was fetched.
#[derive(Debug)]
pub(crate) struct Added {
    /// What became of its file.
    pub(crate) stored: Stored,
    /// What else the user ought to know.
    pub(crate) notes: Vec<String>,
}

impl Store {
    pub(crate) fn new(folder: PathBuf, journal: Journal, again: bool) -> Self {
        Self {
            folder,
            journal,
            again,
            kept: BTreeSet::new(),
        }
    }

    /// The file of a page.
    pub(crate) fn file(&self, page: &PagePath) -> PathBuf {
        self.folder.join(page.file())
    }

    /// Whether a page is there as it is in the documentation: fetched by this run before it was broken off, or with the
    /// stamp that the list of all pages states.
    pub(crate) fn has(&mut self, wanted: &Wanted) -> bool {
        let head_of = |page| {
            let head = file::head_of(&self.file(page));
            head.filter(|head| head.path == *page)
        };
        if let Some(page) = self.journal.page(&wanted.path) {
            return head_of(page).is_some();
        }
        if self.again || wanted.updated.is_none() {
            return false;
        }
        let has = head_of(&wanted.path).is_some_and(|head| head.updated == wanted.updated);
        if has {
            self.kept.insert(wanted.path.key().to_owned());
        }
        has
    }

    /// Writes a page that was asked for, and down that it is there.
    pub(crate) fn add(&mut self, asked: &PagePath, page: &Page) -> Result<Added, Trouble> {
        let mut notes = Vec::new();
        let stored = self
            .write(asked, page, &mut notes)
            .map_err(|error| self.not_stored(error))?;
        self.journal
            .add(asked, &page.path)
            .map_err(|error| self.not_stored(StoreError::Io(self.folder.clone(), error)))?;
        if page.path != *asked {
            notes.extend(self.remove_stale(asked, &page.path));
        }
        Ok(Added { stored, notes })
    }

    /// Several paths may lead to one page and bring other texts. Whatever the order in which they come, the text is kept
    /// that the page's own path brings, or else the first of them by the alphabet.
    fn write(
        &self,
        asked: &PagePath,
        page: &Page,
        notes: &mut Vec<String>,
    ) -> Result<Stored, StoreError> {
        let file = self.file(&page.path);
        let own = page.path.key();
        let kept = self.kept.get(own).map(String::as_str);
        let others = self.journal.paths_to(&page.path).chain(kept);
        let rank = |path: &&str| (*path != own, (*path).to_owned());
        let Some(other) = others
            .filter(|path| *path != asked.key())
            .min_by_key(rank)
            .filter(|_| file::head_of(&file).is_some() && !page.is_in(&file))
        else {
            return page.store(&file);
        };
        let counts = std::cmp::min_by_key(asked.key(), other, rank);
        notes.push(format!(
            "{asked} and {other} are one page, {}, and differ; the text of {counts} is kept",
            page.path
        ));
        if counts == other {
            return Ok(Stored::Same);
        }
        page.store(&file)
    }

    /// Removes the file that a page had before it moved, so that nobody takes it for another one.
    fn remove_stale(&self, old: &PagePath, new: &PagePath) -> Option<String> {
        let file = self.file(old);
        // What this run has brought is there for good.
        let fresh = self.kept.contains(old.key()) || self.journal.paths_to(old).next().is_some();
        let stale = !fresh && file::head_of(&file).is_some_and(|head| head.path == *old);
        stale.then(|| match fs::remove_file(&file) {
            Ok(()) => format!("removed {}, since the page is {new} now", file.display()),
            Err(error) => format!(
                "{} is stale, since the page is {new} now, and cannot be removed: {error}",
                file.display()
            ),
        })
    }

    fn not_stored(&self, error: StoreError) -> Trouble {
        let (path, error) = match error {
            StoreError::Io(path, error) => (path, error),
            StoreError::Taken(other) => {
                return Trouble {
                    kind: Kind::Page,
                    what: format!("its file holds another page, {other}"),
                    url: None,
                    remedy: "fetch it into another folder with `--to`",
                };
            }
        };
        // What is in the way of one page is not in that of all.
        let (kind, remedy) = match error.kind() {
            io::ErrorKind::InvalidFilename => (
                Kind::Page,
                "the names or the path are too long for this system: name a folder with a shorter path with `--to`",
            ),
            io::ErrorKind::IsADirectory => (
                Kind::Page,
                "a folder stands where the file goes: move it away, or name another with `--to`",
            ),
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                let kind = if self.folder.is_dir() {
                    Kind::Page
                } else {
                    Kind::Service
                };
                let remedy = "a file stands where a folder is needed: move it away, or name another with `--to`";
                (kind, remedy)
            }
            _ => (
                Kind::Service,
                "make the folder writable, or name another with `--to`",
            ),
        };
        Trouble {
            kind,
            what: format!("{}: {error}", path.display()),
            url: None,
            remedy,
        }
    }
}
