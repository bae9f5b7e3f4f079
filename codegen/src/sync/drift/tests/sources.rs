//! Sources of several dialects and ages, and the report.

use std::sync::LazyLock;

use super::super::{Change, Report, Weight, compare, same_version, select, unmatched, within};
use super::{base, rates};
use crate::facts::fixtures::{error, field, one_of, operation, required};
use crate::facts::{Dialect, FieldFacts, OperationFacts, PageFacts, PerFacts};
use crate::spec::model::Paths;

static PATHS: LazyLock<Paths> = LazyLock::new(|| Paths {
    root: "/open-apis".into(),
    ..Paths::default()
});

fn report(changes: &[Change]) -> Report<'_> {
    Report {
        changes,
        paths: &PATHS,
    }
}

#[test]
fn what_a_dialect_leaves_unsaid_is_no_change() {
    let mut raw = base();
    raw.field_scopes = vec!["demo:field".into()];
    raw.response[0]
        .children
        .push(one_of("state", "int", &["1"]));
    let mut sample = raw.clone();
    sample.page.dialect = Some(Dialect::Sample);
    sample.rate_limit = None;
    sample.field_scopes.clear();
    sample.response[0].children = vec![field("state", "int")];
    assert_eq!(compare(&[raw.clone()], &[sample.clone()]), []);
    assert_eq!(compare(&[sample.clone()], &[raw.clone()]), []);
    sample.response[0].children.push(field("new", "bool"));
    let found = compare(&[raw], &[sample]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field.as_deref(), Some("thing.new"));
}

#[test]
fn two_pages_on_one_route_are_two_operations() {
    let page = |name: &str, field: FieldFacts| OperationFacts {
        page: PageFacts {
            file: format!("{name}.md"),
            doc_path: Some(format!("/demo/{name}")),
            ..base().page
        },
        id: None,
        body: vec![field],
        ..base()
    };
    let (rows, columns) = (
        page("rows", required("rows", "int")),
        page("columns", required("columns", "int")),
    );
    let both = [rows.clone(), columns.clone()];
    assert_eq!(compare(&both, &[columns.clone(), rows.clone()]), []);
    // The route is on both sides, so the operation is; what the page is to be compared with, nobody knows.
    let one = std::slice::from_ref(&columns);
    assert_eq!(compare(&both, one), []);
    assert_eq!(compare(one, &both), []);
    assert_eq!(unmatched(&both, one), [&rows]);
    assert_eq!(unmatched(one, &both), [&rows]);
    assert_eq!(compare(&both, &[]).len(), 2, "then both are gone");
    assert_eq!(unmatched(&both, &[]), [&rows; 0]);
    let selection = select(&both);
    assert_eq!(selection.operations, both);
    assert_eq!(selection.left_out, []);
    // The page has moved, its operation has not.
    let mut moved = rows.clone();
    moved.page.doc_path = Some("/demo/lines".into());
    assert_eq!(compare(&[rows], &[moved]), []);
}

#[test]
fn the_newest_source_counts_then_the_richest() {
    let source = |file: &str, dialect: Dialect, updated: Option<u64>, name: &str| OperationFacts {
        page: PageFacts {
            file: file.into(),
            dialect: Some(dialect),
            updated,
            ..base().page
        },
        body: vec![required(name, "string")],
        ..base()
    };
    let selection = select(&[
        source("undated", Dialect::Raw, None, "a"),
        source("sample", Dialect::Sample, Some(2), "b"),
        source("markdown", Dialect::Markdown, Some(2), "b"),
        source("old", Dialect::Raw, Some(1), "c"),
        source("other", Dialect::Markdown, Some(2), "c"),
    ]);
    assert_eq!(selection.operations.len(), 1);
    assert_eq!(selection.operations[0].page.file, "markdown");
    let left: Vec<_> = selection.left_out.iter().map(ToString::to_string).collect();
    assert_eq!(
        left,
        [
            "left out other, which differs in 2 places from markdown, which is as new",
            "left out old, which differs in 2 places from markdown, which is newer",
            "left out undated, which differs in 2 places from markdown, which has a stamp",
        ]
    );
}

