//! The codes of the exchange, which follows OAuth, so that the spec has no operation for it.

/// A member of the request is missing or makes no sense.
pub(super) const MALFORMED: i64 = 20_001;
/// The secret is not that of the app.
pub(super) const WRONG_SECRET: i64 = 20_002;
/// The code is unknown.
pub(super) const UNKNOWN_CODE: i64 = 20_003;
/// The code is older than it may be.
pub(super) const CODE_EXPIRED: i64 = 20_004;
/// The refresh token is unknown.
pub(super) const UNKNOWN_REFRESH_TOKEN: i64 = 20_026;
/// The kind of grant is unknown.
pub(super) const UNKNOWN_GRANT: i64 = 20_036;
/// The refresh token is older than it may be.
pub(super) const REFRESH_TOKEN_EXPIRED: i64 = 20_037;
/// No app has the id.
pub(super) const UNKNOWN_APP: i64 = 20_048;
/// The verifier is not that of the challenge.
pub(super) const WRONG_VERIFIER: i64 = 20_049;
/// The code has been used.
pub(super) const CODE_USED: i64 = 20_065;
/// The address is not the one that the code was sent to.
pub(super) const WRONG_ADDRESS: i64 = 20_071;
/// The refresh token has been used.
pub(super) const REFRESH_TOKEN_USED: i64 = 20_073;
/// The secret comes in two ways.
pub(super) const CREDENTIALS_TWICE: i64 = 20_070;
