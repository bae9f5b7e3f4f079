//! Days, times of day and durations in a workbook: numbers that their format alone tells apart.

use calamine::ExcelDateTime;

use crate::documents::{Cell, Date};

const DAY: f64 = 86_400_000.0;

/// What a format shows of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    Day,
    Time,
    Both,
}

/// The cell for a moment or a duration: a day as such, anything with a time as the text that a sheet shows.
///
/// `format` is the code of the number format, if that is known.
pub(super) fn cell(time: &ExcelDateTime, format: Option<&str>) -> Cell {
    if time.is_duration() {
        return Cell::Text(duration(time.as_f64()));
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let clock = clock(hour.into(), minute, second, milli);
    let has_day = time.as_f64() >= 1.0;
    let has_time = (hour, minute, second, milli) != (0, 0, 0, 0);
    let shown = match format.and_then(shown) {
        Some(shown) => shown,
        None if !has_day => Shown::Time,
        None => Shown::Both,
    };
    let date = Date::new(year, month, day);
    match (shown, date) {
        (Shown::Time, _) | (_, None) => Cell::Text(clock),
        (Shown::Both, Some(date)) if has_time => Cell::Text(format!("{date} {clock}")),
        // Midnight says nothing that the day does not say, and a day can be counted with.
        (Shown::Day | Shown::Both, Some(date)) => Cell::Date(date),
    }
}

/// `26:15:00`, for a number of days.
fn duration(days: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, and the number is not negative"
    )]
    let millis = (days.abs() * DAY).round() as u64;
    let sign = if days < 0.0 && millis > 0 { "-" } else { "" };
    let part = |unit: u64, of: u64| u8::try_from(millis / unit % of).unwrap_or_default();
    let milli = u16::try_from(millis % 1_000).unwrap_or_default();
    let clock = clock(millis / 3_600_000, part(60_000, 60), part(1_000, 60), milli);
    format!("{sign}{clock}")
}

fn clock(hour: u64, minute: u8, second: u8, milli: u16) -> String {
    let fraction = if milli == 0 {
        String::new()
    } else {
        format!(".{milli:03}")
    };
    format!("{hour:02}:{minute:02}:{second:02}{fraction}")
}

/// What a format shows; `None` if it is not one of a moment.
fn shown(format: &str) -> Option<Shown> {
    let (mut day, mut month, mut time) = (false, false, false);
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            // What is escaped or quoted, a colour or a language says nothing; after a semicolon comes another format.
            '\\' | '_' | '*' => _ = chars.next(),
            '"' => _ = chars.find(|c| *c == '"'),
            '[' => _ = chars.find(|c| *c == ']'),
            ';' => break,
            'y' | 'd' | 'e' => day = true,
            // A month, unless it is a minute.
            'm' => month = true,
            'h' | 's' => time = true,
            // The marks of the halves of a day.
            'a' => _ = chars.find(|c| matches!(c, 'p' | 'P')).and(chars.next()),
            _ => {}
        }
    }
    match (day, month, time) {
        (true, _, true) => Some(Shown::Both),
        (true, _, false) | (_, true, false) => Some(Shown::Day),
        (false, _, true) => Some(Shown::Time),
        (false, false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn moment(value: f64, format: Option<&str>) -> String {
        let time = ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false);
        cell(&time, format).to_string()
    }

    #[test]
    fn a_moment_is_what_its_format_shows_of_it() {
        for (value, format, expected) in [
            (0.354_166_666_666_666_7, "h:mm", "08:30:00"),
            (0.0, "hh:mm:ss", "00:00:00"),
            (0.999_988_425_925_926, "h:mm:ss AM/PM", "23:59:59"),
            (0.354_169_560_185_185_2, "mm:ss.0", "08:30:00.250"),
            (45_943.5, "hh:mm", "12:00:00"),
            (45_943.5, "yyyy-mm-dd", "2025-10-13"),
            (45_943.0, "yyyy-mm-dd", "2025-10-13"),
            (45_943.5, "m/d/yy h:mm", "2025-10-13 12:00:00"),
            (45_943.0, "m/d/yy h:mm", "2025-10-13"),
            (45_943.5, "[$-804]mmm", "2025-10-13"),
            (45_943.5, "yyyy\"h\"", "2025-10-13"),
            (0.5, "yyyy-mm-dd", "12:00:00"),
        ] {
            assert_eq!(moment(value, Some(format)), expected, "{format}");
        }
    }

    #[test]
    fn a_moment_without_a_format_is_what_its_number_tells() {
        assert_eq!(moment(0.5, None), "12:00:00");
        assert_eq!(moment(45_943.0, None), "2025-10-13");
        assert_eq!(moment(45_943.5, None), "2025-10-13 12:00:00");
    }

    #[test]
    fn a_duration_may_be_longer_than_a_day() {
        for (days, expected) in [
            (1.093_75, "26:15:00"),
            (0.0, "00:00:00"),
            (-0.5, "-12:00:00"),
            (41.666_666_666_666_664, "1000:00:00"),
        ] {
            let time = ExcelDateTime::new(days, ExcelDateTimeType::TimeDelta, false);
            assert_eq!(cell(&time, None), Cell::from(expected));
        }
    }
}
