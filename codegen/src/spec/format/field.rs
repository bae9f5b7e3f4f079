//! Fields and what corrects them.

use crate::spec::limits::ValueLimit;
use crate::text::diagnostic::Code;

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Key, Record, Table, optional, required};
use super::super::word::Word;
use super::common::{COUNT, NUMBER, TEXT, doc, note, undocumented};
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
        ValueLimit::MinLength => (&COUNT, "The least number of characters."),
        ValueLimit::MaxLength => (&COUNT, "The largest number of characters."),
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

/// A field.
pub static FIELD: Record = Record {
    name: "Field",
    noun: "a field",
    doc: "One field of a request, a response or an object.",
    keys: &[
        required(
            Fact,
            "type",
            Content::Text(Word::Type),
            "`string`, `int`, `float`, `bool`, `any`, `object`, `file`, `map<T>` or a named type, with `[]` behind for lists.",
        ),
        optional(
            Choice,
            "rust",
            Content::Text(Word::Snake),
            "Another name in Rust.",
        ),
        undocumented(),
        optional(Fact, "required", Content::Flag, "As documented."),
        optional(
            Words,
            "always",
            Content::Flag,
            "Every successful response carries it, so that Rust needs no `Option`. Not for enumerations of numbers.",
        ),
        optional(
            Words,
            "format",
            Content::Text(Word::OneOf(&["unix_seconds", "bytes", "secret"])),
            "What the text or the number stands for.",
        ),
        optional(
            Choice,
            "json",
            Content::Text(Word::Camel),
            "The text is JSON; the type of what it holds.",
        ),
        optional(
            Choice,
            "computed",
            Content::Text(Word::OneOf(&["file_size"])),
            "The transport fills it in from the file that is sent.",
        ),
        optional(
            Fact,
            "values",
            Content::List(&Content::Text(Word::EnumValue)),
            "The values that are documented here, where they are not all of the type's.",
        ),
        limit(ValueLimit::MinLength),
        limit(ValueLimit::MaxLength),
        limit(ValueLimit::Minimum),
        limit(ValueLimit::Maximum),
        limit(ValueLimit::Pattern),
        optional(
            Fact,
            "default",
            Content::Scalar,
            "What an absent field stands for.",
        ),
        optional(Fact, "example", Content::Json, "A sample value."),
        optional(
            Choice,
            "override",
            Content::Record(&OVERRIDE),
            "What holds where the documentation is wrong.",
        ),
        note(),
        doc(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[FIELD_EXAMPLE],
};

static OVERRIDE: Record = Record {
    name: "Override",
    noun: "an override",
    doc: "What holds where the documentation is wrong; `null` takes a documented fact away. It must change something.",
    keys: &[
        optional(
            Choice,
            "type",
            Content::Text(Word::Type),
            "The type, such as an enumeration whose values only the prose of the page gives.",
        ),
        optional(
            Choice,
            "required",
            Content::Nullable(&Content::Flag),
            "Whether it must be given.",
        ),
        corrected_limit(ValueLimit::MinLength),
        corrected_limit(ValueLimit::MaxLength),
        corrected_limit(ValueLimit::Minimum),
        corrected_limit(ValueLimit::Maximum),
        corrected_limit(ValueLimit::Pattern),
        optional(
            Choice,
            "default",
            Content::Nullable(&Content::Scalar),
            "What an absent field stands for.",
        ),
        optional(Choice, "example", Content::Json, "A sample value."),
        required(Choice, "why", Content::Text(Word::Doc), "How we know."),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[OVERRIDE_EXAMPLE],
};

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
