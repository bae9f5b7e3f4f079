//! What small specs become in Rust.

use super::*;
use crate::lint::inspect;
use crate::spec::model::Spec;
use crate::text::diagnostic::{Code, Report};

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

/// A resource with a type of the given name.
fn room(version: &str, ty: &str) -> String {
    format!(
        "\
resource: room
doc: Rooms.
types:
  {ty}:
    doc: One of them.
    fields:
      id: {{ type: string, doc: Its id. }}
operations:
  get:
    http: GET /open-apis/demo/{version}/rooms/:id/:part
    title: Get
    doc: Reads a room.
    page: /demo/room/get
    path:
      id: {{ type: string, required: true, doc: Which one. }}
      part: {{ type: int, required: true, doc: Which part. }}
    body:
      why: {{ type: bool, required: true, doc: The reason. }}
    arguments: [why, id, part]
    response:
      room: {{ type: {ty}, doc: What it is about. }}
"
    )
}

fn read(resources: &[(&str, String)]) -> (Spec, Report) {
    let mut report = Report::new();
    report.add_source("spec/platform.yaml", PLATFORM);
    report.add_source("spec/demo/service.yaml", SERVICE);
    for (version, text) in resources {
        report.add_source(format!("spec/demo/{version}/room.yaml"), text.as_str());
    }
    inspect(report)
}

/// The same in an older version than another.
fn old_room(version: &str, ty: &str) -> String {
    let new = "    title: Get\n    deprecated: Use the newer version.\n";
    room(version, ty).replace("    title: Get\n", new)
}

/// The module and the accessor of each resource.
fn accessors_of(spec: &Spec) -> Vec<(String, String)> {
    let rust = shape(spec);
    let resources = rust.services[0].resources.iter();
    let names = resources.map(|resource| (resource.module.clone(), resource.accessor.clone()));
    names.collect()
}

fn pair(module: &str, accessor: &str) -> (String, String) {
    (module.to_owned(), accessor.to_owned())
}

#[test]
fn an_accessor_keeps_its_name_whatever_types_there_are() {
    let (spec, report) = read(&[("v1", room("v1", "Info"))]);
    assert!(report.is_empty(), "{report}");
    assert_eq!(accessors_of(&spec), [pair("room", "Rooms")]);
    // The thing itself has a name of its own.
    let (_, report) = read(&[("v1", room("v1", "Room"))]);
    assert!(report.is_empty(), "{report}");
    let (spec, report) = read(&[("v1", room("v1", "Rooms"))]);
    assert_eq!(accessors_of(&spec), [pair("room", "Rooms")]);
    assert!(report.contains(Code::RustName), "the type is refused");
    let clashes = shape(&spec).clashes();
    let [clash] = clashes.as_slice() else {
        panic!("{clashes:?}");
    };
    assert_eq!(clash.name, "Rooms");
    assert!(matches!(clash.subject, Subject::Type(ty) if ty.name == "Rooms"));
    assert!(matches!(clash.owner, Taken::Beside(Subject::Accessor(_))));
}

#[test]
fn a_later_version_has_names_of_its_own_and_they_are_taken() {
    let (spec, report) = read(&[("v1", old_room("v1", "Info")), ("v2", room("v2", "Info"))]);
    assert!(report.is_empty(), "{report}");
    assert_eq!(
        accessors_of(&spec),
        [pair("room", "Rooms"), pair("room_v2", "RoomsV2")]
    );
    let rust = shape(&spec);
    let taken: Vec<_> = rust.services[0].made_types().into_iter().collect();
    assert_eq!(
        taken,
        ["Demo", "GetRoom", "GetRoomResponse", "Rooms", "RoomsV2"]
    );
    assert_eq!(accessors("room", "v2"), ["Rooms", "RoomsV2"]);
    assert_eq!(
        operation_types("get", "room"),
        ["GetRoomResponse", "GetRoom"]
    );
}

#[test]
fn types_of_one_name_are_told_apart_by_where_they_stand() {
    let (spec, _) = read(&[("v1", room("v1", "Info")), ("v2", room("v2", "Info"))]);
    let rust = shape(&spec);
    let paths: Vec<_> = rust.types.iter().map(|(_, ty)| ty.path.as_str()).collect();
    assert_eq!(paths, ["feishu_demo::room", "feishu_demo::room_v2"]);
    let [first, second] = [0, 1].map(|at| {
        let response = rust.services[0].resources[at].operations[0].response();
        response[0].value.clone()
    });
    assert_ne!(first, second, "each is of its own");
}

#[test]
fn arguments_are_in_the_order_that_the_spec_lists() {
    let order = |text: String| {
        let (spec, _) = read(&[("v1", text)]);
        let rust = shape(&spec);
        let request = &rust.services[0].resources[0].operations[0].request;
        let names = request.required().into_iter();
        names.map(|field| field.name.clone()).collect::<Vec<_>>()
    };
    let text = room("v1", "Info");
    assert_eq!(order(text.clone()), ["why", "id", "part"]);
    // As long as the list is not right, what it lacks comes last.
    let some = text.replace("[why, id, part]", "[part, other]");
    assert_eq!(order(some), ["part", "id", "why"]);
    let none = text.replace("    arguments: [why, id, part]\n", "");
    assert_eq!(order(none), ["id", "part", "why"]);
}

#[test]
fn the_first_of_several_modules_has_no_number() {
    assert_eq!(
        [1, 3].map(|number| nth_module("types", number)),
        ["types", "types_3"]
    );
}
