//! What changed in one operation.

use std::iter::zip;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Change, ChangeKind, Weight, text, weight};
use crate::facts::diff::{About, At, FieldFact, OperationFact, Side, diff, only_in};
use crate::facts::{
    BodyKindFacts, ErrorFacts, FieldFacts, OperationFacts, Place, ResponseKindFacts,
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
    let mut changes = Changes {
        operation: name(new),
        list: Vec::new(),
    };
    let mut facts = diff(old, new);
    facts.sort_by_key(|fact| order(&fact.about));
    for fact in facts {
        match fact.about {
            About::Operation(fact) => changes.operation(fact, old, new),
            About::Lone {
                at,
                field,
                side,
                is_alone,
                ..
            } if at.is_in_objects => changes.lone(&at, field, side, is_alone),
            About::Field {
                at,
                fact,
                fields: [old, new],
            } if at.is_in_objects => changes.field(&at, fact, old, new),
            // What is within something that is of another type now has changed with it.
            About::Lone { .. } | About::Field { .. } => {}
            About::Error {
                rows: [old, new], ..
            } => changes.errors(&old, &new),
        }
    }
    changes.list
}

/// In which order changes of one weight stand: what body and response are, fields as documented, errors by their codes,
/// and then who may call, and how often.
fn order(about: &About<'_>) -> impl Ord + use<> {
    use OperationFact::{Apps, FieldScopes, RateLimit, Scopes, Tokens};
    match about {
        About::Operation(Scopes) => (3, 0),
        About::Operation(FieldScopes) => (3, 1),
        About::Operation(Tokens) => (3, 2),
        About::Operation(Apps) => (3, 3),
        About::Operation(RateLimit) => (3, 4),
        About::Operation(_) => (0, 0),
        About::Lone { .. } | About::Field { .. } => (1, 0),
        About::Error { code, .. } => (2, *code),
    }
}

/// Where a change is: the part of the operation, and the path of the field.
type Where<'a> = (Option<Place>, Option<&'a str>);

struct Changes {
    operation: String,
    list: Vec<Change>,
}

impl Changes {
    fn push(
        &mut self,
        kind: ChangeKind,
        at: Where<'_>,
        (old, new): (Value, Value),
        semver: Weight,
    ) {
        self.list.push(Change {
            operation: self.operation.clone(),
            kind,
            place: at.0,
            field: at.1.map(str::to_owned),
            old,
            new,
            semver,
        });
    }

    fn operation(&mut self, fact: OperationFact, old: &OperationFacts, new: &OperationFacts) {
        match fact {
            OperationFact::BodyKind => self.body_kind(old.body_kind, new.body_kind),
            OperationFact::ResponseKind => {
                self.response_kind(old.response_kind, new.response_kind);
            }
            OperationFact::Scopes => self.scopes(None, &old.scopes, &new.scopes),
            OperationFact::FieldScopes => {
                self.scopes(Some(Place::Response), &old.field_scopes, &new.field_scopes);
            }
            OperationFact::Tokens => {
                let tokens = (value(&old.tokens), value(&new.tokens));
                let weight = weight::tokens_changed(&old.tokens, &new.tokens);
                self.push(ChangeKind::TokensChanged, (None, None), tokens, weight);
            }
            OperationFact::Apps => {
                let apps = (json!({ "apps": old.apps }), json!({ "apps": new.apps }));
                let (kind, weight) = (ChangeKind::LimitChanged, weight::LIMIT_CHANGED);
                self.push(kind, (None, None), apps, weight);
            }
            OperationFact::Ranges => {
                let ranges = (
                    json!({ "ranges": old.ranges }),
                    json!({ "ranges": new.ranges }),
                );
                let (kind, weight) = (ChangeKind::LimitChanged, weight::LIMIT_CHANGED);
                self.push(kind, (None, None), ranges, weight);
            }
            OperationFact::RateLimit => {
                let limits = (value(&old.rate_limit), value(&new.rate_limit));
                let (kind, weight) = (ChangeKind::RateLimitChanged, weight::RATE_LIMIT_CHANGED);
                self.push(kind, (None, None), limits, weight);
            }
            // Names of pages and of parameters in the path weigh nothing.
            OperationFact::Method
            | OperationFact::Path
            | OperationFact::Id
            | OperationFact::Title
            | OperationFact::Page
            | OperationFact::Updated => {}
        }
    }

    /// That there is no body at all is seen by its fields.
    fn body_kind(&mut self, old: BodyKindFacts, new: BodyKindFacts) {
        if old != BodyKindFacts::None && new != BodyKindFacts::None {
            let at = (Some(Place::Body), None);
            let kinds = (value(&old), value(&new));
            self.push(ChangeKind::TypeChanged, at, kinds, weight::TYPE_CHANGED);
        }
    }

