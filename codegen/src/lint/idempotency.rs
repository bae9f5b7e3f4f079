//! Keys of repetitions: that the field is one which a client can fill, and where one seems to be.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::fields::{check_listed, effective, is_required};
use super::place::Place;
use crate::spec::source::{FieldSource, OperationSource};
use crate::spec::value::is_set;
use crate::spec::word::Base;

/// What the platform calls such a key.
const NAMES: &[&str] = &["client_token", "idempotency_key", "idempotent_key", "uuid"];

/// The number of characters of the key that a client makes up: that of a UUID.
const LENGTH: u32 = 36;

/// Whether the operation only asks, so that a repetition does no harm anyway.
pub(super) fn is_get(operation: &OperationSource) -> bool {
    operation
        .route
        .as_ref()
        .is_some_and(|route| route.value.method == "GET")
}

/// The fields of the request that can be the key, each with its place.
fn candidates(operation: &OperationSource) -> impl Iterator<Item = (&FieldSource, Place)> {
    let body = if is_set(&operation.multipart) {
        Place::Form
    } else {
        Place::Body
    };
    let query = operation.query.iter().map(|field| (field, Place::Query));
    query.chain(operation.body.iter().map(move |field| (field, body)))
}

fn is_text(field: &FieldSource) -> bool {
    let ty = field.ty().map(|ty| &ty.value);
    ty.is_some_and(|ty| ty.base == Base::String && ty.array == 0)
}

/// Whether the field is the key of the operation, or seems to be.
pub(super) fn is_key(operation: &OperationSource, field: &FieldSource) -> bool {
    let key = operation.idempotency_key.as_ref();
    let named = key.is_some_and(|key| key.value == field.name.value);
    named || suspected(operation).is_some_and(|key| std::ptr::eq(key, field))
}

/// Returns the field that seems to be a key, of an operation that needs one.
pub(super) fn suspected(operation: &OperationSource) -> Option<&FieldSource> {
    let mut fields = candidates(operation).map(|(field, _)| field);
    let named_so = |field: &&FieldSource| NAMES.contains(&field.name.value.as_str());
    fields.find(|field| !is_get(operation) && named_so(field) && is_text(field))
}

/// Says what to write for a field that seems to be the key.
pub(super) fn remedy(key: &FieldSource) -> String {
    format!(
        "write `idempotency_key: {}`, or `idempotent: true` if each caller has to give one",
        key.name.value
    )
}

/// Checks the key of an operation.
pub(super) fn check(operation: &OperationSource, report: &mut Report) {
    let Some(key) = &operation.idempotency_key else {
        return;
    };
    let mut refuse = |label: &str, other: Option<(At, &str)>, help: Option<String>| {
        let message = format!("`{}` cannot be the key of repetitions", key.value);
        let mut found = Diagnostic::new(Code::IdempotencyKey, key.at, message).label(label);
        if let Some((at, label)) = other {
            found = found.also(at, label);
        }
        report.push(found.maybe_help(help));
    };
    let named = |field: &FieldSource| field.name.value == key.value;
    let Some((field, place)) = candidates(operation).find(|(field, _)| named(field)) else {
        let names = candidates(operation).map(|(field, _)| field.name.value.as_str());
        let near = did_you_mean(&key.value, names).map(|near| format!("did you mean `{near}`?"));
        refuse("names a field of the query or the body", None, near);
        return;
    };
    let at = field.name.at;
    if is_get(operation) {
        let help = "leave it out".to_owned();
        refuse("a GET needs none", None, Some(help));
    }
    if let Some(flag) = &operation.idempotent {
        let help = "leave out one of them".to_owned();
        refuse("says so already", Some((flag.at, "said again")), Some(help));
    }
    if !is_text(field) || field.format.is_some() || field.json.is_some() {
        refuse("has to be a plain `string`", Some((at, "the field")), None);
    }
    if is_required(field, place) {
        let help = "write `idempotent: true` instead".to_owned();
        refuse(
            "each caller has to give it",
            Some((at, "is required")),
            Some(help),
        );
    }
    let parts = operation.folds.iter().flat_map(|fold| &fold.parts);
    if let Some((_, part)) = parts.into_iter().find(|(_, part)| part.value == key.value) {
        let help = "leave it out of the fold".to_owned();
        refuse(
            "has to stand by itself",
            Some((part.at, "folded here")),
            Some(help),
        );
    }
    let limits = effective(field, place).limits;
    let shortest = limits.min_length.is_some_and(|least| least > LENGTH);
    let longest = limits.max_length.is_some_and(|most| most < LENGTH);
    if shortest || longest {
        let label = format!("the client makes one up of {LENGTH} characters");
        refuse(&label, Some((at, "its length is another")), None);
    }
    let label = "`idempotency_key` relies on it".to_owned();
    let help = "without it, there is no `idempotency_key`";
    check_listed(field, key, Code::IdempotencyKey, label, help, report);
}
