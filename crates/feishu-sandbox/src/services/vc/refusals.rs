//! The codes with which video conferencing refuses values that the gateway lets through.

use feishu_core::{BrokenRule, ErrorCode, Violation};
use feishu_vc::codes;

/// What tells best what is wrong with a value.
pub(super) fn telling(violation: &Violation) -> &'static [ErrorCode] {
    match (violation.field.as_str(), &violation.rule) {
        ("query", BrokenRule::TooLong { .. }) => &[codes::QUERY_TOO_LONG],
        ("page_size", BrokenRule::TooLarge { .. }) => &[codes::PAGE_SIZE_TOO_LARGE],
        (field, _) if field.starts_with("meeting_filter.") => &[codes::INVALID_MEETING_FILTER],
        _ => &[],
    }
}

/// What any other value is refused with.
pub(super) const GENERAL: &[ErrorCode] = &[
    codes::INVALID_PARAM,
    // One search says so of a wrong parameter; elsewhere it is what its name says, and passed over.
    codes::INTERNAL_ERROR,
];
