//! The format of the spec files: every key, what may stand there and what it says, in canonical order.

use crate::text::diagnostic::{At, Code};

use super::class::Class;
use super::grammar::Says::{Choice, Fact, Words};
use super::grammar::{Content, Table, optional, required};
use super::record::record;
use super::value::{Located, Text, Wire};
use super::word::Word;

use common::{TITLE, allow, arguments, doc, draft, note, reused, undocumented};
use error::{ERRORS, MEANINGS};
use examples::{
    ENUM_EXAMPLE, ID_EXAMPLE, OBJECT_EXAMPLE, PARTS_EXAMPLE, PLATFORM_EXAMPLE, RESOURCE_EXAMPLE,
    SERVICE_EXAMPLE,
};
use field::fields;
use fold::{FOLDS, PARTS};
use glossary::GLOSSARY;
use job::JOBS;
use operation::OPERATIONS;

pub use error::{ErrorAgainSource, ErrorSource, MeaningSource, PlatformErrorSource};
pub use field::{FieldSource, OverrideSource};
pub use fold::FoldSource;
pub use glossary::GlossarySource;
pub use job::{DownloadSource, JobSource, StepSource};
pub use limit::{LimitSource, SpecialSource};
pub use operation::{FailuresSource, OperationSource, PagingSource};
pub use response::ResponseSource;

mod common;
mod error;
mod examples;
mod field;
mod fold;
mod glossary;
mod job;
mod limit;
mod operation;
mod response;

/// The version of the format. A change after which a sound spec would not be one any more, or would mean something else,
/// makes it the next.
pub const VERSION: i64 = 3;

record! {
    /// What every service shares.
    PlatformFile(at: At) is PLATFORM {
        name: "Platform",
        noun: "the platform file",
        examples: &[PLATFORM_EXAMPLE],
    }
    format: Option<Located<i64>> = required(Choice, "format", Content::Integer { min: VERSION, max: VERSION }, "The version of the format that all files of the spec are in.");
    hosts: Option<HostsSource> = required(Fact, "hosts", Content::Record(&HOSTS), "The hosts of the platform, by brand.");
    path_root: Option<Text> = required(Fact, "path_root", Content::Text(Word::PathRoot), "What the path of every operation begins with. The service comes next.");
    headers: Option<HeadersSource> = required(Fact, "headers", Content::Record(&HEADERS), "The headers of responses, by purpose.");
    token_prefixes: Option<TokenPrefixesSource> = required(Fact, "token_prefixes", Content::Record(&TOKEN_PREFIXES), "How tokens begin, by kind.");
    unknown_path: Option<Text> = required(Fact, "unknown_path", Content::Text(Word::Title), "What the gateway answers, with 404 and without JSON, to a path or a method that it does not know.");
    sign_in: Option<SignInSource> = optional(Fact, "sign_in", Content::Record(&SIGN_IN), "Where users sign in. None of it is an operation: a browser opens the one, and the other follows the rules of OAuth.");
    documentation: Option<DocumentationSource> = required(Fact, "documentation", Content::Record(&DOCUMENTATION), "Where the documentation stands.");
    homes: Vec<(Text, Text)> = optional(Choice, "homes", Content::Table(&HOMES), "Services that have no crate, by the first part of their paths, and the service that has their operations.");
    types: Vec<TypeSource> = optional(Choice, "types", Content::Table(&TYPES), "Types that operations of any service may use.");
    client_defaults: Vec<ClientDefaultSource> = optional(Choice, "client_defaults", Content::Table(&CLIENT_DEFAULTS), "Fields of the query string that a client can set for all calls, by name. A request that sets one itself goes before it.");
    operations: Vec<OperationSource> = optional(Fact, "operations", Content::Table(&OPERATIONS), "The operations that obtain tokens.");
    errors: Vec<PlatformErrorSource> = optional(Fact, "errors", Content::Table(&ERRORS), "The errors that any operation may answer with.");
    waived: Vec<(Text, Text)> = optional(Choice, "waived", Content::Table(&WAIVED_SERVICES), "Documented services that no crate has, by the first part of their paths, each with the reason.");
    note: Option<Text> = note();
}

