//! What the files of the generator may use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::sources::{code, sources};

/// The folders of the generator whose files use each other in one direction.
const FOLDERS: &[&str] = &[
    "codegen/src/rust/shape",
    "codegen/src/rust/items",
    "codegen/src/rust/files",
];

/// What a file imports from its own folder: a name each, the first of its path.
fn siblings(code: &str) -> Vec<String> {
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let imports = code.split("use super::").skip(1);
    let imports = imports.filter_map(|rest| rest.split(';').next());
    imports
        .flat_map(|import| {
            names(import)
                .into_iter()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The first names of the paths in `a::b` or `{a, b::{c, d}}`.
fn names(import: &str) -> Vec<&str> {
    let inside = import
        .strip_prefix('{')
        .and_then(|list| list.strip_suffix('}'));
    let mut depth = 0;
    let paths = inside.unwrap_or(import).split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    let firsts = paths.filter_map(|path| path.trim().split("::").next());
    // A star stands in text that is emitted.
    let is_name = |name: &&str| !name.is_empty() && *name != "*";
    firsts.filter(is_name).collect()
}

/// What the files of a folder use of each other, without `mod.rs`, which hands on what they have.
fn edges(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let files: Vec<_> = sources(folder);
    let root = files.iter().find(|path| name(path) == "mod").unwrap();
    let root = code(root).split_whitespace().collect::<Vec<_>>().join(" ");
    // Where each name that the folder hands on comes from.
    let handed_on: BTreeMap<String, String> = root
        .split("use ")
        .skip(1)
        .filter_map(|rest| rest.split(';').next()?.split_once("::"))
        .flat_map(|(file, what)| {
            let names = names(what).into_iter();
            names
                .map(|name| (name.to_owned(), file.to_owned()))
                .collect::<Vec<_>>()
        })
        .collect();
    let used = |path: &Path| {
        let names = siblings(&code(path)).into_iter();
        names
            .map(|name| handed_on.get(&name).cloned().unwrap_or(name))
            .collect()
    };
    let others = files.iter().filter(|path| name(path) != "mod");
    others.map(|path| (name(path), used(path))).collect()
}

#[test]
fn no_files_of_the_generator_use_each_other_in_a_circle() {
    for folder in FOLDERS {
        let edges = edges(folder);
        for (file, used) in &edges {
            for other in used {
                assert!(
                    edges.contains_key(other),
                    "{folder}/{file}.rs: what is `{other}`?"
                );
            }
            let mut open: Vec<&String> = used.iter().collect();
            let mut seen = BTreeSet::new();
            while let Some(next) = open.pop() {
                if seen.insert(next) {
                    open.extend(&edges[next]);
                }
            }
            assert!(!seen.contains(file), "{folder}/{file}.rs is in a circle");
        }
        let most = edges.values().map(BTreeSet::len).max();
        assert!(most > Some(1), "{folder}: the imports are not seen");
    }
}

#[test]
fn names_are_decided_in_the_shape() {
    let folders = ["items", "files"].map(|folder| format!("codegen/src/rust/{folder}"));
    for path in folders.iter().flat_map(|folder| sources(folder)) {
        let code = code(&path);
        for (at, _) in code.match_indices("names::") {
            let used = &code[at + "names::".len()..];
            assert!(
                used.starts_with("ident(") || used.starts_with("ident)"),
                "{} makes a name: it is decided in codegen/src/rust/shape",
                path.display()
            );
        }
    }
}

#[test]
fn the_shape_knows_nothing_of_tokens_and_pages() {
    let is_test = |path: &Path| path.ends_with("tests.rs");
    let sources = sources("codegen/src/rust/shape").into_iter();
    for path in sources.filter(|path| !is_test(path)) {
        let code = code(&path);
        for word in code.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            let Some(used) = word.strip_prefix("crate::") else {
                continue;
            };
            let file = used.split("::").take(2).collect::<Vec<_>>().join("::");
            assert!(
                ["spec::model", "text::names", "text::diagnostic"].contains(&file.as_str()),
                "{} uses `{used}`",
                path.display()
            );
        }
    }
}
