//! What a run has done so far, kept in a file until all is done: a run that was broken off goes on where it was.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::address::{Base, PagePath};
use super::file;

/// The file, in the folder of the pages.
const NAME: &str = ".fetch.jsonl";
/// So old a run is not continued but begun anew: the pages may have changed since. In seconds.
const LIFETIME: u64 = 24 * 60 * 60;

/// The pages that were fetched and where they are. A line is added for each as soon as its file is in place; half a
/// line, which a crash may leave, does not count.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    base: String,
    begun: u64,
    /// Whether it is of a run that asks for every page again.
    again: bool,
    /// The files by the key of the path that was asked for.
    done: BTreeMap<String, PathBuf>,
    /// Whether the file on the disk is that of this run.
    written: bool,
}

impl Journal {
    /// Continues the journal of a folder, or begins one: if there is none, if it is of another service, or too old.
    /// A run that asks for every page again continues only one that did so too.
    pub(crate) fn open(folder: &Path, base: &Base, now: u64, again: bool) -> Self {
        let new = Self {
            path: folder.join(NAME),
            base: base.to_string(),
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

    /// The file of a page that this run has already, from the folder of all pages.
    pub(crate) fn file(&self, page: &PagePath) -> Option<&Path> {
        self.done.get(page.key()).map(PathBuf::as_path)
    }

    /// Writes down that a page is there.
    pub(crate) fn add(&mut self, page: &PagePath, file: &Path) -> io::Result<()> {
        self.done.insert(page.key().to_owned(), file.to_owned());
        if !self.written {
            self.rewrite()?;
            self.written = true;
            return Ok(());
        }
        let mut open = OpenOptions::new().append(true).open(&self.path)?;
        open.write_all(line(page.key(), file).as_bytes())
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
        for (page, file) in &self.done {
            text += &line(page, file);
        }
        file::replace(&self.path, text.as_bytes())
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
            let page: PagePath = line["page"].as_str()?.parse().ok()?;
            Some((page.key().to_owned(), PathBuf::from(line["file"].as_str()?)))
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

fn line(page: &str, file: &Path) -> String {
    format!(
        "{}\n",
        json!({ "page": page, "file": file.to_string_lossy() })
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_800_000_000;

    fn base(text: &str) -> Base {
        text.parse().unwrap()
    }

    fn page(text: &str) -> PagePath {
        text.parse().unwrap()
    }

    #[test]
    fn a_run_goes_on_where_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut first = Journal::open(folder.path(), &base, NOW, false);
        first.add(&page("/a/"), Path::new("a.md")).unwrap();
        first.add(&page("/b"), Path::new("moved/b.md")).unwrap();
        // The crash left half a line.
        let path = folder.path().join(NAME);
        let text = fs::read_to_string(&path).unwrap() + "{\"page\":\"/c\",\"fi";
        fs::write(&path, text).unwrap();
        let mut second = Journal::open(folder.path(), &base, NOW + 60, false);
        assert_eq!(second.file(&page("/a")), Some(Path::new("a.md")));
        assert_eq!(second.file(&page("/b")), Some(Path::new("moved/b.md")));
        assert_eq!(second.file(&page("/c")), None);
        second.add(&page("/d"), Path::new("d.md")).unwrap();
        let third = Journal::open(folder.path(), &base, NOW + 60, false);
        assert_eq!(third.done.len(), 3);
        assert_eq!(third.begun, NOW, "it is still the same run");
    }

    #[test]
    fn a_run_of_another_time_or_place_is_not_continued() {
        let folder = tempfile::tempdir().unwrap();
        let here = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &here, NOW, false);
        journal.add(&page("/a"), Path::new("a.md")).unwrap();
        let knows = |base: &Base, now| {
            Journal::open(folder.path(), base, now, false)
                .file(&page("/a"))
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
        journal.add(&page("/a"), Path::new("a.md")).unwrap();
        for again in [true, false] {
            let next = Journal::open(folder.path(), &base, NOW, again);
            assert!(next.file(&page("/a")).is_some(), "{again}");
        }
    }

    #[test]
    fn what_is_done_is_forgotten_and_the_rest_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let base = base("http://docs.example");
        let mut journal = Journal::open(folder.path(), &base, NOW, false);
        journal.add(&page("/a"), Path::new("a.md")).unwrap();
        journal.add(&page("/b"), Path::new("b.md")).unwrap();
        journal.finish([page("/a")].iter()).unwrap();
        let mut rest = Journal::open(folder.path(), &base, NOW, false);
        assert_eq!(rest.file(&page("/a")), None);
        assert!(rest.file(&page("/b")).is_some());
        rest.finish([page("/b")].iter()).unwrap();
        assert!(!folder.path().join(NAME).exists());
        rest.finish([].iter()).unwrap();
    }
}
