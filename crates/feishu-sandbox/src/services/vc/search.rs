//! Finds meetings that the user of the token was in or owns.

use feishu_core::IsoTime;
use feishu_vc::codes;
use serde_json::{Value, json};

use super::meetings::{Attendee, Meeting};
use super::{meetings, paging, record};
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::users;

/// How many meetings a search finds at most.
const FOUND: usize = 150;

/// Finds meetings by words of their topic and by conditions, the newest first.
pub(super) fn search(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let caller = Attendee::user(exchange.caller()?.subject);
    let words = arguments.text("query").unwrap_or_default().to_lowercase();
    let filter = Filter::read(arguments.member("meeting_filter"))?;
    let mut found: Vec<_> = meetings(exchange)
        .begun()
        .filter(|one| one.ownership.user == caller.id || one.find(&caller).is_some())
        .filter(|one| one.topic.to_lowercase().contains(&words) && filter.lets_pass(one))
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.started));
    found.truncate(FOUND);
    let total = found.len();
    let items = found
        .into_iter()
        .map(|one| described(exchange, one))
        .collect();
    let holds = (words, filter);
    let data = paging::page(exchange, "items", &holds, items);
    let mut data = data.ok_or_else(|| Refusal::new(codes::INVALID_PAGE_TOKEN))?;
    data["total"] = total.into();
    Ok(Response::data(&data))
}

fn described(exchange: &Exchange<'_>, meeting: &Meeting) -> Value {
    let organizer = users::profile(&meeting.ownership.user).name;
    let line = format!(
        "{} | Organizer: {organizer} | ID: {}",
        record::display(meeting.started),
        meeting.meeting_no
    );
    json!({
        "id": meeting.id,
        "display_info": format!("{}\n{line}", meeting.topic),
        "meta_data": {
            "app_link": super::page::address(&exchange.platform.base_url, &meeting.meeting_no),
            "description": line,
        },
    })
}

/// Conditions; what is left out, or empty, does not count.
#[derive(Hash)]
struct Filter {
    organizers: Vec<String>,
    participants: Vec<String>,
    rooms: Vec<String>,
    since: Option<i64>,
    until: Option<i64>,
}

impl Filter {
    fn read(filter: Option<&Value>) -> Result<Self, Refusal> {
        let none = Value::Null;
        let filter = filter.unwrap_or(&none);
        let list = |name: &str| -> Vec<String> {
            let list = filter[name].as_array().into_iter().flatten();
            let texts = list.filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        };
        let moment = |name: &str| match filter["start_time"][name].as_str() {
            None | Some("") => Ok(None),
            Some(text) => match IsoTime::new(text).seconds() {
                Some(seconds) => Ok(Some(seconds.get())),
                None => Err(Refusal::new(codes::INVALID_MEETING_TIME)),
            },
        };
        let read = Self {
            organizers: list("organizer_ids"),
            participants: list("participant_ids"),
            rooms: list("open_room_ids"),
            since: moment("start_time")?,
            until: moment("end_time")?,
        };
        if read
            .since
            .zip(read.until)
            .is_some_and(|(since, until)| since > until)
        {
            return Err(Refusal::new(codes::MEETING_FILTER_FAILED));
        }
        let is_room = |id: &String| Attendee::of_id(id).is_some_and(|who| who.is_room());
        if !read.rooms.iter().all(is_room) {
            return Err(Refusal::new(codes::INVALID_ROOM_ID));
        }
        let mut users = read.organizers.iter().chain(&read.participants);
        if users.any(|id| users::open_id(id, None).is_none()) {
            return Err(Refusal::new(codes::INVALID_MEETING_FILTER));
        }
        Ok(read)
    }

    fn lets_pass(&self, meeting: &Meeting) -> bool {
        let was_in = |ids: &[String]| {
            let mut joined = meeting.joined();
            ids.is_empty() || joined.any(|one| ids.contains(&one.who.id))
        };
        let started = i64::try_from(meeting.started).unwrap_or(i64::MAX);
        let organizers = &self.organizers;
        (organizers.is_empty() || organizers.contains(&meeting.ownership.user))
            && was_in(&self.participants)
            && was_in(&self.rooms)
            && self.since.is_none_or(|since| since <= started)
            && self.until.is_none_or(|until| started <= until)
    }
}
