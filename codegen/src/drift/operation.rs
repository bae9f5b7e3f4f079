//! What changed in one operation.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Change, ChangeKind, Place, Weight, text, weight};
use crate::facts::silence::counterparts;
use crate::facts::{
    BodyKindFacts, ErrorFacts, FieldFacts, OperationFacts, RateLimitFacts, ResponseKindFacts,
    TypeFacts,
};

/// The change that an operation is new.
pub(super) fn added(facts: &OperationFacts) -> Change {
    Change {
        operation: name(facts),
        kind: ChangeKind::OperationAdded,
        place: None,
        field: None,
        old: Value::Null,
        new: title(facts),
        semver: weight::OPERATION_ADDED,
    }
}

/// The change that an operation is gone.
pub(super) fn removed(facts: &OperationFacts) -> Change {
    Change {
        operation: name(facts),
        kind: ChangeKind::OperationRemoved,
        place: None,
        field: None,
        old: title(facts),
        new: Value::Null,
        semver: weight::OPERATION_REMOVED,
    }
}

/// The changes from `old` to `new`, in which nothing is unsaid any more that the other says.
pub(super) fn compare(old: &OperationFacts, new: &OperationFacts) -> Vec<Change> {
    let mut comparison = Comparison {
        operation: name(new),
        changes: Vec::new(),
    };
    comparison.kinds(old, new);
    for (place, old, new) in [
        (Place::Path, &old.path_params, &new.path_params),
        (Place::Query, &old.query, &new.query),
        (Place::Body, &old.body, &new.body),
    ] {
        comparison.fields(&Parent::of(place), old, new);
    }
    let response = Parent {
        typed: !old.response.is_empty(),
        ..Parent::of(Place::Response)
    };
    comparison.fields(&response, &old.response, &new.response);
    comparison.errors(&old.errors, &new.errors);
    comparison.access(old, new);
    comparison.changes
}

/// What fields are within.
struct Parent {
    place: Place,
    /// The path of the object, with a dot after it; of the outermost fields, nothing.
    prefix: String,
    /// Whether there was a type for the fields to be in.
    typed: bool,
}

impl Parent {
    fn of(place: Place) -> Self {
        Self {
            place,
            prefix: String::new(),
            typed: true,
        }
    }
}

struct Comparison {
    operation: String,
    changes: Vec<Change>,
}

impl Comparison {
    fn push(
        &mut self,
        kind: ChangeKind,
        at: (Option<Place>, Option<&str>),
        (old, new): (Value, Value),
        semver: Weight,
    ) {
        self.changes.push(Change {
            operation: self.operation.clone(),
            kind,
            place: at.0,
            field: at.1.map(str::to_owned),
            old,
            new,
            semver,
        });
    }

    /// What the body and the response are. That there is none at all is seen by its fields.
    fn kinds(&mut self, old: &OperationFacts, new: &OperationFacts) {
        let forms = [old, new].map(|facts| facts.body_kind == BodyKindFacts::Multipart);
        let bodies = [old, new]
            .iter()
            .all(|facts| facts.body_kind != BodyKindFacts::None);
        if bodies && forms[0] != forms[1] {
            let kinds = (value(&old.body_kind), value(&new.body_kind));
            let at = (Some(Place::Body), None);
            self.push(ChangeKind::TypeChanged, at, kinds, weight::TYPE_CHANGED);
        }
        let files = [old, new].map(|facts| facts.response_kind == ResponseKindFacts::Binary);
        if files[0] != files[1] {
            let kinds = (value(&old.response_kind), value(&new.response_kind));
            let at = (Some(Place::Response), None);
            self.push(ChangeKind::TypeChanged, at, kinds, weight::TYPE_CHANGED);
        }
    }

    fn fields(&mut self, parent: &Parent, old: &[FieldFacts], new: &[FieldFacts]) {
        let place = parent.place;
        let path = |field: &FieldFacts| format!("{}{}", parent.prefix, field.name);
        for (old, new) in old.iter().zip(counterparts(old, new)) {
            let path = path(old);
            match new {
                Some(new) => self.field(place, &path, old, new),
                None => self.push(
                    ChangeKind::FieldRemoved,
                    (Some(place), Some(&path)),
                    (shape(old), Value::Null),
                    weight::FIELD_REMOVED,
                ),
            }
        }
        for (new, old) in new.iter().zip(counterparts(new, old)) {
            if old.is_none() {
                self.push(
                    ChangeKind::FieldAdded,
                    (Some(place), Some(&path(new))),
                    (Value::Null, shape(new)),
                    weight::field_added(place, new, !parent.typed),
                );
            }
        }
    }

