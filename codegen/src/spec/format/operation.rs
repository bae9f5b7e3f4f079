//! Operations, paging and errors.

use crate::text::diagnostic::{At, Code};

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Table, optional, required};
use super::super::record::record;
use super::super::value::{Located, Text};
use super::super::word::{Route, Word};
use super::common::{SCOPES, TEXT, TITLE, arguments, doc, note, undocumented};
use super::examples::{ERROR_EXAMPLE, OPERATION_EXAMPLE};
use super::field::{FieldSource, fields};
use super::limit::{LIMIT, LimitSource};

pub(super) static OPERATIONS: Table = Table {
    noun: "the name of an operation",
    key: Word::Snake,
    value: Content::Record(&OPERATION),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

record! {
    /// One endpoint.
    OperationSource(name: Text) is OPERATION {
        name: "Operation",
        noun: "an operation",
        examples: &[OPERATION_EXAMPLE],
    }
    request_type: Option<Text> = optional(Choice, "name", Content::Text(Word::Camel), "The Rust name of the request; made from operation and resource if absent, where that reads as English.");
    id: Option<Text> = optional(Fact, "id", Content::Text(Word::Wire), "The official id, where it is not made of service, version, resource and name.");
    undocumented: Option<Located<bool>> = undocumented();
    route: Option<Located<Route>> = required(Fact, "http", Content::Text(Word::Http), "The method and the path; `:name` stands for a parameter.");
    title: Option<Text> = required(Fact, "title", TITLE, "The short official title.");
    doc: Option<Text> = doc();
    note: Option<Text> = note();
    page: Option<Text> = required(Fact, "page", Content::Text(Word::Page), "The path of the official page.");
    updated: Option<Located<u64>> = optional(Fact, "updated", Content::Integer { min: 0, max: i64::MAX }, "When the page was last changed, in milliseconds.");
    tokens: Vec<Text> = optional(Fact, "tokens", Content::List(&Content::Text(Word::OneOf(&["tenant", "user", "app"]))), "The tokens that are accepted.");
    apps: Vec<Text> = optional(Fact, "apps", Content::List(&Content::Text(Word::OneOf(&["custom", "isv"]))), "The kinds of apps that may call.");
    scopes: Vec<Text> = optional(Fact, "scopes", SCOPES, "Any one of them is needed.");
    field_scopes: Vec<Text> = optional(Fact, "field_scopes", SCOPES, "Needed for some fields of the response.");
    limit: Option<LimitSource> = optional(Fact, "limit", LIMIT, "The documented rate limit, such as `100/min`; all of a list apply.");
    concurrency: Option<Located<u32>> = optional(Fact, "concurrency", Content::Integer { min: 1, max: 1000 }, "How many calls may be under way at once.");
    idempotent: Option<Located<bool>> = optional(Choice, "idempotent", Content::Flag, "Whether a repetition does no harm, where it is not that of a GET.");
    path: Vec<FieldSource> = fields("path", "The parameters in the path.");
    query: Vec<FieldSource> = fields("query", "The parameters in the query.");
    body: Vec<FieldSource> = fields("body", "The fields of the body.");
    multipart: Option<Located<bool>> = optional(Fact, "multipart", Content::Flag, "Whether the body is a multipart form.");
    arguments: Vec<Text> = arguments();
    response: Vec<FieldSource> = fields("response", "The fields of `data` in the response.");
    flat: Option<Located<bool>> = optional(Fact, "flat", Content::Flag, "Whether the fields of the response stand beside `code` and `msg`.");
    binary: Option<Located<bool>> = optional(Fact, "binary", Content::Flag, "Whether the response is a file.");
    ranges: Option<Located<bool>> = optional(Fact, "ranges", Content::Flag, "Whether the page documents that a part of the file can be asked for, by the header `Range`.");
    paging: Option<PagingSource> = optional(Choice, "paging", Content::Record(&PAGING), "How the list goes on from page to page.");
    errors: Vec<ErrorSource> = optional(Fact, "errors", Content::Table(&ERRORS), "The documented errors, by code.");
}

record! {
    /// How a list goes on from page to page.
    PagingSource(at: At) is PAGING {
        name: "Paging",
        noun: "paging",
        compact: true,
    }
    items: Option<Text> = required(Choice, "items", Content::Text(Word::Wire), "The field of the response with the elements.");
    next: Option<Text> = required(Choice, "next", Content::Text(Word::Wire), "The field of the response with the token of the next page.");
    more: Option<Text> = required(Choice, "more", Content::Text(Word::Wire), "The field of the response that says whether there is a next page.");
    token: Option<Text> = required(Choice, "token", Content::Text(Word::Wire), "The field of the request that takes the token.");
}

pub(super) static ERRORS: Table = Table {
    noun: "an error code",
    key: Word::ErrorCode,
    value: Content::Record(&ERROR),
    duplicate: Code::DuplicateErrorCode,
    spaced: false,
    compact: false,
};

const STATUS: Content = Content::Integer { min: 200, max: 599 };

record! {
    /// A documented error.
    ErrorSource(code: Located<i64>) is ERROR {
        name: "Error",
        noun: "an error",
        examples: &[ERROR_EXAMPLE],
    }
    undocumented: Option<Located<bool>> = undocumented();
    status: Option<Located<u16>> = optional(Fact, "status", STATUS, "The HTTP status that comes with it; absent if the page does not say.");
    message: Option<Text> = optional(Fact, "message", TEXT, "The platform's own words for it; absent if the page has none.");
    also: Vec<ErrorRowSource> = optional(Fact, "also", Content::List(&Content::Record(&AGAIN)), "What else the page says of the code, where it lists it more than once.");
    name: Option<Text> = required(Choice, "name", Content::Text(Word::Camel), "The Rust name.");
    hint: Option<Text> = required(Words, "hint", Content::Text(Word::Doc), "What it means and what to do, in our own words.");
    retry: Option<Text> = optional(Choice, "retry", Content::Text(Word::OneOf(&["never", "wait", "idempotent", "renew_token"])), "Whether a repetition can help, where the status does not tell.");
    note: Option<Text> = note();
}

record! {
    /// Another row of the same code.
    ErrorRowSource(at: At) is AGAIN {
        name: "ErrorAgain",
        noun: "another row of an error",
        compact: true,
    }
    status: Option<Located<u16>> = optional(Fact, "status", STATUS, "The HTTP status of this row.");
    message: Option<Text> = optional(Fact, "message", TEXT, "The platform's own words in this row.");
}
