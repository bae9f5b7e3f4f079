//! A call: a request, a client, and what is particular to this one time. The files beside this one make it.

pub(crate) mod attempt;
pub(crate) mod client;
pub(crate) mod credentials;
pub(crate) mod environment;
pub(crate) mod execute;
pub(crate) mod ledger;
pub(crate) mod limit;
pub(crate) mod obtain;
pub(crate) mod options;
pub(crate) mod raw;
pub(crate) mod retry;
pub(crate) mod save;
pub(crate) mod shared;
pub(crate) mod state;
pub(crate) mod token;
pub(crate) mod turn;
pub(crate) mod waiting;

use std::fmt;
use std::future::IntoFuture;

use http::HeaderMap;

use crate::call::client::Client;
use crate::call::options::CallOptions;
use crate::call::turn::Turn;
use crate::call::waiting::Waiting;
use crate::ground::error::Result;
use crate::ground::transfer::Transfer;
use crate::wire::endpoint::{self, Endpoint, FromResponse, Slot};
use crate::wire::response::{RateLimitStatus, RawResponse};
use crate::wire::transport::BoxFuture;

/// A request that is about to be sent.
///
/// Await it for the decoded response, or [`send`](Self::send) it for the response with what came around it. It owns all it
/// needs, so it can be moved to another task.
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct Call<E> {
    pub(crate) client: Client,
    pub(crate) request: E,
    pub(crate) options: CallOptions,
}

impl<E> Call<E> {
    pub(crate) fn new(client: Client, request: E) -> Self {
        Self {
            client,
            request,
            options: CallOptions::default(),
        }
    }

    /// Makes the call with options that were set elsewhere, in place of those set until now.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    crate::__call_settings!(options, "the call");

    /// Is told how far the file is that the call sends or saves. A repetition begins from the start, unless
    /// the file goes on where it was cut off.
    pub fn on_progress(mut self, progress: impl Fn(Transfer) + Send + Sync + 'static) -> Self {
        self.options = self.options.on_progress(progress);
        self
    }

    /// Makes the call in a turn that it waited for already: see [`Client::wait_for_turn`].
    pub fn in_turn(mut self, turn: Turn) -> Self {
        self.options.turn = Some(turn);
        self
    }

    /// Is told when the call waits, for what, and until when.
    pub fn on_wait(mut self, on_wait: impl Fn(Waiting) + Send + Sync + 'static) -> Self {
        self.options = self.options.on_wait(on_wait);
        self
    }

    /// The request.
    pub fn request(&self) -> &E {
        &self.request
    }
}

impl<E: Endpoint> Call<E> {
    /// Sends the call and returns the response with what came around it.
    ///
    /// # Errors
    ///
    /// See [`ErrorKind`](crate::ErrorKind).
    pub async fn send(self) -> Result<Response<E::Output>> {
        let mut decoded = None;
        let response = self.exchange(&mut decoded)?.await?;
        Response::new(decoded, response)
    }

    /// What makes the call. A success that is no file is decoded on the way.
    fn exchange(self, slot: &mut dyn Slot) -> Result<BoxFuture<'_, Result<RawResponse>>> {
        let request = endpoint::request_of_call(self.request)?;
        let shared = self.client.shared;
        Ok(execute::execute(shared, request, self.options, Some(slot)))
    }
}

/// The value of a response, if it was not decoded on the way.
fn value<T: FromResponse>(decoded: Option<T>, response: RawResponse) -> Result<T> {
    decoded.map_or_else(|| T::from_response(response), Ok)
}

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = Result<E::Output>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async {
            let mut decoded = None;
            let response = self.exchange(&mut decoded)?.await?;
            value(decoded, response)
        })
    }
}

impl<E: Clone> Clone for Call<E> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            request: self.request.clone(),
            options: self.options.clone(),
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}

/// A decoded response, with what came around it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The response.
    pub value: T,
    /// The platform's id for the exchange.
    pub log_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// The headers. What the platform tells in them of its rate limit and of the exchange stands in fields of its own.
    pub headers: HeaderMap,
    /// What the platform told of its limit on this operation.
    pub rate_limit: RateLimitStatus,
    /// How often the call was sent.
    pub attempts: u32,
}

impl<T: FromResponse> Response<T> {
    /// A response, and its value if it was decoded on the way.
    fn new(decoded: Option<T>, mut response: RawResponse) -> Result<Self> {
        let head = &mut response.head;
        let log_id = head.log_id().map(str::to_owned);
        let status = head.status.as_u16();
        let rate_limit = RateLimitStatus::read(&head.headers);
        let attempts = head.attempts;
        // What is yet to be decoded needs the headers itself, to explain what does not fit, or to name a file.
        let (headers, value) = match decoded {
            Some(value) => (std::mem::take(&mut head.headers), value),
            None => (head.headers.clone(), T::from_response(response)?),
        };
        Ok(Self {
            value,
            log_id,
            status,
            headers,
            rate_limit,
            attempts,
        })
    }
}

impl<T> Response<T> {
    /// The response alone.
    pub fn into_value(self) -> T {
        self.value
    }

    /// The same with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            log_id: self.log_id,
            status: self.status,
            headers: self.headers,
            rate_limit: self.rate_limit,
            attempts: self.attempts,
        }
    }
}

// The headers are left out: a proxy may put anything there.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("value", &self.value)
            .field("log_id", &self.log_id)
            .field("status", &self.status)
            .field("rate_limit", &self.rate_limit)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
