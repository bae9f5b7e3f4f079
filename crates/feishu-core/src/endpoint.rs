//! What generated code implements: a request that knows its operation and its reply.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::download::Download;
use crate::error::Result;
use crate::operation::Operation;
use crate::reply::Reply;
use crate::request::Request;

/// A request as a plain value: it can be built, stored and tested without a client.
pub trait Endpoint: Send + Sync + 'static {
    /// What is documented of the operation.
    const OPERATION: &'static Operation;

    /// What a successful reply is decoded to.
    type Output: FromReply;

    /// Puts the values in their places.
    ///
    /// # Errors
    ///
    /// A value cannot be written.
    fn request(&self) -> Result<Request>;
}

/// What a successful reply can be decoded to: any type that serde reads, or a [`Download`].
pub trait FromReply: Sized + Send {
    #[doc(hidden)]
    fn from_reply(reply: Reply) -> Result<Self>;
}

impl<T: DeserializeOwned + Send> FromReply for T {
    fn from_reply(reply: Reply) -> Result<Self> {
        reply.decode()
    }
}

impl FromReply for Download {
    fn from_reply(reply: Reply) -> Result<Self> {
        reply.into_download()
    }
}

/// A reply that carries nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Empty {}
