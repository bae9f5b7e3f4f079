//! What the documents promise.

use crate::{CODE, crates, files, root, text};

/// A text as its words, so that indentation and line breaks do not count.
fn words(text: &str) -> String {
    let code = text
        .lines()
        .map(|line| line.split(" // ").next().unwrap_or_default());
    code.flat_map(str::split_whitespace).collect()
}

#[test]
fn the_code_of_the_readme_is_compiled_and_run() {
    let readme = text("README.md");
    let blocks = readme.split("```rust\n").skip(1);
    let blocks: Vec<_> = blocks
        .map(|rest| rest.split("```").next().unwrap())
        .collect();
    assert!(!blocks.is_empty());
    let test = text("tests/e2e/readme.rs");
    // The credentials and the document are those of the sandbox in the test.
    let same = |text: &str| {
        words(text)
            .replace("\"cli_a1b2\",secret", "ID,SECRET")
            .replace("sandbox.app_id(),sandbox.app_secret()", "ID,SECRET")
            .replace(".base_url(sandbox.base_url())", "")
            .replace("\"shtcnBxAbCdEfGhIjKlMnOpQrSt\"", "TOKEN")
            .replace("sandbox.sheet().token", "TOKEN")
            .replace(",)", ")")
    };
    let lines = blocks.iter().flat_map(|block| block.lines());
    for line in lines.filter(|line| !line.trim().is_empty()) {
        assert!(
            same(&test).contains(&same(line)),
            "the end-to-end test lacks this line of the README: {line}"
        );
    }
}

#[test]
fn the_stated_rust_version_is_the_same_everywhere() {
    let manifest = text("Cargo.toml");
    let stated = manifest
        .split("rust-version = \"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap();
    assert!(text("README.md").contains(&format!("Rust {stated} or newer")));
}

/// The rows of the table that follows a heading, each with its cells.
fn rows<'t>(text: &'t str, heading: &str) -> Vec<Vec<&'t str>> {
    let (_, section) = text.split_once(heading).unwrap();
    let lines = section.lines().skip_while(|line| !line.starts_with('|'));
    let rows = lines.take_while(|line| line.starts_with('|')).skip(2);
    let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(str::trim).collect());
    cells.collect()
}

#[test]
fn the_files_that_changes_touch_are_there() {
    let text = text("CONTRIBUTING.md");
    let rows = rows(&text, "know which files a change touches?");
    assert!(rows.len() > 10, "the table is not seen");
    for row in rows {
        let [change, generator, elsewhere] = row[..] else {
            panic!("a row that has not three cells: {row:?}");
        };
        for (folder, cell) in [("codegen/src", generator), ("", elsewhere)] {
            for path in cell.split('`').skip(1).step_by(2) {
                // What is made for the change has no name yet.
                let known = match path.split_once('<') {
                    Some((known, _)) => known.rsplit_once('/').map_or("", |(folder, _)| folder),
                    None => path,
                };
                let found = root().join(folder).join(known).exists();
                assert!(found, "to {change}: there is no {path}");
            }
        }
    }
}

#[test]
fn the_changelog_is_kept() {
    assert!(text("CHANGELOG.md").contains("## Unreleased"));
}

#[test]
fn both_licences_are_there() {
    // A package is all that whoever downloads it gets, so each has both texts.
    let crates = crates().into_iter().map(|name| format!("crates/{name}/"));
    for folder in crates.chain([String::new()]) {
        for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let path = format!("{folder}{licence}");
            assert!(root().join(&path).is_file(), "{path} is missing");
        }
    }
}

#[test]
fn no_sentence_of_the_documentation_is_in_the_project() {
    // The documentation is Chinese: short official titles may stand here, its sentences may not.
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for folder in CODE.iter().chain(&["spec"]) {
        for path in files(folder) {
            let Ok(text) = std::fs::read_to_string(root().join(&path)) else {
                continue;
            };
            let longest = text
                .split(|c| !is_han(c))
                .map(|run| run.chars().count())
                .max();
            assert!(
                longest < Some(16),
                "{} has a long run of Chinese",
                path.display()
            );
        }
    }
}
