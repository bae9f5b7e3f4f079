//! What a folder lists, as what other operations take.

use crate::file::{File, ShortcutInfo};
use crate::types::{FileKind, FileRef, FolderToken};

impl File {
    /// Returns the document, the file or the folder: what is listed itself, but what a shortcut points to. The shortcut itself is
    /// `FileRef::from(&entry)`.
    ///
    /// ```
    /// use feishu_drive::file::File;
    /// use feishu_drive::types::FileRef;
    ///
    /// let entry: File = serde_json::from_str(r#"{
    ///     "token": "nodcn1", "type": "shortcut",
    ///     "shortcut_info": { "target_token": "shtcn1", "target_type": "sheet" }
    /// }"#)?;
    /// assert_eq!(entry.file(), FileRef::sheet("shtcn1"));
    /// assert_eq!(FileRef::from(&entry), FileRef::shortcut("nodcn1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn file(&self) -> FileRef {
        match &self.shortcut_info {
            Some(ShortcutInfo {
                target_token: Some(token),
                target_kind: Some(kind),
                ..
            }) => FileRef::new(token, kind.clone()),
            _ => self.into(),
        }
    }

    /// Returns the folder, if it is one: to list what lies in it.
    pub fn folder(&self) -> Option<FolderToken> {
        (self.kind == FileKind::Folder).then(|| FolderToken::new(self.token.as_str()))
    }
}

/// The entry itself, so that whoever deletes a shortcut does not delete what it points to; [`File::file`] follows shortcuts.
impl From<&File> for FileRef {
    fn from(entry: &File) -> Self {
        Self::new(&entry.token, entry.kind.clone())
    }
}
