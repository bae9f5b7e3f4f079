//! When each of many jobs is asked after, so that polls do not use up their quota before jobs are done.
//!
//! A poll that finds a job under way is lost, and where many jobs wait, the polls that are lost are what they wait for. So a
//! job is first asked after when it is likely to be done, by what others took; while nobody knows, or only that it is long,
//! one is asked early for all. What is known goes into the journal, so that a run that is begun again need not learn it
//! again. The more jobs wait, the farther apart the polls of each: so many that all polls together fit the limit.
//! Where few wait, they are asked as often as one alone would be.

use std::time::Duration;

use crate::call::shared::Polling;
use crate::ground::operation::Operation;
use crate::ground::time::{self, Instant};

/// The first estimate, in percent of what the first job took: patience costs little, and a poll that is lost costs another job
/// its own.
const FIRST: u32 = 300;

/// How many jobs are asked early at most, one after the other: one alone may be the one in a hundred that takes long.
const MOST_SCOUTS: u32 = 3;

/// How far the estimate goes up when a job took longer, in percent of how long it has taken by then.
const UP: u32 = 150;

/// How far it comes down when a job is done at the first poll, in percent. Together, they settle where one first poll in
/// forty is too early.
const DOWN: u32 = 99;

/// What is known of the jobs of a run.
#[derive(Debug)]
pub(crate) struct Pace {
    /// The time in which one poll more becomes possible.
    share: Duration,
    polling: Polling,
    /// How many jobs are waited for.
    waiting: u32,
    /// Whether there is a job that is asked early for all.
    scout: bool,
    /// How many of them there may be yet.
    scouts_left: u32,
    /// How long a job is likely to take, if that is known.
    estimate: Option<Duration>,
}

/// A job that is waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pacer {
    /// When it was started.
    since: Instant,
    /// When it was asked after last, and the wait after that on its own.
    asked: Option<(Instant, Duration)>,
    /// When its next poll was due; it may have waited for the limit after that.
    due: Instant,
    /// Whether it is the one that is asked early.
    early: bool,
    /// Whether an earlier run has started it, so that it may have been done for long.
    old: bool,
}

impl Pace {
    /// The pace for jobs that are asked after by an operation, with the estimate that an earlier run has left.
    pub(crate) fn new(poll: &Operation, polling: Polling, estimate: Option<Duration>) -> Self {
        let shares = poll
            .limits
            .iter()
            .map(|limit| limit.window / limit.calls.max(1));
        Self {
            share: shares.max().unwrap_or_default(),
            polling,
            waiting: 0,
            scout: false,
            scouts_left: MOST_SCOUTS,
            estimate,
        }
    }

    /// How long a job is likely to take, in seconds, if that is known.
    pub(crate) fn estimate(&self) -> Option<f64> {
        self.estimate.map(|estimate| estimate.as_secs_f64())
    }

    /// Takes in a job that was started now, or by an earlier run so long ago.
    pub(crate) fn enter(&mut self, age: Option<Duration>) -> Pacer {
        self.waiting += 1;
        let now = time::now();
        Pacer {
            since: now.checked_sub(age.unwrap_or_default()).unwrap_or(now),
            asked: None,
            due: now,
            early: false,
            old: age.is_some(),
        }
    }

    /// When a job is asked after next. It may change when another job is.
    pub(crate) fn due(&mut self, job: &mut Pacer) -> Instant {
        let stretch = self.share.saturating_mul(self.waiting);
        let first = self.polling.first_wait;
        let is_of_use = self.estimate.is_some_and(|estimate| estimate <= stretch);
        if !(is_of_use || self.scout || self.scouts_left == 0) && job.asked.is_none() {
            (self.scout, job.early) = (true, true);
        }
        job.due = match job.asked {
            None if job.early => time::later(job.since, first),
            None => {
                let likely = self.estimate.unwrap_or(stretch).min(stretch);
                time::later(job.since, likely.max(first))
            }
            Some((last, wait)) if job.early => time::later(last, wait),
            Some((last, wait)) => time::later(last, wait.max(stretch)),
        };
        job.due
    }

    /// Books that a job was found under way.
    pub(crate) fn pending(&mut self, job: &mut Pacer) {
        let now = time::now();
        let Some((_, wait)) = job.asked else {
            // Only the first poll says something of others: the second of a job that takes long comes late.
            let longer = (now - job.since).saturating_mul(UP) / 100;
            self.estimate = self.estimate.map(|estimate| estimate.max(longer));
            job.asked = Some((now, self.polling.first_wait));
            return;
        };
        let longer = wait.saturating_add(wait / 2);
        job.asked = Some((now, longer.min(self.polling.longest_wait)));
    }

    /// Books that a job has ended.
    pub(crate) fn done(&mut self, job: &Pacer) {
        if job.old && job.asked.is_none() {
            // Nobody knows for how long it has been done.
            return;
        }
        let took = time::now() - job.since;
        // A poll that waited for the limit tells little: the job may have been done for as long.
        let asked_at = job.due.saturating_duration_since(job.since).min(took);
        let generous = (asked_at.saturating_mul(FIRST) / 100).max(took);
        if job.early {
            self.scouts_left = self.scouts_left.saturating_sub(1);
        }
        self.estimate = Some(match self.estimate {
            None => generous,
            Some(estimate) if job.early => estimate.min(generous),
            Some(estimate) if job.asked.is_none() => estimate.saturating_mul(DOWN) / 100,
            Some(estimate) => estimate,
        });
    }

