//! The order in which requests take their arguments.

use super::*;
use crate::lint::load_sources;
use crate::rust::shape::shape;
use crate::sync::drift;

/// A page with two texts that are required, and one that is not.
fn rename() -> OperationFacts {
    OperationFacts {
        id: Some("demo.v1.thing.rename".into()),
        path_params: vec![required("thing_id", "string")],
        body: vec![
            required("from", "string"),
            optional("why", "string"),
            required("to", "string"),
        ],
        body_kind: BodyKindFacts::Json,
        ..operation("POST /open-apis/demo/v1/things/:thing_id/rename")
    }
}

fn spec_of(files: &Files) -> Spec {
    let mut report = Report::new();
    for (path, text) in files {
        report.add_source(path.as_str(), text.as_str());
    }
    inspect(report).0
}

/// The arguments of the request, as they are generated.
fn generated(files: &Files) -> Vec<String> {
    let spec = spec_of(files);
    let rust = shape(&spec);
    let mut operations = rust.operations();
    let rename = operations.find(|of| of.operation.name == "rename").unwrap();
    let arguments = rename.request.required().into_iter();
    arguments.map(|field| field.name.clone()).collect()
}

/// What the spec lists.
fn listed(files: &Files) -> Option<&str> {
    let mut lines = files[THING].lines();
    lines.find_map(|line| line.trim().strip_prefix("arguments: "))
}

/// What changed from one spec to another, for the crates.
fn changes(before: &Files, after: &Files) -> Vec<drift::Change> {
    let (before, after) = (spec_of(before), spec_of(after));
    let facts = [&before, &after].map(from_spec::from_spec);
    let mut changes = drift::compare(&facts[0], &facts[1]);
    changes.extend(drift::retyped(&before, &after, &changes));
    changes.extend(drift::reordered(&before, &after));
    changes
}

#[test]
fn rows_that_change_places_swap_no_arguments() {
    let (_, before) = run(&base(), &[rename()]);
    assert_eq!(listed(&before), Some("[thing_id, from, to]"));
    assert_eq!(generated(&before), ["thing_id", "from", "to"]);
    let mut page = rename();
    page.body.swap(0, 2);
    let (_, after) = run(&before, &[page]);
    assert_eq!(after, before);
    assert_eq!(generated(&after), ["thing_id", "from", "to"]);
    assert_eq!(changes(&before, &after), []);
}

#[test]
fn whoever_changes_the_order_breaks_callers() {
    let (_, before) = run(&base(), &[rename()]);
    let mut after = before.clone();
    let file = after.get_mut(THING).unwrap();
    *file = file.replace("[thing_id, from, to]", "[to, thing_id, from]");
    assert_eq!(generated(&after), ["to", "thing_id", "from"]);
    let found = changes(&before, &after);
    assert_eq!(
        shown_changes(&found),
        ["order of arguments: thing_id, from, to became to, thing_id, from"]
    );
    assert_eq!(found[0].semver, drift::Weight::Major);
    let (_, again) = run(&after, &[rename()]);
    assert_eq!(again, after, "an import keeps it");
}

fn shown_changes(changes: &[drift::Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

/// The same page, with an object that has two texts which are required.
fn rename_with_an_object() -> OperationFacts {
    let mut page = rename();
    let children = vec![required("street", "string"), required("city", "string")];
    page.body.push(FieldFacts {
        required: Some(true),
        ..object("address", "object", children)
    });
    page
}

#[test]
fn the_arguments_of_an_object_stay_in_their_order_too() {
    let (_, before) = run(&base(), &[rename_with_an_object()]);
    let list = "    arguments: [street, city]\n";
    assert!(before[THING].contains(list), "{}", before[THING]);
    let mut page = rename_with_an_object();
    page.body[3].children.reverse();
    let (_, after) = run(&before, &[page]);
    assert_eq!(after, before);

    let mut swapped = before.clone();
    let file = swapped.get_mut(THING).unwrap();
    *file = file.replace("[street, city]", "[city, street]");
    let found = changes(&before, &swapped);
    assert_eq!(
        shown_changes(&found),
        ["body `address`: order of arguments: street, city became city, street"]
    );
    assert_eq!(found[0].semver, drift::Weight::Major);
}

#[test]
fn an_object_that_only_responses_carry_has_no_arguments() {
    let mut page = rename();
    let children = vec![required("street", "string"), required("city", "string")];
    page.response = vec![object("address", "object", children)];
    page.response_kind = ResponseKindFacts::Json;
    let (_, after) = run(&base(), &[page]);
    assert!(after[THING].contains("      street:\n"));
    assert_eq!(after[THING].matches("arguments:").count(), 1);
}

#[test]
fn what_is_new_takes_its_place_among_the_arguments_and_what_is_gone_leaves_it() {
    let (_, files) = run(&base(), &[rename()]);
    let mut page = rename();
    page.body.insert(1, required("by", "string"));
    let (_, more) = run(&files, &[page]);
    assert_eq!(listed(&more), Some("[thing_id, from, by, to]"));
    // That there is one more argument says it all.
    let kinds: Vec<_> = changes(&files, &more)
        .iter()
        .map(|change| change.kind)
        .collect();
    assert_eq!(kinds, [drift::ChangeKind::FieldAdded]);

    let mut page = rename();
    page.body.retain(|field| field.name != "from");
    let (_, fewer) = run(&files, &[page]);
    assert_eq!(listed(&fewer), Some("[thing_id, to]"));

    let mut page = rename();
    page.body.truncate(0);
    page.body.push(optional("to", "string"));
    let (_, one) = run(&files, &[page]);
    assert_eq!(listed(&one), None, "one argument has no order");
}

#[test]
fn a_parameter_of_the_path_keeps_its_place_under_a_new_name() {
    let (_, mut files) = run(&base(), &[rename()]);
    let file = files.get_mut(THING).unwrap();
    *file = file.replace("[thing_id, from, to]", "[from, thing_id, to]");
    let mut page = rename();
    page.path = page.path.replace("thing_id", "id");
    page.path_params[0].name = "id".into();
    let (_, after) = run(&files, &[page]);
    assert_eq!(listed(&after), Some("[from, id, to]"));
}

#[test]
fn an_order_that_is_missing_is_written_as_it_was() {
    let (_, files) = run(&base(), &[rename()]);
    let mut without = files.clone();
    let file = without.get_mut(THING).unwrap();
    *file = file.replace("    arguments: [thing_id, from, to]\n", "");
    assert_eq!(generated(&without), ["thing_id", "from", "to"]);
    let mut report = Report::new();
    for (path, text) in &without {
        report.add_source(path.as_str(), text.as_str());
    }
    let report = load_sources(report).unwrap_err();
    assert!(report.contains(Code::Arguments));
    let (_, again) = run(&without, &[]);
    assert_eq!(again, files);
}
