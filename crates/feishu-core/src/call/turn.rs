//! The turn of a call that is yet to be prepared: it takes its place in the limit first, and is made when it has it.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::call::limit::{Place, WaitLimits};
use crate::call::retry::RetryPolicy;
use crate::call::shared::Shared;
use crate::call::waiting::{OnWait, Waits};
use crate::ground::error::{Error, Fault, Result};
use crate::ground::operation::Operation;
use crate::ground::time;

/// The turn of a call: its departure is taken, and the call can be prepared, such as by an upload that its request names.
///
/// Obtained by [`Client::wait_for_turn`](crate::Client::wait_for_turn) and given to one call by
/// [`Call::in_turn`](crate::Call::in_turn). It holds for two minutes, and counts as a call under way where an
/// operation bounds those; a call that comes later waits again. Dropped, it is
/// given back.
#[derive(Clone)]
pub struct Turn(Arc<Mutex<Option<Place>>>);

impl Turn {
    /// Waits for the turn of an operation.
    pub(crate) async fn wait(
        shared: &Shared,
        operation: &'static Operation,
        policy: &RetryPolicy,
        timeout: Option<std::time::Duration>,
        on_wait: Option<&OnWait>,
    ) -> Result<Self> {
        let mut place = shared.limiter.place(operation);
        let mut waits = Waits::new(operation.id, on_wait);
        let claim = place.claim(WaitLimits::from(policy), &mut waits);
        let claimed = time::until(timeout.map(time::after), claim).await;
        let claimed = claimed.unwrap_or_else(|| {
            let limit = timeout.unwrap_or_default();
            let what = format!("the turn of the call did not come within {limit:?}");
            Err(Error::new(Fault::Timeout, what))
        });
        claimed.map_err(|error| error.with_operation(operation))?;
        Ok(Self(Arc::new(Mutex::new(Some(place)))))
    }

    /// The place, for the first call of the operation that asks.
    pub(crate) fn take(&self, operation: &Operation) -> Option<Place> {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.take_if(|place| place.operation().id == operation.id)
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").finish_non_exhaustive()
    }
}
