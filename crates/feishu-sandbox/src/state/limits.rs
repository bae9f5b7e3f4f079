//! The documented rate limits, as sliding windows, and the bound on calls at once.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use feishu_core::{Operation, RateLimit};

use crate::clock::Moment;
use crate::response::RateLimitHeaders;

/// The calls of late and those under way.
#[derive(Debug)]
pub(crate) struct Limits {
    /// What the documented limits are multiplied by; `None` for no limits.
    scale: Option<f64>,
    calls: HashMap<&'static str, VecDeque<Moment>>,
    under_way: HashMap<&'static str, usize>,
}

impl Limits {
    pub(crate) fn new(scale: Option<f64>) -> Self {
        Self {
            scale,
            calls: HashMap::new(),
            under_way: HashMap::new(),
        }
    }

    /// Counts a call, or says what the headers of its refusal hold; a refused call does not count.
    pub(crate) fn count(
        &mut self,
        operation: &'static Operation,
        now: Moment,
    ) -> Result<(), RateLimitHeaders> {
        let Some(scale) = self.scale else {
            return Ok(());
        };
        let calls = self.calls.entry(operation.id).or_default();
        let longest = operation
            .limits
            .iter()
            .map(|limit| limit.window)
            .max()
            .unwrap_or_default();
        while calls
            .front()
            .is_some_and(|call| now.since(*call) >= longest)
        {
            calls.pop_front();
        }
        for limit in operation.limits {
            let allowed = scaled(limit, scale);
            let within = calls
                .iter()
                .filter(|call| now.since(**call) < limit.window)
                .count();
            if within >= allowed as usize {
                // Room comes when the oldest of the last `allowed` calls leaves the window.
                let oldest = calls
                    .get(calls.len() - allowed as usize)
                    .copied()
                    .unwrap_or(now);
                let wait = limit.window.saturating_sub(now.since(oldest));
                return Err(RateLimitHeaders {
                    limit: allowed,
                    reset: whole_seconds(wait),
                });
            }
        }
        calls.push_back(now);
        Ok(())
    }

    /// Counts a call as under way; `false` if there are as many as may be, and it is not.
    pub(crate) fn enter(&mut self, operation: &'static Operation) -> bool {
        let under_way = self.under_way.entry(operation.id).or_default();
        let allowed = self.scale.is_none()
            || operation
                .concurrency
                .is_none_or(|allowed| *under_way < allowed);
        *under_way += usize::from(allowed);
        allowed
    }

    /// Counts a call as over.
    pub(crate) fn leave(&mut self, operation: &'static Operation) {
        if let Some(under_way) = self.under_way.get_mut(operation.id) {
            *under_way = under_way.saturating_sub(1);
        }
    }
}

fn scaled(limit: &RateLimit, scale: f64) -> u32 {
    let calls = (f64::from(limit.calls) * scale).round().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded on both sides"
    )]
    let calls = calls.min(f64::from(u32::MAX)) as u32;
    calls
}

fn whole_seconds(time: Duration) -> u64 {
    (time.as_secs() + u64::from(time.subsec_nanos() > 0)).max(1)
}

#[cfg(test)]
mod tests {
    use feishu_core::Method;

    use super::*;
    use crate::clock::Clock;

    static OPERATION: Operation = Operation::new("a", Method::Get, "/a")
        .limits(&[RateLimit::per_minute(3), RateLimit::per_second(2)]);

    #[test]
    fn the_window_slides() {
        let start = Clock::of_machine().now();
        let at = |milliseconds| start.after(Duration::from_millis(milliseconds));
        let mut limits = Limits::new(Some(1.0));
        let refused = |limit, reset| Err(RateLimitHeaders { limit, reset });
        assert_eq!(limits.count(&OPERATION, at(0)), Ok(()));
        assert_eq!(limits.count(&OPERATION, at(500)), Ok(()));
        assert_eq!(limits.count(&OPERATION, at(900)), refused(2, 1));
        assert_eq!(limits.count(&OPERATION, at(1_000)), Ok(()));
        assert_eq!(limits.count(&OPERATION, at(30_000)), refused(3, 30));
        assert_eq!(limits.count(&OPERATION, at(60_000)), Ok(()));
        assert_eq!(limits.count(&OPERATION, at(60_100)), refused(3, 1));
    }

    #[test]
    fn limits_can_be_scaled_and_switched_off() {
        let now = Clock::of_machine().now();
        let mut tenfold = Limits::new(Some(10.0));
        assert!((0..20).all(|_| tenfold.count(&OPERATION, now).is_ok()));
        assert!(tenfold.count(&OPERATION, now).is_err());
        let mut off = Limits::new(None);
        assert!((0..100).all(|_| off.count(&OPERATION, now).is_ok()));
    }

    #[test]
    fn a_call_that_is_refused_takes_no_place() {
        static ALONE: Operation = Operation::new("b", Method::Post, "/b").concurrency(1);
        let mut limits = Limits::new(Some(1.0));
        assert!(limits.enter(&ALONE));
        assert!(!limits.enter(&ALONE) && !limits.enter(&ALONE));
        limits.leave(&ALONE);
        assert!(limits.enter(&ALONE));
    }
}
