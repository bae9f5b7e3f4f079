//! Page files on disk.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// Where pages are kept unless told otherwise, from the root of the repository: their text is not ours, and must not get
/// into it.
pub const FOLDER: &str = "target/pages";

/// The page files among paths and below folders, sorted: what ends in `.md` or `.txt` and is not hidden. Links to folders
/// are followed only if they are among the paths.
///
/// # Errors
///
/// If a path is not there, is neither a file nor a folder, or cannot be read.
pub fn find(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let kind = fs::metadata(path).map_err(|error| named(path, &error))?;
        if kind.is_dir() {
            collect(path, &mut found)?;
        } else if kind.is_file() {
            found.push(path.clone());
        } else {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "neither a file nor a folder");
            return Err(named(path, &error));
        }
    }
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let inside = || -> io::Result<Vec<_>> {
        let entries = fs::read_dir(folder)?.map(|entry| {
            let entry = entry?;
            Ok((entry.path(), entry.file_type()?))
        });
        entries.collect()
    };
    let mut inside = inside().map_err(|error| named(folder, &error))?;
    inside.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in inside {
        if kind.is_dir() {
            collect(&path, found)?;
        } else if is_page(&path) && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

fn is_page(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let page = path
        .extension()
        .is_some_and(|extension| extension == "md" || extension == "txt");
    page && !hidden
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
