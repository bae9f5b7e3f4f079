//! What must not stand in the sources.

use std::path::{Path, PathBuf};

use feishu_tests::{faults_of_generated, foreign_imports};

use crate::{CODE, crates, files, root, services, text};

/// The Rust files of a folder, by their path from the root.
pub(crate) fn sources(folder: &str) -> Vec<PathBuf> {
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "rs");
    let found: Vec<_> = files(folder).into_iter().filter(is_rust).collect();
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

fn is_generated(path: &Path) -> bool {
    path.components()
        .any(|component| component.as_os_str() == "generated")
}

/// Whether the emitter's tests keep a file as what is made of a fixture.
fn is_expected(path: &Path) -> bool {
    path.components()
        .any(|component| component.as_os_str() == "expected")
}

/// A file without comments and unit tests.
pub(crate) fn code(path: &Path) -> String {
    let text = text(path);
    let mut lines = text.lines();
    let mut code = Vec::new();
    while let Some(line) = lines.next() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        // Behind tests in a file of their own, the code goes on; behind those that stand here, it does not.
        if line.trim() != "#[cfg(test)]" {
            code.push(line);
        } else if !lines.next().is_some_and(|item| item.ends_with(';')) {
            break;
        }
    }
    code.join("\n")
}

/// Whether a file has nothing but tests, without saying so itself.
pub(crate) fn is_test(path: &Path) -> bool {
    let is_named_so = |component: &std::ffi::OsStr| component == "tests" || component == "tests.rs";
    path.iter().any(is_named_so)
}

#[test]
fn no_fact_of_the_platform_is_typed_by_hand() {
    let platform = text("spec/platform.yaml");
    let fact = |key: &str| {
        let mut lines = platform.lines().map(str::trim_start);
        lines
            .find_map(|line| line.strip_prefix(&format!("{key}: ")))
            .unwrap_or_else(|| panic!("spec/platform.yaml has no `{key}`"))
    };
    let facts = ["feishu", "lark", "host", "path_root", "unknown_path"].map(fact);
    let folders = crates()
        .into_iter()
        .map(|crate_| format!("crates/{crate_}/src"));
    let tools = ["codegen/src", "xtask/downloader/src", "xtask/src"].map(str::to_owned);
    // The two show how a route and a host are written, to whoever has written them otherwise.
    let examples = ["codegen/src/spec/word.rs", "codegen/src/spec/word/route.rs"];
    for path in folders.chain(tools).flat_map(|folder| sources(&folder)) {
        if is_generated(&path) || is_test(&path) || examples.iter().any(|file| path.ends_with(file))
        {
            continue;
        }
        let code = code(&path);
        for fact in facts.iter().map(|fact| fact.trim_start_matches("https://")) {
            assert!(
                !code.contains(fact),
                "{} has `{fact}`: it belongs in spec/",
                path.display()
            );
        }
    }
}