    fn field(&mut self, place: Place, path: &str, old: &FieldFacts, new: &FieldFacts) {
        let at = (Some(place), Some(path));
        let types = (old.type_name(), new.type_name());
        if types.0 != types.1 {
            let types = (types.0.into(), types.1.into());
            self.push(ChangeKind::TypeChanged, at, types, weight::TYPE_CHANGED);
        }
        // Where the one says nothing even now, neither source does.
        if let (Some(was), Some(is)) = (old.required, new.required)
            && was != is
        {
            let weight = weight::required_changed(place);
            self.push(
                ChangeKind::RequiredChanged,
                at,
                (was.into(), is.into()),
                weight,
            );
        }
        // Values and limits of another type are others in any case.
        if old.ty == new.ty {
            self.values(at, old.values.as_deref(), new.values.as_deref());
            self.limits(at, old, new);
        }
        if old.ty == new.ty && matches!(old.ty, TypeFacts::Object | TypeFacts::Map) {
            let object = Parent {
                place,
                prefix: format!("{path}."),
                typed: !old.children.is_empty(),
            };
            self.fields(&object, &old.children, &new.children);
        }
    }

    fn values(
        &mut self,
        at: (Option<Place>, Option<&str>),
        old: Option<&[String]>,
        new: Option<&[String]>,
    ) {
        let first = old.is_none();
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        for value in only_in(old, new) {
            let (kind, weight) = (ChangeKind::EnumRemoved, weight::ENUM_REMOVED);
            self.push(kind, at, (value.into(), Value::Null), weight);
        }
        for value in only_in(new, old) {
            let (kind, weight) = (ChangeKind::EnumAdded, weight::enum_added(first));
            self.push(kind, at, (Value::Null, value.into()), weight);
        }
    }

    fn limits(&mut self, at: (Option<Place>, Option<&str>), old: &FieldFacts, new: &FieldFacts) {
        let (mut was, mut is) = (Map::new(), Map::new());
        for (name, old, new) in [
            ("min_length", value(&old.min_length), value(&new.min_length)),
            ("max_length", value(&old.max_length), value(&new.max_length)),
            ("minimum", value(&old.minimum), value(&new.minimum)),
            ("maximum", value(&old.maximum), value(&new.maximum)),
            ("pattern", value(&old.pattern), value(&new.pattern)),
            ("default", value(&old.default), value(&new.default)),
        ] {
            if old != new {
                was.insert(name.to_owned(), old);
                is.insert(name.to_owned(), new);
            }
        }
        if !is.is_empty() {
            let limits = (was.into(), is.into());
            self.push(ChangeKind::LimitChanged, at, limits, weight::LIMIT_CHANGED);
        }
    }

    /// Pages list some codes more than once, for different causes. Of one code, rows that only one side has are taken for
    /// changed ones in their order; of what is left over, the row came or went.
    fn errors(&mut self, old: &[ErrorFacts], new: &[ErrorFacts]) {
        let codes: BTreeSet<i64> = old.iter().chain(new).map(|error| error.code).collect();
        for code in codes {
            let of_code = |errors: &[ErrorFacts]| -> Vec<ErrorFacts> {
                let rows = errors.iter().filter(|error| error.code == code);
                rows.cloned().collect()
            };
            let (old, new) = (of_code(old), of_code(new));
            let mut gone = rows_only_in(&old, &new).into_iter();
            let mut come = rows_only_in(&new, &old).into_iter();
            loop {
                let (was, is) = (gone.next(), come.next());
                let (kind, weight) = match (was, is) {
                    (None, None) => break,
                    (Some(_), Some(_)) => (ChangeKind::ErrorChanged, weight::ERROR_CHANGED),
                    (Some(_), None) => {
                        let weight = weight::error_removed(!new.is_empty());
                        (ChangeKind::ErrorRemoved, weight)
                    }
                    (None, Some(_)) => {
                        let weight = weight::error_added(!old.is_empty());
                        (ChangeKind::ErrorAdded, weight)
                    }
                };
                self.push(kind, (None, None), (value(&was), value(&is)), weight);
            }
        }
    }

