//! What has happened to one call so far, and what follows from it: whether it is sent again, and how much time is left.

use std::time::Duration;

use crate::call::limit::WaitLimits;
use crate::call::retry::{RetryBudget, RetryPolicy, Verdict};
use crate::call::token::{Issued, Rejected, TokenCache, TokenKey};
use crate::ground::error::{Error, Fault, Result, Sent};
use crate::ground::operation::Operation;
use crate::ground::secret::Secret;
use crate::ground::time::{self, Instant};

/// How long a call may take from its first departure on, if the program does not say: long enough for each of its
/// attempts to time out, and for a rate limit by the minute to be waited for a few times.
pub(crate) const LONGEST_CALL: Duration = Duration::from_secs(10 * 60);

/// The least time after which a refused call is repeated, for a platform that says "at once".
const SHORTEST_RATE_WAIT: Duration = Duration::from_millis(500);

/// The token for one attempt, and where another can be had if it is rejected.
#[derive(Clone, Debug)]
pub(crate) struct TokenInUse {
    pub(crate) secret: Secret,
    source: Option<(TokenKey, Issued)>,
}

impl TokenInUse {
    pub(crate) fn given(secret: &Secret) -> Self {
        Self {
            secret: secret.clone(),
            source: None,
        }
    }

    pub(crate) fn issued(key: TokenKey, issued: Issued) -> Self {
        Self {
            secret: issued.secret.clone(),
            source: Some((key, issued)),
        }
    }

    /// Whether a call can go out with it as things stand.
    pub(crate) fn is_at_hand(&self, tokens: &TokenCache) -> bool {
        let source = self.source.as_ref();
        source.is_none_or(|(key, issued)| tokens.is_at_hand(key, issued))
    }
}

/// A moment by which something must have ended, and the time that it was given.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    pub(crate) at: Instant,
    pub(crate) limit: Duration,
}

fn longest_call() -> Deadline {
    Deadline {
        at: time::after(LONGEST_CALL),
        limit: LONGEST_CALL,
    }
}

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Nothing.
    Stop,
    /// The next attempt, as soon as it is admitted.
    Now,
    /// The next attempt, after a while.
    After(Duration),
}

/// What has happened to a call so far.
pub(crate) struct CallState<'a> {
    operation: &'static Operation,
    policy: &'a RetryPolicy,
    /// The deadline that the program set, counted from the beginning.
    asked: Option<Deadline>,
    /// Our own, counted from the first departure.
    latest: Option<Deadline>,
    /// Whether a file goes out or comes in, whose size decides how long an attempt takes.
    streams: bool,
    attempts: u32,
    failures: u32,
    rate_waits: u32,
    /// How long the last refusal keeps the operation shut.
    rate_wait: Duration,
    /// Whether an attempt may have done something.
    sent: Sent,
    rejected: Option<Box<Rejection>>,
}

/// A token that the platform did not take, and what it said.
struct Rejection {
    token: TokenInUse,
    error: Error,
}

impl<'a> CallState<'a> {
    pub(crate) fn new(
        operation: &'static Operation,
        policy: &'a RetryPolicy,
        timeout: Option<Duration>,
        streams: bool,
    ) -> Self {
        let asked = timeout.map(|limit| Deadline {
            at: time::after(limit),
            limit,
        });
        Self {
            operation,
            policy,
            asked,
            latest: None,
            streams,
            attempts: 0,
            failures: 0,
            rate_waits: 0,
            rate_wait: Duration::ZERO,
            sent: Sent::No,
            rejected: None,
        }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.failures > 0
    }

    pub(crate) fn wait_limits(&self) -> WaitLimits {
        WaitLimits::from(self.policy)
    }

    /// Books an attempt.
    pub(crate) fn departed(&mut self) {
        self.attempts += 1;
        if self.streams {
            self.latest = None;
        } else {
            self.latest.get_or_insert_with(longest_call);
        }
    }

    /// Takes back an attempt that came to nothing on our side before anything was sent.
    pub(crate) fn not_departed(&mut self, error: Error) -> Error {
        self.attempts = self.attempts.saturating_sub(1);
        self.explain(error)
    }

