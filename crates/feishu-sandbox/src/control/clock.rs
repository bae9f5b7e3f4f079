//! The time of the sandbox.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use super::settings::duration;

/// How far to advance.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: f64,
}

pub(super) fn get(call: &Call<'_>) -> Result<Value, Problem> {
    let clock = &call.shared.platform.clock;
    Ok(json!({
        "now": clock.since_1970(clock.now()).as_secs_f64(),
        "ahead": clock.advanced().as_secs_f64(),
    }))
}

pub(super) fn advance(call: &Call<'_>) -> Result<Value, Problem> {
    let Advance { seconds } = call.body()?;
    call.shared.advance(duration(call, "seconds", seconds)?);
    get(call)
}
