//! The order of fields, values and errors: that of the spec, whatever order pages have.

use super::*;

#[test]
fn a_page_whose_rows_changed_places_changes_nothing() {
    let mut pages = [create(), get()];
    for page in &mut pages {
        page.errors.reverse();
        for (_, fields) in page.tables_mut() {
            reverse(fields);
        }
    }
    let (done, after) = run(&base(), &pages);
    assert!(done.is_clean(), "{}", done.changes(true));
    assert_eq!(diff(&base(), &after), "");
}

/// Puts fields, what is within them, and values into the opposite order.
fn reverse(fields: &mut [FieldFacts]) {
    fields.reverse();
    for field in fields {
        field.values.iter_mut().for_each(|values| values.reverse());
        reverse(&mut field.children);
    }
}

#[test]
fn what_is_new_stands_behind_what_it_follows() {
    let mut page = create();
    page.body.insert(0, optional("first", "string"));
    page.body.reverse();
    page.body.insert(1, optional("second", "string"));
    page.errors.reverse();
    page.errors.insert(1, error(400, 25, "new"));
    let listed = page.body[0].name.clone();
    let (_, after) = run(&base(), &[page]);
    let file = &after[THING];
    let at = |name: &str| file.find(&format!("\n      {name}:")).unwrap();
    assert!(at(&listed) < at("second"));
    assert!(at("10") < at("30") && at("30") < at("25"), "{file}");
}

#[test]
fn a_table_keeps_its_order() {
    let named = |name: &str| FieldSource {
        name: name.into(),
        ..FieldSource::default()
    };
    let mut table: Vec<_> = ["a", "gone", "b", "c", "new", "first"].map(named).into();
    let before = ["a", "gone", "b", "c"].map(str::to_owned).into();
    let listed = ["first", "b", "new", "a", "c"].map(str::to_owned);
    edit::arrange(&mut table, before, &listed);
    assert_eq!(edit::order(&table), ["first", "a", "gone", "b", "new", "c"]);
}
