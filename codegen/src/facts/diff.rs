//! Two sources of one operation, held against each other fact by fact.
//!
//! This is the one walk over both: `agreement` counts what it finds, `drift` weighs it, `import` prints it. The order of sets
//! (scopes, tokens, values, rates) is no fact. What a source leaves unsaid is for [`fill`](super::fill) to fill before.

use std::collections::BTreeSet;
use std::iter::zip;

use serde_json::Value as Json;

use super::fill::counterparts;
use super::{ErrorFacts, FieldFacts, OperationFacts, Place, RateLimitFacts, TypeFacts};

/// A fact that was compared.
#[derive(Clone, Debug)]
pub(crate) struct Fact<'a> {
    /// What it is about.
    pub(crate) about: About<'a>,
    /// Whether both sources state the same.
    pub(crate) agrees: bool,
}

/// What a fact is about.
#[derive(Clone, Debug)]
pub(crate) enum About<'a> {
    /// The operation as a whole.
    Operation(OperationFact),
    /// A field that both sources have.
    Field {
        at: At<'a>,
        fact: FieldFact,
        fields: [&'a FieldFacts; 2],
    },
    /// A field that one source lacks.
    Lone {
        at: At<'a>,
        field: &'a FieldFacts,
        /// Which source has it.
        side: Side,
        /// Whether that source has listed one of this name before.
        is_again: bool,
        /// Whether the other source has no field at all where this one is.
        is_alone: bool,
    },
    /// The rows of an error code, of either source.
    Error {
        code: i64,
        rows: [Vec<&'a ErrorFacts>; 2],
    },
}

/// One of the two sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The one that was given first.
    First,
    /// The other one.
    Second,
}

/// A fact of an operation as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum OperationFact {
    Method,
    Path,
    Id,
    Title,
    Page,
    Updated,
    Tokens,
    Apps,
    Scopes,
    FieldScopes,
    RateLimit,
    BodyKind,
    ResponseKind,
    Ranges,
}

/// A fact of a field that both sources have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldFact {
    /// That it is there.
    Name,
    /// The type of one value, and how deep values are nested in lists.
    Type,
    /// Whether it must be given. One that does not say so agrees with any.
    Required,
    /// The values of an enumeration.
    Values,
    /// Lengths, ranges, the pattern and the default.
    Limits,
    /// The sample.
    Example,
}

/// Where a field is.
#[derive(Clone, Debug)]
pub(crate) struct At<'a> {
    /// The part of the operation.
    pub(crate) place: Place,
    /// The names of what the field is within, and its own.
    pub(crate) names: Vec<&'a str>,
    /// Whether all that the field is within are objects to both sources.
    pub(crate) is_in_objects: bool,
}

impl<'a> At<'a> {
    /// The path of the field, as `a.b.c`.
    pub(crate) fn path(&self) -> String {
        self.names.join(".")
    }

    /// The field that another source has there.
    pub(crate) fn find<'b>(&self, facts: &'b OperationFacts) -> Option<&'b FieldFacts> {
        let mut tables = facts.tables().into_iter();
        let (_, mut fields) = tables.find(|(place, _)| *place == self.place)?;
        let mut found = None;
        for name in &self.names {
            let field = fields.iter().find(|field| field.name == *name)?;
            fields = &field.children;
            found = Some(field);
        }
        found
    }

    fn child(&self, field: &'a FieldFacts) -> Self {
        let mut names = self.names.clone();
        names.push(&field.name);
        Self {
            names,
            ..self.clone()
        }
    }
}

/// The facts in which two sources differ.
pub(crate) fn diff<'a>(first: &'a OperationFacts, second: &'a OperationFacts) -> Vec<Fact<'a>> {
    let mut facts = compare(first, second);
    facts.retain(|fact| !fact.agrees);
    facts
}

