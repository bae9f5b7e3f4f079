//! What generated responses are read as when the platform writes other JSON types than it documents.

use std::collections::BTreeMap;
use std::fmt::Debug;

use feishu_core::{JobSpec, Paged, UnixSeconds};
use serde_json::{Value, from_str, from_value, json, to_value};

use crate::expected::calls::call::ListCalls;
use crate::expected::jobs::task::{CreateTask, CreateTaskResponse, GetTaskResponse, MakeJob};
use crate::expected::values::thing::{
    CreateThing, CreateThingResponse, Medley, Mood, Point, Sign, ThingId,
};
use crate::expected::values::types::Colour;

/// A medley with one field.
fn medley(field: &str, value: &Value) -> Result<Medley, serde_json::Error> {
    // By its text, as a response comes.
    from_str(&json!({field: value}).to_string())
}

/// Holds what a field is read as from some values.
#[track_caller]
fn reads<T: Debug + PartialEq>(
    field: &str,
    get: impl Fn(Medley) -> T,
    cases: impl IntoIterator<Item = (Value, T)>,
) {
    for (value, expected) in cases {
        let read =
            medley(field, &value).unwrap_or_else(|error| panic!("{field} from {value}: {error}"));
        assert_eq!(get(read), expected, "{field} from {value}");
    }
}

