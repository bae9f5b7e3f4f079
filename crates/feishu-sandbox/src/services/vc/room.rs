//! What meetings and reports need to know of rooms.

use super::entities::{ROOM, ROOM_LEVEL};
use super::meetings::Attendee;
use super::room_level;
use crate::exchange::Exchange;
use crate::services::entities::list;
use crate::state::entities::Scope;

/// The rooms and the levels that there are at one time.
#[derive(Debug)]
pub(super) struct Rooms {
    rooms: Vec<Room>,
    levels: Vec<String>,
}

#[derive(Debug)]
struct Room {
    id: String,
    name: String,
    /// The levels that lead to it.
    path: Vec<String>,
}

impl Rooms {
    /// Returns all rooms and levels.
    pub(super) fn of(exchange: &mut Exchange<'_>) -> Self {
        let levels = room_level::levels(exchange);
        let scope = Scope {
            kind: ROOM.name(),
            within: Vec::new(),
        };
        let rooms = list(exchange, &ROOM, &scope).into_iter().map(|room| Room {
            name: room.object["name"].as_str().unwrap_or(&room.id).to_owned(),
            path: room_level::path(&levels, room.object.get(ROOM_LEVEL.id())),
            id: room.id,
        });
        Self {
            rooms: rooms.collect(),
            levels: levels.into_iter().map(|level| level.id).collect(),
        }
    }

    /// Returns what a user or a room is called; whoever has no name is called by the id.
    pub(super) fn called<'a>(&'a self, who: &'a Attendee) -> &'a str {
        self.find(&who.id)
            .map_or_else(|| who.name(), |room| &room.name)
    }

    /// Whether a room stands in a level, or below it. A level that there is not stands for the whole company.
    pub(super) fn is_in_level(&self, room: &str, level: &str) -> bool {
        if !self.levels.iter().any(|known| known == level) {
            return true;
        }
        let room = self.find(room);
        room.is_some_and(|room| room.path.iter().any(|above| above == level))
    }

    fn find(&self, id: &str) -> Option<&Room> {
        self.rooms.iter().find(|room| room.id == id)
    }
}
