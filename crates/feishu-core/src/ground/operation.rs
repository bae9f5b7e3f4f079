//! What is known of an operation before it is called: its route, tokens, limits, documented fields and errors.
//!
//! Generated crates hold one [`Operation`] per endpoint, as a constant, written down as `literals` allows. The call path reads it to choose a token,
//! keep the limits and decide on retries; errors read it to explain themselves; the sandbox reads it to behave alike.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ground::kind::ErrorKind;

/// One endpoint of the platform, as documented.
///
/// A request type knows its own as [`Endpoint::OPERATION`](crate::Endpoint::OPERATION), and the crate of a service lists
/// all of them as `OPERATIONS`. A program reads them, such as to list the scopes that it needs, or the limits that it runs
/// into. It makes none itself: what no crate has is called by [`Client::request`](crate::Client::request).
///
/// ```
/// use feishu_core::{ErrorCode, Operation};
///
/// fn describe(operation: &Operation) -> String {
///     let Operation { id, method, path, scopes, limits, .. } = operation;
///     let limits = limits.iter().map(|limit| format!("{} in {:?}", limit.calls, limit.window));
///     let limits = limits.collect::<Vec<_>>().join(", ");
///     format!("{id}: {} {path}, any of {}; {limits}", method.as_str(), scopes.join(", "))
/// }
/// # use feishu_core::{Method, RateLimit};
/// # const LIST_THINGS: &Operation = &Operation::new("a.v1.thing.list", Method::Get, "/things")
/// #     .scopes(&["a:thing:read", "a:thing"])
/// #     .limits(&[RateLimit::per_minute(100)]);
///
/// assert_eq!(
///     describe(LIST_THINGS),
///     "a.v1.thing.list: GET /things, any of a:thing:read, a:thing; 100 in 60s"
/// );
/// let too_often = LIST_THINGS.error(ErrorCode(99991400));
/// assert!(too_often.is_some(), "one that every operation shares");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The official id, such as `drive.v1.export_task.create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters as `:name` segments.
    pub path: &'static str,
    /// The official page, as a path on the documentation site; empty of an operation that is called by its route.
    pub page: &'static str,
    /// The kinds of access token that the operation takes; empty if it takes none.
    pub tokens: &'static [TokenKind],
    /// The kinds of app that may call it.
    pub apps: &'static [AppKind],
    /// The scopes of which the app needs any one; empty if it needs none.
    pub scopes: &'static [&'static str],
    /// How often it may be called, per app and tenant; all of them apply. Empty if no figure is documented.
    pub limits: &'static [RateLimit],
    /// How many calls may be under way at once, where the platform says so.
    pub concurrency: Option<usize>,
    /// Whether a repetition after an unknown outcome does no harm.
    pub idempotent: bool,
    /// The parameters in the path.
    pub path_params: &'static [Field],
    /// The parameters in the query string.
    pub query: &'static [Field],
    /// The body of the request.
    pub body: RequestBody,
    /// What a successful response carries.
    pub response: ResponseKind,
    /// Whether a part of the file that the response carries can be asked for, by the header `Range`, where the page says so.
    pub ranges: bool,
    /// The documented errors of its own; [`error`](Self::error) finds those that every operation shares, too.
    pub errors: &'static [ErrorInfo],
}

impl Operation {
    /// Returns what the documentation says of an error code: of this operation, or else of every operation.
    pub fn error(&self, code: ErrorCode) -> Option<&'static ErrorInfo> {
        let own = self.errors.iter().find(|error| error.code == code);
        own.or_else(|| crate::generated::platform::error(code))
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl From<Method> for http::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
        }
    }
}

/// A kind of access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// `tenant_access_token`: the app acts for itself in one tenant.
    Tenant,
    /// `user_access_token`: the app acts for a user who consented.
    User,
    /// `app_access_token`: the app acts for itself, in no tenant.
    App,
}

/// A kind of app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppKind {
    /// An app that a tenant built for itself.
    Custom,
    /// An app from the app store.
    Store,
}

/// How often an operation may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct RateLimit {
    /// The number of calls.
    pub calls: u32,
    /// The time in which they may be made.
    pub window: Duration,
}

impl RateLimit {
    /// So many calls each second.
    pub const fn per_second(calls: u32) -> Self {
        Self {
            calls,
            window: Duration::from_secs(1),
        }
    }

    /// So many calls each minute.
    pub const fn per_minute(calls: u32) -> Self {
        Self {
            calls,
            window: Duration::from_secs(60),
        }
    }

