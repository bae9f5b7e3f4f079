//! What a piece of work costs this process: the only place that reads a clock.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::time::{Duration, Instant};

#[cfg(unix)]
use nix::sys::{
    resource::{Resource, UsageWho, getrlimit, getrusage, setrlimit},
    time::TimeValLike as _,
};

/// What one run of a work cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// User and system time of all threads, those that have ended included.
    pub(crate) cpu: Duration,
    /// How far the memory in use rose above what it was at the start, in KiB.
    pub(crate) peak: u64,
}

/// The beginning of a measurement.
pub(crate) struct Start {
    wall: Instant,
    cpu: Duration,
    base: u64,
}

impl Start {
    pub(crate) fn now() -> Self {
        // Lowers the high-water mark to what is in use now. Where that cannot be done, peaks come out too high, not too low.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        Self {
            base: status("VmRSS:"),
            cpu: cpu(),
            wall: Instant::now(),
        }
    }

    pub(crate) fn stop(self) -> Cost {
        Cost {
            wall: self.wall.elapsed(),
            cpu: cpu().saturating_sub(self.cpu),
            peak: status("VmHWM:").saturating_sub(self.base),
        }
    }
}

/// A figure that Linux tells of this process, in KiB; 0 elsewhere.
fn status(key: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    let number = line.and_then(|rest| rest.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// The user and system time of this process, of all its threads.
#[cfg(unix)]
fn cpu() -> Duration {
    used(UsageWho::RUSAGE_SELF)
}

/// The same of all child processes that have ended, and of theirs.
#[cfg(unix)]
pub(crate) fn cpu_of_children() -> Duration {
    used(UsageWho::RUSAGE_CHILDREN)
}

#[cfg(unix)]
fn used(who: UsageWho) -> Duration {
    let usage = getrusage(who).unwrap();
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

/// Lets this process have as many connections as the system allows: a thousand calls in flight need more than the usual.
#[cfg(unix)]
pub(crate) fn raise_the_limit_of_files() {
    let limits = getrlimit(Resource::RLIMIT_NOFILE);
    let _ = limits.and_then(|(_, most)| setrlimit(Resource::RLIMIT_NOFILE, most, most));
}

#[cfg(not(unix))]
fn cpu() -> Duration {
    Duration::ZERO
}

#[cfg(not(unix))]
pub(crate) fn cpu_of_children() -> Duration {
    Duration::ZERO
}

#[cfg(not(unix))]
pub(crate) fn raise_the_limit_of_files() {}
