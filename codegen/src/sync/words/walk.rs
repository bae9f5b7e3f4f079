//! Walks a file of the spec to all places of words.

use std::collections::BTreeSet;
use std::ptr;

use crate::spec::grammar::{Content, Key, Record, Says};
use crate::spec::source::{OperationSource, ValueSource};
use crate::spec::value::Keys;
use crate::spec::word::Word;
use crate::text::diagnostic::{At, Code};
use crate::text::yaml::{Map, Node, ScalarValue, Value};

/// A place of words: what may be left empty until a person has written it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The keys from the top of the file.
    pub(super) way: Vec<String>,
    /// Where the words stand; where the key is missing, what they are of.
    pub(super) at: At,
    /// The record that the key is in.
    pub(super) record: &'static Record,
    /// What kind of text it is.
    pub(super) word: Word,
    /// The words that are there; empty if there are none.
    pub(super) text: String,
}

impl Found {
    /// Whether the words are those of a record of a kind.
    pub(super) fn is_of<T: Keys>(&self) -> bool {
        ptr::eq(self.record, T::record())
    }

    /// Whether nothing is there yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Finds the places of a file. `asked` is what the linter asks for, and of what.
pub(super) fn walk(
    node: &Node,
    record: &'static Record,
    asked: &BTreeSet<(Code, At)>,
) -> Vec<Found> {
    let mut walk = Walk {
        asked,
        found: Vec::new(),
    };
    if let Some(map) = node.as_map() {
        walk.record(map, record, node.at, &[]);
    }
    walk.found
}

struct Walk<'a> {
    asked: &'a BTreeSet<(Code, At)>,
    found: Vec<Found>,
}

/// What is being looked at: a key of a record.
#[derive(Clone, Copy)]
struct Within {
    record: &'static Record,
    key: &'static Key,
}

impl Walk<'_> {
    fn record(&mut self, map: &Map, record: &'static Record, owner: At, way: &[String]) {
        for key in record.keys {
            let within = Within { record, key };
            let way = down(way, key.name);
            match map.get(key.name) {
                Some(entry) => self.content(&entry.value, &key.content, entry.key_at, within, &way),
                None => self.absent(within, owner, &way),
            }
        }
    }

    fn content(
        &mut self,
        node: &Node,
        content: &'static Content,
        owner: At,
        within: Within,
        way: &[String],
    ) {
        match (content, &node.value) {
            (Content::Nullable(inner), _) => self.content(node, inner, owner, within, way),
            (Content::Either(contents), Value::Scalar(_)) => {
                let record = contents.iter().find_map(as_record);
                let short = record.and_then(|record| Some((record, record.key("doc")?)));
                let text = contents
                    .iter()
                    .find(|content| matches!(content, Content::Text(Word::Doc)));
                if let (Some(text), Some((record, key))) = (text, short) {
                    let within = Within { record, key };
                    self.content(node, text, owner, within, &down(way, key.name));
                }
            }
            (Content::Either(contents), Value::Map(map)) => {
                if let Some(record) = contents.iter().find_map(as_record) {
                    self.record(map, record, owner, way);
                }
            }
            (Content::Text(word), Value::Scalar(scalar)) if may_wait(*word) => {
                let is_there = scalar.value != ScalarValue::Null;
                let text = if is_there { scalar.text.as_str() } else { "" };
                let at = if is_there { node.at } else { owner };
                self.push(within, *word, at, text, way);
            }
            (Content::Record(record), Value::Map(map)) => self.record(map, record, owner, way),
            (Content::Table(table), Value::Map(map)) => {
                for entry in &map.entries {
                    let way = down(way, &entry.key.text);
                    self.content(&entry.value, &table.value, entry.key_at, within, &way);
                }
            }
            _ => {}
        }
    }

    /// Words whose key is left out: where the format needs them, or the linter.
    fn absent(&mut self, within: Within, owner: At, way: &[String]) {
        let Content::Text(word) = within.key.content else {
            return;
        };
        let asks = |code| self.asked.contains(&(code, owner));
        let is_of = |record| ptr::eq(within.record, record);
        let is_due = match within.key.name {
            "name" => is_of(OperationSource::record()) && asks(Code::Words),
            "class" => is_of(ValueSource::record()) && asks(Code::Words),
            "deprecated" => is_of(OperationSource::record()) && asks(Code::Deprecated),
            _ => within.key.required && within.key.says == Says::Words,
        };
        if is_due {
            self.push(within, word, owner, "", way);
        }
    }

    fn push(&mut self, within: Within, word: Word, at: At, text: &str, way: &[String]) {
        self.found.push(Found {
            way: way.to_vec(),
            at,
            record: within.record,
            word,
            text: text.to_owned(),
        });
    }
}

/// Whether a text of this kind may be left empty for a while.
fn may_wait(word: Word) -> bool {
    matches!(word.check(""), Err(misfit) if misfit.code == Code::Words)
}

const fn as_record(content: &'static Content) -> Option<&'static Record> {
    match content {
        Content::Record(record) => Some(record),
        _ => None,
    }
}

fn down(way: &[String], step: &str) -> Vec<String> {
    let mut way = way.to_vec();
    way.push(step.to_owned());
    way
}
