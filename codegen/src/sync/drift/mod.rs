//! What changed between two sets of facts, and how much each change weighs for the crates.
//!
//! A set is what pages state, or what the spec states. It may hold several sources of one operation, of which
//! [`select()`] takes one; [`within()`] narrows a set to what another can be held against; [`compare()`] lists the changes
//! and [`Report`] shows them to a person. What a source cannot say, since its dialect has no place for it, is no change:
//! see [`silence`](crate::facts::silence).

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::facts::identity::{Pair, pairs};
use crate::facts::silence::fill;
use crate::facts::{OperationFacts, Place};

mod arguments;
mod operation;
mod report;
mod rust_types;
mod select;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod weight;

pub use arguments::reordered;
pub use operation::name;
pub use report::Report;
pub use rust_types::retyped;
pub use select::{LeftOut, Selection, Standing, select, within};

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
    /// Old and new: the type, as `string[]`. Without a field: what the body or the response is.
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
    /// the kinds of app that may call, as `apps`.
    LimitChanged,
    /// Old and new: the arguments of `new` that both have, in their order.
    ArgumentsReordered,
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

/// The changes from `old` to `new`, grouped by operation in the order of their paths; the heaviest of an operation first.
///
/// Operations are the same if their methods and paths are, whatever the parameters of the path are called. If there are
/// several on one path, ids and pages tell them apart; what has no counterpart there is no change, but [`unmatched()`].
pub fn compare(old: &[OperationFacts], new: &[OperationFacts]) -> Vec<Change> {
    let changes = pairs(old, new).into_iter().flat_map(|pair| {
        let mut changes = match pair {
            Pair::Both(old, new) => operation::compare(&fill(old, new), &fill(new, old)),
            Pair::Gone(old) => vec![operation::removed(old)],
            Pair::Come(new) => vec![operation::added(new)],
            Pair::Unmatched(_) => Vec::new(),
        };
        changes.sort_by_key(|change| Reverse(change.semver));
        changes
    });
    changes.collect()
}

/// The operations of which both sides have the same version of the page, named as in [`Change::operation`].
///
/// Where they differ nonetheless, it is the way the page is written or read that differs, and not the platform.
pub fn same_version(old: &[OperationFacts], new: &[OperationFacts]) -> BTreeSet<String> {
    let same = pairs(old, new).into_iter().filter_map(|pair| {
        let Pair::Both(old, new) = pair else {
            return None;
        };
        (old.page.updated? == new.page.updated?).then(|| operation::name(new))
    });
    same.collect()
}

/// The sources of either side that describe one more thing to do on a path that both sides have.
///
/// The method and the path are still there, or have been before, so nothing was removed or added; but nobody can say what
/// such a source is to be compared with.
pub fn unmatched<'a>(
    old: &'a [OperationFacts],
    new: &'a [OperationFacts],
) -> Vec<&'a OperationFacts> {
    let unmatched = pairs(old, new).into_iter().filter_map(|pair| match pair {
        Pair::Unmatched(facts) => Some(facts),
        _ => None,
    });
    unmatched.collect()
}
