//! What video conferencing remembers: rooms and their levels, and what is set for them.

use feishu_vc::codes;

use super::room_level::{place_level, place_room};
use crate::services::entities::{Entity, Filter, Fresh, Missing, Verb};

/// What is remembered.
pub(in crate::services) const ENTITIES: &[&Entity] = &[
    &ROOM,
    &ROOM_LEVEL,
    &ROOM_CONFIG,
    &SCOPE_CONFIG,
    &RESERVE_CONFIG,
    &RESERVE_CONFIG_ADMIN,
    &RESERVE_CONFIG_FORM,
    &RESERVE_CONFIG_DISABLE_INFORM,
];

/// What a configuration of reservations is of: a room or a level.
const RESERVED: &[&[&str]] = &[&["reserve_config_id", "scope_id"], &["scope_type"]];

pub(super) static ROOM: Entity = Entity {
    name: "room",
    id: "room_id",
    also: &["room_ids"],
    fresh: &[
        ("room_id", Fresh::Hex("omm_")),
        ("display_id", Fresh::Digits("LM", 9)),
    ],
    missing: Missing::Refused(&[codes::DATA_NOT_FOUND]),
    bad_page: &[codes::INVALID_PARAM],
    derive: Some(place_room),
    operations: &[
        ("vc.v1.room.create", Verb::Create),
        ("vc.v1.room.get", Verb::Get),
        ("vc.v1.room.mget", Verb::GetEach("room_ids")),
        ("vc.v1.room.list", Verb::List(&[])),
        (
            "vc.v1.room.search",
            Verb::List(&[
                Filter::Is("custom_room_ids", "custom_room_id"),
                Filter::Holds("keyword", "name"),
            ]),
        ),
        ("vc.v1.room.patch", Verb::Update),
        ("vc.v1.room.delete", Verb::Delete),
    ],
    // The room that is in the meetings of the beginning.
    named_by: &["vc.v1.resource_reservation_list.get"],
    ..Entity::PLAIN
};

pub(super) static ROOM_LEVEL: Entity = Entity {
    name: "room_level",
    id: "room_level_id",
    also: &["level_ids"],
    by_name: Some(("0", "vc.v1.room_level.create", "parent_id")),
    fresh: &[("room_level_id", Fresh::Hex("omb_"))],
    missing: Missing::Refused(&[codes::DATA_NOT_FOUND]),
    bad_page: &[codes::INVALID_PARAM],
    takes_along: Some(("delete_child", "parent_id")),
    derive: Some(place_level),
    operations: &[
        ("vc.v1.room_level.create", Verb::Create),
        ("vc.v1.room_level.get", Verb::Get),
        ("vc.v1.room_level.mget", Verb::GetEach("level_ids")),
        (
            "vc.v1.room_level.list",
            Verb::List(&[Filter::Is("room_level_id", "parent_id")]),
        ),
        (
            "vc.v1.room_level.search",
            Verb::List(&[Filter::Is("custom_level_ids", "custom_group_id")]),
        ),
        ("vc.v1.room_level.patch", Verb::Update),
        ("vc.v1.room_level.del", Verb::Delete),
    ],
    ..Entity::PLAIN
};

static ROOM_CONFIG: Entity = Entity {
    name: "room_config",
    scope: &[
        &["scope"],
        &["country_id"],
        &["district_id"],
        &["building_id"],
        &["floor_name"],
        &["room_id"],
    ],
    operations: &[
        ("vc.v1.room_config.query", Verb::Get),
        ("vc.v1.room_config.set", Verb::Update),
    ],
    ..Entity::PLAIN
};

static SCOPE_CONFIG: Entity = Entity {
    name: "scope_config",
    scope: &[&["scope_type"]],
    id: "scope_id",
    operations: &[
        ("vc.v1.scope_config.get", Verb::Get),
        ("vc.v1.scope_config.create", Verb::Update),
    ],
    ..Entity::PLAIN
};

static RESERVE_CONFIG: Entity = Entity {
    name: "reserve_config",
    scope: RESERVED,
    renamed: &[("approval_config", "approve_config")],
    operations: &[
        ("vc.v1.reserve_config.reserve_scope", Verb::Get),
        ("vc.v1.reserve_config.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};

static RESERVE_CONFIG_ADMIN: Entity = Entity {
    name: "reserve_config_admin",
    scope: RESERVED,
    operations: &[
        ("vc.v1.reserve_config_admin.get", Verb::Get),
        ("vc.v1.reserve_config_admin.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};

static RESERVE_CONFIG_FORM: Entity = Entity {
    name: "reserve_config_form",
    scope: RESERVED,
    operations: &[
        ("vc.v1.reserve_config_form.get", Verb::Get),
        ("vc.v1.reserve_config_form.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};

static RESERVE_CONFIG_DISABLE_INFORM: Entity = Entity {
    name: "reserve_config_disable_inform",
    scope: RESERVED,
    operations: &[
        ("vc.v1.reserve_config_disable_inform.get", Verb::Get),
        ("vc.v1.reserve_config_disable_inform.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};
