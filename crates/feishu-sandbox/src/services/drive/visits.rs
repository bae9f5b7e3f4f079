//! Tells who has looked at documents and files: who has downloaded, exported or copied them.

use feishu_drive::codes;
use serde_json::json;

use super::document::Access;
use super::owners;
use super::tree::Entry;
use crate::clock::Moment;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::users;

const DAY: u64 = 24 * 60 * 60;

/// Counts visitors and visits, ever and today.
pub(super) fn statistics(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let entry = visited(exchange)?;
    let clock = &exchange.platform.clock;
    let day = |moment: Moment| clock.unix_seconds(moment) / DAY;
    let today = |moment: &Moment| day(*moment) == day(exchange.now);
    let visitors = &entry.visitors;
    let visits = visitors.iter().flat_map(|visitor| &visitor.visits);
    let new = |visitor: &&super::tree::Visitor| visitor.visits.first().is_some_and(today);
    Ok(Response::data(&json!({
        "file_token": entry.token,
        "file_type": entry.kind.as_str(),
        "statistics": {
            "uv": visitors.len(),
            "pv": visits.clone().count(),
            "like_count": 0,
            "timestamp": clock.unix_seconds(exchange.now),
            "uv_today": visitors.iter().filter(new).count(),
            "pv_today": visits.filter(|visit| today(visit)).count(),
            "like_count_today": 0,
        },
    })))
}

/// Lists visitors, the latest first, a page at a time.
pub(super) fn view_records(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let entry = visited(exchange)?;
    let number = |name| arguments.query(name).map(str::parse::<usize>);
    let wrong = |_| Refusal::new(codes::INVALID_DRIVE_PARAM);
    let size = number("page_size").transpose().map_err(wrong)?;
    let start = number("page_token").transpose().map_err(wrong)?;
    let (size, start) = (size.unwrap_or_default(), start.unwrap_or_default());
    let mut visitors: Vec<_> = entry.visitors.iter().collect();
    visitors.sort_by_key(|visitor| std::cmp::Reverse(visitor.last));
    let id_type = arguments.query("viewer_id_type");
    let clock = &exchange.platform.clock;
    let page = visitors.iter().skip(start).take(size).map(|visitor| {
        json!({
            "viewer_id": users::shown(&visitor.who, id_type),
            "name": users::profile(&visitor.who).name,
            "avatar_url": exchange.address("avatar", &owners::number(&visitor.who)),
            "last_view_time": clock.unix_seconds(visitor.last).to_string(),
        })
    });
    let page: Vec<_> = page.collect();
    let end = start + page.len();
    let has_more = end < visitors.len();
    let mut data = json!({"items": page, "has_more": has_more});
    if has_more {
        data["page_token"] = end.to_string().into();
    }
    Ok(Response::data(&data))
}

/// What the request is about.
fn visited<'e>(exchange: &'e Exchange<'_>) -> Result<&'e Entry, Refusal> {
    let kind = exchange.arguments.query("file_type").unwrap_or_default();
    let token = exchange.arguments.path("file_token");
    let entry = exchange.state.services.drive.tree.get(token);
    let entry = entry.filter(|entry| entry.access != Access::Deleted);
    let entry = entry.ok_or_else(|| Refusal::new(codes::DRIVE_DOCUMENT_NOT_FOUND))?;
    if entry.access == Access::Forbidden {
        return Err(Refusal::new(codes::DRIVE_FORBIDDEN));
    }
    if entry.kind.as_str() != kind {
        let detail = format!("`file_type` is not {}", entry.kind.as_str());
        return Err(Refusal::new(codes::INVALID_DRIVE_PARAM).detail(detail));
    }
    Ok(entry)
}
