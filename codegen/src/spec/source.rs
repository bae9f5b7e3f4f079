//! The spec files as typed values that still know where each part stands.
//!
//! Reading is lenient: what the structural check has refused is left out here, so that the other checks can go on.

use serde_json::Value;

use super::limits::ValueLimit;
use super::model::Rate;
use crate::text::diagnostic::At;
use crate::text::yaml::Node;

use super::word::{Route, TypeExpr};

pub use read::{platform, resource, service};

mod read;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: At,
}

/// A text and where it stands.
pub type Text = Located<String>;

/// All files.
#[derive(Debug, Default)]
pub struct SpecSource {
    /// Whether all files could be read, so that what is nowhere named is not.
    pub complete: bool,
    /// `platform.yaml`
    pub platform: PlatformSource,
    /// The services by name.
    pub services: Vec<ServiceSource>,
}

/// `platform.yaml`
#[derive(Debug, Default)]
pub struct PlatformSource {
    /// Whether there is a file and it could be read.
    pub readable: bool,
    /// The path of the file.
    pub file: String,
    /// Brand and base URL.
    pub hosts: Vec<(String, String)>,
    /// Purpose and name.
    pub headers: Vec<(String, String)>,
    /// What the paths of operations begin with.
    pub path_root: String,
    /// What the gateway answers to a path that it does not know.
    pub unknown_path: String,
    /// Kind and beginning.
    pub token_prefixes: Vec<(String, String)>,
    /// Where the documentation stands: `host` and `path_root`.
    pub documentation: Vec<(String, String)>,
    /// Types for all services.
    pub types: Vec<TypeSource>,
    /// Operations that obtain tokens.
    pub operations: Vec<OperationSource>,
    /// Errors of any operation.
    pub errors: Vec<ErrorSource>,
}

/// `service.yaml` and the files below.
#[derive(Debug)]
pub struct ServiceSource {
    /// Whether there is a file and it could be read.
    pub readable: bool,
    /// The path of `service.yaml`.
    pub file: String,
    /// The name.
    pub name: String,
    /// The official title.
    pub title: Option<Text>,
    /// What it is.
    pub doc: Option<Text>,
    /// Types for all resources.
    pub types: Vec<TypeSource>,
    /// Operations that are left out, with the reasons.
    pub waived: Vec<(Text, Text)>,
    /// The resources by version and name.
    pub resources: Vec<ResourceSource>,
}

/// The file of a resource.
#[derive(Debug)]
pub struct ResourceSource {
    /// The path of the file.
    pub file: String,
    /// The name.
    pub name: Text,
    /// The version.
    pub version: String,
    /// What it is.
    pub doc: Option<Text>,
    /// Its own types.
    pub types: Vec<TypeSource>,
    /// The operations.
    pub operations: Vec<OperationSource>,
    /// The jobs.
    pub jobs: Vec<JobSource>,
}

/// A named type.
#[derive(Debug)]
pub struct TypeSource {
    /// The name.
    pub name: Text,
    /// What it is.
    pub doc: Option<Text>,
    /// What it is made of.
    pub kind: TypeSourceKind,
    /// The ids that an id converts into.
    pub into: Vec<Text>,
    /// The order of the arguments of `new`.
    pub arguments: Vec<Text>,
}

/// What a named type is made of.
#[derive(Debug)]
pub enum TypeSourceKind {
    /// Texts.
    StringEnum(Vec<ValueSource>),
    /// Numbers.
    IntEnum(Vec<ValueSource>),
    /// A text of its own kind.
    Id,
    /// An object.
    Object(Vec<FieldSource>),
    /// Values that belong together.
    Parts(Vec<FieldSource>),
    /// Something that the structural check has refused.
    Unknown,
}

/// A value of an enumeration.
#[derive(Debug)]
pub struct ValueSource {
    /// On the wire.
    pub wire: Text,
    /// In Rust, if given.
    pub name: Option<Text>,
    /// What it means.
    pub doc: Option<Text>,
    /// Whether no longer listed.
    pub undocumented: Option<Located<bool>>,
}

/// An endpoint.
#[derive(Debug)]
pub struct OperationSource {
    /// The name in the file.
    pub name: Text,
    /// The Rust name of the request, if given.
    pub request_type: Option<Text>,
    /// The official id, if given.
    pub id: Option<Text>,
    /// Whether no longer listed.
    pub undocumented: Option<Located<bool>>,
    /// The method and the path.
    pub route: Option<Located<Route>>,
    /// The official title.
    pub title: Option<Text>,
    /// What it does.
    pub doc: Option<Text>,
    /// The official page.
    pub page: Option<Text>,
    /// The page's stamp.
    pub updated: Option<u64>,
    /// Tokens.
    pub tokens: Vec<Text>,
    /// Kinds of apps.
    pub apps: Vec<Text>,
    /// Scopes.
    pub scopes: Vec<Text>,
    /// Scopes for fields.
    pub field_scopes: Vec<Text>,
    /// The limit.
    pub limit: LimitSource,
    /// Calls at once.
    pub concurrency: Option<u32>,
    /// Whether repeatable.
    pub idempotent: Option<Located<bool>>,
    /// Parameters of the path.
    pub path: Vec<FieldSource>,
    /// Parameters of the query.
    pub query: Vec<FieldSource>,
    /// Fields of the body.
    pub body: Vec<FieldSource>,
    /// Whether a form.
    pub multipart: Option<Located<bool>>,
    /// The parameters that are put together of several fields.
    pub folds: Vec<FoldSource>,
    /// The order of the arguments of `new`.
    pub arguments: Vec<Text>,
    /// Fields of the response.
    pub response: Vec<FieldSource>,
    /// Whether without `data`.
    pub flat: Option<Located<bool>>,
    /// Whether a file.
    pub binary: Option<Located<bool>>,
    /// Whether a part of the file can be asked for.
    pub ranges: Option<Located<bool>>,
    /// How a list goes on.
    pub paging: Option<PagingSource>,
    /// The errors.
    pub errors: Vec<ErrorSource>,
}

