//! The services that the sandbox plays, a room for each, and what answers their operations.

mod auth;
pub(crate) mod drive;
pub(crate) mod vc;

use serde_json::Value;

use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::state::State;

/// What the owner of the sandbox makes in the drive, and sees of it.
pub(crate) use drive::control as documents;

/// Answers the calls of an operation.
pub(crate) type Handler = fn(&mut Exchange<'_>) -> Result<Response, Refusal>;

/// What a service plays, by the ids of the operations.
type Handlers = &'static [(&'static str, Handler)];

/// What all services play.
static SERVICES: &[Handlers] = &[auth::HANDLERS, drive::HANDLERS, vc::HANDLERS];

/// What tells the jobs of a service.
type Jobs = fn(&State) -> Vec<Value>;

/// What tells the jobs of all services.
static JOBS: &[Jobs] = &[drive::control::jobs, vc::control::jobs];

/// Returns the jobs of all services, in the order in which they were started.
pub(crate) fn jobs(state: &State) -> Vec<Value> {
    let mut jobs: Vec<_> = JOBS.iter().flat_map(|jobs| jobs(state)).collect();
    // The ids of all services come from one counter.
    jobs.sort_by_key(|job| job["id"].as_str().and_then(|id| id.parse::<u64>().ok()));
    jobs
}

/// Returns what answers an operation; `None` if nobody plays it.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let mut handlers = SERVICES.iter().copied().flatten();
    let (_, handler) = handlers.find(|(id, _)| *id == operation)?;
    Some(*handler)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::generated;

    #[test]
    fn every_handler_names_an_operation_that_exists_and_has_it_alone() {
        let mut named = BTreeSet::new();
        for (id, _) in SERVICES.iter().copied().flatten() {
            assert!(generated::operations().any(|known| known.id == *id), "{id}");
            assert!(named.insert(id), "{id} has two handlers");
        }
    }
}
