//! What a refusal means: its kind, and whether repeating the call can help.
//!
//! The one place where the documentation's word on a code, the HTTP status and the details of the response come together.

use crate::ground::details::ErrorDetails;
use crate::ground::kind::ErrorKind;
use crate::ground::operation::{ErrorInfo, Retry};

/// The kind of a refusal: the class of its code, or of a code that nobody knows, what the response tells: that scopes are
/// missing, or the status. A call that came too often did nothing, whatever is documented, unless something is used up.
pub(crate) fn kind(
    known: Option<&ErrorInfo>,
    status: u16,
    details: Option<&ErrorDetails>,
) -> ErrorKind {
    let retry = known.and_then(|known| known.retry);
    match known.map(|known| known.class) {
        Some(ErrorKind::QuotaUsedUp) => ErrorKind::QuotaUsedUp,
        _ if status == TOO_MANY && retry.is_none() => ErrorKind::RateLimited,
        Some(class) => class,
        None if details.is_some_and(|details| !details.permission_violations.is_empty()) => {
            ErrorKind::PermissionDenied
        }
        None => ErrorKind::by_status(status),
    }
}

/// Whether repeating a refused call can help: as the documentation says of the code, or else as its kind has it. A token is
/// only replaced where the documentation knows that it was the token.
pub(crate) fn retry(known: Option<&ErrorInfo>, kind: ErrorKind) -> Retry {
    if let Some(retry) = known.and_then(|known| known.retry) {
        return retry;
    }
    match kind {
        ErrorKind::RateLimited => Retry::Wait,
        ErrorKind::Unavailable => Retry::Idempotent,
        ErrorKind::Unauthenticated if known.is_some() => Retry::RenewToken,
        _ => Retry::Never,
    }
}

/// The kind of a response that is not the platform's: its status tells whether something before the platform is in trouble.
pub(crate) fn kind_of_foreign(status: u16) -> ErrorKind {
    match ErrorKind::by_status(status) {
        passing if passing.is_transient() => passing,
        _ => ErrorKind::UnexpectedResponse,
    }
}

/// The HTTP status of a call that came too often.
const TOO_MANY: u16 = 429;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::operation::ErrorCode;

    fn row(status: u16) -> ErrorInfo {
        ErrorInfo::new(ErrorCode(1), "").row(status, "")
    }

    fn both(known: Option<&ErrorInfo>, status: u16) -> (ErrorKind, Retry) {
        let kind = kind(known, status, None);
        (kind, retry(known, kind))
    }

    #[test]
    fn the_class_of_a_code_goes_before_everything() {
        let class = |class| row(400).class(class);
        let cases = [
            (ErrorKind::RateLimited, Retry::Wait),
            (ErrorKind::Unavailable, Retry::Idempotent),
            (ErrorKind::Unauthenticated, Retry::RenewToken),
            (ErrorKind::PermissionDenied, Retry::Never),
            (ErrorKind::QuotaUsedUp, Retry::Never),
        ];
        for (kind, retry) in cases {
            for status in [200, 400, 403, 500] {
                assert_eq!(both(Some(&class(kind)), status), (kind, retry), "{status}");
            }
        }
        // A call that came too often did nothing, but what is used up is used up all the same.
        for (kind, expected) in [
            (ErrorKind::InvalidRequest, ErrorKind::RateLimited),
            (ErrorKind::QuotaUsedUp, ErrorKind::QuotaUsedUp),
        ] {
            assert_eq!(both(Some(&class(kind)), 429).0, expected);
        }
        let said = class(ErrorKind::Unauthenticated).retry(Retry::Never);
        assert_eq!(
            both(Some(&said), 400),
            (ErrorKind::Unauthenticated, Retry::Never)
        );
    }

    #[test]
    fn a_missing_scope_is_no_invalid_request() {
        let text = r#"{"permission_violations":[{"subject":"a:b"}]}"#;
        let details: ErrorDetails = serde_json::from_str(text).unwrap_or_default();
        let kind = |known| kind(known, 400, Some(&details));
        assert_eq!(kind(None), ErrorKind::PermissionDenied);
        // What is documented goes before it.
        let known = row(400).class(ErrorKind::NotFound);
        assert_eq!(kind(Some(&known)), ErrorKind::NotFound);
    }

    #[test]
    fn of_a_code_that_nobody_knows_the_status_tells() {
        use ErrorKind::{InvalidRequest, Other, RateLimited, Unavailable};
        let cases = [
            (200, Other, Retry::Never),
            (400, InvalidRequest, Retry::Never),
            // That it was the token, nobody knows.
            (401, ErrorKind::Unauthenticated, Retry::Never),
            (403, ErrorKind::PermissionDenied, Retry::Never),
            (408, Unavailable, Retry::Idempotent),
            (409, ErrorKind::Conflict, Retry::Never),
            (410, ErrorKind::NotFound, Retry::Never),
            (413, ErrorKind::TooLarge, Retry::Never),
            (422, InvalidRequest, Retry::Never),
            (425, Unavailable, Retry::Idempotent),
            (429, RateLimited, Retry::Wait),
            (500, Unavailable, Retry::Idempotent),
            (599, Unavailable, Retry::Idempotent),
        ];
        for (status, kind, retry) in cases {
            assert_eq!(both(None, status), (kind, retry), "{status}");
        }
    }

    #[test]
    fn what_the_platform_shares_is_known_by_its_code_alone() {
        use crate::generated::{codes, platform};
        for (code, kind) in [
            (codes::SCOPE_MISSING, ErrorKind::PermissionDenied),
            (codes::USER_CONSENT_MISSING, ErrorKind::PermissionDenied),
            (codes::MONTHLY_QUOTA_EXCEEDED, ErrorKind::QuotaUsedUp),
        ] {
            let known = platform::error(code);
            for status in [200, 400, 500] {
                assert_eq!(both(known, status), (kind, Retry::Never), "{code} {status}");
            }
        }
    }

    #[test]
    fn a_page_is_unexpected_unless_its_status_tells_of_trouble() {
        for (status, kind) in [
            (200, ErrorKind::UnexpectedResponse),
            (302, ErrorKind::UnexpectedResponse),
            (403, ErrorKind::UnexpectedResponse),
            (404, ErrorKind::UnexpectedResponse),
            (429, ErrorKind::RateLimited),
            (502, ErrorKind::Unavailable),
        ] {
            assert_eq!(kind_of_foreign(status), kind, "{status}");
        }
    }
}
