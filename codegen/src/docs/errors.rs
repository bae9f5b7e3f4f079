//! Tables of errors.

use std::collections::HashSet;

use crate::facts::ErrorFacts;

use super::section::Section;
use super::table::{Row, Table};
use super::warnings::{Warnings, shown};

/// The columns of a table of errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    status: Option<usize>,
    code: usize,
    message: Option<usize>,
    /// Whether the head does not say what the columns are.
    is_guessed: bool,
}

impl Columns {
    /// The column of the codes.
    pub(super) const fn code(self) -> usize {
        self.code
    }
}

/// The columns of a table, if it is one of errors.
pub(super) fn columns(table: &Table, section: Option<Section>) -> Option<Columns> {
    if let Some(code) = table.column(|words| words.columns.code) {
        return Some(Columns {
            status: table.column(|words| words.columns.status),
            code,
            message: table.column(|words| words.columns.message),
            is_guessed: false,
        });
    }
    // A table that lost its head: a status and a code are plain enough.
    let is_error = |row: &Row| {
        row.cells.len() >= 3
            && matches!(row.text(0).trim().parse::<u16>(), Ok(100..=599))
            && row.text(1).trim().parse::<i64>().is_ok()
    };
    (section == Some(Section::Errors) && !table.rows.is_empty() && table.rows.iter().all(is_error))
        .then_some(Columns {
            status: Some(0),
            code: 1,
            message: Some(2),
            is_guessed: true,
        })
}

/// Reads the errors of a table.
pub(super) fn read(
    table: &Table,
    columns: Columns,
    found: &mut Vec<ErrorFacts>,
    warnings: &mut Warnings,
) {
    if columns.is_guessed {
        let text =
            "the head of the table of errors is lost; its columns are told by what they hold";
        warnings.push(table.line, text);
    }
    let known = [columns.status, Some(columns.code), columns.message];
    if !columns.is_guessed {
        table.warn_of_others(&known, warnings);
    }
    for row in &table.rows {
        let cell = row.text(columns.code);
        let text = bare(cell);
        if text.is_empty() && row.cells.iter().all(|cell| cell.text.trim().is_empty()) {
            continue;
        }
        let codes = numbers(&text);
        if codes.is_empty() {
            warnings.lost(row.line, format!("`{}` is no error code", shown(&text)));
            continue;
        }
        let status = status(row, columns, warnings);
        let message = columns
            .message
            .map(|column| words(row.text(column)))
            .unwrap_or_default();
        for code in codes {
            found.push(ErrorFacts {
                status,
                code,
                message: message.clone(),
            });
        }
    }
}

/// Of errors that are there several times, leaves the first.
pub(super) fn remove_twins(errors: &mut Vec<ErrorFacts>) {
    let mut seen = HashSet::new();
    errors.retain(|error| seen.insert((error.status, error.code, error.message.clone())));
}

fn status(row: &Row, columns: Columns, warnings: &mut Warnings) -> Option<u16> {
    let text = bare(row.text(columns.status?));
    if matches!(text.as_str(), "" | "-" | "/") {
        return None;
    }
    let status = text
        .get(..3)
        .filter(|_| !text[3..].starts_with(|c: char| c.is_ascii_alphanumeric()))
        .and_then(|digits| digits.parse().ok())
        .filter(|status| (100..=599).contains(status));
    if status.is_none() {
        warnings.push(row.line, format!("`{}` is no HTTP status", shown(&text)));
    }
    status
}

/// The numbers of a cell that holds nothing else.
fn numbers(text: &str) -> Vec<i64> {
    let parts = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '/' | '、' | '；' | ';'));
    let numbers: Option<Vec<i64>> = parts
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect();
    numbers.unwrap_or_default()
}

/// A cell without emphasis.
fn bare(text: &str) -> String {
    text.replace(['`', '*', '\\'], "").trim().to_owned()
}

/// A message on one line, with one space between words.
fn words(text: &str) -> String {
    text.replace('`', "")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
