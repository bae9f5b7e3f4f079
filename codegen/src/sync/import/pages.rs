//! The pages of each operation: which of them counts, and what it says once its silence is filled.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::iter::zip;
use std::path::PathBuf;

use crate::docs;
use crate::facts::from_spec::Stated;
use crate::facts::identity::{
    RouteKey, by_route, certainly_same_document, precedence, route, waiver,
};
use crate::facts::{FieldFacts, Language, OperationFacts, PageFacts, brand, fill};
use crate::spec::model::{Platform, Spec};

use super::express::is_route;
use super::kept::{self, Kept};

/// The pages of an import.
#[derive(Clone, Copy, Debug)]
pub struct Pages<'a> {
    /// The operations that they describe.
    pub operations: &'a [OperationFacts],
    /// Those that describe something else.
    pub others: &'a [(PathBuf, docs::Other)],
}

impl Pages<'_> {
    /// What stands now at the path of an operation's page, if the pages say so for certain: the file, and what it is.
    pub(super) fn instead_of(&self, known: &OperationFacts) -> Option<(String, &'static str)> {
        let doc_path = known.page.doc_path.as_ref()?;
        let mut others = self.others.iter();
        // One with warnings may have been an operation before it was damaged; one that is not newer proves nothing.
        let (file, other) = others.find(|(_, other)| {
            other.doc_path.as_ref() == Some(doc_path)
                && other.warnings.is_empty()
                // The page in another language is another page.
                && (other.language.is_none() || other.language == known.page.language)
                && other.updated > known.page.updated
        })?;
        Some((file.to_string_lossy().replace('\\', "/"), other.what))
    }
}

/// What is imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Only the operations that the spec has.
    pub known_only: bool,
}

/// The pages of one operation.
pub(super) struct Group<'a> {
    /// What tells its route from others.
    pub(super) route: RouteKey,
    /// The pages, the one that counts first.
    pub(super) pages: Vec<&'a OperationFacts>,
    /// Where the spec has it.
    pub(super) known: Option<usize>,
}

impl<'a> Group<'a> {
    /// The page that counts.
    pub(super) fn page(&self) -> &'a OperationFacts {
        self.pages[0]
    }

    /// The operation of the spec, if the page has another route for it.
    pub(super) fn moved_from<'s>(&self, stated: &'s [Stated<'_>]) -> Option<&'s OperationFacts> {
        let known = &stated[self.known?].facts;
        (route(known) != self.route).then_some(known)
    }

    /// What the page has to say to the spec, by the page that the spec was made from.
    pub(super) fn rank(&self, stated: &[Stated<'_>]) -> Rank {
        let Some(known) = self.known.map(|known| &stated[known]) else {
            return Rank::Next;
        };
        let (spec, page) = (&known.facts.page, &self.page().page);
        let of = |page: &PageFacts| source(known.platform, page);
        match of(page).cmp(&of(spec)) {
            // Stamps of two pages say nothing of each other.
            Ordering::Less => Rank::Next,
            Ordering::Greater => Rank::Second,
            Ordering::Equal => {
                let stamps = spec.updated.zip(page.updated);
                match stamps.is_some_and(|(spec, page)| page < spec) {
                    true => Rank::Older,
                    false => Rank::Next,
                }
            }
        }
    }
}

/// What a page has to say to the spec.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// It is newer than the page that the spec was made from, or comes before it.
    Next,
    /// The spec was made from a newer version of it.
    Older,
    /// The spec was made from a page that comes before it: in another language, or of another brand.
    Second,
}

/// What orders the pages of an operation that are not versions of one: by language, then by brand.
pub(super) fn source(platform: &Platform, page: &PageFacts) -> (Option<Language>, bool) {
    (page.language, brand::is_other(platform, page))
}

/// Puts the pages of each operation together, in the order of the routes: what comes first takes the better name, so the
/// order in which pages are given must not count. The second result is how many operations are left out, since the spec
/// waives them, or has not asked for them.
pub(super) fn group<'a>(
    pages: &'a [OperationFacts],
    spec: &Spec,
    stated: &[Stated<'_>],
    options: Options,
) -> (Vec<Group<'a>>, usize) {
    let known: BTreeMap<_, _> = stated
        .iter()
        .enumerate()
        .map(|(index, stated)| (route(&stated.facts), index))
        .collect();
    let routes: BTreeMap<_, _> = by_route(pages).into_iter().collect();
    let groups = routes.into_iter().map(|(route, mut pages)| {
        pages.sort_by_key(|page| {
            let source = source(&spec.platform, &page.page);
            (source, precedence(page), page.page.file.as_str())
        });
        Group {
            known: known.get(&route).copied().filter(|_| is_route(pages[0])),
            route,
            pages,
        }
    });
    let mut groups: Vec<_> = groups.collect();
    find_moved(&mut groups, stated);
    let all = groups.len();
    groups.retain(|group| group.known.is_some() || waiver(spec, group.page()).is_none());
    if options.known_only {
        groups.retain(|group| group.known.is_some());
    }
    let left_out = all - groups.len();
    (groups, left_out)
}

/// An operation that no page has on its route any more, but another page by its id or its path, has moved.
fn find_moved(groups: &mut [Group<'_>], stated: &[Stated<'_>]) {
    let mut taken: Vec<usize> = groups.iter().filter_map(|group| group.known).collect();
    let mut new: Vec<_> = groups
        .iter_mut()
        .filter(|group| group.known.is_none() && is_route(group.page()))
        .collect();
    new.sort_by_key(|group| precedence(group.page()));
    for group in new {
        let page = group.page();
        let mut all = stated.iter().enumerate();
        let moved = all.find(|(index, stated)| {
            !taken.contains(index) && certainly_same_document(page, &stated.facts)
        });
        if let Some((index, _)) = moved {
            group.known = Some(index);
            taken.push(index);
        }
    }
}

/// What a page says, with what it leaves unsaid taken from the spec, and what is kept although the page lacks it.
pub(super) fn filled(page: &OperationFacts, known: &OperationFacts) -> (OperationFacts, Vec<Kept>) {
    let mut filled = fill::fill(page, known);
    for ((_, fields), (_, known)) in zip(filled.tables_mut(), known.tables()) {
        fill_examples(fields, known);
    }
    restate_required(&mut filled.response, &page.response);
    let kept = kept::keep(page, &mut filled, known);
    (filled, kept)
}

/// A page that shows no example does not say that there is none; ours make documentation and tests.
fn fill_examples(fields: &mut [FieldFacts], known: &[FieldFacts]) {
    for field in fields {
        let Some(known) = known.iter().find(|known| known.name == field.name) else {
            continue;
        };
        if field.example.is_none() {
            field.example.clone_from(&known.example);
        }
        fill_examples(&mut field.children, &known.children);
    }
}

/// Of a response, only what the page itself says is required counts.
fn restate_required(fields: &mut [FieldFacts], page: &[FieldFacts]) {
    for field in fields {
        let stated = page.iter().find(|stated| stated.name == field.name);
        field.required = stated.and_then(|stated| stated.required);
        let children = stated.map(|stated| stated.children.as_slice());
        restate_required(&mut field.children, children.unwrap_or_default());
    }
}
