//! Meetings that have begun: what they are, who is called into them, who leads them, and their end.

use feishu_core::TokenKind;
use feishu_vc::codes;
use feishu_vc::meeting::{InvitationStatus, QueryMode, RemovalStatus};
use feishu_vc::reserve::MeetingAction;
use feishu_vc::types::ParticipantStatus;
use serde_json::{Value, json};

use super::meetings::{Attendee, Leaving, Meeting, Participant};
use super::query::Values;
use super::{
    REMEMBERED, attendee, check_id, invalid, is_meeting_no, meetings, meetings_mut, now, page,
    paging, seconds, time,
};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// How many users can be invited at once.
const INVITEES: usize = 10;

/// Tells what a meeting is, or which documents were made of it.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let id = arguments.path("meeting_id");
    check_id(id)?;
    let caller = exchange.caller()?;
    let meeting = meetings(exchange)
        .meeting(id)
        .filter(|meeting| meeting.end_or(now(exchange)) + REMEMBERED >= now(exchange))
        .ok_or_else(|| Refusal::new(codes::DATA_NOT_FOUND))?;
    if !meeting.ownership.admits(&caller) {
        return Err(Refusal::new(codes::NO_PERMISSION));
    }
    let mode = arguments
        .query("query_mode")
        .and_then(|mode| mode.parse().ok());
    if mode.map(<QueryMode as From<i64>>::from) == Some(QueryMode::Artifacts) {
        // Nobody has written anything down.
        let none = json!({"note_doc_token": "", "verbatim_doc_token": ""});
        return Ok(Response::data(&json!({"related_artifacts": none})));
    }
    let mut data = described(exchange, meeting);
    if asks_for(exchange, "with_meeting_ability") && caller.kind != TokenKind::User {
        data["ability"] = features(meeting);
    }
    Ok(Response::data(&json!({"meeting": data})))
}

/// Lists the meetings that had a number.
pub(super) fn list_by_no(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let number = arguments.query("meeting_no").filter(|no| is_meeting_no(no));
    let number = number.ok_or_else(invalid)?;
    let read = |name| arguments.query(name).and_then(seconds).ok_or_else(invalid);
    let (start, end) = (read("start_time")?, read("end_time")?);
    if start >= end {
        return Err(invalid());
    }
    let now = now(exchange);
    // What is older is not known any more, and no error.
    let start = start.max(now.saturating_sub(REMEMBERED));
    let meetings = meetings(exchange)
        .begun()
        .filter(|one| one.meeting_no == number && one.started <= end && start <= one.end_or(now))
        .map(|one| {
            json!({
                "id": one.id,
                "topic": one.topic,
                "meeting_no": one.meeting_no,
                "password": one.password,
                "url": page::address(&exchange.platform.base_url, &one.meeting_no),
                "meeting_connect": one.settings.read().meeting_connect.unwrap_or_default(),
            })
        })
        .collect();
    let holds = (number, arguments.query("start_time"), end);
    let data = paging::page(exchange, "meeting_briefs", &holds, meetings);
    let data = data.ok_or_else(invalid)?;
    Ok(Response::data(&data))
}

/// Calls users into a meeting. The caller must be in it.
pub(super) fn invite(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = Attendee::user(exchange.caller()?.subject);
    let meeting = going_on(exchange)?;
    if !meeting.has(&caller) {
        return Err(Refusal::new(codes::CALLER_NOT_IN_MEETING));
    }
    let is_host = meeting.host() == Some(&caller);
    if !is_host && !meeting.settings.allow(MeetingAction::Invite, &caller) {
        return Err(Refusal::new(codes::NO_PERMISSION));
    }
    let named = named(exchange, "invitees")?;
    if named.len() > INVITEES {
        return Err(invalid());
    }
    if named.iter().any(|(_, who)| who.as_ref() == Some(&caller)) {
        return Err(Refusal::new(codes::CANNOT_TARGET_SELF));
    }
    let results = with_each(exchange, named, |meeting, who| {
        let is_called = who.is_some_and(|who| meeting.invite(who));
        let status = if is_called {
            InvitationStatus::Invited
        } else {
            InvitationStatus::Failed
        };
        ("status", json!(status))
    });
    Ok(Response::data(&json!({"invite_results": results})))
}

