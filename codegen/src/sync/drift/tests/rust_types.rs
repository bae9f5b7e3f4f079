//! Types that differ in Rust alone.

use super::super::{ChangeKind, Weight, compare, retyped};
use crate::facts::from_spec;
use crate::lint::load_sources;
use crate::spec::model::Spec;
use crate::text::diagnostic::Report;

const PLATFORM: &str = "\
format: 3
hosts: { feishu: https://open.feishu.cn, lark: https://open.larksuite.com }
path_root: /open-apis
headers: { log_id: A, request_id: B, rate_limit: C, rate_reset: D }
token_prefixes: { tenant: t-, user: u-, app: a-, refresh: ur-, jwt: eyJ }
unknown_path: 404 page not found
documentation: { host: https://open.feishu.cn, path_root: /document }
";

const SERVICE: &str = "\
service: demo
title: Demo
doc: A service for tests.
";

const THING: &str = r#"
resource: thing
doc: Things.
types:
  Format:
    doc: Format of a thing.
    enum: string
    values: { a: The first., b: The second. }
  Made:
    doc: A thing.
    fields:
      format: { type: Format, example: a, doc: Its format. }
operations:
  create:
    http: POST /open-apis/demo/v1/things
    title: Create
    doc: Makes a thing.
    page: /demo/thing/create
    tokens: [tenant]
    body:
      format: { type: Format, required: true, example: a, doc: Its format. }
      name: { type: string, example: x, doc: Its name. }
    response:
      thing: { type: Made, doc: The thing. }
"#;

pub(super) fn spec(thing: &str) -> Spec {
    let mut report = Report::new();
    report.add_source("spec/platform.yaml", PLATFORM);
    report.add_source("spec/demo/service.yaml", SERVICE);
    report.add_source("spec/demo/v1/thing.yaml", thing.to_owned());
    load_sources(report).unwrap_or_else(|report| panic!("{report}"))
}

/// The changes that only Rust sees, as lines.
fn changes(edited: &str) -> Vec<String> {
    let (old, new) = (spec(THING), spec(edited));
    let listed = compare(&from_spec(&old), &from_spec(&new));
    let found = retyped(&old, &new, &listed);
    for change in &found {
        assert_eq!(change.kind, ChangeKind::TypeChanged);
        assert_eq!(change.semver, Weight::Major);
        assert_eq!(change.operation, "POST /open-apis/demo/v1/things");
    }
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn an_enumeration_that_becomes_two_is_another_type() {
    let split = THING
        .replace(
            "  Made:\n",
            "  ThingFormat:\n    doc: Format.\n    enum: string\n    values: { a: The first., b: The second. }\n  Made:\n",
        )
        .replace(
            "format: { type: Format, example",
            "format: { type: ThingFormat, example",
        );
    assert_eq!(
        changes(&split),
        ["response `thing.format`: type thing::Format became thing::ThingFormat"]
    );
}

/// The fields are the same, but a program that names the struct has another one.
#[test]
fn a_response_becomes_an_object_with_a_name_and_stops_being_one() {
    let own = THING.replace(
        "      thing: { type: Made, doc: The thing. }\n",
        "      format: { type: Format, example: a, doc: Its format. }\n      all: { type: \"Made[]\", doc: All. }\n",
    );
    let named = own
        .replace("    response:\n", "    response: Made\n")
        .replace(
            "      format: { type: Format, example: a, doc: Its format. }\n      all: { type: \"Made[]\", doc: All. }\n",
            "",
        )
        .replace(
            "      format: { type: Format, example: a, doc: Its format. }\noperations",
            "      format: { type: Format, example: a, doc: Its format. }\n      all: { type: \"Made[]\", doc: All. }\noperations",
        );
    let made = "thing::Made";
    let lines = |old: &str, new: &str| -> Vec<String> {
        let found = retyped(&spec(old), &spec(new), &[]);
        assert!(found.iter().all(|change| change.semver == Weight::Major));
        found.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        lines(&own, &named),
        [format!("response: type CreateThingResponse became {made}")]
    );
    assert_eq!(
        lines(&named, &own),
        [format!("response: type {made} became CreateThingResponse")]
    );
    assert_eq!(lines(&named, &named), [""; 0]);
    // A struct that is made for the operation has the name that follows from its request.
    let renamed = own.replace("  create:\n", "  create:\n    name: MakeThing\n");
    assert_eq!(lines(&own, &renamed), [""; 0]);
    // Fields that come and go are told where they stand.
    let more = named.replace(
        "all: { type",
        "kind: { type: string, example: x, doc: Its kind. }\n      all: { type",
    );
    let (old, new) = (from_spec(&spec(&named)), from_spec(&spec(&more)));
    let found: Vec<_> = compare(&old, &new)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, ["response `kind`: added, string"]);
}

/// On the wire, a number of bytes is a number like any other.
#[test]
fn a_format_may_make_another_type() {
    let title = THING.replace(
        "name: { type: string, example: x,",
        "name: { type: int, example: 1,",
    );
    let (old, new) = (
        spec(&title),
        spec(&title.replace("type: int,", "type: int, format: bytes,")),
    );
    let found = retyped(&old, &new, &[]);
    let found: Vec<_> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["body `name`: type i64 became u64"]);
}

/// What a page requires of a response decides nothing, `always` does.
#[test]
fn a_field_that_is_always_there_is_no_option() {
    let always = THING.replace("thing: { type: Made,", "thing: { type: Made, always: true,");
    assert_eq!(
        changes(&always),
        ["response `thing`: type Option<thing::Made> became thing::Made"]
    );
}

#[test]
fn what_the_wire_shows_is_not_listed_again() {
    assert_eq!(changes(THING), [""; 0]);
    let number = THING.replace(
        "name: { type: string, example: x,",
        "name: { type: int, example: 1,",
    );
    assert_eq!(changes(&number), [""; 0]);
    let renamed = THING.replace("name: { type", "title: { type");
    assert_eq!(changes(&renamed), [""; 0]);
}
