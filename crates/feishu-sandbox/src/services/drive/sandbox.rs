//! The documents of the sandbox as its owner sees them.

use std::time::Duration;

use super::builtin;
use super::document::Document;
use crate::Sandbox;
use crate::state::users::USER;

/// A built-in document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Builtin {
    /// The token of the document.
    pub token: &'static str,
    /// The id of its first worksheet or table, for an export as `csv`; empty for a text document.
    pub sub_id: &'static str,
}

impl Sandbox {
    /// The built-in spreadsheet; its first worksheet has a header and eight orders.
    pub fn sheet(&self) -> Builtin {
        Builtin {
            token: builtin::SHEET,
            sub_id: builtin::SHEET_ORDERS,
        }
    }

    /// The built-in text document.
    pub fn document(&self) -> Builtin {
        Builtin {
            token: builtin::DOCUMENT,
            sub_id: "",
        }
    }

    /// The built-in table of records.
    pub fn table(&self) -> Builtin {
        Builtin {
            token: builtin::TABLE,
            sub_id: builtin::TABLE_CUSTOMERS,
        }
    }

    /// The token of the folder with the built-in documents.
    pub fn folder(&self) -> &'static str {
        builtin::FOLDER
    }

    /// Adds a document and returns its token.
    pub fn add_document(&self, document: Document) -> String {
        let now = self.shared.now();
        self.shared.state().services.drive.add(document, USER, now)
    }

    /// A document by its token, an imported one for instance.
    pub fn find_document(&self, token: &str) -> Option<Document> {
        self.shared.state().services.drive.document(token).cloned()
    }

    /// Sets how long newly exported files are kept; 10 minutes at first.
    pub fn set_file_lifetime(&self, lifetime: Duration) {
        self.shared.state().services.drive.file_lifetime = lifetime;
    }

    /// Sets how many bytes of files, media and uploads in parts are kept, by which the size that an upload in parts announces
    /// counts from its beginning; 512 MiB at first. What is more is refused for lack of room.
    pub fn set_quota(&self, bytes: usize) {
        self.shared.state().services.drive.quota = bytes;
    }

    /// Sets how long newly uploaded files wait to be imported; 5 minutes at first.
    pub fn set_upload_lifetime(&self, lifetime: Duration) {
        self.shared.state().services.drive.upload_lifetime = lifetime;
    }
}
