//! Pages without a stamp.
//!
//! Whether such a page is older than what the spec was made from, nobody can tell. So what it lacks is not taken for
//! gone; what it has counts.

use crate::facts::{FieldFacts, OperationFacts};

/// Adds to the facts of a page what only the spec has.
pub(super) fn keep(facts: &mut OperationFacts, known: &OperationFacts) {
    for (set, known) in [
        (&mut facts.tokens, &known.tokens),
        (&mut facts.apps, &known.apps),
        (&mut facts.scopes, &known.scopes),
        (&mut facts.field_scopes, &known.field_scopes),
    ] {
        add(set, known);
    }
    if facts.rate_limit.is_none() {
        facts.rate_limit.clone_from(&known.rate_limit);
    }
    for (fields, known) in [
        (&mut facts.path_params, &known.path_params),
        (&mut facts.query, &known.query),
        (&mut facts.body, &known.body),
        (&mut facts.response, &known.response),
    ] {
        keep_fields(fields, known);
    }
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
        field.min_length = field.min_length.or(known.min_length);
        field.max_length = field.max_length.or(known.max_length);
        field.minimum = field.minimum.or(known.minimum);
        field.maximum = field.maximum.or(known.maximum);
        let texts = [
            (&mut field.pattern, &known.pattern),
            (&mut field.default, &known.default),
        ];
        for (text, known) in texts {
            if text.is_none() {
                text.clone_from(known);
            }
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