    /// That there is no response at all is seen by its fields.
    fn response_kind(&mut self, old: ResponseKindFacts, new: ResponseKindFacts) {
        if old == ResponseKindFacts::Binary || new == ResponseKindFacts::Binary {
            let at = (Some(Place::Response), None);
            let kinds = (value(&old), value(&new));
            self.push(ChangeKind::TypeChanged, at, kinds, weight::TYPE_CHANGED);
        }
    }

    fn lone(&mut self, at: &At<'_>, field: &FieldFacts, side: Side, is_alone: bool) {
        let path = at.path();
        let (place, path) = (at.place, Some(path.as_str()));
        let (kind, summaries, weight) = match side {
            Side::First => (
                ChangeKind::FieldRemoved,
                (summary(field), Value::Null),
                weight::FIELD_REMOVED,
            ),
            Side::Second => {
                let has_type = at.names.len() > 1 || place == Place::Response;
                (
                    ChangeKind::FieldAdded,
                    (Value::Null, summary(field)),
                    weight::field_added(place, field, is_alone && has_type),
                )
            }
        };
        self.push(kind, (Some(place), path), summaries, weight);
    }

    fn field(&mut self, at: &At<'_>, fact: FieldFact, old: &FieldFacts, new: &FieldFacts) {
        let (place, path) = (at.place, at.path());
        let at = (Some(place), Some(path.as_str()));
        // Values and limits of another type are others in any case.
        let is_one_type = old.ty == new.ty;
        match fact {
            FieldFact::Type => {
                let types = (old.type_name().into(), new.type_name().into());
                self.push(ChangeKind::TypeChanged, at, types, weight::TYPE_CHANGED);
            }
            FieldFact::Required => {
                let (kind, weight) = (ChangeKind::RequiredChanged, weight::required_changed(place));
                self.push(
                    kind,
                    at,
                    (value(&old.required), value(&new.required)),
                    weight,
                );
            }
            FieldFact::Values if is_one_type => {
                self.values(at, old.values.as_deref(), new.values.as_deref());
            }
            FieldFact::Limits if is_one_type => self.limits(at, old, new),
            FieldFact::Values | FieldFact::Limits | FieldFact::Name | FieldFact::Example => {}
        }
    }

    fn values(&mut self, at: Where<'_>, old: Option<&[String]>, new: Option<&[String]>) {
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

    fn limits(&mut self, at: Where<'_>, old: &FieldFacts, new: &FieldFacts) {
        let (mut was, mut is) = (Map::new(), Map::new());
        let limits = |field: &FieldFacts| {
            let default = ("default", value(&field.default));
            field.limits.named().into_iter().chain([default])
        };
        for ((name, old), (_, new)) in zip(limits(old), limits(new)) {
            if old != new {
                was.insert(name.to_owned(), old);
                is.insert(name.to_owned(), new);
            }
        }
        let limits = (was.into(), is.into());
        self.push(ChangeKind::LimitChanged, at, limits, weight::LIMIT_CHANGED);
    }

    /// Pages list some codes more than once, for different causes. Of one code, rows that only one side has are taken for
    /// changed ones in their order; of what is left over, the row came or went.
    fn errors(&mut self, old: &[&ErrorFacts], new: &[&ErrorFacts]) {
        let mut gone = rows_only_in(old, new).into_iter();
        let mut come = rows_only_in(new, old).into_iter();
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

    fn scopes(&mut self, place: Option<Place>, old: &[String], new: &[String]) {
        let weight = weight::SCOPE_CHANGED;
        for scope in only_in(old, new) {
            let scope = (scope.into(), Value::Null);
            self.push(ChangeKind::ScopeRemoved, (place, None), scope, weight);
        }
        for scope in only_in(new, old) {
            let scope = (Value::Null, scope.into());
            self.push(ChangeKind::ScopeAdded, (place, None), scope, weight);
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
fn summary(field: &FieldFacts) -> Value {
    json!({ "type": field.type_name(), "required": field.required })
}

/// The rows of a code that its `others` lack, each once.
fn rows_only_in<'a>(rows: &[&'a ErrorFacts], others: &[&ErrorFacts]) -> Vec<&'a ErrorFacts> {
    let mut found: Vec<&ErrorFacts> = Vec::new();
    for &row in rows {
        let mut seen = others.iter().chain(&found);
        if !seen.any(|other| same_error(row, other)) {
            found.push(row);
        }
    }
    found
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
