//! When a failed call is repeated, and after how long: all rules of that are here.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::ground::error::{Error, Fault, Sent};
use crate::ground::operation::{Operation, Retry};
use crate::ground::time;

/// How a call is repeated.
///
/// What is repeated is not a matter of policy: a call that was not sent always may be, one that the platform refused
/// before doing anything too, one with an unknown outcome only if the operation is idempotent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How often a call is sent at most, the first time included; a file that is saved and comes cut off counts too.
    /// Default: 4.
    pub max_attempts: u32,
    /// How often a call waits for a rate limit to recover, beside the attempts. Default: 10.
    pub max_rate_waits: u32,
    /// The longest time to wait until a rate limit lets anybody through again: if the platform asks for more, the call
    /// fails at once, and [`Error::retry_after`] tells how much. Default: 5 minutes.
    pub longest_rate_wait: Duration,
    /// The longest time to queue for a documented limit behind other calls of the program: if so many wait that it would
    /// take longer, the call fails at once, and [`Error::retry_after`] tells how long. Default: no bound, so that ten
    /// thousand calls may queue for their quota.
    pub longest_queue_wait: Duration,
    /// The wait before the first repetition, at most: each wait is drawn at random up to its bound, so that callers
    /// who failed together do not return together. Default: 500 ms, doubled each time.
    pub first_wait: Duration,
    /// The bound that the waits grow to. Default: 20 s.
    pub longest_wait: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            max_rate_waits: 10,
            longest_rate_wait: Duration::from_secs(5 * 60),
            longest_queue_wait: Duration::MAX,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Every call is sent once; a token that is rejected is replaced all the same.
    pub fn never() -> Self {
        Self {
            max_attempts: 1,
            max_rate_waits: 0,
            ..Self::default()
        }
    }

    /// Sets how often a call is sent at most.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets how often a call waits for a rate limit to recover.
    #[must_use]
    pub fn max_rate_waits(mut self, waits: u32) -> Self {
        self.max_rate_waits = waits;
        self
    }

    /// Sets the longest time to wait for a rate limit, the queue of the program's own calls included.
    #[must_use]
    pub fn longest_rate_wait(mut self, longest: Duration) -> Self {
        self.longest_rate_wait = longest;
        self.longest_queue_wait = longest;
        self
    }

    /// Sets the longest time to queue behind other calls of the program.
    #[must_use]
    pub fn longest_queue_wait(mut self, longest: Duration) -> Self {
        self.longest_queue_wait = longest;
        self
    }

    /// Sets the bounds of the waits.
    #[must_use]
    pub fn waits(mut self, first: Duration, longest: Duration) -> Self {
        self.first_wait = first;
        self.longest_wait = longest.max(first);
        self
    }

    /// The wait before a repetition; `failures` counts from 1.
    pub(crate) fn backoff(&self, failures: u32) -> Duration {
        let doubled = self.first_wait.saturating_mul(
            1u32.checked_shl(failures.saturating_sub(1))
                .unwrap_or(u32::MAX),
        );
        time::jitter(doubled.min(self.longest_wait))
    }
}

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Give up.
    Stop,
    /// Repeat after a back-off.
    Again,
    /// Repeat when the limit has recovered: after the time that the platform named, if it did.
    AfterLimit(Option<Duration>),
    /// Replace the token and repeat.
    WithNewToken,
}

/// Judges a failure; how often has nothing to do with it.
pub(crate) fn judge(error: &Error, operation: &Operation) -> Verdict {
    match error.fault() {
        Fault::Connect => Verdict::Again,
        Fault::Connection | Fault::Timeout => match error.was_sent() {
            Sent::No => Verdict::Again,
            Sent::Maybe | Sent::Yes if operation.idempotent => Verdict::Again,
            Sent::Maybe | Sent::Yes => Verdict::Stop,
        },
        Fault::CutOff if operation.idempotent => Verdict::Again,
        Fault::Refused(_) | Fault::NotAnEnvelope(_) => match error.retry() {
            Retry::Never => Verdict::Stop,
            Retry::Wait => Verdict::AfterLimit(error.retry_after()),
            Retry::Idempotent if operation.idempotent => Verdict::Again,
            Retry::Idempotent => Verdict::Stop,
            Retry::RenewToken => Verdict::WithNewToken,
        },
        _ => Verdict::Stop,
    }
}

