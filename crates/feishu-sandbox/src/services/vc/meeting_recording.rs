//! Recordings of meetings: started and stopped by the host, watched once they are made, by whom the owner lets.

use feishu_core::TokenKind;
use feishu_vc::codes;
use feishu_vc::meeting_recording::{RecordingPermissionAction, RecordingViewerKind};
use serde_json::{Value, json};

use super::meetings::{Making, Meeting, Viewer};
use super::{check_id, invalid, meeting, meetings, meetings_mut, now};
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::response::{Refusal, Response};
use crate::users;

/// What the address of a recording begins with.
pub(super) const ADDRESS: &str = "minutes";

/// The address of the recording of the meeting with an id.
pub(super) fn address(base_url: &str, meeting: &str) -> String {
    format!("{base_url}/{ADDRESS}/{meeting}")
}

/// Starts to record.
pub(super) fn start(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let now = now(exchange);
    let recording = &mut meeting::led(exchange)?.recording;
    if recording.is_running() {
        return Err(Refusal::new(codes::MEETING_STATUS_UNEXPECTED));
    }
    recording.start(now);
    Ok(Response::data(&json!({})))
}

/// Stops to record.
pub(super) fn stop(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let now = now(exchange);
    let recording = &mut meeting::led(exchange)?.recording;
    if !recording.is_running() {
        return Err(Refusal::new(codes::MEETING_STATUS_UNEXPECTED));
    }
    recording.stop(now);
    Ok(Response::data(&json!({})))
}

/// Tells where a recording can be watched, which takes some polls after the end of the meeting.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let meeting = found(exchange)?;
    let caller = exchange.caller()?;
    if caller.kind == TokenKind::User && !meeting.ownership.admits(&caller) {
        return Err(Refusal::new(codes::NO_PERMISSION));
    }
    if !meeting.is_over() {
        return Err(Refusal::new(codes::MEETING_STATUS_UNEXPECTED));
    }
    if !meeting.recording.is_kept(now(exchange)) {
        return Err(Refusal::new(codes::DATA_NOT_FOUND));
    }
    let id = meeting.id.clone();
    let milliseconds = meeting.recording.seconds(now(exchange)) * 1000;
    let fault = exchange
        .state
        .faults
        .take(exchange.operation.id, Stage::Job);
    let pending_polls = exchange.state.settings.pending_polls;
    let Some(meeting) = meetings_mut(exchange).meeting_mut(&id) else {
        return Err(Refusal::new(codes::MEETING_NOT_FOUND));
    };
    let recording = &mut meeting.recording;
    match fault {
        Some(FaultKind::JobNeverEnds) => recording.delay(u32::MAX),
        Some(FaultKind::JobLate { polls }) => recording.delay(polls),
        Some(FaultKind::JobFails { .. }) => recording.fail(),
        _ => {}
    }
    match recording.poll(pending_polls) {
        Making::UnderWay(_) => Err(Refusal::new(codes::RECORDING_PROCESSING)),
        Making::Failed => Err(Refusal::new(codes::DATA_NOT_FOUND)),
        Making::Done => {
            let recording = json!({
                "url": address(&exchange.platform.base_url, &id),
                "duration": milliseconds.to_string(),
            });
            Ok(Response::data(&json!({"recording": recording})))
        }
    }
}

/// Lets somebody watch a recording, or no longer.
pub(super) fn set_permission(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let meeting = found(exchange)?;
    if !meeting.ownership.admits(&exchange.caller()?) {
        return Err(Refusal::new(codes::NO_PERMISSION));
    }
    if !meeting.recording.is_ready() {
        return Err(Refusal::new(codes::DATA_NOT_FOUND));
    }
    let id_kind = arguments.query("user_id_type");
    let named = arguments
        .member("permission_objects")
        .and_then(Value::as_array);
    let named = named
        .filter(|named| !named.is_empty())
        .ok_or_else(invalid)?;
    let named: Option<Vec<_>> = named.iter().map(|one| viewer(one, id_kind)).collect();
    let named = named.ok_or_else(invalid)?;
    let action = arguments.member("action_type").and_then(Value::as_i64);
    let revokes = action == Some(RecordingPermissionAction::Revoke.number());
    let id = meeting.id.clone();
    if let Some(meeting) = meetings_mut(exchange).meeting_mut(&id) {
        let viewers = &mut meeting.recording.viewers;
        viewers.retain(|viewer| !named.contains(viewer));
        if !revokes {
            viewers.extend(named);
        }
    }
    Ok(Response::data(&json!({})))
}

/// Reads who may watch: users and chats have an id, the others none.
fn viewer(value: &Value, id_kind: Option<&str>) -> Option<Viewer> {
    let kind = RecordingViewerKind::from(value.get("type")?.as_i64()?);
    let id = value.get("id").and_then(Value::as_str).unwrap_or_default();
    let id = match kind {
        RecordingViewerKind::User => users::open_id(id, id_kind)?,
        RecordingViewerKind::Chat => id.starts_with("oc_").then(|| id.to_owned())?,
        _ => String::new(),
    };
    Some((kind, id))
}

fn found<'e>(exchange: &'e Exchange<'_>) -> Result<&'e Meeting, Refusal> {
    let id = exchange.arguments.path("meeting_id");
    check_id(id)?;
    let meeting = meetings(exchange).meeting(id);
    meeting.ok_or_else(|| Refusal::new(codes::MEETING_NOT_FOUND))
}
