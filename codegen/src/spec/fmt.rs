//! The canonical form of the files: one order of keys, one way to quote, one place to break lines.
//!
//! What is written is the typed form of a file, which has the keys in order. Words and values stay as they are. A record or list stands on one line where the format says so and where it fits;
//! long texts are folded at spaces.

use crate::text::yaml::{Entry, MODE_LINE, Map, Node, Scalar, ScalarValue, Value};

use super::files::File;
use super::grammar::{Content, Record, Table};

use quote::{is_foldable, quoted};

mod quote;

/// Lines are at most so many characters long, unless a word is longer.
const WIDTH: usize = 100;

/// Writes a file.
pub fn write(file: &File) -> String {
    let mut writer = Writer {
        out: format!("{MODE_LINE} $schema={}schema.json\n", file.way_up()),
    };
    writer.record(&file.write(), file.record(), 0);
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    /// What stands behind `key:` or `-`, from the column that has been reached.
    fn value(&mut self, node: &Node, content: &Content, indent: usize) {
        let column = self.column();
        if let Value::Scalar(scalar) = &node.value {
            return self.scalar(scalar, indent);
        }
        if may_be_inline(node, content) {
            let inline = inline(node, content);
            if column + 1 + inline.chars().count() <= WIDTH || is_empty(node) {
                self.out.push(' ');
                self.out.push_str(&inline);
                self.out.push('\n');
                return;
            }
        }
        self.out.push('\n');
        self.block(node, content, indent + 2);
    }

    fn block(&mut self, node: &Node, content: &Content, indent: usize) {
        let content = alternative(content, node);
        match (&node.value, content) {
            (Value::Map(map), Content::Record(record)) => self.record(map, record, indent),
            (Value::Map(map), Content::Table(table)) => self.table(map, table, indent),
            (Value::Map(map), _) => {
                for entry in &map.entries {
                    self.entry(entry, &Content::Json, indent);
                }
            }
            (Value::List(items), content) => {
                let item_content = if let Content::List(item) = content {
                    item
                } else {
                    &Content::Json
                };
                for item in items {
                    self.pad(indent);
                    self.out.push('-');
                    self.value(item, item_content, indent);
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
        for (entry, content) in contents(map, record) {
            // At the top, what is long is set apart.
            if indent == 0 && matches!(content, Content::Table(_)) {
                self.out.push('\n');
            }
            self.entry(entry, content, indent);
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

    fn entry(&mut self, entry: &Entry, content: &Content, indent: usize) {
        self.pad(indent);
        self.out.push_str(&scalar_text(&entry.key, true));
        self.out.push(':');
        self.value(&entry.value, content, indent);
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

/// The entries with what may stand at each.
fn contents<'a>(
    map: &'a Map,
    record: &'a Record,
) -> impl Iterator<Item = (&'a Entry, &'a Content)> {
    map.entries.iter().map(|entry| {
        let key = record.key(&entry.key.text);
        (entry, key.map_or(&Content::Json, |key| &key.content))
    })
}

fn may_be_inline(node: &Node, content: &Content) -> bool {
    if is_empty(node) {
        return true;
    }
    match (alternative(content, node), &node.value) {
        (Content::Record(record), _) => record.compact,
        (Content::Table(table), _) => table.compact,
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
fn inline(node: &Node, content: &Content) -> String {
    match &node.value {
        Value::Scalar(scalar) => scalar_text(scalar, true),
        Value::List(items) => {
            let item_content = if let Content::List(item) = alternative(content, node) {
                item
            } else {
                &Content::Json
            };
            let items: Vec<_> = items
                .iter()
                .map(|item| inline(item, item_content))
                .collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) if map.entries.is_empty() => "{}".into(),
        Value::Map(map) => {
            let entries: Vec<(&Entry, &Content)> = match alternative(content, node) {
                Content::Record(record) => contents(map, record).collect(),
                Content::Table(table) => map
                    .entries
                    .iter()
                    .map(|entry| (entry, &table.value))
                    .collect(),
                _ => map
                    .entries
                    .iter()
                    .map(|entry| (entry, &Content::Json))
                    .collect(),
            };
            let entries: Vec<_> = entries
                .into_iter()
                .map(|(entry, content)| {
                    format!(
                        "{}: {}",
                        scalar_text(&entry.key, true),
                        inline(&entry.value, content)
                    )
                })
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// The content that is meant for this kind of node.
pub(super) fn alternative<'a>(content: &'a Content, node: &Node) -> &'a Content {
    match content {
        Content::Nullable(inner) => alternative(inner, node),
        Content::Either(contents) => contents
            .iter()
            .find(|content| match &node.value {
                Value::Map(_) => matches!(content, Content::Record(_) | Content::Table(_)),
                Value::List(_) => matches!(content, Content::List(_)),
                Value::Scalar(_) => true,
            })
            .unwrap_or(&Content::Json),
        content => content,
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
