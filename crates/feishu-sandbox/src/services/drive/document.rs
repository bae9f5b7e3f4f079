//! The documents of the sandbox: what they hold, who may read them, what they can be exported as.

use bytes::Bytes;

use crate::documents::{Block, Worksheet};

/// A document in the drive of the sandbox.
///
/// Added with [`Sandbox::add_document`](crate::Sandbox::add_document), or made by an import.
///
/// ```
/// use feishu_sandbox::{Cell, Document, Worksheet};
///
/// let rows = vec![vec![Cell::from("city"), Cell::from("people")], vec![Cell::from("上海"), Cell::from(24_870_895.0)]];
/// let document = Document::sheet("Cities", vec![Worksheet::new("Sheet1", rows)]);
/// assert_eq!(document.title(), "Cities");
/// ```
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) title: String,
    pub(crate) kind: DocumentKind,
    pub(crate) content: Content,
    pub(crate) access: Access,
    pub(crate) folder: Option<String>,
}

impl Document {
    /// A spreadsheet, exported as `xlsx` or, one worksheet at a time, as `csv`.
    pub fn sheet(title: impl Into<String>, worksheets: Vec<Worksheet>) -> Self {
        Self::new(title, DocumentKind::Sheet, Content::Cells(worksheets))
    }

    /// A table of records, exported as `xlsx` or, one table at a time, as `csv`.
    pub fn table(title: impl Into<String>, tables: Vec<Worksheet>) -> Self {
        Self::new(title, DocumentKind::Bitable, Content::Cells(tables))
    }

    /// A text document, exported as `docx` or `pdf`.
    pub fn text(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self::new(title, DocumentKind::Docx, Content::Blocks(blocks))
    }

    /// A document whose export is exactly these bytes, whatever the format asked for, sent with this content type.
    ///
    /// For tests of downloads: a large file, an empty one, one that looks like an error.
    pub fn raw(
        title: impl Into<String>,
        kind: DocumentKind,
        content_type: impl Into<String>,
        content: impl Into<Bytes>,
    ) -> Self {
        let content = Content::Raw {
            content_type: content_type.into(),
            bytes: content.into(),
        };
        Self::new(title, kind, content)
    }

    fn new(title: impl Into<String>, kind: DocumentKind, content: Content) -> Self {
        Self {
            title: title.into(),
            kind,
            content,
            access: Access::Open,
            folder: None,
        }
    }

    /// Puts the document into a folder instead of the root; see [`Sandbox::folder`](crate::Sandbox::folder).
    #[must_use]
    pub fn in_folder(mut self, token: impl Into<String>) -> Self {
        self.folder = Some(token.into());
        self
    }

    /// Lets nobody read it: every export is refused for lack of permission.
    #[must_use]
    pub fn forbidden(mut self) -> Self {
        self.access = Access::Forbidden;
        self
    }

    /// Marks it as deleted: its token is known, its content is gone.
    #[must_use]
    pub fn deleted(mut self) -> Self {
        self.access = Access::Deleted;
        self
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The kind of document.
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The token of the folder that it lies in; `None` for the root.
    pub fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    /// The worksheets or tables; empty for a text document.
    pub fn worksheets(&self) -> &[Worksheet] {
        match &self.content {
            Content::Cells(worksheets) => worksheets,
            Content::Blocks(_) | Content::Raw { .. } => &[],
        }
    }

    /// The blocks of a text document; empty for a sheet.
    pub fn blocks(&self) -> &[Block] {
        match &self.content {
            Content::Blocks(blocks) => blocks,
            Content::Cells(_) | Content::Raw { .. } => &[],
        }
    }
}

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DocumentKind {
    /// A text document of the old kind.
    Doc,
    /// A text document.
    Docx,
    /// A spreadsheet.
    Sheet,
    /// A table of records.
    Bitable,
}

impl DocumentKind {
    const ALL: [Self; 4] = [Self::Doc, Self::Docx, Self::Sheet, Self::Bitable];

    /// The kind as it stands on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Doc => "doc",
            Self::Docx => "docx",
            Self::Sheet => "sheet",
            Self::Bitable => "bitable",
        }
    }

    /// The kind with this name on the wire.
    pub(crate) fn from_wire(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// What a document holds.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// Worksheets of a spreadsheet, or tables of a bitable.
    Cells(Vec<Worksheet>),
    /// The blocks of a text document.
    Blocks(Vec<Block>),
    /// The export itself.
    Raw {
        /// The `Content-Type` of the download.
        content_type: String,
        /// The bytes of the download.
        bytes: Bytes,
    },
}

/// Who may read a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Everybody.
    Open,
    /// Nobody.
    Forbidden,
    /// Nobody any more.
    Deleted,
}
