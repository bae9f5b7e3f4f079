//! Lists of what is on record, which the reports have too.

use feishu_core::ErrorCode;
use feishu_vc::codes;

use super::meetings::Meetings;
use super::query::{Mistake, Query, Values};
use super::record::Known;
use super::report::Report;
use super::room::Rooms;
use super::{invalid, meetings, now, paging, record};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};

/// Lists meetings.
pub(super) fn meetings_list(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    list(exchange, Report::Meetings, "meeting_list", |_, _| Ok(()))
}

/// Lists the participants of a meeting.
pub(super) fn participants(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    list(
        exchange,
        Report::Participants,
        "participants",
        |query, meetings| {
            let meeting = query.meeting(meetings);
            meeting.map(|_| ()).ok_or(codes::REPORTED_MEETING_NOT_FOUND)
        },
    )
}

/// Lists how well a meeting worked for a participant.
pub(super) fn quality(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let name = "participant_quality_list";
    list(exchange, Report::Quality, name, |query, meetings| {
        let meeting = query.meeting(meetings);
        let meeting = meeting.ok_or(codes::REPORTED_MEETING_NOT_FOUND)?;
        let stay = record::stay(query, meeting);
        stay.map(|_| ()).ok_or(codes::DEVICE_NOT_FOUND)
    })
}

/// Lists who has reserved rooms.
pub(super) fn reservations(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let name = "room_reservation_list";
    list(exchange, Report::Reservations, name, |_, _| Ok(()))
}

/// A page of a list, unless the request or what it asks for is wrong.
fn list(
    exchange: &mut Exchange<'_>,
    report: Report,
    name: &str,
    check: impl Fn(&Query, &Meetings) -> Result<(), ErrorCode>,
) -> Result<Response, Refusal> {
    let mistaken = |mistake: Mistake| Refusal::new(mistake.code());
    let query = Query::read(report, &Values::of_query(exchange.arguments)).map_err(mistaken)?;
    let now = now(exchange);
    query.check_span(report, now).map_err(mistaken)?;
    check(&query, meetings(exchange)).map_err(Refusal::new)?;
    let rooms = &Rooms::of(exchange);
    let known = Known {
        meetings: meetings(exchange),
        rooms,
        now,
    };
    let records = record::all(report, &query, known);
    let records = records.iter().map(|record| record::json(record)).collect();
    let data = paging::page(exchange, name, &format!("{query:?}"), records);
    let data = data.ok_or_else(invalid)?;
    Ok(Response::data(&data))
}
