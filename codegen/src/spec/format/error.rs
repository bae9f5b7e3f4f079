//! Errors: what they mean, once for a service, and the rows in which operations list them.

use crate::text::diagnostic::Code;

use super::super::class::Class;
use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Key, Record, Table, optional, required};
use super::super::word::Word;
use super::common::{TEXT, note, undocumented};
use super::examples::{ERROR_EXAMPLE, MEANING_EXAMPLE, ROW_EXAMPLE};

/// What the errors of a service mean.
pub(super) static MEANINGS: Table = table(Content::Record(&MEANING));

/// The errors of an operation.
pub(super) static ROWS: Table = table(Content::Record(&ROW));

/// The errors that any operation may answer with: rows and meanings in one.
pub(super) static ERRORS: Table = table(Content::Record(&ERROR));

const fn table(value: Content) -> Table {
    Table {
        noun: "an error code",
        key: Word::ErrorCode,
        value,
        duplicate: Code::DuplicateErrorCode,
        spaced: false,
        compact: false,
    }
}

static MEANING: Record = Record {
    name: "ErrorMeaning",
    noun: "the meaning of an error",
    doc: "What a code means, whatever operation answers with it.",
    keys: &[
        name(),
        required(Words, "hint", HINT, HINT_DOC),
        required(Choice, "class", CLASS, CLASS_DOC),
        optional(Choice, "retry", RETRY, RETRY_DOC),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[MEANING_EXAMPLE],
};

static ROW: Record = Record {
    name: "Error",
    noun: "an error",
    doc: "A documented error of an operation. What the code means, the service says; what means something of its own here, the row.",
    keys: &[
        undocumented(),
        status(),
        message(),
        also(),
        optional(
            Words,
            "hint",
            HINT,
            "What it means here and what to do, where that is more than the service says.",
        ),
        optional(
            Choice,
            "class",
            CLASS,
            "What kind of failure it is here, where that differs. It follows anew whether a repetition can help.",
        ),
        optional(
            Choice,
            "retry",
            RETRY,
            "Whether a repetition can help here, where that differs.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[ROW_EXAMPLE],
};

static ERROR: Record = Record {
    name: "PlatformError",
    noun: "an error of the platform",
    doc: "A documented error that any operation may answer with, and what it means.",
    keys: &[
        undocumented(),
        status(),
        message(),
        also(),
        name(),
        required(Words, "hint", HINT, HINT_DOC),
        required(Choice, "class", CLASS, CLASS_DOC),
        optional(Choice, "retry", RETRY, RETRY_DOC),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[ERROR_EXAMPLE],
};

const HINT: Content = Content::Text(Word::Doc);
const HINT_DOC: &str = "What it means and what to do, in our own words.";
const CLASS: Content = Content::Text(Word::OneOf(Class::OF_ERRORS));
const CLASS_DOC: &str = "What kind of failure it is, by what it means and not by the HTTP status.";
const RETRY: Content = Content::Text(Word::OneOf(&["never", "wait", "idempotent", "renew_token"]));
const RETRY_DOC: &str = "Whether a repetition can help, where that does not follow from the class: after a wait when calls are limited, where it does no harm when the platform is unavailable, with another token when that was refused, never otherwise.";
const STATUS: Content = Content::Integer { min: 200, max: 599 };
const ALSO: Content = Content::List(&Content::Record(&AGAIN));

const fn name() -> Key {
    required(Choice, "name", Content::Text(Word::Camel), "The Rust name.")
}

const fn status() -> Key {
    optional(
        Fact,
        "status",
        STATUS,
        "The HTTP status that comes with it; absent if the page does not say.",
    )
}

const fn message() -> Key {
    optional(
        Fact,
        "message",
        TEXT,
        "The platform's own words for it; absent if the page has none.",
    )
}

const fn also() -> Key {
    optional(
        Fact,
        "also",
        ALSO,
        "What else the page says of the code, where it lists it more than once.",
    )
}

static AGAIN: Record = Record {
    name: "ErrorAgain",
    noun: "another row of an error",
    doc: "Another row of the same code.",
    keys: &[
        optional(Fact, "status", STATUS, "The HTTP status of this row."),
        optional(
            Fact,
            "message",
            TEXT,
            "The platform's own words in this row.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: true,
    examples: &[],
};
