//! What a service says of its fields, once for all that have one name and one type.

use crate::text::diagnostic::Code;

use super::super::grammar::{Content, Table};
use super::super::value::Text;
use super::super::word::Word;

/// The words on the fields of one name, by their type.
pub type GlossarySource = (Text, Vec<(Text, Text)>);

pub(super) static GLOSSARY: Table = Table {
    noun: "the name of a field",
    key: Word::Wire,
    value: Content::Table(&TYPES),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

static TYPES: Table = Table {
    noun: "the type of the field",
    key: Word::Type,
    value: Content::Text(Word::Doc),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};
