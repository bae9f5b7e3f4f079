//! Tables that are written with pipes.

use super::html;
use super::section;
use super::table::{Row, Table};

/// Whether a line is the one below the head: dashes and pipes.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && line
            .chars()
            .all(|c| matches!(c, '-' | '|' | ':' | ' ' | '\t'))
}

/// A table and where it ends.
#[derive(Debug)]
pub(super) struct Read<'a> {
    /// The table.
    pub(super) table: Table,
    /// How many lines belong to it.
    pub(super) used: usize,
    /// A heading that stands on the last of them, with its marks.
    pub(super) heading: Option<&'a str>,
}

/// Reads the table whose head is the first of some lines. The line below the head counts the columns, since a cell at the
/// end of the head that is empty cannot be told from none.
pub(super) fn table<'a>(lines: &[&'a str], first_line: usize) -> Read<'a> {
    let mut head: Vec<String> = split(lines[0], false)
        .iter()
        .map(|cell| html::cell(cell).text)
        .collect();
    let columns = split(lines[1], false).len().max(head.len());
    head.resize(columns, String::new());
    let mut read = rows(lines, 2, columns, first_line);
    read.table.head = head;
    read.table.is_open = lines[..2].iter().all(|line| !line.trim().starts_with('|'));
    read
}

/// Reads a table that begins with a row, or with the line that stands below a head.
pub(super) fn table_without_head<'a>(lines: &[&'a str], first_line: usize) -> Read<'a> {
    let columns = split(lines[0], false).len();
    rows(lines, 0, columns, first_line)
}

/// Reads the rows from one of some lines on; the table begins at the first.
fn rows<'a>(lines: &[&'a str], from: usize, columns: usize, first_line: usize) -> Read<'a> {
    let mut table = Table {
        line: first_line,
        ..Table::default()
    };
    let mut used = from.min(lines.len());
    let mut heading = None;
    let mut indents = Vec::new();
    while heading.is_none() && used < lines.len() && is_row(lines[used]) {
        let start = used;
        let (line, behind) = without_heading(lines[used].trim());
        heading = behind;
        let mut source = line.to_owned();
        used += 1;
        // A row that a line break tears apart ends at the next pipe at the end of a line.
        while heading.is_none()
            && used < lines.len().min(start + LONGEST_TEAR)
            && is_torn(&source, columns, lines, used)
        {
            source.push('\n');
            source.push_str(lines[used].trim_end());
            used += 1;
        }
        if !is_rule(&source) {
            indents.push(indent(&source));
            let is_open = is_closed(lines[0]) && source.starts_with('|') && !source.ends_with('|');
            let mut row = row(&source, first_line + start, columns, is_open);
            // What stands behind all cells is no part of the row.
            row.is_cut = is_open && split(&source, false).len() <= columns;
            table.rows.push(row);
        }
    }
    nest(&mut table, &indents);
    Read {
        table,
        used,
        heading,
    }
}

/// A row without the heading that some mirrors put on its line.
fn without_heading(line: &str) -> (&str, Option<&str>) {
    let glued = || {
        let (row, rest) = line.split_at(line.rfind('|')? + 1);
        let rest = rest.trim();
        // One mark may be chance.
        let is_known = || rest.starts_with('#') && section::of(rest.trim_matches('#')).is_some();
        let is_heading = rest.starts_with("##") || is_known();
        (is_heading && row.len() > 1).then_some((row, rest))
    };
    match glued() {
        Some((row, heading)) => (row, Some(heading)),
        None => (line, None),
    }
}

/// How many spaces stand before the name in the first cell of a row.
fn indent(source: &str) -> Option<usize> {
    let cell = source.strip_prefix('|')?;
    let name = cell.trim_start_matches(' ');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '`' | '_'));
    is_name.then_some(cell.len() - name.len())
}

/// How many spaces a level has.
const STEP: usize = 2;

/// Nests rows by the spaces before their names, if all of them are as regular as no chance makes them.
fn nest(table: &mut Table, indents: &[Option<usize>]) {
    let Some(indents) = indents.iter().copied().collect::<Option<Vec<_>>>() else {
        return;
    };
    let Some(margin) = indents.first().copied().filter(|margin| *margin < STEP) else {
        return;
    };
    let levels: Option<Vec<_>> = indents
        .iter()
        .map(|indent| {
            let within = indent.checked_sub(margin)?;
            (within % STEP == 0).then_some(within / STEP)
        })
        .collect();
    let Some(levels) = levels.filter(|levels| levels.iter().any(|level| *level > 0)) else {
        return;
    };
    if levels.windows(2).any(|pair| pair[1] > pair[0] + 1) {
        return;
    }
    for (row, level) in table.rows.iter_mut().zip(levels) {
        row.level = Some(level);
    }
}

/// Whether a row has a pipe at both ends.
fn is_closed(row: &str) -> bool {
    let row = row.trim();
    row.starts_with('|') && row.ends_with('|')
}

fn is_row(line: &str) -> bool {
    line.trim_start().starts_with('|') || (line.contains('|') && !line.trim().starts_with('#'))
}

/// How many lines a torn row has at most.
const LONGEST_TEAR: usize = 40;

