//! Searches documents and files by their names.

use feishu_core::codes;
use feishu_drive::types::FileKind;
use serde_json::{Value, json};

use super::document::Access;
use super::tree::{Entry, ROOT};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// How many matches are on a page, unless it asks for fewer.
const PAGE: usize = 50;
/// Of more matches than this, the rest is out of reach.
const REACH: usize = 200;

/// Finds what has every word in its name, the newest first.
pub(super) fn search(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let number = |name| {
        let number = arguments.member(name).and_then(Value::as_u64);
        number.and_then(|number| usize::try_from(number).ok())
    };
    let texts = |name| {
        let list = arguments.member(name).and_then(Value::as_array);
        let texts = list.map(|list| list.iter().filter_map(Value::as_str).collect::<Vec<_>>());
        texts.filter(|texts| !texts.is_empty())
    };
    let (offset, count) = (number("offset").unwrap_or(0), number("count"));
    let count = count.unwrap_or(PAGE);
    if offset.saturating_add(count) >= REACH {
        let detail = format!("`offset` and `count` have to stay below {REACH}");
        return Err(Refusal::new(codes::FIELD_INVALID).detail(detail));
    }
    let words = arguments.text("search_key").unwrap_or_default();
    let words = words.to_lowercase();
    let (owners, kinds) = (texts("owner_ids"), texts("docs_types"));
    let in_chats = texts("chat_ids").is_some();
    let tree = &exchange.state.services.drive.tree;
    let matches = |entry: &&Entry| {
        let name = entry.name.to_lowercase();
        words.split_whitespace().all(|word| name.contains(word))
            && entry.access == Access::Open
            && !matches!(entry.kind, FileKind::Folder | FileKind::Shortcut)
            && owners.as_ref().is_none_or(|owners| owners.contains(&&*entry.owner))
            && kinds.as_ref().is_none_or(|kinds| kinds.contains(&searched_as(&entry.kind)))
            // Nothing has been sent to a chat.
            && !in_chats
            && tree.lies_below(&entry.token, ROOT)
    };
    let mut found: Vec<_> = tree.all().filter(matches).collect();
    found.sort_by_key(|entry| std::cmp::Reverse(entry.number));
    let page = found.iter().skip(offset).take(count).map(|entry| {
        json!({
            "docs_token": entry.token,
            "docs_type": entry.kind.as_str(),
            "title": entry.name,
            "owner_id": entry.owner,
        })
    });
    let page: Vec<_> = page.collect();
    let has_more = offset + page.len() < found.len();
    let data = json!({"docs_entities": page, "has_more": has_more, "total": found.len()});
    Ok(Response::data(&data))
}

/// What a search calls a kind: documents of both formats are the same to it.
fn searched_as(kind: &FileKind) -> &str {
    match kind {
        FileKind::Docx => FileKind::Doc.as_str(),
        kind => kind.as_str(),
    }
}