/// Has participants leave.
pub(super) fn kickout(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let now = now(exchange);
    going_on(exchange)?;
    let named = named(exchange, "kickout_users")?;
    let results = with_each(exchange, named, |meeting, who| {
        let is_gone = who.is_some_and(|who| meeting.leave(who, Leaving::KickedOut, now));
        let status = if is_gone {
            RemovalStatus::Removed
        } else {
            RemovalStatus::Failed
        };
        ("result", json!(status))
    });
    Ok(Response::data(&json!({"kickout_results": results})))
}

/// Makes a participant host.
pub(super) fn set_host(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let id_kind = arguments.query("user_id_type");
    let caller = exchange.caller()?;
    let meeting = going_on(exchange)?;
    let user = (caller.kind == TokenKind::User).then(|| Attendee::user(caller.subject));
    if let Some(user) = &user {
        check_host(meeting, user)?;
    }
    let read = |name| match arguments.member(name).map(|value| attendee(value, id_kind)) {
        None => Ok(None),
        Some(Some(Some(who))) => Ok(Some(who)),
        Some(_) => Err(invalid()),
    };
    let new = read("host_user")?.ok_or_else(invalid)?;
    if let Some(old) = read("old_host_user")?
        && meeting.host() != Some(&old)
    {
        return Err(Refusal::new(codes::DATA_CONFLICT));
    }
    if user.as_ref() == Some(&new) {
        return Err(Refusal::new(codes::CANNOT_TARGET_SELF));
    }
    match meeting.find(&new).map(Participant::status) {
        None => return Err(Refusal::new(codes::TARGET_NOT_IN_MEETING)),
        Some(ParticipantStatus::InMeeting) => {}
        Some(_) => return Err(Refusal::new(codes::PARTICIPANT_STATUS_UNEXPECTED)),
    }
    let host = json!({"id": new.shown(id_kind), "user_type": new.kind});
    if let Some(meeting) = meetings_mut(exchange).meeting_mut(arguments.path("meeting_id")) {
        meeting.set_host(new);
    }
    Ok(Response::data(&json!({"host_user": host})))
}

/// Ends a meeting. The caller must be its host.
pub(super) fn end(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let now = now(exchange);
    let meeting = led(exchange)?;
    meeting.end(now);
    Ok(Response::data(&json!({})))
}

/// The meeting that the path names, if it is going on.
fn going_on<'e>(exchange: &'e Exchange<'_>) -> Result<&'e Meeting, Refusal> {
    let id = exchange.arguments.path("meeting_id");
    check_id(id)?;
    let meeting = meetings(exchange).meeting(id);
    let meeting = meeting.ok_or_else(|| Refusal::new(codes::MEETING_NOT_FOUND))?;
    if meeting.is_over() {
        Err(Refusal::new(codes::MEETING_STATUS_UNEXPECTED))
    } else {
        Ok(meeting)
    }
}

/// The meeting that the path names, if it is going on and the caller is its host.
pub(super) fn led<'e>(exchange: &'e mut Exchange<'_>) -> Result<&'e mut Meeting, Refusal> {
    let caller = Attendee::user(exchange.caller()?.subject);
    check_host(going_on(exchange)?, &caller)?;
    let id = exchange.arguments.path("meeting_id");
    let meeting = meetings_mut(exchange).meeting_mut(id);
    meeting.ok_or_else(|| Refusal::new(codes::MEETING_NOT_FOUND))
}

fn check_host(meeting: &Meeting, user: &Attendee) -> Result<(), Refusal> {
    if !meeting.has(user) {
        return Err(Refusal::new(codes::CALLER_NOT_IN_MEETING));
    }
    if meeting.host() != Some(user) {
        return Err(Refusal::new(codes::NO_PERMISSION));
    }
    Ok(())
}

