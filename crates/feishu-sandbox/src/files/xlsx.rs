//! Workbooks of spreadsheet programs.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet as Page};

use super::FileError;
use crate::documents::{Cell, Date, Worksheet};

/// Writes a workbook with one page for each worksheet; the first row of each stays in view.
pub(crate) fn write(worksheets: &[Worksheet]) -> Result<Vec<u8>, FileError> {
    let mut workbook = Workbook::new();
    let mut titles: Vec<String> = Vec::new();
    for worksheet in worksheets {
        let title = free_title(worksheet.title(), &titles);
        let page = workbook.add_worksheet();
        page.set_name(&title).map_err(FileError::new)?;
        titles.push(title);
        write_page(page, worksheet.rows())?;
    }
    workbook.save_to_buffer().map_err(FileError::new)
}

/// Reads the pages of a workbook.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Worksheet>, FileError> {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(FileError::new)?;
    let pages = workbook.worksheets();
    Ok(pages
        .into_iter()
        .map(|(title, range)| Worksheet::new(title, range.rows().map(read_row).collect()))
        .collect())
}

fn write_page(page: &mut Page, rows: &[Vec<Cell>]) -> Result<(), FileError> {
    let header = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let lines = Format::new().set_text_wrap();
    for (row, cells) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Empty => Ok(&mut *page),
                Cell::Text(text) if row == 0 => page.write_with_format(row, column, text, &header),
                Cell::Text(text) if text.contains('\n') => {
                    page.write_with_format(row, column, text, &lines)
                }
                Cell::Text(text) => page.write(row, column, text),
                Cell::Number(number) => page.write(row, column, *number),
                Cell::Bool(value) => page.write(row, column, *value),
                Cell::Date(date) => {
                    let date = ExcelDateTime::from_ymd(date.year(), date.month(), date.day())
                        .map_err(FileError::new)?;
                    page.write_with_format(row, column, &date, &day)
                }
            }
            .map_err(FileError::new)?;
        }
    }
    page.set_freeze_panes(1, 0).map_err(FileError::new)?;
    page.autofit();
    Ok(())
}

/// A title that a workbook takes: no more than 31 characters, none of seven signs, no apostrophe at an end, not twice.
fn free_title(title: &str, taken: &[String]) -> String {
    let allowed = title
        .chars()
        .map(|c| if r"[]:*?/\".contains(c) { '_' } else { c });
    let short: String = allowed.take(26).collect();
    let trimmed = short.trim_matches('\'');
    let title = if trimmed.is_empty() { "Sheet" } else { trimmed };
    let is_taken = |candidate: &str| {
        taken
            .iter()
            .any(|other| other.to_lowercase() == candidate.to_lowercase())
    };
    if !is_taken(title) {
        return title.to_owned();
    }
    let numbered = (2..)
        .map(|number| format!("{title} {number}"))
        .find(|candidate| !is_taken(candidate));
    numbered.unwrap_or_else(|| title.to_owned())
}

fn read_row(row: &[Data]) -> Vec<Cell> {
    row.iter().map(read_cell).collect()
}

fn read_cell(data: &Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cell::Text(text.clone())
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "a workbook holds no whole numbers beyond what f64 can tell"
        )]
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(value) => Cell::Bool(*value),
        Data::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            Date::new(year, month, day).map_or(Cell::Empty, Cell::Date)
        }
        other => Cell::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::builtin;

    #[test]
    fn every_cell_comes_back() {
        let documents = builtin::documents();
        let worksheets = documents[0].1.worksheets();
        let read = read(&write(worksheets).unwrap()).unwrap();
        assert_eq!(read.len(), worksheets.len());
        for (read, written) in read.iter().zip(worksheets) {
            assert_eq!(read.title(), written.title());
            assert_eq!(read.rows(), written.rows());
        }
    }

    #[test]
    fn titles_are_made_to_fit() {
        let pages =
            ["a/b", "A_b", "''", &"长".repeat(40)].map(|title| Worksheet::new(title, Vec::new()));
        let read = read(&write(&pages).unwrap()).unwrap();
        let titles: Vec<_> = read.iter().map(Worksheet::title).collect();
        assert_eq!(titles, ["a_b", "A_b 2", "Sheet", &"长".repeat(26)]);
    }

    #[test]
    fn anything_else_is_no_workbook() {
        assert!(read(b"order,amount\n").is_err());
    }
}
