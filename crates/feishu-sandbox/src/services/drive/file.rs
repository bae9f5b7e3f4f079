//! Lists folders; copies and deletes what lies in them.

use feishu_drive::codes;
use feishu_drive::types::FileKind;
use serde_json::{Value, json};

use super::document::{Access, Document};
use super::tree::{self, Entry, Held, NewEntry, ROOT};
use crate::exchange::Exchange;
use crate::fault::{FaultKind, Stage};
use crate::files;
use crate::response::{Refusal, Response};
use crate::state::users;

/// What page tokens begin with; the rest is where the page begins and how many pages were empty before it.
const PAGE_TOKEN: &str = "MTY1NTA3MTA1OXw3MTA4";
const DEFAULT_PAGE: usize = 100;
/// The longest name of a copy, in bytes.
const LONGEST_NAME: usize = 256;

/// Lists a folder, a page at a time; the root comes whole and without shortcuts, whatever the page asked for.
pub(super) fn list(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let folder = arguments.query("folder_token");
    let tree = &exchange.state.services.drive.tree;
    if folder.is_some_and(|folder| !tree.has_folder(folder)) {
        return Err(Refusal::new(codes::NOT_FOUND));
    }
    let size = arguments
        .query("page_size")
        .and_then(|size| size.parse().ok())
        .unwrap_or(DEFAULT_PAGE);
    if size == 0 {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    let token = arguments.query("page_token");
    let (start, empty_pages) = token.map_or(Ok((0, 0)), parse_page_token)?;
    let fault = exchange
        .state
        .faults
        .take(exchange.operation.id, Stage::Page);

    let tree = &exchange.state.services.drive.tree;
    let in_root = folder.is_none_or(|folder| folder == ROOT);
    let inside = tree.inside(folder.unwrap_or(ROOT));
    let mut entries: Vec<_> = inside
        .filter(|entry| !in_root || entry.kind != FileKind::Shortcut)
        .collect();
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
    let id_type = arguments.query("user_id_type");
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

/// Copies a document or a file.
pub(super) fn copy(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let kind = arguments.text("type").unwrap_or_default();
    let name = arguments.text("name").unwrap_or_default();
    let folder = arguments.text("folder_token").unwrap_or_default();
    if name.is_empty() || name.len() > LONGEST_NAME || matches!(kind, "folder" | "shortcut") {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    let source = found(exchange, kind)?.clone();
    let owner = users::open_id(&exchange.caller()?);
    let tree = &mut exchange.state.services.drive.tree;
    if !tree.has_folder(folder) {
        return Err(Refusal::new(codes::NOT_FOUND));
    }
    let held = match source.held {
        Held::Document(document) => Held::Document(Document {
            title: name.to_owned(),
            ..document
        }),
        held => held,
    };
    let copy = NewEntry {
        name: name.to_owned(),
        kind: source.kind,
        held,
        owner,
    };
    let token = tree.add(folder, copy, exchange.now);
    let file = json!({
        "token": token,
        "name": name,
        "type": kind,
        "parent_token": folder,
        "url": exchange.address(tree::address(&kind.into()), &token),
    });
    Ok(Response::data(&json!({"file": file})))
}

/// Deletes what lies in a folder; a folder, with all that lies in it, by a task.
pub(super) fn delete(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let kind = exchange.arguments.query("type").unwrap_or_default();
    let token = found(exchange, kind)?.token.clone();
    exchange.state.services.drive.tree.delete(&token);
    let data = if kind == "folder" {
        json!({"task_id": exchange.state.job_id()})
    } else {
        json!({})
    };
    Ok(Response::data(&data))
}

/// What the path names, if it is of this kind and the caller may touch it.
fn found<'e>(exchange: &'e Exchange<'_>, kind: &str) -> Result<&'e Entry, Refusal> {
    let entry = named(exchange)?;
    if entry.kind.as_str() == kind {
        return Ok(entry);
    }
    let detail = format!("`type` is not {}", entry.kind.as_str());
    Err(Refusal::new(codes::INVALID_PARAMS).detail(detail))
}

/// What the path names, if the caller may touch it.
fn named<'e>(exchange: &'e Exchange<'_>) -> Result<&'e Entry, Refusal> {
    let token = exchange.arguments.path("file_token");
    let entry = exchange.state.services.drive.tree.get(token);
    let entry = entry.ok_or_else(|| Refusal::new(codes::NOT_FOUND))?;
    match entry.access {
        Access::Deleted => Err(Refusal::new(codes::FILE_DELETED)),
        Access::Forbidden => Err(Refusal::new(codes::FORBIDDEN)),
        Access::Open => Ok(entry),
    }
}

/// Sends a file.
pub(super) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let token = exchange.arguments.path("file_token");
    let entry = named(exchange)?;
    let content = entry.content().cloned();
    let content = content.ok_or_else(|| Refusal::new(codes::NOT_FOUND))?;
    let content_type = files::content_type_of(&entry.name);
    Ok(Response::file(&entry.name, content_type, content).in_parts(token))
}

fn described(exchange: &Exchange<'_>, entry: &Entry, id_type: Option<&str>) -> Value {
    let time = exchange
        .platform
        .clock
        .unix_seconds(entry.created)
        .to_string();
    let (kind, shown) = entry.shown();
    let mut file = json!({
        "token": entry.token,
        "name": entry.name,
        "type": entry.kind.as_str(),
        "parent_token": entry.parent(),
        "url": exchange.address(tree::address(kind), shown),
        "created_time": time,
        "modified_time": time,
        "owner_id": users::id(&entry.owner, id_type),
    });
    if let Held::Shortcut { kind, token } = &entry.held {
        file["shortcut_info"] = json!({"target_type": kind.as_str(), "target_token": token});
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
    numbers.ok_or_else(|| Refusal::new(codes::INVALID_PARAMS))
}
