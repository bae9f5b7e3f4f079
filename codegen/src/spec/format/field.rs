//! Fields and what corrects them.

use serde_json::Value;

use crate::spec::limits::ValueLimit;
use crate::spec::notation::Format;
use crate::text::diagnostic::{At, Code};
use crate::text::yaml::Node;

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Key, Table, optional, required};
use super::super::record::record;
use super::super::value::{Given, Located, Text, Wire};
use super::super::word::{TypeExpr, Word};
use super::common::{COUNT, NUMBER, TEXT, allow, doc, note, undocumented};
use super::examples::{FIELD_EXAMPLE, OVERRIDE_EXAMPLE};

pub(super) static FIELDS: Table = Table {
    noun: "the name of a field",
    key: Word::Wire,
    value: Content::Record(&FIELD),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

/// What may stand at a limit, and what it says.
const fn described(limit: ValueLimit) -> (&'static Content, &'static str) {
    match limit {
        ValueLimit::MinLength => (
            &COUNT,
            "The least number of characters; of a list, that of its items.",
        ),
        ValueLimit::MaxLength => (
            &COUNT,
            "The largest number of characters; of a list, that of its items.",
        ),
        ValueLimit::Minimum => (&NUMBER, "The least value."),
        ValueLimit::Maximum => (&NUMBER, "The largest value."),
        ValueLimit::Pattern => (&TEXT, "A regular expression that the value matches."),
    }
}

/// A limit as documented.
const fn limit(limit: ValueLimit) -> Key {
    let (content, doc) = described(limit);
    optional(Fact, limit.name(), *content, doc)
}

/// A limit as it is.
const fn corrected_limit(limit: ValueLimit) -> Key {
    let (content, doc) = described(limit);
    optional(Choice, limit.name(), Content::Nullable(content), doc)
}

record! {
    /// One field of a request, a response or an object.
    FieldSource(name: Text) is FIELD {
        name: "Field",
        noun: "a field",
        examples: &[FIELD_EXAMPLE],
    }
    documented_type: Option<Located<TypeExpr>> = required(Fact, "type", Content::Text(Word::Type), "`string`, `int`, `float`, `bool`, `any`, `object`, `file`, `map<T>` or a named type, with `[]` behind for lists.");
    rust: Option<Text> = optional(Choice, "rust", Content::Text(Word::Snake), "Another name in Rust.");
    undocumented: Option<Located<bool>> = undocumented();
    required: Given<bool> = optional(Fact, "required", Content::Flag, "As documented.");
    always: Option<Located<bool>> = optional(Words, "always", Content::Flag, "Every successful response carries it, so that Rust needs no `Option`. Not for enumerations of numbers.");
    format: Option<Text> = optional(Words, "format", Content::Text(Word::OneOf(Format::NAMES)), "What the text or the number stands for.");
    json: Option<Text> = optional(Choice, "json", Content::Text(Word::Camel), "The text is JSON; the type of what it holds.");
    computed: Option<Text> = optional(Choice, "computed", Content::Text(Word::OneOf(&["file_size"])), "The transport fills it in from the file that is sent.");
    values: Vec<Wire> = optional(Fact, "values", Content::List(&Content::Text(Word::EnumValue)), "The values that are documented here, where they are not all of the type's.");
    min_length: Given<Value> = limit(ValueLimit::MinLength);
    max_length: Given<Value> = limit(ValueLimit::MaxLength);
    minimum: Given<Value> = limit(ValueLimit::Minimum);
    maximum: Given<Value> = limit(ValueLimit::Maximum);
    pattern: Given<Value> = limit(ValueLimit::Pattern);
    default: Given<Node> = optional(Fact, "default", Content::Scalar, "What an absent field stands for.");
    example: Given<Node> = optional(Fact, "example", Content::Json, "A sample value.");
    correction: Option<OverrideSource> = optional(Choice, "override", Content::Record(&OVERRIDE), "What holds where the documentation is wrong.");
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
    doc: Option<Text> = doc();
}

record! {
    /// What holds where the documentation is wrong; `null` takes a documented fact away. It must change something.
    OverrideSource(at: At) is OVERRIDE {
        name: "Override",
        noun: "an override",
        examples: &[OVERRIDE_EXAMPLE],
    }
    ty: Option<Located<TypeExpr>> = optional(Choice, "type", Content::Text(Word::Type), "The type, such as an enumeration whose values only the prose of the page gives.");
    required: Given<bool> = optional(Choice, "required", Content::Nullable(&Content::Flag), "Whether it must be given.");
    min_length: Given<Value> = corrected_limit(ValueLimit::MinLength);
    max_length: Given<Value> = corrected_limit(ValueLimit::MaxLength);
    minimum: Given<Value> = corrected_limit(ValueLimit::Minimum);
    maximum: Given<Value> = corrected_limit(ValueLimit::Maximum);
    pattern: Given<Value> = corrected_limit(ValueLimit::Pattern);
    default: Given<Node> = optional(Choice, "default", Content::Nullable(&Content::Scalar), "What an absent field stands for.");
    example: Given<Node> = optional(Choice, "example", Content::Json, "A sample value.");
    why: Option<Text> = required(Choice, "why", Content::Text(Word::Doc), "How we know.");
}

/// Finds a limit in the structs that have them all.
macro_rules! limits {
    ($source:ident) => {
        impl $source {
            /// Returns a limit.
            pub const fn limit(&self, limit: ValueLimit) -> &Given<Value> {
                match limit {
                    ValueLimit::MinLength => &self.min_length,
                    ValueLimit::MaxLength => &self.max_length,
                    ValueLimit::Minimum => &self.minimum,
                    ValueLimit::Maximum => &self.maximum,
                    ValueLimit::Pattern => &self.pattern,
                }
            }

            /// Returns a limit, to be changed.
            pub const fn limit_mut(&mut self, limit: ValueLimit) -> &mut Given<Value> {
                match limit {
                    ValueLimit::MinLength => &mut self.min_length,
                    ValueLimit::MaxLength => &mut self.max_length,
                    ValueLimit::Minimum => &mut self.minimum,
                    ValueLimit::Maximum => &mut self.maximum,
                    ValueLimit::Pattern => &mut self.pattern,
                }
            }
        }
    };
}

limits!(FieldSource);
limits!(OverrideSource);

/// A key whose value is a table of fields.
pub(super) const fn fields(name: &'static str, doc: &'static str) -> Key {
    optional(Fact, name, Content::Table(&FIELDS), doc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_a_key_and_can_be_corrected() {
        for limit in ValueLimit::ALL {
            assert!(FIELD.key(limit.name()).is_some(), "{limit:?}");
            assert!(OVERRIDE.key(limit.name()).is_some(), "{limit:?}");
        }
    }
}
