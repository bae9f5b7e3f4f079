//! What a description of a file format is made of. The description itself stands in [`mod@super::format`].
//!
//! One description serves all who have to know the format: the structural check ([`super::structure`]), the typed form of
//! the files ([`super::value`]), the formatter ([`super::fmt`]), the JSON schema for editors ([`super::schema`]) and the page
//! for people ([`super::reference`]).

use crate::text::diagnostic::Code;

use super::word::Word;

/// What may stand in one place.
#[derive(Clone, Copy, Debug)]
pub enum Content {
    /// A text of a certain make.
    Text(Word),
    /// A whole number.
    Integer {
        /// The least one.
        min: i64,
        /// The largest one.
        max: i64,
    },
    /// `true` or `false`.
    Flag,
    /// A text, a number or a flag.
    Scalar,
    /// Anything.
    Json,
    /// The content, or `null` to take a documented fact away.
    Nullable(&'static Content),
    /// A list with at least one item.
    List(&'static Content),
    /// The first of the contents that suits the kind of the node: scalar, list or map.
    Either(&'static [Content]),
    /// A map with known keys.
    Record(&'static Record),
    /// A map whose keys are names.
    Table(&'static Table),
}

/// A map with known keys.
#[derive(Debug)]
pub struct Record {
    /// The name of the definition in the JSON schema.
    pub name: &'static str,
    /// What it is, with an article, for messages: "an operation".
    pub noun: &'static str,
    /// What it is for.
    pub doc: &'static str,
    /// The keys in canonical order.
    pub keys: &'static [Key],
    /// Keys of which exactly one is given.
    pub one_of: &'static [&'static str],
    /// Pairs of keys of which neither is given without the other.
    pub together: &'static [(&'static str, &'static str)],
    /// Whether the formatter writes it on one line where it fits.
    pub compact: bool,
    /// How it is written, in canonical form, with all its keys; nothing if the examples of others show it.
    pub examples: &'static [&'static str],
}

/// A key of a [`Record`].
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What kind of thing it says.
    pub says: Says,
    /// Whether it must be given.
    pub required: bool,
    /// What may stand there.
    pub content: Content,
    /// What it says.
    pub doc: &'static str,
}

/// What kind of thing a key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Says {
    /// What the platform documents.
    Fact,
    /// What we make of it: a name, a correction, a part that it plays.
    Choice,
    /// What we say of it, which makes it nothing else: facts and choices alone tell whether two fields are the same.
    Words,
}

/// A map whose keys are names.
#[derive(Debug)]
pub struct Table {
    /// What one entry is, with an article: "an error code".
    pub noun: &'static str,
    /// How the keys are written.
    pub key: Word,
    /// What stands at each key.
    pub value: Content,
    /// The problem when a key is given twice.
    pub duplicate: Code,
    /// Whether the formatter leaves a line between entries.
    pub spaced: bool,
    /// Whether the formatter writes it on one line where it fits.
    pub compact: bool,
}

/// A key that must be given.
pub(super) const fn required(
    says: Says,
    name: &'static str,
    content: Content,
    doc: &'static str,
) -> Key {
    Key {
        name,
        says,
        required: true,
        content,
        doc,
    }
}

/// A key that may be left out.
pub(super) const fn optional(
    says: Says,
    name: &'static str,
    content: Content,
    doc: &'static str,
) -> Key {
    Key {
        name,
        says,
        required: false,
        content,
        doc,
    }
}

impl Record {
    /// One without keys.
    pub(super) const EMPTY: Self = Self {
        name: "",
        noun: "",
        doc: "",
        keys: &[],
        one_of: &[],
        together: &[],
        compact: false,
        examples: &[],
    };

    /// The key with a name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

impl Content {
    /// What is expected, for messages.
    pub fn expectation(&self) -> String {
        match self {
            Self::Text(word) => word.expectation().to_owned(),
            Self::Integer { min, max } if min == max => format!("`{min}`"),
            Self::Integer {
                min: i64::MIN,
                max: i64::MAX,
            } => "a whole number".into(),
            Self::Integer { min, max: i64::MAX } => format!("a whole number from {min} on"),
            Self::Integer { min, max } => format!("a whole number from {min} to {max}"),
            Self::Flag => "`true` or `false`".into(),
            Self::Scalar => "a text, a number or a flag".into(),
            Self::Json => "any value".into(),
            Self::Nullable(content) => format!("{} or `null`", content.expectation()),
            Self::List(item) => format!("a list, each item {}", item.expectation()),
            Self::Either(contents) => contents
                .iter()
                .map(Self::expectation)
                .collect::<Vec<_>>()
                .join(", or "),
            Self::Record(record) => {
                let keys: Vec<_> = record
                    .keys
                    .iter()
                    .take(4)
                    .map(|key| format!("`{}`", key.name))
                    .collect();
                format!("{}: a map with {}", record.noun, keys.join(", "))
            }
            Self::Table(table) => format!("a map, each key {}", table.noun),
        }
    }
}
