//! What is checked before a service sees a call: token and scope.

use feishu_core::{ErrorInfo, ErrorKind, Operation, RequestBody, TokenKind, codes};
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde_json::json;

use crate::clock::Moment;
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
    let token = bearer(headers).ok_or_else(|| Refusal::new(codes::TOKEN_MISSING))?;
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
        TokenKind::User => codes::USER_TOKEN_INVALID,
        _ => codes::TENANT_TOKEN_INVALID,
    })
}

/// The refusal of a call for too many of them, in a time or at once: with the code that the operation documents for it, if it
/// has one. A limit of calls in a time has headers.
pub(crate) fn limited(operation: &Operation, headers: Option<RateLimitHeaders>) -> Refusal {
    match own(operation, ErrorKind::RateLimited) {
        // The headers are the gateway's, and belong to 429; with another status the service itself has refused.
        Some(info) if info.status != 429 => Refusal::new(info.code),
        Some(info) => Refusal::new(info.code).rate_limit(headers),
        None => Refusal::new(codes::RATE_LIMITED).rate_limit(headers),
    }
}

/// The refusal of a body that is too large to be read: with the code that the operation documents for a file, if it takes one.
pub(crate) fn too_large(operation: &Operation) -> Refusal {
    let takes_file = matches!(operation.body, RequestBody::Multipart(_));
    let own = own(operation, ErrorKind::TooLarge).filter(|_| takes_file);
    Refusal::new(own.map_or(codes::BAD_REQUEST, |info| info.code))
}

/// The first error of a kind that the operation itself documents.
fn own(operation: &Operation, kind: ErrorKind) -> Option<&'static ErrorInfo> {
    operation.errors.iter().find(|error| error.class == kind)
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
    let refusal = Refusal::new(codes::SCOPE_MISSING).detail(format!("[{}]", wanted.join(", ")));
    Err(refusal.member("permission_violations", violations.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated;

    const HEADERS: RateLimitHeaders = RateLimitHeaders { limit: 5, reset: 1 };

    #[test]
    fn what_the_gateway_refuses_is_documented_with_its_status() {
        for operation in generated::operations() {
            for refusal in [
                limited(operation, Some(HEADERS)),
                limited(operation, None),
                too_large(operation),
            ] {
                let response = refusal.response(operation, "log");
                let code = response.code.map(feishu_core::ErrorCode);
                let info = code.and_then(|code| operation.error(code));
                let status = info.map(|info| info.status);
                let id = operation.id;
                assert_eq!(status, Some(response.status.as_u16()), "{id}: {code:?}");
                assert!(response.rate_limit.is_none() || status == Some(429), "{id}");
            }
        }
    }

    #[test]
    fn too_many_calls_are_told_with_the_code_of_the_operation() {
        let code = |id: &str, headers| {
            let operation = generated::operations().find(|known| known.id == id);
            let operation = operation.unwrap();
            let response = limited(operation, headers).response(operation, "log");
            (response.code, response.rate_limit.is_some())
        };
        let busy = feishu_core::codes::RATE_LIMITED.0;
        for (id, own, headers) in [
            ("drive.v1.file.copy", Some(1_061_045), false),
            ("drive.v1.permission_member.list", Some(1_063_006), true),
            ("drive.v1.export_task.create", Some(1_069_923), true),
            ("drive.v1.file.move", Some(busy), true),
            ("vc.v1.room.list", Some(busy), true),
        ] {
            assert_eq!(code(id, Some(HEADERS)), (own, headers), "{id}");
            assert_eq!(code(id, None), (own, false), "{id}");
        }
    }
}
