//! What a test may set.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::services::documents;
use crate::state::Settings;

/// The longest time that is taken, in seconds: a hundred years, with which the clock still reckons.
const LONGEST: f64 = 100.0 * 365.0 * 24.0 * 60.0 * 60.0;

/// The settings that are to change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    pending_polls: Option<u32>,
    token_lifetime: Option<f64>,
    file_lifetime: Option<f64>,
    upload_lifetime: Option<f64>,
    body_timeout: Option<f64>,
}

pub(super) fn get(call: &Call<'_>) -> Result<Value, Problem> {
    let mut state = call.shared.state();
    let Settings {
        pending_polls,
        token_lifetime,
        body_timeout,
    } = state.settings.clone();
    let [file_lifetime, upload_lifetime] = documents::lifetimes(&mut state);
    Ok(json!({
        "pending_polls": pending_polls,
        "token_lifetime": token_lifetime.as_secs_f64(),
        "file_lifetime": file_lifetime.as_secs_f64(),
        "upload_lifetime": upload_lifetime.as_secs_f64(),
        "body_timeout": body_timeout.as_secs_f64(),
    }))
}

pub(super) fn change(call: &Call<'_>) -> Result<Value, Problem> {
    let change: Change = call.body()?;
    let time = |name, seconds: Option<f64>| {
        seconds
            .map(|seconds| duration(call, name, seconds))
            .transpose()
    };
    // All are read before any is set.
    let token_lifetime = time("token_lifetime", change.token_lifetime)?;
    let file_lifetime = time("file_lifetime", change.file_lifetime)?;
    let upload_lifetime = time("upload_lifetime", change.upload_lifetime)?;
    let body_timeout = time("body_timeout", change.body_timeout)?;
    {
        let mut state = call.shared.state();
        let settings = &mut state.settings;
        set(&mut settings.pending_polls, change.pending_polls);
        set(&mut settings.token_lifetime, token_lifetime);
        set(&mut settings.body_timeout, body_timeout);
        let [file, upload] = documents::lifetimes(&mut state);
        set(file, file_lifetime);
        set(upload, upload_lifetime);
    }
    get(call)
}

/// Changes a setting, if it is to change.
fn set<T>(setting: &mut T, change: Option<T>) {
    if let Some(change) = change {
        *setting = change;
    }
}

/// A time in seconds.
pub(super) fn duration(call: &Call<'_>, name: &str, seconds: f64) -> Result<Duration, Problem> {
    let place = format!("body, `{name}`");
    if !(0.0..=LONGEST).contains(&seconds) {
        let what = format!("{seconds} is not from 0 to {LONGEST} seconds");
        return Err(call.bad_body(what, &place));
    }
    Duration::try_from_secs_f64(seconds).map_err(|error| call.bad_body(error, &place))
}
