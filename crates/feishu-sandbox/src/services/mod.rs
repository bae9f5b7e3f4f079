//! The services that the sandbox plays, a room for each, and what answers their operations.

mod auth;
pub(crate) mod drive;
pub(crate) mod vc;

pub use vc::MeetingError;

use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// Answers the calls of an operation.
pub(crate) type Handler = fn(&mut Exchange<'_>) -> Result<Response, Refusal>;

/// What a service plays, by the ids of the operations.
type Handlers = &'static [(&'static str, Handler)];

/// What all services play.
static SERVICES: &[Handlers] = &[auth::HANDLERS, drive::HANDLERS, vc::HANDLERS];

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
