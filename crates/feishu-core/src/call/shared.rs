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
    pub(crate) polling: Polling,
    pub(crate) check_before_sending: bool,
    /// What the program sets for fields of query strings, by name.
    pub(crate) query_defaults: Vec<(&'static str, String)>,
}

/// Makes the future that obtains a tenant token for an app.
pub(crate) type Obtain = fn(Arc<Shared>, App) -> BoxFuture<'static, Result<Fetched>>;

/// How jobs are waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Polling {
    pub(crate) deadline: Duration,
    /// The time between two polls, which grows from the first to the longest.
    pub(crate) first_wait: Duration,
    pub(crate) longest_wait: Duration,
}

impl Polling {
    pub(crate) fn every(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest.max(first);
        self
    }
}

impl Default for Polling {
    fn default() -> Self {
        Self {
            deadline: Duration::from_secs(10 * 60),
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(5),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeouts {
    pub(crate) attempt: Duration,
    pub(crate) idle: Duration,
    /// As the program asks, from the beginning of a call.
    pub(crate) operation: Option<Duration>,
}
