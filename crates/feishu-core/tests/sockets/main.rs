//! The call path over real sockets: what depends on how the HTTP library, TLS and the network behave in earnest.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    clippy::disallowed_methods,
    reason = "a socket does not know of a paused clock"
)]

mod children;
mod environment;
mod faults;
mod http2;
mod operations;
mod proxies;
mod ranges;
mod redirects;
mod runtimes;
mod server;
mod silence;
mod tls;
