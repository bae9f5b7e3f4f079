//! Places the blocks of a document on pages.

use super::line::{Piece, lines};
use crate::documents::{Block, Span, Text};

/// The size of a sheet of A4, in points.
pub(super) const PAGE: (f32, f32) = (595.0, 842.0);

const MARGIN: f32 = 64.0;
const BODY: f32 = 11.0;
const CODE: f32 = 9.5;
const CELL_PADDING: f32 = 5.0;
/// The height of a line, as a multiple of the font size.
const LEADING: f32 = 1.45;
const LIST_INDENT: f32 = 20.0;

/// Something on a page; the origin is the lower left corner.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    /// Text that begins at the left end of its base line.
    Text {
        x: f32,
        y: f32,
        size: f32,
        piece: Piece,
    },
    /// A frame around a cell.
    Frame {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
    /// A shade behind a listing.
    Shade {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
    },
}

/// The pages of a document; there is at least one.
pub(super) fn pages(blocks: &[Block]) -> Vec<Vec<Mark>> {
    let mut layout = Layout {
        pages: vec![Vec::new()],
        y: PAGE.1 - MARGIN,
        numbers: Vec::new(),
    };
    for block in blocks {
        layout.block(block);
    }
    layout.pages
}

struct Layout {
    pages: Vec<Vec<Mark>>,
    /// The height of the lower edge of what has been placed so far.
    y: f32,
    /// The last number at each level of the list that is open.
    numbers: Vec<usize>,
}

impl Layout {
    fn block(&mut self, block: &Block) {
        if !matches!(block, Block::Item { .. }) {
            self.numbers.clear();
        }
        match block {
            Block::Heading { level, text } => {
                let size = match level {
                    0 | 1 => 20.0,
                    2 => 16.0,
                    3 => 13.5,
                    _ => 12.0,
                };
                self.gap(size * 0.5);
                // A heading at the foot of a page would be parted from its text.
                self.need(size * LEADING + 2.0 * BODY * LEADING);
                self.paragraph(text, size, 0.0, true);
                self.gap(size * 0.2);
            }
            Block::Paragraph(text) => {
                self.paragraph(text, BODY, 0.0, false);
                self.gap(6.0);
            }
            Block::Item {
                ordered,
                level,
                text,
            } => self.item(*ordered, usize::from(*level), text),
            Block::Table(rows) => self.table(rows),
            Block::Code(listing) => self.code(listing),
        }
    }

    fn item(&mut self, ordered: bool, level: usize, text: &Text) {
        self.numbers.truncate(level + 1);
        self.numbers.resize(level + 1, 0);
        self.numbers[level] = if ordered { self.numbers[level] + 1 } else { 0 };
        let mark = if ordered {
            format!("{}.", self.numbers[level])
        } else {
            "\u{b7}".to_owned()
        };
        let indent = LIST_INDENT * (1.0 + f32::from(u8::try_from(level).unwrap_or(8).min(8)));
        self.need(BODY * LEADING);
        let y = self.y - BODY;
        for piece in lines(&mark.into(), BODY, LIST_INDENT, !ordered).remove(0) {
            self.mark(Mark::Text {
                x: MARGIN + indent - 14.0,
                y,
                size: BODY,
                piece,
            });
        }
        self.paragraph(text, BODY, indent, false);
        self.gap(3.0);
    }

    fn code(&mut self, listing: &str) {
        let width = PAGE.0 - 2.0 * MARGIN;
        let height = CODE * LEADING;
        for line in listing.lines() {
            let span = Span {
                text: line.to_owned(),
                code: true,
                ..Span::default()
            };
            for line in lines(
                &Text::new(vec![span]),
                CODE,
                width - 2.0 * CELL_PADDING,
                false,
            ) {
                self.need(height);
                self.mark(Mark::Shade {
                    x: MARGIN,
                    y: self.y - height,
                    width,
                    height,
                });
                self.line(line, CODE, CELL_PADDING);
            }
        }
        self.gap(8.0);
    }

    fn table(&mut self, rows: &[Vec<Text>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default().max(1);
        #[expect(clippy::cast_precision_loss, reason = "a table has few columns")]
        let width = (PAGE.0 - 2.0 * MARGIN) / columns as f32;
        for (index, row) in rows.iter().enumerate() {
            let inner = (width - 2.0 * CELL_PADDING).max(1.0);
            let cells: Vec<_> = row
                .iter()
                .map(|cell| lines(cell, BODY, inner, index == 0))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(1);
            #[expect(clippy::cast_precision_loss, reason = "a cell has few lines")]
            let height = height as f32 * BODY * LEADING + 2.0 * CELL_PADDING;
            self.need(height);
            let top = self.y;
            let mut x = MARGIN;
            for lines in cells {
                self.mark(Mark::Frame {
                    x,
                    y: top - height,
                    width,
                    height,
                });
                self.y = top - CELL_PADDING;
                for line in lines {
                    self.line(line, BODY, x - MARGIN + CELL_PADDING);
                }
                x += width;
            }
            self.y = top - height;
        }
        self.gap(8.0);
    }

    fn paragraph(&mut self, text: &Text, size: f32, indent: f32, bold: bool) {
        for line in lines(text, size, PAGE.0 - 2.0 * MARGIN - indent, bold) {
            self.need(size * LEADING);
            self.line(line, size, indent);
        }
    }

    fn line(&mut self, line: Vec<Piece>, size: f32, indent: f32) {
        // Most of the leading goes below the base line.
        let y = self.y - size;
        let mut x = MARGIN + indent;
        for piece in line {
            let width = piece.width;
            self.mark(Mark::Text { x, y, size, piece });
            x += width;
        }
        self.y -= size * LEADING;
    }

    fn gap(&mut self, height: f32) {
        self.y -= height;
    }

    /// Goes to a new page unless so much room is left on this one.
    fn need(&mut self, height: f32) {
        if self.y - height < MARGIN && self.y < PAGE.1 - MARGIN {
            self.pages.push(Vec::new());
            self.y = PAGE.1 - MARGIN;
        }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }
}
