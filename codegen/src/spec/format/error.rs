//! Errors: what they mean, once for a service, and the rows in which operations list them.

use crate::text::diagnostic::{At, Code};

use super::super::class::Class;
use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Key, Table, optional, required};
use super::super::record::record;
use super::super::value::{Located, Text};
use super::super::word::Word;
use super::common::{TEXT, allow, note, undocumented};
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

record! {
    /// What a code means, whatever operation answers with it.
    MeaningSource(code: Located<i64>) is MEANING {
        name: "ErrorMeaning",
        noun: "the meaning of an error",
        examples: &[MEANING_EXAMPLE],
    }
    name: Option<Text> = name();
    hint: Option<Text> = required(Words, "hint", HINT, HINT_DOC);
    class: Option<Text> = required(Choice, "class", CLASS, CLASS_DOC);
    retry: Option<Text> = optional(Choice, "retry", RETRY, RETRY_DOC);
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
}

record! {
    /// A documented error of an operation. What the code means, the service says; what means something of its own here, the row.
    ErrorSource(code: Located<i64>) is ROW {
        name: "Error",
        noun: "an error",
        examples: &[ROW_EXAMPLE],
    }
    undocumented: Option<Located<bool>> = undocumented();
    status: Option<Located<u16>> = status();
    message: Option<Text> = message();
    also: Vec<ErrorAgainSource> = also();
    hint: Option<Text> = optional(Words, "hint", HINT, "What it means here and what to do, where that is more than the service says.");
    class: Option<Text> = optional(Choice, "class", CLASS, "What kind of failure it is here, where that differs. It follows anew whether a repetition can help.");
    retry: Option<Text> = optional(Choice, "retry", RETRY, "Whether a repetition can help here, where that differs.");
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
}

record! {
    /// A documented error that any operation may answer with, and what it means.
    PlatformErrorSource(code: Located<i64>) is ERROR {
        name: "PlatformError",
        noun: "an error of the platform",
        examples: &[ERROR_EXAMPLE],
    }
    undocumented: Option<Located<bool>> = undocumented();
    status: Option<Located<u16>> = status();
    message: Option<Text> = message();
    also: Vec<ErrorAgainSource> = also();
    name: Option<Text> = name();
    hint: Option<Text> = required(Words, "hint", HINT, HINT_DOC);
    class: Option<Text> = required(Choice, "class", CLASS, CLASS_DOC);
    retry: Option<Text> = optional(Choice, "retry", RETRY, RETRY_DOC);
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
}

record! {
    /// Another row of the same code.
    ErrorAgainSource(at: At) is AGAIN {
        name: "ErrorAgain",
        noun: "another row of an error",
        compact: true,
    }
    status: Option<Located<u16>> = optional(Fact, "status", STATUS, "The HTTP status of this row.");
    message: Option<Text> = optional(Fact, "message", TEXT, "The platform's own words in this row.");
}

impl ErrorSource {
    /// What the row says of its own about the meaning of the code.
    pub(crate) fn meaning(&self) -> MeaningSource {
        MeaningSource {
            code: self.code.clone(),
            name: None,
            hint: self.hint.clone(),
            class: self.class.clone(),
            retry: self.retry.clone(),
            allow: self.allow.clone(),
            note: None,
        }
    }
}

impl PlatformErrorSource {
    /// What the code means.
    pub(crate) fn meaning(&self) -> MeaningSource {
        MeaningSource {
            name: self.name.clone(),
            ..self.row().meaning()
        }
    }

    /// The row, as one of an operation.
    pub(crate) fn row(&self) -> ErrorSource {
        ErrorSource {
            code: self.code.clone(),
            undocumented: self.undocumented.clone(),
            status: self.status.clone(),
            message: self.message.clone(),
            also: self.also.clone(),
            hint: self.hint.clone(),
            class: self.class.clone(),
            retry: self.retry.clone(),
            allow: self.allow.clone(),
            note: self.note.clone(),
        }
    }
}

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
