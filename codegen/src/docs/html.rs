//! Tables that are written with tags: `<md-table>`, `<md-dt-table>`, `<table>` and what belongs to them.

use super::markup::{self, Tag, Token};
use super::table::{Cell, Row, Table};
use super::unlabelled;
use super::vocabulary;

/// Whether a name is that of a table.
pub(super) fn is_table(name: &str) -> bool {
    matches!(name, "md-table" | "md-dt-table" | "table")
}

fn is_row(name: &str) -> bool {
    matches!(name, "md-tr" | "md-dt-tr" | "tr")
}

fn is_cell(name: &str) -> bool {
    matches!(name, "md-td" | "md-dt-td" | "td") || is_head_cell(name)
}

fn is_head_cell(name: &str) -> bool {
    matches!(name, "md-th" | "md-dt-th" | "th")
}

/// Reads the tables of a piece of a page that begins at a line.
pub(super) fn tables(text: &str, first_line: usize) -> Vec<Table> {
    let mut reader = Reader {
        lines: Lines {
            text,
            at: 0,
            line: first_line,
        },
        tables: Vec::new(),
        table: None,
        row: None,
        cell: None,
        nested: 0,
    };
    for token in markup::tokens(text) {
        reader.token(&token);
    }
    reader.end_table(true);
    reader.tables
}

struct Reader<'a> {
    lines: Lines<'a>,
    tables: Vec<Table>,
    table: Option<Table>,
    row: Option<Row>,
    cell: Option<CellText>,
    /// How many tables within a cell are open; they are text.
    nested: usize,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: &Token<'a>) {
        match token {
            Token::Text(text) => {
                if let Some(cell) = &mut self.cell {
                    cell.text(text);
                }
            }
            Token::Tag(tag) => self.tag(tag),
        }
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        let line = self.lines.line_of(tag.start);
        if is_table(tag.name) {
            match (tag.closes, self.cell.is_some()) {
                (false, true) => self.nested += 1,
                (true, true) if self.nested > 0 => self.nested -= 1,
                (false, false) => {
                    self.end_table(true);
                    self.table = Some(Table {
                        line,
                        is_tagged: true,
                        ..Table::default()
                    });
                }
                (true, _) => self.end_table(false),
            }
        } else if self.nested > 0 {
            if let Some(cell) = &mut self.cell {
                cell.text(" ");
            }
        } else if is_row(tag.name) {
            self.end_row();
            if !tag.closes {
                self.row = Some(Row {
                    line,
                    level: tag
                        .attribute("level")
                        .and_then(|level| level.trim().parse().ok()),
                    ..Row::default()
                });
            }
        } else if is_cell(tag.name) {
            self.end_cell();
            if !tag.closes && self.table.is_some() {
                self.row.get_or_insert_with(|| Row {
                    line,
                    ..Row::default()
                });
                self.cell = Some(CellText {
                    is_head: is_head_cell(tag.name),
                    ..CellText::default()
                });
            }
        } else if let Some(cell) = &mut self.cell {
            cell.tag(tag);
        }
    }

    fn end_cell(&mut self) {
        if let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) {
            row.cells.push(cell.finish());
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        let (Some(row), Some(table)) = (self.row.take(), &mut self.table) else {
            return;
        };
        if row.cells.is_empty() {
            return;
        }
        let is_head = row.cells.iter().all(|cell| cell.is_head);
        if is_head && table.head.is_empty() && table.rows.is_empty() {
            table.head = row.cells.into_iter().map(|cell| cell.text).collect();
        } else {
            table.rows.push(row);
        }
    }

    fn end_table(&mut self, is_cut: bool) {
        self.nested = 0;
        if is_cut {
            // Half a cell says half of what it should. A row that lacks more than its last cell does too.
            self.cell = None;
            let columns = self.table.as_ref().map_or(0, |table| table.head.len());
            self.row = self
                .row
                .take()
                .filter(|row| row.cells.len() >= 2 && row.cells.len() + 1 >= columns);
        }
        self.end_row();
        if let Some(table) = self.table.take() {
            self.tables.push(Table { is_cut, ..table });
        }
    }
}

/// Finds lines while walking forward.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn line_of(&mut self, start: usize) -> usize {
        self.line += self.text[self.at..start].matches('\n').count();
        self.at = start;
        self.line
    }
}

/// Reads a cell that is written on one line.
pub(super) fn cell(text: &str) -> Cell {
    let mut cell = CellText::default();
    for token in markup::tokens(text) {
        match token {
            Token::Text(text) => cell.text(text),
            Token::Tag(tag) => cell.tag(&tag),
        }
    }
    cell.finish()
}

/// The text of a cell while it is put together.
#[derive(Default)]
struct CellText {
    text: String,
    values: Vec<String>,
    /// Those of them that are marked as the default.
    defaults: Vec<String>,
    scopes: Vec<String>,
    /// The scopes within a tip.
    tip_scopes: Vec<String>,
    in_tip: bool,
    is_head: bool,
    /// The element whose text is left out.
    left_out: Option<&'static str>,
}

