//! Which sources describe one operation, and which of them counts.

use std::cmp::Reverse;

use super::{Dialect, OperationFacts, path_of_link};
use crate::model::path_parts;

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
/// A page that has moved has its title still, and one that only now has an official id is one that moved to where pages
/// have ids. A source that does not say which page it is may be any. What is left are pages without ids that agree in
/// nothing, and ids that differ.
pub(crate) fn same_document(a: &OperationFacts, b: &OperationFacts) -> bool {
    certainly_same_document(a, b)
        || same(document(a), document(b)).is_none()
        || same(a.page.title.as_ref(), b.page.title.as_ref()) == Some(true)
        || a.id.is_some() != b.id.is_some()
}

/// Whether two sources certainly describe one operation, on whatever route: they have one official id, or one page.
pub(crate) fn certainly_same_document(a: &OperationFacts, b: &OperationFacts) -> bool {
    same(a.id.as_ref(), b.id.as_ref()) == Some(true) || same(document(a), document(b)) == Some(true)
}

/// The path of the page, as it is however it is linked to.
fn document(facts: &OperationFacts) -> Option<&str> {
    let path = path_of_link(facts.page.doc_path.as_deref()?);
    Some(path.trim_matches('/'))
}

/// The service that a path belongs to: its first part behind what all paths begin with.
pub(crate) fn service_of<'p>(path_root: &str, path: &'p str) -> &'p str {
    path_parts(path_root, path).next().unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::made_up::operation;

    fn page(path: Option<&str>, title: Option<&str>, id: Option<&str>) -> OperationFacts {
        let mut facts = operation("GET /x");
        facts.page.doc_path = path.map(str::to_owned);
        facts.page.title = title.map(str::to_owned);
        facts.id = id.map(str::to_owned);
        facts
    }

    #[test]
    fn the_service_comes_behind_what_all_paths_begin_with() {
        for (path, service) in [
            ("/api/drive/v1/files", "drive"),
            ("/api//drive", "drive"),
            ("/apis/drive", "apis"),
            ("/drive/api/v1", "drive"),
            ("/api", "api"),
            ("", ""),
        ] {
            assert_eq!(service_of("/api", path), service, "{path}");
        }
    }

    #[test]
    fn a_page_is_one_however_it_is_linked_to() {
        let here = page(Some("/a/b"), None, None);
        for path in [
            "/a/b/",
            "/a/b?lang=zh-CN",
            "/a/b#08bb",
            "/document/a/b",
            "/ssl:ttdoc/a/b/#x",
        ] {
            let there = page(Some(path), None, None);
            assert!(certainly_same_document(&here, &there), "{path}");
        }
        for path in ["/a/bb", "/documents/a/b", "/a"] {
            let there = page(Some(path), None, None);
            assert!(!certainly_same_document(&here, &there), "{path}");
            assert!(!same_document(&here, &there), "{path}");
        }
    }

    #[test]
    fn a_page_that_moved_is_known_by_its_title_or_its_new_id() {
        let old = page(Some("/uEjN"), Some("List"), None);
        let other = |title, id| page(Some("/reference/list"), Some(title), id);
        assert!(same_document(&old, &other("List", None)));
        assert!(same_document(&old, &other("List all", Some("a.v1.b.list"))));
        assert!(!same_document(&old, &other("List all", None)));
        assert!(!certainly_same_document(&old, &other("List", None)));
        let with_id = page(Some("/uEjN"), Some("List"), Some("a.v1.b.all"));
        assert!(!same_document(
            &with_id,
            &other("List all", Some("a.v1.b.list"))
        ));
        assert!(same_document(&old, &page(None, Some("List all"), None)));
    }
}
