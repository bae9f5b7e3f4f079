//! Faults on demand: what goes wrong, where, and how often.

use std::time::Duration;

/// Something that goes wrong for an operation, a number of times.
///
/// ```
/// use std::time::Duration;
/// use feishu_sandbox::{Fault, FaultKind};
///
/// // The second and third poll are answered with 429 and a reset of two seconds.
/// let fault = Fault::new("drive.v1.export_task.get", FaultKind::rate_limit(2)).skip(1).times(2);
/// // Every call takes longer.
/// let slow = Fault::new("*", FaultKind::Latency(Duration::from_millis(300))).always();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    operation: String,
    kind: FaultKind,
    skip: u32,
    /// How often it still happens; `None` for always.
    left: Option<u32>,
}

impl Fault {
    /// A fault that happens once, at the next call of the operation; `*` stands for every operation.
    pub fn new(operation: impl Into<String>, kind: FaultKind) -> Self {
        Self {
            operation: operation.into(),
            kind,
            skip: 0,
            left: Some(1),
        }
    }

    /// Lets it happen so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.left = Some(times);
        self
    }

    /// Lets it happen every time.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Lets so many calls pass before it happens.
    #[must_use]
    pub fn skip(mut self, calls: u32) -> Self {
        self.skip = calls;
        self
    }

    /// Whether it can only happen to a list.
    pub(crate) fn is_of_page(&self) -> bool {
        self.kind.stage() == Stage::Page
    }

    /// The operation that it is for.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// What goes wrong.
    pub(crate) fn kind(&self) -> &FaultKind {
        &self.kind
    }

    /// How many calls still pass before it happens.
    pub(crate) fn skipped(&self) -> u32 {
        self.skip
    }

    /// How often it still happens; `None` for always.
    pub(crate) fn left(&self) -> Option<u32> {
        self.left
    }
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The response is late.
    Latency(Duration),
    /// The call is refused because there were too many.
    RateLimit {
        /// The HTTP status: 429, or 400 as some older operations have it.
        status: u16,
        /// The code in the envelope; 0 for that of the gateway.
        code: i64,
        /// The seconds in the reset header; without it the header is left out.
        reset: Option<u64>,
    },
    /// The server fails.
    ServerError {
        /// The HTTP status.
        status: u16,
        /// Whether the response is a page, as a proxy makes it, instead of an envelope.
        html: bool,
    },
    /// The response is this error, whatever the HTTP status: with 200 on a download, an error in place of a file.
    Error {
        /// The HTTP status.
        status: u16,
        /// The code in the envelope.
        code: i64,
        /// The message in the envelope; empty for the documented one.
        message: String,
    },
    /// The token is refused, and all that were issued so far with it: the next one to be issued is another.
    RejectToken,
    /// The response is a page, with status 200.
    Html,
    /// The connection ends without a response.
    Disconnect,
    /// Nothing comes, not even a status.
    StallHeaders,
    /// The response stops after so many bytes of its body, and the connection stays open.
    StallBody {
        /// The number of bytes.
        after: u64,
    },
    /// The connection ends after so many bytes of the body.
    CutBody {
        /// The number of bytes.
        after: u64,
    },
    /// The body of the response comes slowly, and whole.
    SlowBody {
        /// How many bytes come in a second, at least 1.
        bytes_per_second: u64,
    },
    /// A job ends with this status: scripted for the operation that starts it or the one that polls it.
    JobFails {
        /// The status.
        status: i64,
        /// What the job reports; empty for what the status means.
        message: String,
    },
    /// A job is never done.
    JobNeverEnds,
    /// A job reports success for so many polls before it names its result.
    JobLate {
        /// The number of polls.
        polls: u32,
    },
    /// A job ends well, and reports a message all the same: scripted for the operation that starts it or the one that polls it.
    JobMessage {
        /// The message, in place of the one that says that nothing is wrong.
        message: String,
    },
    /// An import ends well, with these warnings beside its own: scripted for the operation that starts it or the one that polls it. Other jobs
    /// have no warnings.
    ImportWarnings {
        /// The codes of the warnings, as they stand in `extra`.
        codes: Vec<String>,
    },
    /// A list begins with a page that has no items and is not the last.
    EmptyPage,
    /// A page gives the token that led to it as the next one.
    RepeatedPageToken,
    /// The last page gives an empty token instead of none.
    BlankPageToken,
}

