//! Lists folders.

use feishu_drive::codes;
use feishu_drive::types::FileKind;
use serde_json::json;

use super::lookup;
use super::tree::{Entry, ROOT};
use crate::exchange::Exchange;
use crate::paging::Page;
use crate::response::{Refusal, Response};

/// How many a page has if the request does not say.
const DEFAULT_PAGE: usize = 100;

/// Lists a folder, a page at a time; the root comes whole and without shortcuts, whatever the page asked for.
pub(super) fn list(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let folder = arguments.query("folder_token").unwrap_or(ROOT);
    let is_root = folder == ROOT;
    lookup::folder(exchange, folder)?;
    let size = match arguments.query("page_size").map(str::parse) {
        Some(Ok(0)) => return Err(Refusal::new(codes::INVALID_PARAMS)),
        _ if is_root => usize::MAX,
        Some(Ok(size)) => size,
        _ => DEFAULT_PAGE,
    };
    let page = Page::asked(exchange, &folder).ok_or_else(|| Refusal::new(codes::INVALID_PARAMS))?;

    let inside = exchange.state.services.drive.tree.inside(folder);
    let shown = |entry: &&Entry| !is_root || entry.kind != FileKind::Shortcut;
    let mut entries: Vec<_> = inside.filter(shown).collect();
    // Nothing is edited once it is made, so both orders are the same. What came within a second came in order all the same.
    entries.sort_by_key(|entry| entry.number);
    if arguments.query("direction") != Some("ASC") {
        entries.reverse();
    }
    let id_type = arguments.query("user_id_type");
    let files: Vec<_> = entries
        .into_iter()
        .map(|entry| lookup::described(exchange, entry, id_type))
        .collect();
    let mut data = json!({});
    let page = page.size(size).next("next_page_token");
    data["files"] = page.cut_values(exchange, files, &mut data).into();
    Ok(Response::data(&data))
}
