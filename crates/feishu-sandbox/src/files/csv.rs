//! Comma-separated values, as RFC 4180 has them: UTF-8, lines ended by CRLF, quotes where needed.
//!
//! There is no byte order mark: RFC 4180 knows none, and a parser that is not told of it takes it for a part of the
//! first heading. One that an imported file begins with is skipped.

use csv::{ReaderBuilder, Terminator, WriterBuilder};

use super::FileError;
use crate::documents::Cell;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Writes a worksheet; rows that are shorter than the longest are filled up, so that every record has as many fields.
pub(crate) fn write(rows: &[Vec<Cell>]) -> Result<Vec<u8>, FileError> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
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

/// Reads a worksheet.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Vec<Cell>>, FileError> {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let records = reader.records().map(|record| {
        Ok(record
            .map_err(FileError::new)?
            .iter()
            .map(Cell::parse)
            .collect())
    });
    records.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
