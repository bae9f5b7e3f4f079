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

/// Cuts a text document to what the platform takes, and says what was cut.
pub(crate) fn shortened(mut blocks: Vec<Block>, extra: &mut Vec<&'static str>) -> Vec<Block> {
    let mut warn = |code| {
        if !extra.contains(&code) {
            extra.push(code);
        }
    };
    if blocks.len() > BLOCKS {
        blocks.truncate(BLOCKS);
        warn("1000");
    }
    for block in &mut blocks {
        match block {
            Block::Table(rows) => {
                let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
                if columns > COLUMNS {
                    rows.iter_mut().for_each(|row| row.truncate(COLUMNS));
                    warn("1002");
                }
                let columns = columns.clamp(1, COLUMNS);
                if rows.len() * columns > CELLS {
                    rows.truncate(CELLS / columns);
                    warn("1001");
                }
                for text in rows.iter_mut().flatten() {
                    if text.shorten(UNITS) {
                        warn("1003");
                    }
                }
            }
            Block::Paragraph(text) | Block::Heading { text, .. } | Block::Item { text, .. } => {
                if text.shorten(UNITS) {
                    warn("1003");
                }
            }
            Block::Code(listing) => {
                if shorten(listing, UNITS) {
                    warn("1003");
                }
            }
        }
    }
    blocks
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
        let mut extra = Vec::new();
        let blocks = shortened(blocks, &mut extra);
        assert_eq!(extra, ["1002", "1001", "1003"]);
        let Block::Table(rows) = &blocks[0] else {
            panic!("no table")
        };
        assert_eq!((rows.len(), rows[0].len()), (20, 100));
        assert_eq!(blocks[1], Block::paragraph("长".repeat(100_000)));
    }

    #[test]
    fn what_fits_stays() {
        let mut extra = Vec::new();
        let blocks = vec![Block::paragraph("a"); 20_000];
        assert_eq!(shortened(blocks, &mut extra).len(), 20_000);
        assert!(extra.is_empty());
    }
}
