//! Which operations are merged, added, left alone or marked.

use crate::facts::OperationFacts;
use crate::facts::from_spec::Stated;
use crate::spec::model::{Paths, Spec};

use super::difference::differences;
use super::express;
use super::home::{Home, Origin};
use super::merger::Merger;
use super::outcome::{Fate, Imported};
use super::pages::{Group, Pages, Rank, filled};
use super::paging;
use super::spec_files::file_of;
use super::target::{self, Target};
use super::types;
use super::uses;

/// Merges the pages, group by group.
pub(super) fn merge_all(
    merger: &mut Merger,
    spec: &Spec,
    stated: &[Stated<'_>],
    groups: &[Group<'_>],
) -> Vec<Imported> {
    // What a page leaves unsaid is filled once, which also says what is kept.
    let (mut targets, mut kept): (Vec<_>, Vec<_>) = stated
        .iter()
        .enumerate()
        .map(|(index, stated_one)| {
            let merging = groups
                .iter()
                .find(|group| group.known == Some(index) && group.rank(stated) == Rank::Next);
            let (facts, kept) = match merging {
                Some(group) => {
                    let (facts, kept) = filled(group.page(), &stated_one.facts);
                    (express::expressible(&facts), kept)
                }
                None => {
                    let mut facts = stated_one.facts.clone();
                    target::unstate_responses(true, &mut facts.response);
                    (facts, Vec::new())
                }
            };
            let target = Target {
                stated: stated_one,
                facts,
                merged: merging.is_some(),
            };
            (target, kept)
        })
        .unzip();
    let uses = uses::agree(spec, &mut targets);
    merger.plan = types::plan(spec, &mut targets, &uses);
    let mut operations = Vec::new();
    let mut new: Vec<Added> = Vec::new();
    for group in groups {
        let page = group.page();
        let mut imported = Imported {
            warnings: page.warnings.clone(),
            ..Imported::new(page, page.page.file.clone(), Fate::Merged)
        };
        match group.known {
            Some(known) => {
                let target = &targets[known];
                imported.file = file_of(spec, target.stated);
                imported.name.clone_from(&target.stated.operation.name);
                if target.merged {
                    imported.changes = differences(&target.stated.facts, &target.facts);
                    imported.kept = std::mem::take(&mut kept[known]);
                    if let Some(old) = group.moved_from(stated) {
                        let (method, path) = (&old.method, &old.path);
                        merger.note(format!("the operation has moved; it was {method} {path}"));
                    }
                    let operation = target.stated.operation;
                    let id = target.stated.made_id();
                    merger.operation(&imported.file, &operation.name, &id, &target.facts);
                } else {
                    imported.fate = match group.rank(stated) {
                        Rank::Second => Fate::Second,
                        Rank::Older | Rank::Next => Fate::Older,
                    };
                }
            }
            None if !express::is_route(page) => {
                imported.fate = Fate::Refused;
                let note = "the method or the path is not one that the spec can have";
                merger.note(note);
            }
            None => match add(merger, &spec.platform.paths, page) {
                Some(added) => {
                    imported.fate = Fate::New;
                    imported.file.clone_from(&added.file);
                    imported.name.clone_from(&added.name);
                    new.push(added);
                }
                None => imported.fate = Fate::Refused,
            },
        }
        imported.notes = std::mem::take(&mut merger.notes);
        operations.push(imported);
    }
    for target in &targets {
        let file = file_of(spec, target.stated);
        merger.narrow_operation(&file, &target.stated.operation.name, &target.facts);
    }
    for Added { file, name, facts } in &new {
        merger.narrow_operation(file, name, facts);
    }
    operations
}

/// Marks the operations whose pages describe something else now, unless another page still describes them.
pub(super) fn mark_gone(
    merger: &mut Merger,
    spec: &Spec,
    stated: &[Stated<'_>],
    groups: &[Group<'_>],
    pages: Pages<'_>,
) -> Vec<Imported> {
    let mut gone = Vec::new();
    for (index, stated) in stated.iter().enumerate() {
        let is_described = groups.iter().any(|group| group.known == Some(index));
        if is_described {
            continue;
        }
        let Some((page, what)) = pages.instead_of(&stated.facts) else {
            continue;
        };
        let mut imported = Imported::new(&stated.facts, page, Fate::Gone);
        imported.file = file_of(spec, stated);
        imported.name.clone_from(&stated.operation.name);
        if !stated.operation.undocumented {
            let note = format!("the operation is no longer documented: its page is {what} now");
            imported.notes.push(note);
            merger.mark_operation(&imported.file, &stated.operation.name);
        }
        gone.push(imported);
    }
    gone
}

/// An operation that the spec did not have.
struct Added {
    file: String,
    name: String,
    facts: OperationFacts,
}

/// Adds an operation that the spec does not have, if it can have it.
fn add(merger: &mut Merger, paths: &Paths, page: &OperationFacts) -> Option<Added> {
    let facts = express::expressible(page);
    let home = Home::of(paths, &facts);
    if !express::is_service(&home.service) {
        let note = format!("no service can be named `{}`", home.service);
        merger.note(note);
        return None;
    }
    match home.origin {
        Origin::Id => {}
        Origin::Page => merger.note("the page gives no usable id; the place is made of its path"),
        Origin::Route => {
            merger.note("the page gives no usable id; the place is made of the operation's path")
        }
    }
    let name = merger.make_room(&home);
    let derived = Home {
        name: name.clone(),
        ..home.clone()
    };
    merger.operation(&home.file(), &name, &derived.id(), &facts);
    paging::propose(merger, &home.file(), &name);
    Some(Added {
        file: home.file(),
        name,
        facts,
    })
}
