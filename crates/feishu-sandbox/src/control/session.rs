//! Tokens, and beginning again.

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::users::USER;

/// Whose token is wanted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    open_id: Option<String>,
}

pub(super) fn user_token(call: &Call<'_>) -> Result<Value, Problem> {
    let Wanted { open_id } = call.body()?;
    let open_id = open_id.as_deref().unwrap_or(USER);
    let (token, lifetime) = call.shared.user_token(open_id);
    Ok(json!({
        "user_token": token,
        "open_id": open_id,
        "expires_in": lifetime.as_secs_f64(),
    }))
}

pub(super) fn expire_tokens(call: &Call<'_>) -> Result<Value, Problem> {
    call.shared.expire_tokens();
    Ok(json!({}))
}

pub(super) fn reset(call: &Call<'_>) -> Result<Value, Problem> {
    call.shared.reset();
    Ok(json!({}))
}
