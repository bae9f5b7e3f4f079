//! Which operation a page is about, by its route.

use super::*;

#[test]
fn a_route_is_one_to_drift_and_to_import_however_it_is_written() {
    let known = "/open-apis/demo/v1/things/:id";
    for path in [known, "/open-apis/demo/v1/things/:id/"] {
        let page = OperationFacts {
            path: path.into(),
            ..get()
        };
        assert_eq!(drift::compare(&[get()], std::slice::from_ref(&page)), []);
        let (done, after) = run(&base(), &[page]);
        assert_eq!(after, base(), "{path}");
        let [imported] = &done.operations[..] else {
            panic!("{:?}", done.operations)
        };
        assert_eq!(imported.fate, Fate::Merged, "{path}");
        assert_eq!(imported.changes, [], "{path}");
        let expected = match path == known {
            true => Vec::new(),
            false => vec![format!("path: {known} -> {path}")],
        };
        assert_eq!(shown(&imported.inexpressible), expected);
    }
}

#[test]
fn pages_of_one_route_are_pages_of_one_operation() {
    let mut page = create();
    page.path.push('/');
    page.page.file = "slash.md".into();
    page.page.updated = Some(2000);
    let (done, _) = run(&base(), &[create(), page]);
    assert_eq!(done.operations.len(), 1);
    assert_eq!(done.operations[0].page, "slash.md");
    assert!(done.operations[0].others.is_empty(), "it is only older");
}

#[test]
fn a_route_that_is_only_like_one_of_the_spec_is_refused() {
    let mut page = get();
    page.path = "/open-apis/demo/v1/things/{id}.json".into();
    let (done, after) = run(&base(), &[page]);
    assert_eq!(done.operations[0].fate, Fate::Refused);
    assert_eq!(after, base());
}
