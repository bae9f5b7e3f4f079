//! Meetings: looked at and made, and people who join and leave.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::services::{MeetingError, meetings};

/// A meeting that is to be reserved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMeeting {
    #[serde(default)]
    topic: String,
}

/// Who is to join or leave.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Person {
    who: String,
}

pub(super) fn list(call: &Call<'_>) -> Result<Value, Problem> {
    let shared = call.shared;
    let now = shared.unix_seconds();
    let meetings = meetings::list(&shared.state(), &shared.platform.base_url, now);
    Ok(json!({ "meetings": meetings }))
}

pub(super) fn add(call: &Call<'_>) -> Result<Value, Problem> {
    let NewMeeting { topic } = call.body()?;
    let number = call.shared.add_meeting(&topic);
    let url = meetings::address(&call.shared.platform.base_url, &number);
    Ok(json!({"number": number, "url": url}))
}

pub(super) fn join(call: &Call<'_>) -> Result<Value, Problem> {
    let Person { who } = call.body()?;
    let joined = call.shared.join_meeting(call.path("number"), &who);
    joined.map(|id| json!({ "id": id })).map_err(refused)
}

pub(super) fn leave(call: &Call<'_>) -> Result<Value, Problem> {
    let Person { who } = call.body()?;
    let left = call.shared.leave_meeting(call.path("number"), &who);
    left.map(|()| json!({})).map_err(refused)
}

fn refused(error: MeetingError) -> Problem {
    let place = if error.is_about_who() {
        "body, `who`"
    } else {
        "path `number`"
    };
    Problem::new(error.status(), error.what(), place, error.remedy())
}
