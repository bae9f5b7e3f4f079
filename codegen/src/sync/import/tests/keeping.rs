//! What a page lacks: when it is gone, and when it stays. Operations that move, and operations that go.

use super::*;
use crate::docs;

/// The pages, and what the import says of the first.
fn kept(pages: &[OperationFacts]) -> (Files, Imported) {
    let (mut done, after) = run(&base(), pages);
    (after, done.operations.remove(0))
}

fn reasons(imported: &Imported) -> Vec<&str> {
    imported.kept.iter().map(|kept| kept.why).collect()
}

#[test]
fn of_a_damaged_page_what_it_lacks_is_kept() {
    let mut page = create();
    page.page.updated = Some(2000);
    page.page.incomplete = true;
    page.page.title = None;
    page.tokens.pop();
    page.rate_limit = None;
    page.body.truncate(1);
    page.body[0].limits.max_length = Some(9);
    page.response.clear();
    page.response_kind = ResponseKindFacts::Empty;
    page.errors.remove(0);
    let (after, imported) = kept(&[page]);
    assert_eq!(
        diff(&base(), &after),
        "-updated: 1000\n+updated: 2000\n-max_length: 8\n+max_length: 9\n"
    );
    assert!(reasons(&imported)[0].contains("could not be read in full"));
    let kept = shown(&imported.kept[0].what).join("\n");
    for what in [
        "tokens",
        "limit",
        "body.colour",
        "body.kind",
        "kind of the response",
        "response.detail",
        "error 10",
    ] {
        assert!(kept.contains(&format!("{what}: ")), "{what}\n{kept}");
    }
}

#[test]
fn a_page_that_looks_cut_takes_nothing_away() {
    let mut page = create();
    page.errors.clear();
    page.response.clear();
    page.response_kind = ResponseKindFacts::Empty;
    page.body.truncate(1);
    let (after, imported) = kept(&[page]);
    assert_eq!(after, base());
    assert!(reasons(&imported)[0].contains("neither errors nor all tables"));
}

#[test]
fn rows_that_every_page_has_are_lost_rather_than_gone() {
    let mut page = create();
    page.tokens.clear();
    page.apps.clear();
    page.scopes.clear();
    page.rate_limit = None;
    page.errors.clear();
    // A field that is missing in a table that is there is gone.
    page.body.remove(2);
    let (after, imported) = kept(&[page]);
    assert_eq!(diff(&base(), &after), "+undocumented: true\n");
    assert!(after[THING].contains("    limit: { special: [5/s] }\n"));
    let facts: Vec<_> = imported.kept[0]
        .what
        .iter()
        .map(|what| &what.fact)
        .collect();
    assert_eq!(
        facts,
        ["tokens", "apps", "scopes", "limit", "error 10", "error 30"]
    );
}

#[test]
fn a_type_that_cannot_be_read_replaces_none() {
    let mut page = create();
    page.body[1] = optional("colour", "any");
    page.body[1].example = Some("red".into());
    page.response[1] = field("detail", "any[]");
    let (after, imported) = kept(&[page.clone()]);
    assert_eq!(diff(&base(), &after), "-default: red\n");
    assert_eq!(
        shown(&imported.kept[0].what)[0],
        "body.colour.type: string -> any"
    );
    // What is of no type in the spec may get one, and what is new may have none.
    page.body[1] = optional("colour", "string");
    page.body.push(optional("odd", "any"));
    let (_, imported) = kept(&[page]);
    assert!(imported.inexpressible.is_empty());
}

#[test]
fn a_field_that_is_gone_need_not_be_given() {
    let mut page = create();
    page.body[0].name = "label".into();
    let (after, imported) = kept(&[page]);
    assert!(
        imported.notes[0]
            .ends_with("body.name is no longer documented, so it need not be given any more"),
        "{:?}",
        imported.notes
    );
    let mut report = Report::new();
    for (path, text) in after {
        report.add_source(path, text);
    }
    let (spec, _) = inspect(report);
    let required = |name: &str| {
        let body = &spec.services[0].resources[0].operations[0].body;
        let field = body.iter().find(|field| field.name == name).unwrap();
        field.effective().required
    };
    assert_eq!(required("name"), Some(false));
    assert_eq!(required("label"), Some(true));
}