record! {
    /// What the resources of a service share.
    ServiceFile(at: At) is SERVICE {
        name: "Service",
        noun: "the file of a service",
        examples: &[SERVICE_EXAMPLE],
    }
    service: Option<Text> = required(Choice, "service", Content::Text(Word::Snake), "The name of the service: that of its folder.");
    title: Option<Text> = required(Fact, "title", TITLE, "The short official title.");
    doc: Option<Text> = doc();
    types: Vec<TypeSource> = optional(Choice, "types", Content::Table(&TYPES), "Types that all resources of the service may use.");
    glossary: Vec<GlossarySource> = optional(Words, "glossary", Content::Table(&GLOSSARY), "What the fields of the service are, by name and type. A field of that name and that type shows it unless it has a `doc` of its own.");
    errors: Vec<MeaningSource> = optional(Choice, "errors", Content::Table(&MEANINGS), "What the errors of the service mean, by code.");
    waived: Vec<(Text, Text)> = optional(Choice, "waived", Content::Table(&WAIVED), "Documented operations that the crate leaves out, each with the reason.");
    note: Option<Text> = note();
}

static HOMES: Table = Table {
    noun: "a service",
    key: Word::Snake,
    value: Content::Text(Word::Snake),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

static WAIVED_SERVICES: Table = Table {
    noun: "a service",
    key: Word::Snake,
    value: Content::Text(Word::Doc),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

static WAIVED: Table = Table {
    noun: "an operation",
    key: Word::Http,
    value: Content::Text(Word::Doc),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

record! {
    /// The operations on one resource.
    ResourceFile(at: At) is RESOURCE {
        name: "Resource",
        noun: "the file of a resource",
        examples: &[RESOURCE_EXAMPLE],
    }
    resource: Option<Text> = required(Choice, "resource", Content::Text(Word::Snake), "The name of the resource: that of the file.");
    accessor: Option<Text> = optional(Choice, "accessor", Content::Text(Word::Snake), "The method of the service that leads there, in the plural; made from `resource` if absent.");
    draft: Option<Located<bool>> = draft();
    doc: Option<Text> = doc();
    types: Vec<TypeSource> = optional(Choice, "types", Content::Table(&TYPES), "The types that the operations use.");
    operations: Vec<OperationSource> = required(Fact, "operations", Content::Table(&OPERATIONS), "The operations by name, which becomes the method.");
    jobs: Vec<JobSource> = optional(Choice, "jobs", Content::Table(&JOBS), "Tasks that the platform works on while we poll.");
    note: Option<Text> = note();
}

record! {
    /// The hosts of the platform, by brand.
    HostsSource(at: At) is HOSTS {
        name: "Hosts",
        noun: "the hosts",
    }
    feishu: Option<Text> = required(Fact, "feishu", Content::Text(Word::Url), "The host in China.");
    lark: Option<Text> = required(Fact, "lark", Content::Text(Word::Url), "The international host.");
}

record! {
    /// The headers of responses, by purpose.
    HeadersSource(at: At) is HEADERS {
        name: "Headers",
        noun: "the headers",
    }
    log_id: Option<Text> = required(Fact, "log_id", Content::Text(Word::Wire), "Names the call to the platform's support.");
    request_id: Option<Text> = required(Fact, "request_id", Content::Text(Word::Wire), "The same, where the other is absent.");
    rate_limit: Option<Text> = required(Fact, "rate_limit", Content::Text(Word::Wire), "The limit that was reached.");
    rate_reset: Option<Text> = required(Fact, "rate_reset", Content::Text(Word::Wire), "Seconds until calls are accepted again.");
}

record! {
    /// How tokens begin, by kind.
    TokenPrefixesSource(at: At) is TOKEN_PREFIXES {
        name: "TokenPrefixes",
        noun: "the prefixes of tokens",
    }
    tenant: Option<Text> = required(Fact, "tenant", Content::Text(Word::Wire), "The token of a company for an app.");
    user: Option<Text> = required(Fact, "user", Content::Text(Word::Wire), "The token of a user.");
    app: Option<Text> = required(Fact, "app", Content::Text(Word::Wire), "The token of an app.");
    refresh: Option<Text> = required(Fact, "refresh", Content::Text(Word::Wire), "The token that renews that of a user.");
    jwt: Option<Text> = required(Fact, "jwt", Content::Text(Word::Wire), "The newer tokens of users, which are signed JSON in Base64.");
}

record! {
    /// Where users sign in.
    SignInSource(at: At) is SIGN_IN {
        name: "SignIn",
        noun: "the addresses of the sign-in",
    }
    consent: Option<Text> = required(Fact, "consent", Content::Text(Word::PathRoot), "The path of the page on which a user consents, and from which the browser goes back with a code.");
    exchange: Option<Text> = required(Fact, "exchange", Content::Text(Word::PathRoot), "The path at which a code, or a refresh token, becomes the token of a user.");
}

record! {
    /// Where the documentation stands.
    DocumentationSource(at: At) is DOCUMENTATION {
        name: "Documentation",
        noun: "the documentation",
    }
    host: Option<Text> = required(Fact, "host", Content::Text(Word::Url), "The host.");
    path_root: Option<Text> = required(Fact, "path_root", Content::Text(Word::PathRoot), "What the address of every page has between the host and the path of the page.");
}

static CLIENT_DEFAULTS: Table = Table {
    noun: "a field of the query string",
    key: Word::Wire,
    value: Content::Record(&CLIENT_DEFAULT),
    duplicate: Code::DuplicateKey,
    spaced: false,
    compact: false,
};

record! {
    /// A field of the query string that a client can set for all calls.
    ClientDefaultSource(name: Text) is CLIENT_DEFAULT {
        name: "ClientDefault",
        noun: "a default of the client",
    }
    ty: Option<Text> = required(Choice, "type", Content::Text(Word::Camel), "The enumeration of texts, among the types of the platform, that the field has in every operation.");
    doc: Option<Text> = doc();
}

static TYPES: Table = Table {
    noun: "the name of a type",
    key: Word::Camel,
    value: Content::Record(&TYPE),
    duplicate: Code::DuplicateKey,
    spaced: true,
    compact: false,
};

record! {
    /// A named type: an enumeration, an id, an object, or parts that belong together.
    TypeSource(name: Text) is TYPE {
        name: "Type",
        noun: "a type",
        one_of: &["id", "enum", "fields", "parts"],
        together: &[("enum", "values")],
        examples: &[ENUM_EXAMPLE, ID_EXAMPLE, OBJECT_EXAMPLE, PARTS_EXAMPLE],
    }
    doc: Option<Text> = doc();
    reused: Option<Located<bool>> = reused();
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
    id: Option<Text> = optional(Choice, "id", Content::Text(Word::OneOf(&["string"])), "A text that names something; a type of its own.");
    into: Vec<Text> = optional(Choice, "into", Content::List(&Content::Text(Word::Camel)), "The ids that the id is too, so that it converts into them.");
    enumeration: Option<Text> = optional(Fact, "enum", Content::Text(Word::OneOf(&["string", "int"])), "An open enumeration: an unknown value survives decoding and encoding.");
    values: Vec<ValueSource> = optional(Fact, "values", Content::Table(&VALUES), "The documented values of the enumeration.");
    fields: Vec<FieldSource> = fields("fields", "The fields of the object.");
    parts: Vec<FieldSource> = optional(Choice, "parts", Content::Table(&PARTS), "Values that belong together: one parameter in Rust, which `fold` of an operation or an object puts together. Never on the wire by itself.");
    folds: Vec<FoldSource> = optional(Choice, "fold", Content::Table(&FOLDS), "The fields of the object in Rust that are put together of several of its fields, each a type with `parts`. On the wire, the fields stay what they are.");
    arguments: Vec<Text> = arguments();
}

static VALUES: Table = Table {
    noun: "a value as on the wire",
    key: Word::EnumValue,
    value: Content::Either(&[Content::Text(Word::Doc), Content::Record(&VALUE)]),
    duplicate: Code::DuplicateValue,
    spaced: false,
    compact: false,
};

record! {
    /// A value of an enumeration with a Rust name.
    ValueSource(wire: Wire) is VALUE {
        name: "Value",
        noun: "a value of an enumeration",
        compact: true,
    }
    name: Option<Text> = optional(Choice, "name", Content::Text(Word::Camel), "The Rust name, where the value does not make a good one.");
    class: Option<Text> = optional(Choice, "class", Content::Text(Word::OneOf(Class::OF_STATUSES)), "What kind of failure it is: of the statuses of a job that are neither done nor pending.");
    undocumented: Option<Located<bool>> = undocumented();
    allow: Vec<(Text, Text)> = allow();
    note: Option<Text> = note();
    reused: Option<Located<bool>> = reused();
    doc: Option<Text> = doc();
}