#[test]
fn a_page_that_moved_is_one_page() {
    let mut old = base();
    old.id = None;
    old.page = PageFacts {
        title: Some("Update".into()),
        doc_path: Some("/uEjN".into()),
        updated: Some(1),
        ..old.page
    };
    let before = std::slice::from_ref(&old);
    for (path, id) in [
        ("/new/place", None),
        ("/document/uEjN/", None),
        ("/demo-v1/thing/update", Some("demo.v1.thing.update")),
    ] {
        let mut moved = old.clone();
        moved.id = id.map(str::to_owned);
        moved.page.doc_path = Some(path.into());
        moved.page.updated = Some(2);
        // The folder has the stale file still.
        let selection = select(&[old.clone(), moved.clone()]);
        assert_eq!(selection.operations.len(), 1, "{path}");
        assert_eq!(selection.operations[0].page.updated, Some(2), "{path}");
        let both = [old.clone(), moved];
        for (old, new) in [(before, &both[..]), (&both[..], before)] {
            assert_eq!(compare(old, new), [], "{path}");
            assert_eq!(unmatched(old, new).len(), 1, "{path}");
        }
    }
}

#[test]
fn of_several_pages_on_one_route_those_that_surely_belong_together_go_first() {
    let page = |path: &str, id: Option<&str>, field: FieldFacts| OperationFacts {
        page: PageFacts {
            doc_path: Some(path.into()),
            ..base().page
        },
        id: id.map(str::to_owned),
        body: vec![field],
        ..base()
    };
    let legacy = page("/uEjN", None, required("a", "int"));
    let with_id = page("/demo", Some("demo.v1.thing.update"), required("b", "int"));
    let old = [legacy.clone(), with_id.clone()];
    assert_eq!(compare(&old, &[with_id.clone(), legacy.clone()]), []);
    let titled = |mut facts: OperationFacts, title: &str| {
        facts.page.title = Some(title.into());
        facts
    };
    let two = page("/demo/two", Some("demo.v1.thing.two"), required("c", "int"));
    let again = titled(with_id.clone(), "Two");
    let (two, with_id) = (titled(two, "Two"), titled(with_id, "Update"));
    let selection = select(&[two, with_id, again]);
    let files: Vec<_> = selection
        .operations
        .iter()
        .map(|facts| facts.body[0].name.as_str())
        .collect();
    assert_eq!(files, ["c", "b"]);
    assert_eq!(selection.left_out, [], "what has its id is the same");
}

#[test]
fn what_the_newest_source_leaves_unsaid_comes_from_an_older_one() {
    let mut raw = base();
    raw.page.updated = Some(1);
    let mut sample = base();
    sample.page.dialect = Some(Dialect::Sample);
    sample.page.updated = Some(2);
    sample.rate_limit = None;
    sample.response.clear();
    let selection = select(&[raw.clone(), sample]);
    assert_eq!(selection.operations[0].rate_limit, raw.rate_limit);
    assert_eq!(selection.operations[0].response, raw.response);
    assert_eq!(selection.operations[0].page.updated, Some(2));
}

#[test]
fn a_page_that_is_not_there_removes_nothing() {
    let other = |route: &str, id: &str| OperationFacts {
        id: Some(id.into()),
        ..operation(route)
    };
    let spec = vec![
        base(),
        other("GET /open-apis/demo/v1/things", "demo.v1.thing.list"),
        other("GET /open-apis/demo/v1/others", "demo.v1.other.list"),
    ];
    let pages = [
        base(),
        other("GET /open-apis/demo/v1/all_things", "demo.v1.thing.list"),
    ];
    let described = within(spec, &pages);
    let kinds: Vec<_> = compare(&described, &pages)
        .into_iter()
        .map(|change| (change.operation, change.semver))
        .collect();
    assert_eq!(
        kinds,
        [
            (
                "GET /open-apis/demo/v1/all_things".to_owned(),
                Weight::Minor
            ),
            ("GET /open-apis/demo/v1/things".to_owned(), Weight::Major),
        ]
    );
}

