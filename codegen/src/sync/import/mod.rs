//! Merges what documentation pages state into the spec.
//!
//! Facts are the pages', words are ours: what a page states differently is written, what we have said of it stays. What a
//! page no longer lists is marked, not deleted. Files are written in canonical form, all or none.
//!
//! - Operations are matched by method and path; the names of parameters do not tell them apart.
//! - New operations go where their id says, into `spec/<service>/<version>/<resource>.yaml`.
//! - Fields and errors stand in the documented order, arguments of `new` in that which they have. Values of enumerations and fields of objects keep theirs as long as
//!   one of the pages that use the type has it: the order of a shared type would change with every page.
//! - Of several pages of an operation, the newest counts, then the richer dialect; the others are compared with the result.
//! - A page that is older than the spec changes nothing. What it states differently is reported. What a page lacks does not
//!   count as gone if the page bears no stamp, could not be read in full, or has lost a table or a row.
//! - An operation that a page describes by its id or its path, but on another route, has moved. One whose page describes
//!   something else now is marked.
//! - Words that only a person can write are left empty, and the linter lists them.
//! - In the end the spec is read again, and what it still states differently from a page is reported: nothing that could
//!   not be expressed is passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::drift;
use crate::facts::OperationFacts;
use crate::facts::from_spec::{self, Stated};
use crate::facts::identity::{certainly_same_document, route};
use crate::lint::inspect;
use crate::spec::files::{self, File, FileKind};
use crate::spec::model::Spec;
use crate::spec::{Rewrite, fmt};
use crate::text::diagnostic::{Code, Report};
use crate::text::yaml::{self, Node, Value};

use home::{Home, Origin};
use merger::{Merger, Wanted};
use pages::{Group, filled, group};
use types::Target;
use words::Words;

pub use difference::{Difference, differences};
pub use kept::Kept;
pub use pages::{Options, Pages};
pub use write::write;

mod arguments;
mod defined;
mod difference;
mod express;
mod fields;
mod fit;
mod home;
mod kept;
mod merge;
mod merger;
mod pages;
mod report;
mod shared;
mod structure;
mod tree;
mod types;
mod words;
mod write;

#[cfg(test)]
mod tests;

/// Problems of the spec that keep pages from being merged, since what is there cannot be read for certain.
const HINDRANCES: &[Code] = &[
    Code::Syntax,
    Code::DuplicateKey,
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::Comment,
    Code::YamlFeature,
    Code::HttpLine,
    Code::Limit,
    Code::UnknownWord,
    Code::BadName,
    Code::File,
    Code::BadValue,
    Code::UnknownType,
    Code::DuplicateErrorCode,
    Code::DuplicateRoute,
    Code::ShadowedType,
];

/// What an import does, before it is done.
#[derive(Clone, Debug)]
pub struct Import {
    /// The operations: those of the pages in their order, then those whose pages describe something else now.
    pub operations: Vec<Imported>,
    /// The files that change.
    pub rewrites: Vec<Rewrite>,
    /// What the linter finds in the spec as it will be: missing words first of all.
    pub remaining: Report,
    /// What becomes of types that several operations share.
    pub types: Vec<String>,
    /// How many operations the spec does not have and were to be left out.
    pub left_out: usize,
}

/// What becomes of an operation.
#[derive(Clone, Debug)]
pub struct Imported {
    /// `METHOD path`.
    pub route: String,
    /// The page that counts.
    pub page: String,
    /// The file of the spec; empty if the operation has no place there.
    pub file: String,
    /// What becomes of it.
    pub fate: Fate,
    /// What the page states differently from the spec as it was; of a new operation, nothing.
    pub changes: Vec<Difference>,
    /// What the page states differently from the spec as it will be: what could not be expressed.
    pub inexpressible: Vec<Difference>,
    /// The other pages of the operation that state something different from the spec as it will be.
    pub others: Vec<Other>,
    /// What the spec has and the page lacks, which does not count as gone.
    pub kept: Vec<Kept>,
    /// What a person has to know.
    pub notes: Vec<String>,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// Another page of an operation, and what it states differently.
#[derive(Clone, Debug)]
pub struct Other {
    /// The page.
    pub page: String,
    /// What its stamp says.
    pub age: Age,
    /// What it states differently.
    pub differences: Vec<Difference>,
}

/// How old a page is beside the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Older, which explains the differences.
    Older,
    /// Nobody can tell, since only the other one bears a stamp.
    Unknown,
    /// As old, or neither bears a stamp.
    Same,
}

/// What becomes of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The spec did not have it.
    New,
    /// The page is merged, be there differences or not.
    Merged,
    /// The page is older than the spec.
    Older,
    /// Its page describes something else now.
    Gone,
    /// The spec cannot have it.
    Refused,
}

