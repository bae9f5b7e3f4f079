//! Small specs and the code that is made of them.
//!
//! Each folder of `fixtures/` is a service that has something odd about it. The code generated for it is kept in
//! `expected/` and compiled by `emitted.rs`, so a change of the generator shows as a change of Rust that still builds. After a
//! change that is meant, run the tests with `UPDATE_EXPECTED=1` and look at the difference.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod crates;
mod many;
mod output;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::lint;
use feishu_codegen::rust::output::{Files, generate};
use feishu_codegen::spec::model::Spec;
use feishu_codegen::text::diagnostic::Report;

/// The services of `fixtures/`.
const CASES: &[&str] = &["calls", "jobs", "markup", "values", "words"];

#[test]
fn generated_code_is_as_expected() {
    let files = generate(&load()).unwrap();
    for case in CASES {
        let generated = folder_of(case, &files);
        let folder = here("expected").join(case);
        if std::env::var_os("UPDATE_EXPECTED").is_some() {
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(&folder).unwrap();
            for (name, text) in &generated {
                fs::write(folder.join(name), text).unwrap();
            }
        }
        let expected = read_folder(&folder);
        let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(&expected),
            names(&generated),
            "{case}: the files; UPDATE_EXPECTED=1 writes them"
        );
        for (name, text) in &generated {
            let difference = similar::TextDiff::from_lines(&expected[name], text);
            let difference = difference.unified_diff().to_string();
            assert!(
                difference.is_empty(),
                "{case}/{name}; UPDATE_EXPECTED=1 writes it:\n{difference}"
            );
        }
    }
}

#[test]
fn every_fixture_is_a_case() {
    let mut folders: Vec<String> = fs::read_dir(here("fixtures"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, CASES);
}

#[test]
fn the_order_of_files_and_the_run_make_no_difference() {
    let mut sources = sources();
    let first = generate(&load_sources(&sources)).unwrap();
    assert_eq!(
        generate(&load_sources(&sources)).unwrap(),
        first,
        "a second time"
    );
    sources.reverse();
    assert_eq!(
        generate(&load_sources(&sources)).unwrap(),
        first,
        "in reverse"
    );
    let middle = sources.len() / 2;
    sources.rotate_left(middle);
    assert_eq!(
        generate(&load_sources(&sources)).unwrap(),
        first,
        "from the middle"
    );
}

/// The spec of all fixtures.
fn load() -> Spec {
    load_sources(&sources())
}

fn load_sources(sources: &[(String, String)]) -> Spec {
    let mut report = Report::new();
    for (path, text) in sources {
        report.add_source(path.clone(), text.clone());
    }
    lint::load_sources(report).unwrap_or_else(|report| panic!("{report}"))
}

/// The files of the fixtures, by their paths in the repository that they stand for.
fn sources() -> Vec<(String, String)> {
    let fixtures = here("fixtures");
    let mut sources = Vec::new();
    let mut folders = vec![fixtures.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let relative = path
                    .strip_prefix(&fixtures)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                sources.push((format!("spec/{relative}"), read(&path)));
            }
        }
    }
    sources.sort();
    sources
}

/// The files of a service's crate, by name.
fn folder_of(case: &str, files: &Files) -> BTreeMap<String, String> {
    let folder = format!("crates/feishu-{case}/src/generated/");
    let files = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(&folder)?.to_owned(), text.clone())));
    files.collect()
}

fn read_folder(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                read(&path),
            )
        })
        .collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("emitter")
        .join(name)
}