#[test]
fn no_error_code_is_typed_by_hand_in_a_client_crate() {
    // Codes of the platform have five digits or more, apart from a few that say little; no other number here has.
    let is_code = |word: &str| {
        word.len() >= 5
            && word
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    // The sandbox is the other side, and answers with codes.
    for crate_ in crates().iter().filter(|name| *name != "feishu-sandbox") {
        for path in sources(&format!("crates/{crate_}/src"))
            .iter()
            .filter(|path| !is_generated(path))
        {
            for word in code(path).split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
                assert!(
                    !is_code(word),
                    "{} has the number {word}: a code belongs in spec/",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_core_knows_no_service() {
    for path in sources("crates/feishu-core/src")
        .into_iter()
        .filter(|path| !is_generated(path))
    {
        let code = code(&path).to_lowercase();
        let crates = services().into_iter().map(|name| format!("feishu_{name}"));
        let words = ["drive", "export_task", "meeting"].map(str::to_owned);
        for word in crates.chain(words) {
            assert!(
                !code.contains(&word),
                "{} knows of `{word}`",
                path.display()
            );
        }
    }
}

#[test]
fn the_sandbox_knows_services_only_in_their_rooms() {
    let source = "crates/feishu-sandbox/src";
    let list = format!("{source}/services/mod.rs");
    for path in sources(source)
        .into_iter()
        .filter(|path| !is_generated(path))
    {
        let code = code(&path);
        for name in services() {
            // The room itself, and the list of them all.
            let own = format!("{source}/services/{name}");
            if path.starts_with(&own) || path == Path::new(&list) {
                continue;
            }
            let words = [
                format!("feishu_{name}"),
                format!("services::{name}"),
                format!("services.{name}"),
                format!("super::{name}"),
            ];
            for word in words {
                assert!(
                    !code.contains(&word),
                    "{} names `{word}`: what is of a service is in {own}/",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn generated_code_knows_only_the_core_serde_and_std() {
    let folders = crates()
        .into_iter()
        .map(|crate_| format!("crates/{crate_}/src/generated"))
        .filter(|folder| root().join(folder).is_dir());
    for path in folders.flat_map(|folder| sources(&folder)) {
        let text = text(&path);
        let foreign = foreign_imports(&text);
        assert!(
            foreign.is_empty(),
            "{} imports from {foreign:?}",
            path.display()
        );
    }
}

#[test]
fn every_module_says_what_it_is() {
    for folder in CODE {
        for path in sources(folder) {
            // What the emitter's fixtures make of their specs is as it is.
            if is_expected(&path) {
                continue;
            }
            assert!(
                text(&path).starts_with("//!"),
                "{} does not begin with `//!`",
                path.display()
            );
        }
    }
}

#[test]
fn generated_files_are_marked_and_not_long() {
    let files = sources("crates").into_iter().chain(sources("tests/tests"));
    for path in files.filter(|path| is_generated(path)) {
        let faults = faults_of_generated(&text(&path));
        assert!(faults.is_empty(), "{} {faults:?}", path.display());
    }
}

/// The most lines that a file may have which people write: more than that, nobody reads at once.
const MAX_LINES: usize = 700;

#[test]
fn no_file_that_people_write_is_long() {
    for folder in CODE {
        for path in sources(folder) {
            if is_generated(&path) || is_expected(&path) {
                continue;
            }
            let lines = text(&path).lines().count();
            assert!(
                lines <= MAX_LINES,
                "{} has {lines} lines, more than {MAX_LINES}: make two files of it",
                path.display()
            );
        }
    }
}

/// The rooms of the core, from the ground up: each may use those before it, and none that come after.
const ROOMS: [&str; 7] = [
    "ground", "request", "wire", "file", "call", "flow", "testing",
];

/// The room of the core that a path such as `crate::call::retry` leads into. What is generated from `platform.yaml` says
/// what the platform is, which is the ground; its operations are calls.
fn room(path: &str) -> Option<usize> {
    let rest = path.strip_prefix("crate::")?;
    let name = rest.split("::").next()?;
    let name = match name {
        "generated" if rest.starts_with("generated::auth") => "call",
        "generated" => "ground",
        other => other,
    };
    ROOMS.iter().position(|room| *room == name)
}

/// The paths in a text that begin with `crate::`, also those of `use` with braces.
fn paths(code: &str) -> Vec<&str> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with('$'))
        .map(|(at, _)| {
            let path = &code[at..];
            &path[..path.find(|c| !is_path(c)).unwrap_or(path.len())]
        })
        .collect()
}

#[test]
fn the_rooms_of_the_core_lead_one_way() {
    let root = "crates/feishu-core/src";
    for (index, room_) in ROOMS.iter().enumerate() {
        for path in sources(&format!("{root}/{room_}")) {
            let code = code(&path);
            // Neither of these would be seen here.
            for hidden in ["super::", "crate::{"] {
                assert!(
                    !code.contains(hidden),
                    "{} uses `{hidden}`: write the path from `crate::` on",
                    path.display()
                );
            }
            for used in paths(&code).into_iter().filter(|path| *path != "crate::") {
                // The macros of the crate are at its root.
                if used.starts_with("crate::__") {
                    continue;
                }
                let other = room(used)
                    .unwrap_or_else(|| panic!("{}: `{used}` is in no room", path.display()));
                assert!(
                    other <= index,
                    "{} uses `{used}`: {room_} knows nothing of {}",
                    path.display(),
                    ROOMS[other]
                );
            }
        }
    }
    let modules = text(format!("{root}/lib.rs"));
    let modules = modules.lines().filter_map(|line| line.strip_prefix("mod "));
    let known = |name: &str| ROOMS.contains(&name) || name == "generated";
    for name in modules.map(|name| name.trim_end_matches(';')) {
        assert!(
            known(name),
            "crates/feishu-core/src/{name}.rs is in no room"
        );
    }
}

/// The files of a room of the core that use each other in a circle, the room's own file among them.
fn circle(room: &str) -> Vec<String> {
    let folder = format!("crates/feishu-core/src/{room}");
    let name = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut edges: Vec<(String, String)> = Vec::new();
    let files: Vec<String> = sources(&folder).iter().map(|path| name(path)).collect();
    for path in sources(&folder) {
        let code = code(&path);
        for used in paths(&code) {
            let Some(rest) = used.strip_prefix(&format!("crate::{room}::")) else {
                continue;
            };
            let first = rest.split("::").next().unwrap_or_default();
            // What is no file of the room is in the room's own.
            let file = files.iter().find(|file| *file == first);
            let file = file.map_or("mod", String::as_str).to_owned();
            edges.push((name(&path), file));
        }
    }
    let reaches = |from: &String| {
        let mut open = vec![from.clone()];
        let mut seen: Vec<String> = Vec::new();
        while let Some(file) = open.pop() {
            for (_, to) in edges.iter().filter(|(of, _)| *of == file) {
                if !seen.contains(to) {
                    seen.push(to.clone());
                    open.push(to.clone());
                }
            }
        }
        seen
    };
    let mut found: Vec<_> = files
        .into_iter()
        .filter(|file| reaches(file).contains(file))
        .collect();
    found.sort();
    found
}

#[test]
fn no_files_of_the_core_use_each_other_in_a_circle() {
    for room in ROOMS {
        // A client makes calls, and a call is made by a client.
        let known: &[&str] = if room == "call" {
            &["client", "mod"]
        } else {
            &[]
        };
        assert_eq!(circle(room), known, "in the room {room}");
    }
}
