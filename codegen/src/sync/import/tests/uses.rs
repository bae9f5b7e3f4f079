//! Objects that a person has made one: the next import leaves them one, whatever their uses leave unsaid.

use super::*;

/// The spec with the object also in the request of the first operation.
fn shared() -> Files {
    let mut files = base();
    let file = files.get_mut(THING).unwrap();
    *file = file.replace(
        "    response:\n      id:\n",
        "      detail:\n        type: Detail\n        doc: What is known of it.\n    response:\n      id:\n",
    );
    files
}

fn pages() -> [OperationFacts; 2] {
    ["demo.v1.thing.create", "demo.v1.thing.get"].map(|id| page(&shared(), id))
}

/// Pages in every order and number, one after the other, until nothing changes any more.
fn in_any_order(files: &Files, [one, other]: &[OperationFacts; 2]) -> Vec<Files> {
    let (one, other) = (one.clone(), other.clone());
    let both = vec![one.clone(), other.clone()];
    let reversed = vec![other.clone(), one.clone()];
    let orders = [
        vec![both.clone()],
        vec![reversed.clone()],
        vec![vec![one.clone()], vec![other.clone()]],
        vec![vec![other], vec![one], both.clone()],
    ];
    let ends = orders.into_iter().map(|order| {
        let mut files = files.clone();
        for pages in order {
            let (done, after) = run(&files, &pages);
            for operation in done.operations {
                let left = shown(&operation.inexpressible);
                assert!(left.is_empty(), "{left:?}");
            }
            files = after;
        }
        for pages in [&both, &reversed] {
            let check = plan_files(&files, pages).unwrap();
            assert!(check.is_clean(), "{}", check.changes(true));
        }
        files
    });
    ends.collect()
}

#[test]
fn what_one_use_leaves_unsaid_another_states() {
    // The response states no limit; of the request, a page lacks what may be left out.
    let [mut one, mut other] = pages();
    child(&mut one.response, "detail.size").limits = Limits::default();
    child(&mut other.response, "detail.size").limits = Limits::default();
    let detail = child(&mut one.body, "detail");
    detail.children.retain(|field| field.name != "maker");
    for files in in_any_order(&shared(), &[one, other]) {
        assert_eq!(diff(&shared(), &files), "");
    }
}

#[test]
fn an_object_without_fields_says_nothing_of_them() {
    let [mut one, other] = pages();
    child(&mut one.response, "detail").children.clear();
    for files in in_any_order(&shared(), &[one, other]) {
        assert_eq!(diff(&shared(), &files), "");
    }
}

#[test]
fn what_one_use_states_anew_all_have() {
    let [mut one, mut other] = pages();
    child(&mut other.response, "detail.size").limits = Limits::default();
    child(&mut one.response, "detail.size").limits = Limits::default();
    let detail = child(&mut one.body, "detail");
    detail.children[0].limits.minimum = Some(2);
    detail.children[0].limits.maximum = Some(9);
    detail.children[1].default = Some("me".into());
    detail.children.insert(1, optional("weight", "float"));
    for files in in_any_order(&shared(), &[one, other]) {
        assert_eq!(
            diff(&shared(), &files),
            "-minimum: 1\n+minimum: 2\n+maximum: 9\n+weight:\n+type: float\n+doc: \"\"\n+default: me\n"
        );
    }
}

#[test]
fn what_no_use_states_any_more_goes() {
    let [mut one, mut other] = pages();
    for table in [&mut one.body, &mut one.response, &mut other.response] {
        let detail = child(table, "detail");
        detail.children[0].limits = Limits::default();
        detail.children.remove(1);
    }
    let (_, after) = run(&shared(), &[one, other]);
    assert_eq!(
        diff(&shared(), &after),
        "-minimum: 1\n+undocumented: true\n"
    );
}

#[test]
fn what_only_requests_require_responses_may_leave_unsaid() {
    let [mut one, other] = pages();
    child(&mut one.body, "detail.size").required = Some(true);
    for files in in_any_order(&shared(), &[one, other]) {
        assert_eq!(diff(&shared(), &files), "+required: true\n");
    }
}

#[test]
fn what_contradicts_another_use_parts_and_is_reported_with_both_places() {
    type Change = fn(&mut FieldFacts);
    let changes: [(Change, &str); 4] = [
        (
            |detail| detail.children[1].ty = TypeFacts::Int,
            "`maker` is int for `detail` in the body of POST /open-apis/demo/v1/things, and string for `detail` in the response of POST",
        ),
        (
            |detail| detail.children[2].values = Some(vec!["0".into(), "1".into(), "2".into()]),
            "`state` is one of 0, 1, 2 for `detail` in the body of POST /open-apis/demo/v1/things, and one of 0, 1 for",
        ),
        (
            |detail| detail.children.push(required("weight", "float")),
            "`weight` is required for `detail` in the body of POST /open-apis/demo/v1/things, and not listed for",
        ),
        (
            |detail| detail.children[0].limits.minimum = Some(2),
            "`size` is of minimum 2 for `detail` in the body of POST /open-apis/demo/v1/things, and of minimum 1 for",
        ),
    ];
    for (change, contradiction) in changes {
        let [mut one, other] = pages();
        change(child(&mut one.body, "detail"));
        let (done, _) = run(&shared(), &[one, other]);
        let notes = done.operations[0].notes.join("\n");
        assert!(notes.contains("new type ThingDetail"), "{notes}");
        assert!(notes.contains(contradiction), "{notes}");
    }
}

#[test]
fn what_another_use_states_is_no_change_of_a_page_that_leaves_it_unsaid() {
    let [one, mut other] = pages();
    let detail = child(&mut other.response, "detail");
    detail.children[0].limits = Limits::default();
    detail.children.remove(1);
    let mut report = Report::new();
    for (path, text) in &shared() {
        report.add_source(path.as_str(), text.as_str());
    }
    let (spec, _) = inspect(report);
    let known = from_spec::from_spec(&spec);
    let changed = |pages: Vec<OperationFacts>| {
        drift::compare(&known, &with_what_others_state(&spec, pages)).len()
    };
    assert_eq!(changed(vec![one.clone(), other.clone()]), 0);
    let mut silent = one;
    for table in [&mut silent.body, &mut silent.response] {
        child(table, "detail.size").limits = Limits::default();
    }
    assert_eq!(
        changed(vec![silent, other]),
        3,
        "nobody states the limit any more"
    );
}
