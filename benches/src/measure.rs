//! What a piece of work costs this process: the only place that reads a clock.

#![allow(clippy::disallowed_methods, reason = "this is the one place")]

use std::time::{Duration, Instant};

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

/// The same sum as `getrusage` tells, in nanoseconds and without `unsafe`.
#[cfg(unix)]
fn cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}

#[cfg(not(unix))]
fn cpu() -> Duration {
    Duration::ZERO
}

/// The CPU time of all child processes that have ended, and theirs.
pub(crate) fn cpu_of_children() -> Duration {
    /// The unit of these figures on every Linux.
    const TICK: Duration = Duration::from_millis(10);
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The second field is a name in parentheses, which may hold spaces; the 16th and the 17th are these times.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let fields = fields.split_whitespace().skip(13).take(2);
    let ticks: u32 = fields.filter_map(|field| field.parse::<u32>().ok()).sum();
    TICK * ticks
}

/// Lets this process have as many connections as the system allows: a thousand calls in flight need more than the usual.
#[cfg(unix)]
pub(crate) fn raise_the_limit_of_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let most = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    let _ = setrlimit(Resource::Nofile, most);
}

#[cfg(not(unix))]
pub(crate) fn raise_the_limit_of_files() {}
