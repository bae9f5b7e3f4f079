//! The only place that reads a clock, sleeps or draws a random delay.
//!
//! Everything goes through tokio's clock, so that a test with a paused clock sees every wait. A timer belongs to the
//! runtime that made it and never ends if nobody drives that one any more, so the timers here follow their future: polled
//! in another runtime, they wait by that one's clock.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) use tokio::time::Instant;

use tokio::runtime::{Handle, Id};
use tokio::time::Sleep;

/// Further than anything waits for. A clock cannot count as far as a duration can be written.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The present moment.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The present moment by the calendar.
pub(crate) fn calendar() -> SystemTime {
    SystemTime::now()
}

/// The present moment as it is written into files that a later program reads, in seconds since 1970. Within a program it moves with
/// the clock that everything goes by, so that a test can move it; while the machine sleeps, it may not.
pub(crate) fn stamp() -> f64 {
    static BEGUN: OnceLock<(SystemTime, Instant)> = OnceLock::new();
    let (calendar, clock) = BEGUN.get_or_init(|| (SystemTime::now(), Instant::now()));
    let before = calendar.duration_since(UNIX_EPOCH).unwrap_or_default();
    // The clock of another runtime may be behind that of the one that asked first, if either was moved.
    let (now, clock) = (now(), *clock);
    let since = now.saturating_duration_since(clock).as_secs_f64();
    let until = clock.saturating_duration_since(now).as_secs_f64();
    before.as_secs_f64() + since - until
}

/// The moment so long from now.
pub(crate) fn after(duration: Duration) -> Instant {
    later(now(), duration)
}

/// A moment so much later than another.
pub(crate) fn later(moment: Instant, duration: Duration) -> Instant {
    moment + duration.min(NEVER)
}

/// The time that is left until a moment.
pub(crate) fn left_until(moment: std::time::Instant) -> Duration {
    moment.saturating_duration_since(now().into_std())
}

/// Waits.
pub(crate) async fn sleep(duration: Duration) {
    until(Some(after(duration)), std::future::pending::<()>()).await;
}

/// Runs a future no longer than until a moment; `None` when the moment came first.
pub(crate) async fn until<F: Future>(moment: Option<Instant>, future: F) -> Option<F::Output> {
    let Some(moment) = moment else {
        return Some(future.await);
    };
    let mut future = pin!(future);
    let mut timer = Timer::at(moment);
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        timer.poll(cx).map(|()| None)
    })
    .await
}

/// A timer that can be set anew. It costs nothing until it is polled.
pub(crate) struct Timer {
    moment: Instant,
    sleep: Option<(Option<Id>, Pin<Box<Sleep>>)>,
}

impl Timer {
    /// A timer that ends at a moment.
    pub(crate) fn at(moment: Instant) -> Self {
        Self {
            moment,
            sleep: None,
        }
    }

    /// Sets another moment.
    pub(crate) fn set(&mut self, moment: Instant) {
        self.moment = moment;
    }

    /// Whether the moment has come; if not, whoever polls is woken then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let here = here();
        if self.sleep.as_ref().is_some_and(|(home, _)| *home != here) {
            self.keep();
        }
        let moment = self.moment;
        let (_, sleep) = self.sleep.get_or_insert_with(|| {
            let kept = here.and_then(KeptSleeps::take);
            let sleep = kept.unwrap_or_else(|| Box::pin(tokio::time::sleep_until(moment)));
            (here, sleep)
        });
        if sleep.deadline() != moment {
            sleep.as_mut().reset(moment);
        }
        sleep.as_mut().poll(cx)
    }

    /// Gives back what it waits by.
    fn keep(&mut self) {
        if let Some((Some(home), sleep)) = self.sleep.take() {
            KeptSleeps::put(home, sleep);
        }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.keep();
    }
}

/// How many sleeps are kept for each runtime.
const MOST_SLEEPS: usize = 256;

/// For how many runtimes something of theirs is kept.
pub(crate) const MOST_RUNTIMES: usize = 16;

