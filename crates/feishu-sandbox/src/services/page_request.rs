//! Requests for what is no operation: pages, and files at addresses that a service has given out. They need no token.

use hyper::{HeaderMap, Method};

use crate::clock::Moment;
use crate::exchange::Platform;
use crate::state::State;

/// A request for what is no operation, what it may read and what it may change.
pub(crate) struct PageRequest<'a> {
    pub(crate) method: &'a Method,
    /// As it stands in the address, so with what is encoded.
    pub(crate) path: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) state: &'a mut State,
    pub(crate) platform: &'a Platform,
    pub(crate) now: Moment,
}
