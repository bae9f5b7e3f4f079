//! What video conferencing remembers: meetings, the jobs of reports and their workbooks.

use super::meetings::Meetings;
use super::report::ReportWork;
use crate::services::jobs::Jobs;
use crate::state::files::MadeFiles;

/// Meetings, reports and their workbooks.
#[derive(Debug)]
pub(crate) struct Vc {
    pub(super) meetings: Meetings,
    pub(super) reports: Jobs<ReportWork>,
    /// The workbooks that reports have made.
    pub(super) files: MadeFiles,
}

impl Vc {
    /// What is there from the beginning, which is now, in seconds since 1970.
    pub(crate) fn with_builtins(now: u64) -> Self {
        Self {
            meetings: Meetings::with_builtins(now),
            reports: Jobs::default(),
            files: MadeFiles::default(),
        }
    }
}
