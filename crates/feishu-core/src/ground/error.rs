//! The one error type, and what a caller can ask it.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::ground::details::ErrorDetails;
use crate::ground::operation::{ErrorCode, Operation, Retry};
use crate::ground::rules::Violation;

/// The outcome of anything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whether a failed call reached the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sent {
    /// It did not: repeating the call is safe, whatever it does.
    No,
    /// It may have: the connection broke before an answer came, so the outcome is unknown.
    Maybe,
    /// It did, and the platform answered.
    Yes,
}

/// Why something failed.
///
/// One opaque type for everything: ask it with the `is_…` predicates, or compare [`code`](Self::code) with the constants
/// of a generated crate. `Display` is one line that suffices for a support ticket; it holds no secret and no body.
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    /// What happened, without the operation and the numbers, which `Display` adds.
    what: String,
    operation: Option<&'static str>,
    code: Option<ErrorCode>,
    http_status: Option<u16>,
    log_id: Option<String>,
    hint: Option<String>,
    details: Option<ErrorDetails>,
    violations: Vec<Violation>,
    retry: Retry,
    retry_after: Option<Duration>,
    attempts: u32,
    sent: Sent,
    job: Option<JobTrace>,
    /// Whether the app itself was refused a token.
    unauthenticated: bool,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Debug, Default)]
struct JobTrace {
    ticket: String,
    status: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The client is set up wrongly.
    Config,
    /// The request cannot be sent as it is.
    Request,
    /// A local file.
    File,
    /// No connection came about.
    Connect,
    /// A connection came about, and no TLS on it.
    Tls,
    /// The connection broke.
    Connection,
    /// A timeout of ours ran out.
    Timeout,
    /// A rate limit would have to be waited for too long.
    Limit,
    /// The platform refused.
    Refused,
    /// Something other than the platform's JSON came.
    NotAnEnvelope,
    /// The JSON does not fit the type.
    Decode,
    /// A file did not come whole.
    CutOff,
    /// A job ended badly.
    JobFailed,
    /// A job did not end in time.
    JobDeadline,
    /// A list repeats itself.
    Paging,
}

