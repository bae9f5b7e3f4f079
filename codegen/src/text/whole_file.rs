//! Files that are written whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file beside its place, and moves it there when it is whole and on the disk. Folders that are not there are made.
///
/// # Errors
///
/// The file system refuses; what was in the place is still there.
pub fn replace(file: &Path, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(file.parent().unwrap_or(Path::new("")))?;
    let part = stage(file, content)?;
    fs::rename(&part, file).inspect_err(|_| _ = fs::remove_file(&part))
}

/// Writes a file beside its place, so that nothing is left to do but move it there. Returns where it is.
pub(crate) fn stage(file: &Path, content: &[u8]) -> io::Result<PathBuf> {
    // Hidden, so that whoever reads the folder passes over it; of a name that no other run has, which may write the same.
    let part = file.with_file_name(format!(".{:016x}.part", fastrand::u64(..)));
    let mut open = File::create_new(&part)?;
    let written = open.write_all(content).and_then(|()| open.sync_all());
    drop(open);
    match written {
        Ok(()) => Ok(part),
        Err(error) => {
            let _ = fs::remove_file(part);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn several_runs_may_write_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/page.md");
        let texts: Vec<String> = ('a'..='d')
            .map(|letter| letter.to_string().repeat(9999))
            .collect();
        thread::scope(|scope| {
            for text in &texts {
                scope.spawn(|| {
                    for _ in 0..25 {
                        replace(&file, text.as_bytes()).unwrap();
                        let read = fs::read_to_string(&file).unwrap();
                        assert!(texts.contains(&read), "a mixture");
                    }
                });
            }
        });
        let left = fs::read_dir(folder.path().join("a")).unwrap();
        assert_eq!(left.count(), 1, "nothing is left beside it");
    }

    #[test]
    fn nothing_is_left_of_a_file_that_could_not_be_written() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("b.md");
        fs::create_dir(&taken).unwrap();
        assert!(replace(&taken, b"text").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