#[test]
fn an_operation_on_another_route_has_moved() {
    let mut page = get();
    page.method = "POST".into();
    page.path = "/open-apis/demo/v2/shelves/:shelf".into();
    page.path_params[0].name = "shelf".into();
    let (after, imported) = kept(std::slice::from_ref(&page));
    assert_eq!(imported.fate, Fate::Merged);
    assert_eq!(
        diff(&base(), &after),
        "-http: GET /open-apis/demo/v1/things/:id\n+http: POST /open-apis/demo/v2/shelves/:shelf\n\
         -id:\n+shelf:\n"
    );
    assert!(imported.notes[0].contains("it was GET /open-apis/demo/v1/things/:id"));
    assert_eq!(
        shown(&imported.changes)[..2],
        [
            "method: GET -> POST",
            "path: /open-apis/demo/v1/things/:id -> /open-apis/demo/v2/shelves/:shelf"
        ]
    );

    // Without the parameter, its words are only in the report.
    page.path = "/open-apis/demo/v2/shelves".into();
    page.path_params.clear();
    page.id = None;
    let (after, imported) = kept(std::slice::from_ref(&page));
    assert!(!after[THING].contains("    path:\n"));
    assert!(
        imported.notes[1].contains("Id of the thing."),
        "{imported:?}"
    );

    // As long as a page has the old route, the other is another operation.
    let (done, _) = run(&base(), &[page.clone(), get()]);
    assert!(done.operations.iter().any(|one| one.fate == Fate::New));

    page.page.updated = Some(999);
    let (after, imported) = kept(&[page]);
    assert_eq!(imported.fate, Fate::Older);
    assert_eq!(after, base());
    assert!(!imported.changes.is_empty());
}

#[test]
fn an_operation_whose_page_is_something_else_now_is_marked() {
    let other = |warnings: &[&str]| docs::Other {
        language: Some(crate::facts::Language::Zh),
        what: "a guide",
        doc_path: get().page.doc_path,
        updated: Some(5000),
        warnings: warnings.iter().map(|text| (*text).to_owned()).collect(),
    };
    let plan = |files: &Files, operations: &[OperationFacts], other| {
        let others = [("get.md".into(), other)];
        let pages = Pages {
            operations,
            others: &others,
        };
        let done = plan_pages(files, pages, Options::default()).unwrap();
        let mut after = files.clone();
        for rewrite in &done.rewrites {
            after.insert(rewrite.path.clone(), rewrite.after.clone());
        }
        (done, after)
    };
    let (done, after) = plan(&base(), &[], other(&[]));
    assert_eq!(diff(&base(), &after), "+undocumented: true\n");
    assert_eq!(done.operations[0].fate, Fate::Gone);
    assert!(done.operations[0].notes[0].contains("its page is a guide now"));
    assert!(!done.is_clean());
    let (done, _) = plan(&after, &[], other(&[]));
    assert!(done.is_clean(), "{}", done.changes(true));
    assert_eq!(done.changes(true), "");

    // A damaged page proves nothing, nor does one that is no newer, and another page may describe the operation.
    let old = docs::Other {
        updated: get().page.updated,
        ..other(&[])
    };
    assert!(plan(&base(), &[], old).0.is_clean());
    assert!(plan(&base(), &[], other(&["line 3: lost"])).0.is_clean());
    assert!(plan(&base(), &[get()], other(&[])).0.is_clean());
}

#[test]
fn a_page_without_a_stamp_does_not_fail_the_check_forever() {
    let mut sample = create();
    sample.page.updated = None;
    sample.page.dialect = Some(Dialect::Sample);
    sample.apps.push("isv".into());
    let done = plan_files(&base(), &[create(), sample.clone()]).unwrap();
    assert_eq!(done.operations[0].others[0].age, Age::Unknown);
    assert!(
        done.changes(true)
            .contains("a page without a stamp says otherwise")
    );
    assert!(done.is_clean());
    // Alone, it is merged.
    assert!(!plan_files(&base(), &[sample]).unwrap().is_clean());
}

#[test]
fn a_page_without_a_path_and_a_title_agrees_with_what_was_made_of_it() {
    let mut page = operation("PUT /open-apis/demo/v1/things");
    page.id = Some("demo.v1.thing.put".into());
    let (_, after) = run(&base(), std::slice::from_ref(&page));
    assert!(after[THING].contains("    title: \"\"\n    doc: \"\"\n    page: \"\"\n"));
    let check = plan_files(&after, &[page]).unwrap();
    assert!(check.is_clean(), "{}", check.changes(true));
}
