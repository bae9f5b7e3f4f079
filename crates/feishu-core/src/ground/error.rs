//! The one error type, and what a caller can ask it.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::ground::details::ErrorDetails;
use crate::ground::failure::JobFailure;
use crate::ground::kind::ErrorKind;
use crate::ground::operation::{ErrorCode, Operation, Retry};
use crate::ground::redact;
use crate::ground::refusal;
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
/// One opaque type for everything: ask for its [`kind`](Self::kind), or compare its [`code`](Self::code) with the constants
/// of a generated crate. `Display` is one line that suffices for a support ticket; it holds no secret and no body.
///
/// ```
/// use feishu_core::{Error, ErrorKind};
///
/// fn advice(error: &Error) -> String {
///     match error.kind() {
///         ErrorKind::PermissionDenied => "share the document with the app".to_owned(),
///         _ if error.is_transient() => "try again later".to_owned(),
///         _ => error.to_string(),
///     }
/// }
///
/// // A test of one's own makes the error that it needs.
/// let error = Error::of_kind(ErrorKind::PermissionDenied, "no permission");
/// assert_eq!(advice(&error), "share the document with the app");
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    fault: Fault,
    /// What happened, without the operation and the numbers, which `Display` adds. Empty if the platform's message says it.
    what: String,
    /// The platform's words.
    message: Option<String>,
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
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Debug, Default)]
struct JobTrace {
    ticket: String,
    failure: Option<JobFailure>,
}

/// What happened, as finely as the call path has to tell it apart. What callers see of it is its [`ErrorKind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
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
    /// The platform refused, and why.
    Refused(ErrorKind),
    /// Something other than the platform's JSON came, and what that is taken for.
    NotAnEnvelope(ErrorKind),
    /// The JSON does not fit the type.
    Decode,
    /// A file did not come whole.
    CutOff,
    /// A job ended badly, and why.
    JobFailed(ErrorKind),
    /// A job did not end in time.
    JobDeadline,
    /// A list repeats itself.
    Paging,
    /// There is more of it than the program takes.
    TooLarge,
    /// What a program says that it is.
    Told(ErrorKind),
}

impl Fault {
    /// What it is to a caller.
    const fn kind(self) -> ErrorKind {
        match self {
            Self::Config => ErrorKind::Configuration,
            Self::Request => ErrorKind::InvalidRequest,
            Self::File => ErrorKind::LocalFile,
            Self::Connect | Self::Tls => ErrorKind::Connect,
            Self::Connection => ErrorKind::Connection,
            Self::Timeout => ErrorKind::Timeout,
            Self::Limit => ErrorKind::RateLimited,
            Self::Decode | Self::Paging => ErrorKind::UnexpectedResponse,
            Self::CutOff => ErrorKind::Truncated,
            Self::JobDeadline => ErrorKind::JobDeadline,
            Self::TooLarge => ErrorKind::TooLarge,
            Self::Refused(kind)
            | Self::NotAnEnvelope(kind)
            | Self::JobFailed(kind)
            | Self::Told(kind) => kind,
        }
    }
}