impl CellText {
    fn text(&mut self, text: &str) {
        if self.left_out.is_none() {
            self.text.push_str(text);
        } else if self.left_out == Some("md-enum-item") && unlabelled::marks_default(text) {
            self.defaults.extend(self.values.last().cloned());
        }
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match (tag.name, tag.closes) {
            ("md-enum-item", false) => {
                let key = tag.attribute("key").unwrap_or_default();
                self.values.push(markup::decode(key).trim().to_owned());
                self.left_out = Some("md-enum-item");
            }
            // What explains a value is no part of what the cell says.
            ("md-enum-item" | "md-enum", true) if self.left_out == Some("md-enum-item") => {
                self.left_out = None;
            }
            ("md-tooltip", false) => self.left_out = Some("md-tooltip"),
            ("md-tooltip", true) => self.left_out = None,
            ("md-perm", false) => {
                if let Some(name) = tag.attribute("name") {
                    let scope = markup::decode(name).trim().to_owned();
                    match self.in_tip {
                        true => self.tip_scopes.push(scope),
                        false => self.scopes.push(scope),
                    }
                }
            }
            ("md-alert", closes) => {
                self.in_tip = !closes;
                self.text("\n\n");
            }
            ("md-app-support", false) => {
                let types = tag.attribute("types").unwrap_or_default();
                self.text(&format!(" {types} "));
            }
            // Old tables mark what is required behind the name.
            ("md-tag", false) if tag.attribute("type") == Some("field-required") => {
                let mark = vocabulary::all(|words| words.marks_required).next();
                self.text(&format!(" `{}", mark.unwrap_or_default()));
            }
            ("md-tag" | "code", _) => self.text("`"),
            ("b" | "strong", _) => self.text("**"),
            ("br", _) => self.text("\n\n"),
            ("li", false) => self.text("\n- "),
            ("p" | "div" | "ul" | "ol" | "li" | "md-enum", _) => self.text("\n\n"),
            (
                "md-perm" | "md-app-support" | "md-text" | "span" | "font" | "a" | "i" | "em"
                | "img" | "md-link",
                _,
            ) => {}
            // Such as the `<string>` of `list<string>`.
            (name, _) if !name.starts_with("md-") => self.text(tag.source),
            _ => {}
        }
    }

    fn finish(self) -> Cell {
        Cell {
            text: paragraphs(&markup::decode(&self.text)),
            values: self.values,
            defaults: self.defaults,
            // Where a tip is not closed, all that follows seems to be within it.
            scopes: match self.scopes.is_empty() {
                true => self.tip_scopes,
                false => self.scopes,
            },
            is_head: self.is_head,
        }
    }
}

/// Puts each paragraph and each item of a list on one line, as Markdown means them. An item within an item stays indented.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_new = true;
    // How far the items of the list are indented that is being read.
    let mut list = None;
    for line in text.lines() {
        let indent: usize = line
            .chars()
            .map_while(|c| match c {
                ' ' => Some(1),
                '\t' => Some(4),
                _ => None,
            })
            .sum();
        // Wider spaces indent names, and stay.
        let line = line.trim_matches([' ', '\t', '\r']);
        if line.is_empty() {
            is_new = true;
            continue;
        }
        let is_item = line.starts_with("- ") || line.starts_with("* ");
        if !out.is_empty() {
            out.push(if is_new || is_item { '\n' } else { ' ' });
        }
        if is_item {
            let outer = *list.get_or_insert(indent);
            // A single space is chance.
            if indent > outer + 1 {
                out.push_str("  ");
            } else {
                list = Some(indent);
            }
        } else if is_new {
            list = None;
        }
        out.push_str(line);
        is_new = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(table: &Table) -> Vec<Vec<&str>> {
        table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn rows_and_cells_need_not_be_closed() {
        let found = tables(
            "<md-table>\n<tr><md-th>A<md-th>B</tr>\n<md-tr><md-td>1<md-td>2\n<md-tr><md-td>3</md-td><md-td>4\n<md-tr><md-td>5</md-td>",
            7,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].head, ["A", "B"]);
        assert_eq!(texts(&found[0]), [["1", "2"], ["3", "4"]]);
        assert_eq!(found[0].rows[1].line, 10);
        assert!(found[0].is_cut);
    }

    #[test]
    fn what_the_markup_sets_apart_is_kept_apart() {
        let found = tables(
            "<md-dt-table><md-dt-tr level=\"1\"><md-dt-td><md-text type=\"field-name\">a</md-text></md-dt-td><md-dt-td>\
             One of<md-enum><md-enum-item key=\"x\">**示例值**</md-enum-item><md-enum-item key=\"y\">why</md-enum></md-enum>\
             .<br>End</md-dt-td><md-dt-td><md-perm name=\"s:t\" desc=\"d\">d</md-perm></md-dt-td></md-dt-tr></md-dt-table>",
            1,
        );
        let row = &found[0].rows[0];
        assert_eq!(row.level, Some(1));
        assert_eq!(row.text(0), "a");
        assert_eq!(row.cells[1].values, ["x", "y"]);
        assert_eq!(row.text(1), "One of\n.\nEnd");
        assert_eq!(row.cells[2].scopes, ["s:t"]);
        assert!(!found[0].is_cut);
    }

    #[test]
    fn lists_within_lists_stay_within_them() {
        let text = "Text\n\t- a\n\t\tgoes on\n\t\t- b\n\t - c\n\n\t\t- d\n\nText\n    - e";
        assert_eq!(
            cell(text).text,
            "Text\n- a goes on\n  - b\n- c\n  - d\nText\n- e"
        );
    }

    #[test]
    fn a_table_within_a_cell_is_text() {
        let found = tables(
            "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>",
            1,
        );
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].rows[0].text(1), "d");
    }
}