/// Whether a row goes on in the following lines: it began with a pipe and does not end with one, and there is an end
/// before another row begins.
fn is_torn(source: &str, columns: usize, lines: &[&str], next: usize) -> bool {
    let has_all_cells = split(source, false).len() >= columns;
    if !source.starts_with('|') || (has_all_cells && source.ends_with('|')) {
        return false;
    }
    for (at, line) in lines[next..].iter().take(LONGEST_TEAR).enumerate() {
        let line = line.trim();
        // What closes the row may stand alone.
        if line == "|" {
            return true;
        }
        if line.starts_with(['|', '#']) || line.starts_with("```") {
            return false;
        }
        if line.ends_with('|') {
            // Not if it is the head of another table.
            return !lines.get(next + at + 1).is_some_and(|line| is_rule(line));
        }
    }
    false
}

/// Reads a row; of one that does not end with a pipe, what is too much is text of the page.
fn row(source: &str, line: usize, columns: usize, is_open: bool) -> Row {
    let mut cells = split(source, false);
    if cells.len() > columns {
        cells = split(source, true);
    }
    // Pipes that are not escaped stand in the text of the last cell more often than anywhere else.
    let mut is_ragged = false;
    if cells.len() > columns && columns > 0 {
        let rest = cells.split_off(columns);
        if !is_open && rest.iter().any(|cell| !cell.trim().is_empty()) {
            is_ragged = true;
            if let Some(last) = cells.last_mut() {
                last.push('|');
                last.push_str(&rest.join("|"));
            }
        }
    }
    Row {
        line,
        level: None,
        cells: cells.iter().map(|cell| html::cell(cell)).collect(),
        is_ragged,
        is_cut: false,
    }
}

/// Splits a row at its pipes, except escaped ones and, if need be, those within code.
fn split(source: &str, code_too: bool) -> Vec<String> {
    let source = source.trim();
    let source = source.strip_prefix('|').unwrap_or(source);
    let source = match source.strip_suffix('|') {
        Some(inner) if !inner.ends_with('\\') => inner,
        _ => source,
    };
    let mut cells = vec![String::new()];
    let mut in_code = false;
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '`' {
            in_code = !in_code;
        }
        if c == '|' && !(code_too && in_code) {
            cells.push(String::new());
            continue;
        }
        let Some(cell) = cells.last_mut() else {
            continue;
        };
        if c == '\\' && chars.peek() == Some(&'|') {
            cell.push('|');
            chars.next();
        } else {
            cell.push(c);
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Table, usize) {
        let lines: Vec<_> = text.lines().collect();
        let read = table(&lines, 1);
        (read.table, read.used)
    }

    fn texts(table: &Table) -> Vec<Vec<&str>> {
        table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn cells_are_split_at_pipes() {
        let (table, used) = read("| a | b |\n|---|---|\n| 1 | 2<br>3 |\n|x|y\n\nend");
        assert_eq!(table.head, ["a", "b"]);
        assert_eq!(texts(&table), [["1", "2\n3"], ["x", "y"]]);
        assert_eq!(used, 4);
    }

    #[test]
    fn a_torn_row_is_put_together() {
        let (table, _) = read("| a | b |\n| - | - |\n| 1 | one\nand\n\nmore |\n| 2 | two |");
        assert_eq!(texts(&table), [["1", "one and\nmore"], ["2", "two"]]);
        assert_eq!(table.rows[1].line, 7);
        let (table, _) = read("| a | b |\n| - | - |\n| 1 | one |\n| 2 | tw");
        let cut: Vec<_> = table.rows.iter().map(|row| row.is_cut).collect();
        assert_eq!(cut, [false, true]);
    }

    #[test]
    fn pipes_within_code_do_not_split_when_there_are_too_many() {
        let (table, _) = read("| a | b |\n|---|---|\n| 1 | `x|y` |\n| 2 | x|y |\n| 3 | x\\|y |");
        assert_eq!(table.rows[0].text(1), "`x|y`");
        assert!(!table.rows[0].is_ragged);
        assert!(table.rows[1].is_ragged);
        assert_eq!(table.rows[2].text(1), "x|y");
    }

    #[test]
    fn the_line_below_the_head_counts_the_columns() {
        let (table, used) = read("a | \n---|---\n1 | 2\n3 | ");
        assert_eq!(table.head, ["a", ""]);
        assert_eq!(texts(&table), [vec!["1", "2"], vec!["3"]]);
        assert!(table.is_open && used == 4);
        assert!(!read("| a |\n|---|\n| 1 |").0.is_open);
    }

    #[test]
    fn a_heading_may_stand_behind_the_last_row() {
        let lines = [
            "| a | b |",
            "|---|---|",
            "| 1 | 2 | ### Request body",
            "| c | d |",
        ];
        let read = table(&lines, 1);
        assert_eq!(texts(&read.table), [["1", "2"]]);
        assert_eq!((read.used, read.heading), (3, Some("### Request body")));
        assert!(!read.table.rows[0].is_cut);
        let (table, _) = self::read("| a | b |\n|---|---|\n| 1 | 2 | And more.");
        assert_eq!(texts(&table), [["1", "2"]]);
        assert!(!table.rows[0].is_cut);
    }

    #[test]
    fn regular_spaces_nest() {
        let levels = |text: &str| -> Vec<_> {
            let rows = format!("| a |\n|---|\n{text}");
            read(&rows).0.rows.iter().map(|row| row.level).collect()
        };
        assert_eq!(
            levels("| `x` |\n|   `y` |\n|     `z` |\n| u |"),
            [Some(0), Some(1), Some(2), Some(0)]
        );
        assert_eq!(levels("| x |\n|  y |"), [None, None]);
        assert_eq!(levels("| x |\n|      y |"), [None, None]);
        assert_eq!(levels("| x |\n|   ∟y |"), [None, None]);
    }
}
