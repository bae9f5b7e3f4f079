//! Tables of fields to trees of fields.

use std::collections::HashSet;

use serde_json::Value;

use crate::facts::{FieldFacts, TypeFacts};

use super::describe;
use super::table::{self, Row, Table};
use super::types::{self, Kind};
use super::unlabelled;
use super::vocabulary;
use super::warnings::{Warnings, shown};

/// The columns of a table of fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    name: usize,
    ty: Option<usize>,
    required: Option<usize>,
    description: Option<usize>,
    example: Option<usize>,
    default: Option<usize>,
}

impl Columns {
    /// The columns that every table should have, and those of the others that this one has.
    fn looked_for(self) -> Vec<Option<usize>> {
        let others = [self.required, self.example, self.default];
        let mut all = vec![Some(self.name), self.ty, self.description];
        all.extend(others.into_iter().filter(Option::is_some));
        all
    }

    /// The column of the names.
    pub(super) const fn column(self) -> usize {
        self.name
    }

    /// The name that a row is about.
    pub(super) fn name(self, row: &Row, warnings: &mut Warnings) -> Option<String> {
        let (_, name) = name(row, self.name, warnings)?;
        Some(name.trim_end_matches("[]").to_owned())
    }
}

/// The columns of a table, if it is one of fields.
pub(super) fn columns(table: &Table) -> Option<Columns> {
    let name = table.column(|words| words.columns.name)?;
    let ty = table.column(|words| words.columns.ty);
    let description = table.column(|words| words.columns.description);
    ty.or(description)?;
    Some(Columns {
        name,
        ty,
        required: table.column_with(|words| words.columns.required),
        description,
        example: table.column(|words| words.columns.example),
        default: table.column(|words| words.columns.default),
    })
}

/// A field with what its row leaves open.
#[derive(Clone, Debug)]
pub(super) struct Read {
    /// The field.
    pub(super) facts: FieldFacts,
    /// Where it stands, counted from 1.
    pub(super) line: usize,
    /// What its type was taken from.
    pub(super) kind: Kind,
    /// The name of the object that its type is, if it is one with a name.
    pub(super) type_name: Option<String>,
    /// The fields within it.
    pub(super) children: Vec<Self>,
}

impl Read {
    /// A field of which nothing but name and type is known.
    pub(super) fn bare(name: &str, ty: TypeFacts, array: u8, line: usize) -> Self {
        Self {
            facts: FieldFacts::bare(name, ty, array),
            line,
            kind: Kind::Plain,
            type_name: None,
            children: Vec::new(),
        }
    }
}

/// The fields of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    /// Those at the margin, each with what is within it.
    pub(super) list: Vec<Read>,
    /// Whether it may be that all are at the margin since the table does not say what is within what.
    pub(super) is_flat: bool,
}

/// Reads the fields of a table.
pub(super) fn read(table: &Table, columns: Columns, warnings: &mut Warnings) -> Fields {
    // A table without a column for it may mark names as required; the others are not, then.
    let marks = columns.required.is_none()
        && table
            .rows
            .iter()
            .any(|row| is_marked(row.text(columns.name)));
    table.warn_of_others(&columns.looked_for(), warnings);
    warn_of_hidden(table, columns, warnings);
    let mut open: Vec<(usize, Read)> = Vec::new();
    let mut found = Vec::new();
    for row in &table.rows {
        let Some((width, mut name)) = name(row, columns.name, warnings) else {
            continue;
        };
        let mut array_of_name = 0;
        while let Some(item) = name.strip_suffix("[]") {
            name = item.to_owned();
            array_of_name += 1;
        }
        close(&mut open, &mut found, width);
        let mut field = field(row, columns, name, array_of_name, warnings);
        if marks {
            field.facts.required = Some(is_marked(row.text(columns.name)));
        }
        open.push((width, field));
    }
    close(&mut open, &mut found, 0);
    Fields {
        is_flat: !table.is_tagged && found.iter().all(|field| field.children.is_empty()),
        list: found,
    }
}

