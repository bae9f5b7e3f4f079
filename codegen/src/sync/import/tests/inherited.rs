//! Words that a new field needs, and those that something else has for it.

use super::*;

/// The spec with a glossary.
fn with_glossary() -> Files {
    let mut files = base();
    let service = files.get_mut(SERVICE).unwrap();
    service.push_str("glossary:\n  weight:\n    int: How heavy it is, in grams.\n");
    *service = canonical(SERVICE, service).unwrap();
    files
}

#[test]
fn a_new_field_has_no_room_for_words_that_the_glossary_or_its_type_has() {
    let mut page = create();
    page.body.push(optional("weight", "int"));
    page.body.push(optional("depth", "int"));
    page.body
        .push(one_of("state", "string", &["p", "q", "r", "s"]));
    let (_, after) = run(&with_glossary(), &[page]);
    let changed = diff(&with_glossary(), &after);
    assert_eq!(changed.matches("doc: \"\"").count(), 2, "{changed}");
    assert!(
        changed.contains(
            "+weight:\n+type: int\n+depth:\n+type: int\n+doc: \"\"\n+state:\n+type: ThingState\n"
        ),
        "{changed}"
    );
}

#[test]
fn a_field_that_shows_other_words_keeps_its_own_and_lends_none() {
    let mut files = with_glossary();
    let mut page = create();
    page.body.push(optional("weight", "int"));
    (_, files) = run(&files, &[page.clone()]);
    page.response.push(field("weight", "int"));
    let (_, after) = run(&files, &[page]);
    assert_eq!(diff(&files, &after), "+weight:\n+type: int\n");
}
