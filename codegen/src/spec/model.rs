//! The resolved spec: every type name looked up, every default filled in, every reference checked.
//!
//! The loader builds it; `rust::shape` and the facts JSON read it. It holds names as they stand on the wire, and those that
//! the spec gives for Rust; what each thing is called in Rust, the shape says.

use std::collections::BTreeMap;
use std::ops::Index;

use crate::text::diagnostic::At;
use crate::text::names;

use super::class::{Class, Retry};
use super::language::Language;
use super::limits::Limits;

pub use super::notation::Format;
pub use paging::{Paging, PagingBy};
pub(crate) use paths::platform_id;
pub use paths::{Documentation, Paths, path_parts};

mod paging;
mod paths;

/// Everything that `spec/` says.
#[derive(Clone, Debug)]
pub struct Spec {
    /// What every service shares.
    pub platform: Platform,
    /// The services, by name.
    pub services: Vec<Service>,
    /// All named types: the platform's, the services' and the resources'.
    pub types: Types,
}

impl Spec {
    /// All operations: the platform's, then the services'.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        let resources = self.services.iter().flat_map(|service| &service.resources);
        let of_services = resources.flat_map(|resource| &resource.operations);
        self.platform.operations.iter().chain(of_services)
    }
}

/// What is known of each of the named types of a spec.
#[derive(Clone, Debug, Default)]
pub struct Types<T = TypeDef>(Vec<T>);

/// One of the [`Types`] of a spec. A field that is of a named type holds the id, so that nobody has to look for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(usize);

impl TypeId {
    /// The ids of types, in their order.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self)
    }
}

impl<T> Types<T> {
    /// Types in the order of their ids.
    pub(crate) const fn new(types: Vec<T>) -> Self {
        Self(types)
    }

    /// Each type with its id.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &T)> {
        TypeId::all().zip(&self.0)
    }
}

impl Types {
    /// The field that a way into fields leads to; none if there is no step to go.
    pub(crate) fn follow<'a>(&'a self, fields: &'a [Field], way: &[usize]) -> Option<&'a Field> {
        let (first, rest) = way.split_first()?;
        let field = &fields[*first];
        let inside: &[Field] = match field.ty {
            FieldType::Named(id) => match &self[id].kind {
                TypeKind::Object(inside) => inside,
                _ => &[],
            },
            _ => &[],
        };
        if rest.is_empty() {
            Some(field)
        } else {
            self.follow(inside, rest)
        }
    }
}

impl<T> Index<TypeId> for Types<T> {
    type Output = T;

    fn index(&self, id: TypeId) -> &T {
        &self.0[id.0]
    }
}

/// Where users sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The path of the page on which users consent.
    pub consent: String,
    /// The path at which codes and refresh tokens become tokens.
    pub exchange: String,
}

/// What every service shares: `spec/platform.yaml`.
#[derive(Clone, Debug)]
pub struct Platform {
    /// The path of the file, from the root of the repository.
    pub file: String,
    /// The hosts by brand: `feishu`, `lark`.
    pub hosts: BTreeMap<String, String>,
    /// How the paths of operations are made.
    pub paths: Paths,
    /// The headers by purpose: `log_id`, `request_id`, `rate_limit`, `rate_reset`.
    pub headers: BTreeMap<String, String>,
    /// How tokens begin, by kind: `tenant`, `user` and so on, in the order of the file.
    pub token_prefixes: Vec<(String, String)>,
    /// What the gateway answers to a path that it does not know.
    pub unknown_path: String,
    /// Where users sign in, if that is known.
    pub sign_in: Option<SignIn>,
    /// Where the documentation stands.
    pub documentation: Documentation,
    /// Types that operations of any service may use.
    pub types: Vec<TypeId>,
    /// The fields of query strings that a client can set for all calls.
    pub client_defaults: Vec<ClientDefault>,
    /// The operations that obtain tokens.
    pub operations: Vec<Operation>,
    /// Services that no crate has, each with the reason.
    pub waived: Vec<(String, String)>,
    /// The errors that any operation may answer with.
    pub errors: Vec<ErrorDef>,
}

