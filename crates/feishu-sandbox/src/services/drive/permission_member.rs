//! Who may share what lies in folders.

use feishu_drive::codes;

use super::document::Access;
use crate::exchange::Exchange;
use crate::response::Refusal;
use crate::services::entities::refusal;

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