impl FaultKind {
    /// The usual refusal of too many calls: status 429 with the seconds until the limit resets.
    pub const fn rate_limit(reset: u64) -> Self {
        Self::RateLimit {
            status: 429,
            code: 0,
            reset: Some(reset),
        }
    }

    /// A failure of the server, told in an envelope.
    pub const fn server_error(status: u16) -> Self {
        Self::ServerError {
            status,
            html: false,
        }
    }

    /// An error with the documented message.
    pub const fn error(status: u16, code: i64) -> Self {
        Self::Error {
            status,
            code,
            message: String::new(),
        }
    }

    /// A job that ends with this status.
    pub const fn job_fails(status: i64) -> Self {
        Self::JobFails {
            status,
            message: String::new(),
        }
    }

    /// An import that ends well with these warnings.
    pub fn import_warnings(codes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self::ImportWarnings {
            codes: codes.into_iter().map(Into::into).collect(),
        }
    }

    /// When the fault is looked for.
    pub(crate) const fn stage(&self) -> Stage {
        match self {
            Self::Latency(_) => Stage::Arrival,
            Self::RateLimit { .. }
            | Self::ServerError { .. }
            | Self::Error { .. }
            | Self::RejectToken
            | Self::Html
            | Self::Disconnect
            | Self::StallHeaders => Stage::Answer,
            Self::StallBody { .. } | Self::CutBody { .. } | Self::SlowBody { .. } => {
                Stage::Delivery
            }
            Self::JobFails { .. }
            | Self::JobNeverEnds
            | Self::JobLate { .. }
            | Self::JobMessage { .. }
            | Self::ImportWarnings { .. } => Stage::Job,
            Self::EmptyPage | Self::RepeatedPageToken | Self::BlankPageToken => Stage::Page,
        }
    }
}

/// When a fault is looked for; a call can meet one of each stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before anything is done.
    Arrival,
    /// Instead of doing what was asked.
    Answer,
    /// While the response is sent.
    Delivery,
    /// In the life of a job.
    Job,
    /// In a list.
    Page,
}

/// The faults that are still to happen, in the order in which they were added.
#[derive(Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.0.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The faults that are still to happen.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.0.iter().filter(|fault| fault.left != Some(0))
    }

    /// The fault that a call meets at a stage, if any.
    pub(crate) fn take(&mut self, operation: &str, stage: Stage) -> Option<FaultKind> {
        for fault in &mut self.0 {
            let meant = fault.operation == "*" || fault.operation == operation;
            if !meant || fault.kind.stage() != stage || fault.left == Some(0) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            fault.left = fault.left.map(|left| left - 1);
            return Some(fault.kind.clone());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_waits_happens_and_is_gone() {
        let mut faults = Faults::default();
        faults.add(Fault::new("a", FaultKind::Html).skip(1).times(2));
        let mut taken = || faults.take("a", Stage::Answer).is_some();
        assert_eq!(
            [taken(), taken(), taken(), taken()],
            [false, true, true, false]
        );
        assert_eq!(faults.iter().count(), 0);
    }

    #[test]
    fn faults_are_told_apart_by_operation_and_stage() {
        let mut faults = Faults::default();
        faults.add(Fault::new("a", FaultKind::Html));
        faults.add(Fault::new("*", FaultKind::JobNeverEnds).always());
        assert_eq!(faults.take("b", Stage::Answer), None);
        assert_eq!(faults.take("b", Stage::Job), Some(FaultKind::JobNeverEnds));
        assert_eq!(faults.take("a", Stage::Answer), Some(FaultKind::Html));
    }
}
