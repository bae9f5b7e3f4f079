//! What a new type is called.

use crate::spec::files::File;
use crate::text::names;

use super::home::singular;
use super::merger::{Merger, Place, free};
use super::visible::{PLATFORM, service_file, service_folder};

/// Names of fields that say little of the type.
const VAGUE: &[&str] = &[
    "Body", "Config", "Content", "Data", "Detail", "Entity", "Extra", "Info", "Item", "Kind",
    "List", "Member", "Meta", "Mode", "Node", "Object", "Option", "Param", "Record", "Request",
    "Resource", "Response", "Result", "Setting", "State", "Status", "Type", "Value",
];

/// Two names as one. The words that the first ends with, the second need not say again: `RoomStatus` of a `MeetingRoom` is a
/// `MeetingRoomStatus`.
fn joined(owner: &str, name: &str) -> String {
    let starts = name.char_indices().filter(|(_, c)| c.is_uppercase());
    let ends = starts.map(|(at, _)| at).chain([name.len()]);
    let said = ends.filter(|end| owner.ends_with(&name[..*end])).max();
    format!("{owner}{}", &name[said.unwrap_or(0)..])
}

impl Merger {
    /// The name of the type of a field, or of some that have a word in common. Of a list, it is that of one.
    pub(super) fn name_for(&self, of: &str, is_list: bool, place: &Place<'_>) -> String {
        let one = if is_list { singular(of) } else { of.to_owned() };
        // Names of Rust's own have an underscore behind, and are taken.
        let name = names::type_name(&one).replace('_', "");
        // A type is not named twice after its owner: `FileInfo`, not `FileFile`.
        let owned = if place.owner.ends_with(&name) {
            format!("{}Info", place.owner)
        } else {
            joined(&place.owner, &name)
        };
        let operation = names::type_name(place.operation).replace('_', "");
        let telling = !VAGUE.contains(&name.as_str());
        let candidates = [
            telling.then(|| name.clone()),
            Some(owned.clone()),
            telling.then(|| joined(&operation, &name)),
            Some(joined(&operation, &owned)),
        ];
        let taken = |name: &str| self.is_taken(place.home, name);
        let found = candidates.into_iter().flatten().find(|name| !taken(name));
        found.unwrap_or_else(|| free(&owned, taken))
    }

    /// Whether a name is that of a type of the service or the platform, or of something that is made from an operation.
    fn is_taken(&self, home: &str, name: &str) -> bool {
        let service = service_file(home);
        let folder = service_folder(&service);
        let service_name = service.split('/').nth(1).unwrap_or_default();
        let is_type = |file: &File| file.types().iter().any(|ty| ty.name.value == name);
        let mut files = self.files.iter();
        names::is_reserved_type(name)
            || self
                .reserved
                .get(service_name)
                .is_some_and(|reserved| reserved.contains(name))
            || files
                .any(|(path, file)| (path.starts_with(folder) || path == PLATFORM) && is_type(file))
    }
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn nothing_is_said_twice() {
        for (owner, name, both) in [
            ("Room", "RoomStatus", "RoomStatus"),
            ("MeetingRoom", "RoomStatus", "MeetingRoomStatus"),
            ("MeetingRoom", "MeetingRoomStatus", "MeetingRoomStatus"),
            ("Room", "Roommate", "RoomRoommate"),
            ("Meeting", "Status", "MeetingStatus"),
            ("File", "File", "File"),
        ] {
            assert_eq!(joined(owner, name), both);
        }
    }
}
