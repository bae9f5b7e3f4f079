//! How much the company meets: by day, and who meets the most.

use feishu_core::types::UserIdType;
use feishu_vc::codes;
use feishu_vc::report::{DataRegion, TopUserOrder};
use serde_json::json;

use super::meetings::{Attendee, Meeting};
use super::room::Rooms;
use super::{REMEMBERED, invalid, meetings, now, seconds, time};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

const DAY: u64 = 24 * 60 * 60;
/// How many users a ranking has at most.
const RANKED: usize = 100;

/// Figures on the meetings of each day, and of all of them.
pub(super) fn get_daily(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let (start, end) = span(exchange)?;
    let now = now(exchange);
    let begun = begun(exchange, start, end);
    // Days that are yet to come have no figures.
    let days = start / DAY..=end.min(now) / DAY;
    let days = days.map(|day| {
        let of_day = begun.iter().filter(|one| one.started / DAY == day);
        let (meetings, seconds, participants) = figures(of_day.copied(), now);
        json!({
            "date": time(day * DAY),
            "meeting_count": meetings,
            "meeting_duration": seconds,
            "participant_count": participants,
        })
    });
    let days: Vec<_> = days.collect();
    let (meetings, seconds, participants) = figures(begun.iter().copied(), now);
    let report = json!({
        "total_meeting_count": meetings,
        "total_meeting_duration": seconds,
        "total_participant_count": participants,
        "daily_report": days,
    });
    Ok(Response::data(&json!({"meeting_report": report})))
}

/// Who has met the most.
pub(super) fn get_top_user(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let (start, end) = span(exchange)?;
    let limit: Option<usize> = arguments
        .query("limit")
        .and_then(|limit| limit.parse().ok());
    let limit = limit.filter(|limit| (1..=RANKED).contains(limit));
    let limit = limit.ok_or_else(invalid)?;
    let order: Option<i64> = arguments
        .query("order_by")
        .and_then(|order| order.parse().ok());
    let now = now(exchange);

    let mut ranking: Vec<Ranked> = Vec::new();
    for meeting in begun(exchange, start, end) {
        for participant in meeting.joined() {
            let place = ranking.iter().position(|one| one.who == participant.who);
            let place = place.unwrap_or_else(|| {
                ranking.push(Ranked {
                    who: participant.who.clone(),
                    meetings: 0,
                    seconds: 0,
                });
                ranking.len() - 1
            });
            ranking[place].meetings += 1;
            ranking[place].seconds += participant.seconds(now);
        }
    }
    let by_time = order.map(TopUserOrder::from) == Some(TopUserOrder::MeetingDuration);
    // Of those who are equal, the first in a meeting stays the first.
    ranking.sort_by_key(|one| std::cmp::Reverse(if by_time { one.seconds } else { one.meetings }));
    ranking.truncate(limit);

    let id_kind = arguments.query("user_id_type");
    let is_of_company = id_kind.map(UserIdType::from) == Some(UserIdType::UserId);
    if is_of_company && ranking.iter().any(|one| !one.who.is_user()) {
        return Err(Refusal::new(codes::USER_ID_TYPE_NOT_APPLICABLE));
    }
    let rooms = Rooms::of(exchange);
    let users: Vec<_> = ranking
        .iter()
        .map(|one| {
            json!({
                "id": one.who.shown(id_kind),
                "name": rooms.called(&one.who),
                "user_type": one.who.kind,
                "meeting_count": one.meetings.to_string(),
                // The page of the operation says minutes.
                "meeting_duration": (one.seconds / 60).to_string(),
            })
        })
        .collect();
    Ok(Response::data(&json!({"top_user_report": users})))
}

struct Ranked {
    who: Attendee,
    meetings: u64,
    seconds: u64,
}

/// The span of the request, within the time that is remembered.
fn span(exchange: &Exchange<'_>) -> Result<(u64, u64), Refusal> {
    let arguments = exchange.arguments;
    let read = |name| arguments.query(name).and_then(seconds).ok_or_else(invalid);
    let (start, end) = (read("start_time")?, read("end_time")?);
    // The day on which the time that is remembered begins counts as a whole.
    let oldest = now(exchange).saturating_sub(REMEMBERED) / DAY * DAY;
    if start > end || start < oldest {
        return Err(invalid());
    }
    let region: Option<i64> = arguments.query("unit").and_then(|unit| unit.parse().ok());
    let is_elsewhere = region.is_some_and(|region| region != DataRegion::MainlandChina.number());
    // The company keeps its data in one region.
    (!is_elsewhere).then_some((start, end)).ok_or_else(invalid)
}

fn begun<'e>(exchange: &'e Exchange<'_>, start: u64, end: u64) -> Vec<&'e Meeting> {
    let begun = meetings(exchange).begun();
    let begun = begun.filter(|one| (start..=end).contains(&one.started));
    begun.collect()
}

/// How many meetings, for how many seconds, with how many participants.
fn figures<'m>(meetings: impl Iterator<Item = &'m Meeting>, now: u64) -> (String, String, String) {
    let (mut count, mut seconds, mut participants) = (0, 0, 0);
    for meeting in meetings {
        count += 1;
        seconds += meeting.seconds(now);
        participants += meeting.joined().count();
    }
    (
        count.to_string(),
        seconds.to_string(),
        participants.to_string(),
    )
}