/// A field of query strings that a client can set for all calls.
#[derive(Clone, Debug)]
pub struct ClientDefault {
    /// The name on the wire.
    pub name: String,
    /// The enumeration that the field has.
    pub ty: TypeId,
    /// What it sets.
    pub doc: String,
}

impl Platform {
    /// Returns the id that an operation of the platform has unless the spec gives one: it begins with what stands in the
    /// path, as in `/open-apis/auth/v3/…`.
    pub fn operation_id(&self, operation: &Operation) -> String {
        platform_id(&self.paths.root, &operation.path, &operation.name)
    }
}

/// One service, such as `drive`: `spec/<name>/`.
#[derive(Clone, Debug)]
pub struct Service {
    /// The name, in paths and ids.
    pub name: String,
    /// The official title.
    pub title: String,
    /// What the service is, for the crate's documentation.
    pub doc: String,
    /// The path of `service.yaml`, from the root of the repository.
    pub file: String,
    /// Types that all resources of the service may use.
    pub types: Vec<TypeId>,
    /// Documented operations that are left out, as `METHOD path`, each with the reason.
    pub waived: Vec<(String, String)>,
    /// What the errors of the service mean.
    pub errors: Vec<Meaning>,
    /// The resources, ordered by version and name.
    pub resources: Vec<Resource>,
}

/// One resource, such as `export_task`: `spec/<service>/<version>/<name>.yaml`.
#[derive(Clone, Debug)]
pub struct Resource {
    /// The name, in ids.
    pub name: String,
    /// Where the name stands.
    pub at: At,
    /// What there are many of, if the spec says so, and where.
    pub accessor: Option<(String, At)>,
    /// The version, such as `v1`.
    pub version: String,
    /// The path of the file, from the root of the repository.
    pub file: String,
    /// What the resource is.
    pub doc: String,
    /// Types that the operations of the resource use.
    pub types: Vec<TypeId>,
    /// The operations, in the order of the file.
    pub operations: Vec<Operation>,
    /// The jobs, in the order of the file.
    pub jobs: Vec<Job>,
}

impl Resource {
    /// What there are many of: the plural that the spec gives, or that of the name.
    pub(crate) fn many(&self) -> String {
        let given = self.accessor.as_ref().map(|(many, _)| many.clone());
        given.unwrap_or_else(|| names::plural(&self.name))
    }

    /// The operations that ask after a job, by their positions. Their requests are the handles of jobs.
    pub(crate) fn handles(&self) -> impl Iterator<Item = usize> {
        self.jobs.iter().map(|job| job.poll.operation)
    }
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// The name, which is also that in Rust.
    pub name: String,
    /// Where the name stands.
    pub at: At,
    /// Whose it is.
    pub scope: Scope,
    /// The path of the file that defines it, from the root of the repository.
    pub file: String,
    /// What it is.
    pub doc: String,
    /// What it is made of.
    pub kind: TypeKind,
    /// The ids that an id converts into.
    pub into: Vec<TypeId>,
    /// What an object has in place of several of its fields.
    pub folds: Vec<Fold>,
    /// The arguments of an object's `new`, in their order, by their positions among its members.
    pub arguments: Vec<usize>,
}

impl TypeDef {
    /// The fields of an object; none of anything else.
    pub(crate) fn fields(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Object(fields) => fields,
            _ => &[],
        }
    }

    /// The values that belong together; none of anything else.
    pub(crate) fn parts(&self) -> &[Field] {
        match &self.kind {
            TypeKind::Parts(parts) => parts,
            _ => &[],
        }
    }
}

/// What a named type is made of.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An open enumeration of texts.
    StringEnum(Vec<EnumValue>),
    /// An open enumeration of numbers.
    IntEnum(Vec<EnumValue>),
    /// A text that names something, such as a token; a type of its own so that two kinds are not swapped.
    Id,
    /// An object.
    Object(Vec<Field>),
    /// Values that belong together: one parameter of a request, or one field of an object.
    Parts(Vec<Field>),
}