impl Error {
    pub(crate) fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            what: what.into(),
            operation: None,
            code: None,
            http_status: None,
            log_id: None,
            hint: None,
            details: None,
            violations: Vec::new(),
            retry: Retry::Never,
            retry_after: None,
            attempts: 0,
            sent: Sent::No,
            job: None,
            unauthenticated: false,
            source: None,
        }))
    }

    /// The client is set up wrongly; `what` names the setting and the remedy.
    pub(crate) fn config(what: impl Into<String>) -> Self {
        Self::new(Kind::Config, what)
    }

    /// A request that cannot be sent; `what` names the part and the remedy. For hand-written verbs on top of generated
    /// operations.
    pub fn invalid_request(what: impl Into<String>) -> Self {
        Self::new(Kind::Request, what)
    }

    /// A local file that cannot be read or written; `what` names it and what was tried.
    pub(crate) fn file(what: impl Into<String>, source: io::Error) -> Self {
        let hint = match source.kind() {
            io::ErrorKind::NotFound => "check the path",
            io::ErrorKind::PermissionDenied => "check the permissions",
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
            io::ErrorKind::ReadOnlyFilesystem => "choose a place that can be written to",
            _ => "",
        };
        Self::new(Kind::File, what)
            .with_hint(hint)
            .with_source(source)
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    pub(crate) fn with_operation(mut self, operation: &Operation) -> Self {
        self.0.operation.get_or_insert(operation.id);
        self
    }

    pub(crate) fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = Some(code);
        self
    }

    pub(crate) fn with_status(mut self, status: http::StatusCode) -> Self {
        self.0.http_status = Some(status.as_u16());
        self
    }

    pub(crate) fn with_log_id(mut self, log_id: Option<String>) -> Self {
        self.0.log_id = log_id;
        self
    }

    /// Says what to do about it. For hand-written verbs on top of generated operations.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        self.0.hint = (!hint.is_empty()).then_some(hint);
        self
    }

    pub(crate) fn with_details(mut self, details: Option<ErrorDetails>) -> Self {
        self.0.details = details;
        self
    }

    pub(crate) fn with_violations(mut self, violations: Vec<Violation>) -> Self {
        self.0.violations = violations;
        self
    }

    pub(crate) fn with_retry(mut self, retry: Retry, after: Option<Duration>) -> Self {
        self.0.retry = retry;
        self.0.retry_after = after;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    /// Marks the refusal of a token for the app: a platform in trouble, or one that asks to wait, refuses nobody.
    pub(crate) fn with_app_refused(mut self) -> Self {
        let status = self.0.http_status.unwrap_or_default();
        let passing = status == 429 || status >= 500 || self.0.retry != Retry::Never;
        self.0.unauthenticated = self.0.kind == Kind::Refused && !passing;
        self
    }

    /// Names the job, which was started: doing it all again would make another.
    pub(crate) fn with_ticket(mut self, ticket: &str) -> Self {
        self.0.job.get_or_insert_default().ticket = ticket.to_owned();
        self.0.sent = Sent::Yes;
        self
    }

    pub(crate) fn with_job_status(mut self, status: i64) -> Self {
        self.0.job.get_or_insert_default().status = Some(status);
        self
    }

    pub(crate) fn kind(&self) -> Kind {
        self.0.kind
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    /// The id of the operation that failed, such as `drive.v1.export_task.create`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The platform's number for the error, if the platform refused the call.
    pub fn code(&self) -> Option<ErrorCode> {
        self.0.code
    }

    /// What the error means and what to do, if the spec knows.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The platform's id for the exchange; its support asks for it.
    pub fn log_id(&self) -> Option<&str> {
        self.0.log_id.as_deref()
    }

    /// The HTTP status of the answer, if one came.
    pub fn http_status(&self) -> Option<u16> {
        self.0.http_status
    }

    /// What the platform said beyond the code: fields at fault, missing scopes, links.
    pub fn details(&self) -> Option<&ErrorDetails> {
        self.0.details.as_ref()
    }

    /// The documented rules that the request broke. They may be out of date, so they are only told when the platform
    /// refused, or when the client was built with
    /// [`check_before_sending`](crate::ClientBuilder::check_before_sending).
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// How long the platform asks to wait before the call is repeated.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How often the call was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the call reached the platform. If not, what failed may be done again as a whole; an error that names a
    /// [`ticket`](Self::ticket) comes from a job that was started.
    pub fn was_sent(&self) -> Sent {
        self.0.sent
    }

    /// The ticket of the job that failed or was given up: a job can be resumed with it, see
    /// [`Job::resume`](crate::Job::resume).
    pub fn ticket(&self) -> Option<&str> {
        self.0.job.as_ref().map(|job| job.ticket.as_str())
    }

    /// The status with which the platform ended a job.
    pub fn job_status(&self) -> Option<i64> {
        self.0.job.as_ref().and_then(|job| job.status)
    }

    /// The error of the transport or the system that lies behind this one, to be downcast.
    pub fn inner(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// The client, or the request, is set up wrongly; nothing was sent.
    ///
    /// # Troubleshooting
    ///
    /// The text names the setting or the field and what to write instead. Repeating the call is no use.
    pub fn is_invalid(&self) -> bool {
        matches!(self.0.kind, Kind::Config | Kind::Request)
    }

    /// A local file could not be read or written.
    pub fn is_file(&self) -> bool {
        self.0.kind == Kind::File
    }

    /// No connection came about: no network, an unknown host, a refused port, a failed TLS handshake.
    ///
    /// # Troubleshooting
    ///
    /// Check the network, a proxy, and the base URL of the client. Nothing was sent, so the call may be repeated.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, Kind::Connect | Kind::Tls)
    }

    /// A timeout of the client ran out.
    ///
    /// # Troubleshooting
    ///
    /// [`was_sent`](Self::was_sent) tells whether the platform may have acted. The timeouts are set on the
    /// [`ClientBuilder`](crate::ClientBuilder).
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Too many calls: the platform said so, and waiting did not help in the time there was; or a documented limit is
    /// used up for longer than calls wait for, and [`retry_after`](Self::retry_after) tells for how long; or as many calls
    /// as may be under way at once are, and none of them goes on.
    pub fn is_rate_limited(&self) -> bool {
        self.0.retry == Retry::Wait
    }

    /// The platform refused the access token, or the app's id and secret.
    ///
    /// # Troubleshooting
    ///
    /// A tenant token of the client's own app was already replaced once. A user token has to be obtained anew.
    pub fn is_auth(&self) -> bool {
        self.0.unauthenticated
            || self.0.retry == Retry::RenewToken
            || self.0.http_status == Some(401)
    }

    /// The app or the user may not do this: HTTP status 403, or a missing scope.
    pub fn is_permission(&self) -> bool {
        let scopes = self
            .0
            .details
            .as_ref()
            .is_some_and(|details| !details.permission_violations.is_empty());
        self.0.http_status == Some(403) || scopes
    }

    /// The thing does not exist: HTTP status 404 or 410.
    pub fn is_not_found(&self) -> bool {
        self.0.code.is_some() && matches!(self.0.http_status, Some(404 | 410))
    }

    /// What came is not what the platform sends: a page of a proxy, or JSON that does not fit the type.
    ///
    /// # Troubleshooting
    ///
    /// For a page, check the base URL and proxies. For JSON that does not fit, the text names the path of the value:
    /// the platform has changed, report it with the log id.
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode | Kind::NotAnEnvelope)
    }

    /// A file did not come whole; nothing was left in its place.
    pub fn is_cut_off(&self) -> bool {
        self.0.kind == Kind::CutOff
    }

    /// The platform ended a job with a failure; [`job_status`](Self::job_status) tells which.
    pub fn is_job_failed(&self) -> bool {
        self.0.kind == Kind::JobFailed
    }

    /// A job did not end in the time that was given; it may still, see [`ticket`](Self::ticket).
    pub fn is_job_deadline(&self) -> bool {
        self.0.kind == Kind::JobDeadline
    }
}

