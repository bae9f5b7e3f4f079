//! Operations and paging.

use crate::text::diagnostic::{At, Code};

use super::super::grammar::Says::{Choice, Fact, Words};
use super::super::grammar::{Content, Table, optional, required};
use super::super::language::Language;
use super::super::record::record;
use super::super::value::{Located, Text};
use super::super::word::{Route, Word};
use super::common::{PATH, SCOPES, TITLE, allow, arguments, doc, draft, note, undocumented};
use super::error::{ErrorSource, ROWS};
use super::examples::{COUNTED_EXAMPLE, OPERATION_EXAMPLE, PAGING_EXAMPLE, THING_EXAMPLE};
use super::field::{FieldSource, fields};
use super::fold::{FOLDS, FoldSource};
use super::limit::{LIMIT, LimitSource};
use super::response::{RESPONSE, ResponseSource};

/// The brands, as the hosts of the platform have them.
const BRANDS: &[&str] = &["feishu", "lark"];

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
        examples: &[OPERATION_EXAMPLE, THING_EXAMPLE],
    }
    request_type: Option<Text> = optional(Choice, "name", Content::Text(Word::Camel), "The Rust name of the request; made from operation and resource if absent, where that reads as English.");
    id: Option<Text> = optional(Fact, "id", Content::Text(Word::Wire), "The official id, where it is not made of service, version, resource and name.");
    undocumented: Option<Located<bool>> = undocumented();
    draft: Option<Located<bool>> = draft();
    deprecated: Option<Text> = optional(Words, "deprecated", Content::Text(Word::Doc), "What to use instead, in our own words, where a program should no longer call it: method and request are deprecated in Rust.");
    route: Option<Located<Route>> = required(Fact, "http", Content::Text(Word::Http), "The method and the path; `:name` stands for a parameter.");
    title: Option<Text> = required(Fact, "title", TITLE, "The short official title.");
    doc: Option<Text> = doc();
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
    page: Option<Text> = required(Fact, "page", Content::Text(Word::Page), "The path of the official page.");
    updated: Option<Located<u64>> = optional(Fact, "updated", Content::Integer { min: 0, max: i64::MAX }, "When the page was last changed, in milliseconds.");
    language: Option<Text> = optional(Fact, "language", Content::Text(Word::OneOf(Language::WORDS)), "The language of the page, and with it of title and messages, where it is not the one that the platform documents in first. An import of a page in that language takes its place.");
    brand: Option<Text> = optional(Fact, "brand", Content::Text(Word::OneOf(BRANDS)), "The only brand of the platform that documents the operation. An import writes it for an operation of which there is a page of the other brand alone, and takes it away when there is more; the rustdoc says it.");
    tokens: Vec<Text> = optional(Fact, "tokens", Content::List(&Content::Text(Word::OneOf(&["tenant", "user", "app"]))), "The tokens that are accepted.");
    apps: Vec<Text> = optional(Fact, "apps", Content::List(&Content::Text(Word::OneOf(&["custom", "isv"]))), "The kinds of apps that may call.");
    scopes: Vec<Text> = optional(Fact, "scopes", SCOPES, "Any one of them is needed.");
    field_scopes: Vec<Text> = optional(Fact, "field_scopes", SCOPES, "Needed for some fields of the response.");
    limit: Option<LimitSource> = optional(Fact, "limit", LIMIT, "The documented rate limit, such as `100/min`; all of a list apply.");
    concurrency: Option<Located<u32>> = optional(Fact, "concurrency", Content::Integer { min: 1, max: 1000 }, "How many calls may be under way at once.");
    idempotent: Option<Located<bool>> = optional(Choice, "idempotent", Content::Flag, "Whether a repetition does no harm, where it is not that of a GET.");
    idempotency_key: Option<Text> = optional(Choice, "idempotency_key", Content::Text(Word::Wire), "The text of the query or the body by which the platform knows a repetition, so that it does no harm. The client makes one up for a call that leaves it out.");
    path: Vec<FieldSource> = fields("path", "The parameters in the path.");
    query: Vec<FieldSource> = fields("query", "The parameters in the query.");
    body: Vec<FieldSource> = fields("body", "The fields of the body.");
    multipart: Option<Located<bool>> = optional(Fact, "multipart", Content::Flag, "Whether the body is a multipart form.");
    folds: Vec<FoldSource> = optional(Choice, "fold", Content::Table(&FOLDS), "The parameters that are put together of several fields of the request, each a type with `parts`. On the wire, the fields stay what they are.");
    arguments: Vec<Text> = arguments();
    response: ResponseSource = optional(Fact, "response", RESPONSE, "The fields of `data` in the response; or, where `data` is an object that has a name, such as a comment or a version, that name: the call gives the type, and what is said of its fields stands there alone.");
    flat: Option<Located<bool>> = optional(Fact, "flat", Content::Flag, "Whether the fields of the response stand beside `code` and `msg`.");
    binary: Option<Located<bool>> = optional(Fact, "binary", Content::Flag, "Whether the response is a file.");
    ranges: Option<Located<bool>> = optional(Fact, "ranges", Content::Flag, "Whether the page documents that a part of the file can be asked for, by the header `Range`.");
    paging: Option<PagingSource> = optional(Choice, "paging", Content::Record(&PAGING), "How the list goes on from page to page.");
    failures: Option<FailuresSource> = optional(Choice, "failures", Content::Record(&FAILURES), "Where the response says for what the platform has not done it, though it reports success.");
    errors: Vec<ErrorSource> = optional(Fact, "errors", Content::Table(&ROWS), "The documented errors, by code.");
}

