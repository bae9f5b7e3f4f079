//! What a list or a report is to hold.

use feishu_core::ErrorCode;
use feishu_vc::codes;
use feishu_vc::types::{MeetingPhase, MeetingType};
use serde_json::Value;

use super::meetings::{Attendee, Meeting, Meetings};
use super::report::Report;
use super::room::Rooms;
use super::{MEETING_NO_DIGITS, is_meeting_no, seconds};
use crate::users;
use crate::validate::Arguments;

const DAY: u64 = 24 * 60 * 60;
/// The longest span of a list of meetings, and of one of meetings to come: a year and a month, as long as those can be.
const YEAR: u64 = 366 * DAY;
const MONTH: u64 = 31 * DAY;

/// What is wrong with a request. Lists have a code for each; reports have one for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    Parameter,
    NumberNegative,
    NumberLength,
    StartTime,
    EndTime,
    FutureEndTime,
    UserAndRoom,
    TooManyFilters,
}

impl Mistake {
    /// The code that lists have for it.
    pub(super) fn code(self) -> ErrorCode {
        match self {
            Self::Parameter => codes::INVALID_PARAM,
            Self::NumberNegative => codes::MEETING_NUMBER_NEGATIVE,
            Self::NumberLength => codes::MEETING_NUMBER_LENGTH,
            Self::StartTime => codes::START_TIME_OUT_OF_RANGE,
            Self::EndTime => codes::END_TIME_OUT_OF_RANGE,
            Self::FutureEndTime => codes::FUTURE_END_TIME_OUT_OF_RANGE,
            Self::UserAndRoom => codes::USER_AND_ROOM,
            Self::TooManyFilters => codes::TOO_MANY_FILTERS,
        }
    }
}

/// Where the values of a request stand: lists have them in the query, reports in the body.
pub(super) struct Values<'a> {
    arguments: &'a Arguments,
    in_query: bool,
}

impl<'a> Values<'a> {
    pub(super) fn of_query(arguments: &'a Arguments) -> Self {
        Self {
            arguments,
            in_query: true,
        }
    }

    pub(super) fn of_body(arguments: &'a Arguments) -> Self {
        Self {
            arguments,
            in_query: false,
        }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        if self.in_query {
            self.arguments.query(name)
        } else {
            self.arguments.text(name)
        }
    }

    fn number(&self, name: &str) -> Option<i64> {
        if self.in_query {
            self.arguments.query(name)?.parse().ok()
        } else {
            self.arguments.member(name)?.as_i64()
        }
    }

    /// Whether something is set; Python writes `True`.
    pub(super) fn is_set(&self, name: &str) -> bool {
        if self.in_query {
            let value = self.arguments.query(name);
            value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        } else {
            let value = self.arguments.member(name);
            value.and_then(Value::as_bool).unwrap_or_default()
        }
    }

    fn list(&self, name: &str) -> Vec<String> {
        if self.in_query {
            self.arguments.query_all(name).map(str::to_owned).collect()
        } else {
            let list = self.arguments.member(name).and_then(Value::as_array);
            let texts = list.into_iter().flatten().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
    }
}

/// What a list or a report is to hold.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) phase: MeetingPhase,
    pub(super) meeting_no: Option<String>,
    /// The user or the room that is asked for.
    pub(super) who: Option<Attendee>,
    /// Whether the type of the meetings is one that there is.
    has_type: bool,
    /// When the participant joined whose minutes are asked for.
    pub(super) join_time: u64,
    pub(super) level: String,
    pub(super) rooms: Vec<String>,
    /// Whether `rooms` are the ones to leave out.
    pub(super) excluding: bool,
    pub(super) with_topic: bool,
    /// The kind of the ids of users.
    pub(super) id_kind: Option<String>,
}