    /// So many calls each day.
    pub const fn per_day(calls: u32) -> Self {
        Self {
            calls,
            window: Duration::from_secs(24 * 60 * 60),
        }
    }
}

/// The body that an operation takes.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum RequestBody {
    /// No body.
    None,
    /// A JSON object with these fields.
    Json(&'static [Field]),
    /// A multipart form with these parts.
    Multipart(&'static [Field]),
}

impl RequestBody {
    /// The documented fields, in their documented order.
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::None => &[],
            Self::Json(fields) | Self::Multipart(fields) => fields,
        }
    }
}

/// What a successful response carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResponseKind {
    /// A JSON envelope with `data`.
    Json,
    /// A JSON envelope whose fields stand beside the code.
    Flat,
    /// The bytes of a file.
    Binary,
    /// A JSON envelope without `data`.
    Empty,
}

/// A documented field of a request.
///
/// Documented rules go out of date, so they explain a refusal and are enforced up front only when a client asks for it
/// (see [`ClientBuilder::check_before_sending`](crate::ClientBuilder::check_before_sending)).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// The type of one value.
    pub kind: FieldKind,
    /// How deep values are nested in arrays: 0 for a plain value, 1 for a list.
    pub array: u8,
    /// Whether the field must be given.
    pub required: bool,
    /// The least number of characters; of a list, that of its items.
    pub min_length: Option<u32>,
    /// The largest number of characters; of a list, that of its items.
    pub max_length: Option<u32>,
    /// The least value.
    pub minimum: Option<i64>,
    /// The largest value.
    pub maximum: Option<i64>,
    /// The documented values, as they stand on the wire; empty if any value will do.
    pub values: &'static [&'static str],
    /// The fields of an object.
    pub children: &'static [Field],
}

/// The type of a field on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldKind {
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// `true` or `false`.
    Bool,
    /// An object with known fields.
    Object,
    /// An object with any keys.
    Map,
    /// The content of a file, in a multipart body.
    File,
    /// Any JSON value.
    Any,
}

/// The number by which the platform names an error.
///
/// Generated crates hold the documented ones as constants, in the module `codes` of each crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(pub i64);

impl From<i64> for ErrorCode {
    fn from(code: i64) -> Self {
        Self(code)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A documented error.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ErrorInfo {
    /// The number in the envelope.
    pub code: ErrorCode,
    /// The HTTP status that comes with it; 0 if that is not documented.
    pub status: u16,
    /// The platform's own words for it.
    pub message: &'static str,
    /// What it means and what to do, in our words.
    pub hint: &'static str,
    /// What kind of failure it is.
    pub class: ErrorKind,
    /// Whether a repetition can help, where that does not follow from the kind.
    pub retry: Option<Retry>,
}

#[doc(hidden)]
impl ErrorInfo {
    /// What a code means, of the kind [`ErrorKind::Other`] until [`class`](Self::class) says more. Whether a repetition can
    /// help follows from the kind: after a wait if the call was rate limited, where it does no harm if the platform is
    /// unavailable, with another token if that was refused, never otherwise.
    pub const fn new(code: ErrorCode, hint: &'static str) -> Self {
        Self {
            code,
            status: 0,
            message: "",
            hint,
            class: ErrorKind::Other,
            retry: None,
        }
    }

    /// Adds what the documentation of an operation lists: the HTTP status, 0 if there is none, and the platform's words.
    pub const fn row(mut self, status: u16, message: &'static str) -> Self {
        self.status = status;
        self.message = message;
        self
    }

    /// The same, and what it means to the operation, where that is more.
    pub const fn row_with_hint(
        mut self,
        status: u16,
        message: &'static str,
        hint: &'static str,
    ) -> Self {
        self.hint = hint;
        self.row(status, message)
    }

    /// Says what kind of failure it is. It follows anew whether a repetition can help.
    pub const fn class(mut self, kind: ErrorKind) -> Self {
        self.class = kind;
        self.retry = None;
        self
    }

    /// Says whether a repetition can help, where that does not follow from the kind.
    pub const fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }
}

/// Whether repeating a refused call can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// The same call fails again.
    Never,
    /// The platform refused before doing anything: repeat after a wait.
    Wait,
    /// The outcome is unknown: repeat if that does no harm.
    Idempotent,
    /// The token was refused: fetch another and repeat once.
    RenewToken,
}
