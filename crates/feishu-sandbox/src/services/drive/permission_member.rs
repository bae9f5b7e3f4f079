//! Who may share what lies in folders.

use feishu_drive::codes;
use serde_json::json;

use super::document::Access;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::services::entities::refusal;
use crate::users;

/// Makes somebody else the owner of what has a token.
pub(super) fn transfer_owner(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    may_share(exchange)?;
    let arguments = exchange.arguments;
    let member = arguments.text("member_id").unwrap_or_default();
    let owner = match arguments.text("member_type") {
        Some("email") => Some(member)
            .filter(|email| email.contains('@'))
            .map(users::of_email),
        Some("userid") => users::open_id(member, Some("user_id")),
        _ => users::open_id(member, None),
    };
    let unknown = || refusal(exchange.operation, &[codes::INVALID_PERMISSION_PARAM]);
    let owner = owner.ok_or_else(unknown)?;
    let token = arguments.path("token");
    exchange.state.services.drive.tree.hand_over(token, owner);
    Ok(Response::data(&json!({})))
}

/// Refuses to share what is not there, or not the caller's to share.
pub(super) fn may_share(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    let arguments = exchange.arguments;
    let token = arguments.path("token");
    let kind = arguments.query("type").unwrap_or_default();
    let entry = exchange.state.services.drive.tree.get(token);
    let codes: &[_] = match entry.map(|entry| entry.access) {
        Some(Access::Forbidden) => &[codes::PERMISSION_DENIED],
        Some(Access::Deleted) => &[codes::RESOURCE_DELETED],
        _ if entry.is_none_or(|entry| entry.kind.as_str() != kind) => &[],
        _ => return Ok(()),
    };
    let codes = [codes, &[codes::INVALID_PERMISSION_PARAM]].concat();
    Err(refusal(exchange.operation, &codes))
}
