//! The vendor's own SDK for Python against the sandbox: every operation that both know, and a story of many calls.
//!
//! The SDK comes from PyPI into a virtual environment below the target folder. Where there is no Python, or the package cannot be
//! had, the tests say so and pass.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking, and says so when it skips"
)]

mod operations;
mod python;
mod story;
