//! What video conferencing remembers: the jobs of reports and their workbooks.

use super::report::ReportWork;
use crate::services::jobs::Jobs;
use crate::state::files::MadeFiles;

/// Reports and their workbooks.
#[derive(Debug, Default)]
pub(crate) struct Vc {
    pub(super) reports: Jobs<ReportWork>,
    /// The workbooks that reports have made.
    pub(super) files: MadeFiles,
}
