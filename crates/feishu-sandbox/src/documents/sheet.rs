//! Worksheets and their cells.

use std::fmt;

/// A worksheet of a spreadsheet, or a table of a bitable.
#[derive(Clone, Debug, PartialEq)]
pub struct Worksheet {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) rows: Vec<Vec<Cell>>,
}

impl Worksheet {
    /// A worksheet with these rows and an id of its own.
    pub fn new(title: impl Into<String>, rows: Vec<Vec<Cell>>) -> Self {
        let id = std::iter::repeat_with(|| fastrand::digit(16))
            .take(6)
            .collect();
        Self {
            id,
            title: title.into(),
            rows,
        }
    }

    /// Replaces the id: the `sub_id` of a `csv` export.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// The `sub_id` of a `csv` export.
    pub fn sub_id(&self) -> &str {
        &self.id
    }

    /// The title on the tab.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The rows, the header among them; those of an imported workbook end with their last filled cell.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }
}

/// One cell of a worksheet; `Display` gives the text that stands in a `csv` file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(Date),
    /// A yes or no.
    Bool(bool),
}

impl Cell {
    /// Reads a cell from the text of a `csv` file.
    ///
    /// Only text that comes back unchanged becomes a number: `007` and `1e3` stay text, so that an imported file can
    /// be exported without loss.
    pub fn parse(text: &str) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        if let Ok(number) = text.parse::<f64>()
            && number.is_finite()
            && number.to_string() == text
        {
            return Self::Number(number);
        }
        Date::parse(text).map_or_else(|| Self::Text(text.to_owned()), Self::Date)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Bool(true) => f.write_str("TRUE"),
            Self::Bool(false) => f.write_str("FALSE"),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

/// A day of the calendar; `Display` gives `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day, or `None` if the calendar has no such day; years run from 1900 to 9999, as in a spreadsheet.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1900..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Self {
            year,
            month,
            day,
        })
    }

    /// The year.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let date = Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
        (date.to_string() == text).then_some(date)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_survives_being_read_as_a_cell() {
        for text in [
            "",
            "007",
            "1e3",
            "12",
            "12.5",
            "-3",
            "2026-02-29",
            "2028-02-29",
            "2026-1-2",
            "NaN",
            "上海",
            " 1",
        ] {
            assert_eq!(Cell::parse(text).to_string(), text);
        }
    }

    #[test]
    fn numbers_and_days_are_recognised() {
        assert_eq!(Cell::parse("12.5"), Cell::Number(12.5));
        assert_eq!(
            Cell::parse("2028-02-29"),
            Cell::Date(Date::new(2028, 2, 29).unwrap())
        );
        assert_eq!(Cell::parse("2026-02-29"), Cell::from("2026-02-29"));
    }
}
