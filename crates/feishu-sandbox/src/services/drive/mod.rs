//! The operations of drive.

mod builtin;
mod comment_reaction;
pub(crate) mod control;
mod described;
mod document;
mod entities;
mod export;
mod file;
mod file_upload;
mod folder;
mod import;
mod links;
mod list;
mod lookup;
mod media;
mod meta;
mod owners;
mod permission_member;
mod refusals;
mod sandbox;
mod search;
mod seeds;
mod state;
mod tree;
mod upload;
mod visits;

pub use document::{Document, DocumentKind};
pub use sandbox::Builtin;
pub(super) use state::Drive;

use self::file_upload::InFolder;
use self::media::MediaPlace;
use super::{Handlers, Service};

/// What is played, and how.
pub(super) const SERVICE: Service = Service {
    entities: entities::ENTITIES,
    fetch: media::fetch,
    jobs: control::jobs,
    telling: refusals::telling,
    general: refusals::GENERAL,
    ..Service::new(HANDLERS)
};

const HANDLERS: Handlers = &[
    ("drive.v1.export_task.create", export::create),
    ("drive.v1.export_task.get", export::get),
    ("drive.v1.export_task.download", export::download),
    ("drive.v1.import_task.create", import::create),
    ("drive.v1.import_task.get", import::get),
    ("drive.v1.media.upload_all", upload::all::<MediaPlace>),
    (
        "drive.v1.media.upload_prepare",
        upload::prepare::<MediaPlace>,
    ),
    ("drive.v1.media.upload_part", upload::part::<MediaPlace>),
    ("drive.v1.media.upload_finish", upload::finish::<MediaPlace>),
    ("drive.v1.media.download", media::download),
    ("drive.v1.media.batch_get_tmp_download_url", media::links),
    ("drive.v1.file.upload_all", upload::all::<InFolder>),
    ("drive.v1.file.upload_prepare", upload::prepare::<InFolder>),
    ("drive.v1.file.upload_part", upload::part::<InFolder>),
    ("drive.v1.file.upload_finish", upload::finish::<InFolder>),
    ("drive.v1.file.download", file::download),
    ("drive.v1.file.list", list::list),
    ("drive.v1.file.search", search::search),
    ("drive.v1.file.create_folder", file::create_folder),
    ("drive.v1.file.create_shortcut", file::create_shortcut),
    ("drive.v1.file.move", file::relocate),
    ("drive.v1.file.task_check", file::task_check),
    ("drive.v1.folder.get", folder::get),
    ("drive.v1.folder.get_root", folder::get_root),
    ("drive.v1.meta.batch_query", meta::batch_query),
    ("drive.v1.file_statistics.get", visits::statistics),
    ("drive.v1.file_view_record.list", visits::view_records),
    ("drive.v1.file.copy", file::copy),
    ("drive.v1.file.delete", file::delete),
    (
        "drive.v1.permission_member.transfer_owner",
        permission_member::transfer_owner,
    ),
    (entities::REACTION, comment_reaction::update),
];

/// What a job that did not fail has as its message.
const NO_ERROR: &str = "success";
