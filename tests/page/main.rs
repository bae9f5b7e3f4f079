//! What the reader makes of pages: small ones of our own, one for each rule and dialect, and real ones where there are any.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[allow(
    clippy::print_stdout,
    reason = "says what was skipped, and shows the table"
)]
mod documentation;
mod fuzz;
mod rules;

use std::fs;
use std::path::{Path, PathBuf};

/// The pages of a dialect: name and text.
fn fixtures(dialect: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("page/fixtures")
        .join(dialect);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}
