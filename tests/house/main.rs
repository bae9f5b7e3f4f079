//! The rules of the house: what `ARCHITECTURE.md` promises and no compiler checks.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod dependencies;
mod documents;
mod generator;
mod sources;
mod words;

use std::path::{Path, PathBuf};

/// The root of the workspace.
/// The folders with code that people write, and what is generated among it.
const CODE: [&str; 6] = ["benches", "codegen", "crates", "examples", "tests", "xtask"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// The files of a folder and the folders in it, by their path from the root.
fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.push(path.strip_prefix(root()).unwrap().to_owned());
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no files");
    found
}

/// The names of the crates in `crates/`: a new service makes a new one, and no list here knows of it.
fn crates() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(
        names.len() >= 4,
        "the crates were not found, only {names:?}"
    );
    names
}

/// The names of the services, which are the folders of `spec/`.
fn services() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(root().join("spec"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("service.yaml").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(
        names.len() >= 2,
        "the services were not found, only {names:?}"
    );
    names
}

/// A file's text, by its path from the root.
fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
