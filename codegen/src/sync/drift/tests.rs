//! Changes, kind by kind.

use serde_json::{Value, json};

use super::{Change, Weight, compare};
use crate::facts::fixtures::{error, field, object, one_of, operation, optional, required};
use crate::facts::{
    BodyKindFacts, FieldFacts, OperationFacts, PerFacts, RateFacts, RateLimitFacts,
    ResponseKindFacts, Special,
};

mod errors;
mod folds;
mod rust_types;
mod sources;

const ROUTE: &str = "POST /open-apis/demo/v1/things/:thing_id";

/// An operation with a little of everything.
fn base() -> OperationFacts {
    OperationFacts {
        id: Some("demo.v1.thing.update".into()),
        scopes: vec!["demo:thing".into()],
        rate_limit: rates(&[(100, PerFacts::Minute)]),
        path_params: vec![required("thing_id", "string")],
        query: vec![optional("lang", "string")],
        body: vec![required("name", "string"), optional("size", "int")],
        body_kind: BodyKindFacts::Json,
        response: vec![object("thing", "object", vec![field("id", "string")])],
        response_kind: ResponseKindFacts::Json,
        ranges: false,
        errors: vec![error(400, 10, "bad name")],
        ..operation(ROUTE)
    }
}

fn rates(rates: &[(u32, PerFacts)]) -> Option<RateLimitFacts> {
    let rates = rates.iter().map(|&(count, per)| RateFacts { count, per });
    Some(RateLimitFacts::Rates(rates.collect()))
}

/// The changes that `edit` makes, each as kind, place, field, old, new and weight.
fn changes(edit: impl FnOnce(&mut OperationFacts)) -> Vec<Value> {
    let mut new = base();
    edit(&mut new);
    brief(&compare(&[base()], &[new]))
}

/// The same with another start.
fn changes_from(
    start: impl FnOnce(&mut OperationFacts),
    edit: impl FnOnce(&mut OperationFacts),
) -> Vec<Value> {
    let mut old = base();
    start(&mut old);
    let mut new = old.clone();
    edit(&mut new);
    brief(&compare(&[old], &[new]))
}

fn brief(changes: &[Change]) -> Vec<Value> {
    let changes = changes.iter().map(|change| {
        json!([
            change.kind,
            change.place,
            change.field,
            change.old,
            change.new,
            change.semver
        ])
    });
    changes.collect()
}

#[test]
fn nothing_changes_by_itself() {
    assert_eq!(changes(|_| {}), [Value::Null; 0]);
}

#[test]
fn the_keys_are_as_designed() {
    let changes = compare(&[base()], &[]);
    assert_eq!(
        serde_json::to_string(&changes).unwrap(),
        r#"[{"operation":"POST /open-apis/demo/v1/things/:thing_id","kind":"operation_removed","where":null,"#.to_owned()
            + r#""field":null,"old":"demo.v1.thing.update","new":null,"semver":"major"}]"#
    );
}

#[test]
fn operations_come_and_go() {
    assert_eq!(
        brief(&compare(&[], &[base()])),
        [json!([
            "operation_added",
            null,
            null,
            null,
            "demo.v1.thing.update",
            "minor"
        ])]
    );
    let untitled = OperationFacts { id: None, ..base() };
    assert_eq!(
        brief(&compare(&[untitled], &[])),
        [json!([
            "operation_removed",
            null,
            null,
            null,
            null,
            "major"
        ])]
    );
}

#[test]
fn another_method_or_path_is_another_operation() {
    for route in [
        "PATCH /open-apis/demo/v1/things/:thing_id",
        "POST /open-apis/demo/v2/things/:thing_id",
    ] {
        let (method, path) = route.split_once(' ').unwrap();
        let mut new = base();
        new.method = method.into();
        new.path = path.into();
        let mut kinds: Vec<_> = compare(&[base()], &[new])
            .into_iter()
            .map(|change| (change.operation, change.semver))
            .collect();
        kinds.sort();
        let mut expected = [
            (ROUTE.to_owned(), Weight::Major),
            (route.to_owned(), Weight::Minor),
        ];
        expected.sort();
        assert_eq!(kinds, expected);
    }
}

#[test]
fn a_parameter_of_the_path_may_be_called_otherwise() {
    let found = changes(|new| {
        new.path = "/open-apis/demo/v1/things/:id".into();
        new.path_params = vec![required("id", "string")];
    });
    let shape = json!({ "type": "string", "required": true });
    assert_eq!(
        found,
        [
            json!(["field_removed", "path", "thing_id", shape, null, "major"]),
            json!(["field_added", "path", "id", null, shape, "major"]),
        ]
    );
}

