//! The documents of the sandbox as its owner sees them.

use std::time::Duration;

use bytes::Bytes;

use super::builtin;
use super::document::Document;
use super::tree::{NewEntry, ROOT};
use crate::Sandbox;
use crate::users::USER;

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
        let drive = &self.shared.state().services.drive;
        let folder = drive.tree.get(token)?.parent();
        let folder = Some(folder).filter(|folder| *folder != ROOT);
        Some(Document {
            folder: folder.map(str::to_owned),
            ..drive.document(token)?.clone()
        })
    }

    /// The token of the root folder, which the sandbox has one of, whoever calls.
    pub fn root_folder(&self) -> &'static str {
        ROOT
    }

    /// Adds a folder to another one, and returns its token. A folder that is not there is made, but not listed.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), feishu_sandbox::SandboxError> {
    /// let sandbox = feishu_sandbox::Sandbox::start().await?;
    /// let folder = sandbox.add_folder(sandbox.root_folder(), "Invoices");
    /// let file = sandbox.add_file(&folder, "2026-07.txt", "1,250.00");
    /// assert_eq!(sandbox.find_file(&file).as_deref(), Some(&b"1,250.00"[..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_folder(&self, parent: &str, name: &str) -> String {
        self.put(parent, NewEntry::folder(name, USER))
    }

    /// Adds a file to a folder, and returns its token; of the folder, see [`add_folder`](Self::add_folder).
    pub fn add_file(&self, folder: &str, name: &str, content: impl Into<Bytes>) -> String {
        self.put(folder, NewEntry::file(name, content.into(), USER))
    }

    /// The content of a file or of media, an uploaded one for instance; `None` of what there is no more.
    pub fn find_file(&self, token: &str) -> Option<Bytes> {
        let now = self.shared.now();
        self.shared.state().services.drive.content(token, now)
    }

    fn put(&self, folder: &str, new: NewEntry) -> String {
        let now = self.shared.now();
        let tree = &mut self.shared.state().services.drive.tree;
        tree.ensure_folder(folder, USER, now);
        tree.add(folder, new, now)
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
