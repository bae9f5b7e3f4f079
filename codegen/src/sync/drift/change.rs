//! A change: what it is, and what it weighs.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::facts::Place;

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// The operation, as `METHOD path`; the path is the new one where the names of its parameters differ.
    pub operation: String,
    /// What kind of change it is.
    pub kind: ChangeKind,
    /// Where the field is; without a field, which part of the operation it is about, if not the whole.
    #[serde(rename = "where")]
    pub place: Option<Place>,
    /// The path of the field, as `a.b.c`.
    pub field: Option<String>,
    /// What was there; `null` if it was not.
    pub old: Value,
    /// What is there; `null` if it is not any more.
    pub new: Value,
    /// What it weighs.
    pub semver: Weight,
}

/// What kind of change it is, and what stands in `old` and `new`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// New: the id or the title.
    OperationAdded,
    /// Old: the id or the title.
    OperationRemoved,
    /// New: type and requiredness. What is inside of the field is not listed again.
    FieldAdded,
    /// Old: type and requiredness. What was inside of the field is not listed again.
    FieldRemoved,
    /// Old and new: the type, as `string[]`. Without a field: what the body or the response is, on the wire or in Rust.
    TypeChanged,
    /// Old and new: whether it is required.
    RequiredChanged,
    /// New: the value.
    EnumAdded,
    /// Old: the value.
    EnumRemoved,
    /// New: status, code and message. Of a code that is listed several times, one row more.
    ErrorAdded,
    /// Old: status, code and message. Of a code that is listed several times, one row less.
    ErrorRemoved,
    /// Old and new: status, code and message.
    ErrorChanged,
    /// New: the scope. In the response, one that some fields need.
    ScopeAdded,
    /// Old: the scope. In the response, one that some fields need.
    ScopeRemoved,
    /// Old and new: the rate limit.
    RateLimitChanged,
    /// Old and new: the kinds of token.
    TokensChanged,
    /// Old and new: those of the lengths, ranges, patterns and defaults of a field that differ, by name. Without a field:
    /// the kinds of app that may call, as `apps`, and whether parts of a file can be asked for, as `ranges`.
    LimitChanged,
    /// Old and new: the arguments of `new` that both have, in their order.
    ArgumentsReordered,
    /// New: name, type and parts. Without a field: of the request, or of the object that the response is; with one, of the
    /// object in it.
    FoldAdded,
    /// Old: name, type and parts.
    FoldRemoved,
    /// Old and new: name, type and parts.
    FoldChanged,
}

/// What a change weighs for the crates, by the rules of semantic versioning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Nobody has to change a program, nor can do more than before.
    Patch,
    /// There is more to use.
    Minor,
    /// A program may cease to compile, or to work.
    Major,
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        })
    }
}
