//! The call path under a hostile executor: a seeded simulation on stopped clocks, through the public API alone.
//!
//! `FEISHU_SEED=123 cargo test -p feishu-core --test simulation` runs one seed and tells all that happens in it;
//! `FEISHU_SEEDS=100000` runs so many.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::disallowed_methods, reason = "a test moves the clock")]

mod caller;
mod executor;
mod ledger;
mod operations;
mod platform;
mod rules;
mod scenarios;
mod seeds;
mod stage;
