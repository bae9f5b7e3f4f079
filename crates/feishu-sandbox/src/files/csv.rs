//! Comma-separated values, as RFC 4180 has them: UTF-8, lines ended by CRLF, quotes where needed.
//!
//! There is no byte order mark: RFC 4180 knows none, and a parser that is not told of it takes it for a part of the
//! first heading. One that an imported file begins with is skipped.

use csv::{ReaderBuilder, Terminator, WriterBuilder};

use super::FileError;
use super::grid::{COLUMNS, Grid, Room};
use crate::documents::Cell;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
/// How many fields a file may have: a wide row makes all others as wide.
const FIELDS: usize = 20_000_000;

/// Writes a worksheet; rows that are shorter than the longest are filled up, so that every record has as many fields.
///
/// Too many fields are an error: filling up would take far longer than the cells that there are.
pub(crate) fn write(rows: &[Vec<Cell>]) -> Result<Vec<u8>, FileError> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if width.saturating_mul(rows.len()) > FIELDS {
        return Err(FileError::too_large("too many fields for a csv file"));
    }
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(Cell::to_string);
        let missing = std::iter::repeat_n(String::new(), width - row.len());
        writer
            .write_record(cells.chain(missing))
            .map_err(FileError::new)?;
    }
    writer.into_inner().map_err(FileError::new)
}

/// Reads a worksheet, as far as there is room.
pub(crate) fn read(bytes: &[u8], room: &mut Room) -> Result<Vec<Vec<Cell>>, FileError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut grid = Grid::new(room);
    for (row, record) in reader.records().enumerate() {
        let record = record.map_err(FileError::new)?;
        for (column, field) in record.iter().enumerate() {
            // Beyond the last column there is nothing to be had, and without room for this row none for the next.
            if !grid.put(row, column, Cell::parse(field)) {
                if column < COLUMNS {
                    return Ok(grid.into_rows());
                }
                break;
            }
        }
    }
    Ok(grid.into_rows())
}

#[cfg(test)]
mod tests {
    use super::super::grid::{Cut, ROWS, TEXT};
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, FileError> {
        super::read(bytes, &mut Room::default())
    }

    #[test]
    fn quotes_commas_and_line_ends_come_back() {
        let rows = vec![
            vec![Cell::from("name"), Cell::from("note")],
            vec![Cell::from("a \"b\", c"), Cell::from("two\nlines")],
            vec![Cell::from("上海"), Cell::Number(12.5)],
            vec![Cell::Bool(true)],
        ];
        let bytes = write(&rows).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert_eq!(
            text,
            "name,note\r\n\"a \"\"b\"\", c\",\"two\nlines\"\r\n上海,12.5\r\nTRUE,\r\n"
        );
        let read = read(&bytes).unwrap();
        assert_eq!(read[..3], rows[..3]);
    }

    #[test]
    fn a_byte_order_mark_is_skipped() {
        assert_eq!(
            read(b"\xEF\xBB\xBFid\n007\n").unwrap(),
            [[Cell::from("id")], [Cell::from("007")]]
        );
    }

    #[test]
    fn text_in_another_encoding_is_refused() {
        assert!(read(b"caf\xE9\n").is_err());
    }

    #[test]
    fn what_no_sheet_takes_is_cut_off() {
        let long = "x".repeat(TEXT + 1);
        let wide = ",".repeat(COLUMNS);
        let mut room = Room::default();
        let rows = super::read(format!("{long}\n{wide}\nend\n").as_bytes(), &mut room).unwrap();
        assert_eq!(rows[0], [Cell::from(&long[1..])]);
        assert_eq!(
            (rows[1].len(), &rows[2]),
            (COLUMNS, &vec![Cell::from("end")])
        );
        let told = Cut {
            columns: true,
            cells: false,
            text: true,
        };
        assert_eq!(room.cut, told);

        let mut room = Room::default();
        let rows = super::read("x\n".repeat(ROWS + 1).as_bytes(), &mut room).unwrap();
        assert!(rows.len() == ROWS && room.cut.cells);
    }

    #[test]
    fn a_wide_row_does_not_make_a_million_others_as_wide() {
        let mut rows = vec![vec![Cell::from("x")]; ROWS];
        rows[7] = vec![Cell::Empty; COLUMNS];
        assert!(write(&rows).unwrap_err().too_large);
    }
}