/// One value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value as it stands on the wire.
    pub wire: String,
    /// The name for Rust, if the spec gives one.
    pub name: Option<String>,
    /// Where the name stands; the wire, if none is given.
    pub at: At,
    /// What kind of failure it is, if it is one.
    pub class: Option<Class>,
    /// What it means.
    pub doc: String,
    /// Whether the documentation does not list it, or no longer.
    pub undocumented: bool,
}

/// One endpoint.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The official id; given in the spec, or `<service>.<version>.<resource>.<name>`.
    pub id: String,
    /// The name in the file.
    pub name: String,
    /// Where the name stands.
    pub at: At,
    /// Whether the documentation does not list it, or no longer.
    pub undocumented: bool,
    /// Whether its words, or those of its resource, are still to be written, so that nothing is generated for it.
    pub draft: bool,
    /// What to use instead, if a program should no longer call it.
    pub deprecated: Option<String>,
    /// The name of the request for Rust, if the spec gives one, and where it stands.
    pub request: Option<(String, At)>,
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// The path, with `:name` for parameters.
    pub path: String,
    /// The official title.
    pub title: String,
    /// What it does.
    pub doc: String,
    /// The path of the official page.
    pub page: String,
    /// When the page was last changed, in milliseconds.
    pub updated: Option<u64>,
    /// The language of the page, and with it of title and messages.
    pub language: Language,
    /// The only brand that documents it, as the hosts have it.
    pub brand: Option<String>,
    /// `tenant`, `user`, `app`.
    pub tokens: Vec<String>,
    /// `custom`, `isv`.
    pub apps: Vec<String>,
    /// Any one of them is needed.
    pub scopes: Vec<String>,
    /// Needed for some fields of the response.
    pub field_scopes: Vec<String>,
    /// The rate limit as documented.
    pub limit: Limit,
    /// How many calls may be under way at once.
    pub concurrency: Option<u32>,
    /// Whether a repetition does no harm; given in the spec, or whether the method is `GET` or there is a key.
    pub idempotent: bool,
    /// The field of the query or the body by which the platform knows a repetition.
    pub idempotency_key: Option<String>,
    /// Parameters in the path, in the order of the path.
    pub path_params: Vec<Field>,
    /// Parameters in the query string.
    pub query: Vec<Field>,
    /// What the body is.
    pub body_kind: BodyKind,
    /// Fields of the body.
    pub body: Vec<Field>,
    /// The parameters that are put together of several fields of the request.
    pub folds: Vec<Fold>,
    /// The arguments of the request's `new`, in their order, by their positions among its members.
    pub arguments: Vec<usize>,
    /// What a successful response carries.
    pub response_kind: ResponseKind,
    /// Whether a part of the file can be asked for.
    pub ranges: bool,
    /// Fields of `data` in the response: its own, or those of the object that it is.
    pub response: Vec<Field>,
    /// The object that the response is, if it has a name.
    pub response_type: Option<TypeId>,
    /// How the list goes on, if the operation returns one in pages.
    pub paging: Option<Paging>,
    /// Where the response says what failed, if a success may be one in part.
    pub failures: Option<Failures>,
    /// The documented errors.
    pub errors: Vec<ErrorDef>,
}

/// What is put together of several fields: a parameter of a request, or a field of an object.
#[derive(Clone, Debug)]
pub struct Fold {
    /// It as a field of its own, which is not on the wire. It is required if any of its parts is.
    pub field: Field,
    /// The fields that the parts of its type go to, by their positions among all
    /// [fields of the request](Operation::request_fields), or those of the object.
    pub parts: Vec<usize>,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// There is none.
    None,
    /// A JSON object.
    Json,
    /// A multipart form.
    Multipart,
}

/// What a successful response carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseKind {
    /// An envelope with `data`.
    Json,
    /// An envelope whose fields stand beside `code` and `msg`.
    Flat,
    /// The bytes of a file.
    Binary,
    /// An envelope without `data`.
    Empty,
}