/// Whether a failure to ask how a job stands is one of the moment: the job goes on meanwhile, and is asked after again. A
/// page in place of a response is one too, whatever its status: a gateway that is being replaced answers like that.
pub(crate) fn is_passing(error: &Error, operation: &Operation) -> bool {
    match judge(error, operation) {
        Verdict::Again | Verdict::AfterLimit(_) => true,
        Verdict::Stop => {
            let success = error.http_status().is_some_and(|status| status < 300);
            success && matches!(error.fault(), Fault::NotAnEnvelope(_))
        }
        Verdict::WithNewToken => false,
    }
}

/// Bounds the repetitions of a whole client, so that a platform in trouble is not flooded by them.
///
/// A repetition costs [`COST`](Self::COST); a call that succeeds at once earns one back. Waiting for a rate limit is
/// free: the platform itself said when to come again. The figures are those of the AWS SDKs.
#[derive(Debug)]
pub(crate) struct RetryBudget(AtomicU32);

impl RetryBudget {
    const CAPACITY: u32 = 500;
    const COST: u32 = 5;

    pub(crate) fn new() -> Self {
        Self(AtomicU32::new(Self::CAPACITY))
    }

    /// Pays for a repetition; `false` if there is not enough left.
    pub(crate) fn spend(&self) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(Self::COST)
            })
            .is_ok()
    }

    /// Books a success: what its last repetition cost, or one if it needed none.
    pub(crate) fn succeeded(&self, repeated: bool) {
        let earned = if repeated { Self::COST } else { 1 };
        // As a rule it is full, and nothing is written that other threads look at.
        let _ = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                (left < Self::CAPACITY).then(|| (left + earned).min(Self::CAPACITY))
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::kind::ErrorKind;
    use crate::ground::operation::Method;

    static READ: Operation = Operation::new("a.v1.b.get", Method::Get, "/b");
    static WRITE: Operation = Operation::new("a.v1.b.create", Method::Post, "/b");

    #[test]
    fn what_may_be_repeated_depends_on_what_was_sent() {
        let cases = [
            (Fault::Connect, Sent::No, Verdict::Again, Verdict::Again),
            (
                Fault::Connection,
                Sent::Maybe,
                Verdict::Again,
                Verdict::Stop,
            ),
            (Fault::Timeout, Sent::Maybe, Verdict::Again, Verdict::Stop),
            (Fault::Timeout, Sent::No, Verdict::Again, Verdict::Again),
            (Fault::CutOff, Sent::Yes, Verdict::Again, Verdict::Stop),
            (Fault::Decode, Sent::Yes, Verdict::Stop, Verdict::Stop),
            (Fault::File, Sent::No, Verdict::Stop, Verdict::Stop),
        ];
        for (kind, sent, read, write) in cases {
            let error = Error::new(kind, "x").with_sent(sent);
            assert_eq!(judge(&error, &READ), read, "{kind:?} read");
            assert_eq!(judge(&error, &WRITE), write, "{kind:?} write");
        }
    }

    #[test]
    fn a_refusal_is_judged_by_its_class() {
        let reset = Some(Duration::from_secs(52));
        let cases = [
            (Retry::Never, None, Verdict::Stop, Verdict::Stop),
            (
                Retry::Wait,
                reset,
                Verdict::AfterLimit(reset),
                Verdict::AfterLimit(reset),
            ),
            (Retry::Idempotent, None, Verdict::Again, Verdict::Stop),
            (
                Retry::RenewToken,
                None,
                Verdict::WithNewToken,
                Verdict::WithNewToken,
            ),
        ];
        for (retry, after, read, write) in cases {
            let error = Error::refusal(ErrorKind::Other, None)
                .with_sent(Sent::Yes)
                .with_retry(retry, after);
            assert_eq!(judge(&error, &READ), read, "{retry:?} read");
            assert_eq!(judge(&error, &WRITE), write, "{retry:?} write");
        }
    }

    #[test]
    fn waits_grow_to_a_bound_and_never_overflow() {
        let policy = RetryPolicy::default();
        for failures in [1, 2, 5, 31, 32, 33, u32::MAX] {
            let bound = 500u64
                .saturating_mul(1 << (failures - 1).min(10))
                .min(20_000);
            for _ in 0..50 {
                assert!(
                    policy.backoff(failures) <= Duration::from_millis(bound),
                    "{failures}"
                );
            }
        }
    }

    #[test]
    fn the_budget_runs_out_and_is_earned_back() {
        let budget = RetryBudget::new();
        let spent = (0..1000).take_while(|_| budget.spend()).count();
        assert_eq!(spent, 100);
        for _ in 0..5 {
            budget.succeeded(false);
        }
        assert!(budget.spend());
        assert!(!budget.spend());
    }
}
