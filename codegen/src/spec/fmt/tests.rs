//! Tests of the canonical form: nothing is lost, and what is canonical stays.

use std::collections::BTreeSet;
use std::path::Path;

use crate::text::diagnostic::Report;
use crate::text::yaml;

use super::super::files::{self, File, FileKind};
use super::super::format::*;
use super::super::value::Keys;
use super::super::{reference, structure};
use super::*;

fn read(text: &str) -> Node {
    let mut report = Report::new();
    let file = report.add_source("test.yaml", text);
    let node = yaml::parse(file, &mut report);
    assert!(report.is_empty(), "{report}\n{text}");
    node.unwrap()
}

fn write(node: &Node, kind: &FileKind) -> String {
    super::write(&File::read(node, kind))
}

fn resource() -> FileKind {
    FileKind::of("spec/drive/v1/thing.yaml").unwrap()
}

/// Formats, and checks that nothing is lost and that a second time changes nothing.
fn format(text: &str, kind: &FileKind) -> String {
    let before = read(text);
    let once = write(&before, kind);
    let after = read(&once);
    // `serde_json` compares maps without regard to order, so keys may move and values may not.
    assert_eq!(before.to_json(), after.to_json(), "{once}");
    assert_eq!(write(&after, kind), once, "formatting twice differs");
    once
}

#[test]
fn keys_are_ordered_and_sections_set_apart() {
    let text = "\
operations:
  get:
    errors: {1069902: {hint: Share it., message: no permission, status: 403}}
    title: 查询
    limit: {special: [5/s, 10000/day]}
    http: GET /a/:b
    path: {b: {doc: The b., required: true, type: string, example: \"123\"}}
    doc: Gets it.
    tokens:
    - tenant
    - user
    page: /x
  list: {http: GET /a, doc: Lists., title: T, page: /y}
doc: 'Things.'
resource: \"thing\"
types:
  Kind: {values: {b: B., a: {doc: A., name: Aa}}, enum: string, doc: A kind.}
  Id: {id: string, doc: An id.}
";
    let expected = "\
# yaml-language-server: $schema=../../schema.json
resource: thing
doc: Things.

types:
  Kind:
    doc: A kind.
    enum: string
    values:
      b: B.
      a: { name: Aa, doc: A. }

  Id:
    doc: An id.
    id: string

operations:
  get:
    http: GET /a/:b
    title: 查询
    doc: Gets it.
    page: /x
    tokens: [tenant, user]
    limit: { special: [5/s, 10000/day] }
    path:
      b:
        type: string
        required: true
        example: \"123\"
        doc: The b.
    errors:
      1069902:
        status: 403
        message: no permission
        hint: Share it.

  list:
    http: GET /a
    title: T
    doc: Lists.
    page: /y
";
    assert_eq!(format(text, &resource()), expected);
}

#[test]
fn long_texts_are_folded_and_paragraphs_kept() {
    let sentence = "Every word counts: it is `quoted`, \"so\" to say, # and long. ".repeat(4);
    let text = format!(
        "resource: thing\ndoc: {}\nnote: \"one\\n\\ntwo\\nthree\"\n",
        serde_json::json!(sentence.trim())
    );
    let out = format(&text, &resource());
    assert!(out.contains("doc: >-\n  Every word"), "{out}");
    assert!(out.contains("note: |-\n  one\n\n  two\n  three\n"), "{out}");
    assert!(
        out.lines().all(|line| line.chars().count() <= WIDTH),
        "{out}"
    );
}

#[test]
fn any_text_survives_in_any_place() {
    let pieces = [
        "a",
        "B",
        " ",
        "  ",
        "\n",
        "\n\n",
        ": ",
        ":",
        " #",
        "#",
        "-",
        "- ",
        "'",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        "é",
        "中",
        "\t",
        "\r",
        "\u{85}",
        "\u{2028}",
        "\u{feff}",
        "1",
        "0x",
        ".",
        "...",
        "---",
        "~",
        "null",
        "yes",
        "!",
        "&",
        "*",
        "|",
        ">",
        "%",
        "@",
        "`",
        "?",
        "= ",
        "\u{7f}",
        "\u{1f600}",
        "word word word word word word word word word word",
    ];
    // A fixed sequence of numbers: the test is the same every time.
    let mut state: u64 = 0x2545_f491_4f6c_dd1d;
    let mut next = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % limit as u64).unwrap()
    };
    for _ in 0..3000 {
        let mut text = String::new();
        for _ in 0..next(9) {
            text.push_str(pieces[next(pieces.len())]);
        }
        let scalar = || Scalar::text(text.clone());
        let at = read("a: 1").at;
        let leaf = || Node {
            at,
            value: Value::Scalar(scalar()),
        };
        let entry = |key: &str, value: Node| Entry {
            key_at: at,
            key: Scalar::text(key.into()),
            value,
        };
        let map = |entries: Vec<Entry>| Node {
            at,
            value: Value::Map(Map {
                entries,
                repeated: Vec::new(),
            }),
        };
        let field = map(vec![
            entry("doc", leaf()),
            entry(
                "example",
                Node {
                    at,
                    value: Value::List(vec![leaf(), leaf()]),
                },
            ),
        ]);
        let body = map(vec![Entry {
            key_at: at,
            key: scalar(),
            value: field,
        }]);
        let operation = map(vec![
            entry("doc", leaf()),
            entry(
                "scopes",
                Node {
                    at,
                    value: Value::List(vec![leaf()]),
                },
            ),
            entry("body", body),
        ]);
        let value = map(vec![entry("name", leaf()), entry("doc", leaf())]);
        let values = map(vec![Entry {
            key_at: at,
            key: scalar(),
            value,
        }]);
        let kind = map(vec![entry("values", values)]);
        let root = map(vec![
            entry("doc", leaf()),
            entry("operations", map(vec![entry("get", operation)])),
            entry("types", map(vec![entry("Kind", kind)])),
        ]);
        let once = write(&root, &resource());
        let after = read(&once);
        assert_eq!(root.to_json(), after.to_json(), "{text:?}\n{once}");
        assert_eq!(write(&after, &resource()), once);
    }
}

