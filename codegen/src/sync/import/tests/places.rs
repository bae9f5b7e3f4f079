//! Where a new operation goes, and what is not guessed of it.

use super::*;

#[test]
fn an_operation_goes_where_its_id_says() {
    let mut page = operation("DELETE /open-apis/demo/v1/things/:id");
    page.id = Some("demo.v1.thing.delete".into());
    page.page.title = Some("Delete".into());
    page.page.doc_path = Some("/x/delete".into());
    page.path_params = vec![FieldFacts {
        example: Some("t1".into()),
        ..required("id", "string")
    }];
    page.errors = vec![error(403, 30, "no permission"), error(404, 31, "bad name")];
    let (done, after) = run(&base(), &[page.clone()]);
    assert_eq!(done.operations[0].fate, Fate::New);
    assert!(
        done.operations[0].inexpressible.is_empty(),
        "{:?}",
        done.operations[0]
    );
    let file = &after[THING];
    assert!(
        file.starts_with(base()[THING].trim_end()),
        "what was there stays"
    );
    let new = &file[base()[THING].trim_end().len()..];
    assert!(new.contains("  delete:\n    draft: true\n    http: DELETE /open-apis/demo/v1/things/:id\n    title: Delete\n    doc: \"\"\n    page: /x/delete\n"));
    // That it is an id as the same field elsewhere is not taken for granted, and nor are its words.
    assert!(
        new.contains(
            "        type: string\n        required: true\n        example: t1\n        doc: \"\"\n"
        ),
        "{new}"
    );
    assert_eq!(
        done.operations[0].notes,
        [
            "path.id: a plain text; every other `id` is of the type ThingId, so decide whether it is one too"
        ]
    );
    // What a known code means is not asked again; another code has another name.
    assert!(after[SERVICE].contains("  31:\n    name: BadName31\n"));
    // A draft is asked for no words.
    assert_eq!(done.missing_words().len(), 0);
    assert!(done.problems().is_empty(), "{}", done.problems());

    page.page.title = None;
    page.page.doc_path = None;
    let (done, mut after) = run(&base(), std::slice::from_ref(&page));
    assert_eq!(done.missing_words().len(), 0);
    let whole = after[THING].replace("    draft: true\n", "");
    after.insert(THING.to_owned(), whole);
    let (done, _) = run(&after, std::slice::from_ref(&page));
    assert_eq!(done.missing_words().len(), 6);

    // What somebody has decided stays, and is not asked again.
    let (file, new) = after[THING].split_once("  delete:\n").unwrap();
    let decided = format!(
        "{file}  delete:\n{}",
        new.replacen("type: string", "type: ThingId", 1)
    );
    after.insert(THING.to_owned(), decided);
    let (done, decided) = run(&after, &[page]);
    assert_eq!(decided, after);
    assert!(done.operations[0].notes.is_empty());
}
