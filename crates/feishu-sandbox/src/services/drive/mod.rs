//! The operations of drive.

pub(crate) mod control;
pub(crate) mod export;
mod file;
pub(crate) mod import;
mod media;
mod permission_member;

use super::Handlers;

/// What is played.
pub(super) const HANDLERS: Handlers = &[
    ("drive.v1.export_task.create", export::create),
    ("drive.v1.export_task.get", export::get),
    ("drive.v1.export_task.download", export::download),
    ("drive.v1.import_task.create", import::create),
    ("drive.v1.import_task.get", import::get),
    ("drive.v1.media.upload_all", media::upload_all),
    ("drive.v1.file.list", file::list),
    ("drive.v1.file.copy", file::copy),
    ("drive.v1.file.delete", file::delete),
    (
        "drive.v1.permission_member.create",
        permission_member::create,
    ),
];

/// The statuses of jobs that the sandbox itself reports; any other can be scripted.
pub(crate) mod status {
    pub(crate) const SUCCESS: i64 = 0;
    pub(crate) const INITIALIZING: i64 = 1;
    pub(crate) const PROCESSING: i64 = 2;
    pub(crate) const INTERNAL: i64 = 3;
    /// The document is too large to be exported in this format.
    pub(crate) const DOCUMENT_TOO_LARGE: i64 = 107;
    /// The document was deleted while its export was waiting.
    pub(crate) const DOCUMENT_DELETED: i64 = 111;
    /// The sandbox does not read this format.
    pub(crate) const FORMAT_UNSUPPORTED: i64 = 112;
    /// The file is too large once it is unpacked.
    pub(crate) const FILE_TOO_LARGE: i64 = 115;
    /// The suffix of the uploaded file is not the extension of the job.
    pub(crate) const SUFFIX_DIFFERS: i64 = 118;
    /// A file of this format does not become a document of that type.
    pub(crate) const TYPE_DIFFERS: i64 = 120;
    /// The uploaded file is gone.
    pub(crate) const UPLOAD_EXPIRED: i64 = 121;
    /// The file cannot be read.
    pub(crate) const FILE_DAMAGED: i64 = 129;
}

/// What a job that did not fail has as its message.
pub(crate) const NO_ERROR: &str = "success";
