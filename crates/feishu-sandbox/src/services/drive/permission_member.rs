//! Shares what lies in folders.

use feishu_drive::codes;
use serde_json::json;

use super::document::Access;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// Adds a collaborator. The sandbox lets everybody read all that is there, so it only says what the platform would.
pub(super) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let token = arguments.path("token");
    let kind = arguments.query("type").unwrap_or_default();
    let entry = exchange.state.services.drive.tree.get(token);
    match entry.map(|entry| entry.access) {
        Some(Access::Forbidden) => return Err(Refusal::new(codes::PERMISSION_DENIED)),
        Some(Access::Deleted) => return Err(Refusal::new(codes::RESOURCE_DELETED)),
        _ => {}
    }
    if entry.is_none_or(|entry| entry.kind.as_str() != kind) {
        return Err(Refusal::new(codes::INVALID_PERMISSION_PARAM));
    }
    let mut member = json!({"perm_type": arguments.text("perm_type").unwrap_or("container")});
    for name in ["member_type", "member_id", "perm", "type"] {
        if let Some(value) = arguments.text(name) {
            member[name] = value.into();
        }
    }
    Ok(Response::data(&json!({"member": member})))
}
