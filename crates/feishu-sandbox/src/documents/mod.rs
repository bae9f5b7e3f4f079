//! What documents hold: the cells of worksheets and the blocks of texts, which files are read into and written from.

mod sheet;
mod text;

pub use sheet::{Cell, Date, Worksheet};
pub use text::{Block, Span, Text};
