//! Keeps the documented limits before a call is sent, so that a busy program runs at the quota and never trips it.
//!
//! The platform counts per operation, app and tenant; a client is one app in one tenant, and its clones share this.
//! Other processes of the same app are not seen: the 429 that they cause holds back every call of the operation here.
//!
//! The waiting is done here, the counting in the [`Ledger`]. Nobody holds a lock while waiting.

use std::collections::HashMap;
use std::future::poll_fn;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::call::ledger::{Cause, Ledger, Opening, Ticket, Turn};
use crate::call::retry::RetryPolicy;
use crate::call::waiting::{WaitReason, Waits};
use crate::ground::error::{Error, Fault, Result};
use crate::ground::operation::{Operation, Retry};
use crate::ground::time::{self, Instant, Timer};
use crate::wire::response::{Hold, RawResponse};

/// How long nobody looks in again, at least: the grain of timers.
const SHORTEST_LOOK: Duration = Duration::from_millis(1);

/// The limits of all operations that a client has called.
#[derive(Debug)]
pub(crate) struct Limiter {
    /// Whether the documented limits are kept; what the platform itself says always is.
    keep: bool,
    /// By what it is told from the limiters of other clients and programs.
    pub(crate) number: u64,
    gates: Mutex<HashMap<&'static str, Arc<Gate>>>,
}

/// The limit of one operation.
#[derive(Debug)]
struct Gate {
    operation: &'static Operation,
    ledger: Mutex<Ledger>,
}

/// The place of one call, given back when it is dropped.
///
/// It is the same in all attempts of the call, so that a repetition does not queue up behind those that came later.
#[derive(Debug)]
pub(crate) struct Place {
    gate: Arc<Gate>,
    ticket: Option<Ticket>,
    /// Whether there is something to give back: a place in the queue, or a claim.
    holds: bool,
}

/// Permission to send one call; to be kept until the call has ended.
#[derive(Debug)]
pub(crate) struct Permit {
    gate: Arc<Gate>,
    ticket: Ticket,
}

/// How long a call waits for its turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaitLimits {
    /// The longest time until the operation may be called again, by whomever.
    pub(crate) opening: Duration,
    /// The longest time until its own turn.
    pub(crate) turn: Duration,
}

impl From<&RetryPolicy> for WaitLimits {
    fn from(policy: &RetryPolicy) -> Self {
        Self {
            opening: policy.longest_rate_wait,
            turn: policy.longest_queue_wait,
        }
    }
}

impl Limiter {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            keep,
            number: RandomState::new().build_hasher().finish(),
            gates: Mutex::new(HashMap::new()),
        }
    }

    /// Books calls of an operation that another program has made a moment ago.
    pub(crate) fn recall(&self, operation: &'static Operation, departures: &[Instant]) {
        let place = self.place(operation);
        place.gate.with(|ledger| ledger.recall(departures));
    }

    /// A place for a call of the operation. It does not count before the call waits for its turn.
    pub(crate) fn place(&self, operation: &'static Operation) -> Place {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = gates.entry(operation.id).or_insert_with(|| {
            Arc::new(Gate {
                operation,
                ledger: Mutex::new(Ledger::new(operation, self.keep)),
            })
        });
        Place {
            gate: Arc::clone(gate),
            ticket: None,
            holds: false,
        }
    }
}

impl Gate {
    /// Looks into the book, and wakes whom that concerns when it is closed again.
    fn with<T>(&self, look: impl FnOnce(&mut Ledger) -> T) -> T {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = look(&mut ledger);
        let awake = ledger.take_awake();
        drop(ledger);
        for waker in awake {
            waker.wake();
        }
        outcome
    }

