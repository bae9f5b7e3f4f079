//! Named types: grown, parted, shared between operations, resources and pages.

use super::*;

#[test]
fn an_enumeration_has_the_values_of_all_its_uses() {
    let grown = |mut page: OperationFacts| {
        for colour in page.body.iter_mut().chain(&mut page.query) {
            if let Some(values) = colour.values.as_mut().filter(|_| colour.name == "colour") {
                values.insert(1, "black".into());
            }
        }
        page
    };
    let (done, after) = run(&base(), &[grown(create()), grown(get())]);
    assert_eq!(diff(&base(), &after), "+black: \"\"\n");
    assert!(done.operations.iter().all(|one| one.notes.is_empty()));

    // Only one page has it: of the other, no page is given.
    let (done, after) = run(&base(), &[grown(create())]);
    assert_eq!(
        diff(&base(), &after),
        "+black: \"\"\n+values: [red, green, blue]\n"
    );
    assert!(done.operations[0].inexpressible.is_empty());
    assert!(after[THING].contains("        values: [red, green, blue]\n        example: blue\n"));
    let (done, again) = run(&after, &[get()]);
    assert!(done.is_clean(), "{}", done.changes(true));
    assert_eq!(again, after);
    assert_eq!(page(&after, "demo.v1.thing.get").query, get().query);

    // Both have it.
    let (_, again) = run(&after, &[grown(get())]);
    assert_eq!(diff(&base(), &again), "+black: \"\"\n");

    // None has it any more.
    let (done, again) = run(&again, &[create(), get()]);
    assert_eq!(
        diff(&base(), &again),
        "+black: { undocumented: true, doc: \"\" }\n"
    );
    assert_eq!(done.operations[0].notes.len(), 1);
}

#[test]
fn an_object_changes_if_all_that_use_it_agree_and_parts_if_not() {
    let changed = |mut page: OperationFacts| {
        child(&mut page.response, "detail.size").ty = TypeFacts::Float;
        page
    };
    let (_, after) = run(&base(), &[changed(create()), changed(get())]);
    assert_eq!(diff(&base(), &after), "-type: int\n+type: float\n");

    let (done, after) = run(&base(), &[changed(create())]);
    let imported = &done.operations[0];
    assert_eq!(
        imported.notes[0],
        "response.detail: new type ThingDetail in spec/demo/v1/thing.yaml, an object of 3; Detail stays for its other uses: \
         `size` is float for `detail` in the response of POST /open-apis/demo/v1/things, \
         and int for `detail` in the response of GET /open-apis/demo/v1/things/:id; import their pages too if they changed"
    );
    assert!(imported.inexpressible.is_empty());
    // Its words come from the type that it has grown out of.
    let file = &after[THING];
    assert!(
        file.contains("  ThingDetail:\n    doc: More about a thing.\n"),
        "{file}"
    );
    assert_eq!(file.matches("doc: How large it is.").count(), 2, "{file}");
    assert_eq!(page(&after, "demo.v1.thing.get").response, get().response);
}

#[test]
fn a_shared_type_keeps_the_example_that_somebody_states() {
    let mut page = create();
    child(&mut page.response, "detail.maker").example = Some("you".into());
    let (first, after) = run(&base(), std::slice::from_ref(&page));
    assert!(first.is_clean(), "{}", first.changes(true));
    assert_eq!(after, base());
    let mut other = get();
    child(&mut other.response, "detail.maker").example = Some("them".into());
    let (_, after) = run(&base(), &[page, other]);
    assert_eq!(diff(&base(), &after), "-example: me\n+example: you\n");
}

#[test]
fn a_type_of_another_kind_replaces_the_old_one() {
    let mut page = create();
    page.body[0] = required("name", "int");
    page.body[1] = optional("colour", "string");
    page.response[1] = field("detail", "string[]");
    let (done, after) = run(&base(), &[page]);
    let file = &after[THING];
    assert!(file.contains("      name:\n        type: int\n        required: true\n"));
    assert!(file.contains("      colour:\n        type: string\n"));
    assert!(file.contains("        type: string[]\n"));
    assert!(
        done.operations[0].inexpressible.is_empty(),
        "{:?}",
        done.operations[0]
    );
}

