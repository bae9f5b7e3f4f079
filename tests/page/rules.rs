//! The facts of each page, as snapshots, and that the dialects agree.

use std::collections::BTreeMap;

use feishu_codegen::docs::{Reading, read};
use serde_json::{Map, Value};

use crate::fixtures;

/// The folders of the fixtures: each a dialect, and the last two pages in English, and as the vendor has them.
const DIALECTS: [&str; 5] = ["raw", "markdown", "sample", "english", "vendor"];

/// The facts of a page as JSON, or what it is instead of an operation.
fn facts(dialect: &str, name: &str, text: &str) -> Value {
    match read(&format!("{dialect}/{name}"), text) {
        Reading::Operation(facts) => serde_json::to_value(facts).unwrap(),
        Reading::Other(other) => Value::from(other.what),
    }
}

/// Facts without what is not stated, so that a snapshot shows what is.
fn stated(value: Value) -> Value {
    let is_stated = |key: &str, value: &Value| {
        let is_single = key == "array" && *value == 0;
        let is_whole = key == "ranges" && *value == false;
        let is_usual = match key {
            "language" => *value == "zh",
            "host" => *value == "open.example.com",
            _ => false,
        };
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        !is_empty && !is_single && !is_whole && !is_usual
    };
    match value {
        Value::Object(object) => Value::Object(
            object
                .into_iter()
                .map(|(key, value)| (key, stated(value)))
                .filter(|(key, value)| is_stated(key, value))
                .collect::<Map<_, _>>(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(stated).collect()),
        other => other,
    }
}

fn snapshot(name: &str, value: &Value) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let text = serde_json::to_string_pretty(value).unwrap();
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn each_page_states_its_facts() {
    let mut pages = 0;
    for dialect in DIALECTS {
        for (name, text) in fixtures(dialect) {
            snapshot(
                &format!("{dialect}_{name}"),
                &stated(facts(dialect, &name, &text)),
            );
            pages += 1;
        }
    }
    assert!(pages > 100, "only {pages} pages were found");
}

#[test]
fn no_key_is_missing() {
    for dialect in ["markdown", "sample"] {
        let page = fixtures(dialect)
            .into_iter()
            .find(|(name, _)| name == "whole");
        let (name, text) = page.unwrap();
        snapshot(
            &format!("{dialect}_{name}_in_full"),
            &facts(dialect, &name, &text),
        );
    }
}

/// Facts without what a dialect may change: the file, the dialect, the language and the lines of warnings.
fn comparable(mut facts: Value) -> Value {
    if let Some(page) = facts.get_mut("page").and_then(Value::as_object_mut) {
        page.remove("file");
        page.remove("dialect");
        page.remove("language");
    }
    if let Some(warnings) = facts.get_mut("warnings").and_then(Value::as_array_mut) {
        for warning in warnings {
            let text = warning.as_str().unwrap();
            *warning = Value::from(text.split_once(": ").unwrap().1);
        }
    }
    facts
}

/// Holds the pages of a dialect against those of the same name in normalised Markdown. Returns how many there are.
fn compare_with_markdown(dialect: &str) -> usize {
    let markdown: BTreeMap<_, _> = fixtures("markdown").into_iter().collect();
    let mut pairs = 0;
    let mut differences = String::new();
    for (name, page) in fixtures(dialect) {
        let Some(markdown) = markdown.get(&name) else {
            continue;
        };
        let page = comparable(facts(dialect, &name, &page));
        let markdown = comparable(facts("markdown", &name, markdown));
        let [page, markdown] =
            [page, markdown].map(|value| serde_json::to_string_pretty(&value).unwrap());
        if page != markdown {
            let diff = similar::TextDiff::from_lines(&page, &markdown);
            differences += &format!("{dialect}/{name}:\n{}\n", diff.unified_diff());
        }
        pairs += 1;
    }
    assert!(differences.is_empty(), "{differences}");
    pairs
}

#[test]
fn raw_and_markdown_state_the_same() {
    let pairs = compare_with_markdown("raw");
    assert!(pairs > 40, "only {pairs} pairs were found");
}

#[test]
fn english_states_the_same() {
    let pairs = compare_with_markdown("english");
    assert!(pairs > 8, "only {pairs} pairs were found");
}

#[test]
fn the_vendors_own_form_states_the_same() {
    let pairs = compare_with_markdown("vendor");
    assert!(pairs > 3, "only {pairs} pairs were found");
}

#[test]
fn line_ends_and_byte_order_marks_do_not_matter() {
    for dialect in DIALECTS {
        for (name, text) in fixtures(dialect) {
            let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            assert_eq!(
                facts(dialect, &name, &other),
                facts(dialect, &name, &text),
                "{dialect}/{name}"
            );
        }
    }
}

#[test]
fn each_warning_names_a_line_of_the_page() {
    let mut warnings = 0;
    for dialect in DIALECTS {
        for (name, text) in fixtures(dialect) {
            let lines = text.lines().count();
            let facts = facts(dialect, &name, &text);
            for warning in facts["warnings"].as_array().into_iter().flatten() {
                let warning = warning.as_str().unwrap();
                let line = warning
                    .strip_prefix("line ")
                    .and_then(|rest| rest.split_once(": "))
                    .and_then(|(line, _)| line.parse::<usize>().ok());
                assert!(
                    line.is_some_and(|line| (1..=lines).contains(&line)),
                    "{dialect}/{name}: {warning}"
                );
                warnings += 1;
            }
        }
    }
    assert!(warnings > 30, "only {warnings} warnings were found");
}
