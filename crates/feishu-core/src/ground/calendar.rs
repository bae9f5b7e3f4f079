//! The times of other crates as those of the platform, and back: a feature for each.
//!
//! Into a [`UnixSeconds`] goes every time, without its fraction of a second. The way back fails for times that the other
//! crate does not reach, which is told as the fault of whoever sent them.

use crate::ground::error::{Error, Fault};
use crate::ground::values::UnixSeconds;

/// A time that another crate does not reach.
fn out_of_reach(time: UnixSeconds, krate: &str) -> Error {
    let what = format!("{time} seconds after 1970 is beyond the times of {krate}");
    Error::new(Fault::Decode, what).with_hint("take it as it is, by `UnixSeconds::get`")
}

#[cfg(feature = "chrono")]
impl<Tz: chrono::TimeZone> From<chrono::DateTime<Tz>> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: chrono::DateTime<Tz>) -> Self {
        Self::new(time.timestamp())
    }
}

#[cfg(feature = "chrono")]
impl TryFrom<UnixSeconds> for chrono::DateTime<chrono::Utc> {
    type Error = Error;

    fn try_from(time: UnixSeconds) -> Result<Self, Error> {
        Self::from_timestamp(time.get(), 0).ok_or_else(|| out_of_reach(time, "chrono"))
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: jiff::Timestamp) -> Self {
        Self::new(time.as_second())
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Zoned> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: jiff::Zoned) -> Self {
        Self::from(time.timestamp())
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<UnixSeconds> for jiff::Timestamp {
    type Error = Error;

    fn try_from(time: UnixSeconds) -> Result<Self, Error> {
        Self::from_second(time.get()).map_err(|_| out_of_reach(time, "jiff"))
    }
}

#[cfg(feature = "time")]
impl From<time::OffsetDateTime> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: time::OffsetDateTime) -> Self {
        Self::new(time.unix_timestamp())
    }
}

#[cfg(feature = "time")]
impl From<time::UtcDateTime> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: time::UtcDateTime) -> Self {
        Self::new(time.unix_timestamp())
    }
}

#[cfg(feature = "time")]
impl TryFrom<UnixSeconds> for time::OffsetDateTime {
    type Error = Error;

    fn try_from(time: UnixSeconds) -> Result<Self, Error> {
        Self::from_unix_timestamp(time.get()).map_err(|_| out_of_reach(time, "time"))
    }
}

#[cfg(feature = "time")]
impl TryFrom<UnixSeconds> for time::UtcDateTime {
    type Error = Error;

    fn try_from(time: UnixSeconds) -> Result<Self, Error> {
        Self::from_unix_timestamp(time.get()).map_err(|_| out_of_reach(time, "time"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2024-02-29T12:00:00Z
    const LEAP: i64 = 1_709_208_000;

    /// There and back, for all times that both know; beyond them, an error that names the crate.
    fn holds<T>(krate: &str, text: impl Fn(&T) -> String)
    where
        T: TryFrom<UnixSeconds, Error = Error>,
        UnixSeconds: From<T>,
    {
        for seconds in [LEAP, 0, -1, i64::from(u32::MAX), -LEAP] {
            let time = UnixSeconds::new(seconds);
            let there = T::try_from(time).unwrap();
            assert_eq!(UnixSeconds::from(there), time, "{krate}");
        }
        let leap = T::try_from(UnixSeconds::new(LEAP)).unwrap();
        let told = text(&leap);
        assert!(told.starts_with("2024-02-29"), "{told}");
        for seconds in [i64::MAX, i64::MIN] {
            let error = T::try_from(UnixSeconds::new(seconds)).err().unwrap();
            assert!(error.to_string().contains(krate), "{error}");
        }
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_is_read_and_written() {
        use chrono::{DateTime, FixedOffset, Utc};
        holds::<DateTime<Utc>>("chrono", ToString::to_string);
        let time: DateTime<FixedOffset> = "2024-02-29T20:00:00.9+08:00".parse().unwrap();
        assert_eq!(UnixSeconds::from(time).get(), LEAP);
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_is_read_and_written() {
        holds::<jiff::Timestamp>("jiff", ToString::to_string);
        let time: jiff::Timestamp = "2024-02-29T20:00:00.9+08:00".parse().unwrap();
        assert_eq!(UnixSeconds::from(time).get(), LEAP);
        let offset = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(UnixSeconds::from(time.to_zoned(offset)).get(), LEAP);
    }

    #[cfg(feature = "time")]
    #[test]
    fn time_is_read_and_written() {
        use time::{OffsetDateTime, UtcDateTime, UtcOffset};
        holds::<OffsetDateTime>("time", |time| time.date().to_string());
        holds::<UtcDateTime>("time", |time| time.date().to_string());
        let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(LEAP) * 1_000_000_000 + 9);
        let offset = UtcOffset::from_hms(8, 0, 0).unwrap();
        let time = time.unwrap().to_offset(offset);
        assert_eq!(UnixSeconds::from(time).get(), LEAP);
    }
}