#[test]
fn line_ends_of_other_systems_survive() {
    for text in ["a\r\nb", "a\rb", "a\n\rb", "a\u{85}b\nc", "a\u{b}b\nc\td"] {
        let root = format!("resource: thing\ndoc: {text:?}\n")
            .replace("\\u{85}", "\\x85")
            .replace("\\u{b}", "\\x0b");
        let once = format(&root, &resource());
        assert!(!once.contains("|-"), "{once}");
    }
}

#[test]
fn the_repositorys_own_files_survive() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let report = files::read_all(&root).unwrap_or_else(|report| panic!("{report}"));
    assert!(report.is_empty(), "{report}");
    assert!(report.sources().count() > 5);
    for (_, source) in report.sources() {
        format(&source.text, &FileKind::of(&source.path).unwrap());
    }
}

/// Adds the keys of each record in a tree, with the names of the records.
fn shown(node: &Node, content: &Content, keys: &mut BTreeSet<(&'static str, String)>) {
    match (alternative(content, node), &node.value) {
        (Content::Record(record), Value::Map(map)) => {
            for entry in &map.entries {
                let name = entry.key.text.as_str();
                keys.insert((record.name, name.to_owned()));
                let key = record.key(name).unwrap();
                shown(&entry.value, &key.content, keys);
            }
        }
        (Content::Table(table), Value::Map(map)) => {
            for entry in &map.entries {
                shown(&entry.value, &table.value, keys);
            }
        }
        (Content::List(item), Value::List(items)) => {
            items.iter().for_each(|node| shown(node, item, keys));
        }
        (Content::Nullable(inner), _) => shown(node, inner, keys),
        _ => {}
    }
}

/// Reads an example into what it stands for, and writes that.
fn read_and_written(record: &Record, node: &Node) -> Map {
    fn whole<T: Keys<Head: Default>>(node: &Node) -> Map {
        T::read_keys(T::Head::default(), node.as_map().unwrap()).write_keys()
    }
    match record.name {
        "Platform" => whole::<PlatformFile>(node),
        "Service" => whole::<ServiceFile>(node),
        "Resource" => whole::<ResourceFile>(node),
        "Type" => whole::<TypeSource>(node),
        "Operation" => whole::<OperationSource>(node),
        "Fold" => whole::<FoldSource>(node),
        "Paging" => whole::<PagingSource>(node),
        "SpecialLimit" => whole::<SpecialSource>(node),
        "ErrorMeaning" => whole::<MeaningSource>(node),
        "Error" => whole::<ErrorSource>(node),
        "PlatformError" => whole::<PlatformErrorSource>(node),
        "Job" => whole::<JobSource>(node),
        "Field" => whole::<FieldSource>(node),
        "Override" => whole::<OverrideSource>(node),
        name => panic!("what does {name} stand for?"),
    }
}

#[test]
fn numbers_flags_and_values_have_one_form() {
    let text = "\
resource: thing
doc: Things.
types:
  Kind: { enum: string, values: { a: { doc: A. }, \"1\": One. }, doc: Kinds. }
operations:
  get: { http: GET /a, title: A, doc: A., page: /x, updated: +0x10, flat: True }
";
    let mut report = Report::new();
    let file = report.add_source("test.yaml", text);
    let node = yaml::parse(file, &mut report).unwrap();
    let written = write(&node, &resource());
    for line in ["      a: A.\n", "      \"1\": One.\n", "    flat: true\n"] {
        assert!(written.contains(line), "{written}");
    }
    // It is no number in YAML, so it is left out; a file with such a fault is not formatted.
    assert!(!written.contains("updated"), "{written}");
}

#[test]
fn the_examples_of_the_format_are_canonical_and_have_every_key() {
    let mut keys = BTreeSet::new();
    for record in reference::records() {
        for example in record.examples {
            let mut report = Report::new();
            let file = report.add_source(record.name, *example);
            let node = yaml::parse(file, &mut report).unwrap();
            structure::check(&node, record, &mut report);
            assert!(report.is_empty(), "{report}");

            // At the top of a file tables are set apart, further in they are not.
            let is_file = [&PLATFORM, &SERVICE, &RESOURCE]
                .iter()
                .any(|file| file.name == record.name);
            let indent = if is_file { 0 } else { 2 };
            let mut writer = Writer { out: String::new() };
            writer.record(&read_and_written(record, &node), record, indent);
            let lines = writer.out.split_inclusive('\n');
            let written: String = lines
                .map(|line| line.strip_prefix(&" ".repeat(indent)).unwrap_or(line))
                .collect();
            assert_eq!(written, *example);
            shown(&node, &Content::Record(record), &mut keys);
        }
    }
    for record in reference::records() {
        for key in record.keys {
            let key = (record.name, key.name.to_owned());
            assert!(keys.contains(&key), "no example shows {key:?}");
        }
    }
}