#[test]
fn an_enumeration_does_not_become_an_object_and_lose_its_words() {
    let mut page = create();
    page.body.push(FieldFacts {
        required: Some(false),
        ..one_of("shade", "string", &["dark", "light"])
    });
    let (_, mut files) = run(&base(), std::slice::from_ref(&page));
    let file = files.get_mut(THING).unwrap();
    *file = file.replace("dark: \"\"", "dark: With little light.");
    assert!(file.contains("With little light."));
    if let Some(shade) = page.body.last_mut() {
        *shade = object("shade", "object", vec![optional("depth", "int")]);
    }
    let (_, after) = run(&files, &[page]);
    assert!(
        after[THING].contains("With little light."),
        "{}",
        after[THING]
    );
}

#[test]
fn a_corrected_type_stays_as_long_as_the_page_says_the_same() {
    let (done, _) = run(&base(), &[create()]);
    assert!(done.is_clean());
    let mut page = create();
    page.body[2] = FieldFacts {
        example: Some("big".into()),
        ..one_of("kind", "string", &["big", "small"])
    };
    page.body[2].required = Some(false);
    let (done, _) = run(&base(), &[page]);
    assert!(
        done.operations[0].inexpressible.is_empty(),
        "{:?}",
        done.operations[0]
    );
}

#[test]
fn new_services_and_resources_get_files_and_share_types() {
    let kinds = ["a", "b", "c", "d"];
    let new = |id: &str, route: &str| {
        let mut page = operation(route);
        page.id = Some(id.into());
        page.page.title = Some("T".into());
        page.page.doc_path = Some(format!("/x/{id}"));
        page.body_kind = BodyKindFacts::Json;
        page.body = vec![
            one_of("kind", "string", &kinds),
            object(
                "items",
                "object[]",
                vec![one_of("state", "int", &["1", "2"]), field("size", "int")],
            ),
        ];
        page
    };
    let pages = [
        new("shop.v1.cart.create", "POST /open-apis/shop/v1/carts"),
        new(
            "shop.v2.order.item.create",
            "POST /open-apis/shop/v2/orders/items",
        ),
    ];
    let (done, after) = run(&base(), &pages);
    let names: Vec<_> = after.keys().filter(|path| path.contains("shop")).collect();
    assert_eq!(
        names,
        [
            "spec/shop/service.yaml",
            "spec/shop/v1/cart.yaml",
            "spec/shop/v2/order_item.yaml"
        ]
    );
    let shared = &after["spec/shop/service.yaml"];
    assert!(shared.starts_with(
        "# yaml-language-server: $schema=../schema.json\nservice: shop\ntitle: \"\"\ndoc: \"\"\n"
    ));
    for ty in ["  CartItem:", "  CartItemState:", "  CartKind:"] {
        assert!(shared.contains(ty), "{ty}\n{shared}");
    }
    assert!(shared.contains("      1: { name: \"\", doc: \"\" }\n"));
    let second = &after["spec/shop/v2/order_item.yaml"];
    assert!(second.contains("type: CartItem[]\n") && second.contains("type: CartKind\n"));
    assert!(
        second.contains("    id: shop.v2.order.item.create\n"),
        "{second}"
    );
    assert!(
        done.operations
            .iter()
            .all(|one| one.inexpressible.is_empty())
    );
    assert!(done.problems().is_empty(), "{}", done.problems());
}