    /// When everything must have ended.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.asked.or(self.latest).map(|deadline| deadline.at)
    }

    /// When an attempt must have ended. Of a call that moves a file, attempts are only bounded by what the program asks, and
    /// one that stands still has a timeout of its own; our own time counts what comes between them.
    pub(crate) fn attempt_deadline(&self) -> Option<Deadline> {
        self.asked.or(self.latest)
    }

    pub(crate) fn ran_out(&self) -> Error {
        let limit = self
            .asked
            .or(self.latest)
            .map_or(LONGEST_CALL, |deadline| deadline.limit);
        let what = format!("the call timed out after {limit:?} before it could be sent");
        self.explain(
            Error::new(Fault::Timeout, what)
                .with_hint("raise `timeout` on the call or `operation_timeout` on the client"),
        )
    }

    /// Adds to an error what it does not know itself. One of the token has attempts of its own.
    pub(crate) fn explain(&self, error: Error) -> Error {
        let error = match error.operation() {
            Some(other) if other != self.operation.id => error,
            _ => error
                .with_operation(self.operation)
                .with_attempts(self.attempts),
        };
        error.with_sent(self.sent)
    }

    /// Books a failed attempt.
    pub(crate) fn failed(&mut self, error: Error, verdict: Verdict) -> Error {
        if self.streams {
            self.latest = Some(longest_call());
        }
        let sent = self.sent.max(error.was_sent());
        // A refusal before anything was done leaves nothing behind.
        if !matches!(verdict, Verdict::AfterLimit(_) | Verdict::WithNewToken) {
            self.sent = sent;
        }
        self.explain(error).with_sent(sent)
    }

    /// Lets a token be replaced, once, if it can be.
    pub(crate) fn replace(
        &mut self,
        token: Option<TokenInUse>,
        error: &Error,
        tokens: &TokenCache,
    ) -> Next {
        let Some(token) = token.filter(|_| self.rejected.is_none()) else {
            return Next::Stop;
        };
        let Some((key, issued)) = &token.source else {
            return Next::Stop;
        };
        if tokens.reject(key, issued, self.operation.id) == Rejected::Final {
            return Next::Stop;
        }
        self.rejected = Some(Box::new(Rejection {
            token,
            error: error.clone(),
        }));
        Next::Now
    }

    /// Whether a token is worth another attempt; one that the platform rejected before would be rejected again. It may come
    /// from a fetch that was under way at that time, though: then it is worth another fetch.
    ///
    /// # Errors
    ///
    /// The platform was asked after it had rejected the token, and stands by it.
    pub(crate) fn takes(&self, token: Option<&TokenInUse>, tokens: &TokenCache) -> Result<bool> {
        let (Some(rejection), Some(token)) = (&self.rejected, token) else {
            return Ok(true);
        };
        let Some((key, issued)) = &token.source else {
            return Ok(true);
        };
        if rejection.token.secret != token.secret {
            return Ok(true);
        }
        let again = !tokens.was_reissued(key, issued)
            && tokens.reject(key, issued, self.operation.id) == Rejected::Replace;
        if again {
            return Ok(false);
        }
        Err(rejection.error.clone())
    }

    /// Books a refusal for a rate limit, and says until when no call of the operation is to go out.
    pub(crate) fn wait_for_limit(&mut self, named: Option<Duration>) -> Instant {
        self.rate_waits += 1;
        self.rate_wait = match named {
            Some(named) => named.max(SHORTEST_RATE_WAIT),
            None => self.policy.backoff(self.rate_waits + 1),
        };
        time::after(self.rate_wait)
    }

    /// Goes on when the limit has recovered: the limiter knows when that is.
    pub(crate) fn after_limit(&self, named: Option<Duration>) -> Next {
        let too_often = self.rate_waits > self.policy.max_rate_waits;
        let too_long = named > Some(self.policy.longest_rate_wait);
        if too_often || too_long || !self.has_time_for(self.rate_wait) {
            return Next::Stop;
        }
        Next::Now
    }

    /// Waits ever longer, and at least as long as the platform asks.
    pub(crate) fn back_off(&mut self, error: &Error, budget: &RetryBudget) -> Next {
        self.failures += 1;
        let asked = error.retry_after().unwrap_or_default();
        let wait = self.policy.backoff(self.failures).max(asked);
        let too_often = self.failures >= self.policy.max_attempts;
        let too_long = asked > self.policy.longest_rate_wait;
        // The budget comes last: a repetition that will not take place costs nothing.
        if too_often || too_long || !self.has_time_for(wait) || !budget.spend() {
            return Next::Stop;
        }
        Next::After(wait)
    }

    fn has_time_for(&self, wait: Duration) -> bool {
        let deadline = self.deadline();
        deadline.is_none_or(|deadline| time::after(wait) < deadline)
    }
}
