//! What the owner of the sandbox sees of video conferencing.

use serde_json::Value;

use crate::services::jobs::seen;
use crate::state::State;

/// The reports.
pub(super) fn jobs(state: &State) -> Vec<Value> {
    seen(&state.services.vc.reports)
}
