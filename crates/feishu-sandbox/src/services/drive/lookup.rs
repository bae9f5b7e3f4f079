//! What a request names, if it is there and the caller may have it; and how it is described.

use feishu_drive::codes;
use feishu_drive::types::FileKind;
use serde_json::{Value, json};

use super::document::Access;
use super::tree::{self, Entry, Full, Held, ROOT};
use crate::exchange::Exchange;
use crate::response::Refusal;
use crate::users;

/// What has a token, if it is of this kind and the caller may touch it.
pub(super) fn found<'e>(
    exchange: &'e Exchange<'_>,
    token: &str,
    kind: &str,
) -> Result<&'e Entry, Refusal> {
    let entry = named(exchange, token)?;
    if entry.kind.as_str() == kind {
        return Ok(entry);
    }
    let detail = format!("`{token}` is of the type {}", entry.kind.as_str());
    Err(Refusal::new(codes::INVALID_PARAMS).detail(detail))
}

/// What has a token, if the caller may touch it.
pub(super) fn named<'e>(exchange: &'e Exchange<'_>, token: &str) -> Result<&'e Entry, Refusal> {
    let entry = exchange.state.services.drive.tree.get(token);
    let entry = entry.ok_or_else(|| Refusal::new(codes::NOT_FOUND))?;
    match entry.access {
        Access::Deleted => Err(Refusal::new(codes::FILE_DELETED)),
        Access::Forbidden => Err(Refusal::new(codes::FORBIDDEN)),
        Access::Open => Ok(entry),
    }
}

/// The folder of a token, if there is one; an empty token is that of the root.
pub(super) fn folder<'e>(exchange: &'e Exchange<'_>, token: &str) -> Result<&'e Entry, Refusal> {
    let token = if token.is_empty() { ROOT } else { token };
    let folder = named(exchange, token)?;
    match folder.kind {
        FileKind::Folder => Ok(folder),
        _ => Err(Refusal::new(codes::NOT_FOUND)),
    }
}

/// Refuses one more in a folder that is full, with the first of the codes for it that the operation documents; what no code is
/// documented for, fits.
pub(super) fn room_in(exchange: &Exchange<'_>, folder: &str) -> Result<(), Refusal> {
    let full = exchange.state.services.drive.tree.room_in(folder);
    let code = match full {
        Ok(()) => return Ok(()),
        Err(Full::Folder) => codes::TOO_MANY_SIBLINGS,
        Err(Full::Drive) => codes::TOO_MANY_NODES,
        Err(Full::Deep) => codes::FOLDER_TOO_DEEP,
    };
    if exchange.documents(code) {
        Err(Refusal::new(code))
    } else {
        Ok(())
    }
}

/// What lies in a folder, as a list has it.
pub(super) fn described(exchange: &Exchange<'_>, entry: &Entry, id_type: Option<&str>) -> Value {
    let time = seconds(exchange, entry);
    let mut file = json!({
        "token": entry.token,
        "name": entry.name,
        "type": entry.kind.as_str(),
        "parent_token": entry.parent(),
        "url": address(exchange, entry),
        "created_time": time,
        "modified_time": time,
        "owner_id": users::shown(&entry.owner, id_type),
    });
    if let Held::Shortcut { kind, token } = &entry.held {
        file["shortcut_info"] = json!({"target_type": kind.as_str(), "target_token": token});
    }
    file
}

/// When something was made, in seconds since 1970.
pub(super) fn seconds(exchange: &Exchange<'_>, entry: &Entry) -> String {
    let clock = &exchange.platform.clock;
    clock.unix_seconds(entry.created).to_string()
}

/// The address of what is shown when something is opened: of a shortcut, that to which it leads.
pub(super) fn address(exchange: &Exchange<'_>, entry: &Entry) -> String {
    let (kind, token) = match &entry.held {
        Held::Shortcut { kind, token } => (kind, token),
        _ => (&entry.kind, &entry.token),
    };
    exchange.address(tree::address(kind), token)
}
