//! A journal on disk: what a long run has done, line by line, so that it can go on where it was ended.
//!
//! A line is whole or does not count: one that was cut off when the program was killed is taken away before the next is
//! written. The first line says what wrote the file and for which run. While a run uses the file, no other can.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ground::error::{Error, Result};
use crate::ground::time;

/// What the first line of every journal begins with.
const MARK: &str = "feishu";

/// The version of what stands in journals. One of a higher version is not read.
const VERSION: u64 = 1;

/// How long a journal is waited for that is in use: a run that was dropped may be writing down what it has begun.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How often it is looked whether it still is.
const LOOK: Duration = Duration::from_millis(50);

/// For which run a journal is: what must be the same for another to go on with it.
pub(crate) type Identity = BTreeMap<String, String>;

/// A journal that this run alone uses.
#[derive(Clone)]
pub(crate) struct Journal {
    path: PathBuf,
    file: Arc<Mutex<Tail>>,
}

/// The file, and how long it is.
struct Tail {
    file: File,
    length: u64,
}

#[derive(Serialize)]
struct Head<'a> {
    journal: &'static str,
    version: u64,
    run: &'a Identity,
}

/// The first line as it is found, of whatever version.
#[derive(Deserialize)]
struct FoundHead {
    journal: String,
    version: u64,
    #[serde(default)]
    run: BTreeMap<String, Value>,
}

/// Why a journal cannot be used now.
enum Refusal {
    /// Another run uses it.
    InUse,
    Other(Error),
}

impl Journal {
    /// Opens a journal or begins one, and hands each of its lines to `read`, which collects them.
    ///
    /// # Errors
    ///
    /// The file is no journal, one of another run or of a newer version, in use, or cannot be read or written.
    pub(crate) async fn open<T: Default + Send + 'static>(
        path: &Path,
        run: &Identity,
        read: fn(&mut T, &str),
    ) -> Result<(Self, T)> {
        let deadline = time::after(LONGEST_WAIT);
        loop {
            let (path, run) = (path.to_owned(), run.clone());
            let opened = blocking(move || open(&path, &run, read)).await;
            match opened {
                Ok(opened) => return Ok(opened),
                Err(Refusal::Other(error)) => return Err(error),
                Err(Refusal::InUse) if time::now() < deadline => time::sleep(LOOK).await,
                Err(Refusal::InUse) => break,
            }
        }
        let what = format!("the journal {} is in use by another run", path.display());
        let hint = "wait until that one has ended, or give this one another journal";
        Err(Error::invalid_request(what).with_hint(hint))
    }

    /// Writes a line. With `sync`, it is on the disk when this returns.
    pub(crate) async fn write(&self, line: &impl Serialize, sync: bool) -> Result<()> {
        let mut line = serde_json::to_string(line).map_err(Error::unwritable_body)?;
        line.push('\n');
        let journal = self.clone();
        blocking(move || journal.append(&line, sync)).await
    }

    fn append(&self, line: &str, sync: bool) -> Result<()> {
        let mut tail = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Tail { file, length } = &mut *tail;
        let written = file.write_all(line.as_bytes());
        if written.is_err() {
            // What of it was written would spoil the next line. If it cannot be taken away, that one is ignored.
            drop(file.set_len(*length));
        }
        let written = written.and_then(|()| {
            *length += line.len() as u64;
            if sync { file.sync_data() } else { Ok(()) }
        });
        written.map_err(|error| cannot_write(&self.path, error))
    }
}

/// Puts a file on the disk for good, with its name.
pub(crate) async fn settle(path: PathBuf) -> Result<()> {
    blocking(move || {
        // To be flushed, a file must be open for writing on some systems, and may be read-only on others.
        let file = if cfg!(unix) {
            File::open(&path)
        } else {
            OpenOptions::new().write(true).open(&path)
        };
        let settled = file.and_then(|file| file.sync_all());
        let settled = settled.and_then(|()| settle_name(&path));
        settled.map_err(|error| cannot_write(&path, error))
    })
    .await
}

/// Puts the name of a file on the disk for good.
#[cfg(unix)]
fn settle_name(path: &Path) -> io::Result<()> {
    File::open(crate::file::draft::directory(path))?.sync_all()
}

#[cfg(not(unix))]
fn settle_name(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Does what waits for the disk where it holds up nobody.
async fn blocking<T: Send + 'static, E: From<Error> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        let error = io::Error::other(error);
        Err(Error::file("the work on a file was ended with its runtime", error).into())
    })
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