#[test]
fn new_enumerations_that_are_likely_to_be_one_become_one() {
    let new = |name: &str, values: &[&str]| {
        let mut page = operation(&format!("POST /open-apis/demo/v1/things/{name}"));
        page.id = Some(format!("demo.v1.thing.{name}"));
        page.page.title = Some(name.into());
        page.page.doc_path = Some(format!("/x/{name}"));
        page.body_kind = BodyKindFacts::Json;
        page.body = vec![one_of("format", "string", values)];
        page
    };
    let pages = [
        new("copy", &["a", "b", "c", "d"]),
        new("move", &["b", "c", "d", "e"]),
        new("sell", &["a", "b", "c", "d", "e"]),
        new("send", &["a", "x", "y"]),
        new("tint", &["red", "green"]),
    ];
    let (done, after) = run(&base(), &pages);
    let file = &after[THING];
    assert!(file.contains("  Format:\n    doc: \"\"\n    enum: string\n    values:\n      a: \"\"\n      b: \"\"\n      c: \"\"\n      d: \"\"\n      e: \"\"\n"), "{file}");
    assert_eq!(file.matches("        type: Format\n").count(), 3, "{file}");
    assert_eq!(file.matches("        values: [a, b, c, d]\n").count(), 1);
    assert_eq!(file.matches("        values: [b, c, d, e]\n").count(), 1);
    assert!(file.contains("        type: ThingFormat\n"));
    assert!(
        done.operations
            .iter()
            .all(|one| one.inexpressible.is_empty())
    );
    assert_eq!(
        after[SERVICE],
        base()[SERVICE],
        "types that are there do not grow by guesses"
    );
}

#[test]
fn types_that_have_become_alike_are_reported() {
    let changed = |mut page: OperationFacts| {
        child(&mut page.response, "detail.size").ty = TypeFacts::Float;
        page
    };
    let (done, after) = run(&base(), &[changed(create())]);
    assert!(done.types.is_empty(), "{:?}", done.types);
    let (done, _) = run(&after, &[changed(get())]);
    assert!(
        done.types[0].starts_with("Detail and ThingDetail in spec/demo/v1/thing.yaml are alike"),
        "{:?}",
        done.types
    );
    assert!(done.changes(false).contains(&done.types[0]));
}

#[test]
fn a_use_that_parts_has_its_own_examples_at_once() {
    let mut page = create();
    let size = child(&mut page.response, "detail.size");
    size.limits.minimum = Some(2);
    size.example = Some("4".into());
    let (done, after) = run(&base(), &[page]);
    assert!(done.operations[0].inexpressible.is_empty());
    assert!(after[THING].contains("        minimum: 2\n        example: 4\n"));
}

#[test]
fn a_type_that_only_a_correction_names_is_used_when_the_page_catches_up() {
    let mut page = create();
    page.body[2].values = Some(vec!["big".into(), "small".into()]);
    let (done, after) = run(&base(), &[page]);
    assert!(after[THING].contains("      kind:\n        type: Kind\n"));
    assert!(!after[THING].contains("ThingKind"), "{}", after[THING]);
    assert!(done.problems().contains(Code::Override));
    assert!(done.missing_words().is_empty());
}

#[test]
fn fields_that_leave_their_object_keep_their_types() {
    let mut page = create();
    let state = child(&mut page.response, "detail.state").clone();
    page.response[1] = state;
    let mut other = get();
    other.response.clone_from(&page.response[1..].to_vec());
    let (done, after) = run(&base(), &[page, other]);
    assert_eq!(
        after[THING].matches("enum: int").count(),
        1,
        "{}",
        after[THING]
    );
    // They are in new places, where somebody has to say whether their words still hold.
    let words = done.missing_words();
    assert_eq!(words.len(), 2, "{words:?}");
    assert!(words[0].ends_with("the words on `state` are those of another place"));
}

