//! The call path: token, limit, attempt, judgement, and again.
//!
//! Everything here is independent of the operation's types, so it is compiled once, in this crate.

use std::time::Duration;

use tracing::Instrument;

use crate::attempt::Attempt;
use crate::client::Client;
use crate::credentials::TokenInUse;
use crate::error::{Error, Kind, Result, Sent};
use crate::limit::{Limiter, Permit};
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::request::Request;
use crate::response::RawResponse;
use crate::retry::{RetryBudget, RetryPolicy, Verdict, judge};
use crate::secret::Secret;
use crate::time;
use crate::transport::BoxFuture;

/// Makes a call, repeating it as its policy allows.
pub(crate) fn execute(
    client: Client,
    operation: &'static Operation,
    request: Request,
    options: CallOptions,
) -> BoxFuture<'static, Result<RawResponse>> {
    let span = tracing::debug_span!(
        "feishu.call",
        operation = operation.id,
        http.request.method = operation.method.as_str(),
        url.template = operation.path,
        http.response.status_code = tracing::field::Empty,
        feishu.code = tracing::field::Empty,
        feishu.log_id = tracing::field::Empty,
        attempts = tracing::field::Empty,
    );
    let call = async move {
        let outcome = repeat(&client, operation, &request, &options).await;
        let span = tracing::Span::current();
        let (status, log_id, attempts) = match &outcome {
            Ok(response) => {
                let head = &response.head;
                (
                    Some(head.status.as_u16()),
                    head.log_id.as_deref(),
                    head.attempts,
                )
            }
            Err(error) => {
                span.record("feishu.code", error.code().map(|code| code.0));
                (error.http_status(), error.log_id(), error.attempts())
            }
        };
        span.record("http.response.status_code", status);
        span.record("feishu.log_id", log_id);
        span.record("attempts", attempts);
        match &outcome {
            Ok(_) => tracing::debug!("done"),
            Err(error) => tracing::debug!(%error, "failed"),
        }
        outcome
    };
    Box::pin(call.instrument(span))
}

async fn repeat(
    client: &Client,
    operation: &'static Operation,
    request: &Request,
    options: &CallOptions,
) -> Result<RawResponse> {
    let shared = &client.shared;
    let target = request.target()?;
    if shared.check_before_sending {
        let violations = request.violations();
        if !violations.is_empty() {
            let what = "the request breaks a documented rule and was not sent";
            return Err(Error::invalid_request(what)
                .with_operation(operation)
                .with_violations(violations));
        }
    }
    let policy = options.retry.as_ref().unwrap_or(&shared.retry);
    let timeout = options.timeout.or(shared.timeouts.operation);
    let deadline = timeout.map(time::after);
    let mut course = Course::new(operation, policy);
    let mut last = None;
    loop {
        let admitted = time::until(deadline, admit(client, operation, options, policy)).await;
        let (token, permit) = match admitted {
            Some(admitted) => admitted.map_err(|error| course.explain(error))?,
            // What went wrong before tells more than that time ran out.
            None => {
                return Err(
                    last.unwrap_or_else(|| course.explain(ran_out(timeout.unwrap_or_default())))
                );
            }
        };
        if let Some(rejection) = course.rejection_of(token.as_ref()) {
            return Err(rejection);
        }
        course.attempts += 1;
        let attempt = Attempt {
            client,
            operation,
            request,
            target: &target,
            options,
            number: course.attempts,
            deadline,
            timeout,
        };
        let error = match attempt.send(token.as_ref()).await {
            Ok(response) => {
                shared.budget.succeeded(course.failures > 0);
                return Ok(response.holding(permit));
            }
            Err(error) => error,
        };
        drop(permit);
        let verdict = judge(&error, operation);
        let error = course.failed(error, verdict);
        tracing::debug!(attempt = course.attempts, %error, ?verdict, "attempt failed");
        let wait = match verdict {
            Verdict::Stop => None,
            Verdict::WithNewToken => course.replace(token, &error),
            Verdict::AfterLimit(named) => course.wait_for_limit(named, &shared.limiter),
            Verdict::Again => course.back_off(&error, &shared.budget),
        };
        match wait.filter(|&wait| deadline.is_none_or(|deadline| time::after(wait) < deadline)) {
            None => return Err(error),
            Some(wait) => {
                last = Some(error);
                time::sleep(wait).await;
            }
        }
    }
}