fn cannot_write(path: &Path, error: io::Error) -> Error {
    Error::file(format!("cannot write {}", path.display()), error)
}

fn open<T: Default>(
    path: &Path,
    run: &Identity,
    read: fn(&mut T, &str),
) -> Result<(Journal, T), Refusal> {
    let refused = |error| Refusal::Other(cannot_write(path, error));
    let refuse = |why: &str, hint: &str| {
        let what = format!("the journal {} is {why}", path.display());
        Err(Error::invalid_request(what).with_hint(hint).into())
    };
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => return refuse("a directory", "name a file in it"),
        Ok(found) if !found.is_file() => {
            return refuse("not an ordinary file", "give it another path");
        }
        _ => {}
    }
    let mut file = lock(path)?;
    let mut lines = BufReader::new(&mut file);
    let mut length = 0;
    let mut found = T::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let bytes = lines.read_until(b'\n', &mut line).map_err(refused)?;
        if line.last() != Some(&b'\n') {
            break;
        }
        if length == 0 {
            check(path, run, &line)?;
        } else if let Ok(line) = std::str::from_utf8(&line) {
            read(&mut found, line.trim_end());
        }
        length += bytes as u64;
    }
    let head = Head {
        journal: MARK,
        version: VERSION,
        run,
    };
    let head = serde_json::to_string(&head).map_err(Error::unwritable_body)? + "\n";
    if length == 0 && !head.as_bytes().starts_with(&line) {
        // Not even the beginning of a journal that was never written to its first line.
        return Err(stranger(path).into());
    }
    file.set_len(length).map_err(refused)?;
    file.seek(SeekFrom::End(0)).map_err(refused)?;
    if length == 0 {
        let written = file.write_all(head.as_bytes());
        let written = written.and_then(|()| file.sync_all());
        let written = written.and_then(|()| settle_name(path));
        written.map_err(refused)?;
        length = head.len() as u64;
    }
    let journal = Journal {
        path: path.to_owned(),
        file: Arc::new(Mutex::new(Tail { file, length })),
    };
    Ok((journal, found))
}

/// Opens the file for this run alone.
#[cfg(unix)]
fn lock(path: &Path) -> Result<File, Refusal> {
    let mut options = OpenOptions::new();
    let file = options.read(true).append(true).create(true).open(path);
    let file = file.map_err(|error| Refusal::Other(cannot_write(path, error)))?;
    let exclusive = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    match rustix::fs::flock(&file, exclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(Refusal::InUse),
        Err(error) => Err(Refusal::Other(cannot_write(path, error.into()))),
    }
}

#[cfg(windows)]
fn lock(path: &Path) -> Result<File, Refusal> {
    use std::os::windows::fs::OpenOptionsExt;
    /// Others may read the file and no more.
    const SHARE_READ: u32 = 1;
    /// What the system says of a file that another has open in such a way.
    const SHARING_VIOLATION: i32 = 32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    match options.share_mode(SHARE_READ).open(path) {
        Err(error) if error.raw_os_error() == Some(SHARING_VIOLATION) => Err(Refusal::InUse),
        opened => opened.map_err(|error| Refusal::Other(cannot_write(path, error))),
    }
}

/// Elsewhere a file cannot be told to be in use.
#[cfg(not(any(unix, windows)))]
fn lock(path: &Path) -> Result<File, Refusal> {
    let mut options = OpenOptions::new();
    let file = options.read(true).append(true).create(true).open(path);
    file.map_err(|error| Refusal::Other(cannot_write(path, error)))
}

fn stranger(path: &Path) -> Error {
    let what = format!("{} is no journal", path.display());
    Error::invalid_request(what)
        .with_hint("give the journal another path; the file was left as it is")
}

