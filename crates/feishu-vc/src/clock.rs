//! The one place at which this crate reads the clock.

use std::time::SystemTime;

use feishu_core::UnixSeconds;

/// The present time.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the crate's module for time"
)]
pub(crate) fn now() -> UnixSeconds {
    SystemTime::now().into()
}