    fn too_long(&self, opening: &Opening, longest: WaitLimits, now: Instant) -> Option<Error> {
        let next = opening.next.saturating_duration_since(now);
        if next > longest.opening {
            let what = format!(
                "the rate limit is used up, and recovers in {:.0} s",
                next.as_secs_f64()
            );
            let hint = "call again then, or raise `longest_rate_wait` of the retry policy";
            return Some(
                Error::new(Fault::Limit, what)
                    .with_retry(Retry::Wait, Some(next))
                    .with_hint(hint),
            );
        }
        let turn = opening.turn.saturating_duration_since(now);
        if turn > longest.turn {
            let what = format!(
                "so many calls wait for the rate limit that this one's turn comes in {:.0} s",
                turn.as_secs_f64()
            );
            let hint = "call again then, or raise `longest_queue_wait` of the retry policy";
            return Some(
                Error::new(Fault::Limit, what)
                    .with_retry(Retry::Wait, Some(turn))
                    .with_hint(hint),
            );
        }
        None
    }

    fn stuck(&self, since: Duration) -> Error {
        let operation = self.operation;
        let most = operation.concurrency.unwrap_or(1);
        let what = format!(
            "{most} at once is the most for this operation, and a call of {} that was sent {:.0} s ago neither goes on \
             nor ends",
            operation.id,
            since.as_secs_f64()
        );
        Error::new(Fault::Limit, what)
            .with_retry(Retry::Wait, None)
            .with_hint("read or drop what it returned, and poll its future")
    }
}

impl Place {
    /// Departs at once, if nobody waits and nothing is full.
    pub(crate) fn pass(&mut self) -> Option<Permit> {
        if self.holds {
            return None;
        }
        let ticket = self.gate.with(|ledger| ledger.pass(time::now()))?;
        Some(self.permit(ticket))
    }

    /// Waits for the call's turn and takes it. Calls are served in the order in which they came first.
    ///
    /// When its turn has come, `ready` says whether the call can really go; if not, `None` is returned, and the place keeps
    /// its rank.
    ///
    /// # Errors
    ///
    /// The wait would be longer than `longest` allows, or the calls under way do not go on.
    pub(crate) async fn depart(
        &mut self,
        longest: WaitLimits,
        waits: &mut Waits<'_>,
        ready: impl Fn() -> bool,
    ) -> Result<Option<Permit>> {
        if let Some(ticket) = self.ticket
            && self.holds
            && ready()
            && self.gate.with(|ledger| ledger.redeem(ticket, time::now()))
        {
            return Ok(Some(self.permit(ticket)));
        }
        let take = |ledger: &mut Ledger, ticket, now| {
            let ready = ready();
            if ready {
                ledger.confirm(ticket, now);
            }
            ready
        };
        let (ticket, taken) = self.wait(longest, waits, take).await?;
        Ok(taken.then(|| self.permit(ticket)))
    }

    /// Waits for the call's turn and claims it: the call is yet to be prepared, and departs within two minutes or waits again.
    ///
    /// # Errors
    ///
    /// As [`depart`](Self::depart).
    pub(crate) async fn claim(&mut self, longest: WaitLimits, waits: &mut Waits<'_>) -> Result<()> {
        let claim = |ledger: &mut Ledger, ticket, now| {
            ledger.claim(ticket, now);
            true
        };
        self.wait(longest, waits, claim).await.map(|_| ())
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.gate.operation
    }

    /// A call has departed from the place.
    fn permit(&mut self, ticket: Ticket) -> Permit {
        self.ticket = Some(ticket);
        self.holds = false;
        let gate = Arc::clone(&self.gate);
        Permit { gate, ticket }
    }

    /// Waits until the call's turn has come, and does with it what is wanted while the book is open. Returns whether it was
    /// done.
    async fn wait(
        &mut self,
        longest: WaitLimits,
        waits: &mut Waits<'_>,
        take: impl Fn(&mut Ledger, Ticket, Instant) -> bool,
    ) -> Result<(Ticket, bool)> {
        let ticket = self.gate.with(|ledger| ledger.reserve(self.ticket));
        self.ticket = Some(ticket);
        self.holds = true;
        let mut timer = None;
        let turn = poll_fn(|cx| self.poll_turn(cx, ticket, longest, waits, &take, &mut timer));
        Ok((ticket, turn.await?))
    }

