//! `cargo xtask update`: from changed pages to changed crates.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use feishu_codegen::facts::{self, OperationFacts};
use feishu_codegen::lint;
use feishu_codegen::spec::files;
use feishu_codegen::spec::model::Spec;
use feishu_codegen::sync::changelog;
use feishu_codegen::sync::drift::{self, Change, Report};
use feishu_codegen::sync::import::{Fate, Import, Options, write};
use feishu_codegen::text::whole_file;

use crate::{Failure, at, cargo, codegen, import, say, spec as spec_files};

/// The file that entries are drafted in.
const CHANGELOG: &str = "CHANGELOG.md";

/// The folder of the tests across the workspace, and their package.
const TESTS: (&str, &str) = ("tests", "feishu-tests");

/// Its suites that hold what is generated against what was; those over the wire have a target for each service.
const SUITES: [&str; 3] = ["emitter", "emitted", "wire*"];

/// Imports pages, generates the crates anew, runs the snapshot tests, and says what is left for a person.
///
/// Where only a person can go on, it stops and leaves what it has done. Run again after that, it goes on.
pub(crate) fn run(
    root: &Path,
    pages: &[PathBuf],
    options: Options,
    test: bool,
) -> Result<(), Failure> {
    step("import");
    let before = inspect(root)?;
    let import = import::plan(root, pages, options)?;
    say::text(&import.changes(false));
    for path in write(root, &import).map_err(at(root))? {
        say!("wrote {path}");
    }
    say!("{}", import.summary());

    // Before anything can stop it: the next run does not see these changes any more.
    step("change log");
    let after = inspect(root)?;
    // What is a draft is in no crate yet.
    let (before, after) = (before.without_drafts(), after.without_drafts());
    let (before_facts, after_facts) = (facts::from_spec(&before), facts::from_spec(&after));
    let mut changes = drift::compare(&before_facts, &after_facts);
    changes.extend(drift::retyped(&before, &after, &changes));
    changes.extend(drift::reordered(&before, &after));
    changes.extend(drift::refolded(&before, &after));
    let report = Report {
        changes: &changes,
        paths: &after.platform.paths,
    };
    say!("{report}");
    let weight = changelog::weight(&changes);
    if let Some(weight) = weight.filter(|weight| Some(*weight) != report.weight()) {
        say!("what was removed is marked and stays, so for the crates it is a {weight} release");
    }
    draft(root, &changes, &[before_facts, after_facts].concat())?;

    step("lint");
    import::say_what_is_left(&import);
    stop_for_words(&import)?;
    spec_files::fmt(root, false)?;
    spec_files::lint(root)?;

    step("generate");
    codegen::run(root, false)?;

    step("test");
    if test {
        test_snapshots(root)?;
    } else {
        say!("left out");
    }

    step("what is left for a person");
    for (number, task) in (1..).zip(tasks(root, &import, test)?) {
        say!("{number}. {task}");
    }
    Ok(())
}

fn step(name: &str) {
    say!("\n== {name}");
}

/// The spec, be its words missing or not.
fn inspect(root: &Path) -> Result<Spec, Failure> {
    Ok(lint::inspect(files::read_all(root)?).0)
}

/// Drafts entries for the changes of the operations in `facts`.
fn draft(root: &Path, changes: &[Change], facts: &[OperationFacts]) -> Result<(), Failure> {
    let crates: BTreeMap<String, String> = facts
        .iter()
        .map(|facts| (drift::name(facts), changelog::crate_of(facts)))
        .collect();
    let entries = changelog::entries(changes, |operation| {
        crates.get(operation).cloned().unwrap_or_default()
    });
    let path = root.join(CHANGELOG);
    let before = changelog_text(&path)?;
    let after = changelog::insert(&before, &entries);
    if after != before {
        whole_file::replace(&path, after.as_bytes()).map_err(at(&path))?;
        say!("\nwrote {CHANGELOG}");
    }
    Ok(())
}

fn changelog_text(path: &Path) -> Result<String, Failure> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(at(path)),
    }
}