#[test]
fn a_field_that_is_added_weighs_by_what_a_caller_has_to_do() {
    let added = |place: &str, field: &str, required: Value, weight: &str| {
        let shape = json!({ "type": "int", "required": required });
        [json!(["field_added", place, field, null, shape, weight])]
    };
    let cases = [
        (
            changes(|new| new.query.push(optional("n", "int"))),
            added("query", "n", json!(false), "minor"),
        ),
        (
            changes(|new| new.query.push(required("n", "int"))),
            added("query", "n", json!(true), "major"),
        ),
        (
            changes(|new| new.body.push(optional("n", "int"))),
            added("body", "n", json!(false), "minor"),
        ),
        (
            changes(|new| new.body.insert(0, required("n", "int"))),
            added("body", "n", json!(true), "major"),
        ),
        // Whether it must be given could not be read.
        (
            changes(|new| new.body.push(field("n", "int"))),
            added("body", "n", json!(null), "major"),
        ),
        (
            changes(|new| new.query.push(field("n", "int"))),
            added("query", "n", json!(null), "major"),
        ),
        (
            changes(|new| new.response.push(field("n", "int"))),
            added("response", "n", json!(null), "minor"),
        ),
        (
            changes(|new| new.response.push(required("n", "int"))),
            added("response", "n", json!(true), "minor"),
        ),
        (
            changes(|new| new.response[0].children.push(field("n", "int"))),
            added("response", "thing.n", json!(null), "minor"),
        ),
    ];
    for (found, expected) in cases {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_field_that_is_removed_is_missed() {
    let optional = json!({ "type": "string", "required": false });
    assert_eq!(
        changes(|new| new.query.clear()),
        [json!([
            "field_removed",
            "query",
            "lang",
            optional,
            null,
            "major"
        ])]
    );
    let unsaid = json!({ "type": "string", "required": null });
    assert_eq!(
        changes(|new| new.response[0].children = vec![field("other", "int")])[0],
        json!([
            "field_removed",
            "response",
            "thing.id",
            unsaid,
            null,
            "major"
        ])
    );
}

#[test]
fn what_is_inside_of_an_object_comes_and_goes_with_it() {
    let list = || FieldFacts {
        required: Some(false),
        ..object("list", "object[]", vec![required("a", "int")])
    };
    let shape = json!({ "type": "object[]", "required": false });
    assert_eq!(
        changes(|new| new.body.push(list())),
        [json!(["field_added", "body", "list", null, shape, "minor"])]
    );
    assert_eq!(
        changes_from(|old| old.body.push(list()), |new| new.body.truncate(2)),
        [json!([
            "field_removed",
            "body",
            "list",
            shape,
            null,
            "major"
        ])]
    );
}

#[test]
fn a_field_that_moves_is_removed_and_added() {
    let found = changes(|new| new.body.append(&mut new.query));
    let shape = json!({ "type": "string", "required": false });
    assert_eq!(
        found,
        [
            json!(["field_removed", "query", "lang", shape, null, "major"]),
            json!(["field_added", "body", "lang", null, shape, "minor"]),
        ]
    );
}

#[test]
fn the_order_of_fields_is_no_change() {
    assert_eq!(changes(|new| new.body.reverse()), [Value::Null; 0]);
}

#[test]
fn the_first_fields_make_a_type() {
    let any = |facts: &mut OperationFacts| facts.response = vec![field("thing", "object")];
    let shape = json!({ "type": "int", "required": null });
    assert_eq!(
        changes_from(any, |new| new.response[0].children =
            vec![field("n", "int")]),
        [json!([
            "field_added",
            "response",
            "thing.n",
            null,
            shape,
            "major"
        ])]
    );
    let nothing = |facts: &mut OperationFacts| {
        facts.response.clear();
        facts.response_kind = ResponseKindFacts::Empty;
    };
    let first = changes_from(nothing, |new| {
        new.response = vec![field("n", "int")];
        new.response_kind = ResponseKindFacts::Json;
    });
    assert_eq!(
        first,
        [json!([
            "field_added",
            "response",
            "n",
            null,
            shape,
            "major"
        ])]
    );
    let without_body = |facts: &mut OperationFacts| {
        facts.body.clear();
        facts.body_kind = BodyKindFacts::None;
    };
    let with_body = changes_from(without_body, |new| {
        new.body = vec![optional("n", "int")];
        new.body_kind = BodyKindFacts::Json;
    });
    let shape = json!({ "type": "int", "required": false });
    assert_eq!(
        with_body,
        [json!(["field_added", "body", "n", null, shape, "minor"])],
        "a request has a type in any case"
    );
}

#[test]
fn types_change() {
    assert_eq!(
        changes(|new| new.body[1] = optional("size", "string")),
        [json!([
            "type_changed",
            "body",
            "size",
            "int",
            "string",
            "major"
        ])]
    );
    assert_eq!(
        changes(|new| new.response[0].array = 1),
        [json!([
            "type_changed",
            "response",
            "thing",
            "object",
            "object[]",
            "major"
        ])]
    );
    assert_eq!(
        changes(|new| new.response[0] = one_of("thing", "string", &["a"])),
        [json!([
            "type_changed",
            "response",
            "thing",
            "object",
            "string",
            "major"
        ])],
        "neither the lost fields nor the values are listed"
    );
}

#[test]
fn a_list_of_objects_is_compared_inside_too() {
    let found = changes(|new| {
        new.response[0].array = 1;
        new.response[0].children.push(field("n", "int"));
    });
    assert_eq!(found.len(), 2);
    assert_eq!(found[1][2], "thing.n");
}

#[test]
fn the_values_of_a_map_are_compared_inside() {
    let map = |facts: &mut OperationFacts| {
        facts.response = vec![object("keys", "map", vec![field("a", "int")])];
    };
    let shape = json!({ "type": "int", "required": null });
    let found = changes_from(map, |new| {
        new.response[0].children = vec![field("b", "int")]
    });
    assert_eq!(
        found,
        [
            json!(["field_removed", "response", "keys.a", shape, null, "major"]),
            json!(["field_added", "response", "keys.b", null, shape, "minor"]),
        ]
    );
    let found = changes_from(map, |new| {
        new.response[0] = object("keys", "object", vec![field("b", "int")]);
    });
    assert_eq!(
        found.len(),
        1,
        "an object with known fields is another type"
    );
    assert_eq!(found[0][0], "type_changed");
}

#[test]
fn bodies_and_responses_change_their_kind() {
    assert_eq!(
        changes(|new| new.body_kind = BodyKindFacts::Multipart),
        [json!([
            "type_changed",
            "body",
            null,
            "json",
            "multipart",
            "major"
        ])]
    );
    let found = changes(|new| {
        new.response.clear();
        new.response_kind = ResponseKindFacts::Binary;
    });
    assert_eq!(
        found[0],
        json!(["type_changed", "response", null, "json", "binary", "major"])
    );
}

#[test]
fn requiredness_moves_a_field_between_new_and_the_setters() {
    assert_eq!(
        changes(|new| new.body[1].required = Some(true)),
        [json!([
            "required_changed",
            "body",
            "size",
            false,
            true,
            "major"
        ])]
    );
    assert_eq!(
        changes(|new| new.body[0].required = Some(false)),
        [json!([
            "required_changed",
            "body",
            "name",
            true,
            false,
            "major"
        ])]
    );
    assert_eq!(
        changes(|new| new.body[0].required = None),
        [Value::Null; 0],
        "what is not stated has not changed"
    );
    let stated = |facts: &mut OperationFacts| facts.response[0].required = Some(true);
    assert_eq!(
        changes_from(stated, |new| new.response[0].required = Some(false)),
        [json!([
            "required_changed",
            "response",
            "thing",
            true,
            false,
            "patch"
        ])]
    );
}

#[test]
fn values_of_enumerations_come_and_go() {
    let start = |facts: &mut OperationFacts| facts.query = vec![one_of("lang", "int", &["1", "2"])];
    assert_eq!(
        changes_from(start, |new| new.query[0] =
            one_of("lang", "int", &["3", "2", "4", "3"])),
        [
            json!(["enum_removed", "query", "lang", "1", null, "major"]),
            json!(["enum_added", "query", "lang", null, "3", "minor"]),
            json!(["enum_added", "query", "lang", null, "4", "minor"]),
        ]
    );
    assert_eq!(
        changes_from(start, |new| new.query[0] =
            one_of("lang", "int", &["2", "1"])),
        [Value::Null; 0]
    );
    assert_eq!(
        changes(|new| new.query[0].values = Some(vec!["zh".into()])),
        [json!(["enum_added", "query", "lang", null, "zh", "major"])],
        "a text becomes an enumeration"
    );
}

#[test]
fn limits_explain_and_do_not_block() {
    let limited = |facts: &mut OperationFacts| {
        facts.body[0].limits.max_length = Some(27);
        facts.body[0].limits.pattern = Some("^a".into());
    };
    let found = changes_from(limited, |new| {
        new.body[0].limits.max_length = Some(30);
        new.body[0].limits.min_length = Some(1);
    });
    let old = json!({ "min_length": null, "max_length": 27 });
    let new = json!({ "min_length": 1, "max_length": 30 });
    assert_eq!(
        found,
        [json!(["limit_changed", "body", "name", old, new, "patch"])]
    );
    let found = changes_from(limited, |new| new.body[0].limits.pattern = None);
    let (old, new) = (json!({ "pattern": "^a" }), json!({ "pattern": null }));
    assert_eq!(
        found,
        [json!(["limit_changed", "body", "name", old, new, "patch"])]
    );
    let found = changes(|new| {
        new.response[0].children[0].limits.minimum = Some(0);
        new.response[0].children[0].limits.maximum = Some(-1);
    });
    let old = json!({ "minimum": null, "maximum": null });
    let new = json!({ "minimum": 0, "maximum": -1 });
    assert_eq!(
        found,
        [json!([
            "limit_changed",
            "response",
            "thing.id",
            old,
            new,
            "patch"
        ])]
    );
}

#[test]
fn a_default_that_is_only_written_in_another_way_is_the_same() {
    let with = |default: &str| FieldFacts {
        default: Some(default.into()),
        ..optional("share", "float")
    };
    let start = |facts: &mut OperationFacts| facts.body.push(with("1"));
    assert_eq!(
        changes_from(start, |new| new.body[2] = with("1.0")),
        [Value::Null; 0]
    );
    let found = changes_from(start, |new| new.body[2] = with("2"));
    let (old, new) = (json!({ "default": "1" }), json!({ "default": "2" }));
    assert_eq!(
        found,
        [json!(["limit_changed", "body", "share", old, new, "patch"])]
    );
}

#[test]
fn defaults_are_documentation() {
    assert_eq!(
        changes(|new| new.body[1].default = Some("10".into())),
        [json!([
            "limit_changed",
            "body",
            "size",
            { "default": null },
            { "default": "10" },
            "patch"
        ])]
    );
}

#[test]
fn examples_titles_and_stamps_are_no_change() {
    let found = changes(|new| {
        new.body[0].example = Some("x".into());
        new.page.title = Some("Other".into());
        new.page.updated = Some(7);
        new.warnings = vec!["line 3".into()];
    });
    assert_eq!(found, [Value::Null; 0]);
}

#[test]
fn scopes_come_and_go() {
    assert_eq!(
        changes(|new| new.scopes = vec!["demo:other".into()]),
        [
            json!(["scope_removed", null, null, "demo:thing", null, "patch"]),
            json!(["scope_added", null, null, null, "demo:other", "patch"]),
        ]
    );
    assert_eq!(
        changes(|new| new.field_scopes = vec!["demo:field".into()]),
        [json!([
            "scope_added",
            "response",
            null,
            null,
            "demo:field",
            "patch"
        ])]
    );
}

#[test]
fn rate_limits_are_kept_by_the_transport() {
    let old = json!([{ "count": 100, "per": "minute" }]);
    let found = changes(|new| new.rate_limit = rates(&[(5, PerFacts::Second)]));
    let new = json!([{ "count": 5, "per": "second" }]);
    assert_eq!(
        found,
        [json!(["rate_limit_changed", null, null, old, new, "patch"])]
    );
    let found = changes(|new| new.rate_limit = Some(RateLimitFacts::Special(Special::Special)));
    assert_eq!(
        found,
        [json!([
            "rate_limit_changed",
            null,
            null,
            old,
            "special",
            "patch"
        ])]
    );
    let found = changes(|new| new.rate_limit = None);
    assert_eq!(
        found,
        [json!([
            "rate_limit_changed",
            null,
            null,
            old,
            null,
            "patch"
        ])]
    );
    let two = |facts: &mut OperationFacts| {
        facts.rate_limit = rates(&[(1000, PerFacts::Minute), (50, PerFacts::Second)]);
    };
    let reversed = changes_from(two, |new| {
        new.rate_limit = rates(&[(50, PerFacts::Second), (1000, PerFacts::Minute)]);
    });
    assert_eq!(reversed, [Value::Null; 0]);
}

#[test]
fn tokens_and_apps() {
    let both = json!(["user", "tenant"]);
    let found = changes(|new| new.tokens = vec!["user".into(), "tenant".into()]);
    assert_eq!(
        found,
        [json!([
            "tokens_changed",
            null,
            null,
            ["tenant"],
            both,
            "minor"
        ])]
    );
    let found = changes(|new| new.tokens = vec!["user".into()]);
    assert_eq!(
        found,
        [json!([
            "tokens_changed",
            null,
            null,
            ["tenant"],
            ["user"],
            "major"
        ])]
    );
    let found = changes(|new| new.apps.push("isv".into()));
    let both = json!(["custom", "isv"]);
    assert_eq!(
        found,
        [json!([
            "limit_changed",
            null,
            null,
            { "apps": ["custom"] },
            { "apps": both },
            "patch"
        ])]
    );
}
