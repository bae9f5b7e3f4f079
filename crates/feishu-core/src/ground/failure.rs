//! How a job failed.

use serde::Serialize;

use crate::ground::kind::ErrorKind;

/// How a job failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JobFailure {
    /// The platform's number for the failure.
    pub status: i64,
    /// What the number means, if it is documented.
    pub meaning: Option<&'static str>,
    /// The platform's own words.
    pub message: Option<String>,
    /// What kind of failure it is: [`ErrorKind::JobFailed`] where the documentation tells no more.
    pub kind: ErrorKind,
}

impl JobFailure {
    /// A failure.
    pub fn new(status: i64, meaning: Option<&'static str>, message: Option<String>) -> Self {
        Self {
            status,
            meaning,
            message,
            kind: ErrorKind::JobFailed,
        }
    }

    /// Says what kind of failure it is.
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.kind = kind;
        self
    }
}
