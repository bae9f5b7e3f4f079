//! `cargo xtask drift`.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use feishu_codegen::facts::{self, OperationFacts};
use feishu_codegen::lint;
use feishu_codegen::spec::files;
use feishu_codegen::sync::brands;
use feishu_codegen::sync::drift::{self, Change, ChangeKind, Report, Selection};
use feishu_codegen::sync::import;
use feishu_codegen::text::diagnostic::count;

use crate::{Failure, page_set, say, spec};

/// The word for the side that is not pages; a folder of that name is `./spec`.
const SPEC: &str = "spec";

/// Says what changed between two page sets, or between the spec and a page set. That something changed is no failure.
pub(crate) fn run(root: &Path, old: &OsStr, new: &OsStr, json: bool) -> Result<(), Failure> {
    let (mut old_facts, mut new_facts) = (read(root, old)?, read(root, new)?);
    match (old == SPEC, new == SPEC) {
        (true, false) => {
            old_facts = with_pages(old_facts, &new_facts);
            new_facts = import::with_what_others_state(&spec::for_facts(root)?, new_facts);
        }
        (false, true) => {
            old_facts = import::with_what_others_state(&spec::for_facts(root)?, old_facts);
            new_facts = with_pages(new_facts, &old_facts);
            // The spec has never had every operation, so it has not lost one either.
            old_facts = drift::within(old_facts, &new_facts);
        }
        // Both of one kind: what only one of them has was added or removed.
        _ => {}
    }
    let platform = lint::inspect(files::read_all(root)?).0.platform;
    let brands = brands::set_apart(&platform, &mut old_facts, &mut new_facts);
    let changes = drift::compare(&old_facts, &new_facts);
    let report = Report {
        changes: &changes,
        paths: &platform.paths,
    };
    if json {
        say!("{}", report.summary());
    } else {
        say!("{report}");
    }
    if !brands.is_empty() {
        say!(
            "\nWhat these pages state differently is no change, since they are of two brands, or in two languages:\n{}",
            brands.to_string().trim_end()
        );
    }
    warn_of_readings(&changes, &old_facts, &new_facts);
    if json { say::json(&changes) } else { Ok(()) }
}

/// What OLD or NEW names.
fn read(root: &Path, name: &OsStr) -> Result<Vec<OperationFacts>, Failure> {
    if name == SPEC {
        return Ok(facts::from_spec(&spec::for_facts(root)?));
    }
    let set = page_set::read(&[PathBuf::from(name)])?;
    set.say_what_was_skipped();
    if set.operations.is_empty() {
        return Err(Failure::Message(format!(
            "error: {}: no page of an operation is there, so there is nothing to compare",
            Path::new(name).display()
        )));
    }
    let Selection {
        operations,
        left_out,
    } = drift::select(&set.operations);
    for left in left_out {
        say!("{left}");
    }
    Ok(operations)
}

/// The operations of the spec that pages describe. A page set need not be complete: a page that is not there does not mean
/// that its operation was removed.
fn with_pages(spec: Vec<OperationFacts>, pages: &[OperationFacts]) -> Vec<OperationFacts> {
    let all = spec.len();
    let described = drift::within(spec, pages);
    let others = all - described.len();
    if others > 0 {
        say!(
            "not compared, since there is no page here: {}",
            count(others, "operation")
        );
    }
    described
}

/// Says which pages have been compared with nothing, and which changes are perhaps, or certainly, none of the platform.
fn warn_of_readings(changes: &[Change], old: &[OperationFacts], new: &[OperationFacts]) {
    // That an operation came or went does not depend on how well its page was read.
    let whole = [ChangeKind::OperationAdded, ChangeKind::OperationRemoved];
    let changed: BTreeSet<&str> = changes
        .iter()
        .filter(|change| !whole.contains(&change.kind))
        .map(|change| change.operation.as_str())
        .collect();
    let note = |text: &str, lines: &[String]| {
        if !lines.is_empty() {
            say!("\n{text}\n  {}", lines.join("\n  "));
        }
    };
    let unmatched: Vec<String> = drift::unmatched(old, new)
        .into_iter()
        .map(|facts| format!("{}: {}", facts.page.file, drift::name(facts)))
        .collect();
    note(
        "These pages describe one more thing to do with an operation that is on both sides, and are compared with nothing:",
        &unmatched,
    );
    let same = drift::same_version(old, new);
    let same: Vec<String> = same
        .into_iter()
        .filter(|operation| changed.contains(operation.as_str()))
        .collect();
    note(
        "The stamp of these pages is the same on both sides. What differs is how they are written or read, or the spec was \
         edited by hand; the platform is as it was:",
        &same,
    );
    let unread = old.iter().chain(new).filter(|facts| {
        !facts.warnings.is_empty() && changed.contains(drift::name(facts).as_str())
    });
    let unread: Vec<String> = unread
        .map(|facts| {
            let places = facts.warnings.len();
            format!("{} ({})", facts.page.file, count(places, "place"))
        })
        .collect();
    note(
        "Something on these pages could not be read, which may look like a change; `cargo xtask facts` says what:",
        &unread,
    );
}
