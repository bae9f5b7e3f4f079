//! Keeps the documented limits before a call is sent, so that a busy program runs at the quota and never trips it.
//!
//! The platform counts per operation, app and tenant; a client is one app in one tenant, and its clones share this.
//! Other processes of the same app are not seen: the 429 that they cause holds back every call of the operation here.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Kind, Result};
use crate::operation::{Operation, RateLimit, Retry};
use crate::time::{self, Instant};

/// How long a wait must be to be logged.
const WORTH_TELLING: Duration = Duration::from_secs(1);

/// The limits of all operations that a client has called.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// Whether the documented limits are kept; what the platform itself says always is.
    keep: bool,
    gates: Mutex<HashMap<&'static str, Arc<Gate>>>,
}

/// The limit of one operation.
#[derive(Debug)]
struct Gate {
    /// When calls went out, one list per limit. Whoever holds the lock is first in the queue, also while it sleeps.
    sent: tokio::sync::Mutex<Vec<VecDeque<Instant>>>,
    under_way: Option<Arc<Semaphore>>,
    held_until: Mutex<Option<Instant>>,
}

/// Permission to send one call; to be kept until the response is there.
#[derive(Debug)]
pub(crate) struct Permit {
    _under_way: Option<OwnedSemaphorePermit>,
}

impl Limiter {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            gates: Mutex::new(HashMap::new()),
        }
    }

    /// Waits until the operation may be called once more. Callers are served in the order in which they came.
    ///
    /// # Errors
    ///
    /// Whoever is first in the queue would have to wait for longer than `longest`: for a limit by the day, say.
    pub(crate) async fn acquire(
        &self,
        operation: &'static Operation,
        longest: Duration,
    ) -> Result<Permit> {
        let gate = self.gate(operation);
        let under_way = match &gate.under_way {
            // The semaphore is never closed.
            Some(semaphore) => Arc::clone(semaphore).acquire_owned().await.ok(),
            None => None,
        };
        let limits = if self.keep { operation.limits } else { &[] };
        let mut sent = gate.sent.lock().await;
        while let Some(moment) = gate.next_opening(limits, &mut sent) {
            let wait = moment.saturating_duration_since(time::now());
            if wait > longest {
                return Err(used_up(wait));
            }
            if wait > WORTH_TELLING {
                tracing::debug!(
                    operation = operation.id,
                    ?wait,
                    "waiting for the rate limit"
                );
            }
            time::sleep_until(moment).await;
        }
        let now = time::now();
        for times in sent.iter_mut() {
            times.push_back(now);
        }
        Ok(Permit {
            _under_way: under_way,
        })
    }

    /// Lets no call of the operation out for a while: the platform has said that its limit is reached.
    pub(crate) fn hold(&self, operation: &'static Operation, wait: Duration) {
        let gate = self.gate(operation);
        let until = time::after(wait);
        let mut held_until = gate
            .held_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *held_until = Some(held_until.map_or(until, |earlier| earlier.max(until)));
    }

    fn gate(&self, operation: &'static Operation) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates.entry(operation.id).or_insert_with(|| {
            let limits = if self.keep { operation.limits.len() } else { 0 };
            Arc::new(Gate {
                sent: tokio::sync::Mutex::new(vec![VecDeque::new(); limits]),
                under_way: operation
                    .concurrency
                    .filter(|_| self.keep)
                    .map(|calls| Arc::new(Semaphore::new(calls.max(1)))),
                held_until: Mutex::new(None),
            })
        });
        Arc::clone(gate)
    }
}

impl Gate {
    /// The moment to wait for, or `None` if a call may go out now.
    fn next_opening(
        &self,
        limits: &[RateLimit],
        sent: &mut [VecDeque<Instant>],
    ) -> Option<Instant> {
        let now = time::now();
        let held_until = *self
            .held_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut opening = held_until.filter(|&moment| moment > now);
        for (limit, times) in limits.iter().zip(sent) {
            let window = window(limit);
            while times
                .front()
                .is_some_and(|&oldest| time::later(oldest, window) <= now)
            {
                times.pop_front();
            }
            let full = times.len() >= limit.calls.max(1) as usize;
            if let Some(oldest) = times.front().filter(|_| full) {
                opening = opening.max(Some(time::later(*oldest, window)));
            }
        }
        opening
    }
}

