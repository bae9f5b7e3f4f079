//! What a text document takes of the blocks of a file, and how it is told what it does not.

use super::grid::shorten;
use crate::documents::Block;

/// How many blocks a document has; a reader may stop after one more.
pub(crate) const BLOCKS: usize = 20_000;
/// How many cells a table has, and so how many rows at most.
pub(crate) const CELLS: usize = 2_000;
/// How many columns a table has.
pub(crate) const COLUMNS: usize = 100;
/// How long a text is, in UTF-16 units.
const UNITS: usize = 100_000;

/// What was cut off a text document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BlocksCut {
    /// Blocks at the end.
    pub(crate) blocks: bool,
    /// Rows of a table, for its cells were too many.
    pub(crate) cells: bool,
    /// Columns of a table.
    pub(crate) columns: bool,
    /// The end of a paragraph.
    pub(crate) text: bool,
}

/// Cuts a text document to what the platform takes, and says what was cut.
pub(crate) fn shortened(mut blocks: Vec<Block>) -> (Vec<Block>, BlocksCut) {
    let mut cut = BlocksCut::default();
    if blocks.len() > BLOCKS {
        blocks.truncate(BLOCKS);
        cut.blocks = true;
    }
    for block in &mut blocks {
        match block {
            Block::Table(rows) => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
                if columns > COLUMNS {
                    rows.iter_mut().for_each(|row| row.truncate(COLUMNS));
                    cut.columns = true;
                }
                let columns = columns.clamp(1, COLUMNS);
                if rows.len() * columns > CELLS {
                    rows.truncate(CELLS / columns);
                    cut.cells = true;
                }
                for text in rows.iter_mut().flatten() {
                    cut.text |= text.shorten(UNITS);
                }
            }
            Block::Paragraph(text) | Block::Heading { text, .. } | Block::Item { text, .. } => {
                cut.text |= text.shorten(UNITS);
            }
            Block::Code(listing) => {
                cut.text |= shorten(listing, UNITS);
            }
        }
    }
    (blocks, cut)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Text;

    #[test]
    fn what_is_too_large_is_cut_and_told() {
        let row = vec![Text::from("x"); 101];
        let blocks = vec![
            Block::Table(vec![row; 21]),
            Block::paragraph("长".repeat(100_001)),
        ];
        let (blocks, cut) = shortened(blocks);
        let expected = BlocksCut {
            blocks: false,
            cells: true,
            columns: true,
            text: true,
        };
        assert_eq!(cut, expected);
        let Block::Table(rows) = &blocks[0] else {
            panic!("no table")
        };
        assert_eq!((rows.len(), rows[0].len()), (20, 100));
        assert_eq!(blocks[1], Block::paragraph("长".repeat(100_000)));
    }

    #[test]
    fn what_fits_stays() {
        let (blocks, cut) = shortened(vec![Block::paragraph("a"); BLOCKS]);
        assert_eq!((blocks.len(), cut), (BLOCKS, BlocksCut::default()));
    }
}
