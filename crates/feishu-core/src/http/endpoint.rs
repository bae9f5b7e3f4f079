//! What generated code implements: a request that knows its operation and its response.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ground::error::Result;
use crate::ground::operation::Operation;
use crate::http::response::RawResponse;
use crate::request::Request;

/// A request as a plain value: it can be built, stored and tested without a client.
pub trait Endpoint: Send + Sync + 'static {
    /// What is documented of the operation.
    const OPERATION: &'static Operation;

    /// What a successful response is decoded to.
    type Output: FromResponse;

    /// Puts the values in their places.
    ///
    /// # Errors
    ///
    /// A value cannot be written.
    fn request(&self) -> Result<Request>;
}

/// What a successful response can be decoded to: any type that serde reads, or a [`Download`](crate::Download).
pub trait FromResponse: Sized + Send {
    #[doc(hidden)]
    fn from_response(response: RawResponse) -> Result<Self>;
}

impl<T: DeserializeOwned + Send> FromResponse for T {
    fn from_response(response: RawResponse) -> Result<Self> {
        response.decode()
    }
}

/// A response that carries nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Empty {}
