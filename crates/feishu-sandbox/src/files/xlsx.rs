//! Workbooks of spreadsheet programs.

use std::io::{Cursor, Read as _, copy, sink};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet as Page};
use zip::ZipArchive;

use super::FileError;
use super::grid::{Grid, Room, SHEETS};
use super::time;
use crate::documents::{Cell, Worksheet};

/// How many bytes the parts of a workbook may have once they are unpacked: a part can shrink to a thousandth.
const UNPACKED: u64 = 256 * 1024 * 1024;
/// How many bytes the styles of a workbook may have among them.
const STYLES: usize = 16 * 1024 * 1024;
/// How many styles there may be: twice as many as spreadsheet programs have, since each may be based on another.
const STYLE_COUNT: usize = 131_072;
/// How many bytes the name of a font or the code of a format may have: programs take 255 characters.
const STYLE_TEXT: usize = 1_024;
/// How many places the library looks into when it fits the columns to their content.
const FITTED: usize = 5_000_000;

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

/// Reads the pages of a workbook, as far as there is room.
pub(crate) fn read(bytes: &[u8], room: &mut Room) -> Result<Vec<Worksheet>, FileError> {
    check_size(bytes, UNPACKED)?;
    // The library counts rows and columns without a bound, so that a forged number can make it panic.
    let read = catch_unwind(AssertUnwindSafe(|| read_pages(bytes, room)));
    read.unwrap_or_else(|_| Err(FileError::new("a cell is nowhere on a sheet")))
}

/// Refuses a workbook that is much larger than it looks; what its parts say of their own length is not believed.
fn check_size(bytes: &[u8], mut left: u64) -> Result<(), FileError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(FileError::new)?;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(FileError::new)?;
        let name = part.name().map_err(FileError::new)?.to_ascii_lowercase();
        let mut part = part.take(left);
        let length = if name.ends_with("styles.xml") {
            let mut styles = Vec::new();
            let mut part = part.take(STYLES as u64 + 1);
            part.read_to_end(&mut styles).map_err(FileError::new)?;
            check_styles(&styles)?;
            styles.len() as u64
        } else {
            copy(&mut part, &mut sink()).map_err(FileError::new)?
        };
        left -= length;
        if left == 0 {
            return Err(FileError::too_large("the workbook is too large"));
        }
    }
    Ok(())
}

/// Refuses styles that take far more memory than their text, since the library copies what each of them refers to.
fn check_styles(styles: &[u8]) -> Result<(), FileError> {
    let count = styles.windows(3).filter(|window| window == b"<xf").count();
    let mut texts = styles.split(|byte| matches!(byte, b'<' | b'>' | b'"' | b'\''));
    let is_long = texts.any(|text| text.len() > STYLE_TEXT);
    if styles.len() > STYLES || count > STYLE_COUNT || is_long {
        return Err(FileError::too_large("the workbook has too many styles"));
    }
    Ok(())
}

