//! Puts the cells of an imported file into rows, no more of them than a sheet takes.
//!
//! How many cells the platform takes is not documented. The bounds here are those of a workbook, so that whatever is
//! imported can be exported again, and one on memory: a file of a thousand bytes can name a cell a million rows away.

use crate::documents::Cell;

/// How many columns a worksheet has.
pub(crate) const COLUMNS: usize = 16_384;
/// How many rows a worksheet has.
pub(crate) const ROWS: usize = 1_048_576;
/// How many worksheets are read.
pub(crate) const SHEETS: usize = 1_000;
/// How long the text of a cell may be, in UTF-16 units.
pub(crate) const TEXT: usize = 32_767;
/// How many bytes the cells of a document may take, the empty ones before and between them among them.
const ROOM: usize = 128 * 1024 * 1024;

/// What was left out of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Columns beyond the last that a sheet has.
    pub(crate) columns: bool,
    /// Cells that a sheet has no room for.
    pub(crate) cells: bool,
    /// The end of a long text.
    pub(crate) text: bool,
}

/// The room that a document has left for cells.
#[derive(Debug)]
pub(crate) struct Room {
    left: usize,
    pub(crate) cut: Cut,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            left: ROOM,
            cut: Cut::default(),
        }
    }
}

/// The rows of a worksheet while they are read.
///
/// Rows end with their last cell, so that what a far cell costs is the row in which it stands and not all rows.
#[derive(Debug)]
pub(crate) struct Grid<'a> {
    rows: Vec<Vec<Cell>>,
    room: &'a mut Room,
}

impl<'a> Grid<'a> {
    pub(crate) fn new(room: &'a mut Room) -> Self {
        Self {
            rows: Vec::new(),
            room,
        }
    }

    /// Puts a cell into its place, if the sheet has such a place and there is room; `false` if not.
    pub(crate) fn put(&mut self, row: usize, column: usize, cell: Cell) -> bool {
        let cut = &mut self.room.cut;
        if column >= COLUMNS {
            cut.columns = true;
            return false;
        }
        let cell = match cell {
            Cell::Text(mut text) => {
                cut.text |= shorten(&mut text, TEXT);
                Cell::Text(text)
            }
            cell => cell,
        };
        let length = self.rows.get(row).map_or(0, Vec::len);
        let more_rows = (row + 1).saturating_sub(self.rows.len());
        let more_cells = (column + 1).saturating_sub(length);
        let text = match &cell {
            Cell::Text(text) => text.len(),
            _ => 0,
        };
        let needed = more_rows.saturating_mul(size_of::<Vec<Cell>>())
            + more_cells * size_of::<Cell>()
            + text;
        if row >= ROWS || needed > self.room.left {
            cut.cells = true;
            return false;
        }
        self.room.left -= needed;
        if more_rows > 0 {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if more_cells > 0 {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        true
    }

    /// The rows up to the last cell.
    pub(crate) fn into_rows(self) -> Vec<Vec<Cell>> {
        self.rows
    }
}

/// Cuts a text to so many UTF-16 units; `false` if it was no longer.
pub(crate) fn shorten(text: &mut String, units: usize) -> bool {
    // A character takes at least as many bytes as units.
    if text.len() <= units {
        return false;
    }
    let mut counted = 0;
    let end = text.char_indices().find(|(_, c)| {
        counted += c.len_utf16();
        counted > units
    });
    let Some((end, _)) = end else {
        return false;
    };
    text.truncate(end);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_far_cell_costs_its_row_and_not_the_rectangle() {
        let mut room = Room::default();
        let mut grid = Grid::new(&mut room);
        assert!(grid.put(0, 0, Cell::from("first")));
        assert!(grid.put(ROWS - 1, COLUMNS - 1, Cell::from("last")));
        let rows = grid.into_rows();
        assert_eq!((rows.len(), rows[1].len()), (ROWS, 0));
        assert_eq!(rows[ROWS - 1][COLUMNS - 1], Cell::from("last"));
        assert_eq!(room.cut, Cut::default());
    }

    #[test]
    fn cells_without_room_are_left_out_and_told() {
        let mut room = Room::default();
        let mut grid = Grid::new(&mut room);
        let kept = (0..1_000)
            .filter(|row| grid.put(*row, COLUMNS - 1, true.into()))
            .count();
        assert!((300..400).contains(&kept), "{kept}");
        assert!(grid.put(1, 0, false.into()), "there is room for a near one");
        assert!(!grid.put(0, COLUMNS, true.into()) && !grid.put(ROWS, 0, true.into()));
        let told = Cut {
            columns: true,
            cells: true,
            text: false,
        };
        assert_eq!(room.cut, told);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let mut text = "a𝄞b".to_owned();
        assert!(!shorten(&mut text, 4));
        assert!(shorten(&mut text, 2));
        assert_eq!(text, "a");
        let mut long = "长".repeat(TEXT);
        assert!(!shorten(&mut long, TEXT));
        long.push('长');
        assert!(shorten(&mut long, TEXT));
        assert_eq!(long.chars().count(), TEXT);
    }
}
