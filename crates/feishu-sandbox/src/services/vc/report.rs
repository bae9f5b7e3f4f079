//! The four reports, and what a request for one asks for.

use super::meetings::ENDED_PERIOD;
use super::query::{Mistake, Query, Values};
use crate::validate::Arguments;

/// What the id of a level of rooms begins with.
const LEVEL: &str = "omb_";

/// One of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    Meetings,
    Participants,
    Quality,
    Reservations,
}

impl Report {
    /// The report that an operation starts.
    pub(super) fn of_operation(id: &str) -> Option<Self> {
        let all = [
            Self::Meetings,
            Self::Participants,
            Self::Quality,
            Self::Reservations,
        ];
        all.into_iter().find(|report| report.operation() == id)
    }

    /// The operation that starts it.
    pub(super) fn operation(self) -> &'static str {
        match self {
            Self::Meetings => "vc.v1.export.meeting_list",
            Self::Participants => "vc.v1.export.participant_list",
            Self::Quality => "vc.v1.export.participant_quality_list",
            Self::Reservations => "vc.v1.export.resource_reservation_list",
        }
    }

    /// The name of the workbook.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Meetings => "会议明细 Meetings",
            Self::Participants => "参会人明细 Participants",
            Self::Quality => "参会人会议质量 Meeting quality",
            Self::Reservations => "会议室预定 Room reservations",
        }
    }

    /// The names of the members that hold the time, in the request.
    pub(super) fn times(self) -> (&'static str, &'static str) {
        match self {
            Self::Meetings | Self::Reservations => ("start_time", "end_time"),
            Self::Participants | Self::Quality => ("meeting_start_time", "meeting_end_time"),
        }
    }
}

/// What a report is to hold.
#[derive(Debug)]
pub(crate) struct ReportWork {
    pub(crate) report: Report,
    pub(super) query: Query,
}

impl ReportWork {
    /// The report whose id and workbook the documentation has as examples: on the meeting that is over from the beginning.
    pub(super) fn example() -> Self {
        Self {
            report: Report::Meetings,
            query: Query::of_span(ENDED_PERIOD),
        }
    }

    /// Reads a request; `None` if its values do not go together.
    pub(super) fn new(report: Report, arguments: &Arguments) -> Option<Self> {
        let query = Query::read(report, &Values::of_body(arguments));
        let query = query.and_then(|query| {
            // No limit of the span is documented. A level whose id is none is, here.
            let has_level = report != Report::Reservations || query.level.starts_with(LEVEL);
            let is_right = query.start <= query.end && has_level;
            is_right.then_some(query).ok_or(Mistake::Parameter)
        });
        Some(Self {
            report,
            query: query.ok()?,
        })
    }
}
