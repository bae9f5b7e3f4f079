//! Spans of time from the ranges of Rust.

use std::ops::{Range, RangeInclusive};

use crate::generated::types::Period;
use crate::ground::values::UnixSeconds;

/// From anything that is a time: `SystemTime`, [`UnixSeconds`], whole seconds since 1970.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use feishu_core::types::Period;
///
/// let now = SystemTime::now();
/// let last_week = Period::from(now - Duration::from_secs(7 * 24 * 60 * 60)..now);
/// assert_eq!(last_week.end.get() - last_week.start.get(), 7 * 24 * 60 * 60);
/// ```
impl<T: Into<UnixSeconds>> From<Range<T>> for Period {
    fn from(range: Range<T>) -> Self {
        Self {
            start: range.start.into(),
            end: range.end.into(),
        }
    }
}

impl<T: Into<UnixSeconds>> From<RangeInclusive<T>> for Period {
    fn from(range: RangeInclusive<T>) -> Self {
        let (start, end) = range.into_inner();
        Self {
            start: start.into(),
            end: end.into(),
        }
    }
}
