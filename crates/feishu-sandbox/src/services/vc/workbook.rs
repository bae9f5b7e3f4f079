//! The workbooks of the reports: what lists tell of the same, with the columns that the platform documents.

use serde_json::Value;

use super::record::{self, Figure, Known};
use super::report::ReportWork;
use crate::documents::{Cell, Worksheet};

/// The only page of a report's workbook.
pub(super) fn worksheet(work: &ReportWork, known: Known<'_>) -> Worksheet {
    let headings = record::headings(work.report).into_iter();
    let header = headings.map(Cell::from).collect();
    let records = record::all(work.report, &work.query, known);
    let rows = records.into_iter().map(|record| {
        let columns = record.into_iter().filter(|one| !one.heading.is_empty());
        columns.map(cell).collect()
    });
    Worksheet::new(
        work.report.title(),
        std::iter::once(header).chain(rows).collect(),
    )
}

fn cell(figure: Figure) -> Cell {
    match figure.value {
        Value::Bool(is_so) => Cell::from(if is_so { "是" } else { "否" }),
        Value::String(text) => Cell::from(text),
        _ => Cell::Empty,
    }
}