impl Error {
    pub(crate) fn new(fault: Fault, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            fault,
            what: what.into(),
            message: None,
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
            source: None,
        }))
    }

    /// The client is set up wrongly; `what` names the setting and the remedy.
    pub(crate) fn config(what: impl Into<String>) -> Self {
        Self::new(Fault::Config, what)
    }

    /// A request that cannot be sent; `what` names the part and the remedy. For hand-written verbs on top of generated
    /// operations.
    pub fn invalid_request(what: impl Into<String>) -> Self {
        Self::new(Fault::Request, what)
    }

    /// An error of a kind, in the program's own words: for a test that needs one, or for an [`Endpoint`](crate::Endpoint) of
    /// the program's own. The `with_` methods add what else it is to tell.
    pub fn of_kind(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self::new(Fault::Told(kind), what)
    }

    /// The error that a refusal becomes, for a test that needs one: `message` is what the platform says, and the rest is what
    /// the documentation of the operation knows of the code.
    ///
    /// ```
    /// use feishu_core::{Error, ErrorCode, ErrorInfo, ErrorKind, Method, Operation};
    ///
    /// // A generated crate has both: `ListFiles::OPERATION`, and constants for the codes.
    /// const NO_ACCESS: ErrorCode = ErrorCode(1061004);
    /// const OPERATION: &Operation = &Operation::new("a.v1.thing.list", Method::Get, "/things")
    ///     .errors(&[ErrorInfo::new(NO_ACCESS, "Share the thing with the app.")
    ///         .class(ErrorKind::PermissionDenied)]);
    ///
    /// let error = Error::refused(OPERATION, NO_ACCESS, "forbidden");
    /// assert!(error.is(NO_ACCESS) && error.is_permission());
    /// assert_eq!(error.hint(), Some("Share the thing with the app."));
    /// ```
    pub fn refused(operation: &Operation, code: ErrorCode, message: impl Into<String>) -> Self {
        let known = operation.error(code);
        let status = known.map_or(0, |known| known.status);
        let error = Self::refusal(refusal::kind(known, status, None), Some(message.into()))
            .with_operation(operation)
            .with_code(code)
            .with_hint(known.map_or("", |known| known.hint))
            .with_attempts(1)
            .with_sent(Sent::Yes);
        match status {
            0 => error,
            status => error.with_http_status(status),
        }
    }

    /// A refusal, and what the platform says of it.
    pub(crate) fn refusal(kind: ErrorKind, message: Option<String>) -> Self {
        let what = match message {
            Some(_) => "",
            None => "the platform refused",
        };
        let mut error = Self::new(Fault::Refused(kind), what);
        error.0.message = message;
        error
    }

    /// A request that HTTP cannot carry.
    pub(crate) fn unwritable(source: impl Into<http::Error>) -> Self {
        Self::invalid_request("the request cannot be written").with_source(source.into())
    }

    /// A body that cannot be written as JSON.
    pub(crate) fn unwritable_body(error: serde_json::Error) -> Self {
        let what = format!("the body cannot be written as JSON: {error}");
        Self::invalid_request(what).with_source(error)
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
        Self::new(Fault::File, what)
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

    /// Adds the platform's number.
    #[must_use]
    pub fn with_code(mut self, code: ErrorCode) -> Self {
        self.0.code = Some(code);
        self
    }

    /// Adds the HTTP status of the answer.
    #[must_use]
    pub fn with_http_status(mut self, status: u16) -> Self {
        self.0.http_status = Some(status);
        self
    }

    pub(crate) fn with_log_id(mut self, log_id: Option<String>) -> Self {
        self.0.log_id = log_id;
        self
    }

    /// Says what to do about it.
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

    /// Adds how long the platform asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Says whether the call reached the platform. Without it, it did not.
    #[must_use]
    pub fn with_sent(mut self, sent: Sent) -> Self {
        self.0.sent = sent;
        self
    }

    /// Marks the refusal of a token for the app: a platform in trouble, or one that asks to wait, refuses nobody.
    pub(crate) fn with_app_refused(mut self) -> Self {
        let status = self.0.http_status.unwrap_or_default();
        if let Fault::Refused(kind) = self.0.fault
            && !(kind.is_transient() || status == 429 || status >= 500)
        {
            self.0.fault = Fault::Refused(ErrorKind::Unauthenticated);
        }
        self
    }

    /// Names the job, which was started: doing it all again would make another.
    #[must_use]
    pub fn with_ticket(mut self, ticket: &str) -> Self {
        self.0.job.get_or_insert_default().ticket = ticket.to_owned();
        self.0.sent = Sent::Yes;
        self
    }

    /// Adds how the job failed. It decides the kind of the error.
    #[must_use]
    pub fn with_job_failure(mut self, failure: JobFailure) -> Self {
        self.0.fault = Fault::JobFailed(failure.kind);
        let message = failure.message.as_deref();
        self.0.message = message.filter(|text| !text.is_empty()).map(redact::message);
        self.0.job.get_or_insert_default().failure = Some(failure);
        self
    }

    pub(crate) fn fault(&self) -> Fault {
        self.0.fault
    }

    pub(crate) fn retry(&self) -> Retry {
        self.0.retry
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.fault.kind()
    }

    /// Whether the same may succeed a little later, with nothing changed: a connection, a timeout, a limit, a platform in
    /// trouble. Whether doing it again does harm is another question, see [`was_sent`](Self::was_sent).
    pub fn is_transient(&self) -> bool {
        // A certificate that is not trusted does not become so by waiting.
        self.0.fault != Fault::Tls && self.kind().is_transient()
    }

    /// The id of the operation that failed, such as `drive.v1.export_task.create`.
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation
    }

    /// The platform's number for the error, if the platform refused the call.
    pub fn code(&self) -> Option<ErrorCode> {
        self.0.code
    }

    /// Whether the platform refused the call with this code.
    pub fn is(&self, code: ErrorCode) -> bool {
        self.0.code == Some(code)
    }

    /// The platform's own words for why it refused, or why a job failed. They come from outside: they are bounded, and what
    /// has the shape of a secret is hidden.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
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

    /// How the job failed, if the platform ended one.
    pub fn job_failure(&self) -> Option<&JobFailure> {
        self.0.job.as_ref().and_then(|job| job.failure.as_ref())
    }

    /// The error of the transport or the system that lies behind this one, to be downcast.
    pub fn inner(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Whether it is [`ErrorKind::Connect`].
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Whether it is [`ErrorKind::Timeout`].
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether it is [`ErrorKind::RateLimited`].
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::RateLimited
    }

    /// Whether it is [`ErrorKind::Unauthenticated`].
    pub fn is_auth(&self) -> bool {
        self.kind() == ErrorKind::Unauthenticated
    }

    /// Whether it is [`ErrorKind::PermissionDenied`].
    pub fn is_permission(&self) -> bool {
        self.kind() == ErrorKind::PermissionDenied
    }

    /// Whether it is [`ErrorKind::NotFound`].
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
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
        text.push_str(match inner.what.as_str() {
            "" => inner.message.as_deref().unwrap_or_default(),
            what => what,
        });
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
        let asked = inner.retry_after.filter(|_| inner.fault != Fault::Limit);
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
            .field("kind", &self.kind())
            .field("fault", &inner.fault)
            .field("operation", &inner.operation)
            .field("what", &inner.what)
            .field("message", &inner.message)
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
