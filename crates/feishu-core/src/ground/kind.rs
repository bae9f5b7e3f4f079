//! What kind of failure an error is: the one question that most programs ask.

use serde::Serialize;

/// What kind of failure an [`Error`](crate::Error) is: what went wrong, and what helps.
///
/// Open, so match with a `_` arm. Serialises as its name in snake case, such as `rate_limited`. A refusal has the kind
/// that the documentation gives to its code, and only that of its HTTP status where nobody knows the code: the platform
/// sends a missing scope with 400, and refusals with 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client is set up wrongly: no credentials, a base URL that is none, TLS that is not built in. The text names the
    /// setting and what to write instead. Nothing was sent.
    Configuration,
    /// The request is wrong: a field is missing, malformed, or means nothing to the platform. The text names it, or
    /// [`violations`](crate::Error::violations) and [`details`](crate::Error::details) do. The same request fails again.
    InvalidRequest,
    /// A local file cannot be read or written. Check the path, the permissions and the space on the disk.
    LocalFile,
    /// No connection came about: no network, an unknown host, a refused port, a failed TLS handshake. Check the network,
    /// the proxy and the base URL. Unless [`was_sent`](crate::Error::was_sent) tells of an earlier attempt, nothing was sent.
    Connect,
    /// The connection broke. [`was_sent`](crate::Error::was_sent) tells whether the platform may have acted: if so, look
    /// before you do it again.
    Connection,
    /// A timeout of the client ran out; the text names it. [`was_sent`](crate::Error::was_sent) tells whether the platform
    /// may have acted.
    Timeout,
    /// Too many calls: the platform said so, and waiting did not help in the time there was; or a limit is used up for longer
    /// than calls wait for, and [`retry_after`](crate::Error::retry_after) tells how long; or as many calls as may be under way
    /// at once are, and none of them goes on. Call less often, or let calls wait longer (see
    /// [`RetryPolicy`](crate::RetryPolicy)).
    RateLimited,
    /// Something is used up that time does not bring back soon: calls of the month, storage, members. Make room, or have
    /// the plan extended.
    QuotaUsedUp,
    /// The platform did not accept the access token, or the app's id and secret. A tenant token of the client's own app
    /// was already replaced once. Check the credentials; a user token has to be refreshed or obtained anew.
    Unauthenticated,
    /// The app or the user may not do this. Share the thing with the app, have the user do it, or apply for the scope that
    /// [`details`](crate::Error::details) name.
    PermissionDenied,
    /// The thing does not exist, or not any more. Check the id, and whether it was deleted.
    NotFound,
    /// The state of the thing does not allow it: it exists already, somebody else changes it, it is locked. Read the state
    /// again and decide anew.
    Conflict,
    /// There is too much of it: a file, a document, a list of items. Split it.
    TooLarge,
    /// The platform is in trouble, or a gateway before it. Try again later; if it stays, report the
    /// [`log_id`](crate::Error::log_id) to its support.
    Unavailable,
    /// What came is not what the platform documents: a page of a proxy, JSON that does not fit, a list that repeats itself.
    /// For a page, check the base URL and proxies. For JSON, the text names the path of the value: the platform has changed,
    /// report it with the [`log_id`](crate::Error::log_id).
    UnexpectedResponse,
    /// A file did not come whole, and nothing was left in its place. Fetch it again.
    Truncated,
    /// The platform ended a job with a failure that has no kind of its own;
    /// [`job_failure`](crate::Error::job_failure) tells what it says of it.
    JobFailed,
    /// A job did not end in the time that was given. It may still: resume it with the [`ticket`](crate::Error::ticket), or
    /// give it a longer deadline.
    JobDeadline,
    /// Something else: a refusal of which neither the documentation nor the HTTP status tells more. The
    /// [`code`](crate::Error::code) and the [`message`](crate::Error::message) are all there is to go by.
    Other,
}

impl ErrorKind {
    /// Whether the same may succeed a little later, with nothing changed.
    pub(crate) const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Connect
                | Self::Connection
                | Self::Timeout
                | Self::RateLimited
                | Self::Unavailable
                | Self::Truncated
        )
    }

    /// The kind of a refusal of which only the HTTP status is known.
    pub(crate) const fn by_status(status: u16) -> Self {
        match status {
            401 => Self::Unauthenticated,
            403 => Self::PermissionDenied,
            404 | 410 => Self::NotFound,
            408 | 425 | 500..=599 => Self::Unavailable,
            409 => Self::Conflict,
            413 => Self::TooLarge,
            429 => Self::RateLimited,
            400..=499 => Self::InvalidRequest,
            _ => Self::Other,
        }
    }
}
