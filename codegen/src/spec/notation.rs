//! How a text or a number is written that stands for something else: the formats of fields, in one table.

/// What a text or a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A time, in seconds since 1970.
    UnixSeconds,
    /// A time, in milliseconds since 1970.
    UnixMillis,
    /// A date and a time with its distance from UTC, as ISO 8601 and RFC 3339 write it.
    IsoTime,
    /// A time of day, in seconds since midnight.
    SecondsOfDay,
    /// A flag, as 0 or 1.
    Flag,
    /// A whole number, as text.
    Number,
    /// A number of bytes.
    Bytes,
    /// A text that must not be printed.
    Secret,
}

/// What is known of a format.
struct Notation {
    format: Format,
    /// How the spec calls it.
    name: &'static str,
    /// Whether fields of type `string` can have it.
    text: bool,
    /// Whether fields of type `int` can have it.
    int: bool,
    /// A text that it accepts.
    sample: &'static str,
    /// What a text of it is, and whether a given one is such a text.
    is: (&'static str, fn(&str) -> bool),
}

const TABLE: [Notation; 8] = [
    Notation {
        format: Format::UnixSeconds,
        name: "unix_seconds",
        text: true,
        int: true,
        sample: "1700000000",
        is: ("seconds since 1970 as text", are_digits),
    },
    Notation {
        format: Format::UnixMillis,
        name: "unix_millis",
        text: true,
        int: true,
        sample: "1700000000000",
        is: ("milliseconds since 1970 as text", are_digits),
    },
    Notation {
        format: Format::IsoTime,
        name: "iso_time",
        text: true,
        int: false,
        sample: "2023-11-14T22:13:20Z",
        is: ("a date and a time with its distance from UTC", is_date),
    },
    Notation {
        format: Format::SecondsOfDay,
        name: "seconds_of_day",
        text: true,
        int: false,
        sample: "27900",
        is: ("seconds since midnight as text", are_digits),
    },
    Notation {
        format: Format::Flag,
        name: "flag",
        text: true,
        int: true,
        sample: "1",
        is: ("`0` or `1` as text", |text| matches!(text, "0" | "1")),
    },
    Notation {
        format: Format::Number,
        name: "number",
        text: true,
        int: false,
        sample: "1",
        is: ("a whole number as text", |text| text.parse::<i64>().is_ok()),
    },
    Notation {
        format: Format::Bytes,
        name: "bytes",
        text: false,
        int: true,
        sample: "1",
        is: ("a number of bytes", are_digits),
    },
    Notation {
        format: Format::Secret,
        name: "secret",
        text: true,
        int: false,
        sample: "text",
        is: ("a text", |_| true),
    },
];

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text begins like a date with a time, and ends like a distance from UTC.
fn is_date(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00";
    let fits = |(sign, like): (char, char)| match like {
        '0' => sign.is_ascii_digit(),
        _ => sign == like,
    };
    let (date, rest) = text.split_at_checked(shape.len()).unwrap_or_default();
    let rest = rest.trim_start_matches(|sign: char| sign == '.' || sign.is_ascii_digit());
    !date.is_empty()
        && date.chars().zip(shape.chars()).all(fits)
        && rest.starts_with(['Z', '+', '-'])
}

impl Format {
    /// How the spec calls the formats.
    pub const NAMES: &'static [&'static str] = &{
        let mut names = [""; TABLE.len()];
        let mut at = 0;
        while at < TABLE.len() {
            names[at] = TABLE[at].name;
            at += 1;
        }
        names
    };

    /// The format that a word of the spec names.
    pub fn of(word: &str) -> Option<Self> {
        let mut rows = TABLE.iter();
        rows.find(|row| row.name == word).map(|row| row.format)
    }

    fn row(self) -> Option<&'static Notation> {
        const ROWS: &[Notation] = &TABLE;
        ROWS.iter().find(|row| row.format == self)
    }

    /// Whether fields of type `string` can have it, and whether fields of type `int` can.
    pub fn carriers(self) -> (bool, bool) {
        self.row().map_or((false, false), |row| (row.text, row.int))
    }

    /// A text that it accepts.
    pub fn sample(self) -> &'static str {
        self.row().map_or("", |row| row.sample)
    }

    /// Whether a text is one of this format; if not, what it should be.
    pub fn accepts(self, text: &str) -> Result<(), &'static str> {
        match self.row().map(|row| row.is) {
            Some((what, is)) if !is(text) => Err(what),
            _ => Ok(()),
        }
    }

    /// Whether a number of it is something else in a program too, not a number.
    pub fn is_time(self) -> bool {
        matches!(
            self,
            Self::UnixSeconds | Self::UnixMillis | Self::IsoTime | Self::SecondsOfDay
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_accepts_its_own_sample_and_has_a_carrier() {
        for name in Format::NAMES {
            let format = Format::of(name).unwrap();
            assert_eq!(format.accepts(format.sample()), Ok(()), "{name}");
            assert_ne!(format.carriers(), (false, false), "{name}");
        }
    }

    #[test]
    fn a_date_has_a_time_and_a_distance_from_utc() {
        let fits = |text: &str| Format::IsoTime.accepts(text).is_ok();
        assert!(fits("2026-03-21T16:15:30+08:00"));
        assert!(fits("2026-03-21T16:15:30.25Z"));
        for text in [
            "",
            "2026-03-21",
            "2026-03-21T16:15:30",
            "2022.12.23 11:16:59 (GMT+08:00)",
        ] {
            assert!(!fits(text), "{text}");
        }
    }
}
