//! Of several sources of one operation, the one that counts.

use std::collections::BTreeMap;
use std::fmt;

use super::compare;
use crate::facts::OperationFacts;
use crate::facts::route::{Route, certainly_same_document, precedence, same_document};
use crate::facts::silence::fill;

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
    /// Whether its stamp is older, or missing.
    pub older: bool,
    /// How many differences there are.
    pub differences: usize,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let age = if self.older { "newer" } else { "as new" };
        let plural = if self.differences == 1 { "" } else { "s" };
        write!(
            f,
            "left out {}, which differs in {} place{plural} from {}, which is {age}",
            self.file, self.differences, self.taken
        )
    }
}

/// Takes one source for each operation: the one changed last; of those the one in the dialect that says most (`raw`, then
/// `markdown`, then `sample`); of those the first. What it leaves unsaid is taken from the others.
pub fn select(facts: Vec<OperationFacts>) -> Selection {
    let mut routes: BTreeMap<Route, Vec<OperationFacts>> = BTreeMap::new();
    for facts in facts {
        routes.entry(Route::of(&facts)).or_default().push(facts);
    }
    let mut selection = Selection {
        operations: Vec::new(),
        left_out: Vec::new(),
    };
    for mut sources in routes.into_values() {
        // Stable, so that of equals the first stays the first.
        sources.sort_by_key(precedence);
        let mut taken: Vec<OperationFacts> = Vec::new();
        for source in sources {
            match taken.iter_mut().find(|taken| same_document(taken, &source)) {
                None => taken.push(source),
                Some(taken) => {
                    selection.left_out.extend(left_out(taken, &source));
                    *taken = fill(taken, &source);
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
    let described = |facts: &OperationFacts| {
        let route = Route::of(facts);
        let mut pages = pages.iter();
        pages.any(|page| Route::of(page) == route || certainly_same_document(page, facts))
    };
    facts.into_iter().filter(described).collect()
}

fn left_out(taken: &OperationFacts, source: &OperationFacts) -> Option<LeftOut> {
    let differences = compare(std::slice::from_ref(source), std::slice::from_ref(taken)).len();
    (differences > 0).then(|| LeftOut {
        file: source.page.file.clone(),
        taken: taken.page.file.clone(),
        older: source.page.updated < taken.page.updated,
        differences,
    })
}
