//! Hands out the tokens of the app.

use feishu_core::codes;
use serde_json::json;

use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// The token of the app; the response has no `data`, and its refusals come with HTTP 200.
pub(super) fn access_token(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let platform = exchange.platform;
    let app_id = exchange.arguments.text("app_id").unwrap_or_default();
    if app_id != platform.app_id {
        return Err(Refusal::new(if is_well_formed(app_id) {
            codes::APP_UNAVAILABLE
        } else {
            codes::INVALID_PARAMETER
        }));
    }
    if exchange.arguments.text("app_secret") != Some(&platform.app_secret) {
        return Err(Refusal::new(codes::WRONG_APP_SECRET));
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

/// Whether an id looks like that of an app: one of another host, perhaps.
fn is_well_formed(app_id: &str) -> bool {
    app_id.strip_prefix("cli_").is_some_and(|rest| {
        rest.len() >= 16 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}
