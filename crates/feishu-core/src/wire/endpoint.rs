//! What generated code implements: a request that knows its operation and its response.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::ground::error::Result;
use crate::ground::operation::Operation;
use crate::request::{Request, idempotency};
use crate::wire::envelope;
use crate::wire::response::RawResponse;

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

    /// Returns the field by whose value the platform knows a repetition of the call, where the operation has one. Where it
    /// is `None`, the client makes a value up, which is the same in all attempts of the call and in no other call.
    fn idempotency_key(&mut self) -> Option<&mut Option<String>> {
        None
    }
}

/// Puts the values of a call in their places, after the key that makes it safe to repeat is filled in.
pub(crate) fn request_of_call(mut endpoint: impl Endpoint) -> Result<Request> {
    if let Some(key) = endpoint.idempotency_key() {
        key.get_or_insert_with(idempotency::key);
    }
    endpoint.request()
}

/// What a successful response can be decoded to: any type that serde reads, or a [`Download`](crate::Download).
pub trait FromResponse: Sized + Send {
    /// Whether it is made of a file, and not of JSON.
    #[doc(hidden)]
    const IS_FILE: bool = false;

    #[doc(hidden)]
    fn from_response(response: RawResponse) -> Result<Self>;

    /// Decodes an envelope that is a success and fits; of any other, `from_response` tells more.
    #[doc(hidden)]
    fn from_success(_text: &str) -> Option<Self> {
        None
    }
}

impl<T: DeserializeOwned + Send> FromResponse for T {
    fn from_response(response: RawResponse) -> Result<Self> {
        response.decode()
    }

    fn from_success(text: &str) -> Option<Self> {
        envelope::success(text)
    }
}

/// Where a response goes that is decoded and judged in one pass, whatever its type: the call path is compiled once.
pub(crate) trait Slot: Send {
    /// Decodes an envelope; returns whether it is a success that fits.
    fn fill(&mut self, text: &str) -> bool;
}

impl<T: FromResponse> Slot for Option<T> {
    fn fill(&mut self, text: &str) -> bool {
        *self = T::from_success(text);
        self.is_some()
    }
}

/// A response that carries nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Empty {}
