//! Values that belong together, and the parameters of requests that they make.

use crate::text::diagnostic::Code;

use super::super::grammar::Says::{Choice, Words};
use super::super::grammar::{Content, Record, Table, optional, required};
use super::super::record::record;
use super::super::value::Text;
use super::super::word::Word;
use super::common::{allow, doc};
use super::examples::FOLD_EXAMPLE;

/// The parts of a type.
pub(super) static PARTS: Table = Table {
    noun: "the name of a part",
    key: Word::Snake,
    value: Content::Record(&PART),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

/// A part is read like a field, of which it has these keys.
static PART: Record = Record {
    name: "Part",
    noun: "a part",
    doc: "One of the values that belong together.",
    keys: &[
        required(
            Choice,
            "type",
            Content::Text(Word::Type),
            "The type of the fields that give it: that of a single value.",
        ),
        optional(
            Choice,
            "format",
            Content::Text(Word::OneOf(&["unix_seconds"])),
            "What the text stands for.",
        ),
        doc(),
    ],
    compact: true,
    ..Record::EMPTY
};

/// The parameters that an operation folds.
pub(super) static FOLDS: Table = Table {
    noun: "the name of a parameter",
    key: Word::Snake,
    value: Content::Record(&FOLD),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

record! {
    /// A parameter that is put together of several fields of the request. It is required if any of them is.
    FoldSource(name: Text) is FOLD {
        name: "Fold",
        noun: "a parameter",
        compact: true,
        examples: &[FOLD_EXAMPLE],
    }
    ty: Option<Text> = required(Choice, "type", Content::Text(Word::Camel), "The type, which has `parts`.");
    parts: Vec<(Text, Text)> = required(Choice, "parts", Content::Table(&FOLDED), "The field of the request for each part.");
    doc: Option<Text> = optional(Words, "doc", Content::Text(Word::Doc), "What it is, if the fields together do not say it well.");
    allow: Vec<(Text, Text)> = allow();
}

static FOLDED: Table = Table {
    noun: "the name of a part",
    key: Word::Snake,
    value: Content::Text(Word::Wire),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: true,
};