    /// Takes out a job that is no longer waited for.
    pub(crate) fn leave(&mut self, job: &Pacer) {
        self.waiting = self.waiting.saturating_sub(1);
        // If too little was learnt from it, another is asked early in its place.
        self.scout &= !job.early;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::operation::{Method, RateLimit};

    static POLL: Operation =
        Operation::new("a.v1.b.get", Method::Get, "/b").limits(&[RateLimit::per_minute(100)]);

    fn pace(estimate: Option<u64>) -> Pace {
        let estimate = estimate.map(Duration::from_secs);
        Pace::new(&POLL, Polling::default(), estimate)
    }

    fn wait(pace: &mut Pace, job: &mut Pacer) -> Duration {
        pace.due(job) - time::now()
    }

    async fn pass(milliseconds: u64) {
        tokio::time::advance(Duration::from_millis(milliseconds)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn one_is_asked_early_and_the_others_when_they_are_likely_done() {
        let mut pace = pace(None);
        let mut jobs: Vec<_> = (0..50).map(|_| pace.enter(None)).collect();
        assert_eq!(wait(&mut pace, &mut jobs[0]), Duration::from_millis(500));
        // As far apart as a minute has places for them.
        assert_eq!(wait(&mut pace, &mut jobs[1]), Duration::from_secs(30));
        pass(500).await;
        pace.pending(&mut jobs[0]);
        assert_eq!(wait(&mut pace, &mut jobs[0]), Duration::from_millis(500));
        pass(500).await;
        pace.pending(&mut jobs[0]);
        assert_eq!(wait(&mut pace, &mut jobs[0]), Duration::from_millis(750));
        pass(1_000).await;
        pace.done(&jobs[0]);
        pace.leave(&jobs[0]);
        // It took two seconds at most, and was asked a quarter of one late.
        assert_eq!(wait(&mut pace, &mut jobs[1]), Duration::from_millis(3_250));
        pass(4_000).await;
        pace.pending(&mut jobs[1]);
        assert_eq!(wait(&mut pace, &mut jobs[2]), Duration::from_secs(3));
        assert_eq!(
            wait(&mut pace, &mut jobs[1]),
            Duration::from_millis(49 * 600)
        );
        for job in &jobs[3..] {
            pace.leave(job);
        }
        // Few are left: they are asked as often as the limit allows.
        assert_eq!(wait(&mut pace, &mut jobs[1]), Duration::from_millis(1_200));
    }

    #[tokio::test(start_paused = true)]
    async fn one_job_alone_is_asked_as_if_there_were_no_pace() {
        let mut pace = pace(None);
        let mut job = pace.enter(None);
        let mut waits = Vec::new();
        for _ in 0..4 {
            let wait = wait(&mut pace, &mut job);
            waits.push(wait.as_millis());
            tokio::time::advance(wait).await;
            pace.pending(&mut job);
        }
        assert_eq!(waits, [500, 500, 750, 1125]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_poll_that_waited_for_the_limit_does_not_make_jobs_seem_slow() {
        let mut pace = pace(None);
        let mut jobs: Vec<_> = (0..100).map(|_| pace.enter(None)).collect();
        assert_eq!(wait(&mut pace, &mut jobs[0]), Duration::from_millis(500));
        pass(12_000).await;
        pace.done(&jobs[0]);
        pace.leave(&jobs[0]);
        assert_eq!(pace.estimate, Some(Duration::from_secs(12)));
        assert_eq!(wait(&mut pace, &mut jobs[1]), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_job_that_was_asked_early_does_not_slow_down_the_others() {
        let mut pace = pace(None);
        let mut slow = pace.enter(None);
        for _ in 0..8 {
            let wait = wait(&mut pace, &mut slow);
            tokio::time::advance(wait).await;
            pace.pending(&mut slow);
        }
        let mut jobs: Vec<_> = (0..50).map(|_| pace.enter(None)).collect();
        let until_done = wait(&mut pace, &mut slow);
        tokio::time::advance(until_done).await;
        pace.done(&slow);
        pace.leave(&slow);
        assert!(pace.estimate > Some(Duration::from_secs(60)));
        // As that is of no use, another is asked early, and says better.
        pace.due(&mut jobs[0]);
        assert!(jobs[0].early);
        pace.due(&mut jobs[1]);
        assert!(!jobs[1].early);
        pace.pending(&mut jobs[0]);
        let until_done = wait(&mut pace, &mut jobs[0]);
        tokio::time::advance(until_done).await;
        pace.done(&jobs[0]);
        pace.leave(&jobs[0]);
        assert!(pace.estimate < Some(Duration::from_secs(50)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_earlier_run_started_is_asked_after_by_its_age() {
        let mut pace = pace(None);
        let age = Some(Duration::from_secs(3));
        let mut old: Vec<_> = (0..10).map(|_| pace.enter(age)).collect();
        // One at once. That it is done says nothing of others, so the next is asked at once too.
        assert_eq!(wait(&mut pace, &mut old[0]), Duration::ZERO);
        assert_eq!(wait(&mut pace, &mut old[1]), Duration::from_secs(3));
        pace.done(&old[0]);
        pace.leave(&old[0]);
        assert_eq!(pace.estimate, None);
        assert_eq!(wait(&mut pace, &mut old[1]), Duration::ZERO);
        pace.pending(&mut old[1]);
        assert_eq!(wait(&mut pace, &mut old[1]), Duration::from_millis(500));
        pass(500).await;
        pace.done(&old[1]);
        assert_eq!(pace.estimate, Some(Duration::from_millis(10_500)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_an_earlier_run_has_learnt_is_not_learnt_again() {
        let mut pace = pace(Some(5));
        let mut old: Vec<_> = (0..10)
            .map(|_| pace.enter(Some(Duration::from_secs(3))))
            .collect();
        for job in &mut old {
            assert_eq!(wait(&mut pace, job), Duration::from_secs(2));
        }
    }
}
