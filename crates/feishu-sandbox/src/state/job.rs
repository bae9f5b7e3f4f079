//! The life of a job: under way for a number of polls, then done or failed.

use serde_json::{Value, json};

use crate::fault::FaultKind;
use crate::state::token::Caller;

/// A job and how far it is.
#[derive(Debug)]
pub(crate) struct Job<W> {
    /// Who started it, and alone may ask for it.
    pub(crate) owner: Caller,
    /// What it is to do, or has done.
    pub(crate) work: W,
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
pub(crate) enum Progress {
    /// Not begun.
    Waiting,
    /// Under way.
    Running,
    /// Done, but the result is not named yet.
    Late,
    /// Time to do the work, if that has not been done yet.
    Ready,
    /// Failed, as a script wants it.
    Failed { status: i64, message: String },
}

impl<W> Job<W> {
    pub(crate) fn new(owner: Caller, work: W, pending_polls: u32) -> Self {
        Self {
            owner,
            work,
            polls: 0,
            pending_polls,
            ending: Ending::Natural,
        }
    }

    /// Changes how the job ends, if the fault is about that.
    pub(crate) fn script(&mut self, fault: Option<FaultKind>) {
        self.ending = match fault {
            Some(FaultKind::JobFails { status, message }) => Ending::Scripted { status, message },
            Some(FaultKind::JobNeverEnds) => Ending::Never,
            Some(FaultKind::JobLate { polls }) => Ending::Late(polls),
            _ => return,
        };
    }

    /// Counts a poll and says where it finds the job.
    pub(crate) fn poll(&mut self) -> Progress {
        self.polls = self.polls.saturating_add(1);
        self.progress()
    }

    /// The job as its owner sees it: what it is to make, and how far the last poll found it. `failed` is the status of work
    /// that has gone wrong by itself.
    pub(crate) fn seen(
        &self,
        id: &str,
        operation: &str,
        what: String,
        failed: Option<i64>,
    ) -> Value {
        let (state, status) = match (self.progress(), failed) {
            (Progress::Waiting, _) => ("waiting", None),
            (Progress::Running, _) => ("running", None),
            (Progress::Late, _) => ("late", None),
            (Progress::Failed { status, .. }, _) | (Progress::Ready, Some(status)) => {
                ("failed", Some(status))
            }
            (Progress::Ready, None) => ("done", None),
        };
        json!({
            "id": id,
            "operation": operation,
            "what": what,
            "state": state,
            "status": status,
            "polls": self.polls,
        })
    }

    /// Where so many polls find it.
    fn progress(&self) -> Progress {
        let over = self.polls > self.pending_polls;
        match &self.ending {
            _ if self.polls == 0 => Progress::Waiting,
            Ending::Never if over => Progress::Running,
            _ if !over && self.polls == 1 => Progress::Waiting,
            _ if !over => Progress::Running,
            Ending::Late(polls) if self.polls - self.pending_polls <= *polls => Progress::Late,
            Ending::Scripted { status, message } => Progress::Failed {
                status: *status,
                message: message.clone(),
            },
            _ => Progress::Ready,
        }
    }
}

#[cfg(test)]
mod tests {
    use feishu_core::TokenKind;

    use super::*;

    fn polls(pending_polls: u32, fault: Option<FaultKind>) -> Vec<Progress> {
        let owner = Caller {
            kind: TokenKind::Tenant,
            subject: "cli".to_owned(),
        };
        let mut job = Job::new(owner, (), pending_polls);
        job.script(fault);
        (0..4).map(|_| job.poll()).collect()
    }

    #[test]
    fn a_job_is_pending_for_as_many_polls_as_set() {
        use Progress::{Ready, Running, Waiting};
        assert_eq!(polls(2, None), [Waiting, Running, Ready, Ready]);
        assert_eq!(polls(0, None), [Ready, Ready, Ready, Ready]);
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
                Progress::Ready,
            ]
        );
    }
}
