//! Where a downloaded file is put: checked beforehand, written beside, named harmlessly.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::ground::error::{Error, Result};

/// Where a file is to be put, checked before anything is asked of the platform.
pub(crate) struct Target {
    directory: PathBuf,
    /// The name in the directory; the platform's own if there is none.
    name: Option<OsString>,
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
            Ok(_) | Err(_) => path.to_owned(),
        };
        let Some(name) = path
            .file_name()
            .filter(|_| !text.ends_with(['/', std::path::MAIN_SEPARATOR]))
        else {
            return refused("it names no file", "add a file name, or use `save_in`");
        };
        let mut target = Self::directory(path.parent().unwrap_or(Path::new(""))).await?;
        target.name = Some(name.to_owned());
        Ok(target)
    }

    /// A file in a given directory.
    pub(crate) async fn directory(directory: &Path) -> Result<Self> {
        let place = not_empty(directory);
        let what = format!("cannot save in {}", place.display());
        match tokio::fs::metadata(place).await {
            Ok(found) if found.is_dir() => Ok(Self {
                directory: directory.to_owned(),
                name: None,
            }),
            Ok(_) => Err(Error::invalid_request(format!(
                "{what}: it is not a directory"
            ))),
            Err(error) => Err(Error::file(what, error).with_hint("create the directory first")),
        }
    }

    /// The file to write, given the name that the platform gave to it.
    pub(crate) fn path(&self, given: Option<String>) -> Result<PathBuf> {
        let given = || given.as_deref().and_then(plain_name).map(OsString::from);
        match self.name.clone().or_else(given) {
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
}

/// A directory by a name that the system knows: a plain file name has an empty one.
fn not_empty(directory: &Path) -> &Path {
    if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    }
}

/// A new file in the directory of another, which vanishes unless it is put in the other's place.
pub(crate) fn draft_beside(path: &Path) -> io::Result<(tokio::fs::File, TempPath)> {
    // A name of our own: a long one of the file's would become too long with the rest.
    let mut builder = tempfile::Builder::new();
    builder.prefix(".feishu-").suffix(".part");
    // Temporary files are made private; this one becomes an ordinary file, subject to the umask.
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(permissions);
    let directory = not_empty(path.parent().unwrap_or(Path::new("")));
    // The error names the draft, which says nothing to anybody.
    let draft = builder
        .tempfile_in(directory)
        .map_err(|error| io::Error::from(error.kind()))?;
    let (file, draft) = draft.into_parts();
    Ok((tokio::fs::File::from_std(file), draft))
}

/// The longest name that common file systems take, in bytes, with some room for a suffix.
const LONGEST_NAME: usize = 240;

/// A name from outside as a plain file name: no path, no characters or names that a system treats in a way of its own.
/// `None` if nothing is left.
fn plain_name(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last
        .chars()
        .filter(|&character| is_harmless(character))
        .collect();
    let name = name.trim_matches([' ', '.']);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) => (stem, format!(".{extension}")),
        None => (name, String::new()),
    };
    let mut stem = stem.to_owned();
    while stem.len() + extension.len() > LONGEST_NAME && stem.pop().is_some() {}
    let stem = stem.trim_end_matches([' ', '.']);
    // Windows takes these for devices, whatever follows the first dot.
    let first = stem
        .split('.')
        .next()
        .unwrap_or_default()
        .trim_end()
        .to_ascii_uppercase();
    let numbered = first.strip_prefix("COM").or(first.strip_prefix("LPT"));
    let device = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&first.as_str())
        || numbered.is_some_and(|rest| rest.chars().count() == 1 && !rest.starts_with('0'));
    let mark = if device { "_" } else { "" };
    let name = format!("{mark}{stem}{extension}");
    (!stem.is_empty() && name.len() <= LONGEST_NAME + mark.len()).then_some(name)
}

/// Whether a character may stand in a file name everywhere, and shows as it is: marks that turn the direction of
/// writing make `gpj.exe` look like a picture.
fn is_harmless(character: char) -> bool {
    let turns_direction = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !character.is_control() && !turns_direction && !"<>:\"|?*".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_target_is_checked_before_anything_is_sent() {
        let directory = tempfile::tempdir().unwrap();
        let at = |path: &str| directory.path().join(path);
        let told = async |path: &Path| {
            Target::file(path)
                .await
                .err()
                .map(|error| error.to_string())
                .unwrap_or_default()
        };
        assert!(
            told(&at("no/such/file.csv"))
                .await
                .contains("create the directory first")
        );
        assert!(told(directory.path()).await.contains("add a file name"));
        assert!(told(&at("x/")).await.contains("it names no file"));
        assert!(told(Path::new("")).await.contains("it names no file"));
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
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Windows\\x.csv", Some("x.csv")),
            ("a\r\nb?.csv", Some("ab.csv")),
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
            assert_eq!(plain_name(given).as_deref(), *plain, "{given:?}");
        }
        let long = plain_name(&format!("{}.xlsx", "季".repeat(200))).unwrap_or_default();
        assert!(
            long.len() <= LONGEST_NAME && long.ends_with("季.xlsx"),
            "{long}"
        );
        assert_eq!(plain_name(&format!("a.{}", "x".repeat(500))), None);
    }
}