/// All facts that two sources can be compared in, in the order of the first.
pub(crate) fn compare<'a>(first: &'a OperationFacts, second: &'a OperationFacts) -> Vec<Fact<'a>> {
    use OperationFact::{
        Apps, BodyKind, FieldScopes, Id, Method, Page, Path, Ranges, RateLimit, ResponseKind,
        Scopes, Title, Tokens, Updated,
    };
    let (page, other_page) = (&first.page, &second.page);
    let operation = [
        (Method, first.method == second.method),
        (Path, first.path == second.path),
        (Id, first.id == second.id),
        (Title, page.title == other_page.title),
        (Page, page.doc_path == other_page.doc_path),
        (Updated, page.updated == other_page.updated),
        (Tokens, is_same_set(&first.tokens, &second.tokens)),
        (Apps, is_same_set(&first.apps, &second.apps)),
        (Scopes, is_same_set(&first.scopes, &second.scopes)),
        (
            FieldScopes,
            is_same_set(&first.field_scopes, &second.field_scopes),
        ),
        (
            RateLimit,
            is_same_limit(first.rate_limit.as_ref(), second.rate_limit.as_ref()),
        ),
        (BodyKind, first.body_kind == second.body_kind),
        (ResponseKind, first.response_kind == second.response_kind),
        (Ranges, first.ranges == second.ranges),
    ];
    let mut facts: Vec<Fact<'a>> = operation
        .into_iter()
        .map(|(fact, agrees)| Fact {
            about: About::Operation(fact),
            agrees,
        })
        .collect();
    for ((place, fields), (_, others)) in zip(first.tables(), second.tables()) {
        let table = At {
            place,
            names: Vec::new(),
            is_in_objects: true,
        };
        compare_fields(&table, [fields, others], &mut facts);
    }
    compare_errors([&first.errors, &second.errors], &mut facts);
    facts
}

/// The items of `these` that `others` lack, each once.
pub(crate) fn only_in<'a>(these: &'a [String], others: &[String]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    these
        .iter()
        .map(String::as_str)
        .filter(|item| !others.iter().any(|other| other == item) && seen.insert(*item))
        .collect()
}

/// Whether two texts stand for one value of a field of a type.
pub(crate) fn is_same_value(ty: TypeFacts, a: Option<&String>, b: Option<&String>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return a == b;
    };
    let structured = |text: &str| -> Option<Json> {
        text.starts_with(['[', '{'])
            .then(|| serde_json::from_str(text).ok())?
    };
    let number =
        |text: &str| -> Option<f64> { (ty == TypeFacts::Float).then(|| text.parse().ok())? };
    a == b
        || structured(a).is_some_and(|a| structured(b) == Some(a))
        || number(a).is_some_and(|a| number(b) == Some(a))
}

fn compare_fields<'a>(
    above: &At<'a>,
    [fields, others]: [&'a [FieldFacts]; 2],
    facts: &mut Vec<Fact<'a>>,
) {
    let lone = |side, fields: &'a [FieldFacts], index: usize, is_alone| {
        let field = &fields[index];
        let mut before = fields[..index].iter();
        Fact {
            about: About::Lone {
                at: above.child(field),
                field,
                side,
                is_again: before.any(|other| other.name == field.name),
                is_alone,
            },
            agrees: false,
        }
    };
    for (index, (field, other)) in zip(fields, counterparts(fields, others)).enumerate() {
        match other {
            Some(other) => compare_field(&above.child(field), [field, other], facts),
            None => facts.push(lone(Side::First, fields, index, others.is_empty())),
        }
    }
    for (index, other) in counterparts(others, fields).into_iter().enumerate() {
        if other.is_none() {
            facts.push(lone(Side::Second, others, index, fields.is_empty()));
        }
    }
}

fn compare_field<'a>(at: &At<'a>, [field, other]: [&'a FieldFacts; 2], facts: &mut Vec<Fact<'a>>) {
    let values = |field: &'a FieldFacts| field.values.as_deref().unwrap_or_default();
    let is_unsaid = field.required.is_none() || other.required.is_none();
    // The type of the source that was given second counts: that of the spec, if it is one of them.
    let is_same = |a, b| is_same_value(other.ty, a, b);
    for (fact, agrees) in [
        (FieldFact::Name, true),
        (
            FieldFact::Type,
            (field.ty, field.array) == (other.ty, other.array),
        ),
        (
            FieldFact::Required,
            is_unsaid || field.required == other.required,
        ),
        (FieldFact::Values, is_same_set(values(field), values(other))),
        (
            FieldFact::Limits,
            field.limits == other.limits && is_same(field.default.as_ref(), other.default.as_ref()),
        ),
        (
            FieldFact::Example,
            is_same(field.example.as_ref(), other.example.as_ref()),
        ),
    ] {
        facts.push(Fact {
            about: About::Field {
                at: at.clone(),
                fact,
                fields: [field, other],
            },
            agrees,
        });
    }
    let is_object = matches!(field.ty, TypeFacts::Object | TypeFacts::Map);
    let inside = At {
        is_in_objects: at.is_in_objects && is_object && field.ty == other.ty,
        ..at.clone()
    };
    compare_fields(&inside, [&field.children, &other.children], facts);
}

