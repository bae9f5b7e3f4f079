//! What the owner of the sandbox makes in video conferencing, and sees of it.

use serde_json::{Map, Value, json};

use super::meetings::{Making, Meeting, Ownership, Reservation, Settings};
pub(crate) use super::{join, leave};
use super::{meeting_recording, page, reserve};
use crate::services::jobs::seen;
use crate::state::State;
use crate::users;

/// The reports.
pub(super) fn jobs(state: &State) -> Vec<Value> {
    seen(&state.services.vc.reports)
}

/// Reserves a meeting for the usual user, as the app does, and returns its number.
pub(crate) fn add(state: &mut State, topic: &str, now: u64) -> String {
    let mut settings = Map::new();
    if !topic.is_empty() {
        settings.insert("topic".to_owned(), topic.into());
    }
    let id = state.job_id();
    let meetings = &mut state.services.vc.meetings;
    let meeting_no = meetings.free_number();
    meetings.reserve(Reservation {
        id,
        meeting_no: meeting_no.clone(),
        ownership: Ownership {
            user: users::USER.to_owned(),
            by_app: true,
        },
        settings: Settings(settings),
        password: reserve::new_password(),
        created: now,
        until: Some(now + Reservation::LONGEST),
    });
    meeting_no
}

/// The address of the meeting with a number.
pub(crate) fn address(base_url: &str, meeting_no: &str) -> String {
    page::address(base_url, meeting_no)
}

/// The meetings that have begun, in that order, then the reservations of which none is going on.
pub(crate) fn list(state: &State, base_url: &str, now: u64) -> Vec<Value> {
    let meetings = &state.services.vc.meetings;
    let begun = meetings.begun().map(|one| begun(one, base_url, now));
    let waiting = meetings
        .reservations()
        .filter(|one| meetings.going_on(&one.meeting_no).is_none())
        .map(|one| waiting(one, base_url, now));
    begun.chain(waiting).collect()
}

/// A meeting that has begun.
fn begun(meeting: &Meeting, base_url: &str, now: u64) -> Value {
    let here = meeting.participants().iter().filter(|one| one.is_here());
    let inside = here.map(|one| {
        json!({
            "id": one.who.id,
            "name": one.who.name(),
            "is_host": meeting.host() == Some(&one.who),
        })
    });
    json!({
        "number": meeting.meeting_no,
        "reservation": meeting.reservation,
        "id": meeting.id,
        "topic": meeting.topic,
        "state": if meeting.is_over() { "ended" } else { "going_on" },
        "began": meeting.started,
        "ended": meeting.ended,
        "url": address(base_url, &meeting.meeting_no),
        "inside": inside.collect::<Vec<_>>(),
        "recording": recording(meeting, base_url, now),
    })
}

/// A reservation, whose next meeting has not begun.
fn waiting(reservation: &Reservation, base_url: &str, now: u64) -> Value {
    json!({
        "number": reservation.meeting_no,
        "reservation": reservation.id,
        "id": null,
        "topic": reservation.topic(),
        "state": if reservation.is_expired(now) { "expired" } else { "reserved" },
        "began": null,
        "ended": null,
        "url": address(base_url, &reservation.meeting_no),
        "inside": [],
        "recording": null,
    })
}

/// What is recorded of a meeting, as the last poll found it; null if nothing is.
fn recording(meeting: &Meeting, base_url: &str, now: u64) -> Value {
    let recording = &meeting.recording;
    if !recording.has_begun() {
        return Value::Null;
    }
    let state = match recording.making() {
        _ if recording.is_running() => "recording",
        _ if !meeting.is_over() => "stopped",
        _ if !recording.is_kept(now) => "too_short",
        Making::UnderWay(0) => "waiting",
        Making::UnderWay(_) => "running",
        Making::Failed => "failed",
        Making::Done => "done",
    };
    let url = (state == "done").then(|| meeting_recording::address(base_url, &meeting.id));
    json!({"state": state, "seconds": recording.seconds(now), "url": url})
}
