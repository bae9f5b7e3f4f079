//! What importing a page does to a spec. Every import is done twice: the second changes nothing.

use std::collections::BTreeMap;

use super::*;
use crate::facts::fixtures::{error, field, object, one_of, operation, optional, required};
use crate::facts::{
    BodyKindFacts, Dialect, ErrorFacts, FieldFacts, OperationFacts, PerFacts, RateFacts,
    RateLimitFacts, ResponseKindFacts, Special, TypeFacts,
};
use crate::spec::fmt;
use crate::spec::limits::Limits;
use crate::spec::model::Spec;
use crate::spec::source::FieldSource;
use crate::sync::drift;

mod arguments;
mod inherited;
mod keeping;
mod order;
mod paging;
mod places;
mod random;
mod response;
mod routes;
mod sharing;
mod sources;
mod uses;

const SERVICE: &str = "spec/demo/service.yaml";
const THING: &str = "spec/demo/v1/thing.yaml";

/// Files by path.
type Files = BTreeMap<String, String>;

/// A spec of two operations that share types.
fn base() -> Files {
    [
        ("spec/platform.yaml", include_str!("tests/platform.yaml")),
        (SERVICE, include_str!("tests/service.yaml")),
        (THING, include_str!("tests/thing.yaml")),
    ]
    .map(|(path, text)| (path.to_owned(), canonical(path, text).unwrap()))
    .into()
}

/// A file in canonical form.
fn canonical(path: &str, text: &str) -> Option<String> {
    let mut report = Report::new();
    let file = report.add_source(path, text);
    Some(fmt::write(&spec_files::read(&report, file)?))
}

fn plan_files(files: &Files, pages: &[OperationFacts]) -> Result<Import, Report> {
    plan_pages(files, only(pages), Options::default())
}

fn plan_pages(files: &Files, pages: Pages<'_>, options: Options) -> Result<Import, Report> {
    let mut report = Report::new();
    for (path, text) in files {
        report.add_source(path.as_str(), text.as_str());
    }
    plan_sources(report, pages, options)
}

fn only(operations: &[OperationFacts]) -> Pages<'_> {
    Pages {
        operations,
        others: &[],
    }
}

/// Imports pages and returns the files as they are then.
fn run(files: &Files, pages: &[OperationFacts]) -> (Import, Files) {
    let plan = |files: &Files| {
        let import = plan_files(files, pages).unwrap_or_else(|report| panic!("{report}"));
        let mut after = files.clone();
        for rewrite in &import.rewrites {
            after.insert(rewrite.path.clone(), rewrite.after.clone());
        }
        (import, after)
    };
    let (first, after) = plan(files);
    let (second, again) = plan(&after);
    let changed = diff(&after, &again);
    assert_eq!(changed, "", "the second import changes something");
    assert!(second.rewrites.is_empty());
    (first, after)
}

/// What a raw page would say that agrees with the spec.
fn page(files: &Files, id: &str) -> OperationFacts {
    let mut report = Report::new();
    for (path, text) in files {
        report.add_source(path.as_str(), text.as_str());
    }
    let (spec, _) = inspect(report);
    let mut all = from_spec::every(&spec).into_iter();
    let mut facts = all
        .find(|stated| stated.facts.id.as_deref() == Some(id))
        .unwrap()
        .facts;
    facts.page.dialect = Some(Dialect::Raw);
    facts.page.file = format!("{id}.md");
    target::unstate_responses(true, &mut facts.response);
    facts
}

fn create() -> OperationFacts {
    page(&base(), "demo.v1.thing.create")
}

fn get() -> OperationFacts {
    page(&base(), "demo.v1.thing.get")
}

/// What differs between two texts, as lines with `-` and `+`.
fn diff(before: &Files, after: &Files) -> String {
    let mut lines = String::new();
    for (path, text) in after {
        let before = before.get(path).map_or("", String::as_str);
        let changes = similar::TextDiff::from_lines(before, text);
        for change in changes.iter_all_changes() {
            let sign = match change.tag() {
                similar::ChangeTag::Equal => continue,
                similar::ChangeTag::Delete => '-',
                similar::ChangeTag::Insert => '+',
            };
            lines.push_str(&format!("{sign}{}\n", change.value().trim()));
        }
    }
    lines
}

