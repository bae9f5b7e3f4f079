//! Operations, their limits, paging and errors.

use crate::text::diagnostic::Code;

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Record, Table, optional, required};
use super::super::word::Word;
use super::common::{SCOPES, TEXT, TITLE, arguments, doc, note, undocumented};
use super::examples::{ERROR_EXAMPLE, OPERATION_EXAMPLE, SPECIAL_EXAMPLE};
use super::field::fields;
use super::fold::FOLDS;

pub(super) static OPERATIONS: Table = Table {
    noun: "the name of an operation",
    key: Word::Snake,
    value: Content::Record(&OPERATION),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

static OPERATION: Record = Record {
    name: "Operation",
    noun: "an operation",
    doc: "One endpoint.",
    keys: &[
        optional(
            Choice,
            "name",
            Content::Text(Word::Camel),
            "The Rust name of the request; made from operation and resource if absent.",
        ),
        optional(
            Fact,
            "id",
            Content::Text(Word::Wire),
            "The official id, where it is not made of service, version, resource and name.",
        ),
        undocumented(),
        required(
            Fact,
            "http",
            Content::Text(Word::Http),
            "The method and the path; `:name` stands for a parameter.",
        ),
        required(Fact, "title", TITLE, "The short official title."),
        doc(),
        note(),
        required(
            Fact,
            "page",
            Content::Text(Word::Page),
            "The path of the official page.",
        ),
        optional(
            Fact,
            "updated",
            Content::Integer {
                min: 0,
                max: i64::MAX,
            },
            "When the page was last changed, in milliseconds.",
        ),
        optional(
            Fact,
            "tokens",
            Content::List(&Content::Text(Word::OneOf(&["tenant", "user", "app"]))),
            "The tokens that are accepted.",
        ),
        optional(
            Fact,
            "apps",
            Content::List(&Content::Text(Word::OneOf(&["custom", "isv"]))),
            "The kinds of apps that may call.",
        ),
        optional(Fact, "scopes", SCOPES, "Any one of them is needed."),
        optional(
            Fact,
            "field_scopes",
            SCOPES,
            "Needed for some fields of the response.",
        ),
        optional(
            Fact,
            "limit",
            Content::Either(&[
                Content::Text(Word::RateOrSpecial),
                Content::List(&Content::Text(Word::Rate)),
                Content::Record(&SPECIAL),
            ]),
            "The documented rate limit, such as `100/min`; all of a list apply.",
        ),
        optional(
            Fact,
            "concurrency",
            Content::Integer { min: 1, max: 1000 },
            "How many calls may be under way at once.",
        ),
        optional(
            Choice,
            "idempotent",
            Content::Flag,
            "Whether a repetition does no harm, where it is not that of a GET.",
        ),
        fields("path", "The parameters in the path."),
        fields("query", "The parameters in the query."),
        fields("body", "The fields of the body."),
        optional(
            Fact,
            "multipart",
            Content::Flag,
            "Whether the body is a multipart form.",
        ),
        optional(
            Choice,
            "fold",
            Content::Table(&FOLDS),
            "The parameters that are put together of several fields of the request, each a type with `parts`. On the wire, the fields stay what they are.",
        ),
        arguments(),
        fields("response", "The fields of `data` in the response."),
        optional(
            Fact,
            "flat",
            Content::Flag,
            "Whether the fields of the response stand beside `code` and `msg`.",
        ),
        optional(
            Fact,
            "binary",
            Content::Flag,
            "Whether the response is a file.",
        ),
        optional(
            Fact,
            "ranges",
            Content::Flag,
            "Whether the page documents that a part of the file can be asked for, by the header `Range`.",
        ),
        optional(
            Choice,
            "paging",
            Content::Record(&PAGING),
            "How the list goes on from page to page.",
        ),
        optional(
            Fact,
            "errors",
            Content::Table(&ERRORS),
            "The documented errors, by code.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[OPERATION_EXAMPLE],
};

static SPECIAL: Record = Record {
    name: "SpecialLimit",
    noun: "a special limit",
    doc: "A limit that is documented as special, with the figures that the prose gives.",
    keys: &[required(
        Fact,
        "special",
        Content::List(&Content::Text(Word::Rate)),
        "The figures; all of them apply.",
    )],
    one_of: &[],
    together: &[],
    compact: true,
    examples: &[SPECIAL_EXAMPLE],
};

static PAGING: Record = Record {
    name: "Paging",
    noun: "paging",
    doc: "How a list goes on from page to page.",
    keys: &[
        required(
            Choice,
            "items",
            Content::Text(Word::Wire),
            "The field of the response with the elements.",
        ),
        required(
            Choice,
            "next",
            Content::Text(Word::Wire),
            "The field of the response with the token of the next page.",
        ),
        required(
            Choice,
            "more",
            Content::Text(Word::Wire),
            "The field of the response that says whether there is a next page.",
        ),
        required(
            Choice,
            "token",
            Content::Text(Word::Wire),
            "The field of the request that takes the token.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: true,
    examples: &[],
};

pub(super) static ERRORS: Table = Table {
    noun: "an error code",
    key: Word::ErrorCode,
    value: Content::Record(&ERROR),
    duplicate: Code::DuplicateErrorCode,
    spaced: false,
    compact: false,
};

const STATUS: Content = Content::Integer { min: 200, max: 599 };

static ERROR: Record = Record {
    name: "Error",
    noun: "an error",
    doc: "A documented error.",
    keys: &[
        undocumented(),
        optional(
            Fact,
            "status",
            STATUS,
            "The HTTP status that comes with it; absent if the page does not say.",
        ),
        optional(
            Fact,
            "message",
            TEXT,
            "The platform's own words for it; absent if the page has none.",
        ),
        optional(
            Fact,
            "also",
            Content::List(&Content::Record(&AGAIN)),
            "What else the page says of the code, where it lists it more than once.",
        ),
        required(Choice, "name", Content::Text(Word::Camel), "The Rust name."),
        required(
            Words,
            "hint",
            Content::Text(Word::Doc),
            "What it means and what to do, in our own words.",
        ),
        optional(
            Choice,
            "retry",
            Content::Text(Word::OneOf(&["never", "wait", "idempotent", "renew_token"])),
            "Whether a repetition can help, where the status does not tell.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[ERROR_EXAMPLE],
};

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
