//! Tells who has looked at documents and files: who has downloaded, exported or copied them.

use feishu_drive::codes;
use serde_json::json;

use super::document::Access;
use super::owners;
use super::tree::{Entry, Visitor};
use crate::clock::Moment;
use crate::exchange::Exchange;
use crate::paging::Page;
use crate::response::{Refusal, Response};
use crate::state::entities::Record;
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
    let new = |visitor: &&Visitor| visitor.visits.first().is_some_and(today);
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

/// Lists visitors, the first one first, a page at a time.
pub(super) fn view_records(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let entry = visited(exchange)?;
    let page = Page::asked(exchange, &entry.token);
    let page = page.ok_or_else(|| Refusal::new(codes::INVALID_DRIVE_PARAM))?;
    let id_type = exchange.arguments.query("viewer_id_type");
    let clock = &exchange.platform.clock;
    let records = (1..).zip(&entry.visitors).map(|(number, visitor)| Record {
        id: visitor.who.clone(),
        number,
        object: json!({
            "viewer_id": users::shown(&visitor.who, id_type),
            "name": users::profile(&visitor.who).name,
            "avatar_url": exchange.address("avatar", &owners::number(&visitor.who)),
            "last_view_time": clock.unix_seconds(visitor.last).to_string(),
        }),
    });
    let records: Vec<_> = records.collect();
    let mut data = json!({});
    let page = page.cut(exchange, records, &mut data);
    data["items"] = page.into_iter().map(|record| record.object).collect();
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
