//! A call: a request, a client, and what is particular to this one time.

use std::fmt;
use std::future::IntoFuture;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::client::Client;
use crate::credentials::Identity;
use crate::download::{Download, SavedFile};
use crate::endpoint::{Endpoint, FromResponse};
use crate::error::{Error, Result};
use crate::execute::execute;
use crate::options::CallOptions;
use crate::response::{RateLimitStatus, RawResponse};
use crate::retry::{RetryPolicy, Verdict, judge};
use crate::secret::Secret;
use crate::target::Target;
use crate::time;
use crate::transfer::Transfer;
use crate::transport::BoxFuture;

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

    pub(crate) fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Calls as a user, with the user's access token.
    pub fn as_user(mut self, token: impl Into<Secret>) -> Self {
        self.options.identity = Identity::Given(token.into());
        self
    }

    /// Calls with a tenant token that the program obtained itself.
    pub fn as_tenant(mut self, token: impl Into<Secret>) -> Self {
        self.options.identity = Identity::Given(token.into());
        self
    }

    /// Calls as the client's app, although the client has a user.
    pub fn as_app(mut self) -> Self {
        self.options.identity = Identity::App;
        self
    }

    /// Calls without a token, as the operations that obtain tokens do.
    pub(crate) fn without_token(mut self) -> Self {
        self.options.identity = Identity::Nobody;
        self
    }

    /// How long the call may take altogether: the token, the wait for the limit, all attempts and the waits between
    /// them. A file that comes back may take longer: only its head must be there by then.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Sets how this call is repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Is told how far the file is that the call sends or saves. A repetition begins from the start.
    pub fn on_progress(mut self, progress: impl Fn(Transfer) + Send + Sync + 'static) -> Self {
        self.options.progress = Some(Arc::new(progress));
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
    /// See the predicates of [`Error`].
    pub async fn send(self) -> Result<Response<E::Output>> {
        let request = self.request.request()?;
        let response = execute(self.client, E::OPERATION, request, self.options).await?;
        Response::read(response)
    }
}

impl<E: Endpoint> IntoFuture for Call<E> {
    type Output = Result<E::Output>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { self.send().await.map(Response::into_value) })
    }
}

impl<E: Endpoint<Output = Download> + Clone> Call<E> {
    /// Saves the file: written beside the target, checked for length, then renamed, so that there is never half a file.
    /// A file that was cut off is fetched again, as the retry policy allows. An existing file is replaced.
    ///
    /// # Errors
    ///
    /// The directory does not exist or cannot be written, the file does not come whole, or anything that
    /// [`send`](Self::send) fails with. Nothing is left behind.
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::file(path.as_ref()).await?;
        self.save(&target, None).await
    }

    /// Saves the file in a directory under the name that the platform gave to it, made harmless: one plain name, never
    /// a path. Otherwise as [`save_to`](Self::save_to).
    ///
    /// # Errors
    ///
    /// As [`save_to`](Self::save_to), and a response that names no file.
    pub async fn save_in(self, directory: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::directory(directory.as_ref()).await?;
        self.save(&target, None).await
    }

    pub(crate) async fn save(self, target: &Target, expected: Option<u64>) -> Result<SavedFile> {
        let shared = &self.client.shared;
        let policy = self
            .options
            .retry
            .clone()
            .unwrap_or_else(|| shared.retry.clone());
        let timeout = self.options.timeout.or(shared.timeouts.operation);
        let deadline = timeout.map(time::after);
        let mut sent = 0;
        loop {
            // The attempts and the time of earlier rounds count.
            let mut options = self.options.clone();
            options.retry = Some(
                policy
                    .clone()
                    .max_attempts(policy.max_attempts.saturating_sub(sent)),
            );
            options.timeout =
                deadline.map(|deadline| deadline.saturating_duration_since(time::now()));
            let call = Call::new(self.client.clone(), self.request.clone()).with_options(options);
            let download = call.await.map_err(|error| {
                let attempts = error.attempts();
                error.with_attempts(sent + attempts)
            })?;
            let download = download.expect_length(expected);
            sent += download.attempts();
            let error = match download.save(target, self.options.progress.as_ref()).await {
                Ok(saved) => return Ok(saved),
                Err(error) => error.with_attempts(sent),
            };
            let wait = policy.backoff(sent);
            let in_time = deadline.is_none_or(|deadline| time::now() + wait < deadline);
            let again = judge(&error, E::OPERATION) == Verdict::Again
                && sent < policy.max_attempts
                && in_time;
            if !again || !self.client.shared.budget.spend() {
                return Err(error);
            }
            tracing::debug!(%error, "the file is fetched again");
            time::sleep(wait).await;
        }
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
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Response<T> {
    /// The response.
    pub value: T,
    /// The platform's id for the exchange.
    pub log_id: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// What the platform told of its limit on this operation.
    pub rate_limit: RateLimitStatus,
    /// How often the call was sent.
    pub attempts: u32,
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
            rate_limit: self.rate_limit,
            attempts: self.attempts,
        }
    }
}

impl<T: FromResponse> Response<T> {
    fn read(response: RawResponse) -> Result<Self, Error> {
        let log_id = response.head.log_id.clone();
        let status = response.head.status.as_u16();
        let rate_limit = RateLimitStatus::read(&response.head.headers);
        let attempts = response.head.attempts;
        Ok(Self {
            value: T::from_response(response)?,
            log_id,
            status,
            rate_limit,
            attempts,
        })
    }
}
