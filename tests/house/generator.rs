//! What the files of the generator may use.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{code, is_test, sources};
use crate::{root, text};

/// The folder of the generator.
const FOLDER: &str = "codegen/src";

/// The rooms of the generator, each with those that it uses.
const ROOMS: [(&str, &[&str]); 11] = [
    ("text", &[]),
    ("spec", &["text"]),
    ("rust/shape", &["text", "spec"]),
    ("rust/format", &[]),
    ("rust/items", &["text", "spec", "rust/shape", "rust/format"]),
    (
        "rust/files",
        &["text", "spec", "rust/shape", "rust/format", "rust/items"],
    ),
    (
        "rust/output",
        &["text", "spec", "rust/shape", "rust/format", "rust/files"],
    ),
    ("lint", &["text", "spec", "rust/shape"]),
    ("facts", &["spec"]),
    ("docs", &["spec", "facts"]),
    (
        "sync",
        &["text", "spec", "rust/shape", "lint", "facts", "docs"],
    ),
];

/// The code of every file without its tests, by the path of its module.
fn modules() -> BTreeMap<String, String> {
    let folder = root().join(FOLDER);
    let files = sources(FOLDER).into_iter().filter(|path| !is_test(path));
    let modules = files.map(|path| {
        let path = root().join(path);
        let inside = path.strip_prefix(&folder).unwrap().with_extension("");
        let mut names = vec!["crate".to_owned()];
        names.extend(
            inside
                .iter()
                .map(|name| name.to_str().unwrap().to_owned())
                .filter(|name| name != "mod" && name != "lib"),
        );
        (names.join("::"), code(&path))
    });
    modules.collect()
}

/// What an import names, a path each: those of `a::{b, c::{self, d}}` are `a::b`, `a::c` and `a::c::d`.
fn leaves(import: &str) -> Vec<String> {
    let import = import.trim();
    let Some((prefix, list)) = import.split_once('{') else {
        let path = import.split(" as ").next().unwrap_or_default();
        return vec![path.trim_end_matches("::self").to_owned()];
    };
    let mut depth = 0;
    let parts = list.strip_suffix('}').unwrap_or(list).split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| leaves(&format!("{prefix}{}", part.trim())))
        .collect()
}

/// One file, as far as others are concerned.
struct File {
    /// The paths that it names.
    paths: Vec<String>,
    /// What it hands on, by name.
    handed_on: BTreeMap<String, String>,
}

/// Whether code calls, names or makes something, or only has a word that is spelt like it.
fn uses(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (before, behind) = (&code[..at], &code[at + name.len()..]);
        let is_whole = !before.ends_with(is_word) && !behind.starts_with(is_word);
        let is_whole = is_whole && !before.ends_with("::") && !before.ends_with('.');
        let is_type = name.starts_with(char::is_uppercase);
        is_whole && (is_type || behind.starts_with('(') || behind.starts_with("::"))
    })
}

/// What a module names: in its imports, and by paths in between. Each path begins at the root of the crate.
fn file(module: &str, code: &str, modules: &BTreeMap<String, String>) -> File {
    let absolute = |path: &str| -> Option<String> {
        let mut from: Vec<&str> = module.split("::").collect();
        let mut names = path.split("::").peekable();
        match *names.peek()? {
            "crate" => return Some(path.to_owned()),
            "self" | "super" => {}
            child if modules.contains_key(&format!("{module}::{child}")) => {}
            _ => return None,
        }
        while let Some(name) = names.next_if(|name| ["self", "super"].contains(name)) {
            if name == "super" {
                from.pop()?;
            }
        }
        from.extend(names);
        Some(from.join("::"))
    };
    let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut imports = Vec::new();
    let mut handed_on = BTreeMap::new();
    let mut plain = String::new();
    let mut rest = code.as_str();
    while let Some((before, behind)) = rest.split_once("use ") {
        plain.push_str(before);
        rest = behind;
        let first = behind.split(' ').next().unwrap_or_default();
        let is_statement = before.is_empty() || before.ends_with(' ');
        let Some((import, behind)) = behind.split_once(';') else {
            continue;
        };
        // The word stands in texts too.
        if !is_statement || !first.contains("::") {
            continue;
        }
        rest = behind;
        let visibility = before.trim_end().rsplit(' ').next().unwrap_or_default();
        for path in leaves(import).iter().filter_map(|leaf| absolute(leaf)) {
            let name = path.rsplit("::").next().unwrap_or_default();
            // A star stands in text that is emitted.
            if visibility.starts_with("pub") {
                handed_on.insert(name.to_owned(), path);
            } else if name != "*" {
                imports.push(path);
            }
        }
    }
    plain.push_str(rest);
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = plain.split(|c: char| !is_path(c));
    let inline = words.filter(|word| word.contains("::"));
    imports.extend(inline.filter_map(|word| absolute(word.trim_end_matches(':'))));
    // What a file hands on, it may use as well.
    let used = handed_on.iter().filter(|(name, _)| uses(&plain, name));
    imports.extend(used.map(|(_, path)| path.clone()));
    File {
        paths: imports,
        handed_on,
    }
}

