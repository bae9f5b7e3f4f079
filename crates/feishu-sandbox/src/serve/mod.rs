//! The doors of the platform: a socket, and one within the process. Both lead to the same answers.

pub(crate) mod inside;
pub(crate) mod respond;
pub(crate) mod socket;

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::clock::Moment;
use crate::exchange::Platform;
use crate::state::State;

/// What the doors and the owner of a sandbox share.
pub(crate) struct Shared {
    pub(crate) platform: Platform,
    state: Mutex<State>,
}

impl Shared {
    pub(crate) fn new(platform: Platform, state: State) -> Self {
        Self {
            platform,
            state: Mutex::new(state),
        }
    }

    /// The state. One call after the other changes it; a call that panicked leaves it as it was.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Moment {
        self.platform.clock.now()
    }
}
