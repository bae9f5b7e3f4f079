//! Pages in another language, and of another brand: they change nothing that the spec has, and are not lost.

use super::*;
use crate::docs;
use crate::facts::Language;

/// The same page in English, of the international platform, changed later.
fn english(page: &OperationFacts) -> OperationFacts {
    let mut english = page.clone();
    english.page.file = format!("en/{}", page.page.file);
    english.page.language = Some(Language::En);
    english.page.host = Some("open.larksuite.com".into());
    english.page.title = Some("In other words".into());
    english.page.updated = Some(9_000);
    for error in &mut english.errors {
        error.message = format!("other words for {}", error.code);
    }
    english
}

#[test]
fn another_language_changes_nothing() {
    let mut page = english(&create());
    page.scopes.push("demo:new".into());
    page.errors[0].status = Some(418);
    page.errors.pop();
    page.body.pop();
    let (done, after) = run(&base(), &[page.clone()]);
    assert_eq!(diff(&base(), &after), "");
    let imported = &done.operations[0];
    assert_eq!(imported.fate, Fate::Second);
    assert!(done.is_clean());
    let text = done.changes(true);
    assert!(text.contains("in another language"), "{text}");
    assert!(text.contains("scopes: only there: demo:new"), "{text}");
    assert!(!text.contains("title"), "{text}");
    assert!(!text.contains("updated"), "{text}");
    assert!(done.summary().contains("1 with a page in another language"));
    // Beside the page that the spec was made from, it is one of the others.
    for pages in [[create(), page.clone()], [page.clone(), create()]] {
        let (done, after) = run(&base(), &pages);
        assert_eq!(diff(&base(), &after), "");
        assert_eq!(done.operations[0].others[0].age, Age::Second);
        assert!(done.is_clean());
    }
    // What only words differ in, agrees.
    let (done, _) = run(&base(), &[english(&create())]);
    assert_eq!(done.operations[0].changes, []);
}

#[test]
fn another_language_makes_no_page_older() {
    let (_, after) = run(&base(), &[english(&create())]);
    let mut newer = create();
    newer.page.updated = newer.page.updated.map(|stamp| stamp + 1);
    newer.page.title = Some("Make".into());
    let (done, after) = run(&after, &[newer]);
    assert_eq!(done.operations[0].fate, Fate::Merged);
    assert!(after[THING].contains("title: Make\n"));
}

#[test]
fn a_guide_in_another_language_marks_nothing() {
    let guide = docs::Other {
        what: "a guide",
        doc_path: get().page.doc_path,
        updated: Some(9_000),
        language: Some(Language::En),
        warnings: Vec::new(),
    };
    let others = [("get.md".into(), guide)];
    let pages = Pages {
        operations: &[],
        others: &others,
    };
    let done = plan_pages(&base(), pages, Options::default()).unwrap();
    assert!(done.is_clean());
}

fn delete() -> OperationFacts {
    let mut page = get();
    page.id = Some("demo.v1.thing.delete".into());
    page.method = "DELETE".into();
    page.page.title = Some("Delete".into());
    page.page.doc_path = Some("/x/delete".into());
    page.page.updated = Some(4_000);
    page.page.file = "delete.md".into();
    page
}

#[test]
fn an_operation_that_is_documented_in_another_language_alone_is_added() {
    let (done, after) = run(&base(), &[english(&delete())]);
    assert_eq!(done.operations[0].fate, Fate::New);
    for line in [
        "title: In other words\n",
        "updated: 9000\n",
        "language: en\n",
        "brand: lark\n",
    ] {
        assert!(after[THING].contains(line), "{line}");
    }
    // The page that comes first takes its place, however old it is.
    let mut first = delete();
    first.page.host = Some("open.feishu.cn".into());
    let (done, there) = run(&after, &[first.clone()]);
    assert_eq!(done.operations[0].fate, Fate::Merged);
    let (_, expected) = run(&base(), &[first]);
    assert_eq!(diff(&expected, &there), "");
    let notes = &done.operations[0].notes;
    assert!(
        notes.iter().any(|note| note.contains("both brands")),
        "{notes:?}"
    );
}

#[test]
fn a_page_of_another_host_says_nothing_of_brands() {
    let mut page = delete();
    page.page.host = Some("open.example.com".into());
    let (_, after) = run(&base(), &[page]);
    assert!(!after[THING].contains("brand"));
}
