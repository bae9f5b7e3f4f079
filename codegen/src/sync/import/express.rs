//! What the format can express of the facts of a page.
//!
//! Pages have faults: a name with a blank in it, a field that is listed twice, a status of 1. What the format has no place
//! for is left out here, before anything is merged; the comparison with the page reports it.

use crate::facts::{ErrorFacts, FieldFacts, OperationFacts, RateLimitFacts, TypeFacts};
use crate::spec::word::{Route, Word, parse_rate};
use crate::text::names;

/// How deep the format lets lists nest.
const DEEPEST: u8 = 2;

/// The facts that the format can express.
pub(super) fn expressible(facts: &OperationFacts) -> OperationFacts {
    let mut facts = facts.clone();
    let fits = |word: Word, text: &Option<String>| {
        let text = text.clone();
        text.filter(|text| word.check(text).is_ok())
    };
    facts.path = path(&facts);
    facts.id = fits(Word::Wire, &facts.id);
    facts.page.title = facts.page.title.map(|title| one_line(&title));
    facts.page.doc_path = fits(Word::Page, &facts.page.doc_path);
    keep(&mut facts.tokens, |token| {
        matches!(token, "tenant" | "user" | "app")
    });
    keep(&mut facts.apps, |app| matches!(app, "custom" | "isv"));
    for scopes in [&mut facts.scopes, &mut facts.field_scopes] {
        keep(scopes, |scope| Word::Scope.check(scope).is_ok());
    }
    if let Some(limit @ RateLimitFacts::Rates(_)) = &facts.rate_limit
        && limit.rates().iter().any(|rate| parse_rate(rate).is_err())
    {
        facts.rate_limit = None;
    }
    for (_, fields) in facts.tables_mut() {
        *fields = expressible_fields(fields);
    }
    facts.errors = expressible_errors(&facts.errors);
    facts
}

/// The path without a slash at its end, which is no part of a route.
fn path(facts: &OperationFacts) -> String {
    facts.path.trim_end_matches('/').to_owned()
}

/// Whether the format can express the method and the path.
pub(super) fn is_route(facts: &OperationFacts) -> bool {
    Route::parse(&format!("{} {}", facts.method, path(facts))).is_ok()
}

/// Whether a service can have the name; the others are those of our own crates.
pub(super) fn is_service(name: &str) -> bool {
    !names::RESERVED_SERVICES.contains(&name)
}

fn expressible_fields(fields: &[FieldFacts]) -> Vec<FieldFacts> {
    let mut seen: Vec<FieldFacts> = Vec::new();
    for field in fields {
        let twice = seen.iter().any(|other| other.name == field.name);
        if twice || Word::Wire.check(&field.name).is_err() {
            continue;
        }
        let value = field.value_of_map();
        let numbers = value.as_ref().map_or(field.ty, |value| value.ty) == TypeFacts::Int;
        let mut values = field.values.clone();
        if let Some(values) = &mut values {
            keep(values, |value| is_value(value, numbers));
        }
        let enumerates = matches!(
            field.ty,
            TypeFacts::String | TypeFacts::Int | TypeFacts::Map
        );
        let mut limits = field.limits.clone();
        limits.pattern = limits
            .pattern
            .filter(|pattern| Word::Text.check(pattern).is_ok());
        seen.push(FieldFacts {
            array: field.array.min(DEEPEST),
            values: values.filter(|values| enumerates && !values.is_empty()),
            limits,
            children: expressible_fields(&field.children),
            ..field.clone()
        });
    }
    seen
}

fn is_value(value: &str, number: bool) -> bool {
    let is_number = || {
        let number = value.parse::<i64>();
        number.is_ok_and(|number| number.to_string() == value)
    };
    Word::EnumValue.check(value).is_ok() && (!number || is_number())
}

fn expressible_errors(errors: &[ErrorFacts]) -> Vec<ErrorFacts> {
    let errors = errors
        .iter()
        .filter(|error| Word::ErrorCode.check(&error.code.to_string()).is_ok());
    let mut seen: Vec<ErrorFacts> = Vec::new();
    for error in errors {
        let error = ErrorFacts {
            status: error.status.filter(|status| (200..600).contains(status)),
            message: error.message.trim().to_owned(),
            ..error.clone()
        };
        if !seen.contains(&error) {
            seen.push(error);
        }
    }
    seen
}

/// Keeps the items that fit, each once.
fn keep(items: &mut Vec<String>, fits: impl Fn(&str) -> bool) {
    let mut kept: Vec<String> = Vec::new();
    for item in items.drain(..) {
        if fits(&item) && !kept.contains(&item) {
            kept.push(item);
        }
    }
    *items = kept;
}

fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
