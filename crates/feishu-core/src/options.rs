//! What is particular to one call.

use std::time::Duration;

use crate::credentials::Identity;
use crate::retry::RetryPolicy;
use crate::transfer::Progress;

/// What is particular to one call; the rest follows from the client.
#[derive(Clone, Default)]
pub(crate) struct CallOptions {
    pub(crate) identity: Identity,
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) progress: Option<Progress>,
}
