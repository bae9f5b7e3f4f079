//! HTTP: the seam to it, what comes back through it, and what generated code makes of both.

pub(crate) mod base_url;
pub(crate) mod disposition;
pub(crate) mod endpoint;
pub(crate) mod envelope;
pub(crate) mod locate;
pub(crate) mod pieces;
pub(crate) mod proxy;
pub(crate) mod reqwest;
pub(crate) mod response;
pub(crate) mod transport;
