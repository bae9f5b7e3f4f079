//! How a job failed.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::ground::kind::ErrorKind;

/// How a job failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct JobFailure {
    /// The platform's number or word for the failure.
    pub status: JobStatus,
    /// What the status means, if it is documented.
    pub meaning: Option<&'static str>,
    /// The platform's own words.
    pub message: Option<String>,
    /// What kind of failure it is: [`ErrorKind::JobFailed`] where the documentation tells no more.
    pub kind: ErrorKind,
}

impl JobFailure {
    /// A failure.
    pub fn new(
        status: impl Into<JobStatus>,
        meaning: Option<&'static str>,
        message: Option<String>,
    ) -> Self {
        Self {
            status: status.into(),
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

/// What the platform says of how a job stands: a number or a word, whichever the operation has.
///
/// Serialised, it is what the platform wrote.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobStatus {
    /// A number.
    Number(i64),
    /// A word.
    Text(String),
}

impl fmt::Display for JobStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl From<i64> for JobStatus {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for JobStatus {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl PartialEq<i64> for JobStatus {
    fn eq(&self, number: &i64) -> bool {
        matches!(self, Self::Number(own) if own == number)
    }
}

impl PartialEq<str> for JobStatus {
    fn eq(&self, text: &str) -> bool {
        matches!(self, Self::Text(own) if own == text)
    }
}

impl Serialize for JobStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
