//! Jobs, as all services have them: under way for a number of polls, then done or failed, and their owner's alone.

use std::collections::HashMap;

use feishu_core::ErrorCode;
use serde_json::Value;

use super::States;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::response::{Refusal, Response};
use crate::state::token::Caller;
use crate::validate::Arguments;

/// What the jobs of one kind do, and how their service speaks of them.
pub(crate) trait Work: Sized {
    /// What has come of the work.
    type Outcome: Clone;

    /// The refusal of an id that no job has.
    const UNKNOWN: ErrorCode;
    /// The refusal of a caller that did not start the job.
    const NOT_OWNER: ErrorCode;

    /// Returns where the jobs of this kind are kept.
    fn jobs(services: &mut States) -> &mut Jobs<Self>;

    /// Returns the job that has an id in an example of the documentation, if this is the id; whoever asks first has started it.
    fn documented(_id: &str) -> Option<Self> {
        None
    }

    /// Refuses a poll that does not fit the job; none unless the service has a reason to.
    fn check(&self, _arguments: &Arguments) -> Result<(), Refusal> {
        Ok(())
    }

    /// Does the work; called once, by the first poll that finds the job ready.
    fn run(&self, exchange: &mut Exchange<'_>, owner: &Caller) -> Self::Outcome;

    /// Returns the `data` of the answer to a poll.
    fn describe(
        &self,
        exchange: &Exchange<'_>,
        id: &str,
        progress: Progress<Self::Outcome>,
    ) -> Value;
}

/// The jobs of one kind, by their id.
#[derive(Debug)]
pub(crate) struct Jobs<W: Work>(HashMap<String, Job<W, W::Outcome>>);

impl<W: Work> Default for Jobs<W> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

/// Starts a job of the caller's and returns its id.
pub(super) fn start<W: Work>(exchange: &mut Exchange<'_>, work: W) -> Result<String, Refusal> {
    let pending_polls = exchange.state.settings.pending_polls;
    let mut job = Job::new(exchange.caller()?, work, pending_polls);
    job.script(scripted(exchange));
    let id = exchange.state.job_id();
    W::jobs(&mut exchange.state.services)
        .0
        .insert(id.clone(), job);
    Ok(id)
}

/// Tells how far a job is, and does its work when that is due.
pub(super) fn poll<W: Work>(exchange: &mut Exchange<'_>, id: &str) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    // Out of the state for as long as its work may change that.
    let job = W::jobs(&mut exchange.state.services).0.remove(id);
    let pending_polls = exchange.state.settings.pending_polls;
    let example = || Some(Job::new(caller.clone(), W::documented(id)?, pending_polls));
    let mut job = job
        .or_else(example)
        .ok_or_else(|| Refusal::new(W::UNKNOWN))?;
    let permitted = if job.owner == caller {
        job.work.check(exchange.arguments)
    } else {
        Err(Refusal::new(W::NOT_OWNER))
    };
    let response = permitted.map(|()| {
        job.script(scripted(exchange));
        let progress = job.poll(|work, owner| work.run(exchange, owner));
        Response::data(&job.work.describe(exchange, id, progress))
    });
    W::jobs(&mut exchange.state.services)
        .0
        .insert(id.to_owned(), job);
    response
}

/// What is scripted to go wrong with a job that the call starts or polls.
fn scripted(exchange: &mut Exchange<'_>) -> Option<FaultKind> {
    let operation = exchange.operation.id;
    exchange.state.faults.take(operation, Stage::Job)
}

/// A job and how far it is.
#[derive(Debug)]
struct Job<W, O> {
    /// Who started it, and alone may ask for it.
    owner: Caller,
    work: W,
    /// What has come of the work, once that is done.
    outcome: Option<O>,
    polls: u32,
    pending_polls: u32,
    ending: Ending,
}

/// How a job is to end.
#[derive(Clone, Debug)]
enum Ending {
    /// As its work turns out.
    Natural,
    /// With a status from a script.
    Scripted { status: i64, message: String },
    /// Not at all.
    Never,
    /// Well, but the result is named so many polls after the success.
    Late(u32),
}

/// Where a poll finds a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress<O> {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Done, but the result is not named yet.
    Late,
    /// Done, well or badly.
    Done(O),
    /// Failed, as a script wants it.
    Failed {
        /// The status on the wire.
        status: i64,
        /// What the script has it say; may be empty.
        message: String,
    },
}

impl<W, O: Clone> Job<W, O> {
    fn new(owner: Caller, work: W, pending_polls: u32) -> Self {
        Self {
            owner,
            work,
            outcome: None,
            polls: 0,
            pending_polls,
            ending: Ending::Natural,
        }
    }

    /// Changes how the job ends, if the fault is about that.
    fn script(&mut self, fault: Option<FaultKind>) {
        self.ending = match fault {
            Some(FaultKind::JobFails { status, message }) => Ending::Scripted { status, message },
            Some(FaultKind::JobNeverEnds) => Ending::Never,
            Some(FaultKind::JobLate { polls }) => Ending::Late(polls),
            _ => return,
        };
    }

    /// Counts a poll and says where it finds the job; `run` does the work.
    fn poll(&mut self, run: impl FnOnce(&W, &Caller) -> O) -> Progress<O> {
        self.polls = self.polls.saturating_add(1);
        let over = self.polls > self.pending_polls;
        match &self.ending {
            Ending::Never if over => Progress::Running,
            _ if !over && self.polls == 1 => Progress::Waiting,
            _ if !over => Progress::Running,
            Ending::Late(polls) if self.polls - self.pending_polls <= *polls => Progress::Late,
            Ending::Scripted { status, message } => Progress::Failed {
                status: *status,
                message: message.clone(),
            },
            _ => {
                let outcome = self
                    .outcome
                    .get_or_insert_with(|| run(&self.work, &self.owner));
                Progress::Done(outcome.clone())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use feishu_core::TokenKind;

    use super::*;

    /// Where four polls find a job, whose outcome is how often its work was done.
    fn polls(pending_polls: u32, fault: Option<FaultKind>) -> Vec<Progress<u32>> {
        let owner = Caller {
            kind: TokenKind::Tenant,
            subject: "cli".to_owned(),
        };
        let mut job = Job::new(owner, (), pending_polls);
        job.script(fault);
        let mut runs = 0;
        let mut run = || {
            runs += 1;
            runs
        };
        (0..4).map(|_| job.poll(|(), _| run())).collect()
    }

    #[test]
    fn a_job_is_pending_for_as_many_polls_as_set_and_works_once() {
        use Progress::{Done, Running, Waiting};
        assert_eq!(polls(2, None), [Waiting, Running, Done(1), Done(1)]);
        assert_eq!(polls(0, None), [Done(1), Done(1), Done(1), Done(1)]);
        assert_eq!(
            polls(1, Some(FaultKind::JobNeverEnds)),
            [Waiting, Running, Running, Running]
        );
    }

    #[test]
    fn a_script_decides_the_end() {
        let failed = Progress::Failed {
            status: 107,
            message: String::new(),
        };
        assert_eq!(polls(3, Some(FaultKind::job_fails(107)))[3], failed);
        assert_eq!(
            polls(1, Some(FaultKind::JobLate { polls: 2 })),
            [
                Progress::Waiting,
                Progress::Late,
                Progress::Late,
                Progress::Done(1),
            ]
        );
    }
}