fn shown(differences: &[Difference]) -> Vec<String> {
    differences.iter().map(ToString::to_string).collect()
}

fn child<'a>(fields: &'a mut [FieldFacts], path: &str) -> &'a mut FieldFacts {
    let (name, rest) = path.split_once('.').unwrap_or((path, ""));
    let found = fields.iter_mut().find(|field| field.name == name).unwrap();
    if rest.is_empty() {
        found
    } else {
        child(&mut found.children, rest)
    }
}

#[test]
fn pages_that_agree_change_nothing() {
    let (done, after) = run(&base(), &[create(), get()]);
    assert!(done.is_clean(), "{}", done.changes(true));
    assert!(done.remaining.is_empty(), "{}", done.remaining);
    assert_eq!(after, base());
}

#[test]
fn changed_facts_are_written_and_words_stay() {
    let mut page = create();
    page.page.updated = Some(2000);
    page.page.title = Some("Make".into());
    page.tokens = vec!["user".into(), "tenant".into()];
    page.scopes = vec!["demo:write".into(), "demo:all".into()];
    page.rate_limit = Some(RateLimitFacts::Special(Special::Special));
    page.body[0].limits.max_length = Some(12);
    page.body[0].required = Some(false);
    page.body[1].default = None;
    page.errors[0].message = "wrong name".into();
    let (done, after) = run(&base(), &[page]);
    assert_eq!(
        shown(&done.operations[0].changes),
        [
            "title: Create -> Make",
            "updated: 1000 -> 2000",
            "scopes: new: demo:all",
            "body.name.required: true -> false",
            "body.name.max_length: 8 -> 12",
            "body.colour.default: no longer documented: red",
            "error 10: 400 bad name -> 400 wrong name",
        ]
    );
    assert!(done.operations[0].inexpressible.is_empty());
    assert_eq!(
        diff(&base(), &after),
        "-title: Create\n+title: Make\n-updated: 1000\n+updated: 2000\n\
         -scopes: [demo:write]\n+scopes: [demo:write, demo:all]\n\
         -required: true\n-max_length: 8\n+max_length: 12\n-default: red\n\
         -message: bad name\n+message: wrong name\n"
    );
}

#[test]
fn limits_are_rewritten_unless_the_page_still_says_special() {
    let mut page = create();
    page.rate_limit = Some(RateLimitFacts::Rates(vec![RateFacts {
        count: 50,
        per: PerFacts::Second,
    }]));
    let (done, after) = run(&base(), &[page]);
    assert_eq!(
        diff(&base(), &after),
        "-limit: { special: [5/s] }\n+limit: 50/s\n"
    );
    assert_eq!(
        done.operations[0].notes,
        ["the figures of the special limit go: [\"5/s\"]"]
    );
}

#[test]
fn what_is_new_stands_where_the_page_has_it() {
    let mut page = create();
    page.body.insert(1, optional("weight", "float"));
    page.errors.insert(1, error(None, 20, "too heavy, sorry"));
    page.errors.push(error(500, 40, "出错了"));
    let values = page.body[2].values.as_mut().unwrap();
    values.insert(1, "dark-red".into());
    let mut other = get();
    other.query[0].values = page.body[2].values.clone();
    let (done, after) = run(&base(), &[page, other]);
    let file = &after[THING];
    let at = |text: &str| file.find(text).unwrap_or_else(|| panic!("{text}\n{file}"));
    assert!(at("      name:\n") < at("      weight:\n") && at("weight:") < at("      colour:\n"));
    assert!(at("\n      10:") < at("\n      20:") && at("\n      20:") < at("\n      30:"));
    assert!(file.contains("      20:\n        message: too heavy, sorry\n"));
    // What it means, the service says, by number.
    let known = "    class: invalid_request\n  20:\n    name: TooHeavySorry\n    hint: \"\"\n    class: \"\"\n  30:\n";
    assert!(after[SERVICE].contains(known), "{}", after[SERVICE]);
    assert!(after[SERVICE].contains("      red: As blood.\n      dark-red: \"\"\n      green:"));
    let words = done.missing_words();
    assert_eq!(words.len(), 7, "{words:?}");
    assert!(words[0].starts_with("spec/demo/service.yaml:"));
    assert!(
        words
            .iter()
            .any(|line| line.ends_with("`weight` is without its `doc`"))
    );
    assert!(
        words
            .iter()
            .any(|line| line.ends_with("`40` is without its `name`"))
    );
    assert!(
        words
            .iter()
            .any(|line| line.starts_with(SERVICE) && line.ends_with("`20` is without its `class`"))
    );
    assert!(done.problems().is_empty(), "{}", done.problems());
}

