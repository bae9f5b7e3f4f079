//! Real files: what an export writes and an import reads.

pub(crate) mod csv;
pub(crate) mod docx;
pub(crate) mod markdown;
pub(crate) mod pdf;
pub(crate) mod plain;
pub(crate) mod xlsx;

use std::fmt;

/// Why a file could not be written or read.
#[derive(Debug)]
pub(crate) struct FileError(String);

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

impl FileError {
    /// Wraps what a library reported.
    pub(crate) fn new(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// The `Content-Type` of a file with this extension.
pub(crate) fn content_type(extension: &str) -> &'static str {
    match extension {
        "csv" => "text/csv; charset=utf-8",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}