#[track_caller]
fn refuses(field: &str, values: &[Value]) {
    for value in values {
        let read = medley(field, value);
        assert!(read.is_err(), "{field} from {value}: {read:?}");
    }
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

#[test]
fn an_enumeration_that_is_always_there_is_unknown_where_it_is_absent() {
    let cases = [
        (json!("calm"), Mood::Calm),
        (json!("merry"), Mood::from("merry")),
        (json!(null), Mood::from("")),
        (json!(""), Mood::from("")),
    ];
    reads("mood", |medley| medley.mood, cases);
    assert_eq!(
        from_value::<Medley>(json!({})).unwrap().mood,
        Mood::from("")
    );
    assert_eq!(Mood::default().as_str(), "");
}

#[test]
fn a_time_may_be_a_number() {
    let cases = [
        (json!(1_700_000_000), Some(UnixSeconds::new(1_700_000_000))),
        (json!("1700000000"), Some(UnixSeconds::new(1_700_000_000))),
        (json!(null), None),
    ];
    reads("at", |medley| medley.at, cases);
}

#[test]
fn an_id_is_the_digits_of_a_number() {
    let some = |id: &str| Some(ThingId::new(id));
    let cases = [
        (json!("t1"), some("t1")),
        (
            json!(6_933_093_124_755_423_251_u64),
            some("6933093124755423251"),
        ),
        (json!(u64::MAX), some("18446744073709551615")),
        (json!(i64::MIN), some("-9223372036854775808")),
        (json!(9_007_199_254_740_993_u64), some("9007199254740993")),
        (json!(null), None),
    ];
    reads("id", |medley| medley.id, cases);
    refuses("id", &[json!({}), json!(["t1"]), json!(1e30)]);

    // Where it is always there too.
    let response: CreateThingResponse = from_value(json!({"thing_id": u64::MAX})).unwrap();
    assert_eq!(response.thing_id.as_str(), "18446744073709551615");
}

#[test]
fn a_text_is_what_a_number_or_a_boolean_is_written_as() {
    let cases = [
        (json!("a"), "a"),
        (json!(""), ""),
        (json!(null), ""),
        (json!(0), "0"),
        (json!(u64::MAX), "18446744073709551615"),
        (json!(i64::MIN), "-9223372036854775808"),
        (json!(1.5), "1.5"),
        (json!(true), "true"),
        (json!(false), "false"),
    ];
    for (value, text) in cases {
        reads(
            "text",
            |medley| medley.text,
            [(value.clone(), text.to_owned())],
        );
        let some = (!value.is_null()).then(|| text.to_owned());
        reads(
            "note",
            |medley| medley.note,
            [(value.clone(), some.clone())],
        );
        let secret = |medley: Medley| medley.secret.map(|secret| secret.expose().to_owned());
        reads("secret", secret, [(value, some)]);
    }
    for field in ["text", "note", "secret"] {
        refuses(field, &[json!({}), json!([]), json!({"a": 1}), json!(1e30)]);
    }
}

#[test]
fn a_number_is_read_from_a_text_of_digits() {
    let cases = [
        (json!(-3), Some(-3)),
        (json!("-3"), Some(-3)),
        (json!("9007199254740993"), Some(9_007_199_254_740_993)),
        (json!(i64::MAX.to_string()), Some(i64::MAX)),
        (json!(4.0), Some(4)),
        (json!(""), None),
        (json!(null), None),
    ];
    for (value, number) in cases {
        reads(
            "count",
            |medley| medley.count,
            [(value.clone(), number.unwrap_or_default())],
        );
        reads("rank", |medley| medley.rank, [(value, number)]);
    }
    let sizes = [
        (json!(u64::MAX), Some(u64::MAX)),
        (json!("18446744073709551615"), Some(u64::MAX)),
        (json!("0"), Some(0)),
        (json!(""), None),
        (json!(null), None),
    ];
    reads("size", |medley| medley.size, sizes);
    for field in ["count", "rank", "size"] {
        refuses(
            field,
            &[
                json!("many"),
                json!(1.5),
                json!("1.5"),
                json!(true),
                json!({}),
            ],
        );
    }
    refuses("size", &[json!(-1), json!("-1")]);
    refuses("count", &[json!(u64::MAX), json!(u64::MAX.to_string())]);
}

#[test]
fn a_float_is_read_from_a_text_that_is_a_number() {
    let cases = [
        (json!(0.5), Some(0.5)),
        (json!(2), Some(2.0)),
        (json!("0.5"), Some(0.5)),
        (json!("-2"), Some(-2.0)),
        (json!(""), None),
        (json!(null), None),
    ];
    for (value, number) in cases {
        reads(
            "ratio",
            |medley| medley.ratio,
            [(value.clone(), number.unwrap_or_default())],
        );
        reads("share", |medley| medley.share, [(value, number)]);
    }
    for field in ["ratio", "share"] {
        refuses(
            field,
            &[json!("half"), json!("inf"), json!(true), json!({})],
        );
    }
}

#[test]
fn a_boolean_is_read_from_its_words_and_digits() {
    let cases = [
        (json!(true), Some(true)),
        (json!("true"), Some(true)),
        (json!("True"), Some(true)),
        (json!("1"), Some(true)),
        (json!(1), Some(true)),
        (json!(false), Some(false)),
        (json!("false"), Some(false)),
        (json!("False"), Some(false)),
        (json!("0"), Some(false)),
        (json!(0), Some(false)),
        (json!(""), None),
        (json!(null), None),
    ];
    for (value, truth) in cases {
        reads(
            "done",
            |medley| medley.done,
            [(value.clone(), truth.unwrap_or_default())],
        );
        reads("seen", |medley| medley.seen, [(value, truth)]);
    }
    for field in ["done", "seen"] {
        refuses(
            field,
            &[json!("yes"), json!(2), json!(-1), json!({}), json!([])],
        );
    }
}

#[test]
fn a_time_is_read_from_a_number_too() {
    let cases = [
        (json!("5"), Some(UnixSeconds::new(5))),
        (json!(5), Some(UnixSeconds::new(5))),
        (json!(""), None),
        (json!(null), None),
    ];
    reads("when", |medley| medley.when, cases);
    refuses("when", &[json!("yesterday"), json!(1.5), json!({})]);
}

#[test]
fn an_enumeration_is_read_from_either_type() {
    let signs = [
        (json!("1.5"), Some(Sign::OneAndAHalf)),
        (json!(1.5), Some(Sign::OneAndAHalf)),
        (json!(1), Some(Sign::One)),
        (json!(u64::MAX), Some(Sign::from("18446744073709551615"))),
        (json!(true), Some(Sign::from("true"))),
        (json!(""), Some(Sign::from(""))),
        (json!(null), None),
    ];
    reads("sign", |medley| medley.sign, signs);
    // An absent number is not the colour whose number is 0.
    let colours = [
        (json!(0), Some(Colour::Black)),
        (json!("0"), Some(Colour::Black)),
        (json!("-1"), Some(Colour::None)),
        (json!("7"), Some(Colour::from(7))),
        (json!(""), None),
        (json!(null), None),
    ];
    reads("colour", |medley| medley.colour, colours);
    refuses("sign", &[json!({}), json!([])]);
    refuses("colour", &[json!("red"), json!(true), json!({})]);
}

#[test]
fn elements_of_lists_are_read_like_fields() {
    let mixed = json!(["a", 1, u64::MAX, true, null]);
    let read = texts(["a", "1", "18446744073709551615", "true", ""]);
    reads(
        "texts",
        |medley| medley.texts,
        [(mixed.clone(), read.clone()), (json!(null), vec![])],
    );
    let ids = |medley: Medley| {
        medley
            .ids
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    reads("ids", ids, [(mixed, read)]);
    let numbers = json!([1, "2", "-9223372036854775808", "", null]);
    reads(
        "counts",
        |medley| medley.counts,
        [(numbers, vec![1, 2, i64::MIN, 0, 0])],
    );
    let flags = json!([true, "False", 1, "0", null]);
    reads(
        "flags",
        |medley| medley.flags,
        [(flags, vec![true, false, true, false, false])],
    );
    reads(
        "signs",
        |medley| medley.signs,
        [(json!([0, "+"]), vec![Sign::Zero, Sign::Plus])],
    );
    let colours = vec![Colour::Black, Colour::White];
    reads(
        "colours",
        |medley| medley.colours,
        [(json!(["0", 1_000_000]), colours)],
    );
    // No value of an enumeration stands for an absent one.
    refuses("signs", &[json!([null])]);
    refuses("colours", &[json!([null]), json!([""])]);
    refuses("texts", &[json!([{}]), json!("a"), json!({})]);
    refuses("counts", &[json!(["many"]), json!("1")]);

    let response: CreateThingResponse =
        from_value(json!({"table": [["1", 2], null, ["", null]]})).unwrap();
    assert_eq!(response.table, [vec![1, 2], vec![], vec![0, 0]]);
}

#[test]
fn values_of_maps_are_read_like_fields() {
    let names = json!({"a": "b", "c": u64::MAX, "d": false, "e": null});
    let read = [
        ("a", "b"),
        ("c", "18446744073709551615"),
        ("d", "false"),
        ("e", ""),
    ];
    let read: BTreeMap<String, String> = read.map(|(key, value)| (key.into(), value.into())).into();
    reads(
        "names",
        |medley| medley.names,
        [
            (names.clone(), read.clone()),
            (json!(null), BTreeMap::new()),
        ],
    );
    let owners = |medley: Medley| {
        let owners = medley.owners.into_iter();
        owners
            .map(|(key, id)| (key, id.to_string()))
            .collect::<BTreeMap<_, _>>()
    };
    reads("owners", owners, [(names, read)]);
    let totals = [("a", 1), ("b", i64::MAX), ("c", 0)];
    let totals = totals.map(|(key, value)| (key.to_owned(), value)).into();
    reads(
        "totals",
        |medley| medley.totals,
        [(
            json!({"a": "1", "b": i64::MAX.to_string(), "c": ""}),
            totals,
        )],
    );
    refuses("names", &[json!({"a": {}}), json!([]), json!("a")]);
    refuses("totals", &[json!({"a": "many"})]);
}

#[test]
fn objects_that_travel_both_ways_are_read_likewise() {
    let point: Point =
        from_value(json!({"x": "1", "y": "", "colour": "0", "labels": {"a": 1}})).unwrap();
    assert_eq!(point, Point::new(Colour::Black, 1).labels([("a", "1")]));
    // What is sent is as documented.
    let request = CreateThing::new(point);
    assert_eq!(
        to_value(&request).unwrap(),
        json!({"point": {"x": 1, "colour": 0, "labels": {"a": "1"}}})
    );
}

#[test]
fn a_job_is_followed_by_a_ticket_that_comes_as_a_number() {
    let response: CreateTaskResponse = from_value(json!({"id": u64::MAX})).unwrap();
    let handle = MakeJob::handle(&CreateTask::new(3), response);
    assert_eq!(MakeJob::ticket(&handle), "18446744073709551615");
    let response: GetTaskResponse =
        from_value(json!({"status": "2", "file": 7, "size": "9"})).unwrap();
    assert_eq!((response.file.as_deref(), response.size), (Some("7"), 9));
    assert!(matches!(
        MakeJob::state(response),
        feishu_core::JobState::Done(_)
    ));
    // An absent status is not the one whose number is 0.
    let response: GetTaskResponse = from_value(json!({"status": ""})).unwrap();
    assert!(matches!(
        MakeJob::state(response),
        feishu_core::JobState::Pending(None)
    ));
}

#[test]
fn pages_go_on_where_their_fields_come_as_other_types() {
    let page = ListCalls::page(
        from_value(json!({"list": [{"id": 1}], "next": 2, "more": "true"})).unwrap(),
    );
    assert_eq!(
        (page.items.len(), page.next.as_deref(), page.has_more),
        (1, Some("2"), Some(true))
    );
}
