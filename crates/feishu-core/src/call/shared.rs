//! What all calls of a client share.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::call::credentials::{App, Credentials};
use crate::call::limit::Limiter;
use crate::call::retry::{RetryBudget, RetryPolicy};
use crate::call::token::{Fetched, TokenCache};
use crate::ground::error::Result;
use crate::wire::base_url::BaseUrl;
use crate::wire::transport::{BoxFuture, Transport};

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) base_url: BaseUrl,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) credentials: Credentials,
    pub(crate) tokens: Arc<TokenCache>,
    /// How a tenant token is obtained: by a call, so the call path is handed it from above.
    pub(crate) obtain: Obtain,
    pub(crate) limiter: Limiter,
    pub(crate) budget: RetryBudget,
    pub(crate) retry: RetryPolicy,
    pub(crate) timeouts: Timeouts,
    pub(crate) check_before_sending: bool,
}

/// Makes the future that obtains a tenant token for an app.
pub(crate) type Obtain = fn(Arc<Shared>, App) -> BoxFuture<'static, Result<Fetched>>;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) idle: Duration,
    /// As the program asks, from the beginning of a call.
    pub(crate) operation: Option<Duration>,
}