/// A crate without its words would be a crate without documentation and with made-up names.
fn stop_for_words(import: &Import) -> Result<(), Failure> {
    let words = import.missing_words().len();
    let problems = import.problems().len();
    let what = match (words, problems) {
        (0, 0) => return Ok(()),
        (words, 0) => format!("{} missing", counted(words, "word is", "words are")),
        (0, problems) => counted(problems, "problem is left", "problems are left"),
        (words, problems) => format!(
            "{} missing, and {}",
            counted(words, "word is", "words are"),
            counted(problems, "problem is left", "problems are left")
        ),
    };
    Err(Failure::Message(format!(
        "error: {what}, as listed above; the spec is written, the crates are as they were\n\
         Mend that in spec/, then run the same command again."
    )))
}

/// Runs the tests that keep snapshots. New snapshots are written beside the old ones and are no failure.
fn test_snapshots(root: &Path) -> Result<(), Failure> {
    let (folder, package) = TESTS;
    if !root.join(folder).join("Cargo.toml").is_file() {
        say!("there are none: {folder}/Cargo.toml is missing");
        return Ok(());
    }
    let mut command = cargo::command();
    command.args(["test", "--package", package]);
    for suite in SUITES {
        command.args(["--test", suite]);
    }
    let status = command
        .current_dir(root)
        .env("INSTA_UPDATE", "new")
        .env("INSTA_FORCE_PASS", "1")
        // Nothing but JSON goes to standard output.
        .stdout(io::stderr())
        .status()
        .map_err(|error| Failure::Message(format!("error: cargo test: {error}")))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Message(
        "error: the crates are generated, but tests fail, and not for their snapshots; see above\n\
         Hand-written code may need a change, or an expected file of tests/emitter a new look. Then run the same command again."
            .into(),
    ))
}

/// What a person has to do now.
fn tasks(root: &Path, import: &Import, tested: bool) -> Result<Vec<String>, Failure> {
    let mut tasks = vec!["Read what changed: `git diff`.".to_owned()];
    let refused = import.operations.iter().filter(|one| {
        one.fate == Fate::Refused || !one.inexpressible.is_empty() || !one.warnings.is_empty()
    });
    let refused: Vec<&str> = refused.map(|one| one.page.as_str()).collect();
    if !refused.is_empty() {
        tasks.push(format!(
            "Compare what could not be read or expressed, as the import says above, with the pages:{}",
            indented(&refused)
        ));
    }
    let new = import.operations.iter().filter(|one| one.fate == Fate::New);
    let new: Vec<&str> = new.map(|one| one.route.as_str()).collect();
    if !new.is_empty() {
        tasks.push(format!(
            "Write the words of new operations, which are drafts, say what no page says (`idempotent`, `retry`, `paging`, \
             `always`, jobs), and take `draft` away; give them a handler in crates/feishu-sandbox if it is to do more than answer as documented:{}",
            indented(&new)
        ));
    }
    let mut snapshots = Vec::new();
    find_snapshots(&root.join(TESTS.0), &mut snapshots).map_err(at(root))?;
    let shown: Vec<String> = snapshots
        .iter()
        .map(|path| {
            path.strip_prefix(root)
                .unwrap_or(path)
                .display()
                .to_string()
        })
        .collect();
    if !shown.is_empty() {
        tasks.push(format!(
            "Look at the new snapshots, and accept them with `INSTA_UPDATE=always cargo test --package {}`:{}",
            TESTS.1,
            indented(&shown)
        ));
    } else if !tested {
        tasks.push("Run the snapshot tests, and look at what they show.".to_owned());
    }
    let text = changelog_text(&root.join(CHANGELOG))?;
    if let Some(weight) = changelog::pending(&text) {
        tasks.push(format!(
            "Reword the draft in {CHANGELOG}. By its headings, and what is marked as breaking, the next release is a {weight} one."
        ));
    }
    tasks.push("Run `.ci/run`, and commit.".to_owned());
    Ok(tasks)
}

/// The snapshots that wait for a person, below a folder.
fn find_snapshots(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            find_snapshots(&path, found)?;
        } else if path.to_string_lossy().ends_with(".snap.new") {
            found.push(path);
        }
    }
    Ok(())
}

fn indented(lines: &[impl AsRef<str>]) -> String {
    let lines = lines.iter().map(|line| format!("\n   - {}", line.as_ref()));
    lines.collect()
}

fn counted(count: usize, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}