/// Holds the first line of a journal against the run that is to go on with it.
fn check(path: &Path, run: &Identity, line: &[u8]) -> Result<()> {
    let found: Option<FoundHead> = serde_json::from_slice(line).ok();
    let Some(found) = found.filter(|found| found.journal == MARK) else {
        return Err(stranger(path));
    };
    if found.version > VERSION {
        let what = format!(
            "the journal {} has version {}, and this program knows none above {VERSION}",
            path.display(),
            found.version
        );
        let hint = "use a newer version of the program, or give this run another journal";
        return Err(Error::invalid_request(what).with_hint(hint));
    }
    let none = Value::from("nothing");
    let mut names: Vec<_> = run.keys().chain(found.run.keys()).collect();
    names.sort();
    names.dedup();
    for name in names {
        let there = found.run.get(name).unwrap_or(&none);
        let here = run.get(name).map_or("nothing", String::as_str);
        if there != here {
            let there = there.as_str().unwrap_or("something else");
            let what = format!(
                "the journal {} is of another run: its {name} was {there}, and is {here} now",
                path.display()
            );
            let hint = "choose another directory, give this run another journal, or delete that one if nobody needs it";
            return Err(Error::invalid_request(what).with_hint(hint));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(extension: &str) -> Identity {
        let pairs = [("platform", "http://a"), ("extension", extension)];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        pairs.into_iter().collect()
    }

    async fn read(path: &Path) -> Result<(Journal, Vec<String>)> {
        Journal::open(path, &run("pdf"), |lines: &mut Vec<String>, line| {
            lines.push(line.to_owned());
        })
        .await
    }

    #[tokio::test]
    async fn what_is_written_is_read_again_and_a_cut_line_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let (journal, lines) = read(&path).await.unwrap();
        assert!(lines.is_empty());
        journal.write(&"one", true).await.unwrap();
        journal.write(&"two", false).await.unwrap();
        drop(journal);
        let whole = std::fs::read(&path).unwrap();
        // Whatever the moment at which the program was killed.
        let first = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let (journal, lines) = read(&path).await.unwrap();
            let expected = match whole.len() - length {
                0 => vec!["\"one\"", "\"two\""],
                _ if length >= first + 6 => vec!["\"one\""],
                _ => vec![],
            };
            assert_eq!(lines, expected, "{length}");
            journal.write(&"next", true).await.unwrap();
            drop(journal);
            let (_, lines) = read(&path).await.unwrap();
            assert_eq!(
                lines.last().map(String::as_str),
                Some("\"next\""),
                "{length}"
            );
            assert_eq!(lines.len(), expected.len() + 1, "{length}");
        }
    }

    #[tokio::test]
    async fn what_is_no_journal_of_this_run_is_refused_and_left_as_it_is() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let other =
            r#"{"journal":"feishu","version":1,"run":{"extension":"docx","platform":"http://a"}}"#;
        let more = r#"{"journal":"feishu","version":1,"run":{"extension":"pdf","platform":"http://a","x":"y"}}"#;
        let newer = r#"{"journal":"feishu","version":2,"run":{"by":["somebody"]}}"#;
        let cases = [
            (
                format!("{other}\n"),
                "its extension was docx, and is pdf now",
            ),
            (format!("{more}\n"), "its x was y, and is nothing now"),
            (
                format!("{newer}\n"),
                "has version 2, and this program knows none above 1",
            ),
            ("my notes".to_owned(), "is no journal"),
            ("my notes\n".to_owned(), "is no journal"),
            (
                "{\"journal\":\"mine\",\"version\":1}\n".to_owned(),
                "is no journal",
            ),
        ];
        for (content, told) in cases {
            std::fs::write(&path, &content).unwrap();
            let error = read(&path).await.err().unwrap().to_string();
            let names = error.contains(&path.display().to_string());
            assert!(
                names && error.contains(told) && error.contains("another"),
                "{error}"
            );
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
        let error = read(directory.path()).await.err().unwrap().to_string();
        assert!(error.contains("is a directory"), "{error}");
        if cfg!(unix) {
            let error = read(Path::new("/dev/full")).await.err().unwrap();
            let error = error.to_string();
            assert!(error.contains("is not an ordinary file"), "{error}");
        }
        let nowhere = directory.path().join("no/journal");
        assert!(read(&nowhere).await.is_err());
    }

    #[cfg(any(unix, windows))]
    #[tokio::test(start_paused = true)]
    async fn one_run_uses_a_journal() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("journal");
        let (journal, _) = read(&path).await.unwrap();
        let error = read(&path).await.err().unwrap().to_string();
        assert!(error.contains("is in use by another run"), "{error}");
        // A run that has just been dropped is waited for.
        let soon = tokio::spawn(async move {
            time::sleep(Duration::from_secs(1)).await;
            drop(journal);
        });
        assert!(read(&path).await.is_ok());
        soon.await.unwrap();
    }
}