    /// Who may call, and how often.
    fn access(&mut self, old: &OperationFacts, new: &OperationFacts) {
        for (place, old, new) in [
            (None, &old.scopes, &new.scopes),
            (Some(Place::Response), &old.field_scopes, &new.field_scopes),
        ] {
            for scope in only_in(old, new) {
                let scope = (scope.into(), Value::Null);
                self.push(
                    ChangeKind::ScopeRemoved,
                    (place, None),
                    scope,
                    weight::SCOPE_CHANGED,
                );
            }
            for scope in only_in(new, old) {
                let scope = (Value::Null, scope.into());
                self.push(
                    ChangeKind::ScopeAdded,
                    (place, None),
                    scope,
                    weight::SCOPE_CHANGED,
                );
            }
        }
        if !same_set(&old.tokens, &new.tokens) {
            let tokens = (value(&old.tokens), value(&new.tokens));
            let weight = weight::tokens_changed(&old.tokens, &new.tokens);
            self.push(ChangeKind::TokensChanged, (None, None), tokens, weight);
        }
        if !same_set(&old.apps, &new.apps) {
            let apps = (json!({ "apps": old.apps }), json!({ "apps": new.apps }));
            self.push(
                ChangeKind::LimitChanged,
                (None, None),
                apps,
                weight::LIMIT_CHANGED,
            );
        }
        if !same_limit(old.rate_limit.as_ref(), new.rate_limit.as_ref()) {
            let limits = (value(&old.rate_limit), value(&new.rate_limit));
            let (kind, weight) = (ChangeKind::RateLimitChanged, weight::RATE_LIMIT_CHANGED);
            self.push(kind, (None, None), limits, weight);
        }
    }
}

/// How an operation is called in [`Change::operation`].
pub fn name(facts: &OperationFacts) -> String {
    text::plain(&format!("{} {}", facts.method, facts.path))
}

fn title(facts: &OperationFacts) -> Value {
    value(&facts.id.as_ref().or(facts.page.title.as_ref()))
}

/// What is said of a field that comes or goes.
fn shape(field: &FieldFacts) -> Value {
    json!({ "type": field.type_name(), "required": field.required })
}

/// The values of `these` that `others` lack, each once.
fn only_in<'a>(these: &'a [String], others: &[String]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    these
        .iter()
        .map(String::as_str)
        .filter(|value| !others.iter().any(|other| other == value) && seen.insert(*value))
        .collect()
}

/// The rows of a code that its `others` lack, each once.
fn rows_only_in<'a>(rows: &'a [ErrorFacts], others: &[ErrorFacts]) -> Vec<&'a ErrorFacts> {
    let mut found: Vec<&ErrorFacts> = Vec::new();
    for row in rows {
        let mut seen = others.iter().chain(found.iter().copied());
        if !seen.any(|other| same_error(row, other)) {
            found.push(row);
        }
    }
    found
}

/// The order of words, and whether one is given twice, says nothing.
fn same_set(these: &[String], others: &[String]) -> bool {
    only_in(these, others).is_empty() && only_in(others, these).is_empty()
}

fn same_limit(old: Option<&RateLimitFacts>, new: Option<&RateLimitFacts>) -> bool {
    match (old, new) {
        (Some(RateLimitFacts::Rates(old)), Some(RateLimitFacts::Rates(new))) => {
            old.len() == new.len() && old.iter().all(|rate| new.contains(rate))
        }
        _ => old == new,
    }
}

/// Whether two rows of one code say the same. A status that is not stated may be any, and a message may be broken into lines
/// elsewhere.
fn same_error(old: &ErrorFacts, new: &ErrorFacts) -> bool {
    let status = old.status.is_none() || new.status.is_none() || old.status == new.status;
    status
        && old
            .message
            .split_whitespace()
            .eq(new.message.split_whitespace())
}

/// Facts as JSON; they have no form that cannot be written.
fn value<T: Serialize>(facts: &T) -> Value {
    serde_json::to_value(facts).unwrap_or(Value::Null)
}
