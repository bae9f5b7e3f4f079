//! `cargo xtask import`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use feishu_codegen::sync::import::{self, Fate, Import, Options, Pages};
use feishu_codegen::sync::words::{self, Place, Select};

use crate::words::line;
use crate::{Failure, at, page_set, say, wants_colours};

/// Merges pages into the spec, or only says what would change. The exit code of a check says whether anything would.
pub(crate) fn run(
    root: &Path,
    pages: &[PathBuf],
    check: bool,
    options: Options,
) -> Result<(), Failure> {
    let import = plan(root, pages, options)?;
    say::text(&import.changes(check));
    if check {
        say!("{}", import.summary());
        return if import.is_clean() {
            Ok(())
        } else {
            Err(Failure::Message(what_helps(&import)))
        };
    }
    let before = open_places(root);
    for path in import::write(root, &import).map_err(at(root))? {
        say!("wrote {path}");
    }
    say_problems(&import);
    say_open_places(&import, &before, &open_places(root));
    say!("{}", import.summary());
    Ok(())
}

/// The places that wait for words, those of drafts too; none where the spec is too faulty to tell.
fn open_places(root: &Path) -> Vec<Place> {
    let select = Select {
        files: &[],
        drafts: true,
    };
    words::list(root, select, &words::Pages::default()).unwrap_or_default()
}

/// Says where what was imported waits for words: in the operations of the pages, and in what is new elsewhere. The places are
/// counted by kind; those of drafts are only counted, since nobody is asked for them yet.
fn say_open_places(import: &Import, before: &[Place], after: &[Place]) {
    let known: BTreeSet<_> = before.iter().map(|place| &place.address).collect();
    let operations = import.operations.iter();
    let imported: Vec<_> = operations
        .map(|one| format!("{}#/operations/{}/", one.file, one.name))
        .collect();
    let is_imported = |place: &&Place| {
        let mut operations = imported.iter();
        !known.contains(&place.address) || operations.any(|one| place.address.starts_with(one))
    };
    let open: Vec<_> = after.iter().filter(is_imported).collect();
    if open.is_empty() {
        return;
    }
    say!("\nwords to write in what was imported:");
    let mut kinds: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for place in open {
        *kinds.entry((&place.kind, place.draft)).or_default() += 1;
        if !place.draft {
            say!("{}", line(place));
        }
    }
    for ((kind, draft), number) in kinds {
        let draft = if draft { ", draft" } else { "" };
        say!("  {number} {kind}{draft}");
    }
    say!("");
}

/// Reads pages and works out what they change.
pub(crate) fn plan(root: &Path, pages: &[PathBuf], options: Options) -> Result<Import, Failure> {
    let set = page_set::read(pages)?;
    set.say_what_was_skipped();
    let pages = Pages {
        operations: &set.operations,
        others: &set.others,
    };
    let import = import::plan(root, pages, options)?;
    if set.operations.is_empty() && import.operations.is_empty() {
        let message = "error: none of the pages describes an operation";
        return Err(Failure::Message(message.into()));
    }
    Ok(import)
}

/// What to do about a spec that does not say what the pages say.
fn what_helps(import: &Import) -> String {
    let mut text = String::from("error: the spec does not say what the pages say");
    if !import.rewrites.is_empty() {
        text.push_str("; `cargo xtask import` without `--check` merges them");
        return text;
    }
    text.push_str(", and an import changes nothing about it:");
    let operations = &import.operations;
    for (there, what) in [
        (
            operations.iter().any(|one| !one.inexpressible.is_empty()),
            "what the spec cannot say has to be mended in the page, or the format has to be extended",
        ),
        (
            operations.iter().any(|one| one.fate == Fate::Older),
            "of pages that are older than the spec, newer ones have to be given",
        ),
        (
            operations.iter().any(|one| one.fate == Fate::Refused),
            "an operation that is left out has to be added by hand, or its page left out",
        ),
        (
            operations.iter().any(|one| !one.others.is_empty()),
            "of pages that contradict each other, one has to be left out",
        ),
    ] {
        if there {
            text.push_str("\n  ");
            text.push_str(what);
        }
    }
    text
}

/// Lists what only a person can do.
pub(crate) fn say_what_is_left(import: &Import) {
    say_problems(import);
    let words = import.missing_words();
    if !words.is_empty() {
        say!("\nwords to write:\n{}\n", words.join("\n"));
    }
}

/// Lists what has to be settled beside the words.
fn say_problems(import: &Import) {
    let problems = import.problems();
    if !problems.is_empty() {
        say!("\n{}", problems.render(wants_colours()).trim_end());
    }
}
