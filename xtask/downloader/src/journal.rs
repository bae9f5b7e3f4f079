//! What a run has done so far, kept in a file until all is done: a run that was broken off goes on where it was.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use feishu_codegen::text::whole_file;
use serde_json::{Value, json};

use crate::address::PagePath;

/// The file, in the folder of the pages.
const NAME: &str = ".fetch.jsonl";
/// So old a run is not continued but begun anew: the pages may have changed since. In seconds.
const LIFETIME: u64 = 24 * 60 * 60;

/// The pages that were fetched and the paths that they have, which say where their files are. A line is added for each as
/// soon as its file is in place; half a line, which a crash may leave, does not count.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    base: String,
    begun: u64,
    /// Whether it is of a run that asks for every page again.
    again: bool,
    /// The pages' own paths by the key of the path that was asked for.
    done: BTreeMap<String, PagePath>,
    /// Whether the file on the disk is that of this run.
    written: bool,
}

impl Journal {
    /// Continues the journal of a folder, or begins one: if there is none, if it is of another service, or too old.
    /// A run that asks for every page again continues only one that did so too.
    /// `source` is the service, and the language of its pages.
    pub(crate) fn open(folder: &Path, source: &str, now: u64, again: bool) -> Self {
        let new = Self {
            path: folder.join(NAME),
            base: source.to_owned(),
            begun: now,
            again,
            done: BTreeMap::new(),
            written: false,
        };
        let Ok(text) = fs::read_to_string(&new.path) else {
            return new;
        };
        new.continued(&text).unwrap_or(new)
    }

    /// The own path of a page that this run has already.
    pub(crate) fn page(&self, asked: &PagePath) -> Option<&PagePath> {
        self.done.get(asked.key())
    }

    /// The paths, in alphabetical order, that were asked for and brought this page.
    pub(crate) fn paths_to(&self, page: &PagePath) -> impl Iterator<Item = &str> {
        let to_it = self.done.iter().filter(move |(_, other)| *other == page);
        to_it.map(|(asked, _)| asked.as_str())
    }

    /// Writes down that a page is there.
    pub(crate) fn add(&mut self, asked: &PagePath, page: &PagePath) -> io::Result<()> {
        self.done.insert(asked.key().to_owned(), page.clone());
        if self.written {
            match OpenOptions::new().append(true).open(&self.path) {
                // Another run in this folder has come to its end.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                open => return open?.write_all(line(asked.key(), page).as_bytes()),
            }
        }
        self.rewrite()?;
        self.written = true;
        Ok(())
    }

    /// Forgets pages that were all fetched: the next run fetches them anew.
    pub(crate) fn finish<'a>(
        &mut self,
        pages: impl Iterator<Item = &'a PagePath>,
    ) -> io::Result<()> {
        for page in pages {
            self.done.remove(page.key());
        }
        if !self.done.is_empty() {
            return self.rewrite();
        }
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn rewrite(&self) -> io::Result<()> {
        let head = json!({ "base": self.base, "begun": self.begun, "again": self.again });
        let mut text = format!("{head}\n");
        for (asked, page) in &self.done {
            text += &line(asked, page);
        }
        whole_file::replace(&self.path, text.as_bytes())
    }

    fn continued(&self, text: &str) -> Option<Self> {
        let mut lines = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).ok());
        let head = lines.next()??;
        let begun = head["begun"].as_u64()?;
        let alive = begun <= self.begun && self.begun - begun < LIFETIME;
        let again = head["again"] == true;
        if !alive || head["base"] != self.base.as_str() || (self.again && !again) {
            return None;
        }
        let done = lines.flatten().filter_map(|line| {
            let path = |key: &str| line[key].as_str()?.parse::<PagePath>().ok();
            Some((path("asked")?.key().to_owned(), path("page")?))
        });
        Some(Self {
            path: self.path.clone(),
            base: self.base.clone(),
            begun,
            again,
            done: done.collect(),
            // Written anew with the next page, so that half a line at its end is gone.
            written: false,
        })
    }
}

