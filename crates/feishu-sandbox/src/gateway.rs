//! What is checked before a service sees a call: token and scope.

use feishu_core::{ErrorCode, Operation, TokenKind};
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde_json::json;

use crate::clock::Moment;
use crate::codes::{drive, gateway};
use crate::exchange::Platform;
use crate::generated::platform;
use crate::response::{RateLimitHeaders, Refusal};
use crate::state::State;
use crate::state::token::Caller;

/// Who calls; `None` if the operation takes no token.
pub(crate) fn caller(
    operation: &Operation,
    headers: &HeaderMap,
    state: &State,
    platform: &Platform,
    now: Moment,
) -> Result<Option<Caller>, Refusal> {
    if operation.tokens.is_empty() {
        return Ok(None);
    }
    let token = bearer(headers).ok_or_else(|| Refusal::new(gateway::TOKEN_MISSING))?;
    let caller = state.tokens.caller(token, now).map_err(Refusal::new)?;
    if !operation.tokens.contains(&caller.kind) {
        return Err(refused_token(caller.kind));
    }
    check_scope(operation, platform)?;
    Ok(Some(caller))
}

/// The refusal of a token for no fault of its own: of the wrong kind, or because a script wants it.
pub(crate) fn refused_token(kind: TokenKind) -> Refusal {
    Refusal::new(match kind {
        TokenKind::User => gateway::USER_TOKEN_REFUSED,
        _ => gateway::TENANT_TOKEN_REFUSED,
    })
}

/// The refusal of a call for too many of them: with the code that the operation documents for it, if it has one.
pub(crate) fn limited(operation: &Operation, headers: RateLimitHeaders) -> Refusal {
    let own = [drive::BUSY, drive::TOO_MANY_JOBS]
        .into_iter()
        .find_map(|code| operation.error(ErrorCode(code)));
    match own {
        // The headers are the gateway's, and belong to 429; with another status the service itself has refused.
        Some(info) if info.status != 429 => Refusal::new(info.code.0),
        Some(info) => Refusal::new(info.code.0).rate_limit(headers),
        None => Refusal::new(gateway::RATE_LIMITED).rate_limit(headers),
    }
}

/// The kind of token that a request carries, by its looks.
pub(crate) fn looks_like(headers: &HeaderMap) -> TokenKind {
    let is_tenants = |token: &str| token.starts_with(platform::TENANT_TOKEN_PREFIX);
    let tenant = bearer(headers).is_none_or(is_tenants);
    if tenant {
        TokenKind::Tenant
    } else {
        TokenKind::User
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value
        .strip_prefix("Bearer ")
        .map(str::trim)
        .filter(|token| !token.is_empty())
}

fn check_scope(operation: &Operation, platform: &Platform) -> Result<(), Refusal> {
    let Some(granted) = &platform.scopes else {
        return Ok(());
    };
    let wanted = operation.scopes;
    if wanted.is_empty()
        || wanted
            .iter()
            .any(|wanted| granted.iter().any(|scope| scope == wanted))
    {
        return Ok(());
    }
    let violations: Vec<_> = wanted
        .iter()
        .map(|scope| json!({"type": "action_scope_required", "subject": scope}))
        .collect();
    let refusal = Refusal::new(gateway::SCOPE_MISSING).detail(format!("[{}]", wanted.join(", ")));
    Err(refusal.member("permission_violations", violations.into()))
}
