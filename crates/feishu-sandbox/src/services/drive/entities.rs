//! What drive remembers beside documents and folders: comments and their replies, versions, members, subscriptions, and
//! what is set for sharing.

use feishu_drive::codes;

use super::permission_member;
use crate::services::entities::{Entity, Fresh, Missing, Verb};

/// What is remembered.
pub(in crate::services) const ENTITIES: &[&Entity] = &[
    &COMMENT,
    &REPLY,
    &VERSION,
    &SUBSCRIPTION,
    &FILE_EVENT,
    &USER_EVENT,
    &MEMBER,
    &SHARING,
    &PASSWORD,
];

/// The operation that adds reactions to replies.
pub(super) const REACTION: &str = "drive.v2.comment_reaction.update_reaction";

pub(super) static COMMENT: Entity = Entity {
    name: "comment",
    scope: &[&["file_token"]],
    id: "comment_id",
    also: &["comment_ids"],
    fresh: &[("comment_id", Fresh::Number)],
    off: &["is_solved"],
    maker: &["user_id"],
    missing: Missing::Refused(&[codes::COMMENT_NOT_FOUND]),
    bad_page: &[codes::INVALID_COMMENT_PARAM],
    parts: Some((&REPLY, "/reply_list/replies")),
    operations: &[
        ("drive.v1.file_comment.create", Verb::Create),
        ("drive.v1.file_comment.get", Verb::Get),
        (
            "drive.v1.file_comment.batch_query",
            Verb::GetEach("comment_ids"),
        ),
        ("drive.v1.file_comment.list", Verb::List(&[])),
        ("drive.v1.file_comment.patch", Verb::Update),
    ],
    named_by: &[
        "drive.v1.file_comment_reply.create",
        "drive.v1.file_comment_reply.list",
        "drive.v1.file_comment_reply.update",
        "drive.v1.file_comment_reply.delete",
        REACTION,
    ],
    ..Entity::PLAIN
};

pub(super) static REPLY: Entity = Entity {
    name: "reply",
    scope: &[&["file_token"], &["comment_id"]],
    id: "reply_id",
    fresh: &[("reply_id", Fresh::Number)],
    empty: &["/reactions", "/extra/image_list"],
    maker: &["user_id"],
    missing: Missing::Refused(&[codes::COMMENT_NOT_FOUND]),
    bad_page: &[codes::INVALID_COMMENT_PARAM],
    parent: Some(&COMMENT),
    operations: &[
        ("drive.v1.file_comment_reply.create", Verb::Create),
        ("drive.v1.file_comment_reply.list", Verb::List(&[])),
        ("drive.v1.file_comment_reply.update", Verb::Update),
        ("drive.v1.file_comment_reply.delete", Verb::Delete),
    ],
    named_by: &[REACTION],
    ..Entity::PLAIN
};

static VERSION: Entity = Entity {
    name: "version",
    scope: &[&["file_token"]],
    id: "version",
    also: &["version_id"],
    fresh: &[("version", Fresh::Letters(6))],
    maker: &["owner_id", "creator_id"],
    renamed: &[("file_token", "parent_token")],
    missing: Missing::Refused(&[codes::VERSION_NOT_FOUND]),
    bad_page: &[codes::VERSION_FAILED],
    operations: &[
        ("drive.v1.file_version.create", Verb::Create),
        ("drive.v1.file_version.get", Verb::Get),
        ("drive.v1.file_version.list", Verb::List(&[])),
        ("drive.v1.file_version.delete", Verb::Delete),
    ],
    ..Entity::PLAIN
};

static SUBSCRIPTION: Entity = Entity {
    name: "subscription",
    scope: &[&["file_token"]],
    of_caller: true,
    id: "subscription_id",
    fresh: &[("subscription_id", Fresh::Number)],
    renamed: &[("is_subscribe", "is_subcribe")],
    missing: Missing::Refused(&[codes::SUBSCRIBED_DOCUMENT_NOT_FOUND]),
    operations: &[
        ("drive.v1.file_subscription.create", Verb::Create),
        ("drive.v1.file_subscription.get", Verb::Get),
        ("drive.v1.file_subscription.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};

/// That the app is told of what happens to a file.
static FILE_EVENT: Entity = Entity {
    name: "file_event",
    scope: &[&["file_token"], &["event_type"]],
    missing: Missing::Refused(&[codes::NOT_SUBSCRIBED]),
    operations: &[
        ("drive.v1.file.subscribe", Verb::Create),
        ("drive.v1.file.get_subscribe", Verb::Get),
        ("drive.v1.file.delete_subscribe", Verb::Delete),
    ],
    ..Entity::PLAIN
};

/// That a caller is told of what concerns him.
static USER_EVENT: Entity = Entity {
    name: "user_event",
    scope: &[&["event_type"]],
    of_caller: true,
    missing: Missing::Not("is_subscribe"),
    operations: &[
        ("drive.v1.user.subscription", Verb::Create),
        ("drive.v1.user.subscription_status", Verb::Get),
        ("drive.v1.user.remove_subscription", Verb::Delete),
    ],
    ..Entity::PLAIN
};

static MEMBER: Entity = Entity {
    name: "member",
    scope: &[&["token"]],
    id: "member_id",
    missing: Missing::Refused(&[codes::INVALID_PERMISSION_PARAM]),
    check: Some(permission_member::may_share),
    operations: &[
        ("drive.v1.permission_member.create", Verb::Create),
        (
            "drive.v1.permission_member.batch_create",
            Verb::CreateEach("members"),
        ),
        ("drive.v1.permission_member.list", Verb::List(&[])),
        ("drive.v1.permission_member.update", Verb::Update),
        ("drive.v1.permission_member.delete", Verb::Delete),
    ],
    ..Entity::PLAIN
};

/// Who may do what with a document; both versions of the interface show some of it.
static SHARING: Entity = Entity {
    name: "sharing",
    scope: &[&["token"]],
    operations: &[
        ("drive.v1.permission_public.get", Verb::Get),
        ("drive.v1.permission_public.patch", Verb::Update),
        ("drive.v2.permission_public.get", Verb::Get),
        ("drive.v2.permission_public.patch", Verb::Update),
    ],
    ..Entity::PLAIN
};

static PASSWORD: Entity = Entity {
    name: "password",
    scope: &[&["token"]],
    fresh: &[("password", Fresh::Letters(8))],
    missing: Missing::Refused(&[codes::OPERATION_NOT_ALLOWED]),
    operations: &[
        ("drive.v1.permission_public_password.create", Verb::Create),
        ("drive.v1.permission_public_password.update", Verb::Renew),
        ("drive.v1.permission_public_password.delete", Verb::Delete),
    ],
    ..Entity::PLAIN
};