#[test]
fn words_of_fields_alike_are_marked_until_somebody_confirms_them() {
    const MARKED: &str = "        reused: true\n        doc: How large it is.\n";
    let known = child(&mut create().response, "detail.size").clone();
    let mut page = get();
    page.response.push(known);
    let pages = [page];
    // A second import leaves the mark where it is.
    let (done, after) = run(&base(), &pages);
    assert_eq!(after[THING].matches(MARKED).count(), 1, "{}", after[THING]);
    assert!(
        done.operations[0]
            .notes
            .contains(&"marked `reused`, with the words of fields like them: response.size".into()),
        "{:?}",
        done.operations[0].notes
    );
    assert_eq!(done.missing_words().len(), 1);

    // Once it is gone, it does not come back, whether the words stayed or not.
    for words in ["How large it is.", "Size of it."] {
        let confirmed = format!("        doc: {words}\n");
        let mut files = after.clone();
        files.insert(THING.to_owned(), after[THING].replace(MARKED, &confirmed));
        let (done, again) = run(&files, &pages);
        assert_eq!(again, files);
        assert!(done.missing_words().is_empty());
    }
}

#[test]
fn what_is_not_confirmed_is_handed_on_to_nobody() {
    let known = child(&mut create().response, "detail.size").clone();
    let text = "        doc: How large it is.\n";
    let mut files = base();
    let unconfirmed = files[THING].replace(text, &format!("        reused: true\n{text}"));
    files.insert(THING.to_owned(), unconfirmed);
    let mut page = get();
    page.response.push(known);
    let (done, after) = run(&files, &[page]);
    assert_eq!(after[THING].matches("reused: true").count(), 1);
    assert!(
        !done.operations[0]
            .notes
            .iter()
            .any(|note| note.contains("reused"))
    );
}

#[test]
fn values_that_other_files_have_to_list_are_reported() {
    let mut page = create();
    child(&mut page.body, "colour")
        .values
        .as_mut()
        .unwrap()
        .push("black".into());
    let (done, _) = run(&base(), &[page]);
    assert_eq!(
        done.types,
        [
            "Colour in spec/demo/service.yaml has new values: black; not listed on the pages of 1 field, where `values` says what is"
        ]
    );
}

#[test]
fn a_type_of_several_fields_has_the_word_that_their_names_share() {
    let at = || ["hour", "minute", "second"].map(|part| field(part, "int"));
    let mut page = create();
    page.body
        .push(object("opening_moment", "object", at().into()));
    page.body
        .push(object("closing_moment", "object", at().into()));
    let (_, after) = run(&base(), &[page]);
    let changed = diff(&base(), &after);
    assert_eq!(changed.matches("+type: Moment\n").count(), 2, "{changed}");
}

#[test]
fn the_values_of_a_map_have_a_type_as_others_have() {
    let map = |field: FieldFacts| FieldFacts {
        ty: TypeFacts::Map,
        ..field
    };
    let mut page = create();
    page.response
        .push(map(one_of("lamps", "string", &["on", "off", "broken"])));
    page.response
        .push(map(one_of("levels", "int", &["1", "2"])));
    page.response.push(map(object(
        "owners",
        "object",
        vec![
            field("name", "string"),
            one_of("role", "string", &["a", "b"]),
        ],
    )));
    let (done, after) = run(&base(), &[page.clone()]);
    let left = shown(&done.operations[0].inexpressible);
    assert!(left.is_empty(), "{left:?}");
    for ty in ["type: map<Lamps>", "type: map<Levels>", "type: map<Owners>"] {
        assert!(after[THING].contains(ty), "{ty}: {}", after[THING]);
    }
    let check = plan_files(&after, &[page.clone()]).unwrap();
    assert!(check.is_clean(), "{}", check.changes(true));

    // One value more is one line more.
    let mut grown = page.clone();
    let lamps = child(&mut grown.response, "lamps");
    lamps.values.as_mut().unwrap().push("dim".into());
    let (_, more) = run(&after, &[grown]);
    assert_eq!(diff(&after, &more), "+dim: \"\"\n");

    // A page that says nothing of the values does not say that they are gone.
    for name in ["lamps", "levels", "owners"] {
        let field = child(&mut page.response, name);
        *field = map(FieldFacts::bare(name, TypeFacts::Map, 0));
    }
    let check = plan_files(&after, &[page]).unwrap();
    assert!(check.is_clean(), "{}", check.changes(true));
}