fn line(asked: &str, page: &PagePath) -> String {
    format!("{}\n", json!({ "asked": asked, "page": page.as_str() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Base;

    const NOW: u64 = 1_800_000_000;

    fn base(text: &str) -> String {
        text.parse::<Base>().unwrap().to_string()
    }

    fn page(text: &str) -> PagePath {
        text.parse().unwrap()
    }

    #[test]
    fn a_run_goes_on_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut first = Journal::open(folder.path(), &base, NOW, false);
        first.add(&page("/a/"), &page("/a")).unwrap();
        first.add(&page("/b"), &page("/moved/b")).unwrap();
        // The crash left half a line.
        let path = folder.path().join(NAME);
        let text = fs::read_to_string(&path).unwrap() + "{\"asked\":\"/c\",\"pa";
        fs::write(&path, text).unwrap();
        let mut second = Journal::open(folder.path(), &base, NOW + 60, false);
        assert_eq!(second.page(&page("/a")), Some(&page("/a")));
        assert_eq!(second.page(&page("/b")), Some(&page("/moved/b")));
        assert_eq!(second.page(&page("/c")), None);
        second.add(&page("/d"), &page("/d")).unwrap();
        let third = Journal::open(folder.path(), &base, NOW + 60, false);
        assert_eq!(third.done.len(), 3);
        assert_eq!(third.begun, NOW, "it is still the same run");
    }

    #[test]
    fn a_run_of_another_time_or_place_is_not_continued() {
        let folder = tempfile::tempdir().unwrap();
        let here = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &here, NOW, false);
        journal.add(&page("/a"), &page("/a")).unwrap();
        let knows = |base: &str, now| {
            Journal::open(folder.path(), base, now, false)
                .page(&page("/a"))
                .is_some()
        };
        assert!(knows(&here, NOW + LIFETIME - 1));
        assert!(!knows(&here, NOW + LIFETIME));
        assert!(!knows(&here, NOW - 1), "the clock was set back");
        assert!(!knows(&base("http://other.example"), NOW));
        assert!(
            Journal::open(folder.path(), &here, NOW, true)
                .done
                .is_empty()
        );
        fs::write(folder.path().join(NAME), "nonsense\n{}\n").unwrap();
        assert!(!knows(&here, NOW));
    }

    #[test]
    fn a_run_that_asks_again_goes_on_too() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &base, NOW, true);
        journal.add(&page("/a"), &page("/a")).unwrap();
        for again in [true, false] {
            let next = Journal::open(folder.path(), &base, NOW, again);
            assert!(next.page(&page("/a")).is_some(), "{again}");
        }
    }

    #[test]
    fn a_run_goes_on_when_another_one_ends() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &base, NOW, false);
        journal.add(&page("/a"), &page("/a")).unwrap();
        let mut other = Journal::open(folder.path(), &base, NOW, false);
        other.finish([page("/a")].iter()).unwrap();
        journal.add(&page("/b"), &page("/b")).unwrap();
        let next = Journal::open(folder.path(), &base, NOW, false);
        assert_eq!(next.done.len(), 2);
    }

    #[test]
    fn what_is_done_is_forgotten_and_the_rest_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &base, NOW, false);
        journal.add(&page("/a"), &page("/a")).unwrap();
        journal.add(&page("/b"), &page("/b")).unwrap();
        journal.finish([page("/a")].iter()).unwrap();
        let mut rest = Journal::open(folder.path(), &base, NOW, false);
        assert_eq!(rest.page(&page("/a")), None);
        assert!(rest.page(&page("/b")).is_some());
        rest.finish([page("/b")].iter()).unwrap();
        assert!(!folder.path().join(NAME).exists());
        rest.finish([].iter()).unwrap();
    }
}
