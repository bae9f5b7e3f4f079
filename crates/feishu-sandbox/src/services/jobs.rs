//! Jobs, as all services have them: under way for a number of polls, then done or failed, and their owner's alone.

use std::collections::HashMap;

use feishu_core::ErrorCode;
use serde_json::{Value, json};

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

    /// Returns the operation that starts it, and what it is to make, as its owner sees it.
    fn seen(&self) -> (&'static str, String);

    /// Returns the status with which it has failed, if it has.
    fn failed(_outcome: &Self::Outcome) -> Option<i64> {
        None
    }

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

/// Tells the jobs of one kind as their owner sees them: how far the last poll found each.
pub(super) fn seen<W: Work>(jobs: &Jobs<W>) -> Vec<Value> {
    let seen = jobs.0.iter().map(|(id, job)| {
        let (operation, what) = job.work.seen();
        let failed = job.outcome.as_ref().and_then(W::failed);
        let (state, status) = match (job.phase(), failed) {
            (Phase::Waiting, _) => ("waiting", None),
            (Phase::Running, _) => ("running", None),
            (Phase::Late, _) => ("late", None),
            (Phase::Failed { status, .. }, _) | (Phase::Ready, Some(status)) => {
                ("failed", Some(status))
            }
            (Phase::Ready, None) => ("done", None),
        };
        json!({
            "id": id,
            "operation": operation,
            "what": what,
            "state": state,
            "status": status,
            "polls": job.polls,
        })
    });
    seen.collect()
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
    notes: Notes,
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

/// What a script has a job say that has ended well.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Notes {
    message: Option<String>,
    /// The warnings beside those of the work.
    pub(crate) warnings: Vec<String>,
}

impl Notes {
    /// The message, where the service says this otherwise.
    pub(crate) fn message<'a>(&'a self, otherwise: &'a str) -> &'a str {
        self.message.as_deref().unwrap_or(otherwise)
    }
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
    /// Done, well or badly, and what a script has the job say of it.
    Done(O, Notes),
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
            notes: Notes::default(),
        }
    }

    /// Changes how the job ends, if the fault is about that.
    fn script(&mut self, fault: Option<FaultKind>) {
        match fault {
            Some(FaultKind::JobFails { status, message }) => {
                self.ending = Ending::Scripted { status, message };
            }
            Some(FaultKind::JobNeverEnds) => self.ending = Ending::Never,
            Some(FaultKind::JobLate { polls }) => self.ending = Ending::Late(polls),
            Some(FaultKind::JobMessage { message }) => self.notes.message = Some(message),
            Some(FaultKind::ImportWarnings { codes }) => self.notes.warnings = codes,
            _ => {}
        }
    }

    /// Counts a poll and says where it finds the job; `run` does the work.
    fn poll(&mut self, run: impl FnOnce(&W, &Caller) -> O) -> Progress<O> {
        self.polls = self.polls.saturating_add(1);
        match self.phase() {
            Phase::Waiting => Progress::Waiting,
            Phase::Running => Progress::Running,
            Phase::Late => Progress::Late,
            Phase::Failed { status, message } => {
                let message = message.to_owned();
                Progress::Failed { status, message }
            }
            Phase::Ready => {
                let outcome = self
                    .outcome
                    .get_or_insert_with(|| run(&self.work, &self.owner));
                Progress::Done(outcome.clone(), self.notes.clone())
            }
        }
    }

    /// Where so many polls find it.
    fn phase(&self) -> Phase<'_> {
        let over = self.polls > self.pending_polls;
        match &self.ending {
            _ if self.polls == 0 => Phase::Waiting,
            Ending::Never if over => Phase::Running,
            _ if !over && self.polls == 1 => Phase::Waiting,
            _ if !over => Phase::Running,
            Ending::Late(polls) if self.polls - self.pending_polls <= *polls => Phase::Late,
            Ending::Scripted { status, message } => {
                let status = *status;
                Phase::Failed { status, message }
            }
            _ => Phase::Ready,
        }
    }
}

/// How far a job is, whatever comes of its work.
enum Phase<'a> {
    Waiting,
    Running,
    Late,
    Failed { status: i64, message: &'a str },
    Ready,
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

    /// Done, with the work done once.
    fn done() -> Progress<u32> {
        Progress::Done(1, Notes::default())
    }

    #[test]
    fn a_job_is_pending_for_as_many_polls_as_set_and_works_once() {
        use Progress::{Running, Waiting};
        assert_eq!(polls(2, None), [Waiting, Running, done(), done()]);
        assert_eq!(polls(0, None), [done(), done(), done(), done()]);
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
            [Progress::Waiting, Progress::Late, Progress::Late, done(),]
        );
    }
}