fn compare_errors<'a>(errors: [&'a [ErrorFacts]; 2], facts: &mut Vec<Fact<'a>>) {
    let mut seen = BTreeSet::new();
    for code in errors.into_iter().flatten().map(|error| error.code) {
        if !seen.insert(code) {
            continue;
        }
        let rows = errors.map(|errors| -> Vec<&ErrorFacts> {
            errors.iter().filter(|error| error.code == code).collect()
        });
        let [first, second] = &rows;
        let all_in = |rows: &[&ErrorFacts], others: &[&ErrorFacts]| {
            rows.iter().all(|row| others.contains(row))
        };
        let agrees = all_in(first, second) && all_in(second, first);
        facts.push(Fact {
            about: About::Error { code, rows },
            agrees,
        });
    }
}

/// The order of words, and whether one is given twice, says nothing.
fn is_same_set(these: &[String], others: &[String]) -> bool {
    only_in(these, others).is_empty() && only_in(others, these).is_empty()
}

fn is_same_limit(one: Option<&RateLimitFacts>, other: Option<&RateLimitFacts>) -> bool {
    match (one, other) {
        (Some(RateLimitFacts::Rates(one)), Some(RateLimitFacts::Rates(other))) => {
            one.len() == other.len() && one.iter().all(|rate| other.contains(rate))
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{error, field, object, one_of, operation, required};
    use super::super::{PerFacts, RateFacts};
    use super::*;

    fn base() -> OperationFacts {
        let rate = |count, per| RateFacts { count, per };
        OperationFacts {
            tokens: vec!["tenant".into(), "user".into()],
            rate_limit: Some(RateLimitFacts::Rates(vec![
                rate(5, PerFacts::Second),
                rate(100, PerFacts::Day),
            ])),
            body: vec![object(
                "o",
                "object",
                vec![one_of("k", "int", &["1", "2"]), field("x", "float")],
            )],
            errors: vec![error(400, 1, "one"), error(None, 1, "two")],
            ..operation("GET /open-apis/demo/v1/things")
        }
    }

    /// Where two sources differ.
    fn found(edit: impl FnOnce(&mut OperationFacts)) -> Vec<String> {
        let (first, mut second) = (base(), base());
        edit(&mut second);
        let facts = diff(&first, &second);
        let shown = facts.into_iter().map(|fact| match fact.about {
            About::Operation(fact) => format!("{fact:?}"),
            About::Field { at, fact, .. } => format!("{} {} {fact:?}", at.place, at.path()),
            About::Lone { at, side, .. } => format!("{} {} {side:?}", at.place, at.path()),
            About::Error { code, .. } => format!("{code}"),
        });
        shown.collect()
    }

    #[test]
    fn the_order_of_a_set_is_no_fact() {
        let nothing: [String; 0] = [];
        let reversed = found(|facts| {
            facts.tokens.reverse();
            facts.errors.reverse();
            facts.body[0].children[0].values = Some(vec!["2".into(), "1".into()]);
            facts.rate_limit = match facts.rate_limit.take() {
                Some(RateLimitFacts::Rates(mut rates)) => {
                    rates.reverse();
                    Some(RateLimitFacts::Rates(rates))
                }
                other => other,
            };
        });
        assert_eq!(reversed, nothing);
    }

    #[test]
    fn each_difference_is_found_where_it_is() {
        let differences = found(|facts| {
            facts.apps.push("isv".into());
            facts.body[0].children[0].values = Some(vec!["1".into()]);
            facts.body[0].children[1] = required("y", "float");
            facts.response.push(field("z", "int"));
            facts.errors[1].status = Some(404);
        });
        assert_eq!(
            differences,
            [
                "Apps",
                "body o.k Values",
                "body o.x First",
                "body o.y Second",
                "response z Second",
                "1"
            ]
        );
    }

    #[test]
    fn one_value_may_be_written_in_two_ways() {
        let same = |ty, a: &str, b: &str| is_same_value(ty, Some(&a.into()), Some(&b.into()));
        assert!(same(TypeFacts::Float, "1", "1.0"));
        assert!(!same(TypeFacts::String, "1", "1.0"));
        assert!(same(TypeFacts::Object, "{\"a\": 1}", "{\"a\":1}"));
        assert!(!is_same_value(TypeFacts::Int, None, Some(&"1".into())));
    }

    #[test]
    fn a_field_is_in_objects_as_long_as_both_sources_say_so() {
        let (first, mut second) = (base(), base());
        second.body[0].ty = TypeFacts::Map;
        let facts = compare(&first, &second);
        let is_in_objects = facts.iter().find_map(|fact| match &fact.about {
            About::Field { at, .. } if at.path() == "o.x" => Some(at.is_in_objects),
            _ => None,
        });
        assert_eq!(is_in_objects, Some(false));
    }
}
