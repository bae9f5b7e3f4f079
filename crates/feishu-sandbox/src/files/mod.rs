//! Real files: what an export writes and an import reads.

pub(crate) mod blocks;
pub(crate) mod csv;
pub(crate) mod docx;
pub(crate) mod grid;
pub(crate) mod markdown;
pub(crate) mod pdf;
pub(crate) mod plain;
mod time;
pub(crate) mod xlsx;

use std::fmt;

/// Why a file could not be written or read.
#[derive(Debug)]
pub(crate) struct FileError {
    message: String,
    /// Whether it is too large, and nothing else is wrong with it.
    pub(crate) too_large: bool,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FileError {}

impl FileError {
    /// Wraps what a library reported.
    pub(crate) fn new(error: impl fmt::Display) -> Self {
        Self {
            message: error.to_string(),
            too_large: false,
        }
    }

    /// Says what there is too much of.
    pub(crate) fn too_large(message: &str) -> Self {
        Self {
            message: message.to_owned(),
            too_large: true,
        }
    }
}

/// The `Content-Type` of a file with this name.
pub(crate) fn content_type_of(name: &str) -> &'static str {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    content_type(&extension.to_ascii_lowercase())
}

/// The `Content-Type` of a file with this extension.
pub(crate) fn content_type(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "md" | "mark" | "markdown" => "text/markdown; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
