//! Values of the spec files that know where they stand: how each is read from YAML, and written to it.
//!
//! Reading is lenient: what the structural check has refused is left out, so that the other checks can go on. Flags and
//! whole numbers are written in one form; texts, samples and values of enumerations stay as they were written.

use serde_json::Value as Json;

use crate::text::diagnostic::At;
use crate::text::yaml::{Entry, Map, Node, Scalar, ScalarValue, Value};

use super::grammar::{Content, Key, Record};
use super::word::{Route, TypeExpr, Word};

/// A value and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: At,
}

/// A text and where it stands.
pub type Text = Located<String>;

/// A value of an enumeration as on the wire, with quotation marks or without, and where it stands.
pub type Wire = Located<Scalar>;

/// A fact that may be given, or be taken away with `null`.
pub type Given<T> = Option<Located<Option<T>>>;

impl<T> Located<T> {
    /// Returns a value that stands nowhere yet.
    pub fn new(value: T) -> Self {
        let at = At::default();
        Self { value, at }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

/// Returns the text at a key; an empty one if there is none.
pub fn text(text: &Option<Text>) -> &str {
    text.as_ref().map_or("", |text| text.value.as_str())
}

/// Returns whether a flag is given as `true`.
pub fn is_set(flag: &Option<Located<bool>>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

/// Returns a fact that stands nowhere yet.
pub fn given<T>(value: T) -> Given<T> {
    Some(Located::new(Some(value)))
}

/// What a single node says.
pub trait Leaf: Sized {
    /// Reads a node, if it is of this kind.
    fn read(node: &Node) -> Option<Self>;

    /// Writes the value.
    fn write(&self) -> Node;
}

impl Leaf for String {
    fn read(node: &Node) -> Option<Self> {
        let scalar = node.as_scalar()?;
        (scalar.value == ScalarValue::Text).then(|| scalar.text.clone())
    }

    fn write(&self) -> Node {
        Scalar::text(self.clone()).into()
    }
}

impl Leaf for Scalar {
    fn read(node: &Node) -> Option<Self> {
        node.as_scalar().cloned()
    }

    fn write(&self) -> Node {
        self.clone().into()
    }
}

impl Leaf for Node {
    fn read(node: &Node) -> Option<Self> {
        Some(node.clone())
    }

    fn write(&self) -> Node {
        self.clone()
    }
}

impl Leaf for bool {
    fn read(node: &Node) -> Option<Self> {
        match node.as_scalar()?.value {
            ScalarValue::Bool(flag) => Some(flag),
            _ => None,
        }
    }

    fn write(&self) -> Node {
        plain(self)
    }
}

impl Leaf for TypeExpr {
    fn read(node: &Node) -> Option<Self> {
        Self::parse(&String::read(node)?).ok()
    }

    fn write(&self) -> Node {
        self.to_string().write()
    }
}

impl Leaf for Route {
    fn read(node: &Node) -> Option<Self> {
        Self::parse(&String::read(node)?).ok()
    }

    fn write(&self) -> Node {
        self.to_string().write()
    }
}

/// A limit of values, which is a number or a text.
impl Leaf for Json {
    fn read(node: &Node) -> Option<Self> {
        match node.as_scalar()?.value {
            ScalarValue::Int(_) | ScalarValue::Text => Some(node.to_json()),
            _ => None,
        }
    }

    fn write(&self) -> Node {
        Node::from_json(self)
    }
}

/// A kind of whole numbers.
pub trait Whole: TryFrom<i64> + ToString {}

impl Whole for i64 {}
impl Whole for u64 {}
impl Whole for u32 {}
impl Whole for u16 {}

impl<T: Whole> Leaf for T {
    fn read(node: &Node) -> Option<Self> {
        match node.as_scalar()?.value {
            ScalarValue::Int(number) => number.try_into().ok(),
            _ => None,
        }
    }

    fn write(&self) -> Node {
        plain(self)
    }
}

fn plain(value: &impl ToString) -> Node {
    Scalar::plain(value.to_string()).into()
}

/// What stands at a key of a record, if anything does.
pub trait Slot: Default {
    /// Reads what stands at a key, of which `content` says what may.
    fn read(entry: &Entry, content: &Content) -> Self;

    /// Writes it; nothing if it is left out.
    fn write(&self, content: &Content) -> Option<Node>;
}

impl<T: Leaf> Slot for Option<Located<T>> {
    fn read(entry: &Entry, _: &Content) -> Self {
        located(&entry.value)
    }

    fn write(&self, _: &Content) -> Option<Node> {
        Some(self.as_ref()?.value.write())
    }
}

impl<T: Leaf> Slot for Given<T> {
    fn read(entry: &Entry, _: &Content) -> Self {
        let scalar = entry.value.as_scalar();
        if scalar.is_some_and(|scalar| scalar.value == ScalarValue::Null) {
            let at = entry.value.at;
            return Some(Located { value: None, at });
        }
        let Located { value, at } = located(&entry.value)?;
        Some(Located {
            value: Some(value),
            at,
        })
    }

    fn write(&self, _: &Content) -> Option<Node> {
        Some(match &self.as_ref()?.value {
            Some(value) => value.write(),
            None => Node::from_json(&Json::Null),
        })
    }
}

impl<T: Leaf> Slot for Vec<Located<T>> {
    fn read(entry: &Entry, _: &Content) -> Self {
        let items = entry.value.as_list().unwrap_or_default();
        items.iter().filter_map(located).collect()
    }

    fn write(&self, _: &Content) -> Option<Node> {
        let items = self.iter().map(|item| item.value.write());
        (!self.is_empty()).then(|| Value::List(items.collect()).into())
    }
}

/// A table of texts.
impl Slot for Vec<(Text, Text)> {
    fn read(entry: &Entry, _: &Content) -> Self {
        let pair = |entry: &Entry| Some((Text::read(entry)?, located(&entry.value)?));
        let entries = entry.value.as_map().map(|map| map.entries.as_slice());
        entries
            .unwrap_or_default()
            .iter()
            .filter_map(pair)
            .collect()
    }

    fn write(&self, _: &Content) -> Option<Node> {
        let mut map = Map::default();
        for (key, text) in self {
            map.add(key.write().unwrap_or(Scalar::null()), text.value.write());
        }
        (!self.is_empty()).then(|| map.into())
    }
}

/// A table of tables of texts.
impl Slot for Vec<(Text, Vec<(Text, Text)>)> {
    fn read(entry: &Entry, content: &Content) -> Self {
        let row = |entry: &Entry| Some((Text::read(entry)?, Slot::read(entry, content)));
        let entries = entry.value.as_map().map(|map| map.entries.as_slice());
        entries.unwrap_or_default().iter().filter_map(row).collect()
    }

    fn write(&self, content: &Content) -> Option<Node> {
        let mut map = Map::default();
        for (key, texts) in self {
            let node = texts
                .write(content)
                .unwrap_or_else(|| Map::default().into());
            map.add(key.write().unwrap_or(Scalar::null()), node);
        }
        (!self.is_empty()).then(|| map.into())
    }
}

fn located<T: Leaf>(node: &Node) -> Option<Located<T>> {
    let value = T::read(node)?;
    Some(Located { value, at: node.at })
}

/// A record as a value: what the macro `record` makes.
pub trait Keys: Default {
    /// What tells where it stands.
    type Head: Head;

    /// Returns how it is made.
    fn record() -> &'static Record;

    /// Returns what tells where it stands.
    fn head(&self) -> &Self::Head;

    /// Reads its keys.
    fn read_keys(head: Self::Head, map: &Map) -> Self;

    /// Writes its keys, in canonical order.
    fn write_keys(&self) -> Map;
}

/// What tells where a record stands: its name in a table, or the place of its key.
pub trait Head: Sized {
    /// Reads it.
    fn read(entry: &Entry) -> Option<Self>;

    /// Returns the key in a table; nothing if it stands in none.
    fn write(&self) -> Option<Scalar>;
}

impl Head for At {
    fn read(entry: &Entry) -> Option<Self> {
        Some(entry.key_at)
    }

    fn write(&self) -> Option<Scalar> {
        None
    }
}

impl Head for Text {
    fn read(entry: &Entry) -> Option<Self> {
        Some(Self {
            value: entry.key.text.clone(),
            at: entry.key_at,
        })
    }

    fn write(&self) -> Option<Scalar> {
        Some(Scalar::text(self.value.clone()))
    }
}

impl Head for Wire {
    fn read(entry: &Entry) -> Option<Self> {
        Some(Self {
            value: entry.key.clone(),
            at: entry.key_at,
        })
    }

    fn write(&self) -> Option<Scalar> {
        Some(self.value.clone())
    }
}

impl Head for Located<i64> {
    fn read(entry: &Entry) -> Option<Self> {
        Some(Self {
            value: entry.key.text.parse().ok()?,
            at: entry.key_at,
        })
    }

    fn write(&self) -> Option<Scalar> {
        Some(Scalar::plain(self.value.to_string()))
    }
}

impl<T: Keys> Slot for Option<T> {
    fn read(entry: &Entry, _: &Content) -> Self {
        Some(T::read_keys(T::Head::read(entry)?, entry.value.as_map()?))
    }

    fn write(&self, _: &Content) -> Option<Node> {
        Some(self.as_ref()?.write_keys().into())
    }
}

/// A table of records by name, or a list of records without.
impl<T: Keys> Slot for Vec<T> {
    fn read(entry: &Entry, content: &Content) -> Self {
        match &entry.value.value {
            Value::Map(map) => {
                let short = short(content);
                let row = |entry: &Entry| {
                    let keys = lengthened(&entry.value, short);
                    Some(T::read_keys(T::Head::read(entry)?, &keys))
                };
                map.entries.iter().filter_map(row).collect()
            }
            Value::List(items) => {
                let item = |node: &Node| {
                    let entry = Entry {
                        key_at: node.at,
                        key: Scalar::null(),
                        value: node.clone(),
                    };
                    Some(T::read_keys(T::Head::read(&entry)?, node.as_map()?))
                };
                items.iter().filter_map(item).collect()
            }
            Value::Scalar(_) => Vec::new(),
        }
    }

    fn write(&self, content: &Content) -> Option<Node> {
        if self.is_empty() {
            return None;
        }
        let mut table = Map::default();
        let mut list = Vec::new();
        for record in self {
            let node = shortened(record.write_keys(), short(content));
            match record.head().write() {
                Some(key) => table.add(key, node),
                None => list.push(node),
            }
        }
        Some(match list.is_empty() {
            true => table.into(),
            false => Value::List(list).into(),
        })
    }
}

/// Returns the key that a text stands for where a table has texts in the place of records that say nothing else.
fn short(content: &Content) -> Option<&'static str> {
    let Content::Table(table) = content else {
        return None;
    };
    let Content::Either([Content::Text(Word::Doc), Content::Record(_)]) = table.value else {
        return None;
    };
    Some("doc")
}

fn lengthened(node: &Node, short: Option<&str>) -> Map {
    match (&node.value, short) {
        (Value::Map(map), _) => map.clone(),
        (Value::Scalar(_), Some(key)) => {
            let mut map = Map::default();
            map.add(Scalar::text(key.to_owned()), node.clone());
            map
        }
        _ => Map::default(),
    }
}

fn shortened(map: Map, short: Option<&str>) -> Node {
    match map.entries.as_slice() {
        [only] if Some(only.key.text.as_str()) == short => only.value.clone(),
        _ => map.into(),
    }
}

/// Reads what stands at a key of a map.
pub(super) fn read_key<T: Slot>(map: &Map, key: Option<&Key>) -> T {
    let found = key.and_then(|key| Some((map.get(key.name)?, key)));
    found.map_or_else(T::default, |(entry, key)| T::read(entry, &key.content))
}

/// Writes what stands at a key into a map.
pub(super) fn write_key<T: Slot>(map: &mut Map, key: Option<&Key>, slot: &T) {
    if let Some(key) = key
        && let Some(node) = slot.write(&key.content)
    {
        map.add(Scalar::text(key.name.to_owned()), node);
    }
}

#[cfg(test)]
mod tests {
    use crate::spec::format::{FieldSource, TypeSource};
    use crate::text::diagnostic::Report;
    use crate::text::yaml;

    use super::*;

    fn read<T: Keys<Head = Text>>(text: &str) -> T {
        let mut report = Report::new();
        let file = report.add_source("test.yaml", text);
        let node = yaml::parse(file, &mut report).unwrap();
        T::read_keys("name".into(), node.as_map().unwrap())
    }

    #[test]
    fn every_key_knows_where_it_stands() {
        let text =
            "type: int[]\nminimum: 3\noverride: { minimum: null, why: So it is. }\ndoc: A.\n";
        let field: FieldSource = read(text);
        let shown = |at: At| &text[at.start..at.end];
        assert_eq!(shown(field.documented_type.unwrap().at), "int[]");
        assert_eq!(shown(field.minimum.unwrap().at), "3");
        assert_eq!(shown(field.doc.unwrap().at), "A.");
        let correction = field.correction.unwrap();
        assert_eq!(shown(correction.at), "override");
        let minimum = correction.minimum.unwrap();
        assert_eq!((minimum.value, shown(minimum.at)), (None, "null"));
    }

    #[test]
    fn what_is_of_another_kind_is_left_out() {
        let field: FieldSource = read(
            "type: strng\nrequired: 1\nalways: yes\nvalues: x\nformat: 3\noverride: none\ndoc: [A.]\nother: 1\n",
        );
        let keys = field.write_keys();
        assert!(keys.entries.is_empty(), "{keys:?}");
    }

    #[test]
    fn a_value_that_says_one_thing_is_written_as_that() {
        let ty: TypeSource = read(
            "enum: string\nvalues: { a: A., \"1\": { doc: One. }, 2: { name: Two, doc: Two. }, 3: {} }\n",
        );
        let docs: Vec<_> = ty.values.iter().map(|value| text(&value.doc)).collect();
        assert_eq!(docs, ["A.", "One.", "Two.", ""]);
        let written = Node::from(ty.write_keys()).to_json();
        assert_eq!(
            written["values"],
            serde_json::json!({"a": "A.", "1": "One.", "2": {"name": "Two", "doc": "Two."}, "3": {}})
        );
    }
}