#[test]
fn what_is_gone_is_marked_and_comes_back_as_it_was() {
    let (mut one, mut other) = (create(), get());
    one.body.remove(2);
    one.errors.remove(0);
    child(&mut one.response, "detail").children.remove(1);
    child(&mut other.response, "detail").children.remove(1);
    for field in [&mut one.body[1], &mut other.query[0]] {
        field.values = Some(vec!["green".into(), "blue".into()]);
        field.default = None;
        field.example = Some("blue".into());
    }
    let (first, after) = run(&base(), &[one, other]);
    assert!(first.remaining.is_empty(), "{}", first.remaining);
    assert!(first.operations[0].inexpressible.is_empty());
    let notes = first.operations[0].notes.join("\n");
    for gone in [
        "the field body.kind is",
        "the error 10 is",
        "the field response.detail.maker is",
        "the value `red` of body.colour is",
    ] {
        assert!(
            notes.contains(&format!("{gone} no longer documented")),
            "{notes}"
        );
    }
    assert_eq!(
        diff(&base(), &after),
        "-red: As blood.\n+red: { undocumented: true, doc: As blood. }\n+undocumented: true\n\
         -default: red\n-example: red\n+example: blue\n+undocumented: true\n+undocumented: true\n"
    );
    let (back, again) = run(&after, &[create(), get()]);
    assert_eq!(again, base());
    let notes = back.operations[0].notes.join("\n");
    assert_eq!(notes.matches("is documented again").count(), 4, "{notes}");
}

#[test]
fn an_override_that_the_page_has_caught_up_with_is_reported() {
    let mut page = create();
    page.body[0].limits.max_length = Some(16);
    let (done, _) = run(&base(), &[page]);
    let problems = done.problems();
    assert!(problems.contains(Code::Override));
    assert!(
        problems.to_string().contains("spec/demo/v1/thing.yaml:"),
        "{problems}"
    );
}

#[test]
fn a_sample_that_does_not_fit_is_overridden_until_it_does() {
    let mut page = create();
    let size = child(&mut page.response, "detail.size");
    size.example = Some("three".into());
    size.limits.max_length = Some(9);
    let mut other = get();
    *child(&mut other.response, "detail.size") = size.clone();
    let (first, after) = run(&base(), &[page, other]);
    assert!(first.remaining.is_empty(), "{}", first.remaining);
    assert!(after[THING].contains("        example: three\n        override:\n          max_length: null\n          example: null\n          why: >-\n"), "{}", after[THING]);
    let why: Vec<_> = after[THING].split_whitespace().collect();
    let why = why.join(" ");
    assert!(
        why.contains(
            "As an import found on the pages that have `Detail`: `max_length` does not suit the type of the field: the field is `int`; \
             the example of `size` does not fit: expected a whole number, found"
        ),
        "{why}"
    );
    let (_, again) = run(&after, &[create(), get()]);
    assert_eq!(again, base());
}

#[test]
fn what_a_person_adds_to_an_automatic_override_stays() {
    let mut page = create();
    child(&mut page.response, "detail.size").example = Some("three".into());
    let mut other = get();
    child(&mut other.response, "detail.size").example = Some("three".into());
    let (_, mut after) = run(&base(), &[page.clone(), other.clone()]);
    let text = after[THING].replace(
        "          example: null\n",
        "          minimum: 2\n          example: null\n",
    );
    assert_ne!(text, after[THING]);
    after.insert(THING.into(), text);
    let (_, again) = run(&after, &[page, other]);
    assert_eq!(again, after);
    let (_, back) = run(&after, &[create(), get()]);
    assert!(
        back[THING].contains("        override:\n          minimum: 2\n          why: "),
        "{}",
        back[THING]
    );
}

