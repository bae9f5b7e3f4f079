//! The time of the sandbox: that of the machine or of a runtime, and as much more as a test has let pass.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use feishu_core::{IsoTime, UnixSeconds};

/// A moment, as the time since the sandbox began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Duration);

impl Moment {
    /// The moment so much later.
    pub(crate) fn after(self, time: Duration) -> Self {
        Self(self.0.saturating_add(time))
    }

    /// The time from an earlier moment to this one; zero if it is not earlier.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// Tells the time; the only part of the crate that asks the machine for it.
#[derive(Debug)]
pub(crate) struct Clock {
    source: Source,
    /// The wall clock at the beginning, since 1970.
    epoch: Duration,
    /// What [`Clock::advance`] has added, in milliseconds.
    added: AtomicU64,
}

/// What a clock goes by.
#[derive(Debug)]
enum Source {
    /// The machine, since it began.
    Machine(Instant),
    /// The runtime of whoever asks, whose clock may stand still, or the machine where there is none.
    Runtime {
        start: tokio::time::Instant,
        /// The furthest that anybody has seen it, in nanoseconds since it began: whoever asks outside of the runtime is not to
        /// fall behind it.
        furthest: AtomicU64,
    },
}

impl Clock {
    /// A clock that goes by the machine.
    pub(crate) fn of_machine() -> Self {
        Self::start(Source::Machine(Instant::now()))
    }

    /// A clock that goes by the runtime of whoever asks.
    pub(crate) fn of_runtime() -> Self {
        Self::start(Source::Runtime {
            start: tokio::time::Instant::now(),
            furthest: AtomicU64::new(0),
        })
    }

    fn start(source: Source) -> Self {
        let epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self {
            source,
            epoch,
            added: AtomicU64::new(0),
        }
    }

    /// The moment at which it started.
    pub(crate) fn beginning(&self) -> Moment {
        Moment(Duration::ZERO)
    }

    /// Lets time pass at once.
    pub(crate) fn advance(&self, time: Duration) {
        let time = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let more = |added: u64| Some(added.saturating_add(time));
        // It always succeeds, since `more` always says how much.
        _ = self
            .added
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// Goes back to the time of the machine.
    pub(crate) fn reset(&self) {
        self.added.store(0, Ordering::Relaxed);
    }

    /// How much time has been let pass at once.
    pub(crate) fn advanced(&self) -> Duration {
        Duration::from_millis(self.added.load(Ordering::Relaxed))
    }

    pub(crate) fn now(&self) -> Moment {
        let elapsed = match &self.source {
            Source::Machine(start) => start.elapsed(),
            Source::Runtime { start, furthest } => {
                let elapsed = tokio::time::Instant::now().saturating_duration_since(*start);
                let elapsed = u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX);
                let before = furthest.fetch_max(elapsed, Ordering::Relaxed);
                Duration::from_nanos(elapsed.max(before))
            }
        };
        Moment(elapsed.saturating_add(self.advanced()))
    }

    /// A moment on the wall clock, as the time since 1970.
    pub(crate) fn since_1970(&self, moment: Moment) -> Duration {
        self.epoch.saturating_add(moment.0)
    }

    /// A moment on the wall clock, in whole seconds since 1970.
    pub(crate) fn unix_seconds(&self, moment: Moment) -> u64 {
        self.since_1970(moment).as_secs()
    }
}

/// A second of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Calendar {
    pub(crate) year: u64,
    pub(crate) month: u64,
    pub(crate) day: u64,
    pub(crate) hour: u64,
    pub(crate) minute: u64,
    pub(crate) second: u64,
}

impl Calendar {
    /// Reads seconds since 1970.
    pub(crate) fn from_unix(seconds: u64) -> Self {
        let seconds = UnixSeconds::new(i64::try_from(seconds).unwrap_or(i64::MAX));
        let text = IsoTime::from(seconds);
        let mut numbers = text.as_str().split(|sign: char| !sign.is_ascii_digit());
        let mut next = || {
            numbers
                .next()
                .and_then(|number| number.parse().ok())
                .unwrap_or_default()
        };
        Self {
            year: next(),
            month: next(),
            day: next(),
            hour: next(),
            minute: next(),
            second: next(),
        }
    }
}

/// `20261121142959`, as log ids begin.
impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        write!(
            f,
            "{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_knows_leap_days() {
        assert_eq!(Calendar::from_unix(0).to_string(), "19700101000000");
        assert_eq!(
            Calendar::from_unix(951_827_696).to_string(),
            "20000229123456"
        );
        assert_eq!(
            Calendar::from_unix(1_772_323_199).to_string(),
            "20260228235959"
        );
        assert_eq!(
            Calendar::from_unix(1_772_323_200).to_string(),
            "20260301000000"
        );
    }

    #[test]
    fn time_passes_when_told() {
        let clock = Clock::of_machine();
        let before = clock.now();
        clock.advance(Duration::from_secs(7200));
        assert!(clock.now().since(before) >= Duration::from_secs(7200));
        assert!(clock.unix_seconds(clock.now()) - clock.unix_seconds(before) >= 7200);
        clock.advance(Duration::MAX);
        assert!(clock.now() > before);
        clock.reset();
        assert_eq!(clock.advanced(), Duration::ZERO);
    }

    #[test]
    fn a_clock_of_a_runtime_stands_still_with_it_and_never_goes_back() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().unwrap();
        let clock = runtime.block_on(async {
            let clock = Clock::of_runtime();
            assert_eq!(clock.now(), clock.beginning());
            tokio::time::sleep(Duration::from_secs(60)).await;
            clock
        });
        let passed = Duration::from_secs(60);
        assert_eq!(
            runtime
                .block_on(async { clock.now() })
                .since(clock.beginning()),
            passed
        );
        // Here, where there is no runtime, hardly any time has passed.
        assert_eq!(clock.now().since(clock.beginning()), passed);
    }
}
