//! The pages of each operation: which of them counts, and what it says once its silence is filled.

use std::collections::BTreeMap;

use crate::facts::from_spec::Stated;
use crate::facts::route::precedence;
use crate::facts::{FieldFacts, OperationFacts, silence};
use crate::spec::word::Route;

use super::difference::{Difference, differences};
use super::{Options, undated};

/// The pages of one operation.
pub(super) struct Group<'a> {
    /// The route without the names of parameters; nothing if it is none.
    pub(super) shape: Option<String>,
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

    /// Whether the spec has been made from a newer page.
    pub(super) fn is_older(&self, stated: &[Stated<'_>]) -> bool {
        let spec = self
            .known
            .and_then(|known| stated[known].facts.page.updated);
        spec.zip(self.page().page.updated)
            .is_some_and(|(spec, page)| page < spec)
    }
}

/// The route without the names of parameters, if the spec can have it.
pub(super) fn shape(facts: &OperationFacts) -> Option<String> {
    let route = Route::parse(&format!("{} {}", facts.method, facts.path)).ok()?;
    Some(route.shape())
}

/// Puts the pages of each operation together, in the order of the first of each. The second result is how many
/// operations are left out.
pub(super) fn group<'a>(
    pages: &'a [OperationFacts],
    stated: &[Stated<'_>],
    options: Options,
) -> (Vec<Group<'a>>, usize) {
    let known: BTreeMap<_, _> = stated
        .iter()
        .enumerate()
        .filter_map(|(index, stated)| Some((shape(&stated.facts)?, index)))
        .collect();
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let shape = shape(page);
        let place = shape.as_ref().and_then(|shape| places.get(shape)).copied();
        match place {
            Some(place) => groups[place].pages.push(page),
            None => {
                let known = shape.as_ref().and_then(|shape| known.get(shape)).copied();
                places.extend(shape.clone().map(|shape| (shape, groups.len())));
                groups.push(Group {
                    shape,
                    pages: vec![page],
                    known,
                });
            }
        }
    }
    for group in &mut groups {
        // Stable, so that of equals the first stays the first.
        group.pages.sort_by_key(|page| precedence(page));
    }
    let all = groups.len();
    if options.known_only {
        groups.retain(|group| group.known.is_some());
    }
    let left_out = all - groups.len();
    (groups, left_out)
}

/// What a page says, with what it leaves unsaid taken from the spec.
pub(super) fn filled(page: &OperationFacts, known: &OperationFacts) -> OperationFacts {
    let mut filled = silence::fill(page, known);
    for (fields, known) in [
        (&mut filled.path_params, &known.path_params),
        (&mut filled.query, &known.query),
        (&mut filled.body, &known.body),
        (&mut filled.response, &known.response),
    ] {
        fill_examples(fields, known);
    }
    restate_required(&mut filled.response, &page.response);
    if is_undated(page, known) {
        undated::keep(&mut filled, known);
    }
    filled
}

/// Whether nobody can tell if a page is older than the spec.
fn is_undated(page: &OperationFacts, known: &OperationFacts) -> bool {
    page.page.updated.is_none() && known.page.updated.is_some()
}

/// What the spec has and a page without a stamp lacks.
pub(super) fn lacking(page: &OperationFacts, known: &OperationFacts) -> Vec<Difference> {
    if !is_undated(page, known) {
        return Vec::new();
    }
    let mut found = differences(known, &silence::fill(page, known));
    found.retain(|difference| difference.page.is_none());
    found
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

/// Of a reply, only what the page itself says is required counts.
fn restate_required(fields: &mut [FieldFacts], page: &[FieldFacts]) {
    for field in fields {
        let stated = page.iter().find(|stated| stated.name == field.name);
        field.required = stated.and_then(|stated| stated.required);
        let children = stated.map(|stated| stated.children.as_slice());
        restate_required(&mut field.children, children.unwrap_or_default());
    }
}
