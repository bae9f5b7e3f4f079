//! What each kind of change weighs for the crates that are generated, and why.
//!
//! Requests are values with private fields: required parameters are the arguments of `new`, optional ones are setters.
//! Responses and enumerations are `#[non_exhaustive]`, and enumerations take unknown values. The error codes of a resource
//! are constants. Everything else is documentation, or a table that the transport reads. A program is also broken if the
//! platform would refuse from now on what it asks for, although it still compiles.

use super::Weight;
use crate::facts::{FieldFacts, Place};

/// There is one more method, request and response.
pub(super) const OPERATION_ADDED: Weight = Weight::Minor;

/// The method goes, with its request and response.
pub(super) const OPERATION_REMOVED: Weight = Weight::Major;

/// A required field of a request is one more argument of `new`, which every caller has to pass. An optional one is one
/// more setter, and one of a response one more field of a struct that nobody can take apart completely. Where a page does not
/// say which of the two it is, or it cannot be read, the worse is expected.
///
/// The `first` fields of an object that had none give a type to what was any JSON, and those of a response to what was `Empty`.
pub(super) fn field_added(place: Place, field: &FieldFacts, first: bool) -> Weight {
    let required = match place {
        Place::Path => true,
        Place::Query | Place::Body => field.required != Some(false),
        Place::Response => false,
    };
    if required || first {
        Weight::Major
    } else {
        Weight::Minor
    }
}

/// The argument of `new`, the setter or the field of the response goes.
pub(super) const FIELD_REMOVED: Weight = Weight::Major;

/// Arguments, setters and fields have another type; a body or response of another kind is sent or read in another way.
pub(super) const TYPE_CHANGED: Weight = Weight::Major;

/// A field moves between the arguments of `new` and the setters, so that either the one or the other is gone. What a
/// response always holds is decided in the spec, by `always`, and not by what its page calls required.
pub(super) fn required_changed(place: Place) -> Weight {
    if place == Place::Response {
        Weight::Patch
    } else {
        Weight::Major
    }
}

/// Arguments change places. Where they are of one type, callers go on compiling and send them swapped.
pub(super) const ARGUMENTS_REORDERED: Weight = Weight::Major;

/// In place of the arguments, the setters or the fields of a struct there is one, or they are back, or others.
pub(super) const FOLD_CHANGED: Weight = Weight::Major;

/// One more variant of an open enumeration. With the first values, what was a string or a number becomes an enumeration.
pub(super) fn enum_added(first: bool) -> Weight {
    if first { Weight::Major } else { Weight::Minor }
}

/// The variant goes.
pub(super) const ENUM_REMOVED: Weight = Weight::Major;

/// One more constant; none if the code has had another row before.
pub(super) fn error_added(known: bool) -> Weight {
    if known { Weight::Patch } else { Weight::Minor }
}

/// The constant goes, unless the code has another row still.
pub(super) fn error_removed(stays: bool) -> Weight {
    if stays { Weight::Patch } else { Weight::Major }
}

/// The constant is the same, its documentation differs: its name is ours.
pub(super) const ERROR_CHANGED: Weight = Weight::Patch;

/// Scopes stand in the documentation and in the tables of the sandbox. They are granted outside of the program.
pub(super) const SCOPE_CHANGED: Weight = Weight::Patch;

/// The transport keeps the new limit; a program calls as before.
pub(super) const RATE_LIMIT_CHANGED: Weight = Weight::Patch;

/// With one more kind of token there is one more way to call. Without one, calls that carry it are refused.
pub(super) fn tokens_changed(old: &[String], new: &[String]) -> Weight {
    if old.iter().all(|token| new.contains(token)) {
        Weight::Minor
    } else {
        Weight::Major
    }
}

/// Documented limits never block a call unless the caller asks for it; they explain a refusal. Defaults are applied by the
/// platform, and an app is of one kind from the day it is made: both stand in the documentation only.
pub(super) const LIMIT_CHANGED: Weight = Weight::Patch;
