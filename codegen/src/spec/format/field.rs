//! Fields and what corrects them.

use crate::diagnostic::Code;

use super::super::grammar::{Content, Record, Table, optional, required};
use super::super::word::Word;
use super::examples::{FIELD_EXAMPLE, OVERRIDE_EXAMPLE};
use super::{COUNT, NUMBER, TEXT, doc, note, undocumented};

pub(super) static FIELDS: Table = Table {
    noun: "the name of a field",
    key: Word::Wire,
    value: Content::Record(&FIELD),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

static FIELD: Record = Record {
    name: "Field",
    noun: "a field",
    doc: "One field of a request, a response or an object.",
    keys: &[
        required(
            "type",
            Content::Text(Word::Type),
            "`string`, `int`, `float`, `bool`, `any`, `object`, `file`, `map<T>` or a named type, with `[]` behind for lists.",
        ),
        optional("rust", Content::Text(Word::Snake), "Another name in Rust."),
        undocumented(),
        optional("required", Content::Flag, "As documented."),
        optional(
            "always",
            Content::Flag,
            "Every successful response carries it, so that Rust needs no `Option`.",
        ),
        optional(
            "format",
            Content::Text(Word::OneOf(&["unix_seconds", "bytes", "secret"])),
            "What the text or the number stands for.",
        ),
        optional(
            "json",
            Content::Text(Word::Camel),
            "The text is JSON; the type of what it holds.",
        ),
        optional(
            "computed",
            Content::Text(Word::OneOf(&["file_size"])),
            "The transport fills it in from the file that is sent.",
        ),
        optional(
            "values",
            Content::List(&Content::Text(Word::EnumValue)),
            "The values that are documented here, where they are not all of the type's.",
        ),
        optional("min_length", COUNT, "The least number of characters."),
        optional("max_length", COUNT, "The largest number of characters."),
        optional("minimum", NUMBER, "The least value."),
        optional("maximum", NUMBER, "The largest value."),
        optional(
            "pattern",
            TEXT,
            "A regular expression that the value matches.",
        ),
        optional(
            "default",
            Content::Scalar,
            "What an absent field stands for.",
        ),
        optional("example", Content::Json, "A sample value."),
        optional(
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
            "type",
            Content::Text(Word::Type),
            "The type, such as an enumeration whose values only the prose of the page gives.",
        ),
        optional(
            "required",
            Content::Nullable(&Content::Flag),
            "Whether it must be given.",
        ),
        optional(
            "min_length",
            Content::Nullable(&COUNT),
            "The least number of characters.",
        ),
        optional(
            "max_length",
            Content::Nullable(&COUNT),
            "The largest number of characters.",
        ),
        optional("minimum", Content::Nullable(&NUMBER), "The least value."),
        optional("maximum", Content::Nullable(&NUMBER), "The largest value."),
        optional(
            "pattern",
            Content::Nullable(&TEXT),
            "A regular expression that the value matches.",
        ),
        optional(
            "default",
            Content::Nullable(&Content::Scalar),
            "What an absent field stands for.",
        ),
        optional("example", Content::Json, "A sample value."),
        required("why", Content::Text(Word::Doc), "How we know."),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[OVERRIDE_EXAMPLE],
};
