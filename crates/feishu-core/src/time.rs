//! The only place that reads a clock, sleeps or draws a random delay.
//!
//! Everything goes through tokio's clock, so that a test with a paused clock sees every wait.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::pin::Pin;
use std::time::Duration;

pub(crate) use tokio::time::{Instant, Sleep};

/// Further than anything waits for. A clock cannot count as far as a duration can be written.
const NEVER: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// The present moment.
pub(crate) fn now() -> Instant {
    Instant::now()
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
    tokio::time::sleep(duration).await;
}

/// Waits until a moment.
pub(crate) async fn sleep_until(moment: Instant) {
    tokio::time::sleep_until(moment).await;
}

/// A timer that can be set anew.
pub(crate) fn timer(duration: Duration) -> Pin<Box<Sleep>> {
    Box::pin(tokio::time::sleep(duration))
}

/// Runs a future no longer than until a moment; `None` when the moment came first.
pub(crate) async fn until<F: Future>(moment: Option<Instant>, future: F) -> Option<F::Output> {
    match moment {
        Some(moment) => tokio::time::timeout_at(moment, future).await.ok(),
        None => Some(future.await),
    }
}

/// A random duration between zero and `most`.
pub(crate) fn jitter(most: Duration) -> Duration {
    most.mul_f64(fastrand::f64())
}
