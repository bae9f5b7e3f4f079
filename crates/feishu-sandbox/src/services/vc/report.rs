//! The four reports, and what a request for one asks for.

use serde_json::Value;

use crate::validate::Arguments;

/// The part of an address under which workbooks can be fetched without a token.
pub(crate) const ADDRESS: &str = "vc-export";

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
    pub(crate) fn of_operation(id: &str) -> Option<Self> {
        let all = [
            Self::Meetings,
            Self::Participants,
            Self::Quality,
            Self::Reservations,
        ];
        all.into_iter().find(|report| report.operation() == id)
    }

    /// The operation that starts it.
    pub(crate) fn operation(self) -> &'static str {
        match self {
            Self::Meetings => "vc.v1.export.meeting_list",
            Self::Participants => "vc.v1.export.participant_list",
            Self::Quality => "vc.v1.export.participant_quality_list",
            Self::Reservations => "vc.v1.export.resource_reservation_list",
        }
    }

    /// The name of the workbook.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Meetings => "会议明细 Meetings",
            Self::Participants => "参会人明细 Participants",
            Self::Quality => "参会人会议质量 Meeting quality",
            Self::Reservations => "会议室预定 Room reservations",
        }
    }

    /// The names of the members that hold the time, in the request.
    fn times(self) -> (&'static str, &'static str) {
        match self {
            Self::Meetings | Self::Reservations => ("start_time", "end_time"),
            Self::Participants | Self::Quality => ("meeting_start_time", "meeting_end_time"),
        }
    }
}

/// What a report is to hold, and the token of its workbook once that is made.
#[derive(Debug)]
pub(crate) struct ReportWork {
    pub(crate) report: Report,
    pub(crate) file_token: Option<String>,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) meeting_no: Option<String>,
    pub(super) with_topic: bool,
    pub(super) rooms: Vec<String>,
    /// Whether `rooms` are the ones to leave out.
    pub(super) excluding: bool,
}

impl ReportWork {
    /// Reads a request; `None` if its values do not go together.
    pub(crate) fn new(report: Report, arguments: &Arguments) -> Option<Self> {
        let (start, end) = report.times();
        let (start, end) = (
            seconds(arguments.text(start)?)?,
            seconds(arguments.text(end)?)?,
        );
        let filters = |names: &[&str]| {
            names
                .iter()
                .filter(|name| arguments.member(name).is_some())
                .count()
        };
        let sensible = match report {
            Report::Meetings => filters(&["meeting_no", "user_id", "room_id", "meeting_type"]) <= 1,
            Report::Participants => true,
            Report::Quality => {
                filters(&["user_id", "room_id"]) == 1
                    && arguments.text("join_time").and_then(seconds).is_some()
            }
            Report::Reservations => arguments.text("room_level_id").is_some(),
        };
        let meeting_no = arguments.text("meeting_no");
        let numbered =
            meeting_no.is_none_or(|number| number.len() == 9 && seconds(number).is_some());
        if start > end || !sensible || !numbered {
            return None;
        }
        let rooms = arguments.member("room_ids").and_then(Value::as_array);
        let rooms = rooms
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned);
        let flag = |name| {
            arguments
                .member(name)
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        Some(Self {
            report,
            file_token: None,
            start,
            end,
            meeting_no: meeting_no.map(str::to_owned),
            with_topic: flag("need_topic"),
            rooms: rooms.collect(),
            excluding: flag("is_exclude"),
        })
    }
}

/// Seconds since 1970, as the platform takes them: digits, as text.
fn seconds(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    // Ten digits reach to the year 2286; more of them are most often milliseconds, which the platform refuses.
    text.parse().ok().filter(|_| digits && text.len() <= 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_as_digits() {
        assert_eq!(seconds("1655276858"), Some(1_655_276_858));
        for text in ["", "1655276858000", "-1", "+1", "1.5", "2022-06-15"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
