//! The services that the sandbox plays, a room for each, and the one list of them.
//!
//! Outside of here nobody knows one from another. What all of them share is in files beside the rooms.

mod auth;
mod drive;
pub(crate) mod entities;
mod jobs;
mod vc;

use std::borrow::Cow;

use feishu_core::{ErrorCode, ErrorKind, Operation, Violation};
use hyper::{HeaderMap, Method};
use serde_json::Value;

/// What the owner of the sandbox makes in the drive, and sees of it.
pub(crate) use self::drive::control as documents;
/// What the owner of the sandbox makes in video conferencing, and sees of it.
pub(crate) use self::vc::control as meetings;
pub use drive::{Builtin, Document, DocumentKind};
pub use vc::MeetingError;

use self::entities::{Entity, Verb};
use crate::clock::{Clock, Moment};
use crate::exchange::{Exchange, Platform};
use crate::response::{Refusal, Response};
use crate::state::State;

/// What each service remembers.
#[derive(Debug)]
pub(crate) struct States {
    auth: auth::Auth,
    drive: drive::Drive,
    vc: vc::Vc,
}

impl States {
    /// What they remember when the sandbox starts.
    pub(crate) fn new(clock: &Clock) -> Self {
        let now = clock.now();
        Self {
            auth: auth::Auth::default(),
            drive: drive::Drive::with_builtins(now),
            vc: vc::Vc::with_builtins(clock.unix_seconds(now)),
        }
    }
}

/// Every service.
static SERVICES: &[Service] = &[auth::SERVICE, drive::SERVICE, vc::SERVICE];

/// Answers the calls of an operation.
pub(crate) type Handler = fn(&mut Exchange<'_>) -> Result<Response, Refusal>;

/// Who answers which operation, by its id.
type Handlers = &'static [(&'static str, Handler)];

/// Answers a visit; `None` if the address is none of the service's.
type Fetch = fn(&mut State, &Platform, Visit<'_>) -> Option<Response>;

/// A request for an address that is no operation's, and needs no token: a link that a service has given out, or a page for
/// people.
#[derive(Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    /// As it stands behind the question mark.
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
    pub(crate) now: Moment,
}

impl<'a> Visit<'a> {
    /// A value of the query, if it is there and not empty.
    fn query(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) = self.queries().find(|(known, _)| known == name)?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// A value of the form in the body, if it is there and not empty.
    fn field(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut fields = form_urlencoded::parse(self.body);
        let (_, value) = fields.find(|(known, _)| known == name)?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// The values of the query.
    fn queries(&self) -> impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }
}

/// What a service adds to its documentation.
struct Service {
    /// What it plays, by the ids of the operations.
    handlers: Handlers,
    /// What it remembers as the others do.
    entities: &'static [&'static Entity],
    /// Tells the jobs.
    jobs: fn(&State) -> Vec<Value>,
    /// Answers a visit of an address of the service's that is no operation's.
    fetch: Fetch,
    /// Returns the codes that tell best what is wrong with a value.
    telling: fn(&Violation) -> &'static [ErrorCode],
    /// The codes for any other value that is wrong; an operation has the first that it documents.
    general: &'static [ErrorCode],
}

impl Service {
    /// A service that plays this, and nothing more.
    const fn new(handlers: Handlers) -> Self {
        Self {
            handlers,
            entities: &[],
            jobs: |_| Vec::new(),
            fetch: |_, _, _| None,
            telling: |_| &[],
            general: &[],
        }
    }
}

/// Returns the jobs of all services, in the order in which they were started.
pub(crate) fn jobs(state: &State) -> Vec<Value> {
    let mut jobs: Vec<_> = SERVICES
        .iter()
        .flat_map(|service| (service.jobs)(state))
        .collect();
    // The ids of all services come from one counter.
    jobs.sort_by_key(|job| job["id"].as_str().and_then(|id| id.parse::<u64>().ok()));
    jobs
}

/// Returns what answers an operation; `None` if nobody plays it.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    let mut handlers = SERVICES.iter().flat_map(|service| service.handlers);
    let (_, handler) = handlers.find(|(id, _)| *id == operation)?;
    Some(*handler)
}

/// Answers a visit of an address that is no operation's; `None` if it is no service's.
pub(crate) fn fetch(state: &mut State, platform: &Platform, visit: Visit<'_>) -> Option<Response> {
    SERVICES
        .iter()
        .find_map(|service| (service.fetch)(state, platform, visit))
}

/// Returns the code with which the service of an operation refuses a value, the most telling that the operation documents;
/// `None` if it documents none, and leaves the refusal to the gateway.
pub(crate) fn refused_value(operation: &Operation, violation: &Violation) -> Option<ErrorCode> {
    let telling = SERVICES
        .iter()
        .flat_map(|service| (service.telling)(violation))
        .copied()
        .find(|code| blames_the_request(operation, *code));
    telling.or_else(|| refused_request(operation))
}

/// Returns the code with which the service of an operation refuses a request, where no other tells more; `None` as above.
pub(crate) fn refused_request(operation: &Operation) -> Option<ErrorCode> {
    let mut general = SERVICES.iter().flat_map(|service| service.general).copied();
    general.find(|code| blames_the_request(operation, *code))
}

/// Whether a code is one of the operation's own, and there does not mean trouble of the platform's.
fn blames_the_request(operation: &Operation, code: ErrorCode) -> bool {
    let mut own = operation.errors.iter();
    own.any(|error| error.code == code && error.class != ErrorKind::Unavailable)
}

/// Returns what an operation does, and to which entity; `None` if it is an operation of none.
pub(crate) fn entity(operation: &str) -> Option<(&'static Entity, &'static Verb)> {
    let mut entities = SERVICES.iter().flat_map(|service| service.entities);
    entities.find_map(|entity| Some((*entity, entity.verb(operation)?)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use feishu_core::ResponseKind;

    use super::*;
    use crate::{documented, generated};

    #[test]
    fn every_handler_names_an_operation_that_exists_and_has_it_alone() {
        let mut named = BTreeSet::new();
        for (id, _) in SERVICES.iter().flat_map(|service| service.handlers) {
            assert!(generated::operations().any(|known| known.id == *id), "{id}");
            assert!(named.insert(id), "{id} has two handlers");
        }
        for entity in SERVICES.iter().flat_map(|service| service.entities) {
            for (id, _) in entity.operations {
                assert!(generated::operations().any(|known| known.id == *id), "{id}");
                assert!(named.insert(id), "{id} is answered twice");
            }
        }
    }

    #[test]
    fn every_operation_has_a_handler_or_a_documented_answer() {
        for operation in generated::operations() {
            let answered = match operation.response {
                ResponseKind::Json => documented::data(operation.id) != serde_json::json!({}),
                // A success is all that there is to say, or a file whose content nobody documents.
                ResponseKind::Empty | ResponseKind::Binary => true,
                _ => false,
            };
            let id = operation.id;
            assert!(answered || handler(id).is_some(), "nobody answers {id}");
        }
    }

    #[test]
    fn every_general_code_is_used() {
        for service in SERVICES {
            for code in service.general {
                let used = generated::operations().any(|of| refused_request(of) == Some(*code));
                assert!(used, "{code} is no operation's");
            }
        }
    }
}
