//! Which sources describe one operation, and which of them counts.

use std::cmp::Reverse;

use super::{Dialect, OperationFacts};

/// Where an operation is reached: the method and the path, without the names of parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    /// The path comes first, so that routes of one resource stand together.
    segments: Vec<String>,
    method: String,
}

impl Route {
    pub(crate) fn of(facts: &OperationFacts) -> Self {
        Self::new(&facts.method, &facts.path)
    }

    pub(crate) fn new(method: &str, path: &str) -> Self {
        let segments = path.trim_matches('/').split('/');
        Self {
            segments: segments
                .map(|segment| {
                    let parameter = segment.starts_with(':') || segment.starts_with('{');
                    if parameter { ":" } else { segment }.to_owned()
                })
                .collect(),
            method: method.to_ascii_uppercase(),
        }
    }
}

/// Whether two sources on one route describe one operation: some routes have two pages, for two things to do there.
///
/// One official id is one operation, even if its page has moved. Otherwise the page decides; a source that does not say
/// which page it is may be any.
pub(crate) fn same_document(a: &OperationFacts, b: &OperationFacts) -> bool {
    same(a.id.as_ref(), b.id.as_ref()) == Some(true)
        || same(a.page.doc_path.as_ref(), b.page.doc_path.as_ref()) != Some(false)
}

/// Whether two sources certainly describe one operation, on whatever route.
pub(crate) fn certainly_same_document(a: &OperationFacts, b: &OperationFacts) -> bool {
    same(a.id.as_ref(), b.id.as_ref()) == Some(true)
        || same(a.page.doc_path.as_ref(), b.page.doc_path.as_ref()) == Some(true)
}

/// What orders the sources of one operation, the one that counts first: the one changed last, then the one in the dialect
/// that says most. One without a stamp is taken for older.
pub(crate) fn precedence(facts: &OperationFacts) -> impl Ord + use<> {
    let richness: u8 = match facts.page.dialect {
        None | Some(Dialect::Raw) => 0,
        Some(Dialect::Markdown) => 1,
        Some(Dialect::Sample) => 2,
    };
    (Reverse(facts.page.updated), richness)
}

/// `None` if one of them is not stated.
fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<bool> {
    Some(a? == b?)
}
