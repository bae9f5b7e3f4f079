//! Facts about operations in a form that the spec and the documentation pages share.
//!
//! `cargo xtask spec --json` writes what the spec states as documented, before any `override`; other commands compare it
//! with what pages state. Keys that do not apply are `null` or empty, never missing.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use crate::spec::language::Language;
use crate::spec::limits::Limits;

pub mod agreement;
pub(crate) mod brand;
pub(crate) mod diff;
pub mod fill;
#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod from_spec;
pub(crate) mod identity;
mod link;

pub use brand::brand_of;
pub use from_spec::from_spec;
pub use link::path_of_link;

/// One operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OperationFacts {
    /// Where it is documented.
    pub page: PageFacts,
    /// The official id, if it is known.
    pub id: Option<String>,
    /// The method.
    pub method: String,
    /// The path, with `:name` for parameters.
    pub path: String,
    /// `tenant`, `user`, `app`.
    pub tokens: Vec<String>,
    /// `custom`, `isv`.
    pub apps: Vec<String>,
    /// Any one of them is needed.
    pub scopes: Vec<String>,
    /// Needed for some fields of the response.
    pub field_scopes: Vec<String>,
    /// How often it may be called.
    pub rate_limit: Option<RateLimitFacts>,
    /// Parameters in the path.
    pub path_params: Vec<FieldFacts>,
    /// Parameters in the query.
    pub query: Vec<FieldFacts>,
    /// Fields of the body.
    pub body: Vec<FieldFacts>,
    /// What the body is.
    pub body_kind: BodyKindFacts,
    /// Fields of `data`; of a flat envelope, those beside `code` and `msg`.
    pub response: Vec<FieldFacts>,
    /// What a successful response is.
    pub response_kind: ResponseKindFacts,
    /// Whether a part of the file can be asked for.
    pub ranges: bool,
    /// The documented errors.
    pub errors: Vec<ErrorFacts>,
    /// What could not be read.
    pub warnings: Vec<String>,
}

impl OperationFacts {
    /// The tables of fields, in the order of the documentation.
    pub fn tables(&self) -> [(Place, &[FieldFacts]); 4] {
        [
            (Place::Path, &self.path_params),
            (Place::Query, &self.query),
            (Place::Body, &self.body),
            (Place::Response, &self.response),
        ]
    }

    /// The same, to be changed.
    pub fn tables_mut(&mut self) -> [(Place, &mut Vec<FieldFacts>); 4] {
        [
            (Place::Path, &mut self.path_params),
            (Place::Query, &mut self.query),
            (Place::Body, &mut self.body),
            (Place::Response, &mut self.response),
        ]
    }
}

/// The part of an operation that a table of fields is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The path.
    Path,
    /// The query.
    Query,
    /// The body.
    Body,
    /// The response.
    Response,
}

impl Place {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 4] = [Self::Path, Self::Query, Self::Body, Self::Response];

    /// Those that a request is made of.
    pub const REQUEST: [Self; 3] = [Self::Path, Self::Query, Self::Body];

    /// The name, as the spec writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Body => "body",
            Self::Response => "response",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The page of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// The file that was read.
    pub file: String,
    /// The official title.
    pub title: Option<String>,
    /// The path of the page.
    pub doc_path: Option<String>,
    /// When the page was last changed, in milliseconds.
    pub updated: Option<u64>,
    /// How the page was written; `null` for the spec.
    pub dialect: Option<Dialect>,
    /// The language that it is in.
    pub language: Option<Language>,
    /// The host that it says the operation has, which tells the brand that the page is of; `null` for the spec.
    pub host: Option<String>,
    /// Whether parts of the page are lost, so that what it lacks may be among them. The warnings say which.
    #[serde(skip)]
    pub incomplete: bool,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// As the documentation service delivers it.
    Raw,
    /// Normalised to Markdown.
    Markdown,
    /// With code samples.
    Sample,
    /// As Markdown from the vendor, who leaves out what is nested in what.
    Vendor,
}

/// A rate limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RateLimitFacts {
    /// Figures; all of them apply.
    Rates(Vec<RateFacts>),
    /// Documented as special.
    Special(Special),
}