/// A token to call with, and a place in the limit.
async fn admit(
    client: &Client,
    operation: &'static Operation,
    options: &CallOptions,
    policy: &RetryPolicy,
) -> Result<(Option<TokenInUse>, Permit)> {
    // The token comes first: fetching one may take long, and a place is not to be held meanwhile.
    client.token(operation, &options.identity).await?;
    let permit = client
        .shared
        .limiter
        .acquire(operation, policy.longest_rate_wait)
        .await?;
    // It may have been replaced while the call waited for its place.
    let token = client.token(operation, &options.identity).await?;
    Ok((token, permit))
}

/// The least time after which a refused call is repeated, for a platform that says "at once".
const SHORTEST_RATE_WAIT: Duration = Duration::from_millis(500);

/// How far callers who were refused together are spread, at most.
const MOST_SPREAD: Duration = Duration::from_millis(900);

/// What has happened to a call so far. Its methods say how long to wait before the call is sent again, if it is.
struct Course<'a> {
    operation: &'static Operation,
    policy: &'a RetryPolicy,
    attempts: u32,
    failures: u32,
    rate_waits: u32,
    /// Whether an attempt may have done something.
    sent: Sent,
    /// A token that the platform did not take, and what it said.
    rejected: Option<(Secret, Error)>,
}

impl<'a> Course<'a> {
    fn new(operation: &'static Operation, policy: &'a RetryPolicy) -> Self {
        Self {
            operation,
            policy,
            attempts: 0,
            failures: 0,
            rate_waits: 0,
            sent: Sent::No,
            rejected: None,
        }
    }

    /// Adds to an error what it does not know itself. One of the token has attempts of its own.
    fn explain(&self, error: Error) -> Error {
        let error = match error.operation() {
            Some(other) if other != self.operation.id => error,
            _ => error
                .with_operation(self.operation)
                .with_attempts(self.attempts),
        };
        error.with_sent(self.sent)
    }

    /// Books a failed attempt.
    fn failed(&mut self, error: Error, verdict: Verdict) -> Error {
        let sent = self.sent.max(error.was_sent());
        // A refusal before anything was done leaves nothing behind.
        if !matches!(verdict, Verdict::AfterLimit(_) | Verdict::WithNewToken) {
            self.sent = sent;
        }
        self.explain(error).with_sent(sent)
    }

    /// Lets a token be replaced, once, if it can be.
    fn replace(&mut self, token: Option<TokenInUse>, error: &Error) -> Option<Duration> {
        let TokenInUse { secret, source } = token?;
        let cache = source.filter(|_| self.rejected.is_none())?;
        cache.invalidate(&secret);
        self.rejected = Some((secret, error.clone()));
        Some(Duration::ZERO)
    }

    /// What the platform said of this token before.
    ///
    /// It repeats the token that it has issued while that is valid for long, so the one that was rejected may come back:
    /// it would be rejected again.
    fn rejection_of(&self, token: Option<&TokenInUse>) -> Option<Error> {
        let (secret, error) = self.rejected.as_ref()?;
        (*secret == token?.secret).then(|| error.clone())
    }

    /// Waits for the limit to recover, and lets all other calls of the operation wait too.
    fn wait_for_limit(&mut self, named: Option<Duration>, limiter: &Limiter) -> Option<Duration> {
        self.rate_waits += 1;
        let wait = match named {
            // All who were refused together come back together: not quite at once.
            Some(named) => named.max(SHORTEST_RATE_WAIT) + time::jitter(named.min(MOST_SPREAD)),
            None => self.policy.backoff(self.rate_waits + 1),
        };
        limiter.hold(self.operation, wait);
        let too_long = named > Some(self.policy.longest_rate_wait);
        (self.rate_waits <= self.policy.max_rate_waits && !too_long).then_some(wait)
    }

    /// Waits ever longer, and at least as long as the platform asks.
    fn back_off(&mut self, error: &Error, budget: &RetryBudget) -> Option<Duration> {
        self.failures += 1;
        let asked = error.retry_after().unwrap_or_default();
        let wait = self.policy.backoff(self.failures).max(asked);
        let too_often = self.failures >= self.policy.max_attempts;
        let too_long = asked > self.policy.longest_rate_wait;
        (!too_often && !too_long && budget.spend()).then_some(wait)
    }
}

fn ran_out(limit: Duration) -> Error {
    let what = format!("the call timed out after {limit:?} before it could be sent");
    Error::new(Kind::Timeout, what)
        .with_hint("raise `timeout` on the call or `operation_timeout` on the client")
}