/// The sleeps of one runtime that nobody waits for at present.
///
/// A call waits for its timeout, which hardly ever comes. To make a sleep for it and to cancel it wakes the runtime's driver
/// and takes a lock each time; to move one on that lies ahead is a single step. One that is not moved on ends some time, and
/// wakes in vain whoever waited for it last.
struct KeptSleeps {
    home: Id,
    sleeps: Vec<Pin<Box<Sleep>>>,
}

/// What is kept for each runtime, the one that came last at the end.
static KEPT: Mutex<Vec<KeptSleeps>> = Mutex::new(Vec::new());

impl KeptSleeps {
    fn take(home: Id) -> Option<Pin<Box<Sleep>>> {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let of_home = kept.iter_mut().rev().find(|kept| kept.home == home)?;
        of_home.sleeps.pop()
    }

    fn put(home: Id, sleep: Pin<Box<Sleep>>) {
        let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
        let surplus = match kept.iter_mut().rev().find(|kept| kept.home == home) {
            Some(of_home) if of_home.sleeps.len() < MOST_SLEEPS => {
                of_home.sleeps.push(sleep);
                None
            }
            Some(_) => Some(vec![sleep]),
            None => {
                let sleeps = vec![sleep];
                kept.push(Self { home, sleeps });
                // Where there are so many, most have ended.
                (kept.len() > MOST_RUNTIMES).then(|| kept.remove(0).sleeps)
            }
        };
        // What is dropped may own a task, and with it a timer that comes here.
        drop(kept);
        drop(surplus);
    }
}

/// The runtime that polls at present.
pub(crate) fn here() -> Option<Id> {
    Handle::try_current().ok().map(|handle| handle.id())
}

/// A random duration between zero and `most`.
pub(crate) fn jitter(most: Duration) -> Duration {
    most.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap()
    }

    #[test]
    fn a_timer_goes_on_in_another_runtime() {
        let (first, second) = (runtime(), runtime());
        let mut waiting = Box::pin(sleep(Duration::from_secs(5)));
        let mut cx = Context::from_waker(std::task::Waker::noop());
        {
            let _here = first.enter();
            assert!(waiting.as_mut().poll(&mut cx).is_pending());
        }
        drop(first);
        second.block_on(waiting);
    }

    #[test]
    fn stamps_are_as_far_apart_as_the_clock_of_their_runtime_moves() {
        let (first, second) = (runtime(), runtime());
        let apart = async {
            let before = stamp();
            sleep(Duration::from_secs(1000)).await;
            stamp() - before
        };
        // Whichever asks first, the clock of the other is far from its own then.
        first.block_on(sleep(Duration::from_secs(5000)));
        first.block_on(async { stamp() });
        let apart = second.block_on(apart);
        assert!((apart - 1000.0).abs() < 0.01, "{apart}");
    }

    #[test]
    fn a_runtime_is_not_given_the_sleeps_of_another() {
        let (first, second) = (runtime(), runtime());
        let soon = Duration::from_secs(1);
        // What the first keeps would never end in the second.
        first.block_on(async {
            assert!(
                until(Some(after(soon)), std::future::ready(()))
                    .await
                    .is_some()
            );
            let yields = async {
                tokio::task::yield_now().await;
                tokio::task::yield_now().await;
            };
            assert!(until(Some(after(soon)), yields).await.is_some());
        });
        let kept = |home: Id| {
            let kept = KEPT.lock().unwrap();
            let of_home = kept.iter().find(|kept| kept.home == home);
            of_home.map_or(0, |kept| kept.sleeps.len())
        };
        let (first_id, second_id) = (first.handle().id(), second.handle().id());
        assert_eq!((kept(first_id), kept(second_id)), (1, 0));
        second.block_on(sleep(soon));
        assert_eq!((kept(first_id), kept(second_id)), (1, 1));
        drop(first);
        second.block_on(sleep(soon));
        assert_eq!(kept(second_id), 1);
    }

    #[test]
    fn a_kept_sleep_is_moved_in_both_directions() {
        runtime().block_on(async {
            for seconds in [60, 5, 600, 1, 1, 30] {
                let start = now();
                let wait = Duration::from_secs(seconds);
                sleep(wait).await;
                assert_eq!(now() - start, wait);
                let early = until(Some(after(wait * 20)), tokio::task::yield_now()).await;
                assert!(early.is_some());
            }
        });
    }
}
