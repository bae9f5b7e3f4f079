//! The ground: what everything else stands on, and what knows of nothing else.

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod calendar;
pub(crate) mod details;
pub(crate) mod error;
pub(crate) mod failure;
pub(crate) mod kind;
pub(crate) mod lenient;
pub(crate) mod literals;
pub(crate) mod moments;
pub(crate) mod operation;
mod period;
pub(crate) mod redact;
pub(crate) mod refusal;
pub(crate) mod rules;
pub(crate) mod secret;
pub(crate) mod target;
pub(crate) mod time;
pub(crate) mod transfer;
pub(crate) mod values;
pub(crate) mod written;