/// Says where the page hides the fields of an object until a reader asks for them: they are not there.
fn warn_of_hidden(table: &Table, columns: Columns, warnings: &mut Warnings) {
    let head = table
        .head
        .get(columns.name)
        .map(|head| (table.line, head.as_str()));
    let rows = table
        .rows
        .iter()
        .map(|row| (row.line, row.text(columns.name)));
    for (line, cell) in head.into_iter().chain(rows) {
        if let Some(words) = table::hidden(cell) {
            let text = format!("`{words}` says that something is hidden, and lost here");
            warnings.lost(line, text);
        }
    }
}

/// Puts what is at least as deep as a new row into what it is within.
fn close(open: &mut Vec<(usize, Read)>, found: &mut Vec<Read>, width: usize) {
    while open.last().is_some_and(|(last, _)| *last >= width) {
        let Some((_, field)) = open.pop() else {
            return;
        };
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(field),
            None => found.push(field),
        }
    }
}

/// Of fields with the same name beside each other, leaves the first.
pub(super) fn remove_twins(fields: &mut Vec<Read>, warnings: &mut Warnings) {
    let mut seen = HashSet::new();
    fields.retain_mut(|field| {
        let name = &field.facts.name;
        let is_new = seen.insert(name.clone());
        if !is_new {
            warnings.push(
                field.line,
                format!("`{name}` is there twice; the first counts"),
            );
        }
        remove_twins(&mut field.children, warnings);
        is_new
    });
}

/// Whether the cell of a name says that the field is required.
fn is_marked(cell: &str) -> bool {
    vocabulary::all(|words| words.marks_required).any(|mark| cell.contains(mark))
}

/// How far a row is indented, and the name in it.
fn name(row: &Row, column: usize, warnings: &mut Warnings) -> Option<(usize, String)> {
    let mut lines = row.text(column).lines();
    let text = lines.next().unwrap_or_default();
    let is_word = |line: &str| {
        let line = line.trim();
        table::hidden(line).is_none()
            && line.starts_with(|c: char| c.is_ascii_alphabetic())
            && line.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if let Some(other) = lines.find(|line| is_word(line)) {
        let text = format!("`{}` has a row together with another field", other.trim());
        warnings.push(row.line, text);
    }
    let start = text
        .find(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '@' | '`' | '*'))
        .unwrap_or(text.len());
    let indent = &text[..start];
    let width = indent
        .chars()
        .map(|c| match c {
            '\u{2003}' => 2,
            // Plain spaces before a mark are as often chance as not.
            ' ' | '\t' => 0,
            _ => 1,
        })
        .sum();
    let rest = text[start..].trim_start_matches(['`', '*', ' ']);
    let end = rest
        .find(|c: char| {
            !(c.is_ascii_alphanumeric()
                || matches!(c, '_' | '-' | '.' | '$' | '@' | '[' | ']' | '\\'))
        })
        .unwrap_or(rest.len());
    let name: String = rest[..end].chars().filter(|c| *c != '\\').collect();
    let name = name.trim_end_matches(['.', '-']).to_owned();
    if name.is_empty() {
        let shown = shown(text);
        warnings.lost(
            row.line,
            format!("a row without the name of a field (`{shown}`)"),
        );
        return None;
    }
    let level = row.level.unwrap_or(width);
    if level > DEEPEST {
        warnings.push(row.line, format!("`{name}` is nested too deeply"));
    }
    Some((level.min(DEEPEST), name))
}

/// Deeper nesting is a fault of the page.
const DEEPEST: usize = 40;