impl Imported {
    fn new(facts: &OperationFacts, page: String, fate: Fate) -> Self {
        Self {
            route: drift::name(facts),
            page,
            file: String::new(),
            fate,
            changes: Vec::new(),
            inexpressible: Vec::new(),
            others: Vec::new(),
            kept: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

impl Import {
    /// Whether the spec says what the pages say, so that there is nothing to do. What a page states does not matter if
    /// another one is newer, or is the only one with a stamp.
    pub fn is_clean(&self) -> bool {
        self.rewrites.is_empty()
            && self.operations.iter().all(|operation| {
                matches!(operation.fate, Fate::Merged | Fate::Older | Fate::Gone)
                    && operation.changes.is_empty()
                    && operation.inexpressible.is_empty()
                    && operation.others.iter().all(|other| other.age != Age::Same)
            })
    }
}

/// Works out what importing pages changes. Nothing is written.
///
/// # Errors
///
/// The spec has problems that have to be mended first; missing words are none, nor what only keeps it from being
/// generated from. Or it would have such problems afterwards, in which case the places are those of the merged text.
pub fn plan(root: &Path, pages: Pages<'_>, options: Options) -> Result<Import, Report> {
    let report = files::read_all(root)?;
    plan_sources(report, pages, options)
}

/// The same for files that are in the report already, under their paths from the root.
///
/// # Errors
///
/// The spec has problems that have to be mended first.
pub fn plan_sources(report: Report, pages: Pages<'_>, options: Options) -> Result<Import, Report> {
    let sources: BTreeMap<String, String> = report
        .sources()
        .map(|(_, source)| (source.path.clone(), source.text.to_string()))
        .collect();
    let (spec, report) = inspect(report);
    if is_hindered(&report) {
        return Err(report);
    }
    let stated = from_spec::every(&spec);
    let (groups, left_out) = group(pages.operations, &stated, options);
    let mut merger = merger(&spec, &report, &groups, &stated);
    let mut operations = merge_all(&mut merger, &spec, &stated, &groups);
    operations.extend(mark_gone(&mut merger, &spec, &stated, &groups, pages));

    let mut texts: Vec<_> = merger
        .files
        .iter()
        .filter_map(|(path, map)| {
            let node = tree::map(map.clone());
            Some((
                path.clone(),
                fmt::write(&File::read(&node, &FileKind::of(path)?)),
            ))
        })
        .collect();
    fit::take_away_misfits(&mut texts);
    arguments::settle(&mut texts);
    let rewrites = rewrites(&sources, &texts);

    let mut report = Report::new();
    for (path, text) in texts {
        report.add_source(path, text);
    }
    let (after, remaining) = inspect(report);
    if is_hindered(&remaining) {
        return Err(remaining);
    }
    compare(&mut operations, &groups, &after);
    Ok(Import {
        types: shared::changes(&spec, &after, &rewrites),
        operations,
        rewrites,
        remaining,
        left_out,
    })
}

fn is_hindered(report: &Report) -> bool {
    HINDRANCES.iter().any(|code| report.contains(*code))
}

fn merger(spec: &Spec, report: &Report, groups: &[Group<'_>], stated: &[Stated<'_>]) -> Merger {
    let mut files = BTreeMap::new();
    let mut scratch = report.clone();
    let ids: Vec<_> = report.sources().map(|(id, _)| id).collect();
    for id in ids {
        let path = report.source(id).path.clone();
        let node = yaml::parse(id, &mut scratch);
        if let Some(Node {
            value: Value::Map(map),
            ..
        }) = node
        {
            files.insert(path, map);
        }
    }
    let mut wanted = Wanted::default();
    for group in groups {
        match group.known {
            Some(_) if group.is_older(stated) => {}
            Some(known) => {
                let stated = &stated[known];
                let file = file_of(spec, stated);
                let service = stated.service.map_or("", |service| service.name.as_str());
                wanted.add(service, &file, &express::expressible(group.page()));
            }
            None => {
                let home = Home::of(&spec.platform.path_root, group.page());
                let facts = express::expressible(group.page());
                wanted.add(&home.service, &home.file(), &facts);
            }
        }
    }
    Merger {
        words: Words::of(&files),
        files,
        plan: types::Plan::new(),
        made: BTreeSet::new(),
        open: Vec::new(),
        wanted,
        reserved: reserved(spec),
        notes: Vec::new(),
    }
}

/// The names that Rust types of each service have beside those of the spec.
fn reserved(spec: &Spec) -> BTreeMap<String, BTreeSet<String>> {
    let services = crate::rust::shape::shape(spec).services;
    let reserved = services.iter().map(|rust| {
        let name = rust.service.name.clone();
        (name, rust.made_types())
    });
    reserved.collect()
}

fn file_of(spec: &Spec, stated: &Stated<'_>) -> String {
    let file = stated.resource.map(|resource| &resource.file);
    file.unwrap_or(&spec.platform.file).clone()
}

fn merge_all(
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
                .find(|group| group.known == Some(index) && !group.is_older(stated));
            let (facts, kept) = match merging {
                Some(group) => {
                    let (facts, kept) = filled(group.page(), &stated_one.facts);
                    (express::expressible(&facts), kept)
                }
                None => {
                    let mut facts = stated_one.facts.clone();
                    types::unstate_responses(true, &mut facts.response);
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
    merger.plan = types::plan(spec, &mut targets);
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
                    imported.fate = Fate::Older;
                }
            }
            None if !express::is_route(page) => {
                imported.fate = Fate::Refused;
                let note = "the method or the path is not one that the spec can have";
                merger.note(note);
            }
            None => match add(merger, &spec.platform.path_root, page) {
                Some(added) => {
                    imported.fate = Fate::New;
                    imported.file.clone_from(&added.file);
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
fn mark_gone(
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
fn add(merger: &mut Merger, path_root: &str, page: &OperationFacts) -> Option<Added> {
    let facts = express::expressible(page);
    let home = Home::of(path_root, &facts);
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
    if is_paged(&facts) {
        merger.note("the list comes in pages; say how with `paging`");
    }
    Some(Added {
        file: home.file(),
        name,
        facts,
    })
}

fn is_paged(page: &OperationFacts) -> bool {
    let has = |name: &str| page.response.iter().any(|field| field.name == name);
    has("has_more") && page.response.iter().any(|field| field.array > 0)
}

/// Compares each page with the spec as it will be.
fn compare(operations: &mut [Imported], groups: &[Group<'_>], after: &Spec) {
    let stated = from_spec::every(after);
    let known: BTreeMap<_, _> = stated
        .iter()
        .map(|stated| (route(&stated.facts), stated))
        .collect();
    let mut targets: Vec<_> = stated
        .iter()
        .map(|stated| Target {
            stated,
            facts: stated.facts.clone(),
            merged: false,
        })
        .collect();
    let plan = types::plan(after, &mut targets);
    for (imported, group) in operations.iter_mut().zip(groups) {
        let on_route = || known.get(&group.route).copied();
        // An older page may have another route than the spec.
        let of_document = || {
            group.known?;
            let mut all = stated.iter();
            all.find(|stated| certainly_same_document(group.page(), &stated.facts))
        };
        let Some(stated) = on_route().or_else(of_document) else {
            continue;
        };
        let compared = |page: &OperationFacts| {
            let mut target = Target {
                stated,
                facts: filled(page, &stated.facts).0,
                merged: false,
            };
            types::settle_examples(after, &mut target, &plan);
            differences(&stated.facts, &target.facts)
        };
        // That an older page bears an older stamp goes without saying.
        // Two pages that show different samples do not disagree.
        let without_samples = |page: &OperationFacts| {
            let mut found = compared(page);
            found.retain(|difference| {
                difference.fact != "updated" && !difference.fact.ends_with(".example")
            });
            found
        };
        let without_stamp = |page: &OperationFacts| {
            let mut found = compared(page);
            found.retain(|difference| difference.fact != "updated");
            found
        };
        match imported.fate {
            Fate::Older => imported.changes = without_stamp(group.page()),
            _ => imported.inexpressible = compared(group.page()),
        }
        let stamp = group.page().page.updated;
        imported.others = group.pages[1..]
            .iter()
            .map(|page| Other {
                page: page.page.file.clone(),
                age: match (page.page.updated, stamp) {
                    (Some(one), Some(stamp)) if one < stamp => Age::Older,
                    (None, Some(_)) => Age::Unknown,
                    _ => Age::Same,
                },
                differences: without_samples(page),
            })
            .filter(|other| !other.differences.is_empty())
            .collect();
    }
}

fn rewrites(sources: &BTreeMap<String, String>, texts: &[(String, String)]) -> Vec<Rewrite> {
    texts
        .iter()
        .filter_map(|(path, after)| {
            let before = sources.get(path).map_or("", String::as_str);
            // A file that was not in canonical form is none of our business unless something changes.
            (canonical(path, before).as_deref() != Some(after)).then(|| Rewrite {
                path: path.clone(),
                before: before.to_owned(),
                after: after.clone(),
            })
        })
        .collect()
}

fn canonical(path: &str, text: &str) -> Option<String> {
    let mut report = Report::new();
    let file = report.add_source(path, text);
    let node = yaml::parse(file, &mut report)?;
    Some(fmt::write(&File::read(&node, &FileKind::of(path)?)))
}
