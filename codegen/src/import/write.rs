//! Writes the files of an import, all or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Import;

/// Writes the files that change, and returns their paths.
///
/// Each is written in full beside its place before the first takes it, so that a full disk or a folder that cannot be
/// written to leaves the spec as it was.
///
/// # Errors
///
/// A file could not be written; the error names it.
pub fn write(root: &Path, import: &Import) -> io::Result<Vec<String>> {
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut stage = || {
        for rewrite in &import.rewrites {
            let path = root.join(&rewrite.path);
            let beside = beside(&path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|error| named(folder, &error))?;
            }
            staged.push((beside.clone(), path));
            fs::write(&beside, &rewrite.after).map_err(|error| named(&beside, &error))?;
        }
        Ok(())
    };
    let written: io::Result<()> = stage();
    let moved = written.and_then(|()| {
        staged.iter().try_for_each(|(beside, path)| {
            fs::rename(beside, path).map_err(|error| named(path, &error))
        })
    });
    if let Err(error) = moved {
        for (beside, _) in staged {
            // It may not be there; the error that counts is the other one.
            let _ = fs::remove_file(beside);
        }
        return Err(error);
    }
    let paths = import.rewrites.iter().map(|rewrite| rewrite.path.clone());
    Ok(paths.collect())
}

/// A hidden file, which is none of the spec should it stay behind.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.import"))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
