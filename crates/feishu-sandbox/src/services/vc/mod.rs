//! The operations of video conferencing.

pub(crate) mod control;
mod entities;
mod export;
mod list;
mod meeting;
mod meeting_recording;
mod meetings;
mod page;
mod paging;
mod quality;
mod query;
mod record;
mod refusals;
mod report;
mod reserve;
mod room;
mod room_level;
mod sandbox;
mod search;
mod state;
mod statistics;
mod workbook;

use feishu_core::UnixSeconds;
use feishu_vc::codes;
use serde_json::Value;

pub use self::sandbox::MeetingError;
pub(super) use self::state::Vc;

use self::meetings::{Attendee, Meetings, Obstacle};
use super::{Handlers, Service};
use crate::exchange::Exchange;
use crate::response::Refusal;
use crate::state::State;
use crate::users;

/// What is played, and how.
pub(super) const SERVICE: Service = Service {
    fetch: |state, platform, visit| {
        export::fetch(state, platform, visit).or_else(|| page::answer(state, platform, visit))
    },
    entities: entities::ENTITIES,
    jobs: control::jobs,
    telling: refusals::telling,
    general: refusals::GENERAL,
    ..Service::new(HANDLERS)
};

const HANDLERS: Handlers = &[
    ("vc.v1.reserve.apply", reserve::apply),
    ("vc.v1.reserve.get", reserve::get),
    ("vc.v1.reserve.update", reserve::update),
    ("vc.v1.reserve.delete", reserve::delete),
    (
        "vc.v1.reserve.get_active_meeting",
        reserve::get_active_meeting,
    ),
    ("vc.v1.meeting.get", meeting::get),
    ("vc.v1.meeting.list_by_no", meeting::list_by_no),
    ("vc.v1.meeting.invite", meeting::invite),
    ("vc.v1.meeting.kickout", meeting::kickout),
    ("vc.v1.meeting.set_host", meeting::set_host),
    ("vc.v1.meeting.end", meeting::end),
    ("vc.v1.meeting.search", search::search),
    ("vc.v1.meeting_recording.start", meeting_recording::start),
    ("vc.v1.meeting_recording.stop", meeting_recording::stop),
    ("vc.v1.meeting_recording.get", meeting_recording::get),
    (
        "vc.v1.meeting_recording.set_permission",
        meeting_recording::set_permission,
    ),
    ("vc.v1.report.get_daily", statistics::get_daily),
    ("vc.v1.report.get_top_user", statistics::get_top_user),
    ("vc.v1.meeting_list.get", list::meetings_list),
    ("vc.v1.participant_list.get", list::participants),
    ("vc.v1.participant_quality_list.get", list::quality),
    ("vc.v1.resource_reservation_list.get", list::reservations),
    ("vc.v1.export.meeting_list", export::create),
    ("vc.v1.export.participant_list", export::create),
    ("vc.v1.export.participant_quality_list", export::create),
    ("vc.v1.export.resource_reservation_list", export::create),
    (export::GET, export::get),
    ("vc.v1.export.download", export::download),
];

/// How long the platform remembers meetings for those who ask for one, or for figures; in seconds.
const REMEMBERED: u64 = 90 * 24 * 60 * 60;

/// Lets somebody join the meeting with a number, and returns its id.
pub(crate) fn join(
    state: &mut State,
    meeting_no: &str,
    who: &str,
    now: u64,
) -> Result<String, MeetingError> {
    let attendee = MeetingError::attendee(meeting_no, who)?;
    let id = state.job_id();
    let joined = state
        .services
        .vc
        .meetings
        .join(meeting_no, &attendee, id, now);
    match joined {
        Ok(meeting) => Ok(meeting.id.clone()),
        Err(obstacle) => Err(MeetingError::new(meeting_no, who, obstacle)),
    }
}

/// Lets somebody leave the meeting with a number.
pub(crate) fn leave(
    state: &mut State,
    meeting_no: &str,
    who: &str,
    now: u64,
) -> Result<(), MeetingError> {
    let attendee = MeetingError::attendee(meeting_no, who)?;
    let left = state.services.vc.meetings.leave(meeting_no, &attendee, now);
    left.map(|_| ())
        .map_err(|obstacle: Obstacle| MeetingError::new(meeting_no, who, obstacle))
}

/// The refusal of a parameter.
fn invalid() -> Refusal {
    Refusal::new(codes::INVALID_PARAM)
}

fn meetings<'e>(exchange: &'e Exchange<'_>) -> &'e Meetings {
    &exchange.state.services.vc.meetings
}

fn meetings_mut<'e>(exchange: &'e mut Exchange<'_>) -> &'e mut Meetings {
    &mut exchange.state.services.vc.meetings
}

/// The present time, in seconds since 1970.
fn now(exchange: &Exchange<'_>) -> u64 {
    exchange.platform.clock.unix_seconds(exchange.now)
}

/// Refuses an id that cannot be one: ids of reservations, meetings and jobs are numbers of more digits than those by which
/// people join.
fn check_id(id: &str) -> Result<(), Refusal> {
    let is_id = id.len() > MEETING_NO_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some(()).ok_or_else(invalid)
}

/// The digits of the number by which people join a meeting.
const MEETING_NO_DIGITS: usize = 9;

fn is_meeting_no(text: &str) -> bool {
    text.len() == MEETING_NO_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads a time as the platform takes it: digits, as text.
fn seconds(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    // Ten digits reach to the year 2286; more of them are most often milliseconds, which the platform refuses.
    text.parse().ok().filter(|_| digits && text.len() <= 10)
}

/// A time as responses have it.
fn time(seconds: u64) -> UnixSeconds {
    UnixSeconds::new(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Reads somebody of a request: a user by an id of this kind, or whatever else there is. The outer `None` says that there is
/// nobody, the inner one that the id is not of that kind.
fn attendee(value: &Value, id_kind: Option<&str>) -> Option<Option<Attendee>> {
    let id = value.get("id")?.as_str()?.to_owned();
    let kind = value.get("user_type")?.as_i64()?.into();
    let named = Attendee { id, kind };
    Some(if named.is_user() {
        users::open_id(&named.id, id_kind).map(Attendee::user)
    } else {
        Some(named)
    })
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

    #[test]
    fn the_number_of_a_meeting_is_no_id() {
        assert!(check_id("6911188411932033028").is_ok());
        for id in ["123456789", "", "abc", "69111884119320330-8"] {
            assert!(check_id(id).is_err(), "{id}");
        }
    }
}
