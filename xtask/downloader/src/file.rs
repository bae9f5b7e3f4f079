//! The file of a page: what the service delivers, below a head with title, path and stamp.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use feishu_codegen::text::whole_file;
use serde_json::Value;

use crate::address::PagePath;

/// A page as it was delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its title.
    pub(crate) title: String,
    /// Its path, as the service names it.
    pub(crate) path: PagePath,
    /// When it was last changed, in milliseconds, if that is known.
    pub(crate) updated: Option<String>,
    /// Its text.
    pub(crate) content: String,
}

/// What the head of a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The path of the page.
    pub(crate) path: PagePath,
    /// When the page was last changed, in milliseconds.
    pub(crate) updated: Option<String>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    /// It was not there.
    New,
    /// It was other.
    Changed,
    /// It is as it was.
    Same,
}

/// Why a page was not written.
#[derive(Debug)]
pub(crate) enum StoreError {
    /// The file holds another page.
    Taken(PagePath),
    /// The file system refused.
    Io(PathBuf, io::Error),
}

impl Page {
    /// The text of the file.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "---\ntitle: {}\nfullPath: {}\n",
            quoted(&self.title),
            quoted(self.path.as_str())
        );
        if let Some(updated) = &self.updated {
            text += &format!("updateTime: {}\n", quoted(updated));
        }
        text += "---\n\n";
        text += &self.content;
        text
    }

    /// Whether this is what the file has.
    pub(crate) fn is_in(&self, file: &Path) -> bool {
        fs::read(file).is_ok_and(|there| there == self.text().as_bytes())
    }

    /// Writes the file, beside its place first, so that there is never a half one.
    pub(crate) fn store(&self, file: &Path) -> Result<Stored, StoreError> {
        let text = self.text();
        let before = match fs::read(file) {
            Ok(before) => Some(before),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(StoreError::Io(file.to_owned(), error)),
        };
        if let Some(before) = &before {
            if before == text.as_bytes() {
                return Ok(Stored::Same);
            }
            // Two paths that differ in case only are two pages, and on some systems one file.
            if let Some(head) = head(&String::from_utf8_lossy(before))
                && head.path != self.path
            {
                return Err(StoreError::Taken(head.path));
            }
        }
        whole_file::replace(file, text.as_bytes())
            .map_err(|error| StoreError::Io(file.to_owned(), error))?;
        Ok(match before {
            Some(_) => Stored::Changed,
            None => Stored::New,
        })
    }
}

/// The head of a file, if it is there and is that of a page.
pub(crate) fn head_of(file: &Path) -> Option<Head> {
    head(&String::from_utf8_lossy(&fs::read(file).ok()?))
}

fn head(text: &str) -> Option<Head> {
    let mut lines = text.lines();
    if lines.next()? != "---" {
        return None;
    }
    let (mut path, mut updated) = (None, None);
    for line in lines {
        if line == "---" {
            return Some(Head {
                path: path?,
                updated,
            });
        }
        match line.split_once(": ") {
            Some(("fullPath", value)) => path = unquoted(value)?.parse().ok(),
            Some(("updateTime", value)) => updated = unquoted(value).filter(|it| !it.is_empty()),
            _ => {}
        }
    }
    // A head that does not end is half a file.
    None
}

/// Text on one line, as JSON.
fn quoted(text: &str) -> String {
    let words: Vec<_> = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect();
    Value::from(words.join(" ")).to_string()
}

fn unquoted(value: &str) -> Option<String> {
    serde_json::from_str(value.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, content: &str) -> Page {
        Page {
            title: "Get a \"thing\"\nby C:\\id".to_owned(),
            path: path.parse().unwrap(),
            updated: Some("1700000000000".to_owned()),
            content: content.to_owned(),
        }
    }

    #[test]
    fn a_file_is_head_and_text() {
        assert_eq!(
            page("/a/get/", "# Get\n\ntext").text(),
            "---\ntitle: \"Get a \\\"thing\\\" by C:\\\\id\"\nfullPath: \"/a/get/\"\nupdateTime: \"1700000000000\"\n---\n\n# Get\n\ntext"
        );
        let mut without = page("/a", "x\r\n");
        without.updated = None;
        assert!(without.text().ends_with("fullPath: \"/a\"\n---\n\nx\r\n"));
    }

    #[test]
    fn the_head_is_read_back() {
        let read = head(&page("/a \"b\" \\c", "---\nfullPath: \"/z\"\n---\n").text()).unwrap();
        assert_eq!(read.path.as_str(), "/a \"b\" \\c");
        assert_eq!(read.updated.as_deref(), Some("1700000000000"));
        for text in [
            "",
            "# Get",
            "---\ntitle: \"x\"\n---\n",
            "---\nfullPath: \"/a\"\n",
            "---\nfullPath: /a\n---\n",
            "---\nfullPath: \"/a\\\"\n---\n",
        ] {
            assert_eq!(head(text), None, "{text}");
        }
    }

    #[test]
    fn files_are_written_when_they_differ() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a/b/get.md");
        assert_eq!(head_of(&file), None);
        assert_eq!(page("/a", "one").store(&file).unwrap(), Stored::New);
        assert_eq!(page("/a", "one").store(&file).unwrap(), Stored::Same);
        assert_eq!(page("/a/", "two").store(&file).unwrap(), Stored::Changed);
        assert_eq!(
            fs::read_to_string(&file).unwrap(),
            page("/a/", "two").text()
        );
        assert_eq!(head_of(&file).unwrap().path.as_str(), "/a/");
        let error = page("/A", "three").store(&file).unwrap_err();
        assert!(matches!(error, StoreError::Taken(other) if other.as_str() == "/a/"));
        // Half a file is no page: it is written anew.
        fs::write(&file, "---\ntitle: \"x\"\nfullPa").unwrap();
        assert_eq!(page("/a", "two").store(&file).unwrap(), Stored::Changed);
        let names: Vec<_> = fs::read_dir(file.parent().unwrap())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, ["get.md"], "nothing is left beside it");
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "a file").unwrap();
        let file = folder.path().join("a/get.md");
        let error = page("/a", "one").store(&file).unwrap_err();
        assert!(matches!(error, StoreError::Io(path, _) if path == file));
    }
}
