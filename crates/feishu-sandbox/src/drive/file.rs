//! Lists folders.

use serde_json::{Value, json};

use crate::codes::drive;
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::response::{Refusal, Response};
use crate::state::drive::Entry;

/// What page tokens begin with; the rest is where the page begins and how many pages were empty before it.
const PAGE_TOKEN: &str = "MTY1NTA3MTA1OXw3MTA4";
const DEFAULT_PAGE: usize = 100;

/// Lists a folder, a page at a time; the root comes whole and without shortcuts, whatever the page asked for.
pub(crate) fn list(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let folder = arguments.query("folder_token");
    if folder.is_some_and(|folder| !exchange.state.drive.has_folder(folder)) {
        return Err(Refusal::new(drive::NOT_FOUND));
    }
    let size = arguments
        .query("page_size")
        .and_then(|size| size.parse().ok())
        .unwrap_or(DEFAULT_PAGE);
    if size == 0 {
        return Err(Refusal::new(drive::BAD_PARAMETER));
    }
    let token = arguments.query("page_token");
    let (start, empty_pages) = token.map_or(Ok((0, 0)), parse_page_token)?;
    let fault = exchange
        .state
        .faults
        .take(exchange.operation.id, Stage::Page);

    let mut entries = exchange.state.drive.list(folder);
    // Everything was made in order, and nothing is edited; the newest comes first unless asked otherwise.
    if arguments.query("direction") != Some("ASC") {
        entries.reverse();
    }
    let total = entries.len();
    let (page, next) = match (folder, &fault) {
        (_, Some(FaultKind::EmptyPage)) => (Vec::new(), Some(page_token(start, empty_pages + 1))),
        (None, _) => (entries, None),
        (Some(_), _) => {
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
    let id_type = arguments.query("user_id_type").unwrap_or("open_id");
    let files: Vec<_> = page
        .into_iter()
        .map(|entry| described(exchange, entry, id_type))
        .collect();
    let mut data = json!({"files": files, "has_more": next.is_some()});
    match next {
        Some(next) => data["next_page_token"] = next.into(),
        None if fault == Some(FaultKind::BlankPageToken) => data["next_page_token"] = "".into(),
        None => {}
    }
    Ok(Response::data(&data))
}

fn described(exchange: &Exchange<'_>, entry: &Entry, id_type: &str) -> Value {
    let time = exchange
        .platform
        .clock
        .unix_seconds(entry.created)
        .to_string();
    let owner = match id_type {
        "union_id" => "on_5a4db0c5a4db0c5a4db0c5a4db0c5a4d",
        "user_id" => "5a4db0c5",
        _ => "ou_5a4db0c5a4db0c5a4db0c5a4db0c5a4d",
    };
    let target = entry
        .target
        .map_or(entry.token.as_str(), |(_, token)| token);
    let mut file = json!({
        "token": entry.token,
        "name": entry.name,
        "type": entry.kind,
        "parent_token": entry.parent(),
        "url": exchange.address(entry.address, target),
        "created_time": time,
        "modified_time": time,
        "owner_id": owner,
    });
    if let Some((kind, token)) = entry.target {
        file["shortcut_info"] = json!({"target_type": kind, "target_token": token});
    }
    file
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
    numbers.ok_or_else(|| Refusal::new(drive::BAD_PARAMETER))
}
