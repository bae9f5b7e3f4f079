//! Where a downloaded file is put: checked beforehand, written beside, named harmlessly.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::file::draft::{Draft, cannot_write, not_empty};
use crate::ground::error::{Error, Result};

/// Where a file is to be put, checked before anything is asked of the platform.
pub(crate) struct Target {
    directory: PathBuf,
    name: Name,
}

/// The name in the directory.
enum Name {
    /// The caller's, whose file is replaced.
    Given(OsString),
    /// The platform's.
    Platform(Named),
}

/// A file that the platform names.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    /// Whether a file of the same name is replaced; otherwise this one gets another.
    pub(crate) replace: bool,
    /// The name for a response that has none.
    pub(crate) name: Option<String>,
    /// The extension that the name must have.
    pub(crate) extension: Option<String>,
}

impl Target {
    /// A file of a given name. A link to a file is followed: what it points to is replaced, not the link.
    pub(crate) async fn file(path: &Path) -> Result<Self> {
        let refused = |why: &str, hint: &str| {
            let what = format!("cannot save to `{}`: {why}", path.display());
            Err(Error::invalid_request(what).with_hint(hint))
        };
        let text = path.as_os_str().to_string_lossy();
        let path = match tokio::fs::metadata(path).await {
            Ok(found) if found.is_dir() => {
                return refused("it is a directory", "add a file name, or use `save_in`");
            }
            Ok(found) if !found.is_file() => {
                return refused("it is not an ordinary file", "choose another name");
            }
            Ok(_) if path.is_symlink() => {
                let followed = tokio::fs::canonicalize(path).await;
                followed.map_err(|error| {
                    Error::file(format!("cannot follow {}", path.display()), error)
                })?
            }
            Ok(_) => path.to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            // A name that is too long or cannot be one is found here, and not after the download.
            Err(error) => return Err(cannot_write(path, error)),
        };
        let Some(name) = path
            .file_name()
            .filter(|_| !text.ends_with(['/', std::path::MAIN_SEPARATOR]))
        else {
            return refused("it names no file", "add a file name, or use `save_in`");
        };
        if cfg!(windows) && is_device(&name.to_string_lossy()) {
            return refused(
                "the system takes this name for a device",
                "choose another name",
            );
        }
        let directory = path.parent().unwrap_or(Path::new(""));
        Self::within(directory, Name::Given(name.to_owned())).await
    }

    /// A file in a given directory, under a name of the platform's.
    pub(crate) async fn directory(directory: &Path, named: Named) -> Result<Self> {
        Self::within(directory, Name::Platform(named)).await
    }

    async fn within(directory: &Path, name: Name) -> Result<Self> {
        let place = not_empty(directory);
        let what = format!("cannot save in {}", place.display());
        match tokio::fs::metadata(place).await {
            Ok(found) if found.is_dir() => Ok(Self {
                directory: directory.to_owned(),
                name,
            }),
            Ok(_) => Err(Error::invalid_request(format!(
                "{what}: it is not a directory"
            ))),
            Err(error) => Err(Error::file(what, error).with_hint("create the directory first")),
        }
    }

    /// Completes the name by what is known of the file from elsewhere.
    pub(crate) fn named(mut self, name: Option<String>, extension: Option<String>) -> Self {
        if let Name::Platform(named) = &mut self.name {
            named.name = name.filter(|name| !name.is_empty());
            named.extension = extension.filter(|extension| !extension.is_empty());
        }
        self
    }

    /// The file to write, given the name that the response gave to it.
    pub(crate) fn path(&self, given: Option<&str>) -> Result<PathBuf> {
        let named = match &self.name {
            Name::Given(name) => return Ok(self.directory.join(name)),
            Name::Platform(named) => named,
        };
        let extension = named.extension.as_deref();
        let names = [given, named.name.as_deref()];
        let name = names
            .into_iter()
            .flatten()
            .find_map(|name| plain_name(name, extension));
        match name {
            Some(name) => Ok(self.directory.join(name)),
            None => {
                let what = format!(
                    "cannot save in {}: the response names no file",
                    self.directory.display()
                );
                Err(Error::invalid_request(what).with_hint("give a file name"))
            }
        }
    }

    /// Puts a whole file in its place, and says where that is.
    pub(crate) fn put(&self, draft: Draft) -> Result<PathBuf> {
        match &self.name {
            Name::Platform(named) if !named.replace => draft.add(),
            Name::Platform(_) | Name::Given(_) => draft.replace(),
        }
    }
}

/// The longest name that common file systems take, in bytes, with some room for a suffix.
const LONGEST_NAME: usize = 240;