fn read_pages(bytes: &[u8], room: &mut Room) -> Result<Vec<Worksheet>, FileError> {
    let mut workbook: Xlsx<_> =
        calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(FileError::new)?;
    let mut titles = workbook.sheet_names();
    if titles.len() > SHEETS {
        titles.truncate(SHEETS);
        room.cut.cells = true;
    }
    let mut pages = Vec::new();
    for title in titles {
        let mut cells = match workbook.worksheet_cells_reader(&title) {
            Ok(cells) => cells,
            // A page with nothing but a chart.
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(FileError::new(error)),
        };
        let mut grid = Grid::new(room);
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(FileError::new)? {
            let (row, column) = cell.get_position();
            let format = cells.styles().get(style);
            let format = format.and_then(|style| style.number_format.as_ref());
            match read_cell(
                cell.get_value(),
                format.map(|format| format.format_code.as_str()),
            ) {
                Cell::Empty => {}
                cell => _ = grid.put(row as usize, column as usize, cell),
            }
        }
        pages.push(Worksheet::new(title, grid.into_rows()));
    }
    Ok(pages)
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
    // The library looks at every column of every row, whether there is a cell or not.
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let filled = rows.iter().filter(|cells| !cells.is_empty()).count();
    if width.saturating_mul(filled) <= FITTED {
        page.autofit();
    }
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

/// The cell for what a workbook holds; `format` is the code of its number format.
fn read_cell(data: &DataRef<'_>, format: Option<&str>) -> Cell {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::Text(text.clone())
        }
        DataRef::SharedString(text) => Cell::from(*text),
        #[expect(
            clippy::cast_precision_loss,
            reason = "a workbook holds no whole numbers beyond what f64 can tell"
        )]
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(moment) => time::cell(moment, format),
        DataRef::Error(error) => Cell::Text(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::super::grid::{COLUMNS, Cut, ROWS, TEXT};
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Worksheet>, FileError> {
        super::read(bytes, &mut Room::default())
    }

    /// A workbook of one page, with this in place of its cells.
    fn workbook(data: &str) -> Vec<u8> {
        let bytes = write(&[Worksheet::new("a", Vec::new())]).unwrap();
        let mut parts = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..parts.len() {
            let mut part = parts.by_index(index).unwrap();
            let mut content = String::new();
            part.read_to_string(&mut content).unwrap();
            archive
                .start_file(part.name().unwrap(), SimpleFileOptions::default())
                .unwrap();
            let content =
                content.replace("<sheetData/>", &format!("<sheetData>{data}</sheetData>"));
            archive.write_all(content.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
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

    #[test]
    fn a_cell_at_the_far_corner_is_read_and_written_in_no_time() {
        let first = r#"<row r="1"><c r="A1"><v>1</v></c></row>"#;
        let last = r#"<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
        let pages = read(&workbook(&format!("{first}{last}"))).unwrap();
        assert_eq!(pages[0].rows()[0], [Cell::Number(1.0)]);
        assert_eq!(pages[0].rows()[ROWS - 1][COLUMNS - 1], Cell::Number(2.0));
        let again = read(&write(&pages).unwrap()).unwrap();
        assert_eq!(again[0].rows(), pages[0].rows());
    }

    #[test]
    fn many_wide_rows_are_written_without_a_look_at_every_place() {
        let mut rows = vec![vec![Cell::from(1)]; 20_000];
        rows[0] = vec![Cell::Empty; COLUMNS];
        rows[0][COLUMNS - 1] = Cell::from(2);
        write(&[Worksheet::new("a", rows)]).unwrap();
    }

    #[test]
    fn times_and_durations_are_read_as_the_text_that_a_sheet_shows() {
        let mut workbook = Workbook::new();
        let page = workbook.add_worksheet();
        for (column, (value, format)) in (0_u16..).zip([
            (0.354_166_666_666_666_7, "hh:mm:ss"),
            (1.093_75, "[h]:mm:ss"),
            (45_943.5, "yyyy-mm-dd hh:mm"),
            (45_943.0, "d.m.yyyy"),
            (7.0, "0.00"),
        ]) {
            let format = Format::new().set_num_format(format);
            page.write_with_format(0, column, value, &format).unwrap();
        }
        // A built-in format, which has a number and no code of its own.
        let format = Format::new().set_num_format_index(20);
        page.write_with_format(0, 5, 0.25, &format).unwrap();
        let pages = read(&workbook.save_to_buffer().unwrap()).unwrap();
        let row: Vec<_> = pages[0].rows()[0].iter().map(Cell::to_string).collect();
        let times = ["08:30:00", "26:15:00", "2025-10-13 12:00:00"];
        assert_eq!(row[..3], times);
        assert_eq!(row[3..], ["2025-10-13", "7", "06:00:00"]);
    }

    #[test]
    fn a_forged_place_is_a_damaged_file() {
        for place in ["A99999999999", "XFDXFDXFDXFD1", "A0", "1"] {
            let data = format!(r#"<row><c r="{place}"><v>1</v></c></row>"#);
            let error = read(&workbook(&data));
            let kept = error.map(|pages| pages[0].rows().concat());
            assert!(kept.is_err() || kept.unwrap().len() <= COLUMNS, "{place}");
        }
    }

    #[test]
    fn a_cell_keeps_its_place_and_a_long_text_its_beginning() {
        let text = "x".repeat(TEXT + 1);
        let data = format!(
            r#"<row r="2"><c r="B2" t="inlineStr"><is><t>{text}</t></is></c><c r="XFE2"><v>1</v></c></row>"#
        );
        let mut room = Room::default();
        let pages = super::read(&workbook(&data), &mut room).unwrap();
        let rows = [vec![], vec![Cell::Empty, Cell::from(&text[1..])]];
        assert_eq!(pages[0].rows(), rows);
        let told = Cut {
            columns: true,
            cells: false,
            text: true,
        };
        assert_eq!(room.cut, told);
    }

    #[test]
    fn a_workbook_that_grows_a_thousandfold_is_too_large() {
        let bytes = workbook(&" ".repeat(2_000_000));
        assert!(bytes.len() < 20_000);
        assert!(check_size(&bytes, 2_000_000).unwrap_err().too_large);
        check_size(&bytes, 2_100_000).unwrap();
    }

    #[test]
    fn styles_that_swell_in_memory_are_too_many() {
        assert!(check_styles(&b"<font/>".repeat(1_000)).is_ok());
        let font = format!("<name val=\"{}\"/>", "x".repeat(STYLE_TEXT + 1));
        assert!(check_styles(font.as_bytes()).unwrap_err().too_large);
        let styles = b"<xf/>".repeat(STYLE_COUNT + 1);
        assert!(check_styles(&styles).unwrap_err().too_large);
    }
}
