//! What the owner of the sandbox sees of video conferencing.

use serde_json::Value;

use crate::state::State;

/// The reports.
pub(crate) fn jobs(state: &State) -> Vec<Value> {
    let reports = state.reports.iter();
    let seen = reports.map(|(id, job)| {
        let report = job.work.report;
        job.seen(id, report.operation(), report.title().to_owned(), None)
    });
    seen.collect()
}