/// The window as it is kept: a fiftieth longer than documented, but a second at most, since calls that leave here a
/// minute apart may reach the platform a little closer to each other.
fn window(limit: &RateLimit) -> Duration {
    limit.window + (limit.window / 50).min(Duration::from_secs(1))
}

fn used_up(wait: Duration) -> Error {
    let what = format!(
        "the rate limit is used up, and recovers in {:.0} s",
        wait.as_secs_f64()
    );
    Error::new(Kind::Limit, what)
        .with_retry(Retry::Wait, Some(wait))
        .with_hint("call again then, or raise `longest_rate_wait` of the retry policy")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::Method;

    const LONG: Duration = Duration::from_secs(300);

    const LIMITED: Operation = Operation::new("a.v1.b.get", Method::Get, "/b")
        .limits(&[RateLimit::per_second(5), RateLimit::per_minute(20)]);
    static BOTH: Operation = LIMITED;
    static ALONE: Operation = Operation::new("a.v1.b.upload", Method::Post, "/b").concurrency(1);

    #[tokio::test(start_paused = true)]
    async fn no_window_ever_holds_more_calls_than_documented() {
        let limiter = Arc::new(Limiter::new(true));
        let start = time::now();
        let callers: Vec<_> = (0..50)
            .map(|_| {
                let limiter = Arc::clone(&limiter);
                tokio::spawn(async move {
                    limiter.acquire(&BOTH, LONG).await.unwrap();
                    time::now()
                })
            })
            .collect();
        let mut times = Vec::new();
        for caller in callers {
            times.push(caller.await.unwrap());
        }
        times.sort();
        for limit in BOTH.limits {
            for (index, first) in times.iter().enumerate() {
                let inside = times[index..]
                    .iter()
                    .take_while(|&&time| time < *first + limit.window)
                    .count();
                assert!(
                    inside <= limit.calls as usize,
                    "{inside} calls in {:?}",
                    limit.window
                );
            }
        }
        // At the quota: 50 calls at 20 a minute need two full windows, and not three.
        let took = *times.last().unwrap() - start;
        assert!(
            took > Duration::from_secs(120) && took < Duration::from_secs(130),
            "{took:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_holds_back_every_caller() {
        let limiter = Limiter::new(false);
        let start = time::now();
        limiter.hold(&BOTH, Duration::from_secs(52));
        limiter.hold(&BOTH, Duration::from_secs(3));
        limiter.acquire(&BOTH, LONG).await.unwrap();
        assert_eq!(time::now() - start, Duration::from_secs(52));
        for _ in 0..100 {
            limiter.acquire(&BOTH, LONG).await.unwrap();
        }
        assert_eq!(
            time::now() - start,
            Duration::from_secs(52),
            "documented limits are kept though switched off"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn one_call_at_a_time_means_until_the_response() {
        let limiter = Limiter::new(true);
        let permit = limiter.acquire(&ALONE, LONG).await.unwrap();
        assert!(
            time::until(
                Some(time::now() + Duration::from_secs(5)),
                limiter.acquire(&ALONE, LONG)
            )
            .await
            .is_none()
        );
        drop(permit);
        limiter.acquire(&ALONE, LONG).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_caller_that_gives_up_does_not_take_a_place() {
        let limiter = Limiter::new(true);
        for _ in 0..5 {
            limiter.acquire(&BOTH, LONG).await.unwrap();
        }
        for _ in 0..10 {
            let soon = Some(time::now() + Duration::from_millis(10));
            assert!(
                time::until(soon, limiter.acquire(&BOTH, LONG))
                    .await
                    .is_none()
            );
        }
        let start = time::now();
        limiter.acquire(&BOTH, LONG).await.unwrap();
        assert!(time::now() - start < Duration::from_millis(1_000));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_too_long_is_an_error_at_once() {
        static DAILY: Operation =
            Operation::new("a.v1.b.daily", Method::Get, "/b").limits(&[RateLimit::per_day(2)]);
        let limiter = Limiter::new(true);
        limiter.acquire(&DAILY, LONG).await.unwrap();
        limiter.acquire(&DAILY, LONG).await.unwrap();
        let start = time::now();
        let error = limiter.acquire(&DAILY, LONG).await.unwrap_err();
        assert!(
            error.is_rate_limited() && error.retry_after() > Some(LONG),
            "{error}"
        );
        assert_eq!(time::now(), start);
        limiter.hold(&BOTH, Duration::MAX);
        limiter.acquire(&BOTH, LONG).await.unwrap_err();
    }
}
