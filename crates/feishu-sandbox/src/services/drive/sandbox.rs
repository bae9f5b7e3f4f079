//! The documents of the sandbox as its owner sees them.

use std::time::Duration;

use bytes::Bytes;

use super::builtin;
use super::document::Document;
use super::tree::ROOT;
use crate::Sandbox;

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
        self.shared.add_document(document)
    }

    /// A document by its token, an imported one for instance.
    pub fn find_document(&self, token: &str) -> Option<Document> {
        self.shared.find_document(token)
    }

    /// The token of the root folder, which the sandbox has one of, whoever calls.
    pub fn root_folder(&self) -> &'static str {
        ROOT
    }

    /// Makes a folder in another one, or in the root if that is named by an empty token, and returns its token; `None` if there
    /// is no such folder.
    pub fn add_folder(&self, name: &str, parent: &str) -> Option<String> {
        self.shared.add_folder(name, parent)
    }

    /// Puts a file into a folder, as [`add_folder`](Self::add_folder) does a folder.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), feishu_sandbox::SandboxError> {
    /// let sandbox = feishu_sandbox::Sandbox::start().await?;
    /// let file = sandbox.add_file("2026-07.txt", sandbox.folder(), "1,250.00");
    /// let content = file.and_then(|token| sandbox.find_file(&token));
    /// assert_eq!(content.as_deref(), Some(&b"1,250.00"[..]));
    /// # Ok(())
    /// # }
    /// ```
    pub fn add_file(&self, name: &str, folder: &str, content: impl Into<Bytes>) -> Option<String> {
        self.shared.add_file(name, folder, content.into())
    }

    /// The content of a file or of media, an uploaded one for instance; `None` of what there is no more.
    pub fn find_file(&self, token: &str) -> Option<Bytes> {
        self.shared.find_file(token)
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
