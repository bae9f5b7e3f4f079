//! Operations, their limits, paging and errors.

use crate::diagnostic::Code;

use super::super::shape::{Record, Shape, Table, optional, required};
use super::super::word::Word;
use super::{SCOPES, TEXT, TITLE, doc, fields, note, undocumented};

pub(super) static OPERATIONS: Table = Table {
    noun: "the name of an operation",
    key: Word::Snake,
    value: Shape::Record(&OPERATION),
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
            "name",
            Shape::Text(Word::Camel),
            "The Rust name of the request; made from operation and resource if absent.",
        ),
        optional(
            "id",
            Shape::Text(Word::Wire),
            "The official id, where it is not made of service, version, resource and name.",
        ),
        undocumented(),
        required(
            "http",
            Shape::Text(Word::Http),
            "The method and the path; `:name` stands for a parameter.",
        ),
        required("title", TITLE, "The short official title."),
        doc(),
        note(),
        required(
            "page",
            Shape::Text(Word::Page),
            "The path of the official page.",
        ),
        optional(
            "updated",
            Shape::Integer {
                min: 0,
                max: i64::MAX,
            },
            "When the page was last changed, in milliseconds.",
        ),
        optional(
            "tokens",
            Shape::List(&Shape::Text(Word::OneOf(&["tenant", "user", "app"]))),
            "The tokens that are accepted.",
        ),
        optional(
            "apps",
            Shape::List(&Shape::Text(Word::OneOf(&["custom", "isv"]))),
            "The kinds of apps that may call.",
        ),
        optional("scopes", SCOPES, "Any one of them is needed."),
        optional(
            "field_scopes",
            SCOPES,
            "Needed for some fields of the response.",
        ),
        optional(
            "limit",
            Shape::Either(&[
                Shape::Text(Word::RateOrSpecial),
                Shape::List(&Shape::Text(Word::Rate)),
                Shape::Record(&SPECIAL),
            ]),
            "The documented rate limit, such as `100/min`; all of a list apply.",
        ),
        optional(
            "concurrency",
            Shape::Integer { min: 1, max: 1000 },
            "How many calls may be under way at once.",
        ),
        optional(
            "idempotent",
            Shape::Flag,
            "Whether a repetition does no harm, where it is not that of a GET.",
        ),
        fields("path", "The parameters in the path."),
        fields("query", "The parameters in the query."),
        fields("body", "The fields of the body."),
        optional(
            "multipart",
            Shape::Flag,
            "Whether the body is a multipart form.",
        ),
        optional(
            "arguments",
            Shape::List(&Shape::Text(Word::Wire)),
            "The order in which `new` of the request takes its arguments: every field that is required, by its name, or by its `rust` if it has one. Given where there are two or more. An import keeps the order; whoever changes it breaks callers.",
        ),
        fields("response", "The fields of `data` in the response."),
        optional(
            "flat",
            Shape::Flag,
            "Whether the fields of the response stand beside `code` and `msg`.",
        ),
        optional("binary", Shape::Flag, "Whether the response is a file."),
        optional(
            "ranges",
            Shape::Flag,
            "Whether the page documents that a part of the file can be asked for, by the header `Range`.",
        ),
        optional(
            "paging",
            Shape::Record(&PAGING),
            "How the list goes on from page to page.",
        ),
        optional(
            "errors",
            Shape::Table(&ERRORS),
            "The documented errors, by code.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
};

static SPECIAL: Record = Record {
    name: "SpecialLimit",
    noun: "a special limit",
    doc: "A limit that is documented as special, with the figures that the prose gives.",
    keys: &[required(
        "special",
        Shape::List(&Shape::Text(Word::Rate)),
        "The figures; all of them apply.",
    )],
    one_of: &[],
    together: &[],
    compact: true,
};

static PAGING: Record = Record {
    name: "Paging",
    noun: "paging",
    doc: "How a list goes on from page to page.",
    keys: &[
        required(
            "items",
            Shape::Text(Word::Wire),
            "The field of the response with the elements.",
        ),
        required(
            "next",
            Shape::Text(Word::Wire),
            "The field of the response with the token of the next page.",
        ),
        required(
            "more",
            Shape::Text(Word::Wire),
            "The field of the response that says whether there is a next page.",
        ),
        required(
            "token",
            Shape::Text(Word::Wire),
            "The field of the request that takes the token.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: true,
};

pub(super) static ERRORS: Table = Table {
    noun: "an error code",
    key: Word::ErrorCode,
    value: Shape::Record(&ERROR),
    duplicate: Code::DuplicateErrorCode,
    spaced: false,
    compact: false,
};

const STATUS: Shape = Shape::Integer { min: 200, max: 599 };

static ERROR: Record = Record {
    name: "Error",
    noun: "an error",
    doc: "A documented error.",
    keys: &[
        undocumented(),
        optional(
            "status",
            STATUS,
            "The HTTP status that comes with it; absent if the page does not say.",
        ),
        optional(
            "message",
            TEXT,
            "The platform's own words for it; absent if the page has none.",
        ),
        optional(
            "also",
            Shape::List(&Shape::Record(&AGAIN)),
            "What else the page says of the code, where it lists it more than once.",
        ),
        required("name", Shape::Text(Word::Camel), "The Rust name."),
        required(
            "hint",
            Shape::Text(Word::Doc),
            "What it means and what to do, in our own words.",
        ),
        optional(
            "retry",
            Shape::Text(Word::OneOf(&["never", "wait", "idempotent", "renew_token"])),
            "Whether a repetition can help, where the status does not tell.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
};

static AGAIN: Record = Record {
    name: "ErrorAgain",
    noun: "another row of an error",
    doc: "Another row of the same code.",
    keys: &[
        optional("status", STATUS, "The HTTP status of this row."),
        optional("message", TEXT, "The platform's own words in this row."),
    ],
    one_of: &[],
    together: &[],
    compact: true,
};