/// A rate limit as documented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The page states none.
    None,
    /// Figures; all of them apply.
    Rates(Vec<Rate>),
    /// "Special"; the figures, where the prose gives some.
    Special(Vec<Rate>),
}

impl Limit {
    /// The figures that apply, wherever they are documented.
    pub fn rates(&self) -> &[Rate] {
        match self {
            Self::None => &[],
            Self::Rates(rates) | Self::Special(rates) => rates,
        }
    }
}

/// So many calls in a unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The number of calls.
    pub count: u32,
    /// The unit of time.
    pub per: Per,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// A day.
    Day,
}

/// One field of a request or a response.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// Whether the documentation does not list it, or no longer.
    pub undocumented: bool,
    /// The name for Rust, if the spec gives one.
    pub rust: Option<String>,
    /// Where the name stands that Rust's is made from.
    pub at: At,
    /// What it is.
    pub doc: String,
    /// The type of one value.
    pub ty: FieldType,
    /// How deep values are nested in arrays.
    pub array: u8,
    /// What the documentation says of type and nesting, where that is corrected.
    pub documented: Option<(FieldType, u8)>,
    /// The values of the enumeration that are documented here, if they are not all.
    pub values: Option<Vec<String>>,
    /// What the documentation states of it.
    pub facts: FieldDetails,
    /// What the platform really does, where the documentation is wrong.
    pub correction: Option<Correction>,
    /// Whether every successful response carries it, so that Rust needs no `Option`.
    pub always: bool,
    /// What the text or number stands for.
    pub format: Option<Format>,
    /// The type of what the text holds, where the text is JSON.
    pub json: Option<TypeId>,
    /// Whether the transport fills it in from the file that is sent.
    pub computed: Option<Computed>,
}

impl Field {
    /// Whether it has to be given, as documented or as corrected.
    pub(crate) fn is_required(&self) -> bool {
        self.effective().required == Some(true)
    }

    /// The name by which the spec tells the field from the others of a request: that for Rust, if it gives one.
    pub(crate) fn own_name(&self) -> &str {
        self.rust.as_ref().unwrap_or(&self.name)
    }

    /// The type and the nesting as documented.
    pub fn documented_type(&self) -> (&FieldType, u8) {
        self.documented
            .as_ref()
            .map_or((&self.ty, self.array), |(ty, array)| (ty, *array))
    }

    /// The facts that apply: as documented, or as corrected.
    pub fn effective(&self) -> &FieldDetails {
        self.correction
            .as_ref()
            .map_or(&self.facts, |correction| &correction.facts)
    }
}

/// The type of a field, arrays apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// Any JSON.
    Any,
    /// An object whose fields are not documented.
    Object,
    /// The content of a file.
    File,
    /// An object with any keys and values of one type.
    Map(Box<FieldType>),
    /// A named type.
    Named(TypeId),
}

/// Whose type a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The resource's own.
    Resource,
    /// The service's.
    Service,
    /// The platform's.
    Platform,
}

/// What the documentation states of a field beside its name and type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FieldDetails {
    /// Whether it must be given; `None` where that is not stated, as in responses.
    pub required: Option<bool>,
    /// Lengths, ranges and the pattern.
    pub limits: Limits,
    /// The value that an absent field stands for.
    pub default: Option<String>,
    /// A sample value, as JSON.
    pub example: Option<serde_json::Value>,
}

/// Where the documentation of a field is wrong.
#[derive(Clone, Debug)]
pub struct Correction {
    /// The facts as they are.
    pub facts: FieldDetails,
    /// How we know.
    pub why: String,
}

/// What the transport fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Computed {
    /// The number of bytes of the file that the form sends.
    FileSize,
}

/// A documented error: a row of an operation, or of the platform.
#[derive(Clone, Debug)]
pub struct ErrorDef {
    /// The number in the envelope.
    pub code: i64,
    /// Whether the documentation does not list it, or no longer.
    pub undocumented: bool,
    /// The HTTP status that comes with it, if it is documented.
    pub status: Option<u16>,
    /// The platform's own words for it; empty if there are none.
    pub message: String,
    /// The status and the words of further rows, where the page lists the code more than once.
    pub also: Vec<(Option<u16>, String)>,
    /// What it means where it stands.
    pub meaning: Meaning,
}

