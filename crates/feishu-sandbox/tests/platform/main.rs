//! The platform, asked over its socket by a plain HTTP client.

#![allow(clippy::disallowed_methods, reason = "a test measures time")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caller;
mod control;
mod control_meetings;
mod cut;
mod documented;
mod download;
mod entities;
mod export;
mod fault;
mod gateway;
mod guard;
mod half;
mod import;
mod list;
mod meeting;
mod meeting_refusals;
mod owner;
mod record;
mod report;
mod respond;
mod sign_in;
mod tree;
mod upload;
