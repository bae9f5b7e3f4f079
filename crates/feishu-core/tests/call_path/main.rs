//! The call path against a scripted transport, with a paused clock.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "a test moves the clock")]

mod bounds;
mod calls;
mod client_defaults;
mod deadlines;
mod downloads;
mod dropped;
mod held;
mod jobs;
mod keys;
mod kinds;
mod limits;
mod lists;
mod ranges;
mod raw;
mod refusals;
mod scripted;
mod served;
mod starved;
mod token_faults;
mod tokens;
mod turns;
mod words;
