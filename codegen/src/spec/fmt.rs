//! The canonical form of the files: one order of keys, one way to quote, one place to break lines.
//!
//! Words and values stay as they are. A record or list stands on one line where the format says so and where it fits;
//! long texts are folded at spaces.

use crate::yaml::{Entry, MODE_LINE, Map, Node, Scalar, ScalarValue, Value};

use super::files::FileKind;
use super::shape::{Record, Shape, Table};

use quote::{is_foldable, quoted};

mod quote;

/// Lines are at most so many characters long, unless a word is longer.
const WIDTH: usize = 100;

/// Writes a file that has passed the structural check.
pub fn write(node: &Node, kind: &FileKind) -> String {
    let mut writer = Writer {
        out: format!("{MODE_LINE} $schema={}schema.json\n", kind.way_up()),
    };
    match node.as_map() {
        Some(map) => writer.record(map, kind.record(), 0),
        None => writer.block(node, &Shape::Json, 0),
    }
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    /// What stands behind `key:` or `-`, from the column that has been reached.
    fn value(&mut self, node: &Node, shape: &Shape, indent: usize) {
        let column = self.column();
        if let Value::Scalar(scalar) = &node.value {
            return self.scalar(scalar, indent);
        }
        if may_be_inline(node, shape) {
            let inline = inline(node, shape);
            if column + 1 + inline.chars().count() <= WIDTH || is_empty(node) {
                self.out.push(' ');
                self.out.push_str(&inline);
                self.out.push('\n');
                return;
            }
        }
        self.out.push('\n');
        self.block(node, shape, indent + 2);
    }

    fn block(&mut self, node: &Node, shape: &Shape, indent: usize) {
        let shape = alternative(shape, node);
        match (&node.value, shape) {
            (Value::Map(map), Shape::Record(record)) => self.record(map, record, indent),
            (Value::Map(map), Shape::Table(table)) => self.table(map, table, indent),
            (Value::Map(map), _) => {
                for entry in &map.entries {
                    self.entry(entry, &Shape::Json, indent);
                }
            }
            (Value::List(items), shape) => {
                let item_shape = if let Shape::List(item) = shape {
                    item
                } else {
                    &Shape::Json
                };
                for item in items {
                    self.pad(indent);
                    self.out.push('-');
                    self.value(item, item_shape, indent);
                }
            }
            (Value::Scalar(scalar), _) => {
                self.pad(indent);
                self.out.push_str(&scalar_text(scalar, false));
                self.out.push('\n');
            }
        }
    }

    fn record(&mut self, map: &Map, record: &Record, indent: usize) {
        for (entry, shape) in ordered(map, record) {
            // At the top, what is long is set apart.
            if indent == 0 && matches!(shape, Shape::Table(_)) {
                self.out.push('\n');
            }
            self.entry(entry, shape, indent);
        }
    }

    fn table(&mut self, map: &Map, table: &Table, indent: usize) {
        for (index, entry) in map.entries.iter().enumerate() {
            if table.spaced && index > 0 {
                self.out.push('\n');
            }
            self.entry(entry, &table.value, indent);
        }
    }

    fn entry(&mut self, entry: &Entry, shape: &Shape, indent: usize) {
        self.pad(indent);
        self.out.push_str(&scalar_text(&entry.key, true));
        self.out.push(':');
        self.value(&entry.value, shape, indent);
    }

    fn scalar(&mut self, scalar: &Scalar, indent: usize) {
        let text = scalar.text.as_str();
        let is_text = scalar.value == ScalarValue::Text;
        if is_text && quote::is_literal(text) {
            self.out.push_str(" |-\n");
            for line in text.split('\n') {
                if !line.is_empty() {
                    self.pad(indent + 2);
                    self.out.push_str(line);
                }
                self.out.push('\n');
            }
            return;
        }
        let inline = scalar_text(scalar, false);
        if is_text && self.column() + 1 + inline.chars().count() > WIDTH && is_foldable(text) {
            self.out.push_str(" >-\n");
            self.fold(text, indent + 2);
            return;
        }
        self.out.push(' ');
        self.out.push_str(&inline);
        self.out.push('\n');
    }

    /// Breaks a text at its spaces.
    fn fold(&mut self, text: &str, indent: usize) {
        let mut column = 0;
        for word in text.split(' ') {
            let length = word.chars().count();
            if column == 0 {
                self.pad(indent);
                column = indent;
            } else if column + 1 + length > WIDTH {
                self.out.push('\n');
                self.pad(indent);
                column = indent;
            } else {
                self.out.push(' ');
                column += 1;
            }
            self.out.push_str(word);
            column += length;
        }
        self.out.push('\n');
    }

    fn pad(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn column(&self) -> usize {
        let line_start = self.out.rfind('\n').map_or(0, |newline| newline + 1);
        self.out[line_start..].chars().count()
    }
}

/// The entries in canonical order; keys that the format does not know come last.
fn ordered<'a>(map: &'a Map, record: &'a Record) -> Vec<(&'a Entry, &'a Shape)> {
    let known = record
        .keys
        .iter()
        .filter_map(|key| Some((map.get(key.name)?, &key.shape)));
    let unknown = map
        .entries
        .iter()
        .filter(|entry| record.key(&entry.key.text).is_none());
    known
        .chain(unknown.map(|entry| (entry, &Shape::Json)))
        .collect()
}

