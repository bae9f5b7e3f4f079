//! What a call waits for, reported to whoever wants to know.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::ground::time;

/// How long a wait must be to be reported.
const WORTH_REPORTING: Duration = Duration::from_secs(1);

/// A call waits, and for what. Told by [`Call::on_wait`](crate::Call::on_wait) when a wait of a second or more begins, and
/// again when its end moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// When the wait is likely to end.
    pub until: Instant,
    /// What is waited for.
    pub why: WaitReason,
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WaitReason {
    /// The documented rate limit: earlier calls have used it up.
    RateLimit,
    /// The platform refused a call for its rate limit and asked to wait.
    Refused,
    /// As many calls as may be under way at once are.
    Concurrency,
    /// An attempt failed, and the next one is to come a little later.
    Failure,
}

impl fmt::Display for WaitReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RateLimit => "the rate limit",
            Self::Refused => "the rate limit, as the platform asks",
            Self::Concurrency => "another call to end",
            Self::Failure => "the next attempt",
        })
    }
}

impl fmt::Display for Waiting {
    /// `waiting 58 s for the rate limit`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = time::left_until(self.until);
        write!(f, "waiting {:.0} s for {}", left.as_secs_f64(), self.why)
    }
}

/// Where waits are reported.
pub(crate) type OnWait = Arc<dyn Fn(Waiting) + Send + Sync>;

/// Reports the waits of one call.
pub(crate) struct Waits<'a> {
    operation: &'static str,
    on_wait: Option<&'a OnWait>,
    reported: Option<Waiting>,
}

impl<'a> Waits<'a> {
    pub(crate) fn new(operation: &'static str, on_wait: Option<&'a OnWait>) -> Self {
        Self {
            operation,
            on_wait,
            reported: None,
        }
    }

    /// Reports a wait, unless it is short or was reported already.
    pub(crate) fn report(&mut self, until: time::Instant, why: WaitReason) {
        if until.saturating_duration_since(time::now()) < WORTH_REPORTING {
            return;
        }
        let waiting = Waiting {
            until: until.into_std(),
            why,
        };
        let known = self.reported.is_some_and(|reported| {
            let (earlier, later) = (
                reported.until.min(waiting.until),
                reported.until.max(waiting.until),
            );
            reported.why == why && later.duration_since(earlier) < WORTH_REPORTING
        });
        if known {
            return;
        }
        self.reported = Some(waiting);
        tracing::debug!(operation = self.operation, "{waiting}");
        if let Some(on_wait) = self.on_wait {
            on_wait(waiting);
        }
    }
}