impl fmt::Display for Error {
    /// `drive.v1.export_task.create: no permission (code 1069902, http 403, log_id 2024…): share the document …`
    ///
    /// With `{:#}`, the causes that [`source`](StdError::source) leads to follow.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        let mut text = String::new();
        if let Some(operation) = inner.operation {
            text.push_str(&format!("{operation}: "));
        }
        text.push_str(&inner.what);
        let numbers = self.numbers();
        if !numbers.is_empty() {
            text.push_str(&format!(" ({})", numbers.join(", ")));
        }
        let remedies = self.remedies();
        if !remedies.is_empty() {
            text.push_str(&format!(": {}", remedies.join("; ")));
        }
        if f.alternate() {
            let mut next = self.source();
            while let Some(cause) = next {
                text.push_str(&format!(": {cause}"));
                next = cause.source();
            }
        }
        f.write_str(&one_line(&text))
    }
}

impl Error {
    fn numbers(&self) -> Vec<String> {
        let inner = &self.0;
        let code = inner.code.map(|code| format!("code {code}"));
        let status = inner.http_status.map(|status| format!("http {status}"));
        let log_id = inner.log_id.as_ref();
        let log_id = log_id.map(|log_id| format!("log_id {log_id}"));
        let attempts = (inner.attempts > 1).then(|| format!("{} attempts", inner.attempts));
        let ticket = self.ticket().map(|ticket| format!("ticket {ticket}"));
        let numbers = [code, status, log_id, attempts, ticket];
        numbers.into_iter().flatten().collect()
    }

    fn remedies(&self) -> Vec<String> {
        let inner = &self.0;
        let mut remedies = Vec::new();
        if let Some(details) = &inner.details {
            remedies.extend(details.lines());
        }
        remedies.extend(inner.violations.iter().map(ToString::to_string));
        // What the client itself says of a limit names the time in its own words.
        let asked = inner.retry_after.filter(|_| inner.kind != Kind::Limit);
        remedies.extend(
            asked.map(|wait| format!("the platform asks to wait {:.0} s", wait.as_secs_f64())),
        );
        remedies.extend(inner.hint.clone());
        remedies
    }
}

/// The longest text of an error, in characters: much of it comes from outside.
const LONGEST_TEXT: usize = 4 * 1024;

/// Much of the text comes from outside: it must not break the line, nor steer a terminal, nor fill a log.
fn one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().filter(|character| !character.is_control()));
    }
    match line.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("operation", &inner.operation)
            .field("what", &inner.what)
            .field("code", &inner.code)
            .field("http_status", &inner.http_status)
            .field("log_id", &inner.log_id)
            .field("hint", &inner.hint)
            .field("details", &inner.details)
            .field("violations", &inner.violations)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("sent", &inner.sent)
            .field("job", &inner.job)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.0.source.as_deref()?;
        Some(source)
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::other(error)
    }
}
