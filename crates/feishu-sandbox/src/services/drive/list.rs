//! Lists folders.

use feishu_drive::codes;
use feishu_drive::types::FileKind;
use serde_json::json;

use super::lookup;
use super::tree::{Entry, ROOT};
use crate::documented;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::response::{Refusal, Response};

/// What page tokens begin with; the rest is where the page begins and how many pages were empty before it.
const PAGE_TOKEN: &str = "MTY1NTA3MTA1OXw3MTA4";
const DEFAULT_PAGE: usize = 100;

/// Lists a folder, a page at a time; the root comes whole and without shortcuts, whatever the page asked for.
pub(super) fn list(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let folder = arguments.query("folder_token").unwrap_or(ROOT);
    let is_root = folder == ROOT;
    lookup::folder(exchange, folder)?;
    let size = arguments
        .query("page_size")
        .and_then(|size| size.parse().ok())
        .unwrap_or(DEFAULT_PAGE);
    if size == 0 {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    let token = arguments.query("page_token");
    // The token of the documentation's example begins at the beginning: nobody has been given it.
    let examples = documented::examples(exchange.operation.id, "page_token");
    let given = token.filter(|token| !examples.iter().any(|example| example == token));
    let (start, empty_pages) = given.map_or(Ok((0, 0)), parse_page_token)?;
    let fault = exchange
        .state
        .faults
        .take(exchange.operation.id, Stage::Page);

    let inside = exchange.state.services.drive.tree.inside(folder);
    let shown = |entry: &&Entry| !is_root || entry.kind != FileKind::Shortcut;
    let mut entries: Vec<_> = inside.filter(shown).collect();
    // Nothing is edited once it is made, so both orders are the same. What came within a second came in order all the same.
    entries.sort_by_key(|entry| entry.number);
    if arguments.query("direction") != Some("ASC") {
        entries.reverse();
    }
    let total = entries.len();
    let (page, next) = match &fault {
        Some(FaultKind::EmptyPage) => (Vec::new(), Some(page_token(start, empty_pages + 1))),
        _ if is_root => (entries, None),
        _ => {
            let page: Vec<_> = entries.into_iter().skip(start).take(size).collect();
            let end = start + page.len();
            (page, (end < total).then(|| page_token(end, 0)))
        }
    };
    let next = match fault {
        Some(FaultKind::RepeatedPageToken) => {
            Some(token.map_or_else(|| page_token(0, 0), str::to_owned))
        }
        _ => next,
    };
    let id_type = arguments.query("user_id_type");
    let page = page.into_iter();
    let files: Vec<_> = page
        .map(|entry| lookup::described(exchange, entry, id_type))
        .collect();
    let mut data = json!({"files": files, "has_more": next.is_some()});
    match next {
        Some(next) => data["next_page_token"] = next.into(),
        None if fault == Some(FaultKind::BlankPageToken) => data["next_page_token"] = "".into(),
        None => {}
    }
    Ok(Response::data(&data))
}

fn page_token(start: usize, empty_pages: usize) -> String {
    format!("{PAGE_TOKEN}{start:05}{empty_pages:02}")
}

fn parse_page_token(token: &str) -> Result<(usize, usize), Refusal> {
    let numbers = token
        .strip_prefix(PAGE_TOKEN)
        .and_then(|rest| rest.split_at_checked(5));
    let numbers =
        numbers.and_then(|(start, empty)| Some((start.parse().ok()?, empty.parse().ok()?)));
    numbers.ok_or_else(|| Refusal::new(codes::INVALID_PARAMS))
}
