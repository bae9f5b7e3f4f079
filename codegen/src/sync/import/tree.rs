//! New nodes for the YAML trees, and small edits of them.

use serde_json::Value as Json;

use crate::text::diagnostic::{At, Report};
use crate::text::yaml::{Map, Node, Scalar, ScalarValue, Value};

/// A text; the formatter adds quotation marks where they are needed.
pub(super) fn text(text: &str) -> Node {
    node(Value::Scalar(Scalar::text(text.to_owned())))
}

/// A number or a flag.
pub(super) fn plain(value: impl ToString) -> Node {
    node(Value::Scalar(Scalar::plain(value.to_string())))
}

/// A list of texts.
pub(super) fn texts(texts: &[String]) -> Node {
    node(Value::List(texts.iter().map(|item| text(item)).collect()))
}

/// A list.
pub(super) fn list(items: Vec<Node>) -> Node {
    node(Value::List(items))
}

/// A map.
pub(super) fn map(map: Map) -> Node {
    node(Value::Map(map))
}

/// A map with these entries.
pub(super) fn map_of(entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
    let mut made = Map::default();
    for (key, value) in entries {
        set(&mut made, key, value);
    }
    map(made)
}

/// The same value as a tree.
pub(super) fn from_json(value: &Json) -> Node {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) => plain(value),
        Json::String(string) => text(string),
        Json::Array(items) => list(items.iter().map(from_json).collect()),
        Json::Object(fields) => {
            let mut made = Map::default();
            for (key, value) in fields {
                made.set(Scalar::text(key.clone()), from_json(value));
            }
            map(made)
        }
    }
}

/// Puts a value at a key.
pub(super) fn set(map: &mut Map, key: &str, value: Node) {
    map.set(Scalar::text(key.to_owned()), value);
}

/// Puts a value at a key, or takes it out if there is none. One that says the same stays as it is written.
pub(super) fn assign(map: &mut Map, key: &str, value: Option<Node>) {
    match value {
        Some(value) if !holds(map, key, &value) => set(map, key, value),
        Some(_) => {}
        None => drop(map.remove(key)),
    }
}

/// Puts a value at a key unless there is one.
pub(super) fn ensure(map: &mut Map, key: &str, value: impl FnOnce() -> Node) {
    if map.get(key).is_none() {
        set(map, key, value());
    }
}

/// Puts a list of texts at a key. The order of one with the same texts stays.
pub(super) fn assign_set(map: &mut Map, key: &str, values: &[String]) {
    let there = strings(map, key);
    let same = there.len() == values.len() && values.iter().all(|value| there.contains(value));
    if !same {
        assign(map, key, (!values.is_empty()).then(|| texts(values)));
    }
}

/// The text at a key.
pub(super) fn string<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
    let scalar = map.get(key)?.value.as_scalar()?;
    (scalar.value == ScalarValue::Text).then_some(scalar.text.as_str())
}

/// Whether a key says `true`.
pub(super) fn is_set(map: &Map, key: &str) -> bool {
    map.get(key)
        .and_then(|entry| entry.value.as_scalar())
        .is_some_and(|scalar| scalar.value == ScalarValue::Bool(true))
}

/// The map at a key, to be read.
pub(super) fn child<'a>(map: &'a Map, key: &str) -> Option<&'a Map> {
    map.get(key)?.value.as_map()
}

/// Takes the map at a key out, to be changed apart from the rest; empty if there is none.
pub(super) fn take(map: &mut Map, key: &str) -> Map {
    match map.value_mut(key) {
        Some(Node {
            value: Value::Map(inner),
            ..
        }) => std::mem::take(inner),
        _ => Map::default(),
    }
}

/// Puts a map back that was taken out. One without entries is left out altogether.
pub(super) fn put(into: &mut Map, key: &str, inner: Map) {
    if inner.entries.is_empty() {
        into.remove(key);
    } else {
        set(into, key, map(inner));
    }
}

/// Puts the entries into an order: `documented` as it is there, every other one behind the one that it followed.
pub(super) fn arrange(map: &mut Map, documented: &[String]) {
    let mut arranged = Vec::with_capacity(map.entries.len());
    // The entries that nobody lists any more, each with the name of the one before it.
    let mut others = Vec::new();
    let mut listed = Vec::new();
    let mut before: Option<String> = None;
    for entry in std::mem::take(&mut map.entries) {
        let name = entry.key.text.clone();
        if documented.contains(&name) {
            listed.push(entry);
        } else {
            others.push((before, entry));
        }
        before = Some(name);
    }
    listed.sort_by_key(|entry| documented.iter().position(|name| *name == entry.key.text));
    let mut follow = |name: Option<&str>, arranged: &mut Vec<_>| {
        let mut name = name.map(str::to_owned);
        while let Some(at) = others.iter().position(|(before, _)| *before == name) {
            let (_, entry) = others.remove(at);
            name = Some(entry.key.text.clone());
            arranged.push(entry);
        }
    };
    follow(None, &mut arranged);
    for entry in listed {
        let name = entry.key.text.clone();
        arranged.push(entry);
        follow(Some(&name), &mut arranged);
    }
    arranged.extend(others.into_iter().map(|(_, entry)| entry));
    map.entries = arranged;
}

/// The texts of the list at a key.
pub(super) fn strings(map: &Map, key: &str) -> Vec<String> {
    let items = map.get(key).and_then(|entry| entry.value.as_list());
    let scalars = items.unwrap_or_default().iter().filter_map(Node::as_scalar);
    scalars.map(|scalar| scalar.text.clone()).collect()
}

fn holds(map: &Map, key: &str, value: &Node) -> bool {
    map.get(key).is_some_and(|entry| same(&entry.value, value))
}

fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Scalar(a), Value::Scalar(b)) => a == b,
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Map(a), Value::Map(b)) => {
            a.entries.len() == b.entries.len()
                && a.entries
                    .iter()
                    .all(|entry| holds(b, &entry.key.text, &entry.value))
        }
        _ => false,
    }
}

/// What is new stands nowhere yet; the place of a node of a tree that is to be written is never looked at.
fn node(value: Value) -> Node {
    let file = Report::new().add_source("", "");
    let at = At {
        file,
        start: 0,
        end: 0,
    };
    Node { at, value }
}