#[test]
fn a_page_of_the_same_stamp_cannot_have_changed() {
    let stamped = |route: &str, updated: Option<u64>| OperationFacts {
        page: PageFacts {
            updated,
            ..base().page
        },
        ..operation(route)
    };
    let old = [
        stamped("GET /a/:x", Some(1)),
        stamped("GET /b", Some(1)),
        stamped("GET /c", None),
        stamped("GET /d", Some(1)),
    ];
    let new = [
        stamped("GET /a/:y", Some(1)),
        stamped("GET /b", Some(2)),
        stamped("GET /c", None),
    ];
    let same: Vec<_> = same_version(&old, &new).into_iter().collect();
    assert_eq!(same, ["GET /a/:y"]);
}

#[test]
fn the_report_has_the_heaviest_first() {
    let mut patched = base();
    patched.path = "/open-apis/demo/v1/aaa".into();
    let mut patched_new = patched.clone();
    patched_new.rate_limit = rates(&[(5, PerFacts::Second)]);
    let mut changed = base();
    changed.body[1] = one_of("size", "int", &["1", "2", "3"]);
    changed.body[0].limits.max_length = Some(9);
    changed.scopes = vec!["demo:a".into(), "demo:b".into()];
    changed.errors = vec![error(400, 10, "Bad name"), error(None, 11, "late")];
    changed.tokens.clear();
    let mut start = base();
    start.body[1] = one_of("size", "int", &["0"]);
    let other = operation("GET /open-apis/another/v2/x");
    let changes = compare(&[patched, start], &[patched_new, changed, other]);
    assert_eq!(
        report(&changes).to_string(),
        "\
another
  GET /open-apis/another/v2/x: new operation, minor

demo
  POST /open-apis/demo/v1/things/:thing_id
    major  body `size`: value `0` removed
    major  tokens: tenant became none
    minor  body `size`: values `1`, `2`, `3` added
    minor  error 11 added: `late`
    patch  body `name`: max_length none became 9
    patch  error 10: 400 `bad name` became 400 `Bad name`
    patch  scope `demo:thing` removed
    patch  scopes `demo:a`, `demo:b` added
  POST /open-apis/demo/v1/aaa
    patch  rate limit: 100/min became 5/s

13 changes in 3 operations: 2 major, 5 minor, 6 patch; together they make a major release"
    );
    assert_eq!(report(&[]).to_string(), "no changes");
}

#[test]
fn the_report_commands_no_terminal() {
    let mut old = base();
    old.path = "/b\x1b[31m".into();
    old.body = vec![required("a\x07", "string")];
    let mut new = old.clone();
    new.body = vec![required("a\x07", "int"), field("n", "int")];
    new.errors = vec![error(None, 10, "bad\x1b]0;name\x07\nend")];
    new.scopes.push("demo:\u{9b}2J".into());
    let changes = compare(&[old], &[new]);
    assert_eq!(
        report(&changes).to_string(),
        "\
b[31m
  POST /b[31m
    major  body `a`: type string became int
    major  body `n`: added, int, perhaps required
    patch  error 10: 400 `bad name` became 400 `bad]0;name end`
    patch  scope `demo:2J` added

4 changes in 1 operation: 2 major, 2 patch; together they make a major release"
    );
    let mut titled = base();
    titled.id = Some("demo\x1b[0m".into());
    assert_eq!(
        compare(&[], &[titled])[0].to_string(),
        "new operation (demo[0m)"
    );
}
