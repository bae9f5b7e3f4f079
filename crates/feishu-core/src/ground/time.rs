//! The only place that reads a clock, sleeps or draws a random delay.
//!
//! Everything goes through tokio's clock, so that a test with a paused clock sees every wait. A timer belongs to the
//! runtime that made it and never ends if nobody drives that one any more, so the timers here follow their future: polled
//! in another runtime, they are made anew there.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

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

/// The moment so long from now.
pub(crate) fn after(duration: Duration) -> Instant {
    later(now(), duration)
}

/// A moment so much later than another.
pub(crate) fn later(moment: Instant, duration: Duration) -> Instant {
    moment + duration.min(NEVER)
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
    let mut sleep = pin!(tokio::time::sleep_until(moment));
    let mut home = here();
    poll_fn(|cx| {
        if let Poll::Ready(output) = future.as_mut().poll(cx) {
            return Poll::Ready(Some(output));
        }
        follow(&mut home, sleep.as_mut(), moment);
        sleep.as_mut().poll(cx).map(|()| None)
    })
    .await
}

/// A timer that can be set anew.
pub(crate) struct Timer {
    moment: Instant,
    home: Option<Id>,
    sleep: Pin<Box<Sleep>>,
}

impl Timer {
    /// A timer that ends at a moment.
    pub(crate) fn at(moment: Instant) -> Self {
        Self {
            moment,
            home: here(),
            sleep: Box::pin(tokio::time::sleep_until(moment)),
        }
    }

    /// Sets another moment.
    pub(crate) fn set(&mut self, moment: Instant) {
        self.moment = moment;
        if self.home == here() {
            self.sleep.as_mut().reset(moment);
        }
    }

    /// Whether the moment has come; if not, whoever polls is woken then.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        follow(&mut self.home, self.sleep.as_mut(), self.moment);
        self.sleep.as_mut().poll(cx)
    }
}

/// The runtime that polls at present.
pub(crate) fn here() -> Option<Id> {
    Handle::try_current().ok().map(|handle| handle.id())
}

/// Makes a timer anew if it belongs to another runtime than the one that polls.
fn follow(home: &mut Option<Id>, mut sleep: Pin<&mut Sleep>, moment: Instant) {
    let here = here();
    if *home != here {
        sleep.set(tokio::time::sleep_until(moment));
        *home = here;
    }
}

/// A random duration between zero and `most`.
pub(crate) fn jitter(most: Duration) -> Duration {
    most.mul_f64(fastrand::f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_goes_on_in_another_runtime() {
        let runtime = || {
            tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .start_paused(true)
                .build()
                .unwrap()
        };
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
}
