//! The only place of the downloader that reads a clock or sleeps.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(crate) use tokio::time::Instant;

/// The present moment.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The present second of the calendar, since 1970.
pub(crate) fn unix_seconds() -> u64 {
    seconds_since_1970(SystemTime::now())
}

/// A moment of the calendar in seconds since 1970; 0 for what was before.
pub(crate) fn seconds_since_1970(moment: SystemTime) -> u64 {
    moment
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Waits.
pub(crate) async fn sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Waits until a moment.
pub(crate) async fn sleep_until(moment: Instant) {
    tokio::time::sleep_until(moment).await;
}
