//! Where a downloaded file is put: checked beforehand, written beside, named harmlessly.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use crate::file::draft::{Draft, cannot_write, not_empty};
use crate::file::name;
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
        if cfg!(windows) && name::is_device(&name.to_string_lossy()) {
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
            .find_map(|name| name::with_extension(name, extension));
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

    #[tokio::test]
    async fn a_name_that_cannot_be_one_is_found_beforehand() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["x".repeat(300), "a\0b".to_owned()] {
            let error = Target::file(&directory.path().join(name)).await.err();
            assert!(error.unwrap().kind() == ErrorKind::LocalFile);
        }
    }
}
