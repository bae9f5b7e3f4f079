//! What the verbs that are written by hand send, what is read of responses that come otherwise than documented, and what is
//! unlike other operations. The tests of single operations are generated, into `tests/tests/`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod comments;
mod import;
mod leniency;
mod snapshots;
