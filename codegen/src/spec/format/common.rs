//! Keys that several records have, and what may stand in several places.

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Key, Table, optional, required};
use super::super::heuristic;
use super::super::word::Word;
use crate::text::diagnostic::Code;

const DOC: &str = "Documentation in our own words: short, true, English.";
const UNDOCUMENTED: &str = "The documentation does not list it, or no longer; what is gone stays until a major version takes it out.";
const DRAFT: &str = "Its words are still to be written: none are asked for, and nothing is generated. Its facts are checked and compared as any other's. An import marks what it adds; whoever has written the words takes the mark away.";
const REUSED: &str = "Its words were taken from another place, and nobody has said yet that they hold here. An import marks what it takes over; whoever has held the words against the page takes the mark away, and `cargo xtask words apply` does it for them.";
const NOTE: &str = "A remark for maintainers; not part of the documentation.";

pub(super) const COUNT: Content = Content::Integer {
    min: 0,
    max: u32::MAX as i64,
};
pub(super) const NUMBER: Content = Content::Integer {
    min: i64::MIN,
    max: i64::MAX,
};
pub(super) const SCOPES: Content = Content::List(&Content::Text(Word::Scope));
pub(super) const TITLE: Content = Content::Text(Word::Title);
pub(super) const PATH: Content = Content::Text(Word::Path);
pub(super) const TEXT: Content = Content::Text(Word::Text);

pub(super) const fn doc() -> Key {
    required(Words, "doc", Content::Text(Word::Doc), DOC)
}

pub(super) const fn note() -> Key {
    optional(Words, "note", Content::Text(Word::Doc), NOTE)
}

pub(super) const fn undocumented() -> Key {
    optional(Fact, "undocumented", Content::Flag, UNDOCUMENTED)
}

pub(super) const fn draft() -> Key {
    optional(Choice, "draft", Content::Flag, DRAFT)
}

pub(super) const fn reused() -> Key {
    optional(Words, "reused", Content::Flag, REUSED)
}

static ALLOWED: Table = Table {
    noun: "what is asked",
    key: Word::OneOf(&heuristic::NAMES),
    value: Content::Text(Word::Doc),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

/// Answers to what the linter asks.
pub(super) const fn allow() -> Key {
    optional(
        Words,
        "allow",
        Content::Table(&ALLOWED),
        "What the linter would warn of, each with the reason why it is right here.",
    )
}

/// The order of the arguments of `new`.
pub(super) const fn arguments() -> Key {
    optional(
        Choice,
        "arguments",
        Content::List(&Content::Text(Word::Wire)),
        "The order in which `new` of a request, or of an object that requests carry, takes its arguments: every field that is required, by its name, or by its `rust` if it has one, and in place of fields that are folded the parameter that they make. Given where there are two or more. An import keeps the order; whoever changes it breaks callers.",
    )
}
