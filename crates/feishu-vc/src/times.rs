//! When something on record took place: the platform tells it as text for people, and takes it as seconds since 1970.

use feishu_core::UnixSeconds;
use feishu_core::types::Period;

use crate::meeting_list::MeetingRecord;
use crate::participant_list::ParticipantRecord;
use crate::resource_reservation_list::RoomReservation;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

impl MeetingRecord {
    /// Returns when the meeting began and ended, as lists and workbooks of its participants ask for it; `None` while it goes on,
    /// or if the times are not written as documented.
    ///
    /// ```no_run
    /// # async fn example(vc: feishu_vc::Vc, meeting: feishu_vc::meeting_list::MeetingRecord) -> feishu_core::Result<()> {
    /// if let (Some(number), Some(period)) = (&meeting.meeting_no, meeting.period()) {
    ///     vc.export_participants(number, period).save_to("participants.xlsx").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn period(&self) -> Option<Period> {
        period(&self.meeting_start_time, &self.meeting_end_time)
    }
}

impl ParticipantRecord {
    /// Returns when the participant first joined and last left; `None` for one who is still there, or if the times are not
    /// written as documented. The start is the `join_time` that a report of quality asks for.
    pub fn period(&self) -> Option<Period> {
        period(&self.join_time, &self.leave_time)
    }
}

impl RoomReservation {
    /// Returns when the meeting begins and ends for which the room is reserved; `None` if the times are not written as documented.
    pub fn period(&self) -> Option<Period> {
        period(&self.event_start_time, &self.event_end_time)
    }
}

fn period(start: &Option<String>, end: &Option<String>) -> Option<Period> {
    let read = |text: &Option<String>| seconds(text.as_deref()?);
    Some(Period {
        start: read(start)?,
        end: read(end)?,
    })
}

/// Reads such as `2022.12.23 11:16:59 (GMT+08:00)`.
fn seconds(text: &str) -> Option<UnixSeconds> {
    let (date, rest) = text.trim().split_once(' ')?;
    let (time, zone) = rest.trim().split_once(' ')?;
    let [year, month, day] = numbers(date, '.')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !in_range {
        return None;
    }
    let zone = zone.trim().strip_prefix("(GMT")?.strip_suffix(')')?;
    let hours = days(year, month, day) * 24 + hour;
    let seconds = hours * HOUR + minute * MINUTE + second;
    Some(UnixSeconds::new(seconds - ahead(zone)?))
}

/// The seconds by which a zone is ahead, such as `+08:00`; none for an empty one.
fn ahead(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.split_at_checked(1) {
        None => return Some(0),
        Some(("+", digits)) => (1, digits),
        Some(("-", digits)) => (-1, digits),
        Some(_) => return None,
    };
    let [hours, minutes] = match numbers(digits, ':') {
        Some(both) => both,
        None => [numbers::<1>(digits, ':')?[0], 0],
    };
    Some(sign * (hours * HOUR + minutes * MINUTE))
}

/// Exactly so many numbers, of digits alone.
fn numbers<const N: usize>(text: &str, between: char) -> Option<[i64; N]> {
    let read = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|_| is_number && part.len() <= 4)
    };
    let numbers: Option<Vec<_>> = text.split(between).map(read).collect();
    numbers?.try_into().ok()
}

/// The days from 1970 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    counted(year, month, day) - counted(1970, 1, 1)
}

/// The days since the beginning of the calendar. Years are counted from March, so that the day that is now and then there is
/// the last.
fn counted(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_they_are_documented() {
        for (text, expected) in [
            ("2022.12.23 11:16:59 (GMT+08:00)", 1_671_765_419),
            ("2022.12.23 03:16:59 (GMT+00:00)", 1_671_765_419),
            ("2022.12.23 03:16:59 (GMT)", 1_671_765_419),
            ("2022.12.22 22:46:59 (GMT-04:30)", 1_671_765_419),
            ("2022.12.23 11:16:59 (GMT+8)", 1_671_765_419),
            ("1970.01.01 00:00:00 (GMT)", 0),
            ("2000.02.29 00:00:00 (GMT)", 951_782_400),
            ("2000.03.01 00:00:00 (GMT)", 951_868_800),
            ("2100.03.01 00:00:00 (GMT)", 4_107_542_400),
        ] {
            assert_eq!(seconds(text), Some(UnixSeconds::new(expected)), "{text}");
        }
        for text in [
            "",
            "-",
            "2022-12-23 11:16:59 (GMT+08:00)",
            "2022.13.23 11:16:59 (GMT+08:00)",
            "2022.12.23 24:16:59 (GMT+08:00)",
            "2022.12.23 11:16 (GMT+08:00)",
            "2022.12.23 11:16:59",
            "2022.12.23 11:16:59 (CST)",
            "2022.12.23 11:16:59 (GMT+x)",
            "2022.12.+3 11:16:59 (GMT)",
            "99999999999999999999.1.1 1:1:1 (GMT)",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_meeting_that_goes_on_has_no_period() {
        let mut meeting = MeetingRecord {
            meeting_start_time: Some("2022.12.23 11:16:59 (GMT+08:00)".to_owned()),
            ..MeetingRecord::default()
        };
        assert_eq!(meeting.period(), None);
        meeting.meeting_end_time = Some("2022.12.23 11:18:51 (GMT+08:00)".to_owned());
        let period = Period::from(1_671_765_419..1_671_765_531);
        assert_eq!(meeting.period(), Some(period));
    }
}
