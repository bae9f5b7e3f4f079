//! Documents in JSON, as the control interface takes and shows them.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::{Access, Document, DocumentKind};
use crate::documents::{Block, Cell, Text, Worksheet};
use crate::files::markdown;

/// A document that is to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDocument {
    r#type: String,
    title: String,
    folder: Option<String>,
    #[serde(default)]
    access: NewAccess,
    worksheets: Option<Vec<NewWorksheet>>,
    markdown: Option<String>,
    content: Option<String>,
    content_type: Option<String>,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum NewAccess {
    #[default]
    Open,
    Forbidden,
    Deleted,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewWorksheet {
    #[serde(default = "first_title")]
    title: String,
    sub_id: Option<String>,
    rows: Vec<Vec<NewCell>>,
}

fn first_title() -> String {
    "Sheet1".to_owned()
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a cell must be a text, a number, true, false or null"
)]
enum NewCell {
    Empty(()),
    Bool(bool),
    Number(f64),
    Text(String),
}

impl NewDocument {
    /// The document, or what is wrong with it and where.
    pub(crate) fn document(self) -> Result<Document, (&'static str, &'static str)> {
        let kind = DocumentKind::from_wire(&self.r#type).ok_or((
            "a document is a `sheet`, a `bitable`, a `docx` or a `doc`",
            "body, `type`",
        ))?;
        let has_cells = matches!(kind, DocumentKind::Sheet | DocumentKind::Bitable);
        let title = self.title;
        let document = match (self.worksheets, self.markdown, self.content) {
            (Some(worksheets), None, None) if has_cells => {
                let worksheets = worksheets.into_iter().map(Worksheet::from).collect();
                Document::sheet(title, worksheets)
            }
            (None, Some(text), None) if !has_cells => {
                let blocks = markdown::read(text.as_bytes());
                let blocks = blocks.map_err(|_| ("the text cannot be read", "body, `markdown`"))?;
                Document::text(title, blocks)
            }
            (None, None, Some(content)) => {
                let missing = ("`content` needs a type", "body, `content_type`");
                let content_type = self.content_type.ok_or(missing)?;
                Document::raw(title, kind, content_type, Bytes::from(content))
            }
            _ => {
                return Err((
                    "a sheet or table has `worksheets`, a text document `markdown`; either may have `content` instead",
                    "body",
                ));
            }
        };
        Ok(Document {
            kind,
            folder: self.folder.filter(|folder| !folder.is_empty()),
            access: match self.access {
                NewAccess::Open => Access::Open,
                NewAccess::Forbidden => Access::Forbidden,
                NewAccess::Deleted => Access::Deleted,
            },
            ..document
        })
    }
}

impl From<NewWorksheet> for Worksheet {
    fn from(new: NewWorksheet) -> Self {
        let rows = new.rows.into_iter();
        let rows = rows.map(|row| row.into_iter().map(Cell::from).collect());
        let worksheet = Self::new(new.title, rows.collect());
        match new.sub_id {
            Some(id) => worksheet.id(id),
            None => worksheet,
        }
    }
}

impl From<NewCell> for Cell {
    fn from(new: NewCell) -> Self {
        match new {
            NewCell::Empty(()) => Self::Empty,
            NewCell::Bool(value) => Self::Bool(value),
            NewCell::Number(number) => Self::Number(number),
            // A text of digits stays one; what is a number comes as one.
            NewCell::Text(text) => match Self::parse(&text) {
                date @ Self::Date(_) => date,
                _ => Self::Text(text),
            },
        }
    }
}

/// What is in a document.
pub(crate) fn json(document: &Document) -> Value {
    let worksheets = document.worksheets().iter().map(|worksheet| {
        let rows = worksheet.rows().iter();
        let rows = rows.map(|row| row.iter().map(cell).collect::<Vec<_>>());
        json!({
            "sub_id": worksheet.sub_id(),
            "title": worksheet.title(),
            "rows": rows.collect::<Vec<_>>(),
        })
    });
    let lines = document.blocks().iter().map(line);
    json!({
        "type": document.kind.as_str(),
        "title": document.title,
        "folder": document.folder,
        "access": match document.access {
            Access::Open => "open",
            Access::Forbidden => "forbidden",
            Access::Deleted => "deleted",
        },
        "worksheets": worksheets.collect::<Vec<_>>(),
        "text": lines.collect::<Vec<_>>().join("\n"),
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => text.as_str().into(),
        Cell::Number(number) => (*number).into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Bool(value) => (*value).into(),
    }
}

/// The text of a block; cells of a table are parted by tabs, its rows by line ends.
fn line(block: &Block) -> String {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) | Block::Item { text, .. } => {
            text.plain()
        }
        Block::Table(rows) => {
            let rows = rows.iter();
            let rows = rows.map(|row| row.iter().map(Text::plain).collect::<Vec<_>>().join("\t"));
            rows.collect::<Vec<_>>().join("\n")
        }
        Block::Code(listing) => listing.clone(),
    }
}
