//! Where the files of a run are put: each under a name of its own, the same in all runs with one journal.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::file::draft::numbered;
use crate::file::name;
use crate::flow::piece::Folder;
use crate::ground::error::{Error, Result};

/// The places of a run, by paths from its directory on, with `/` between the names.
#[derive(Debug)]
pub(crate) struct Places {
    directory: PathBuf,
    /// The path of each piece and each folder, by its key.
    known: HashMap<String, String>,
    /// The paths that are taken, in small letters: on many systems, names that differ in nothing else are one.
    taken: HashSet<String>,
}

/// A folder that got a place.
pub(crate) struct Placed {
    pub(crate) key: String,
    pub(crate) path: String,
}

/// The key of a folder; a piece has no such key.
fn folder_key(folder: &Folder) -> String {
    format!("folder {}", folder.id)
}

impl Places {
    /// The places in a directory, of which those are known that an earlier run has given.
    pub(crate) fn new(directory: &Path, known: HashMap<String, String>) -> Self {
        let taken = known.values().map(|path| path.to_lowercase()).collect();
        Self {
            directory: directory.to_owned(),
            known,
            taken,
        }
    }

    /// The path of a piece that has a place.
    pub(crate) fn known(&self, key: &str) -> Option<String> {
        self.known.get(key).cloned()
    }

    /// Books the place that a piece got elsewhere.
    pub(crate) fn know(&mut self, key: &str, path: &str) {
        self.taken.insert(path.to_lowercase());
        self.known.insert(key.to_owned(), path.to_owned());
    }

    /// Finds the place of folders in each other; those that had none yet are added to `new`.
    pub(crate) fn folder(&mut self, folders: &[Folder], new: &mut Vec<Placed>) -> String {
        let mut path = String::new();
        for folder in folders {
            let key = folder_key(folder);
            if let Some(known) = self.known.get(&key) {
                path.clone_from(known);
                continue;
            }
            let name = name::with_extension(&folder.name, None);
            let name = name.or_else(|| name::with_extension(&folder.id, None));
            let name = name.unwrap_or_else(|| "folder".to_owned());
            let names = (1_u32..).map(|number| match number {
                1 => name.clone(),
                _ => format!("{name} ({number})"),
            });
            path = self.claim(&path, names, |found| found.is_dir());
            self.known.insert(key.clone(), path.clone());
            new.push(Placed {
                key,
                path: path.clone(),
            });
        }
        path
    }

    /// Gives a piece a place in a folder.
    pub(crate) fn file(
        &mut self,
        key: &str,
        folder: &str,
        name: Option<&str>,
        extension: Option<&str>,
    ) -> String {
        let name = name.and_then(|name| name::with_extension(name, extension));
        let name = name.or_else(|| name::with_extension(key, extension));
        let name = PathBuf::from(name.unwrap_or_else(|| "file".to_owned()));
        let names = (1_u32..).map(|number| {
            let name = numbered(&name, number);
            name.to_string_lossy().into_owned()
        });
        // What lies there and is not ours is not replaced.
        let path = self.claim(folder, names, |_| false);
        self.known.insert(key.to_owned(), path.clone());
        path
    }

    /// Takes the first path that is free; `suits` says whether something that lies there already does.
    fn claim(
        &mut self,
        folder: &str,
        mut names: impl Iterator<Item = String>,
        suits: impl Fn(&fs::Metadata) -> bool,
    ) -> String {
        let path = |name: String| match folder {
            "" => name,
            folder => format!("{folder}/{name}"),
        };
        let found = names.find_map(|name| {
            let path = path(name);
            let lies_there = fs::symlink_metadata(self.directory.join(&path));
            let is_free = lies_there.map_or(true, |found| suits(&found));
            (is_free && self.taken.insert(path.to_lowercase())).then_some(path)
        });
        found.unwrap_or_default()
    }

    /// The file for a path, in a folder that is made if need be. The directory of the run itself is not: it was there.
    pub(crate) fn prepare(directory: &Path, path: &str) -> Result<PathBuf> {
        check(directory)?;
        let target = directory.join(path);
        if let Some(folder) = target.parent().filter(|_| path.contains('/')) {
            let made = fs::create_dir_all(folder);
            made.map_err(|error| {
                Error::file(format!("cannot create {}", folder.display()), error)
            })?;
        }
        Ok(target)
    }
}

/// Looks whether the directory of a run is there.
pub(crate) fn check(directory: &Path) -> Result<()> {
    let what = format!("cannot save in {}", directory.display());
    match fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(
            Error::invalid_request(format!("{what}: it is not a directory"))
                .with_hint("name the directory for the files, or move that file away"),
        ),
        Err(error) => Err(Error::file(what, error).with_hint("create the directory first")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(id: &str, name: &str) -> Folder {
        Folder {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn every_piece_gets_a_place_of_its_own_and_keeps_it() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("mine.pdf"), "x").unwrap();
        let mut places = Places::new(directory.path(), HashMap::new());
        let mut new = Vec::new();
        let first = places.folder(&[folder("1", "A/B")], &mut new);
        let second = places.folder(&[folder("2", "a_b")], &mut new);
        let below = places.folder(&[folder("2", "a_b"), folder("3", "..")], &mut new);
        assert_eq!(
            [&*first, &*second, &*below],
            ["A_B", "a_b (2)", "a_b (2)/3"]
        );
        assert_eq!(new.len(), 3);
        let mut file = |key, folder, name| places.file(key, folder, name, Some("pdf"));
        assert_eq!(file("k1", "", Some("Report")), "Report.pdf");
        assert_eq!(file("k2", "", Some("report")), "report (2).pdf");
        assert_eq!(file("k3", "A_B", Some("report")), "A_B/report.pdf");
        assert_eq!(file("k4", "", Some("mine")), "mine (2).pdf");
        assert_eq!(file("k5", "", None), "k5.pdf");
        assert_eq!(file("k6", "", Some("a_b (2)")), "a_b (2).pdf");

        let known = places.known.clone();
        let mut places = Places::new(directory.path(), known);
        assert_eq!(places.known("k2").as_deref(), Some("report (2).pdf"));
        assert_eq!(
            places.folder(&[folder("2", "renamed")], &mut new),
            "a_b (2)"
        );
        assert_eq!(
            places.file("k7", "", Some("REPORT"), Some("pdf")),
            "REPORT (3).pdf"
        );
    }

    #[test]
    fn folders_are_made_and_the_directory_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let target = Places::prepare(directory.path(), "a/b/c.pdf").unwrap();
        assert!(target.parent().unwrap().is_dir());
        let gone = directory.path().join("gone");
        let error = Places::prepare(&gone, "a/c.pdf").unwrap_err().to_string();
        assert!(
            error.contains("gone") && error.contains("create the directory first"),
            "{error}"
        );
        assert!(!gone.exists());
        fs::write(&gone, "x").unwrap();
        let error = check(&gone).unwrap_err().to_string();
        assert!(error.contains("it is not a directory"), "{error}");
    }
}
