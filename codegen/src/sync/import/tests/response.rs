//! Responses that are objects with a name: what a page states of one goes into the type, as from any other use of it.

use super::*;

/// The spec where the second operation returns the object itself.
pub(super) fn named() -> Files {
    let mut files = base();
    let file = files.get_mut(THING).unwrap();
    let (before, get) = file.split_once("\n  get:\n").unwrap();
    let get = get.replace(
        "    response:\n      detail:\n        type: Detail\n        doc: What is known of it.\n",
        "    response: Detail\n",
    );
    *file = format!("{before}\n  get:\n{get}");
    files
}

pub(super) fn pages() -> [OperationFacts; 2] {
    ["demo.v1.thing.create", "demo.v1.thing.get"].map(|id| page(&named(), id))
}

/// Both orders, and each page by itself; nothing may be left that the spec cannot express.
fn in_any_order([create, get]: [OperationFacts; 2]) -> Vec<Files> {
    let orders = [
        vec![vec![create.clone(), get.clone()]],
        vec![vec![get.clone(), create.clone()]],
        vec![vec![create.clone()], vec![get.clone()]],
        vec![vec![get], vec![create]],
    ];
    let ends = orders.into_iter().map(|order| {
        let mut files = named();
        for pages in order {
            let (done, after) = run(&files, &pages);
            for operation in done.operations {
                let left = shown(&operation.inexpressible);
                assert!(left.is_empty(), "{left:?}");
            }
            files = after;
        }
        files
    });
    ends.collect()
}

#[test]
fn pages_that_agree_change_nothing() {
    let (done, after) = run(&named(), &pages());
    assert!(done.is_clean(), "{}", done.changes(true));
    assert!(done.remaining.is_empty(), "{}", done.remaining);
    assert_eq!(done.operations[1].notes, [""; 0]);
    assert_eq!(after, named());
}

#[test]
fn what_is_new_in_the_response_is_new_in_the_type() {
    let [create, mut get] = pages();
    get.response[0].limits.maximum = Some(9);
    get.response.insert(1, field("weight", "float"));
    for after in in_any_order([create, get]) {
        assert_eq!(
            diff(&named(), &after),
            "+maximum: 9\n+weight:\n+type: float\n+doc: \"\"\n"
        );
    }
}

#[test]
fn what_is_new_in_another_use_is_new_in_the_response() {
    let [mut create, get] = pages();
    let detail = child(&mut create.response, "detail");
    detail.children.push(field("weight", "float"));
    for after in in_any_order([create, get]) {
        assert_eq!(
            diff(&named(), &after),
            "+weight:\n+type: float\n+doc: \"\"\n"
        );
        assert!(after[THING].contains("    response: Detail\n"));
    }
}

#[test]
fn what_another_use_states_stays_and_what_none_states_goes() {
    let [mut create, mut get] = pages();
    get.response.remove(1);
    for after in in_any_order([create.clone(), get.clone()]) {
        assert_eq!(diff(&named(), &after), "");
    }
    child(&mut create.response, "detail").children.remove(1);
    let (_, after) = run(&named(), &[create, get]);
    assert_eq!(diff(&named(), &after), "+undocumented: true\n");
}

#[test]
fn a_response_that_contradicts_the_type_gets_fields_of_its_own_with_their_words() {
    let [create, mut get] = pages();
    get.response[1].ty = TypeFacts::Int;
    get.response[1].example = Some("7".into());
    let (done, after) = run(&named(), &[get, create]);
    assert_eq!(
        done.operations[0].notes,
        [
            "response: no longer the type Detail, with fields of its own: `maker` is string for `detail` in the response of \
             POST /open-apis/demo/v1/things, and int for the response of GET /open-apis/demo/v1/things/:id"
        ]
    );
    let (_, own) = after[THING].split_once("\n  get:\n").unwrap();
    assert!(
        own.contains("      maker:\n        type: int\n        example: 7\n        doc: Who made it.\n      state:\n        type: State\n"),
        "{own}"
    );
    assert!(!after[THING].contains("response: Detail"));
}

#[test]
fn a_response_stays_the_type_where_another_use_contradicts_it() {
    let [mut create, get] = pages();
    child(&mut create.response, "detail.maker").ty = TypeFacts::Int;
    let (done, after) = run(&named(), &[create, get]);
    let notes = done.operations[0].notes.join("\n");
    assert!(notes.contains("new type ThingDetail"), "{notes}");
    assert!(
        notes.contains("and string for the response of GET /open-apis/demo/v1/things/:id"),
        "{notes}"
    );
    assert!(after[THING].contains("    response: Detail\n"));
}

#[test]
fn a_response_that_is_gone_takes_nothing_from_the_type() {
    let [_, mut get] = pages();
    get.response.clear();
    get.response_kind = ResponseKindFacts::Empty;
    let (done, after) = run(&named(), &[get]);
    let notes = &done.operations[0].notes;
    assert_eq!(
        notes[0],
        "response: no longer the type Detail, with fields of its own: the page has none"
    );
    let (types, own) = after[THING].split_once("\noperations:\n").unwrap();
    assert_eq!(own.matches("undocumented: true").count(), 3, "{own}");
    assert!(!types.contains("undocumented"), "{types}");
}

#[test]
fn an_older_page_and_a_damaged_one_leave_the_name() {
    let [_, mut old] = pages();
    old.page.updated = Some(1);
    old.response.push(field("weight", "float"));
    let (_, after) = run(&named(), &[old]);
    assert_eq!(after, named());
    let [_, mut damaged] = pages();
    damaged.page.incomplete = true;
    damaged.response.remove(0);
    let (_, after) = run(&named(), &[damaged]);
    assert_eq!(after, named());
}
