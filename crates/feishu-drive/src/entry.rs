//! What a folder lists, as what other operations take.

use crate::file::{Entry, ShortcutInfo};
use crate::types::{FileKind, FileRef};

impl Entry {
    /// The document, the file or the folder: what is listed itself, but what a shortcut points to.
    ///
    /// ```
    /// use feishu_drive::file::Entry;
    /// use feishu_drive::types::FileRef;
    ///
    /// let entry: Entry = serde_json::from_str(r#"{
    ///     "token": "nodcn1", "type": "shortcut",
    ///     "shortcut_info": { "target_token": "shtcn1", "target_type": "sheet" }
    /// }"#)?;
    /// assert_eq!(entry.file(), FileRef::sheet("shtcn1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn file(&self) -> FileRef {
        match &self.shortcut_info {
            Some(ShortcutInfo {
                target_token: Some(token),
                target_type: Some(kind),
                ..
            }) => FileRef::new(token, kind.clone()),
            _ => FileRef::new(&self.token, self.kind()),
        }
    }

    /// The kind; of one that the platform does not tell, an empty text.
    fn kind(&self) -> FileKind {
        self.type_.clone().unwrap_or_else(|| FileKind::from(""))
    }
}

impl From<&Entry> for FileRef {
    fn from(entry: &Entry) -> Self {
        entry.file()
    }
}