/// Whom a list of the request names: as it does, and who that is, if the id is one.
type Named = Vec<(Value, Option<Attendee>)>;

fn named(exchange: &Exchange<'_>, list: &str) -> Result<Named, Refusal> {
    let arguments = exchange.arguments;
    let id_kind = arguments.query("user_id_type");
    let list = arguments.member(list).and_then(Value::as_array);
    let list = list.filter(|list| !list.is_empty()).ok_or_else(invalid)?;
    let named = list.iter().map(|value| {
        let who = attendee(value, id_kind).ok_or_else(invalid)?;
        Ok((value.clone(), who))
    });
    named.collect()
}

/// Does something with each of those that the request names, and tells of each what has become of it.
fn with_each(
    exchange: &mut Exchange<'_>,
    named: Named,
    act: impl Fn(&mut Meeting, Option<&Attendee>) -> (&'static str, Value),
) -> Vec<Value> {
    let id = exchange.arguments.path("meeting_id");
    let Some(meeting) = meetings_mut(exchange).meeting_mut(id) else {
        return Vec::new();
    };
    let results = named.into_iter().map(|(value, who)| {
        let mut result = json!({"id": value["id"], "user_type": value["user_type"]});
        let (name, status) = act(meeting, who.as_ref());
        result[name] = status;
        result
    });
    results.collect()
}

/// A meeting as the operations on meetings and reservations tell it.
pub(super) fn described(exchange: &Exchange<'_>, meeting: &Meeting) -> Value {
    let id_kind = exchange.arguments.query("user_id_type");
    let now = now(exchange);
    let mut data = json!({
        "id": meeting.id,
        "topic": meeting.topic,
        "url": page::address(&exchange.platform.base_url, &meeting.meeting_no),
        "meeting_no": meeting.meeting_no,
        "password": meeting.password,
        "create_time": time(meeting.created),
        "start_time": time(meeting.started),
        "meeting_connect": meeting.settings.read().meeting_connect.unwrap_or_default(),
        "status": meeting.status(),
        "participant_count": meeting.peak.to_string(),
        "participant_count_accumulated": meeting.joined().count().to_string(),
        "participants": [],
    });
    if let Some(ended) = meeting.ended {
        data["end_time"] = json!(time(ended));
    }
    if let Some(host) = meeting.host() {
        data["host_user"] = json!({"id": host.shown(id_kind), "user_type": host.kind});
    }
    if asks_for(exchange, "with_participants") {
        let participants = meeting.participants().iter();
        // Only users have an id of the kind that is the company's.
        let shown = participants.filter(|one| id_kind != Some("user_id") || one.who.is_user());
        let shown = shown.map(|one| participant(meeting, one, id_kind, now));
        data["participants"] = shown.collect();
    }
    data
}

fn participant(
    meeting: &Meeting,
    participant: &Participant,
    id_kind: Option<&str>,
    now: u64,
) -> Value {
    let mut data = json!({
        "id": participant.who.shown(id_kind),
        "user_type": participant.who.kind,
        "in_meeting_duration": participant.seconds(now).to_string(),
        "is_host": meeting.host() == Some(&participant.who),
        "is_cohost": false,
        "is_external": false,
        "status": participant.status(),
    });
    if let Some(joined) = participant.first_join() {
        data["first_join_time"] = json!(time(joined));
    }
    if let Some(left) = participant.final_leave() {
        data["final_leave_time"] = json!(time(left));
    }
    data
}

/// What the participants have made use of. People talk and are seen; of all else only recordings are played.
pub(super) fn features(meeting: &Meeting) -> Value {
    json!({
        "use_video": true,
        "use_audio": true,
        "use_share_screen": false,
        "use_follow_screen": false,
        "use_recording": meeting.recording.has_begun(),
        "use_pstn": false,
    })
}

fn asks_for(exchange: &Exchange<'_>, name: &str) -> bool {
    Values::of_query(exchange.arguments).is_set(name)
}
