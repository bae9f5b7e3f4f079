//! Hands out tenant tokens.

use serde_json::json;

use crate::codes::auth;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// The token of the app; the response has no `data`, and its refusals come with HTTP 200.
pub(crate) fn tenant_access_token(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let platform = exchange.platform;
    if exchange.arguments.text("app_id") != Some(&platform.app_id) {
        return Err(Refusal::new(auth::UNKNOWN_APP));
    }
    if exchange.arguments.text("app_secret") != Some(&platform.app_secret) {
        return Err(Refusal::new(auth::WRONG_SECRET));
    }
    let lifetime = exchange.state.settings.token_lifetime;
    let (token, left) = exchange
        .state
        .tokens
        .tenant(&platform.app_id, lifetime, exchange.now);
    let response =
        json!({"code": 0, "msg": "ok", "tenant_access_token": token, "expire": left.as_secs()});
    Ok(Response::envelope(200, &response))
}
