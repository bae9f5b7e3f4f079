//! One call that the gateway has let through, and who answers it.

use feishu_core::{ErrorCode, Operation};

use crate::clock::{Clock, Moment};
use crate::documented;
use crate::response::{Refusal, Response};
use crate::route::Routes;
use crate::services::{self, entities};
use crate::state::token::Caller;
use crate::state::{Beginning, State};
use crate::validate::Arguments;

/// What does not change while the sandbox runs.
pub(crate) struct Platform {
    pub(crate) base_url: String,
    pub(crate) app_id: String,
    pub(crate) app_secret: String,
    /// The scopes that the app has; `None` for all.
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) clock: Clock,
    pub(crate) beginning: Beginning,
    pub(crate) routes: Routes,
}

/// A call, what it may read and what it may change.
pub(crate) struct Exchange<'a> {
    pub(crate) operation: &'static Operation,
    pub(crate) arguments: &'a Arguments,
    /// `None` for an operation that takes no token.
    pub(crate) caller: Option<Caller>,
    pub(crate) state: &'a mut State,
    pub(crate) platform: &'a Platform,
    pub(crate) now: Moment,
}

impl Exchange<'_> {
    /// Answers the call.
    ///
    /// An operation that nobody plays, and that does nothing to an entity, is answered by its documentation, once it has
    /// passed every check that this describes.
    pub(crate) fn answer(&mut self) -> Result<Response, Refusal> {
        if let Some(handler) = services::handler(self.operation.id) {
            return handler(self);
        }
        match services::entity(self.operation.id) {
            Some((entity, verb)) => entities::answer(self, entity, verb),
            None => Ok(documented::response(self.operation, self.arguments)),
        }
    }

    /// Who calls; the gateway has seen to it that there is somebody.
    pub(crate) fn caller(&self) -> Result<Caller, Refusal> {
        self.caller
            .clone()
            .ok_or_else(|| Refusal::new(feishu_core::codes::TOKEN_MISSING))
    }

    /// Whether a code is one of the operation's own.
    pub(crate) fn documents(&self, code: ErrorCode) -> bool {
        self.operation.errors.iter().any(|own| own.code == code)
    }

    /// The address of a document or a file.
    pub(crate) fn address(&self, kind: &str, token: &str) -> String {
        format!("{}/{kind}/{token}", self.platform.base_url)
    }
}
