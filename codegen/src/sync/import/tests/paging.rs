//! How a list goes on, which the names of its fields mostly tell.

use super::*;

/// A page on a list that is new.
fn list(response: Vec<FieldFacts>) -> OperationFacts {
    OperationFacts {
        id: Some("demo.v1.thing.list".into()),
        query: vec![
            optional("page_size", "int"),
            optional("page_token", "string"),
        ],
        response_kind: ResponseKindFacts::Json,
        response,
        ..operation("GET /open-apis/demo/v1/things")
    }
}

fn items() -> FieldFacts {
    field("items", "string[]")
}

#[test]
fn a_new_list_says_how_it_goes_on() {
    for next in ["page_token", "next_page_token"] {
        let response = vec![items(), field(next, "string"), field("has_more", "bool")];
        let (done, after) = run(&base(), &[list(response)]);
        // On one line or on several, as it fits.
        let plain = after[THING].replace(['{', '}', ','], " ");
        let file = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let paging = format!(
            "paging: items: items next: {next} more: has_more token: page_token size: page_size"
        );
        assert!(file.contains(&paging), "{file}");
        let notes = &done.operations[0].notes;
        assert!(
            notes.iter().any(|note| note.contains("pages of `items`")),
            "{notes:?}"
        );
    }
}

#[test]
fn what_the_names_do_not_tell_is_asked_for() {
    let more = || field("has_more", "bool");
    let token = || field("page_token", "string");
    let others = field("others", "string[]");
    for response in [
        vec![items(), others, token(), more()],
        vec![items(), more()],
        vec![items(), field("page_token", "int"), more()],
    ] {
        let (done, after) = run(&base(), &[list(response)]);
        assert!(!after[THING].contains("paging:"), "{}", after[THING]);
        let notes = &done.operations[0].notes;
        assert!(
            notes.iter().any(|note| note.contains("say how")),
            "{notes:?}"
        );
    }
    let (done, _) = run(&base(), &[list(vec![token(), more()])]);
    let notes = &done.operations[0].notes;
    assert!(
        !notes.iter().any(|note| note.contains("pages")),
        "{notes:?}"
    );
}
