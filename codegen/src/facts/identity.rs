//! Which sources describe one operation, and which of them counts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Dialect, OperationFacts, path_of_link};
use crate::spec::model::{Paths, Spec};
pub(crate) use crate::spec::word::RouteKey;

/// What the route of an operation is told from others by.
pub(crate) fn route(facts: &OperationFacts) -> RouteKey {
    RouteKey::new(&facts.method, &facts.path)
}

/// The sources on each route, in the order of the first of each. Some routes have sources of several operations.
pub(crate) fn by_route<'a>(
    sources: impl IntoIterator<Item = &'a OperationFacts>,
) -> Vec<(RouteKey, Vec<&'a OperationFacts>)> {
    let mut routes: Vec<(RouteKey, Vec<&OperationFacts>)> = Vec::new();
    let mut places = BTreeMap::new();
    for source in sources {
        let route = route(source);
        let place = *places.entry(route.clone()).or_insert(routes.len());
        match routes.get_mut(place) {
            Some((_, sources)) => sources.push(source),
            None => routes.push((route, vec![source])),
        }
    }
    routes
}

/// An operation in an old set of sources and a new one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pair<'a> {
    /// Both sets have it.
    Both(&'a OperationFacts, &'a OperationFacts),
    /// Only the old set has its route.
    Gone(&'a OperationFacts),
    /// Only the new set has its route.
    Come(&'a OperationFacts),
    /// Both sets have the route, but one of them has more sources there.
    Unmatched(&'a OperationFacts),
}

/// Each operation with itself, in the order of the paths.
pub(crate) fn pairs<'a>(old: &'a [OperationFacts], new: &'a [OperationFacts]) -> Vec<Pair<'a>> {
    let mut routes: BTreeMap<RouteKey, [Vec<&OperationFacts>; 2]> = BTreeMap::new();
    for (side, sources) in [old, new].into_iter().enumerate() {
        for (route, sources) in by_route(sources) {
            routes.entry(route).or_default()[side] = sources;
        }
    }
    let pairs = routes.into_values().flat_map(|[old, new]| {
        if new.is_empty() {
            old.into_iter().map(Pair::Gone).collect()
        } else if old.is_empty() {
            new.into_iter().map(Pair::Come).collect()
        } else {
            pairs_on_route(old, new)
        }
    });
    pairs.collect()
}

/// Pairs those that are certainly of one document first, then those that may be, and then what is left over, in order.
fn pairs_on_route<'a>(
    mut old: Vec<&'a OperationFacts>,
    mut new: Vec<&'a OperationFacts>,
) -> Vec<Pair<'a>> {
    let rules: [fn(&OperationFacts, &OperationFacts) -> bool; 3] =
        [certainly_same_document, same_document, |_, _| true];
    let mut pairs = Vec::new();
    for belong in rules {
        old.retain(|old| {
            let place = new.iter().position(|new| belong(old, new));
            pairs.extend(place.map(|place| Pair::Both(old, new.remove(place))));
            place.is_none()
        });
    }
    pairs.extend(old.into_iter().chain(new).map(Pair::Unmatched));
    pairs
}

/// Which of the sources on one route describes the operation of another source there: one that certainly does before one
/// that may.
pub(crate) fn position(sources: &[OperationFacts], of: &OperationFacts) -> Option<usize> {
    let find = |same: fn(&OperationFacts, &OperationFacts) -> bool| {
        sources.iter().position(|source| same(source, of))
    };
    find(certainly_same_document).or_else(|| find(same_document))
}

/// Whether two sources describe one operation, be it on one route or, since it has moved, on two.
pub(crate) fn same_operation(a: &OperationFacts, b: &OperationFacts) -> bool {
    route(a) == route(b) || certainly_same_document(a, b)
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

/// The service of an operation: the first part of its id, or the one that its path belongs to.
pub(crate) fn service_of<'a>(paths: &'a Paths, facts: &'a OperationFacts) -> &'a str {
    let of_id = facts.id.as_deref().and_then(|id| id.split('.').next());
    of_id.unwrap_or_else(|| paths.service_of(&facts.path))
}

/// Why the spec leaves an operation out, if it says so: of the operation, or of its whole service.
pub(crate) fn waiver<'a>(spec: &'a Spec, facts: &'a OperationFacts) -> Option<Waiver<'a>> {
    let of_operation = spec.services.iter().find_map(|service| {
        let mut waived = service.waived.iter();
        waived.find_map(|(operation, reason)| {
            let (method, path) = operation.split_once(' ')?;
            let waived = RouteKey::new(method, path);
            let service = service.name.as_str();
            (waived == route(facts)).then_some(Waiver { service, reason })
        })
    });
    of_operation.or_else(|| {
        let service = service_of(&spec.platform.paths, facts);
        let mut waived = spec.platform.waived.iter();
        let (_, reason) = waived.find(|(waived, _)| waived == service)?;
        Some(Waiver { service, reason })
    })
}

/// Why the spec leaves an operation out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiver<'a> {
    /// The service that would have it.
    pub(crate) service: &'a str,
    /// Why it has not.
    pub(crate) reason: &'a str,
}

/// What orders the sources of one operation, the one that counts first: the one in the language that the platform documents
/// in first, then the one changed last, then the one in the dialect that says most. One without a stamp is taken for older.
pub(crate) fn precedence(facts: &OperationFacts) -> impl Ord + use<> {
    let richness: u8 = match facts.page.dialect {
        None | Some(Dialect::Raw) => 0,
        Some(Dialect::Markdown) => 1,
        Some(Dialect::Vendor) => 2,
        Some(Dialect::Sample) => 3,
    };
    (facts.page.language, Reverse(facts.page.updated), richness)
}

/// `None` if one of them is not stated.
fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<bool> {
    Some(a? == b?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::fixtures::operation;

    fn page(path: Option<&str>, title: Option<&str>, id: Option<&str>) -> OperationFacts {
        let mut facts = operation("GET /x");
        facts.page.doc_path = path.map(str::to_owned);
        facts.page.title = title.map(str::to_owned);
        facts.id = id.map(str::to_owned);
        facts
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