impl Query {
    /// Reads a request, whose values must go together.
    pub(super) fn read(report: Report, values: &Values<'_>) -> Result<Self, Mistake> {
        let (start, end) = report.times();
        let read = |name| {
            values
                .text(name)
                .and_then(seconds)
                .ok_or(Mistake::Parameter)
        };
        let (start, end) = (read(start)?, read(end)?);
        let meeting_no = values.text("meeting_no");
        match meeting_no {
            Some(number) if number.starts_with('-') => return Err(Mistake::NumberNegative),
            Some(number) if number.len() != MEETING_NO_DIGITS => return Err(Mistake::NumberLength),
            Some(number) if !is_meeting_no(number) => return Err(Mistake::Parameter),
            _ => {}
        }
        let (user, room) = (values.text("user_id"), values.text("room_id"));
        let filters = [
            meeting_no.is_some(),
            user.is_some(),
            room.is_some(),
            values.number("meeting_type").is_some(),
        ];
        let filters = filters.into_iter().filter(|is_set| *is_set).count();
        let mut join_time = 0;
        match report {
            Report::Meetings if filters > 1 => return Err(Mistake::TooManyFilters),
            Report::Participants | Report::Quality if user.is_some() && room.is_some() => {
                return Err(Mistake::UserAndRoom);
            }
            Report::Quality if user.is_none() && room.is_none() => return Err(Mistake::Parameter),
            Report::Quality => join_time = read("join_time")?,
            _ => {}
        }
        // The kind of ids stands in the query of either.
        let id_kind = values.arguments.query("user_id_type");
        let who = match (user, room) {
            (Some(user), _) => {
                let user = users::open_id(user, id_kind).ok_or(Mistake::Parameter)?;
                Some(Attendee::user(user))
            }
            (_, Some(room)) => {
                let room = Attendee::of_id(room).filter(Attendee::is_room);
                Some(room.ok_or(Mistake::Parameter)?)
            }
            _ => None,
        };
        let phase = values.number("meeting_status").map(MeetingPhase::from);
        let kind = values.number("meeting_type").map(MeetingType::from);
        Ok(Self {
            start,
            end,
            phase: phase.unwrap_or(MeetingPhase::Ended),
            meeting_no: meeting_no.map(str::to_owned),
            who,
            has_type: kind != Some(MeetingType::LocalSharing),
            join_time,
            level: values.text("room_level_id").unwrap_or_default().to_owned(),
            rooms: values.list("room_ids"),
            excluding: values.is_set("is_exclude"),
            with_topic: values.is_set("need_topic"),
            id_kind: id_kind.map(str::to_owned),
        })
    }

    /// All meetings that began in a span of time, whatever was said of them, and are over.
    pub(super) fn of_span((start, end): (u64, u64)) -> Self {
        Self {
            start,
            end,
            phase: MeetingPhase::Ended,
            meeting_no: None,
            who: None,
            has_type: true,
            join_time: 0,
            level: String::new(),
            rooms: Vec::new(),
            excluding: false,
            with_topic: false,
            id_kind: None,
        }
    }

    /// Refuses a span of time that is longer than a list takes, or begins in the future.
    pub(super) fn check_span(&self, report: Report, now: u64) -> Result<(), Mistake> {
        let is_future = report == Report::Meetings && self.phase == MeetingPhase::Upcoming;
        if self.start > now && !is_future {
            return Err(Mistake::StartTime);
        }
        let (longest, mistake) = match report {
            Report::Meetings if is_future => (MONTH, Mistake::FutureEndTime),
            Report::Meetings => (YEAR, Mistake::EndTime),
            _ => (DAY, Mistake::EndTime),
        };
        let span = self.end.checked_sub(self.start);
        let is_right = span.is_some_and(|span| span <= longest);
        is_right.then_some(()).ok_or(mistake)
    }

    /// The meetings that a list or a report of meetings holds: those that began in the span.
    pub(super) fn meetings<'m>(&self, meetings: &'m Meetings) -> Vec<&'m Meeting> {
        let begun = meetings.begun().filter(|one| {
            let in_span = (self.start..=self.end).contains(&one.started);
            let number = self.meeting_no.as_ref();
            let has_number = number.is_none_or(|number| *number == one.meeting_no);
            let has_attendee = self
                .who
                .as_ref()
                .is_none_or(|who| one.joined().any(|participant| participant.who == *who));
            in_span && has_number && has_attendee && self.is_in_phase(one) && self.has_type
        });
        begun.collect()
    }

    /// The meeting that is asked for: one with this number, which began in the minute of the start, and ended exactly at the
    /// end, or is going on.
    pub(super) fn meeting<'m>(&self, meetings: &'m Meetings) -> Option<&'m Meeting> {
        let mut begun = meetings.begun();
        begun.find(|one| {
            self.meeting_no.as_ref() == Some(&one.meeting_no)
                && one.started / 60 == self.start / 60
                && one.ended.is_none_or(|ended| ended == self.end)
                && self.is_in_phase(one)
        })
    }

    /// Whether a room is among those that are asked for.
    pub(super) fn has_room(&self, rooms: &Rooms, id: &str) -> bool {
        let is_named = self.rooms.iter().any(|room| room == id);
        if self.excluding || self.rooms.is_empty() {
            !is_named && rooms.is_in_level(id, &self.level)
        } else {
            is_named
        }
    }

    fn is_in_phase(&self, meeting: &Meeting) -> bool {
        match self.phase {
            MeetingPhase::InProgress => !meeting.is_over(),
            MeetingPhase::Ended => meeting.is_over(),
            // There is no calendar, so nothing is to come.
            _ => false,
        }
    }
}
