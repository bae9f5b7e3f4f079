//! What follows from where rooms and levels are: the levels above them, and whether there are some below.

use serde_json::{Value, json};

use super::entities::ROOM_LEVEL;
use crate::documented;
use crate::exchange::Exchange;
use crate::services::entities::list;
use crate::state::entities::{Record, Scope};

/// Tells a level what is above and below it.
pub(super) fn place_level(exchange: &mut Exchange<'_>, level: &mut Value) {
    let levels = levels(exchange);
    let id = level.get(ROOM_LEVEL.id()).map(documented::text);
    let id = id.unwrap_or_default();
    let mut path = path(&levels, level.get("parent_id"));
    // The example of a level that has others below it is below itself.
    path.retain(|above| *above != id);
    let below = levels.iter().filter(|below| below.id != id);
    let has_child = below.filter_map(|below| below.object.get("parent_id"));
    level["has_child"] = has_child.into_iter().any(|parent| *parent == *id).into();
    level["path"] = json!(path);
}

/// Tells a room which levels lead to it, its own the last.
pub(super) fn place_room(exchange: &mut Exchange<'_>, room: &mut Value) {
    let levels = levels(exchange);
    room["path"] = json!(path(&levels, room.get(ROOM_LEVEL.id())));
}

pub(super) fn levels(exchange: &mut Exchange<'_>) -> Vec<Record> {
    let scope = Scope {
        kind: ROOM_LEVEL.name(),
        within: Vec::new(),
    };
    list(exchange, &ROOM_LEVEL, &scope)
}

/// A level and those above it, from the top.
pub(super) fn path(levels: &[Record], level: Option<&Value>) -> Vec<String> {
    let mut path: Vec<String> = Vec::new();
    let mut next = level.and_then(Value::as_str);
    while let Some(id) = next
        && !path.iter().any(|known| known == id)
    {
        path.push(id.to_owned());
        let known = levels.iter().find(|level| level.id == id);
        next = known.and_then(|level| level.object.get("parent_id")?.as_str());
    }
    path.reverse();
    path
}
