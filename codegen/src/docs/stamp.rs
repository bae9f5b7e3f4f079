//! When a page was last changed: in the forms in which pages say so, to milliseconds.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern::pattern;
use super::vocabulary;

/// A date, perhaps with a time and a zone.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?",
        r"\s*(?P<zone>Z|UTC|(?P<sign>[+-])(?P<ahead>\d{2}):?(?P<more>\d{2}))?$",
    ))
});

/// A line of a page that says when it was last changed.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary::any(|words| words.stamp);
    pattern(&format!(
        r"^[>*_\s]*{words}[*_\s]*(?P<date>\d[^*_]*?)[*_\s]*$"
    ))
});

/// The names of the keys that hold a stamp, in small letters and without joints.
const KEYS: [&str; 9] = [
    "updatetime",
    "updatedat",
    "updated",
    "updatedon",
    "lastupdated",
    "lastupdatedat",
    "lastupdatedon",
    "lastmodified",
    "modified",
];

/// What the name of such a key has in it.
const HINTS: [&str; 2] = ["updat", "modif"];

/// So many digits at most count seconds.
const SECONDS: usize = 10;

/// So many digits at least, since a small number may be of any unit.
const FEWEST: usize = 9;

/// What the name of a key says of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// It is a stamp.
    Stamp,
    /// It looks like a stamp of some kind.
    Alike,
    /// It is something else.
    Other,
}

/// Tells whether a key holds a stamp.
pub(super) fn key(name: &str) -> Key {
    let plain: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if KEYS.contains(&plain.as_str()) {
        Key::Stamp
    } else if HINTS.iter().any(|hint| plain.contains(hint)) {
        Key::Alike
    } else {
        Key::Other
    }
}

/// Reads a stamp: milliseconds or seconds in digits, or a date as ISO 8601 has it; one without a zone is taken for UTC.
pub(super) fn read(text: &str) -> Option<u64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let number: u64 = text.parse().ok()?;
        let is_seconds = (FEWEST..=SECONDS).contains(&text.len());
        return if is_seconds {
            number.checked_mul(1000)
        } else {
            Some(number)
        };
    }
    let found = DATE.captures(text)?;
    let part = |name: &str| -> Option<i64> {
        found
            .name(name)
            .map_or(Some(0), |part| part.as_str().parse().ok())
    };
    let (month, day) = (part("month")?, part("day")?);
    let (hour, minute, second) = (part("hour")?, part("minute")?, part("second")?);
    let is_sound = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    if !is_sound {
        return None;
    }
    let ahead = (part("ahead")? * 60 + part("more")?) * 60;
    let ahead = match found.name("sign").map(|sign| sign.as_str()) {
        Some("-") => -ahead,
        _ => ahead,
    };
    let days = days(part("year")?, month, day);
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - ahead;
    u64::try_from(seconds).ok()?.checked_mul(1000)
}

/// The stamp that a line of a page states: "Last updated on 2024-05-01".
pub(super) fn of_line(line: &str) -> Option<u64> {
    read(&LINE.captures(line)?["date"])
}

/// The days from the beginning of 1970 to a date, by the calendar that counts from March, so that the odd day comes last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_read_in_every_form() {
        for (text, expected) in [
            ("1700000000000", 1_700_000_000_000),
            ("1700000000", 1_700_000_000_000),
            ("17", 17),
            ("1970-01-02", 86_400_000),
            ("2000-03-01", 951_868_800_000),
            ("2024-02-29T12:30:15Z", 1_709_209_815_000),
            ("2024-02-29 20:30:15.250+08:00", 1_709_209_815_000),
            ("2024/2/29", 1_709_164_800_000),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
        for text in [
            "soon",
            "2024-13-01",
            "2024-01-01T25:00",
            "-5",
            "",
            "1969-12-31",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_may_state_the_date() {
        assert_eq!(of_line("Last updated on 1970-01-02"), Some(86_400_000));
        assert_eq!(of_line("> **最后更新于** 1970-01-02"), Some(86_400_000));
        assert_eq!(of_line("Last updated on the day before"), None);
        assert_eq!(of_line("Sheets that were last updated on 1970-01-02"), None);
    }

    #[test]
    fn keys_are_told_by_their_names() {
        for name in [
            "updateTime",
            "updatedAt",
            "updated_at",
            "updated",
            "last-updated",
        ] {
            assert_eq!(key(name), Key::Stamp, "{name}");
        }
        assert_eq!(key("updatedBy"), Key::Alike);
        assert_eq!(key("title"), Key::Other);
    }
}
