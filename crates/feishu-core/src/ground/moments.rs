//! Times that the platform writes otherwise than in seconds since 1970: in milliseconds, as a date, as seconds of a day.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ground::lenient::{Lenient, lenient};
use crate::ground::values::UnixSeconds;

const DAY: i64 = 24 * 60 * 60;

/// A time in milliseconds since 1970, which the platform writes as a decimal text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(i64);

impl UnixMillis {
    /// So many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn new(millis: i64) -> Self {
        Self(millis)
    }

    /// The milliseconds since 1970-01-01T00:00:00Z.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for UnixMillis {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

impl From<UnixSeconds> for UnixMillis {
    fn from(time: UnixSeconds) -> Self {
        Self(time.get().saturating_mul(1000))
    }
}

impl From<UnixMillis> for UnixSeconds {
    /// Fractions of a second are cut off.
    fn from(time: UnixMillis) -> Self {
        Self::new(time.0.div_euclid(1000))
    }
}

impl From<SystemTime> for UnixMillis {
    /// Fractions of a millisecond are cut off.
    fn from(time: SystemTime) -> Self {
        Self(match time.duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => {
                i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis)
            }
        })
    }
}

impl From<UnixMillis> for SystemTime {
    /// A time that the system cannot represent becomes 1970.
    fn from(time: UnixMillis) -> Self {
        let distance = Duration::from_millis(time.0.unsigned_abs());
        let moment = if time.0 < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        moment.unwrap_or(UNIX_EPOCH)
    }
}

impl Serialize for UnixMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Lenient for UnixMillis {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(i64::read(deserializer)?.map(Self))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de> Deserialize<'de> for UnixMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

/// A time of day, in seconds since midnight, which the platform writes as a decimal text.
///
/// The end of a day is 24:00, 86,400 seconds after it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecondsOfDay(u32);

impl SecondsOfDay {
    /// So many seconds after midnight.
    pub const fn new(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The time that a clock shows: `SecondsOfDay::at(8, 30)` is half past eight in the morning.
    pub const fn at(hour: u8, minute: u8) -> Self {
        Self(hour as u32 * 3600 + minute as u32 * 60)
    }

    /// The seconds since midnight.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SecondsOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<u32> for SecondsOfDay {
    fn from(seconds: u32) -> Self {
        Self(seconds)
    }
}

impl Serialize for SecondsOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Lenient for SecondsOfDay {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(u32::read(deserializer)?.map(Self))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de> Deserialize<'de> for SecondsOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

/// A date and a time with its distance from UTC, such as `2026-03-21T16:15:30+08:00`: ISO 8601, as RFC 3339 narrows it.
///
/// The text is kept as it came, and goes out as it is.
///
/// ```
/// use feishu_core::{IsoTime, UnixSeconds};
///
/// let time = IsoTime::new("2026-03-21T16:15:30+08:00");
/// assert_eq!(time.seconds(), Some(UnixSeconds::new(1_774_080_930)));
/// assert_eq!(IsoTime::from(UnixSeconds::new(0)).as_str(), "1970-01-01T00:00:00Z");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct IsoTime(String);

impl IsoTime {
    /// Takes the text of a time, as it stands on the wire.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The time as it stands on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the seconds since 1970, without the fraction of a second; `None` for a text that is no such time.
    pub fn seconds(&self) -> Option<UnixSeconds> {
        let (date, rest) = (self.0.get(..10)?, self.0.get(10..)?);
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = (rest.get(..8)?, rest.get(8..)?);
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|sign: char| sign.is_ascii_digit()),
            None => rest,
        };
        let offset = match rest {
            "Z" | "z" => 0,
            _ => {
                let sign = match rest.get(..1)? {
                    "+" => 1,
                    "-" => -1,
                    _ => return None,
                };
                let [hours, minutes] = numbers(rest.get(1..)?, ':')?;
                sign * (hours * 3600 + minutes * 60)
            }
        };
        let [year, month, day] = numbers(date, '-')?;
        let [hour, minute, second] = numbers(clock, ':')?;
        let days = days_before(year, month, day);
        let possible =
            date_of(days) == (year, month, day) && hour < 24 && minute < 60 && second <= 60;
        let clock = hour * 3600 + minute * 60 + second - offset;
        possible.then(|| UnixSeconds::new(days * DAY + clock))
    }
}

/// The numbers of a text with a sign between them.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let parts = text.split(between).map(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| digits)
    });
    parts.collect::<Option<Vec<i64>>>()?.try_into().ok()
}

/// The days from 1970-01-01 to a date.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    days_of(year, month, day) - EPOCH
}

