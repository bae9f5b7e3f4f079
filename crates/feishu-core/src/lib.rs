//! Transport for the Feishu / Lark open platform.
//!
//! This crate knows the protocol and no service: how a token is obtained and renewed, how a call is sent, limited and
//! repeated, how a response is told from an error, how a file is streamed, how a list goes on and how a job is followed.
//! The operations themselves are in crates generated from the documentation, such as `feishu-drive` and `feishu-vc`;
//! each of them hands an [`Endpoint`] to [`Client::call`].
//!
//! ```no_run
//! # async fn example() -> feishu_core::Result<()> {
//! let client = feishu_core::Client::builder()
//!     .app("cli_a1b2", std::env::var("FEISHU_APP_SECRET").unwrap_or_default())
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs before it makes a client; reqwest
//!   panics without one.
//! - `native-tls`: TLS by the operating system's library.
//!
//! The crate needs a tokio runtime and does not support WebAssembly.

mod attempt;
mod body;
mod call;
mod client;
mod credentials;
mod disposition;
mod download;
mod endpoint;
mod envelope;
mod error;
mod execute;
mod generated;
mod job;
mod limit;
mod multipart;
mod operation;
mod options;
mod paging;
mod request;
mod response;
mod retry;
mod rules;
mod secret;
mod target;
mod time;
mod token;
mod transfer;
mod transport;
mod upload;
mod values;

pub use body::{Body, FileSource};
pub use call::{Call, Response};
pub use client::{Client, ClientBuilder};
pub use download::{Download, SavedFile};
pub use endpoint::{Empty, Endpoint, FromResponse};
pub use envelope::{ErrorDetails, FieldViolation, Help, PermissionViolation};
pub use error::{Error, ErrorCode, Result, Sent};
pub use generated::platform::{
    LOG_ID_HEADER, RATE_LIMIT_HEADER, RATE_RESET_HEADER, REQUEST_ID_HEADER,
};
pub use generated::types;
pub use job::{DownloadJob, Job, JobCall, JobFailure, JobProgress, JobSpec, JobState};
pub use operation::{
    AppKind, ErrorInfo, Field, FieldKind, Method, Operation, RateLimit, RequestBody, ResponseKind,
    Retry, TokenKind,
};
pub use paging::{Items, Page, Paged, Pages};
pub use request::Request;
pub use response::{RateLimitStatus, RawResponse};
pub use retry::RetryPolicy;
pub use rules::{BrokenRule, RequestValues, Violation};
pub use secret::Secret;
pub use transfer::Transfer;
pub use transport::{BoxFuture, ByteStream, ReqwestTransport, Transport, TransportError};
pub use values::{UnixSeconds, UnknownNumber, UnknownValue, null_as_default};

/// Any JSON value: what a field holds that the documentation leaves open.
pub use serde_json::Value;

pub(crate) use generated::platform;

#[doc(hidden)]
pub use serde as __serde;
#[doc(hidden)]
pub use values::{number_or_text as __number_or_text, text_or_number as __text_or_number};
