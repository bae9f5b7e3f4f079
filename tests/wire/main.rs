//! What the verbs that are written by hand send, and what is read of responses that come otherwise than documented. The tests of
//! single operations are generated, into `tests/tests/`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod files;
mod import;
mod leniency;
mod snapshots;