/// A name from outside as a plain file name: no path, no signs or names that a system treats in a way of its own. `None` if
/// nothing is left. Signs that cannot stand in a name are replaced, so that different names stay different words.
fn plain_name(given: &str, extension: Option<&str>) -> Option<String> {
    let name: String = given
        .chars()
        .filter(|&character| is_visible(character))
        .map(|character| {
            if is_harmless(character) {
                character
            } else {
                '_'
            }
        })
        .collect();
    let name = name.trim_matches([' ', '.']);
    let (stem, found) = match name.rsplit_once('.') {
        Some((stem, found)) => (stem, Some(found)),
        None => (name, None),
    };
    // What follows a dot may be the end of a title, as in `v1.2`.
    let (stem, extension) = match (found, extension) {
        (Some(found), Some(wanted)) if !found.eq_ignore_ascii_case(wanted) => (name, Some(wanted)),
        (None, Some(wanted)) => (name, Some(wanted)),
        (found, _) => (stem, found),
    };
    let extension = extension.map_or_else(String::new, |extension| format!(".{extension}"));
    let mut stem = stem.to_owned();
    while stem.len() + extension.len() > LONGEST_NAME && stem.pop().is_some() {}
    let stem = stem.trim_end_matches([' ', '.']);
    let mark = if is_device(stem) { "_" } else { "" };
    let name = format!("{mark}{stem}{extension}");
    (!stem.is_empty() && name.len() <= LONGEST_NAME + mark.len()).then_some(name)
}

/// Whether Windows takes a name for a device, whatever follows the first dot.
fn is_device(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    let first = first.trim_end().to_ascii_uppercase();
    let numbered = first.strip_prefix("COM").or(first.strip_prefix("LPT"));
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&first.as_str())
        || numbered.is_some_and(|rest| rest.chars().count() == 1 && !rest.starts_with('0'))
}

/// Whether a character shows as it is: marks that turn the direction of writing make `gpj.exe` look like a picture.
fn is_visible(character: char) -> bool {
    !matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character may stand in a file name everywhere.
fn is_harmless(character: char) -> bool {
    !character.is_control() && !"/\\<>:\"|?*".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::kind::ErrorKind;

    #[tokio::test]
    async fn a_target_is_checked_before_anything_is_sent() {
        let directory = tempfile::tempdir().unwrap();
        let at = |path: &str| directory.path().join(path);
        let refusal = async |path: &Path| {
            Target::file(path)
                .await
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        };
        assert!(
            refusal(&at("no/such/file.csv"))
                .await
                .contains("create the directory first")
        );
        assert!(refusal(directory.path()).await.contains("add a file name"));
        assert!(refusal(&at("x/")).await.contains("it names no file"));
        assert!(refusal(Path::new("")).await.contains("it names no file"));
        let plain = Target::file(Path::new("plain.csv")).await.unwrap();
        assert_eq!(plain.path(None).unwrap(), Path::new("plain.csv"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_is_not_a_file_is_not_replaced() {
        let error = Target::file(Path::new("/dev/null")).await.err().unwrap();
        assert!(
            error.to_string().contains("it is not an ordinary file"),
            "{error}"
        );
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        std::fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        let target = Target::file(&link).await.unwrap();
        assert_eq!(target.path(None).unwrap(), file.canonicalize().unwrap());
    }

    #[test]
    fn a_name_from_outside_is_made_harmless() {
        let cases: &[(&str, Option<&str>)] = &[
            ("季度 销售.xlsx", Some("季度 销售.xlsx")),
            ("../../etc/passwd", Some("_._etc_passwd")),
            ("C:\\Windows\\x.csv", Some("C__Windows_x.csv")),
            ("A/B testing.docx", Some("A_B testing.docx")),
            ("C/B testing.docx", Some("C_B testing.docx")),
            ("2024/04/28.pdf", Some("2024_04_28.pdf")),
            ("a\r\nb?.csv", Some("a__b_.csv")),
            (".hidden", Some("hidden")),
            ("nul.csv", Some("_nul.csv")),
            ("COM1.tar.gz", Some("_COM1.tar.gz")),
            ("aux .txt", Some("_aux.txt")),
            ("comet.csv", Some("comet.csv")),
            ("x\u{202e}gpj.exe", Some("xgpj.exe")),
            ("..", None),
            ("", None),
        ];
        for (given, plain) in cases {
            assert_eq!(plain_name(given, None).as_deref(), *plain, "{given:?}");
        }
        let long = plain_name(&format!("{}.xlsx", "季".repeat(200)), None).unwrap_or_default();
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("季.xlsx"),
            "{long}"
        );
        assert_eq!(plain_name(&format!("a.{}", "x".repeat(500)), None), None);
    }

    #[test]
    fn a_name_gets_the_extension_that_its_file_has() {
        let cases = [
            ("v1.2", "docx", "v1.2.docx"),
            ("v1.2.docx", "docx", "v1.2.docx"),
            ("Report.XLSX", "xlsx", "Report.XLSX"),
            ("Report", "pdf", "Report.pdf"),
        ];
        for (given, extension, name) in cases {
            assert_eq!(plain_name(given, Some(extension)).as_deref(), Some(name));
        }
    }

    #[tokio::test]
    async fn a_name_that_cannot_be_one_is_found_beforehand() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["x".repeat(300), "a\0b".to_owned()] {
            let error = Target::file(&directory.path().join(name)).await.err();
            assert!(error.unwrap().kind() == ErrorKind::LocalFile);
        }
    }
}