impl RateLimitFacts {
    /// The rates as the spec writes them; none if the limit is special.
    pub fn rates(&self) -> Vec<String> {
        match self {
            Self::Rates(rates) => rates.iter().map(ToString::to_string).collect(),
            Self::Special(_) => Vec::new(),
        }
    }
}

/// `5/s`, `100/min, 1000/day`, `special`.
impl fmt::Display for RateLimitFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rates(_) => f.write_str(&self.rates().join(", ")),
            Self::Special(_) => f.write_str("special"),
        }
    }
}

/// The word `special`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Special {
    /// The limit is special; figures stand in the prose, if anywhere.
    Special,
}

/// So many calls in a unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateFacts {
    /// The number of calls.
    pub count: u32,
    /// The unit of time.
    pub per: PerFacts,
}

/// As the spec writes it: `100/min`.
impl fmt::Display for RateFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            PerFacts::Second => "s",
            PerFacts::Minute => "min",
            PerFacts::Day => "day",
        };
        write!(f, "{}/{per}", self.count)
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PerFacts {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// A day.
    Day,
}

/// What a body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyKindFacts {
    /// A JSON object.
    Json,
    /// A form.
    Multipart,
    /// There is none.
    None,
}

/// What a successful response is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResponseKindFacts {
    /// An envelope with fields.
    Json,
    /// The bytes of a file.
    Binary,
    /// An envelope without fields.
    Empty,
}

/// A documented error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorFacts {
    /// The HTTP status, if it is stated.
    pub status: Option<u16>,
    /// The code in the envelope.
    pub code: i64,
    /// The platform's words.
    pub message: String,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldFacts {
    /// The name on the wire.
    pub name: String,
    /// The type of one value.
    #[serde(rename = "type")]
    pub ty: TypeFacts,
    /// How deep values are nested in lists.
    pub array: u8,
    /// Whether it must be given, if that is stated.
    pub required: Option<bool>,
    /// The values of an enumeration, as text.
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
    /// Lengths, ranges and the pattern, each under its name.
    #[serde(flatten)]
    pub limits: Limits,
    /// What an absent field stands for, as text.
    pub default: Option<String>,
    /// A sample, as text; lists and objects as JSON.
    pub example: Option<String>,
    /// The fields of an object.
    pub children: Vec<FieldFacts>,
}

impl FieldFacts {
    /// A field of which nothing but name and type is known.
    pub(crate) fn bare(name: &str, ty: TypeFacts, array: u8) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            array,
            required: None,
            values: None,
            limits: Limits::default(),
            default: None,
            example: None,
            children: Vec::new(),
        }
    }

    /// What each value of a map is, as a field, where the source says more of it than that there are values.
    pub(crate) fn value_of_map(&self) -> Option<Self> {
        let is_number = |value: &String| value.parse::<i64>().is_ok();
        let ty = match &self.values {
            _ if self.ty != TypeFacts::Map => return None,
            _ if !self.children.is_empty() => TypeFacts::Object,
            Some(values) if !values.is_empty() => match values.iter().all(is_number) {
                true => TypeFacts::Int,
                false => TypeFacts::String,
            },
            _ => return None,
        };
        Some(Self {
            values: self.values.clone(),
            children: self.children.clone(),
            ..Self::bare(&self.name, ty, 0)
        })
    }

    /// The type as the spec writes it: `string`, `object[]`.
    pub fn type_name(&self) -> String {
        let name = match self.ty {
            TypeFacts::String => "string",
            TypeFacts::Int => "int",
            TypeFacts::Bool => "bool",
            TypeFacts::Float => "float",
            TypeFacts::Object => "object",
            TypeFacts::File => "file",
            TypeFacts::Map => "map",
            TypeFacts::Any => "any",
        };
        name.to_owned() + &"[]".repeat(self.array.into())
    }
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeFacts {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// `true` or `false`.
    Bool,
    /// A number.
    Float,
    /// An object with known fields.
    Object,
    /// The content of a file.
    File,
    /// An object with any keys.
    Map,
    /// Any JSON.
    Any,
}