/// What an error means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The number in the envelope.
    pub code: i64,
    /// The name for Rust, in upper camel case; empty as long as it is still to be found.
    pub name: String,
    /// Where the name stands; the code, if there is none.
    pub at: At,
    /// What it means and what to do, in our words.
    pub hint: String,
    /// What kind of failure it is; none as long as that is still to be chosen.
    pub class: Option<Class>,
    /// Whether a repetition can help, where that does not follow from the class.
    pub retry: Option<Retry>,
}

/// Where a response says what failed although the call succeeds. Fields are named by their positions.
#[derive(Clone, Debug)]
pub struct Failures {
    /// Where the list stands in the response that has them.
    pub list: Way,
    /// How an element tells that it is none, if the list has successes too.
    pub status: Option<FailureStatus>,
}

/// How an element of a list tells whether it is a failure.
#[derive(Clone, Debug)]
pub struct FailureStatus {
    /// The field of the element.
    pub field: usize,
    /// The type of the field, an enumeration of numbers.
    pub statuses: TypeId,
    /// The values that mean success, by their positions in the enumeration.
    pub done: Vec<usize>,
}

/// Where a value stands in a response: the position of a field, then that of a field of its object, and so on.
pub type Way = Vec<usize>;

/// A task that the platform works on while we poll. Operations and fields are named by their positions: in the resource,
/// and as for [`Paging`].
#[derive(Clone, Debug)]
pub struct Job {
    /// The name in the file.
    pub name: String,
    /// Where the name stands.
    pub at: At,
    /// What it does.
    pub doc: String,
    /// The operation that starts it.
    pub start: usize,
    /// The operation that asks how it stands.
    pub poll: JobStep,
    /// The field of the poll request that holds the ticket.
    pub ticket: usize,
    /// How the response says where it stands; without it, any response means success.
    pub status: Option<JobStatus>,
    /// The errors of the poll that mean that it goes on.
    pub pending_errors: Vec<i64>,
    /// Whether the start may do it at once, and then names no ticket.
    pub at_once: bool,
    /// A field of the response without which a success is not yet one.
    pub needs: Option<Way>,
    /// Where the platform's own words on a failure stand.
    pub message: Option<Way>,
    /// The part of the response that is the outcome; empty for the whole of it.
    pub output: Way,
    /// How the file is fetched, if there is one.
    pub download: Option<JobDownload>,
}

/// How the response to a poll says where the job stands.
#[derive(Clone, Debug, PartialEq)]
pub struct JobStatus {
    /// Where the status stands in the response.
    pub way: Way,
    /// The type of the status, an enumeration.
    pub ty: TypeId,
    /// The statuses that mean success, by their positions in the enumeration.
    pub done: Vec<usize>,
    /// The statuses that mean that it goes on.
    pub pending: Vec<usize>,
}

/// The call that asks after a job, with values from the one that starts it.
#[derive(Clone, Debug)]
pub struct JobStep {
    /// The operation.
    pub operation: usize,
    /// The fields of its request, and where their values come from.
    pub with: Vec<(usize, Source)>,
}

/// Where the call that asks after a job takes a value from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A field of the request that starts the job, or a parameter that is folded.
    Request(usize),
    /// A field of the response to it.
    Response(Way),
}

/// How the file of a job is fetched.
#[derive(Clone, Debug)]
pub struct JobDownload {
    /// The operation.
    pub operation: usize,
    /// The fields of its request, and where in the outcome their values stand.
    pub with: Vec<(usize, Way)>,
    /// Where its size stands in the outcome.
    pub size: Option<Way>,
    /// Where its name stands in the outcome.
    pub name: Option<Way>,
    /// Where the extension of its name stands in the outcome.
    pub extension: Option<Way>,
}
