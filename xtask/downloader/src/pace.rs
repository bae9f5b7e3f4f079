//! How fast the service is asked: how many requests at once, how far apart, and how long to wait after a refusal.

use std::cell::Cell;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};

use crate::time::{self, Instant};

/// The figures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The number of requests under way at any time.
    pub(crate) at_once: usize,
    /// The time between the beginnings of two requests.
    pub(crate) gap: Duration,
    /// How often a request is made, the first time included.
    pub(crate) attempts: u32,
    /// The wait after the first failure; each further one doubles it.
    pub(crate) first_wait: Duration,
    /// The longest wait that the service may ask for.
    pub(crate) longest_wait: Duration,
    /// How long the service may be silent.
    pub(crate) silence: Duration,
    /// So many pages that fail one after the other by the service's fault end the run.
    pub(crate) most_failures: usize,
}

/// Lets requests go one after the other, and none while the service wants rest.
#[derive(Debug)]
pub(crate) struct Gate {
    gap: Duration,
    /// No request begins before.
    free: Cell<Instant>,
}

impl Pace {
    /// What a person who reads the documentation would not be ashamed of.
    pub(crate) const POLITE: Self = Self {
        at_once: 3,
        gap: Duration::from_millis(100),
        attempts: 4,
        first_wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(120),
        silence: Duration::from_secs(30),
        most_failures: 5,
    };

    /// The wait after a failed attempt, the first of which is number 1: doubled each time, and up to a quarter longer
    /// by chance, so that requests that failed together do not come back together.
    pub(crate) fn wait_after(&self, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(16);
        let wait = self.first_wait.saturating_mul(1 << doublings);
        wait.min(self.longest_wait)
            .mul_f64(1.0 + fastrand::f64() / 4.0)
    }
}

impl Gate {
    pub(crate) fn new(gap: Duration) -> Self {
        Self {
            gap,
            free: Cell::new(time::now()),
        }
    }

    /// Waits until a request may go.
    pub(crate) async fn turn(&self) {
        loop {
            let now = time::now();
            let free = self.free.get();
            if free <= now {
                self.free.set(now + self.gap);
                return;
            }
            // Whoever wakes first goes; the others look again.
            time::sleep_until(free).await;
        }
    }

    /// Lets no request go for so long.
    pub(crate) fn hold(&self, wait: Duration) {
        self.free.set(self.free.get().max(time::now() + wait));
    }
}

/// What the service says about when to come back: a number of seconds or a date.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let wait = time::seconds_since_1970(date).saturating_sub(time::unix_seconds());
    Some(Duration::from_secs(wait))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let seconds = |attempt| Pace::POLITE.wait_after(attempt).as_secs_f64();
        assert!((1.0..=1.25).contains(&seconds(1)));
        assert!((2.0..=2.5).contains(&seconds(2)));
        assert!((8.0..=10.0).contains(&seconds(4)));
        assert!((120.0..=150.0).contains(&seconds(u32::MAX)));
    }

    #[test]
    fn the_service_may_say_when_in_two_ways() {
        let after = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
            retry_after(&headers).map(|wait| wait.as_secs())
        };
        assert_eq!(after("7"), Some(7));
        assert_eq!(after(" 0 "), Some(0));
        let date = |seconds| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
        let soon = after(&date(time::unix_seconds() + 90)).unwrap();
        assert!((85..=90).contains(&soon), "{soon}");
        assert_eq!(after(&date(1_000_000_000)), Some(0), "the date is past");
        for text in ["", "soon", "-1", "99999999999999999999999"] {
            assert_eq!(after(text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn requests_go_one_after_the_other() {
        let gate = Gate::new(Duration::from_millis(100));
        let begin = time::now();
        let go = || async {
            gate.turn().await;
            (time::now() - begin).as_millis()
        };
        let (a, b, c) = tokio::join!(go(), go(), go());
        assert_eq!(a, 0);
        assert!((100..=102).contains(&b), "{b}");
        assert!((200..=204).contains(&c), "{c}");
        gate.hold(Duration::from_secs(9));
        gate.hold(Duration::from_secs(2));
        let d = go().await;
        assert!((9_200..=9_210).contains(&d), "{d}");
    }
}
