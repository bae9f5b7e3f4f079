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

#[test]
fn only_known_operations_are_taken_if_so_asked() {
    let pages = [operation("GET /open-apis/other/v1/things"), get()];
    let known_only = Options { known_only: true };
    let done = plan_pages(&base(), only(&pages), known_only).unwrap();
    assert_eq!((done.left_out, done.operations.len()), (1, 1));
    assert!(done.is_clean());
}

#[test]
fn what_the_spec_waives_is_left_out() {
    let mut files = base();
    for (file, waived) in [
        ("spec/platform.yaml", "old: Replaced."),
        (
            "spec/demo/service.yaml",
            "GET /open-apis/demo/v1/prints/:id: Replaced.",
        ),
    ] {
        let text = files.get_mut(file).unwrap();
        *text = canonical(file, &format!("{text}\nwaived:\n  {waived}\n")).unwrap();
    }
    let pages = [
        operation("GET /open-apis/old/v1/things"),
        operation("GET /open-apis/demo/v1/prints/:print_id"),
        get(),
    ];
    let done = plan_files(&files, &pages).unwrap();
    assert_eq!((done.left_out, done.operations.len()), (2, 1));
    assert!(done.is_clean());
}