    fn poll_turn(
        &self,
        cx: &mut Context<'_>,
        ticket: Ticket,
        longest: WaitLimits,
        waits: &mut Waits<'_>,
        take: &impl Fn(&mut Ledger, Ticket, Instant) -> bool,
        timer: &mut Option<Timer>,
    ) -> Poll<Result<bool>> {
        loop {
            let now = time::now();
            let turn = self.gate.with(|ledger| {
                let turn = ledger.look(ticket, now, cx.waker());
                let taken = turn == Turn::Now && take(ledger, ticket, now);
                (turn, taken)
            });
            let opening = match turn {
                (Turn::Now, taken) => return Poll::Ready(Ok(taken)),
                (Turn::Stuck(since), _) => return Poll::Ready(Err(self.gate.stuck(since))),
                (Turn::Later(opening), _) => opening,
            };
            if let Some(error) = self.gate.too_long(&opening, longest, now) {
                return Poll::Ready(Err(error));
            }
            waits.report(opening.turn, reason(opening.cause));
            let timer = timer.get_or_insert_with(|| Timer::at(opening.look));
            // Never at once: nothing can have changed by then.
            timer.set(opening.look.max(time::later(now, SHORTEST_LOOK)));
            if timer.poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// Lets no call of the operation out until then: the platform has said that its limit is reached.
    pub(crate) fn hold(&self, until: Instant) {
        self.gate.with(|ledger| ledger.correct(until));
    }
}

fn reason(cause: Cause) -> WaitReason {
    match cause {
        Cause::Limit => WaitReason::RateLimit,
        Cause::Refusal => WaitReason::Refused,
        Cause::Call => WaitReason::Concurrency,
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.filter(|_| self.holds) {
            self.gate.with(|ledger| ledger.give_back(ticket));
        }
    }
}

impl Permit {
    /// Is kept by a response whose file is yet to come; otherwise the call has ended.
    pub(crate) fn keep(self, response: RawResponse) -> RawResponse {
        if !response.is_file() {
            return response;
        }
        self.gate.with(|ledger| ledger.accepted(self.ticket));
        response.holding(Box::new(self))
    }
}

impl Hold for Permit {
    fn alive(&self) {
        let now = time::now();
        self.gate.with(|ledger| ledger.alive(self.ticket, now));
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.gate.with(|ledger| ledger.end(self.ticket));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::operation::{Method, RateLimit};

    impl Limiter {
        /// What a call with a token at hand does.
        async fn acquire(
            &self,
            operation: &'static Operation,
            longest: Duration,
        ) -> Result<Permit> {
            let longest = WaitLimits {
                opening: longest,
                turn: Duration::MAX,
            };
            let mut waits = Waits::new(operation.id, None);
            let permit = self
                .place(operation)
                .depart(longest, &mut waits, || true)
                .await?;
            Ok(permit.unwrap())
        }

        fn hold(&self, operation: &'static Operation, wait: Duration) {
            self.place(operation).hold(time::after(wait));
        }
    }

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
        // A little later, so that callers who were refused together do not come back together.
        let waited = time::now() - start;
        let most = Duration::from_millis(52_900);
        assert!(waited >= Duration::from_secs(52) && waited <= most);
        for _ in 0..100 {
            limiter.acquire(&BOTH, LONG).await.unwrap();
        }
        assert_eq!(
            time::now() - start,
            waited,
            "documented limits are kept though switched off"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn calls_of_a_program_that_was_ended_count() {
        let limiter = Limiter::new(true);
        tokio::time::advance(Duration::from_secs(100)).await;
        let start = time::now();
        let ago = |seconds| start - Duration::from_secs(seconds);
        // Nineteen of twenty a minute, in whatever order they are known, and one that counts no more.
        let departures: Vec<_> = (0..20).map(|number| ago(30 + number * 7 % 20)).collect();
        limiter.recall(&BOTH, &departures[1..]);
        limiter.recall(&BOTH, &[ago(90)]);
        limiter.acquire(&BOTH, LONG).await.unwrap();
        assert_eq!(time::now(), start);
        limiter.acquire(&BOTH, LONG).await.unwrap();
        let waited = time::now() - start;
        assert!(
            waited > Duration::from_secs(10) && waited < Duration::from_secs(14),
            "{waited:?}"
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