fn field(
    row: &Row,
    columns: Columns,
    name: String,
    array_of_name: u8,
    warnings: &mut Warnings,
) -> Read {
    if row.is_ragged && columns.description != Some(row.cells.len() - 1) {
        warnings.push(
            row.line,
            format!("the row of `{name}` has more cells than the table has columns"),
        );
    }
    let stated = columns.ty.map(|column| types::read(row.text(column)));
    let kind = stated.map_or(Kind::Nothing, |stated| stated.kind);
    if kind == Kind::Unreadable
        && let Some(column) = columns.ty
    {
        let shown = shown(row.text(column).trim().trim_matches('`'));
        warnings.push(row.line, format!("`{shown}` is no type of `{name}`"));
    }
    let described = columns
        .description
        .and_then(|column| row.cells.get(column))
        .map(|cell| describe::read(cell, row.line, &name, warnings))
        .unwrap_or_default();
    let mut ty = stated.map_or(TypeFacts::Any, |stated| stated.ty);
    if kind == Kind::Enum
        && described
            .values
            .iter()
            .flatten()
            .all(|value| value.parse::<i64>().is_ok())
        && described.values.is_some()
    {
        ty = TypeFacts::Int;
    }
    let type_name = columns
        .ty
        .filter(|_| kind == Kind::Name)
        .map(|column| types::name(row.text(column)));
    let mut facts = FieldFacts {
        required: columns
            .required
            .and_then(|column| required(row.text(column), row.line, &name, warnings)),
        ty,
        array: stated
            .map_or(0, |stated| stated.array)
            .saturating_add(array_of_name),
        // `true` and `false` are no enumeration.
        values: described.values.filter(|_| ty != TypeFacts::Bool),
        limits: described.limits,
        default: described.default.or_else(|| plain(row, columns.default)),
        example: described.example.or_else(|| plain(row, columns.example)),
        name,
        children: Vec::new(),
    };
    if let Some(cell) = columns.description.and_then(|column| row.cells.get(column)) {
        unlabelled::read(cell, &mut facts, row.line, warnings);
    }
    Read {
        facts,
        line: row.line,
        kind,
        type_name,
        children: Vec::new(),
    }
}

/// The text of a column that holds nothing but a value.
fn plain(row: &Row, column: Option<usize>) -> Option<String> {
    let text = row.text(column?).trim().trim_matches(['`', '"', '“', '”']);
    (!vocabulary::is_nothing(text)).then(|| text.to_owned())
}

fn required(text: &str, line: usize, name: &str, warnings: &mut Warnings) -> Option<bool> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '`' | '\\'));
    let lower = text.to_ascii_lowercase();
    let begins = |word: &str| lower.starts_with(word);
    if vocabulary::all(|words| words.answers[0]).any(begins) {
        Some(false)
    } else if vocabulary::all(|words| words.answers[1]).any(begins) {
        Some(true)
    } else {
        if !matches!(text, "" | "-" | "/" | "--") {
            let shown = shown(text);
            warnings.push(
                line,
                format!("`{shown}` does not say whether `{name}` is required"),
            );
        }
        None
    }
}

/// The facts of fields that have been completed: what has children is an object.
pub(super) fn facts(fields: Vec<Read>) -> Vec<FieldFacts> {
    fields.into_iter().map(finish).collect()
}

fn finish(field: Read) -> FieldFacts {
    let children = facts(field.children);
    let mut facts = field.facts;
    if !children.is_empty() {
        // What is said of one value of the object is not said of the object.
        if facts.ty != TypeFacts::Map || field.kind == Kind::Map {
            facts.ty = TypeFacts::Object;
        }
        facts.values = None;
        facts.children = children;
    }
    if facts.array > 0 {
        facts.example = facts.example.map(|text| list(&text, facts.ty, facts.array));
    }
    facts
}

/// The sample of a list. One that shows a single value shows a list of one item; what only looks like a list stays as it is.
fn list(text: &str, ty: TypeFacts, array: u8) -> String {
    if text.trim_start().starts_with('[') {
        return text.to_owned();
    }
    let json = serde_json::from_str(text);
    let item = match (ty, json) {
        (TypeFacts::String | TypeFacts::File, _) | (_, Err(_)) => Value::from(text),
        (_, Ok(json)) => json,
    };
    let list = (0..array).fold(item, |item, _| Value::Array(vec![item]));
    list.to_string()
}