/// A parameter that is put together of several fields.
#[derive(Debug)]
pub struct FoldSource {
    /// In Rust.
    pub name: Text,
    /// The type, which has parts.
    pub ty: Option<Text>,
    /// The parts and the fields that give them.
    pub parts: Vec<(Text, Text)>,
    /// What it is, if given.
    pub doc: Option<Text>,
}

/// A rate limit.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum LimitSource {
    /// Not stated.
    #[default]
    None,
    /// Figures.
    Rates(Vec<Rate>),
    /// "Special", perhaps with figures.
    Special(Vec<Rate>),
}

/// A field.
#[derive(Debug)]
pub struct FieldSource {
    /// On the wire.
    pub name: Text,
    /// In Rust, if given.
    pub rust: Option<Text>,
    /// Whether no longer listed.
    pub undocumented: Option<Located<bool>>,
    /// What it is.
    pub doc: Option<Text>,
    /// Its type, as corrected.
    pub ty: Option<Located<TypeExpr>>,
    /// Its documented type, if that is corrected.
    pub documented_ty: Option<Located<TypeExpr>>,
    /// The values of the enumeration that are documented here, if not all.
    pub values: Vec<Text>,
    /// What is documented.
    pub facts: FactsSource,
    /// What holds instead, and where the key stands.
    pub correction: Option<Located<FactsSource>>,
    /// How we know.
    pub why: Option<Text>,
    /// Whether responses always have it.
    pub always: Option<Located<bool>>,
    /// What it stands for.
    pub format: Option<Text>,
    /// The type of what the text holds, if it is JSON.
    pub json: Option<Text>,
    /// Filled in by the transport.
    pub computed: Option<Text>,
}

/// A fact that may be given, or be taken away with `null`.
pub type Given<T> = Option<Located<Option<T>>>;

/// What is documented of a field, or what holds instead.
#[derive(Debug, Default)]
pub struct FactsSource {
    /// Whether needed.
    pub required: Given<bool>,
    /// The limits that are given, or taken away.
    pub limits: Vec<(ValueLimit, Located<Option<Value>>)>,
    /// For an absent field.
    pub default: Given<Node>,
    /// A sample.
    pub example: Given<Node>,
}

impl FactsSource {
    /// Returns whether a limit is given, or taken away.
    pub fn has(&self, limit: ValueLimit) -> bool {
        self.limits.iter().any(|(given, _)| *given == limit)
    }
}

/// An error.
#[derive(Debug)]
pub struct ErrorSource {
    /// The code.
    pub code: Located<i64>,
    /// Whether no longer listed.
    pub undocumented: Option<Located<bool>>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The platform's words.
    pub message: Option<Text>,
    /// Status and words of further rows.
    pub also: Vec<(Option<u16>, Option<Text>)>,
    /// The Rust name.
    pub name: Option<Text>,
    /// Our words.
    pub hint: Option<Text>,
    /// Whether to repeat.
    pub retry: Option<Text>,
}

/// Paging.
#[derive(Debug)]
pub struct PagingSource {
    /// Where the key stands.
    pub at: At,
    /// The elements.
    pub items: Option<Text>,
    /// The next token.
    pub next: Option<Text>,
    /// Whether there is more.
    pub more: Option<Text>,
    /// The request's token.
    pub token: Option<Text>,
}

/// A job.
#[derive(Debug)]
pub struct JobSource {
    /// The name.
    pub name: Text,
    /// What it does.
    pub doc: Option<Text>,
    /// The first operation.
    pub start: Option<Text>,
    /// The second.
    pub poll: Option<StepSource>,
    /// The field with the ticket.
    pub ticket: Option<Text>,
    /// Where the status is.
    pub status: Option<Text>,
    /// Success.
    pub done: Vec<Text>,
    /// Not yet.
    pub pending: Vec<Text>,
    /// What a success needs.
    pub needs: Option<Text>,
    /// Where the words are.
    pub message: Option<Text>,
    /// The outcome.
    pub output: Option<Text>,
    /// The third operation.
    pub download: Option<DownloadSource>,
}

/// A call of a job.
#[derive(Debug)]
pub struct StepSource {
    /// Where the key stands.
    pub at: At,
    /// The operation.
    pub operation: Option<Text>,
    /// The fields and where their values come from.
    pub with: Vec<(Text, Text)>,
}

/// The download of a job.
#[derive(Debug)]
pub struct DownloadSource {
    /// The call.
    pub step: StepSource,
    /// Where the size is.
    pub size: Option<Text>,
    /// Where the name is.
    pub name: Option<Text>,
    /// Where the extension is.
    pub extension: Option<Text>,
}
