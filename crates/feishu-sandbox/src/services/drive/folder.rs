//! Tells what folders are called and whose they are.

use feishu_drive::codes;
use serde_json::json;

use super::document::Access;
use super::owners;
use super::tree::{Entry, Held, ROOT};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::users;

/// Where the numbers of folders begin.
const FIRST: u64 = 7_110_173_013_420_512_000;

/// Tells what a folder is called, where it lies and who made it.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let tree = &exchange.state.services.drive.tree;
    let folder = tree.get(exchange.arguments.path("folderToken"));
    let folder = folder.filter(|folder| matches!(folder.held, Held::Folder(_)));
    let folder = folder.ok_or_else(|| Refusal::new(codes::FOLDER_MISSING))?;
    match folder.access {
        Access::Open => {}
        Access::Forbidden => return Err(Refusal::new(codes::FOLDER_FORBIDDEN)),
        Access::Deleted => return Err(Refusal::new(codes::FOLDER_MISSING)),
    }
    let owner = owners::number(&folder.owner);
    Ok(Response::data(&json!({
        "id": id(folder),
        "name": folder.name,
        "token": folder.token,
        "createUid": owner,
        "editUid": owner,
        "parentId": tree.get(folder.parent()).map_or_else(|| "0".to_owned(), id),
        "ownUid": owner,
    })))
}

/// Tells which folder is the root, which is the same for all who call.
pub(super) fn get_root(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let root = exchange.state.services.drive.tree.get(ROOT);
    let root = root.ok_or_else(|| Refusal::new(codes::FOLDER_FAILED))?;
    let owner = users::of_caller(&exchange.caller()?);
    let data = json!({"token": root.token, "id": id(root), "user_id": owners::number(&owner)});
    Ok(Response::data(&data))
}

/// The number of a folder.
fn id(folder: &Entry) -> String {
    (FIRST + folder.number).to_string()
}
