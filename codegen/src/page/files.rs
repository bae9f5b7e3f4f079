//! Page files on disk.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The page files among paths and below folders, sorted: what ends in `.md` or `.txt` and is not hidden.
///
/// # Errors
///
/// If a path is not there or cannot be read.
pub fn find(paths: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        collect(path, true, &mut found).map_err(|error| named(path, &error))?;
    }
    Ok(found)
}

fn collect(path: &Path, named: bool, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if fs::metadata(path)?.is_dir() {
        let mut inside = fs::read_dir(path)?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<Vec<_>>>()?;
        inside.sort();
        for path in inside {
            collect(&path, false, found)?;
        }
    } else if named || is_page(path) {
        found.push(path.to_owned());
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
