//! Tables that are written with pipes.

use super::html;
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

/// Reads the table whose head is the first of some lines. Gives it with the number of lines that belong to it.
pub(super) fn table(lines: &[&str], first_line: usize) -> (Table, usize) {
    let head: Vec<String> = split(lines[0], false)
        .iter()
        .map(|cell| html::cell(cell).text)
        .collect();
    let columns = head.len();
    let (table, used) = rows(lines, 2, columns, first_line);
    (Table { head, ..table }, used)
}

/// Reads a table that begins with a row, or with the line that stands below a head.
pub(super) fn table_without_head(lines: &[&str], first_line: usize) -> (Table, usize) {
    let columns = split(lines[0], false).len();
    rows(lines, 0, columns, first_line)
}

/// Reads the rows from one of some lines on; the table begins at the first.
fn rows(lines: &[&str], from: usize, columns: usize, first_line: usize) -> (Table, usize) {
    let mut table = Table {
        line: first_line,
        ..Table::default()
    };
    let mut used = from.min(lines.len());
    while used < lines.len() && is_row(lines[used]) {
        let start = used;
        let mut source = lines[used].trim().to_owned();
        used += 1;
        // A row that a line break tears apart ends at the next pipe at the end of a line.
        while used < lines.len().min(start + LONGEST_TEAR) && is_torn(&source, columns, lines, used)
        {
            source.push('\n');
            source.push_str(lines[used].trim_end());
            used += 1;
        }
        if !is_rule(&source) {
            let mut row = row(&source, first_line + start, columns);
            row.is_cut = is_closed(lines[0]) && source.starts_with('|') && !source.ends_with('|');
            table.rows.push(row);
        }
    }
    (table, used)
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

fn row(source: &str, line: usize, columns: usize) -> Row {
    let mut cells = split(source, false);
    if cells.len() > columns {
        cells = split(source, true);
    }
    // Pipes that are not escaped stand in the text of the last cell more often than anywhere else.
    let mut is_ragged = false;
    if cells.len() > columns && columns > 0 {
        let rest = cells.split_off(columns);
        if rest.iter().any(|cell| !cell.trim().is_empty()) {
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
        table(&lines, 1)
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
}
