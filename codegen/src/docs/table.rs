//! Tables, however they were written.

use super::vocabulary::{self, Vocabulary};
use super::warnings::{Warnings, shown};

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
    /// Whether it is written with pipes, but without any at the ends of its rows.
    pub(super) is_open: bool,
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
    pub(super) fn column_with(&self, words: Words) -> Option<usize> {
        let heads: Vec<_> = self.head.iter().map(|head| plain(head)).collect();
        vocabulary::all(words).find_map(|word| heads.iter().position(|head| head.contains(word)))
    }

    /// The first column whose head is one of some names. What the page itself puts below the name does not count.
    pub(super) fn column(&self, names: Words) -> Option<usize> {
        let heads: Vec<_> = self.head.iter().map(|head| plain(visible(head))).collect();
        vocabulary::all(names).find_map(|name| heads.iter().position(|head| head == name))
    }

    /// Says which columns hold something that nobody reads.
    pub(super) fn warn_of_others(&self, known: &[Option<usize>], warnings: &mut Warnings) {
        // Where one of the columns that are looked for is missing, it may be this one.
        let may_be_missed = known.contains(&None);
        for (column, head) in self.head.iter().enumerate() {
            let is_known = known.contains(&Some(column)) || head.trim().is_empty();
            let is_advice = || self.head_is(column, |words| words.columns.advice);
            let is_filled = || {
                self.rows
                    .iter()
                    .any(|row| !vocabulary::is_nothing(row.text(column)))
            };
            if !is_known && !is_advice() && is_filled() {
                let text = format!("the column `{}` is not read", shown(visible(head)));
                match may_be_missed {
                    true => warnings.lost(self.line, text),
                    false => warnings.push(self.line, text),
                }
            }
        }
    }

    fn head_is(&self, column: usize, words: Words) -> bool {
        let head = plain(visible(&self.head[column]));
        vocabulary::all(words).any(|word| word == head)
    }
}

/// Words of each language.
type Words = fn(&'static Vocabulary) -> &'static [&'static str];

/// The first line of a cell, without what the page puts there where it hides something.
pub(super) fn visible(text: &str) -> &str {
    let line = text.lines().next().unwrap_or_default().trim();
    let hidden = vocabulary::all(|words| words.hidden);
    hidden.fold(line, |line, words| {
        let at = line.len().saturating_sub(words.len());
        match line.get(at..) {
            Some(end) if at > 0 && end.eq_ignore_ascii_case(words) => line[..at].trim_end(),
            _ => line,
        }
    })
}

/// What a page puts into a cell where it hides something.
pub(super) fn hidden(text: &str) -> Option<&'static str> {
    let mut hidden = vocabulary::all(|words| words.hidden);
    let is_all = |words: &str| {
        text.lines()
            .any(|line| line.trim().eq_ignore_ascii_case(words))
    };
    let first = text.lines().next().unwrap_or_default().trim();
    let is_cut = |words: &str| {
        let end = first.get(visible(text).len()..).unwrap_or_default();
        end.trim().eq_ignore_ascii_case(words)
    };
    hidden.find(|words| is_all(words) || is_cut(words))
}

/// A heading of a column or a label without emphasis and spaces.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '`' | ':' | '：'))
        .collect::<String>()
        .to_ascii_lowercase()
}