#[test]
fn a_parameter_of_the_path_keeps_its_words_under_a_new_name() {
    let mut page = get();
    page.path = "/open-apis/demo/v1/things/:thing_id".into();
    page.path_params[0].name = "thing_id".into();
    let (done, after) = run(&base(), &[page]);
    assert_eq!(
        diff(&base(), &after),
        "-http: GET /open-apis/demo/v1/things/:id\n+http: GET /open-apis/demo/v1/things/:thing_id\n-id:\n+thing_id:\n"
    );
    assert!(done.operations[0].notes[0].contains("`id` of the path is now `thing_id`"));
}

#[test]
fn errors_may_have_several_rows_and_no_status() {
    let mut page = create();
    let code = |code, message: &str| error(None, code, message);
    page.errors.insert(0, code(10, "other name"));
    page.errors.push(code(0, "success"));
    page.errors.push(ErrorFacts {
        message: String::new(),
        ..code(50, "")
    });
    let (done, after) = run(&base(), &[page]);
    // The row that stands first in the spec stays first.
    assert!(
        after[THING].contains(
            "        message: bad name\n        also: [{ status: 400, message: other name }]\n"
        ),
        "{}",
        after[THING]
    );
    assert!(after[THING].contains("      50: {}\n"));
    assert!(after[SERVICE].contains("  50:\n    name: \"\"\n"));
    assert_eq!(
        shown(&done.operations[0].inexpressible),
        ["error 0: new: success"]
    );
}

#[test]
fn an_older_page_changes_nothing() {
    let mut page = create();
    page.page.updated = Some(999);
    page.tokens = vec!["tenant".into()];
    let (done, after) = run(&base(), &[page]);
    assert_eq!(after, base());
    assert_eq!(done.operations[0].fate, Fate::Older);
    assert_eq!(
        shown(&done.operations[0].changes),
        ["tokens: no longer documented: user"]
    );
    assert!(!done.is_clean());
}

#[test]
fn what_a_page_without_a_stamp_lacks_is_kept() {
    let mut page = create();
    page.page.updated = None;
    page.body.truncate(1);
    page.errors.clear();
    page.body[0].limits.max_length = None;
    page.scopes = vec!["demo:all".into()];
    let (done, after) = run(&base(), &[page]);
    assert_eq!(
        diff(&base(), &after),
        "-scopes: [demo:write]\n+scopes: [demo:write, demo:all]\n"
    );
    let [kept] = &done.operations[0].kept[..] else {
        panic!("{:?}", done.operations[0].kept)
    };
    assert!(kept.why.contains("bears no stamp"), "{kept:?}");
    assert_eq!(kept.what.len(), 6, "{kept:?}");
}

#[test]
fn of_several_pages_the_newest_counts_and_then_the_richest() {
    let mut markdown = create();
    markdown.page.dialect = Some(Dialect::Markdown);
    markdown.page.file = "markdown.md".into();
    markdown.page.updated = Some(2000);
    markdown.apps = vec!["isv".into()];
    let mut raw = create();
    raw.page.updated = Some(2000);
    raw.body[0].example = Some("table".into());
    let mut old = create();
    old.page.file = "old.md".into();
    old.tokens = vec!["app".into()];
    let (done, after) = run(&base(), &[old, markdown.clone(), raw.clone()]);
    assert_eq!(done.operations.len(), 1);
    let imported = &done.operations[0];
    assert_eq!(imported.page, raw.page.file);
    assert!(after[THING].contains("    apps: [custom]\n    scopes: [demo:write]"));
    let others: Vec<_> = imported
        .others
        .iter()
        .map(|other| (other.page.as_str(), other.age))
        .collect();
    assert_eq!(others, [("markdown.md", Age::Same), ("old.md", Age::Older)]);
    assert_eq!(
        shown(&imported.others[0].differences),
        ["apps: new: isv", "apps: no longer documented: custom"]
    );

    // What an older page says does not matter; what another one of the same day says does.
    let again = |pages: &[OperationFacts]| plan_files(&after, pages).unwrap().is_clean();
    assert!(again(&[raw.clone()]));
    assert!(!again(&[raw, markdown]));
}

#[test]
fn a_route_that_the_spec_cannot_have_is_refused() {
    let (done, after) = run(&base(), &[operation("HEAD /open-apis/a b")]);
    assert_eq!(done.operations[0].fate, Fate::Refused);
    assert!(!done.is_clean());
    assert_eq!(after, base());
}

