//! The codes with which drive refuses values that the gateway lets through.

use feishu_core::{BrokenRule, ErrorCode, Violation};
use feishu_drive::codes;

/// What tells best what is wrong with a value.
pub(super) fn telling(violation: &Violation) -> &'static [ErrorCode] {
    match (violation.field.as_str(), &violation.rule) {
        (field, BrokenRule::TooLong { .. }) if field.ends_with("token") => {
            &[codes::INVALID_FILE_TOKEN, codes::INVALID_VERSION_FILE_TOKEN]
        }
        ("page_size", _) => &[codes::PAGE_SIZE_TOO_LARGE],
        ("size", BrokenRule::TooLarge { .. }) => &[codes::FILE_TOO_LARGE],
        ("file_name", BrokenRule::TooLong { .. }) => &[codes::INVALID_FILE_NAME],
        ("obj_type", _) => &[codes::INVALID_VERSION_FILE_KIND],
        ("version_id", _) => &[codes::INVALID_VERSION_ID],
        _ => &[],
    }
}

/// What any other value is refused with.
pub(super) const GENERAL: &[ErrorCode] = &[
    codes::INVALID_JOB_PARAM,
    codes::INVALID_PARAMS,
    codes::FILE_TOKEN_INVALID,
    codes::INVALID_PERMISSION_PARAM,
    codes::INVALID_SUBSCRIPTION_PARAM,
    codes::INVALID_COMMENT_PARAM,
    codes::INVALID_DRIVE_PARAM,
];
