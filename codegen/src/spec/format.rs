//! The format of the spec files: every key, what may stand there and what it says, in canonical order.

use crate::text::diagnostic::Code;

use super::grammar::Says::{Choice, Fact};
use super::grammar::{Content, Record, Table, optional, required};
use super::word::Word;

use common::{TITLE, arguments, doc, note, undocumented};
use examples::{
    ENUM_EXAMPLE, ID_EXAMPLE, OBJECT_EXAMPLE, PARTS_EXAMPLE, PLATFORM_EXAMPLE, RESOURCE_EXAMPLE,
    SERVICE_EXAMPLE,
};
pub use field::FIELD;
use field::fields;
use fold::PARTS;
use job::JOBS;
use operation::{ERRORS, OPERATIONS};

mod common;
mod examples;
mod field;
mod fold;
mod job;
mod operation;

/// The version of the format. A change after which a sound spec would not be one any more, or would mean something else,
/// makes it the next.
pub const VERSION: i64 = 1;

/// `spec/platform.yaml`
pub static PLATFORM: Record = Record {
    name: "Platform",
    noun: "the platform file",
    doc: "What every service shares.",
    keys: &[
        required(
            Choice,
            "platform",
            Content::Text(Word::Snake),
            "The name of the platform.",
        ),
        required(
            Choice,
            "format",
            Content::Integer {
                min: VERSION,
                max: VERSION,
            },
            "The version of the format that all files of the spec are in.",
        ),
        required(
            Fact,
            "hosts",
            Content::Record(&HOSTS),
            "The hosts of the platform, by brand.",
        ),
        required(
            Fact,
            "path_root",
            Content::Text(Word::PathRoot),
            "What the path of every operation begins with. The service comes next.",
        ),
        required(
            Fact,
            "headers",
            Content::Record(&HEADERS),
            "The headers of responses, by purpose.",
        ),
        required(
            Fact,
            "token_prefixes",
            Content::Record(&TOKEN_PREFIXES),
            "How tokens begin, by kind.",
        ),
        required(
            Fact,
            "unknown_path",
            Content::Text(Word::Title),
            "What the gateway answers, with 404 and without JSON, to a path or a method that it does not know.",
        ),
        required(
            Fact,
            "documentation",
            Content::Record(&DOCUMENTATION),
            "Where the documentation stands.",
        ),
        optional(
            Choice,
            "types",
            Content::Table(&TYPES),
            "Types that operations of any service may use.",
        ),
        optional(
            Fact,
            "operations",
            Content::Table(&OPERATIONS),
            "The operations that obtain tokens.",
        ),
        optional(
            Fact,
            "errors",
            Content::Table(&ERRORS),
            "The errors that any operation may answer with.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[PLATFORM_EXAMPLE],
};

/// `spec/<service>/service.yaml`
pub static SERVICE: Record = Record {
    name: "Service",
    noun: "the file of a service",
    doc: "What the resources of a service share.",
    keys: &[
        required(
            Choice,
            "service",
            Content::Text(Word::Snake),
            "The name of the service: that of its folder.",
        ),
        required(Fact, "title", TITLE, "The short official title."),
        doc(),
        optional(
            Choice,
            "types",
            Content::Table(&TYPES),
            "Types that all resources of the service may use.",
        ),
        optional(
            Choice,
            "waived",
            Content::Table(&WAIVED),
            "Documented operations that the crate leaves out, each with the reason.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[SERVICE_EXAMPLE],
};

static WAIVED: Table = Table {
    noun: "an operation",
    key: Word::Http,
    value: Content::Text(Word::Doc),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

/// `spec/<service>/<version>/<resource>.yaml`
pub static RESOURCE: Record = Record {
    name: "Resource",
    noun: "the file of a resource",
    doc: "The operations on one resource.",
    keys: &[
        required(
            Choice,
            "resource",
            Content::Text(Word::Snake),
            "The name of the resource: that of the file.",
        ),
        doc(),
        optional(
            Choice,
            "types",
            Content::Table(&TYPES),
            "The types that the operations use.",
        ),
        required(
            Fact,
            "operations",
            Content::Table(&OPERATIONS),
            "The operations by name, which becomes the method.",
        ),
        optional(
            Choice,
            "jobs",
            Content::Table(&JOBS),
            "Tasks that the platform works on while we poll.",
        ),
        note(),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[RESOURCE_EXAMPLE],
};

static HOSTS: Record = Record {
    name: "Hosts",
    noun: "the hosts",
    doc: "The hosts of the platform, by brand.",
    keys: &[
        required(
            Fact,
            "feishu",
            Content::Text(Word::Url),
            "The host in China.",
        ),
        required(
            Fact,
            "lark",
            Content::Text(Word::Url),
            "The international host.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[],
};

static HEADERS: Record = Record {
    name: "Headers",
    noun: "the headers",
    doc: "The headers of responses, by purpose.",
    keys: &[
        required(
            Fact,
            "log_id",
            Content::Text(Word::Wire),
            "Names the call to the platform's support.",
        ),
        required(
            Fact,
            "request_id",
            Content::Text(Word::Wire),
            "The same, where the other is absent.",
        ),
        required(
            Fact,
            "rate_limit",
            Content::Text(Word::Wire),
            "The limit that was reached.",
        ),
        required(
            Fact,
            "rate_reset",
            Content::Text(Word::Wire),
            "Seconds until calls are accepted again.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[],
};

static TOKEN_PREFIXES: Record = Record {
    name: "TokenPrefixes",
    noun: "the prefixes of tokens",
    doc: "How tokens begin, by kind.",
    keys: &[
        required(
            Fact,
            "tenant",
            Content::Text(Word::Wire),
            "The token of a company for an app.",
        ),
        required(
            Fact,
            "user",
            Content::Text(Word::Wire),
            "The token of a user.",
        ),
        required(
            Fact,
            "app",
            Content::Text(Word::Wire),
            "The token of an app.",
        ),
        required(
            Fact,
            "refresh",
            Content::Text(Word::Wire),
            "The token that renews that of a user.",
        ),
        required(
            Fact,
            "jwt",
            Content::Text(Word::Wire),
            "The newer tokens of users, which are signed JSON in Base64.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[],
};

static DOCUMENTATION: Record = Record {
    name: "Documentation",
    noun: "the documentation",
    doc: "Where the documentation stands.",
    keys: &[
        required(Fact, "host", Content::Text(Word::Url), "The host."),
        required(
            Fact,
            "path_root",
            Content::Text(Word::PathRoot),
            "What the address of every page has between the host and the path of the page.",
        ),
    ],
    one_of: &[],
    together: &[],
    compact: false,
    examples: &[],
};

static TYPES: Table = Table {
    noun: "the name of a type",
    key: Word::Camel,
    value: Content::Record(&TYPE),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

static TYPE: Record = Record {
    name: "Type",
    noun: "a type",
    doc: "A named type: an enumeration, an id, an object, or parts that belong together.",
    keys: &[
        doc(),
        note(),
        optional(
            Choice,
            "id",
            Content::Text(Word::OneOf(&["string"])),
            "A text that names something; a type of its own.",
        ),
        optional(
            Choice,
            "into",
            Content::List(&Content::Text(Word::Camel)),
            "The ids that the id is too, so that it converts into them.",
        ),
        optional(
            Fact,
            "enum",
            Content::Text(Word::OneOf(&["string", "int"])),
            "An open enumeration: an unknown value survives decoding and encoding.",
        ),
        optional(
            Fact,
            "values",
            Content::Table(&VALUES),
            "The documented values of the enumeration.",
        ),
        fields("fields", "The fields of the object."),
        optional(
            Choice,
            "parts",
            Content::Table(&PARTS),
            "Values that belong together: one parameter in Rust, which `fold` of an operation puts together. Never on the wire by itself.",
        ),
        arguments(),
    ],
    one_of: &["id", "enum", "fields", "parts"],
    together: &[("enum", "values")],
    compact: false,
    examples: &[ENUM_EXAMPLE, ID_EXAMPLE, OBJECT_EXAMPLE, PARTS_EXAMPLE],
};

static VALUES: Table = Table {
    noun: "a value as on the wire",
    key: Word::EnumValue,
    value: Content::Either(&[Content::Text(Word::Doc), Content::Record(&VALUE)]),
    duplicate: Code::DuplicateValue,
    spaced: false,
    compact: false,
};

static VALUE: Record = Record {
    name: "Value",
    noun: "a value of an enumeration",
    doc: "A value of an enumeration with a Rust name.",
    keys: &[
        optional(
            Choice,
            "name",
            Content::Text(Word::Camel),
            "The Rust name, where the value does not make a good one.",
        ),
        undocumented(),
        note(),
        doc(),
    ],
    one_of: &[],
    together: &[],
    compact: true,
    examples: &[],
};