#[test]
fn a_faulty_spec_is_mended_first() {
    let mut files = base();
    let text = files[THING].replace("    title: Create\n", "    titel: Create\n");
    files.insert(THING.into(), text);
    assert!(
        plan_files(&files, &[get()])
            .unwrap_err()
            .contains(Code::UnknownKey)
    );
}

#[test]
fn a_marked_operation_comes_back() {
    let mut files = base();
    let text = files[THING].replace(
        "    doc: Reads a thing.\n",
        "    doc: Reads a thing.\n    undocumented: true\n",
    );
    files.insert(THING.into(), canonical(THING, &text).unwrap());
    let (done, after) = run(&files, &[get()]);
    assert_eq!(after, base());
    assert_eq!(
        done.operations[0].notes,
        ["the operation is documented again"]
    );
}

#[test]
fn odd_facts_do_no_harm() {
    let mut page = operation("GET /open-apis/odd/v1/x");
    page.body = vec![
        field("", "string"),
        field("a b", "any"),
        field("twice", "int"),
        field("twice", "string"),
        one_of("empty", "string", &[]),
        one_of("values", "string", &["", " ", "A", "a", "1", "é"]),
        one_of("numbers", "int", &["1", "x", "01", "-3"]),
        one_of("floats", "float", &["1.5"]),
        object(
            "o",
            "object[][]",
            vec![object("o", "object", vec![field("o", "object")])],
        ),
        FieldFacts {
            array: 9,
            default: Some("[1".into()),
            example: Some("{".into()),
            limits: Limits {
                pattern: Some(String::new()),
                ..Limits::default()
            },
            ..field("deep", "map")
        },
    ];
    page.response = vec![object("self", "object", vec![field("option", "file")])];
    page.response_kind = ResponseKindFacts::Binary;
    page.errors = vec![
        error(0, -1, ""),
        error(999, i64::MAX, "x"),
        error(1, 1, "1"),
    ];
    let (done, _) = run(&base(), &[page]);
    assert!(!done.operations[0].inexpressible.is_empty());
}

#[test]
fn a_parameter_that_no_table_describes_is_needed_nonetheless() {
    let mut page = get();
    page.path = "/open-apis/demo/v1/things/:id/parts/:part".into();
    page.id = Some("demo.v1.thing.part".into());
    let (done, after) = run(&base(), &[page]);
    assert!(after[THING].contains(
        "      part:\n        type: string\n        undocumented: true\n        required: true\n        doc: \"\"\n"
    ));
    assert!(done.operations[0].inexpressible.is_empty());
    assert!(done.problems().is_empty(), "{}", done.problems());
}

#[test]
fn a_name_that_is_taken_gets_a_number_and_keeps_the_id() {
    let mut page = operation("POST /open-apis/demo/v2/other");
    page.id = Some("demo.v1.thing.get".into());
    let (done, after) = run(&base(), &[get(), page]);
    assert!(after[THING].contains("  get_2:\n    name: \"\"\n    id: demo.v1.thing.get\n"));
    assert!(done.operations[1].notes[0].contains("`get` is taken"));
}

#[test]
fn a_service_cannot_have_a_name_of_ours() {
    let mut page = operation("POST /open-apis/core/v1/other");
    page.id = Some("core.v1.thing.get".into());
    let (done, after) = run(&base(), &[page]);
    assert_eq!(done.operations[0].fate, Fate::Refused);
    assert_eq!(after, base());
}

#[test]
fn fields_of_a_request_have_names_of_their_own_in_rust() {
    let mut page = create();
    page.query = vec![optional("colour", "int"), optional("Colour", "int")];
    let (done, after) = run(&base(), &[page]);
    let file = &after[THING];
    assert!(file.contains("      colour:\n        type: int\n        rust: query_colour\n"));
    assert!(file.contains("      Colour:\n        type: int\n        rust: query_colour_2\n"));
    assert!(
        file.contains("        type: Colour\n        default"),
        "what is there keeps its name"
    );
    assert!(done.problems().is_empty(), "{}", done.problems());
    assert_eq!(done.operations[0].notes.len(), 2);
}
