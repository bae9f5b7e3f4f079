//! The meetings that are there from the beginning, with the ids and times of the documented samples.

use feishu_vc::types::MeetingUserKind;
use serde_json::json;

use super::{Attendee, Leaving, Meeting, Meetings, Ownership, Reservation, Settings};
use crate::users;

/// The id of the reservation, and of its meeting that is going on: the samples have one id for both.
const ID: &str = "6911188411932033028";
pub(crate) const MEETING_NO: &str = "123456789";
/// The id of the meeting with the same number that has ended.
const ENDED: &str = "6911188411934433028";
/// When that began and ended.
pub(crate) const ENDED_PERIOD: (u64, u64) = (1_655_276_858, 1_655_363_258);
const ROOM: &str = "omm_eada1d61a550955240c28757e7dec3af";

const HOUR: u64 = 60 * 60;

/// Adds a reservation, a meeting of it that is going on, and one that ended long ago.
pub(super) fn add(meetings: &mut Meetings, now: u64) {
    let settings = json!({"topic": "Weekly sync", "meeting_initial_type": 1});
    let reservation = Reservation {
        id: ID.to_owned(),
        meeting_no: MEETING_NO.to_owned(),
        ownership: Ownership {
            user: users::USER.to_owned(),
            by_app: true,
        },
        settings: Settings(settings.as_object().cloned().unwrap_or_default()),
        password: "971024".to_owned(),
        created: ENDED_PERIOD.0 - HOUR,
        until: Some(now + Reservation::LONGEST),
    };
    let [owner, guest] = [users::USER, users::SAMPLE].map(Attendee::user);
    let room = Attendee {
        id: ROOM.to_owned(),
        kind: MeetingUserKind::Room,
    };

    let (start, end) = ENDED_PERIOD;
    let mut ended = Meeting::of(&reservation, ENDED.to_owned(), start);
    for who in [&owner, &guest, &room] {
        ended.join(who, start);
    }
    ended.recording.start(start + 60);
    ended.recording.stop(start + 90);
    ended.leave(&guest, Leaving::Left, start + HOUR);
    ended.leave(&room, Leaving::Left, start + HOUR);
    ended.end(end);

    let mut going_on = Meeting::of(&reservation, ID.to_owned(), now);
    for who in [&owner, &guest, &room] {
        going_on.join(who, now);
    }
    meetings.meetings.extend([ended, going_on]);
    meetings.reserve(reservation);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_meeting_is_going_on_and_one_is_over() {
        let meetings = Meetings::with_builtins(1_800_000_000);
        let over: Vec<_> = meetings.begun().map(Meeting::is_over).collect();
        assert_eq!(over, [true, false]);
        let going_on = meetings.going_on(MEETING_NO).unwrap();
        assert_eq!(going_on.host(), Some(&Attendee::user(users::USER)));
        assert!(meetings.reservation(&going_on.reservation).is_some());
    }
}
