//! Writes files of the spec, all or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::spec::Rewrite;
use crate::text::whole_file;

use super::Import;

/// Writes the files that an import changes, and returns their paths.
///
/// # Errors
///
/// A file could not be written; the error names it.
pub fn write(root: &Path, import: &Import) -> io::Result<Vec<String>> {
    write_all(root, &import.rewrites)
}

/// Writes files that change, and returns their paths.
///
/// Each is written in full beside its place before the first takes it, so that a full disk or a folder that cannot be
/// written to leaves the spec as it was. If one cannot take its place after all, those that have are put back.
///
/// # Errors
///
/// A file could not be written; the error names it.
pub fn write_all(root: &Path, rewrites: &[Rewrite]) -> io::Result<Vec<String>> {
    let mut written = Written {
        root,
        folders: Vec::new(),
        staged: Vec::new(),
        moved: Vec::new(),
    };
    if let Err(error) = written.all(rewrites) {
        return Err(written.take_back(error));
    }
    let paths = rewrites.iter().map(|rewrite| rewrite.path.clone());
    Ok(paths.collect())
}

/// What has been written so far.
struct Written<'a> {
    root: &'a Path,
    /// Folders that were not there, each before those in it.
    folders: Vec<PathBuf>,
    /// Files beside their places, in the order of the rewrites.
    staged: Vec<PathBuf>,
    /// Files that stand in their places, and whether there was one before.
    moved: Vec<(&'a Rewrite, bool)>,
}

impl<'a> Written<'a> {
    fn all(&mut self, rewrites: &'a [Rewrite]) -> io::Result<()> {
        for rewrite in rewrites {
            self.stage(rewrite)
                .map_err(|error| named(&rewrite.path, &error))?;
        }
        for (rewrite, beside) in rewrites.iter().zip(&self.staged) {
            let path = self.root.join(&rewrite.path);
            let existed = path.exists();
            fs::rename(beside, &path).map_err(|error| named(&rewrite.path, &error))?;
            self.moved.push((rewrite, existed));
        }
        Ok(())
    }

    fn stage(&mut self, rewrite: &Rewrite) -> io::Result<()> {
        let path = self.root.join(&rewrite.path);
        let above = path.ancestors().skip(1);
        let missing: Vec<_> = above.take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.folders.push(folder.to_owned());
        }
        let beside = whole_file::stage(&path, rewrite.after.as_bytes())?;
        self.staged.push(beside);
        Ok(())
    }

    /// Leaves the spec as it was. The error that comes back is the one that it is about, and says what could not be undone.
    fn take_back(self, mut error: io::Error) -> io::Error {
        for (rewrite, existed) in self.moved {
            let path = self.root.join(&rewrite.path);
            let undone = match existed {
                true => whole_file::replace(&path, rewrite.before.as_bytes()),
                false => fs::remove_file(&path),
            };
            if let Err(other) = undone {
                let text = format!("{error}; {} could not be put back: {other}", rewrite.path);
                error = io::Error::new(error.kind(), text);
            }
        }
        for beside in self.staged {
            // It may have taken its place; the error that counts is the other one.
            let _ = fs::remove_file(beside);
        }
        for folder in self.folders.iter().rev() {
            // One that somebody else has put something into stays.
            let _ = fs::remove_dir(folder);
        }
        error
    }
}

fn named(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{path}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::diagnostic::Report;

    fn import(files: &[(&str, &str, &str)]) -> Import {
        let rewrite = |(path, before, after): &(&str, &str, &str)| Rewrite {
            path: (*path).to_owned(),
            before: (*before).to_owned(),
            after: (*after).to_owned(),
        };
        Import {
            operations: Vec::new(),
            rewrites: files.iter().map(rewrite).collect(),
            remaining: Report::new(),
            types: Vec::new(),
            left_out: 0,
        }
    }

    /// A folder of its own for a test, which is empty.
    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("import-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries.map(name).collect();
        names.sort();
        let text = |name: std::ffi::OsString| name.to_string_lossy().into_owned();
        names.into_iter().map(text).collect()
    }

    #[test]
    fn all_files_are_written() {
        let root = scratch("all");
        let paths = write(
            &root,
            &import(&[("a.yaml", "", "a"), ("b/c/d.yaml", "", "d")]),
        )
        .unwrap();
        assert_eq!(paths, ["a.yaml", "b/c/d.yaml"]);
        assert_eq!(fs::read_to_string(root.join("b/c/d.yaml")).unwrap(), "d");
        assert_eq!(names(&root), ["a.yaml", "b"]);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn if_one_cannot_take_its_place_all_is_as_it_was() {
        let root = scratch("none");
        fs::write(root.join("a.yaml"), "old").unwrap();
        // Nothing can be moved over a folder.
        fs::create_dir_all(root.join("z.yaml/inside")).unwrap();
        let files = [
            ("a.yaml", "old", "new"),
            ("b.yaml", "", "b"),
            ("c/d/e.yaml", "", "e"),
            ("z.yaml", "", "z"),
        ];
        let error = write(&root, &import(&files)).unwrap_err().to_string();
        assert_eq!(error.matches("z.yaml").count(), 1, "{error}");
        assert_eq!(names(&root), ["a.yaml", "z.yaml"]);
        assert_eq!(fs::read_to_string(root.join("a.yaml")).unwrap(), "old");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn if_one_cannot_be_written_beside_its_place_none_is() {
        let root = scratch("beside");
        // Nothing can be written into what is no folder.
        fs::write(root.join("z"), "a file").unwrap();
        let files = [("b/a.yaml", "", "a"), ("z/z.yaml", "", "z")];
        let error = write(&root, &import(&files)).unwrap_err().to_string();
        assert!(error.starts_with("z/z.yaml: "), "{error}");
        assert_eq!(names(&root), ["z"]);
        fs::remove_dir_all(root).unwrap();
    }
}
