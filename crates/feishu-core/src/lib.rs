//! Transport for the Feishu / Lark open platform.
//!
//! This crate knows the protocol and no service: how a token is obtained and renewed, how a call is sent, limited and
//! repeated, how a response is told from an error, how a file is streamed, how a list goes on and how a job is followed.
//! The operations themselves are in crates generated from the documentation, such as `feishu-drive` and `feishu-vc`;
//! each of them hands an [`Endpoint`] to [`Client::call`]. What none of them has yet, [`Client::request`] calls by its method
//! and path.
//!
//! ```no_run
//! # async fn example() -> feishu_core::Result<()> {
//! use feishu_core::Client;
//!
//! let client = Client::from_env()?; // FEISHU_APP_ID and FEISHU_APP_SECRET
//! let client = Client::builder().app("cli_a1b2", "app secret").build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Cancellation
//!
//! Every future can be dropped at any time, and can stay unpolled for any time: no other call waits for it. What a
//! dropped one leaves behind depends on what it was waiting for:
//!
//! | It waits for | Dropping it leaves behind |
//! |---|---|
//! | a token | the fetch, which goes on as a task and serves whoever asks next |
//! | a place in the limit | nothing: the place is given back and the queue moves up |
//! | the head of a response | a call whose outcome is unknown: the platform may have done what it was asked for. Its departure counts for the limit; where so many calls may be under way at once, it no longer is |
//! | the body of a response | as for the head; a [`Download`] closes its exchange and gives back its place |
//! | the next attempt | what the attempts before it did, as [`Error::was_sent`] would have told |
//! | the next poll of a job | the job, which goes on at the platform: keep its [`ticket`](Job::ticket) or [`handle`](Job::handle) to resume it |
//! | a run of many jobs | its journal, from which another goes on; a job whose start is on its way is still written down there |
//! | a file that is saved | nothing: the draft beside the target is removed, and what the target was before stays |
//!
//! A future that is kept and not polled gives back nothing until it is polled or dropped. Only one thing is waited for
//! then: where an operation allows so many calls at once, its place. Those who wait for it are told after a minute which
//! call holds it.
//!
//! # Time
//!
//! | Bound | Default | Counts |
//! |---|---|---|
//! | [`connect_timeout`](ClientBuilder::connect_timeout) | 10 s | until a connection is there |
//! | [`attempt_timeout`](ClientBuilder::attempt_timeout) | 30 s | from sending to the end of a JSON response or the head of a file; anew while an upload goes on |
//! | [`idle_timeout`](ClientBuilder::idle_timeout) | 30 s | while a download stands still |
//! | [`operation_timeout`](ClientBuilder::operation_timeout), [`Call::timeout`] | none | everything from the beginning of the call, the queue included |
//! | without one | 10 min | everything from the first departure on, files excepted |
//! | [`RetryPolicy::longest_rate_wait`] | 5 min | until a rate limit lets anybody through |
//! | [`RetryPolicy::longest_queue_wait`] | none | the queue of the program's own calls |
//! | [`JobCall::deadline`], [`ClientBuilder::job_deadline`] | 10 min | from the start of a job to its end, without the download |
//!
//! # Faults
//!
//! [`faults`] says what becomes of a call for each thing that can go wrong: whether it is repeated, what the caller sees,
//! and what is on disk.
//!
//! # Proxies
//!
//! A client that is not given a transport goes through the proxy that `HTTPS_PROXY` names, or `HTTP_PROXY` for a base URL
//! with `http://`, or else `ALL_PROXY`; in small letters too. `NO_PROXY` excepts hosts. Where none is set, the settings of
//! macOS and Windows count. An address of this machine is always reached directly.
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider. Without any of the three, only `http://` is called.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs before it makes a client; reqwest
//!   panics without one.
//! - `native-tls`: TLS by the operating system's library.
//!
//! - `socks`: proxies that speak SOCKS, as `ALL_PROXY` may name one. Without it, such a proxy is an error when a client is
//!   built.
//! - `reqwest-builder`: `ClientBuilder::reqwest_builder`, which takes a builder of reqwest's. Only this feature follows
//!   reqwest's major versions.
//! - `chrono`, `jiff`, `time`: the times of these crates, from and to [`UnixSeconds`].
//! - `testing`: `testing::ScriptedTransport`, for the tests of programs.
//!
//! The crate needs a tokio runtime and does not support WebAssembly.

mod call;
mod file;
mod flow;
mod generated;
mod ground;
#[doc(hidden)]
pub mod protocol;
mod request;
#[cfg(feature = "testing")]
pub mod testing;
mod wire;

// A client, and how it is set up.
pub use call::client::{Client, ClientBuilder};
pub use call::retry::RetryPolicy;
pub use ground::secret::Secret;

// A call: what is sent, what comes back, what is told meanwhile.
pub use call::options::CallOptions;
pub use call::raw::RawRequest;
pub use call::turn::Turn;
pub use call::waiting::{WaitReason, Waiting};
pub use call::{Call, Response};
pub use request::Request;
pub use wire::endpoint::{Empty, Endpoint, FromResponse};
pub use wire::response::{RateLimitStatus, RawResponse};

// Files, in both directions.
pub use call::save::FileRequest;
pub use file::download::{Download, SavedFile};
pub use file::name::local_name;
pub use ground::transfer::Transfer;
pub use request::body::FileSource;

// What takes several calls: lists, jobs, and runs of many jobs.
pub use flow::job::{DownloadJob, Job, JobCall, JobOptions, JobProgress, JobSpec, JobState};
pub use flow::outcome::{Outcome, RunProgress, Summary};
pub use flow::paging::{Items, Page, Paged, Pages};

// What goes wrong.
pub use ground::details::{ErrorDetails, FieldViolation, Help, PermissionViolation};
pub use ground::error::{Error, Result, Sent};
pub use ground::failure::{JobFailure, JobStatus};
pub use ground::kind::ErrorKind;
pub use ground::operation::ErrorCode;
pub use ground::rules::{BrokenRule, Violation};

pub use generated::codes;
#[doc = include_str!("../FAULTS.md")]
pub mod faults {}

// What is documented of an operation.
pub use ground::operation::{
    AppKind, ErrorInfo, Field, FieldKind, Method, Operation, RateLimit, RequestBody, ResponseKind,
    Retry, TokenKind,
};

// What fields hold.
pub use generated::types;
pub use ground::moments::{IsoTime, SecondsOfDay, UnixMillis};
pub use ground::values::{UnixSeconds, UnknownNumber, UnknownValue};
/// Any JSON value: what a field holds that the documentation leaves open.
pub use serde_json::Value;

// The seam to HTTP.
pub use generated::platform::{
    LOG_ID_HEADER, RATE_LIMIT_HEADER, RATE_RESET_HEADER, REQUEST_ID_HEADER,
};
pub use request::body::Body;
pub use wire::transport::{BoxFuture, ByteStream, Transport, TransportError};
/// The crates whose types stand in the interface of this one, such as in [`Transport`] and [`Response`], in the versions
/// that it uses.
pub use {bytes, http};
