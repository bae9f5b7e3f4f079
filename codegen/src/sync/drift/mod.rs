//! What changed between two sets of facts, and how much each change weighs for the crates.
//!
//! A set is what pages state, or what the spec states. It may hold several sources of one operation, of which
//! [`select()`] takes one; [`within()`] narrows a set to what another can be held against; [`compare()`] lists the changes
//! and [`Report`] shows them to a person. What a source cannot say, since its dialect has no place for it, is no change:
//! see [`fill`](crate::facts::fill).

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::facts::OperationFacts;
use crate::facts::fill::fill;
use crate::facts::identity::{Pair, pairs};

mod arguments;
mod change;
mod folds;
mod operation;
mod report;
mod rust_types;
mod select;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod weight;

pub use arguments::reordered;
pub use change::{Change, ChangeKind, Weight};
pub use folds::refolded;
pub use operation::name;
pub use report::Report;
pub use rust_types::retyped;
pub use select::{LeftOut, Selection, Standing, select, within};

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
