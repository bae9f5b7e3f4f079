//! The services that the sandbox plays, a room for each, and what answers their operations.

mod auth;
pub(crate) mod drive;
pub(crate) mod entities;
pub(crate) mod vc;

use self::entities::{Entity, Verb};
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

/// What all services remember.
static ENTITIES: &[&[&Entity]] = &[drive::ENTITIES, vc::ENTITIES];

/// Returns what an operation does, and to which entity; `None` if it is an operation of none.
pub(crate) fn entity(operation: &str) -> Option<(&'static Entity, &'static Verb)> {
    let mut entities = ENTITIES.iter().copied().flatten().copied();
    entities.find_map(|entity| Some((entity, entity.verb(operation)?)))
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
        for entity in ENTITIES.iter().copied().flatten() {
            for (id, _) in entity.operations {
                assert!(generated::operations().any(|known| known.id == *id), "{id}");
                assert!(named.insert(id), "{id} is answered twice");
            }
        }
    }
}
