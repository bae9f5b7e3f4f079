//! Folds that come, go and change, of requests and of objects.

use super::super::{ChangeKind, Weight, compare, refolded};
use super::rust_types::spec;
use crate::facts::from_spec;

const THING: &str = r#"
resource: thing
doc: Things.
types:
  Kind:
    doc: Kind of a thing.
    enum: string
    values: { a: The first., b: The second. }
  Ref:
    doc: A thing.
    parts:
      token: { type: Token, doc: Its token. }
      kind: { type: Kind, doc: Its kind. }
  Other:
    doc: A thing that is another.
    parts:
      token: { type: Token, doc: Its token. }
      kind: { type: Kind, doc: Its kind. }
  Token:
    doc: Token of a thing.
    id: string
  Item:
    doc: An item.
    fields:
      doc_token: { type: Token, doc: Its token. }
      doc_type: { type: Kind, doc: Its kind. }
    fold:
      item: { type: Ref, parts: { token: doc_token, kind: doc_type } }
operations:
  move:
    http: POST /open-apis/demo/v1/things
    title: Move
    doc: Moves a thing.
    page: /demo/thing/move
    tokens: [tenant]
    query:
      token: { type: Token, doc: Its token. }
      type: { type: Kind, doc: Its kind. }
    body:
      type: { type: Kind, rust: new_type, doc: The kind that it gets. }
      next_token: { type: Token, doc: What it moves behind. }
      next_type: { type: Kind, doc: The kind of that. }
      items: { type: "Item[]", doc: What moves along. }
    fold:
      thing: { type: Ref, parts: { token: token, kind: type } }
      next: { type: Other, parts: { token: next_token, kind: next_type } }
    response:
      item: { type: Item, doc: The item. }
"#;

/// The changes from one spec to another, as lines.
fn changes(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (spec(old), spec(new));
    assert_eq!(compare(&from_spec(&old), &from_spec(&new)), []);
    let found = refolded(&old, &new);
    for change in &found {
        assert_eq!(change.semver, Weight::Major);
        assert_eq!(change.operation, "POST /open-apis/demo/v1/things");
    }
    found.iter().map(ToString::to_string).collect()
}

const OF_REQUEST: &str = "      thing: { type: Ref, parts: { token: token, kind: type } }\n";
const OF_OBJECT: &str =
    "    fold:\n      item: { type: Ref, parts: { token: doc_token, kind: doc_type } }\n";

/// The spec with something else in one place.
fn with(old: &str, new: &str) -> String {
    assert!(THING.contains(old), "{old}");
    THING.replace(old, new)
}

#[test]
fn what_stays_is_no_change() {
    assert_eq!(changes(THING, THING), [""; 0]);
    let told = with("kind: type } }", "kind: type }, doc: Which thing. }");
    assert_eq!(changes(THING, &told), [""; 0]);
}

#[test]
fn a_fold_of_an_object_comes_and_goes_wherever_the_object_stands() {
    let plain = with(OF_OBJECT, "");
    assert_eq!(
        changes(&plain, THING),
        [
            "body `items`: fold `item` added: thing::Ref with token from `doc_token`, kind from `doc_type`",
            "response `item`: fold `item` added: thing::Ref with token from `doc_token`, kind from `doc_type`",
        ]
    );
    assert_eq!(
        changes(THING, &plain),
        [
            "body `items`: fold `item` removed: thing::Ref with token from `doc_token`, kind from `doc_type`",
            "response `item`: fold `item` removed: thing::Ref with token from `doc_token`, kind from `doc_type`",
        ]
    );
}

#[test]
fn a_fold_of_a_request_comes_and_goes() {
    let plain = with(OF_REQUEST, "");
    let fold = "thing::Ref with token from `query token`, kind from `query type`";
    assert_eq!(
        changes(&plain, THING),
        [format!("fold `thing` added: {fold}")]
    );
    assert_eq!(
        changes(THING, &plain),
        [format!("fold `thing` removed: {fold}")]
    );
}

#[test]
fn a_fold_that_makes_something_else_or_takes_other_fields_has_changed() {
    let other = with("thing: { type: Ref,", "thing: { type: Other,");
    assert_eq!(
        changes(THING, &other),
        [
            "fold `thing`: thing::Ref with token from `query token`, kind from `query type` became \
             thing::Other with token from `query token`, kind from `query type`"
        ]
    );
    let body = with(
        "token: token, kind: type }",
        "token: token, kind: new_type }",
    );
    assert_eq!(
        changes(THING, &body),
        [
            "fold `thing`: thing::Ref with token from `query token`, kind from `query type` became \
             thing::Ref with token from `query token`, kind from `body type`"
        ]
    );
}

#[test]
fn another_name_is_another_fold() {
    let (old, new) = (spec(THING), spec(&with("      thing: {", "      what: {")));
    let kinds = refolded(&old, &new).into_iter().map(|change| change.kind);
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        [ChangeKind::FoldRemoved, ChangeKind::FoldAdded]
    );
}
