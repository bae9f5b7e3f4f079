//! How far a file is that goes out or comes in.

use std::sync::Arc;

use serde::Serialize;

/// How far a transfer is, in bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Transfer {
    /// What has been transferred.
    pub done: u64,
    /// What there is to transfer, if that is known.
    pub total: Option<u64>,
}

/// Where the progress of a transfer is told.
pub(crate) type Progress = Arc<dyn Fn(Transfer) + Send + Sync>;
