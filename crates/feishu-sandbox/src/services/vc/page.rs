//! The page at the address of a meeting, where people join and leave.
//!
//! It is for browsers and for `curl`: `curl -d user=ou_1 URL/join`. The meetings that it shows are not the platform's, so
//! that it asks for no token; it answers to its own forms and to programs, and to no other site.

use std::fmt::Write as _;

use hyper::header::{HOST, ORIGIN};
use hyper::{HeaderMap, Method};

use super::meetings::{Meetings, Reservation};
use super::{meeting_recording, record};
use crate::exchange::Platform;
use crate::html::{self, escape};
use crate::response::Response;
use crate::services::Visit;
use crate::state::State;

/// What the address of a meeting begins with.
const ADDRESS: &str = "j";
/// What the address of its live stream ends with.
pub(super) const LIVE: &str = "live";

/// The address of the meeting with a number.
pub(super) fn address(base_url: &str, meeting_no: &str) -> String {
    format!("{base_url}/{ADDRESS}/{meeting_no}")
}

/// Answers a visit of the page of a meeting or of a recording; `None` if it is of something else.
pub(super) fn answer(state: &mut State, platform: &Platform, visit: Visit<'_>) -> Option<Response> {
    let now = platform.clock.unix_seconds(visit.now);
    let segments: Vec<_> = visit.path.strip_prefix('/')?.split('/').collect();
    let is_get = visit.method == Method::GET;
    let meetings = &state.services.vc.meetings;
    match segments[..] {
        [ADDRESS, number] if is_get => Some(shown(meetings, number, true)),
        [ADDRESS, number, LIVE] if is_get => Some(shown(meetings, number, false)),
        [meeting_recording::ADDRESS, id] if is_get => Some(recording(meetings, id, now)),
        [ADDRESS, number, act @ ("join" | "leave")] if visit.method == Method::POST => {
            if !is_own(visit.headers) {
                return Some(problem(403, "The request comes from another site."));
            }
            let Some(user) = visit.field("user") else {
                return Some(problem(400, "Say who: user=ou_…, as a form."));
            };
            let done = if act == "join" {
                super::join(state, number, user.trim(), now).map(|_| ())
            } else {
                super::leave(state, number, user.trim(), now)
            };
            Some(match done {
                Ok(()) => shown(&state.services.vc.meetings, number, true),
                Err(error) => problem(error.status().as_u16(), &error.to_string()),
            })
        }
        _ => None,
    }
}

/// Whether a request comes from a page of the sandbox or from a program, which names no origin.
fn is_own(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(ORIGIN) else {
        return true;
    };
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or_default();
    // A name that leads here is not enough: anybody can have one.
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_loopback = matches!(name, "127.0.0.1" | "localhost" | "[::1]");
    is_loopback && origin.as_bytes() == format!("http://{host}").as_bytes()
}

/// The page of a meeting: who is there, and forms to join and leave.
fn shown(meetings: &Meetings, meeting_no: &str, with_forms: bool) -> Response {
    let active = meetings.going_on(meeting_no);
    let reservation = meetings.by_number(meeting_no);
    if active.is_none() && reservation.is_none() {
        return problem(404, "No meeting has this number.");
    }
    let topic = active.map(|one| one.topic.clone());
    let topic = topic.or_else(|| reservation.map(Reservation::topic));
    let topic = topic.unwrap_or_default();
    let mut body = format!("<p>Meeting {}", escape(meeting_no));
    match active {
        Some(meeting) => {
            _ = write!(
                body,
                ", id {}, began at {}.</p>\n<ul>",
                meeting.id,
                record::display(meeting.started)
            );
            for participant in meeting.participants().iter().filter(|one| one.is_here()) {
                let who = &participant.who;
                _ = write!(body, "\n<li>{} ({})", escape(who.name()), escape(&who.id));
                if meeting.host() == Some(who) {
                    body.push_str(", host");
                }
                if with_forms {
                    _ = write!(
                        body,
                        " <form method=\"post\" action=\"/{ADDRESS}/{}/leave\"><button name=\"user\" value=\"{}\">Leave</button></form>",
                        escape(meeting_no),
                        escape(&who.id)
                    );
                }
                body.push_str("</li>");
            }
            body.push_str("\n</ul>\n");
        }
        None => body.push_str(". Nobody is there yet; it begins when somebody joins.</p>\n"),
    }
    if with_forms {
        _ = writeln!(
            body,
            "<form method=\"post\" action=\"/{ADDRESS}/{}/join\"><label>Open id of a user, or id of a room: <input name=\"user\" required placeholder=\"ou_…\"></label> <button>Join</button></form>",
            escape(meeting_no)
        );
    }
    Response::html(200, &html::page(&topic, &body))
}

/// The page of a recording: how long it is, and who may watch it.
fn recording(meetings: &Meetings, id: &str, now: u64) -> Response {
    let meeting = meetings.meeting(id).filter(|one| one.recording.is_ready());
    let Some(meeting) = meeting else {
        return problem(404, "There is no such recording.");
    };
    let mut body = format!(
        "<p>Recording of meeting {}, {} seconds.</p>\n<ul>\n<li>Owner: {}</li>",
        meeting.meeting_no,
        meeting.recording.seconds(now),
        escape(&meeting.ownership.user)
    );
    for (kind, id) in &meeting.recording.viewers {
        let viewer = format!("{kind:?} {id}");
        _ = write!(body, "\n<li>{}</li>", escape(viewer.trim()));
    }
    body.push_str("\n</ul>\n");
    Response::html(200, &html::page(&meeting.topic, &body))
}

fn problem(status: u16, sentence: &str) -> Response {
    let sentence = format!("<p>{}</p>", escape(sentence));
    Response::html(status, &html::page("Not possible", &sentence))
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    #[test]
    fn other_sites_are_not_own() {
        let own = |host: &'static str, origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_static(host));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            is_own(&headers)
        };
        assert!(own("127.0.0.1:80", None));
        assert!(own("localhost:8787", Some("http://localhost:8787")));
        assert!(!own("localhost:8787", Some("http://localhost:9")));
        assert!(!own("evil.example:8787", Some("http://evil.example:8787")));
        assert!(!own("127.0.0.1:8787", Some("null")));
    }
}
