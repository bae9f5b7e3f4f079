//! A file that is being written beside its target, and put in its place only when it is whole.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncSeekExt;

use crate::ground::error::{Error, Result};

/// How a draft ends, by which it is told from files of others.
const SUFFIX: &str = ".feishu-part";

/// The number of random characters in the name of a draft.
const RANDOM: usize = 6;

/// How much of the target's name is in that of its draft, in bytes, so that the whole is not too long.
const LONGEST_NAME: usize = 200;

/// How many names are tried for a file of which there is one already.
const MOST_NAMES: u32 = 1 << 13;

/// A file beside its target, which vanishes unless it is put in the target's place.
pub(crate) struct Draft {
    pub(crate) file: tokio::fs::File,
    path: TempPath,
    target: PathBuf,
}

impl Draft {
    /// Begins a draft, after what was left of earlier ones of the same target by a program that was killed is removed.
    pub(crate) fn beside(target: &Path) -> Result<Self> {
        let directory = directory(target);
        let prefix = prefix(target);
        sweep(directory, &prefix);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX).rand_bytes(RANDOM);
        // Temporary files are made private; this one becomes an ordinary file, subject to the umask.
        #[cfg(unix)]
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
        #[cfg(unix)]
        builder.permissions(permissions);
        // The error names the draft, which says nothing to anybody.
        let draft = builder
            .tempfile_in(directory)
            .map_err(|error| cannot_write(target, io::Error::from(error.kind())))?;
        lock(draft.as_file());
        let (file, path) = NamedTempFile::into_parts(draft);
        Ok(Self {
            file: tokio::fs::File::from_std(file),
            path,
            target: target.to_owned(),
        })
    }

    /// The file in whose place it is to be put.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Chooses another target in the same directory: what the platform sends may have got another name.
    pub(crate) fn aim(&mut self, target: PathBuf) {
        self.target = target;
    }

    /// Keeps so many bytes from the beginning, and goes on behind them.
    pub(crate) async fn keep(&mut self, bytes: u64) -> Result<()> {
        let cut = match self.file.set_len(bytes).await {
            Ok(()) => self.file.seek(SeekFrom::Start(bytes)).await,
            Err(error) => Err(error),
        };
        cut.map(drop)
            .map_err(|error| cannot_write(&self.target, error))
    }

    /// Puts the file in the place of its target. One that is there keeps its permissions.
    pub(crate) fn replace(self) -> Result<PathBuf> {
        let refused = |error| cannot_write(&self.target, error);
        if let Ok(found) = fs::metadata(&self.target) {
            keep_permissions(&self.path, &found).map_err(refused)?;
        }
        let persisted = self.path.persist(&self.target);
        persisted.map_err(|error| cannot_write(&self.target, error.error))?;
        Ok(self.target)
    }

    /// Puts the file beside what is there: the first name that is free, such as `Same (2).xlsx`, is taken without a race.
    pub(crate) fn add(self) -> Result<PathBuf> {
        let mut path = self.path;
        for number in 1..MOST_NAMES {
            let target = numbered(&self.target, number);
            match path.persist_noclobber(&target) {
                Ok(()) => return Ok(target),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                    path = error.path;
                }
                Err(error) => return Err(cannot_write(&target, error.error)),
            }
        }
        let what = format!(
            "cannot save as {}: there are too many files of that name",
            self.target.display()
        );
        Err(Error::invalid_request(what).with_hint("choose another directory"))
    }
}

pub(crate) fn cannot_write(target: &Path, error: io::Error) -> Error {
    Error::file(format!("cannot write {}", target.display()), error)
}

/// The name of the n-th file that would have the same name.
pub(crate) fn numbered(target: &Path, number: u32) -> PathBuf {
    if number == 1 {
        return target.to_owned();
    }
    let mut name = OsString::from(target.file_stem().unwrap_or_default());
    name.push(format!(" ({number})"));
    if let Some(extension) = target.extension() {
        name.push(".");
        name.push(extension);
    }
    target.with_file_name(name)
}

/// The directory of a file.
pub(crate) fn directory(target: &Path) -> &Path {
    not_empty(target.parent().unwrap_or(Path::new("")))
}

/// A directory by a name that the system knows: a plain file name has an empty one.
pub(crate) fn not_empty(directory: &Path) -> &Path {
    if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    }
}

/// How the drafts of a target begin.
fn prefix(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let mut end = name.len().min(LONGEST_NAME);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!(".{}.", &name[..end])
}

/// Removes the drafts that nobody writes any more.
fn sweep(directory: &Path, prefix: &str) {
    // What cannot be listed or removed stays: it is in nobody's way.
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let random = name
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_suffix(SUFFIX));
        if random.is_some_and(|random| random.len() == RANDOM) && is_left_over(&entry.path()) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// Whether nobody writes a draft any more.
fn is_left_over(draft: &Path) -> bool {
    File::open(draft).is_ok_and(|file| lock(&file))
}

/// Marks a draft as one that is being written, for as long as it is open. Returns whether it was not.
#[cfg(unix)]
fn lock(draft: &File) -> bool {
    let exclusive = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    rustix::fs::flock(draft, exclusive).is_ok()
}

/// Elsewhere a file cannot be told to be written, so what is left over stays.
#[cfg(not(unix))]
fn lock(_: &File) -> bool {
    false
}

/// Gives a draft the permissions of the file that it replaces: a private one stays private.
#[cfg(unix)]
fn keep_permissions(draft: &Path, found: &Metadata) -> io::Result<()> {
    fs::set_permissions(draft, found.permissions())
}

#[cfg(not(unix))]
fn keep_permissions(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_name_keeps_the_extension() {
        let of = |name: &str, number| numbered(Path::new(name), number);
        assert_eq!(of("a/Same.xlsx", 1), Path::new("a/Same.xlsx"));
        assert_eq!(of("a/Same.xlsx", 2), Path::new("a/Same (2).xlsx"));
        assert_eq!(of("Same", 3), Path::new("Same (3)"));
    }

    #[test]
    fn what_is_left_of_a_draft_is_swept_and_what_is_written_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("q3.xlsx");
        let strangers = [
            ".q3.xlsx.feishu-part",
            ".q3.xlsx.b.abcdef.feishu-part",
            "q3.xlsx.abcdef.feishu-part",
        ];
        for name in [".q3.xlsx.abcdef.feishu-part"].iter().chain(&strangers) {
            fs::write(directory.path().join(name), "half").unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let _here = runtime.enter();
        let first = Draft::beside(&target).unwrap();
        let second = Draft::beside(&target).unwrap();
        let swept = !directory
            .path()
            .join(".q3.xlsx.abcdef.feishu-part")
            .exists();
        assert_eq!(swept, cfg!(unix));
        assert_eq!(first.replace().unwrap(), target);
        assert_eq!(second.replace().unwrap(), target);
        for name in strangers {
            assert!(directory.path().join(name).exists(), "{name}");
        }
    }
}
