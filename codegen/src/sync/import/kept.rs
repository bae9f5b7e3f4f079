//! What a page lacks without saying that it is gone.
//!
//! Only of a page that has been read in full, and that is known to be newer than the spec, does a missing row mean that
//! the platform has dropped something. What a page lacks for another reason stays as the spec has it, and is reported.

use std::iter::zip;

use crate::facts::{
    BodyKindFacts, FieldFacts, OperationFacts, Place, ResponseKindFacts, TypeFacts,
};
use crate::spec::word::params;

use super::difference::{Difference, differences};

/// What is kept of an operation, for one reason.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The reason.
    pub why: &'static str,
    /// What the page would have changed.
    pub what: Vec<Difference>,
}

/// Adds what only the spec has to the facts of a page.
type Step = fn(&mut OperationFacts, &OperationFacts);

/// Adds to `facts`, which are those of a page, what only the spec has, wherever the page's silence is no statement.
pub(super) fn keep(
    page: &OperationFacts,
    facts: &mut OperationFacts,
    known: &OperationFacts,
) -> Vec<Kept> {
    let mut steps: Vec<(&str, Step)> = vec![(
        "the page does not say of what type these are, so the type is kept",
        keep_types,
    )];
    match why_all(page, facts, known) {
        Some(why) => steps.push((why, keep_all)),
        None => steps.push((
            "the page says nothing at all of these, so what the spec has is kept",
            keep_rows,
        )),
    }
    let mut kept = Vec::new();
    for (why, step) in steps {
        let mut what = differences(known, facts);
        step(facts, known);
        let left = differences(known, facts);
        what.retain(|difference| !left.contains(difference));
        if !what.is_empty() {
            kept.push(Kept { why, what });
        }
    }
    kept
}

/// Why nothing that a page lacks counts as gone.
fn why_all(
    page: &OperationFacts,
    facts: &OperationFacts,
    known: &OperationFacts,
) -> Option<&'static str> {
    let lacks_table = zip(facts.tables(), known.tables()).any(|((place, fields), (_, known))| {
        place != Place::Path && fields.is_empty() && !known.is_empty()
    });
    if page.page.incomplete {
        Some("the page could not be read in full, so what it lacks is kept")
    } else if facts.errors.is_empty() && !known.errors.is_empty() && lacks_table {
        // It looks like a page that was cut between two sections.
        Some("the page has neither errors nor all tables of fields, so what it lacks is kept")
    } else if page.page.updated.is_none() && known.page.updated.is_some() {
        // Nobody can tell whether it is older than what the spec was made from.
        Some("the page bears no stamp, so what it lacks is kept")
    } else {
        None
    }
}

/// A type that the page leaves open, perhaps since it could not be read, is no other type than that of the spec.
fn keep_types(facts: &mut OperationFacts, known: &OperationFacts) {
    for ((_, fields), (_, known)) in zip(facts.tables_mut(), known.tables()) {
        keep_types_of(fields, known);
    }
}

fn keep_types_of(fields: &mut [FieldFacts], known: &[FieldFacts]) {
    for field in fields {
        let Some(known) = known.iter().find(|known| known.name == field.name) else {
            continue;
        };
        if field.ty == TypeFacts::Any && known.ty != TypeFacts::Any {
            field.ty = known.ty;
            field.array = known.array;
            field.values.clone_from(&known.values);
            field.children.clone_from(&known.children);
        } else {
            keep_types_of(&mut field.children, &known.children);
        }
    }
}

/// Every operation has tokens, apps and errors. A page that has none of a kind has lost the row, or the table.
fn keep_rows(facts: &mut OperationFacts, known: &OperationFacts) {
    for (set, known) in [
        (&mut facts.tokens, &known.tokens),
        (&mut facts.apps, &known.apps),
        (&mut facts.scopes, &known.scopes),
    ] {
        if set.is_empty() {
            set.clone_from(known);
        }
    }
    if facts.rate_limit.is_none() {
        facts.rate_limit.clone_from(&known.rate_limit);
    }
    if facts.errors.is_empty() {
        facts.errors.clone_from(&known.errors);
    }
}

fn keep_all(facts: &mut OperationFacts, known: &OperationFacts) {
    keep_rows(facts, known);
    for (set, known) in [
        (&mut facts.tokens, &known.tokens),
        (&mut facts.apps, &known.apps),
        (&mut facts.scopes, &known.scopes),
        (&mut facts.field_scopes, &known.field_scopes),
    ] {
        add(set, known);
    }
    if facts.response.is_empty() && facts.response_kind == ResponseKindFacts::Empty {
        facts.response_kind = known.response_kind;
    }
    facts.ranges |= known.ranges && facts.response_kind == ResponseKindFacts::Binary;
    let has_response = facts.response_kind == ResponseKindFacts::Json;
    let path = facts.path.clone();
    for ((_, fields), (_, known)) in zip(facts.tables_mut(), known.tables()) {
        keep_fields(fields, known);
    }
    // What does not go with what the page says has gone in any case.
    let in_path: Vec<_> = params(&path).collect();
    facts
        .path_params
        .retain(|field| in_path.contains(&field.name.as_str()));
    if !has_response {
        facts.response.clear();
    }
    let has_file = facts.body.iter().any(|field| field.ty == TypeFacts::File);
    facts.body_kind = match (facts.body_kind, known.body_kind) {
        (BodyKindFacts::None, known) => known,
        (_, BodyKindFacts::Multipart) if has_file => BodyKindFacts::Multipart,
        (stated, _) => stated,
    };
    keep_missing(&mut facts.errors, &known.errors, |a, b| {
        a.code == b.code && a.message == b.message
    });
}

fn keep_fields(fields: &mut Vec<FieldFacts>, known: &[FieldFacts]) {
    for field in fields.iter_mut() {
        let Some(known) = known.iter().find(|known| known.name == field.name) else {
            continue;
        };
        if let (Some(values), Some(known)) = (&mut field.values, &known.values) {
            add(values, known);
        }
        if field.values.is_none() && field.ty == known.ty {
            field.values.clone_from(&known.values);
        }
        field.limits = field.limits.or(&known.limits);
        if field.default.is_none() {
            field.default.clone_from(&known.default);
        }
        if field.ty == known.ty {
            keep_fields(&mut field.children, &known.children);
        }
    }
    keep_missing(fields, known, |a, b| a.name == b.name);
}

fn add(set: &mut Vec<String>, known: &[String]) {
    keep_missing(set, known, |a, b| a == b);
}

/// Puts each item that is missing behind the one that it follows among the known.
fn keep_missing<T: Clone>(items: &mut Vec<T>, known: &[T], same: impl Fn(&T, &T) -> bool) {
    let mut before: Option<&T> = None;
    for item in known {
        if !items.iter().any(|there| same(there, item)) {
            let at = before.and_then(|before| items.iter().position(|there| same(there, before)));
            items.insert(at.map_or(0, |at| at + 1), item.clone());
        }
        before = Some(item);
    }
}
