//! Tables, however they were written.

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// The cells of the head; none if it has none.
    pub(super) head: Vec<String>,
    /// The other rows.
    pub(super) rows: Vec<Row>,
    /// Whether the text ended before the table did.
    pub(super) is_cut: bool,
    /// Whether it is written with tags, not with pipes.
    pub(super) is_tagged: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Where it begins, counted from 1.
    pub(super) line: usize,
    /// How deep the row is nested, if the markup says so.
    pub(super) level: Option<usize>,
    /// The cells.
    pub(super) cells: Vec<Cell>,
    /// Whether it had more cells than the head, so that the last one got the rest.
    pub(super) is_ragged: bool,
    /// Whether it ends before its last cell does.
    pub(super) is_cut: bool,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its text: Markdown without tags, one line for each paragraph or item.
    pub(super) text: String,
    /// The values that the markup sets apart as an enumeration.
    pub(super) values: Vec<String>,
    /// Those of them that are marked as the default.
    pub(super) defaults: Vec<String>,
    /// The scopes that the markup sets apart.
    pub(super) scopes: Vec<String>,
    /// Whether it is written as a cell of the head.
    pub(super) is_head: bool,
}

impl Row {
    /// The text of a cell; of one that is missing, nothing.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }
}

impl Table {
    /// The first column whose head contains one of some words.
    pub(super) fn column_with(&self, words: &[&str]) -> Option<usize> {
        let heads: Vec<_> = self.head.iter().map(|head| plain(head)).collect();
        words
            .iter()
            .find_map(|word| heads.iter().position(|head| head.contains(word)))
    }

    /// The first column whose head is one of some names.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names
            .iter()
            .find_map(|name| self.head.iter().position(|head| plain(head) == *name))
    }
}

/// A heading of a column or a label without emphasis and spaces.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '`' | ':' | '：'))
        .collect::<String>()
        .to_ascii_lowercase()
}
