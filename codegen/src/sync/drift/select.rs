//! Of several sources of one operation, the one that counts.

use std::collections::BTreeMap;
use std::fmt;

use super::compare;
use crate::facts::OperationFacts;
use crate::facts::fill::fill;
use crate::facts::identity::{by_route, position, precedence, same_operation};
use crate::text::diagnostic::count;

/// One source for each operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The operations, in the order of their paths.
    pub operations: Vec<OperationFacts>,
    /// The sources that were left out although they say something else.
    pub left_out: Vec<LeftOut>,
}

/// A source that was left out although it says something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub file: String,
    /// The file that was taken instead.
    pub taken: String,
    /// Why that one counts.
    pub standing: Standing,
    /// How many differences there are.
    pub differences: usize,
}

/// What the source that was taken has before one that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A language that comes before that of the other.
    First,
    /// A newer stamp.
    Newer,
    /// A stamp at all.
    Stamped,
    /// Nothing but a richer dialect, or the earlier place.
    AsNew,
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::First => "is in the language that comes first",
            Self::Newer => "is newer",
            Self::Stamped => "has a stamp",
            Self::AsNew => "is as new",
        })
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "left out {}, which differs in {} from {}, which {}",
            self.file,
            count(self.differences, "place"),
            self.taken,
            self.standing
        )
    }
}

/// Takes one source for each operation: of those in the language that comes first the one changed last; of those the one in
/// the dialect that says most (`raw`, then `markdown`, `vendor` and `sample`); of those the first. What it leaves unsaid is
/// taken from the others.
pub fn select(facts: &[OperationFacts]) -> Selection {
    let routes: BTreeMap<_, _> = by_route(facts).into_iter().collect();
    let mut selection = Selection {
        operations: Vec::new(),
        left_out: Vec::new(),
    };
    for mut sources in routes.into_values() {
        // Stable, so that of equals the first stays the first.
        sources.sort_by_key(|source| precedence(source));
        let mut taken: Vec<OperationFacts> = Vec::new();
        for source in sources {
            match position(&taken, source) {
                None => taken.push(source.clone()),
                Some(place) => {
                    let taken = &mut taken[place];
                    selection.left_out.extend(left_out(taken, source));
                    *taken = fill(taken, source);
                }
            }
        }
        selection.operations.extend(taken);
    }
    selection
}

/// The operations of `facts` that `pages` can be held against, since one of the pages describes them.
///
/// A set of pages need not be complete, but the spec is asked about as a whole: that a page is not there does not mean
/// that its operation has been removed. An operation has been removed if its page is there and describes something else.
pub fn within(facts: Vec<OperationFacts>, pages: &[OperationFacts]) -> Vec<OperationFacts> {
    let is_described =
        |facts: &OperationFacts| pages.iter().any(|page| same_operation(page, facts));
    facts.into_iter().filter(is_described).collect()
}

fn left_out(taken: &OperationFacts, source: &OperationFacts) -> Option<LeftOut> {
    let differences = compare(std::slice::from_ref(source), std::slice::from_ref(taken)).len();
    (differences > 0).then(|| LeftOut {
        file: source.page.file.clone(),
        taken: taken.page.file.clone(),
        standing: match source.page.updated {
            _ if taken.page.language != source.page.language => Standing::First,
            None if taken.page.updated.is_some() => Standing::Stamped,
            updated if updated < taken.page.updated => Standing::Newer,
            _ => Standing::AsNew,
        },
        differences,
    })
}
