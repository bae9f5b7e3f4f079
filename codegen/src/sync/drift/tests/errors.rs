//! Errors, and codes that are listed more than once.

use serde_json::{Value, json};

use super::{changes, changes_from};
use crate::facts::OperationFacts;
use crate::facts::fixtures::error;

#[test]
fn errors_come_go_and_change() {
    let row = |status: u16, code: i64, message: &str| json!({ "status": status, "code": code, "message": message });
    assert_eq!(
        changes(|new| new.errors.push(error(404, 9, "gone"))),
        [json!([
            "error_added",
            null,
            null,
            null,
            row(404, 9, "gone"),
            "minor"
        ])]
    );
    assert_eq!(
        changes(|new| new.errors.clear()),
        [json!([
            "error_removed",
            null,
            null,
            row(400, 10, "bad name"),
            null,
            "major"
        ])]
    );
    for (status, message) in [(403, "bad name"), (400, "other")] {
        assert_eq!(
            changes(|new| new.errors[0] = error(status, 10, message)),
            [json!([
                "error_changed",
                null,
                null,
                row(400, 10, "bad name"),
                row(status, 10, message),
                "patch"
            ])]
        );
    }
    assert_eq!(
        changes(|new| new.errors[0] = error(None, 10, " bad\n name")),
        [Value::Null; 0]
    );
}

#[test]
fn a_code_that_is_listed_twice_is_one_code() {
    let twice = |facts: &mut OperationFacts| {
        facts.errors = vec![error(400, 10, "one"), error(400, 10, "two")];
    };
    assert_eq!(
        changes_from(twice, |new| new.errors.reverse()),
        [Value::Null; 0]
    );
    assert_eq!(
        changes_from(twice, |new| new.errors.push(error(400, 10, "two"))),
        [Value::Null; 0],
        "a row that is there twice says nothing new"
    );
    let row = |code: i64, message: &str| json!({ "status": 400, "code": code, "message": message });
    let found = changes_from(twice, |new| new.errors.truncate(1));
    let (two, three) = (row(10, "two"), row(10, "three"));
    assert_eq!(
        found,
        [json!(["error_removed", null, null, two, null, "patch"])],
        "the constant stays"
    );
    let found = changes_from(twice, |new| new.errors.push(error(400, 10, "three")));
    assert_eq!(
        found,
        [json!(["error_added", null, null, null, three, "patch"])],
        "the constant is there"
    );
    let found = changes_from(twice, |new| new.errors[1].message = "three".into());
    assert_eq!(
        found,
        [json!(["error_changed", null, null, two, three, "patch"])]
    );
}

#[test]
fn two_codes_of_one_message_are_two_codes() {
    let alike = |facts: &mut OperationFacts| {
        facts.errors = vec![
            error(400, 10, "bad"),
            error(400, 11, "bad"),
            error(400, 12, "worse"),
        ];
    };
    let row = |code: i64, message: &str| json!({ "status": 400, "code": code, "message": message });
    let found = changes_from(alike, |new| new.errors[1].code = 13);
    assert_eq!(
        found,
        [
            json!(["error_removed", null, null, row(11, "bad"), null, "major"]),
            json!(["error_added", null, null, null, row(13, "bad"), "minor"]),
        ]
    );
    let found = changes_from(alike, |new| new.errors.insert(0, error(400, 9, "bad")));
    assert_eq!(
        found,
        [json!([
            "error_added",
            null,
            null,
            null,
            row(9, "bad"),
            "minor"
        ])]
    );
    let found = changes_from(alike, |new| {
        new.errors[1].message = "worse".into();
        new.errors[2].message = "bad".into();
    });
    let changed = |code: i64, old: &str, new: &str| {
        let (old, new) = (row(code, old), row(code, new));
        json!(["error_changed", null, null, old, new, "patch"])
    };
    assert_eq!(
        found,
        [changed(11, "bad", "worse"), changed(12, "worse", "bad")]
    );
}