/// The days from the first of March of the year 0 to a date. A year is counted from March, so that the leap day is its last.
const fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let in_year = (153 * from_march + 2) / 5 + day - 1;
    let leaps = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leaps + in_year
}

/// The days up to 1970.
const EPOCH: i64 = days_of(1970, 1, 1);
/// The days of four years without a leap day, of a hundred years that end without one, and of four hundred, after which the
/// calendar repeats.
const FOUR_YEARS: i64 = 4 * 365;
const CENTURY: i64 = days_of(100, 3, 1);
const ERA: i64 = days_of(400, 3, 1);

/// The date that is so many days after 1970-01-01.
fn date_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + EPOCH;
    let era = shifted.div_euclid(ERA);
    let of_era = shifted.rem_euclid(ERA);
    let year = (of_era - of_era / FOUR_YEARS + of_era / CENTURY - of_era / (ERA - 1)) / 365;
    let in_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * in_year + 2) / 153;
    let day = in_year - (153 * from_march + 2) / 5 + 1;
    let month = (from_march + 2) % 12 + 1;
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

impl fmt::Display for IsoTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<UnixSeconds> for IsoTime {
    /// In UTC.
    fn from(time: UnixSeconds) -> Self {
        let (days, clock) = (time.get().div_euclid(DAY), time.get().rem_euclid(DAY));
        let (year, month, day) = date_of(days);
        let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
        Self(format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
        ))
    }
}

impl From<SystemTime> for IsoTime {
    /// In UTC, without the fraction of a second.
    fn from(time: SystemTime) -> Self {
        Self::from(UnixSeconds::from(time))
    }
}

impl Lenient for IsoTime {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        let text = String::read(deserializer)?;
        Ok(text.filter(|text| !text.is_empty()).map(Self))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl<'de> Deserialize<'de> for IsoTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        IsoTime::new(text).seconds().map(UnixSeconds::get)
    }

    #[test]
    fn a_date_is_read_wherever_its_clock_stands() {
        for text in [
            "2026-03-21T16:15:30+08:00",
            "2026-03-21T08:15:30Z",
            "2026-03-21t08:15:30.999z",
            "2026-03-21 03:45:30-04:30",
        ] {
            assert_eq!(seconds(text), Some(1_774_080_930), "{text}");
        }
        assert_eq!(seconds("1969-12-31T23:59:59Z"), Some(-1));
        assert_eq!(seconds("2000-02-29T00:00:00Z"), Some(951_782_400));
    }

    #[test]
    fn what_is_no_date_has_no_seconds() {
        for text in [
            "",
            "1774080930",
            "2026-03-21",
            "2026-03-21T16:15:30",
            "2026-13-21T16:15:30Z",
            "2026-02-29T16:15:30Z",
            "2026-03-21T25:15:30Z",
            "2026-03-21T16:15:30+0800",
            "2026-+3-21T16:15:30Z",
            "2026年3月21日 16:15",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_written_as_it_is_read() {
        // From the year 1 to the year 9910.
        let days = (-719_000..2_900_000).step_by(97);
        for time in days.map(|days| days * DAY + 45_296) {
            let written = IsoTime::from(UnixSeconds::new(time));
            assert_eq!(seconds(written.as_str()), Some(time), "{written}");
        }
    }

    #[test]
    fn milliseconds_and_seconds_become_each_other() {
        let time = UnixMillis::new(1_612_246_959_999);
        assert_eq!(UnixSeconds::from(time), UnixSeconds::new(1_612_246_959));
        assert_eq!(UnixSeconds::from(UnixMillis::new(-1)), UnixSeconds::new(-1));
        assert_eq!(UnixMillis::from(UnixSeconds::new(5)), UnixMillis::new(5000));
        for millis in [1_612_246_959_999, -1] {
            let time = UnixMillis::new(millis);
            assert_eq!(UnixMillis::from(SystemTime::from(time)), time);
        }
    }

    #[test]
    fn times_are_read_from_numbers_and_texts_and_written_as_texts() {
        let read: UnixMillis = serde_json::from_str("1612246959000").unwrap();
        assert_eq!(read, serde_json::from_str(r#""1612246959000""#).unwrap());
        assert_eq!(serde_json::to_string(&read).unwrap(), r#""1612246959000""#);
        let read: SecondsOfDay = serde_json::from_str("27900").unwrap();
        assert_eq!(read, SecondsOfDay::at(7, 45));
        assert_eq!(serde_json::to_string(&read).unwrap(), r#""27900""#);
        let text = r#""2026-03-21T16:15:30+08:00""#;
        let read: IsoTime = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
        assert_eq!(
            serde_json::from_str::<Option<IsoTime>>("null").unwrap(),
            None
        );
    }
}