record! {
    /// How a list goes on from page to page.
    PagingSource(at: At) is PAGING {
        name: "Paging",
        noun: "paging",
        one_of: &["token", "offset"],
        together: &[("token", "next")],
        examples: &[PAGING_EXAMPLE, COUNTED_EXAMPLE],
        compact: true,
    }
    items: Option<Text> = required(Choice, "items", Content::Text(Word::Wire), "The field of the response with the elements.");
    next: Option<Text> = optional(Choice, "next", Content::Text(Word::Wire), "The field of the response with the token of the next page.");
    more: Option<Text> = required(Choice, "more", Content::Text(Word::Wire), "The field of the response that says whether there is a next page.");
    total: Option<Text> = optional(Choice, "total", Content::Text(Word::Wire), "The field of the response that says how many elements all pages have together.");
    token: Option<Text> = optional(Choice, "token", Content::Text(Word::Wire), "The field of the request that takes the token.");
    offset: Option<Text> = optional(Choice, "offset", Content::Text(Word::Wire), "The field of the request that says how many elements come before the page, where a list goes on by counting.");
    size: Option<Text> = optional(Choice, "size", Content::Text(Word::Wire), "The field of the request that says how many elements a page has. Whoever asks for all elements is given pages of its `maximum`.");
    reach: Option<Located<u32>> = optional(Choice, "reach", Content::Integer { min: 1, max: u32::MAX as i64 }, "How many elements can be reached at the most, where the platform refuses an offset and a size that lead beyond. A list ends there: its last page is made shorter, and none is asked for behind it.");
}

record! {
    /// What failed although the call succeeds.
    FailuresSource(at: At) is FAILURES {
        name: "Failures",
        noun: "failures",
        together: &[("status", "done")],
        compact: true,
    }
    list: Option<Text> = required(Choice, "list", PATH, "The list of the response that has them, or of an object in it: `result.failed`.");
    status: Option<Text> = optional(Choice, "status", Content::Text(Word::Wire), "The field of an element that says how it went, where the list has successes too.");
    done: Vec<Text> = optional(Choice, "done", Content::List(&Content::Text(Word::Camel)), "The values of the status that mean success.");
}
