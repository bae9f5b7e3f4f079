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

mod call;
mod file;
mod flow;
mod generated;
mod ground;
mod http;
mod request;

pub use self::http::endpoint::{Empty, Endpoint, FromResponse};
pub use self::http::response::{RateLimitStatus, RawResponse};
pub use self::http::transport::{BoxFuture, ByteStream, Transport, TransportError};
pub use call::client::{Client, ClientBuilder};
pub use call::options::CallOptions;
pub use call::retry::RetryPolicy;
pub use call::waiting::{WaitReason, Waiting};
pub use call::{Call, Response};
pub use file::download::{Download, SavedFile};
pub use flow::job::{
    DownloadJob, Job, JobCall, JobFailure, JobOptions, JobProgress, JobSpec, JobState,
};
pub use flow::paging::{Items, Page, Paged, Pages};
pub use generated::platform::{
    LOG_ID_HEADER, RATE_LIMIT_HEADER, RATE_RESET_HEADER, REQUEST_ID_HEADER,
};
pub use generated::types;
pub use ground::details::{ErrorDetails, FieldViolation, Help, PermissionViolation};
pub use ground::error::{Error, Result, Sent};
pub use ground::operation::{
    AppKind, ErrorCode, ErrorInfo, Field, FieldKind, Method, Operation, RateLimit, RequestBody,
    ResponseKind, Retry, TokenKind,
};
pub use ground::rules::{BrokenRule, RequestValues, Violation};
pub use ground::secret::Secret;
pub use ground::transfer::Transfer;
pub use ground::values::{UnixSeconds, UnknownNumber, UnknownValue, null_as_default};
pub use request::Request;
pub use request::body::{Body, FileSource};

/// Any JSON value: what a field holds that the documentation leaves open.
pub use serde_json::Value;

#[doc(hidden)]
pub use ground::values::{number_or_text as __number_or_text, text_or_number as __text_or_number};
#[doc(hidden)]
pub use serde as __serde;