/// The module that a path leads into, through those that hand things on.
fn target(path: &str, files: &BTreeMap<String, File>) -> Option<String> {
    let names: Vec<&str> = path.split("::").collect();
    for length in (1..=names.len()).rev() {
        let module = names[..length].join("::");
        let Some(file) = files.get(&module) else {
            continue;
        };
        let next = names.get(length).and_then(|name| file.handed_on.get(*name));
        return match next {
            Some(origin) if origin != path => target(origin, files),
            _ => Some(module),
        };
    }
    None
}

/// What each file uses of the others.
fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let modules = modules();
    let files: BTreeMap<String, File> = modules
        .iter()
        .map(|(module, code)| (module.clone(), file(module, code, &modules)))
        .collect();
    let edges = files.iter().map(|(module, file)| {
        let used = file.paths.iter().filter_map(|path| target(path, &files));
        let used = used.filter(|other| other != module && other != "crate");
        (module.clone(), used.collect())
    });
    edges.collect()
}

/// The room of a module, unless it only leads to rooms.
fn room(module: &str) -> Option<&'static str> {
    let path = module.strip_prefix("crate::")?.replace("::", "/");
    let holds = |room: &str| {
        let inside = path.strip_prefix(room);
        inside.is_some_and(|inside| inside.is_empty() || inside.starts_with('/'))
    };
    ROOMS.iter().map(|(room, _)| *room).find(|room| holds(room))
}

#[test]
fn the_rooms_of_the_generator_use_what_they_may() {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, used) in &edges() {
        let Some(from) = room(module) else {
            // These two hold nothing but modules.
            assert!(
                ["crate", "crate::rust"].contains(&module.as_str()),
                "{module} is in no room"
            );
            assert!(used.is_empty(), "{module} uses {used:?}");
            continue;
        };
        for other in used {
            let to =
                room(other).unwrap_or_else(|| panic!("{module} uses {other}, which is in no room"));
            if from != to {
                let may = ROOMS.iter().find(|(room, _)| *room == from);
                assert!(
                    may.is_some_and(|(_, may)| may.contains(&to)),
                    "{module} uses {other}: `{from}` knows nothing of `{to}`"
                );
                found.entry(from).or_default().insert(to);
            }
        }
    }
    let architecture = text("ARCHITECTURE.md");
    for (room, may) in ROOMS {
        let may: BTreeSet<&str> = may.iter().copied().collect();
        let found = found.remove(room).unwrap_or_default();
        assert_eq!(found, may, "what `{room}` uses");
        let rows = [format!("\n| `{room}/` | "), format!("\n| `{room}` | ")];
        assert!(
            rows.iter().any(|row| architecture.contains(row)),
            "ARCHITECTURE.md lacks {room}"
        );
    }
}

#[test]
fn no_files_of_the_generator_use_each_other_in_a_circle() {
    let edges = edges();
    for (module, used) in &edges {
        let mut open: Vec<&String> = used.iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(&edges[next]);
            }
        }
        assert!(
            !seen.contains(module),
            "{module} is in a circle with some of {seen:?}"
        );
    }
}

#[test]
fn imports_are_seen() {
    assert_eq!(
        leaves("a::{b, c::{self, d}, e as f}"),
        ["a::b", "a::c", "a::c::d", "a::e"]
    );
    assert!(uses("let a = of(b);", "of"));
    assert!(!uses("let of = often(b).of(c) + other::of(d);", "of"));
    let edges = edges();
    let sees = |from: &str, to: &str| edges[from].contains(to);
    // From a folder beside, by what a `mod.rs` hands on, by a path in the middle of code, of a child.
    assert!(sees("crate::docs::fields", "crate::docs::table"));
    assert!(sees(
        "crate::rust::files::share",
        "crate::rust::format::draft"
    ));
    assert!(sees("crate::lint::names", "crate::rust::shape::clash"));
    assert!(sees("crate::sync::drift", "crate::sync::drift::operation"));
}

#[test]
fn names_are_decided_in_the_shape() {
    let folders = ["items", "files"].map(|folder| format!("{FOLDER}/rust/{folder}"));
    for path in folders.iter().flat_map(|folder| sources(folder)) {
        let code = code(&path);
        for (at, _) in code.match_indices("names::") {
            let used = &code[at + "names::".len()..];
            assert!(
                used.starts_with("ident(") || used.starts_with("ident)"),
                "{} makes a name: it is decided in {FOLDER}/rust/shape",
                path.display()
            );
        }
    }
}

#[test]
fn the_shape_knows_nothing_of_tokens() {
    let may = [
        "rust::shape",
        "spec::class",
        "spec::model",
        "spec::notation",
        "text::names",
        "text::diagnostic",
    ];
    let shape = format!("crate::{}", may[0]);
    for (module, used) in edges()
        .iter()
        .filter(|(module, _)| module.starts_with(&shape))
    {
        for other in used {
            assert!(
                may.iter()
                    .any(|may| other.starts_with(&format!("crate::{may}"))),
                "{module} uses {other}"
            );
        }
    }
}