fn may_be_inline(node: &Node, shape: &Shape) -> bool {
    if is_empty(node) {
        return true;
    }
    match (alternative(shape, node), &node.value) {
        (Shape::Record(record), _) => record.compact,
        (Shape::Table(table), _) => table.compact,
        (_, Value::List(items)) => items.iter().all(|item| {
            item.as_scalar()
                .is_none_or(|scalar| !scalar.text.contains('\n'))
        }),
        _ => true,
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Scalar(_) => false,
    }
}

/// A node on one line.
fn inline(node: &Node, shape: &Shape) -> String {
    match &node.value {
        Value::Scalar(scalar) => scalar_text(scalar, true),
        Value::List(items) => {
            let item_shape = if let Shape::List(item) = alternative(shape, node) {
                item
            } else {
                &Shape::Json
            };
            let items: Vec<_> = items.iter().map(|item| inline(item, item_shape)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) if map.entries.is_empty() => "{}".into(),
        Value::Map(map) => {
            let entries: Vec<(&Entry, &Shape)> = match alternative(shape, node) {
                Shape::Record(record) => ordered(map, record),
                Shape::Table(table) => map
                    .entries
                    .iter()
                    .map(|entry| (entry, &table.value))
                    .collect(),
                _ => map
                    .entries
                    .iter()
                    .map(|entry| (entry, &Shape::Json))
                    .collect(),
            };
            let entries: Vec<_> = entries
                .into_iter()
                .map(|(entry, shape)| {
                    format!(
                        "{}: {}",
                        scalar_text(&entry.key, true),
                        inline(&entry.value, shape)
                    )
                })
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// The shape that is meant for this kind of node.
fn alternative<'a>(shape: &'a Shape, node: &Node) -> &'a Shape {
    match shape {
        Shape::Nullable(inner) => alternative(inner, node),
        Shape::Either(shapes) => shapes
            .iter()
            .find(|shape| match &node.value {
                Value::Map(_) => matches!(shape, Shape::Record(_) | Shape::Table(_)),
                Value::List(_) => matches!(shape, Shape::List(_)),
                Value::Scalar(_) => true,
            })
            .unwrap_or(&Shape::Json),
        shape => shape,
    }
}

/// A scalar on one line; `flow` within brackets and for keys.
fn scalar_text(scalar: &Scalar, flow: bool) -> String {
    match scalar.value {
        ScalarValue::Text => quoted(&scalar.text, flow),
        ScalarValue::Null => "null".into(),
        _ => scalar.text.clone(),
    }
}

#[cfg(test)]
mod tests;
