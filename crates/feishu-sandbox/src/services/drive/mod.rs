//! The operations of drive.

mod builtin;
mod comment_reaction;
pub(crate) mod control;
mod described;
mod document;
mod entities;
mod export;
mod file;
mod import;
mod media;
mod permission_member;
mod refusals;
mod sandbox;
mod state;

pub use document::{Document, DocumentKind};
pub use sandbox::Builtin;
pub(super) use state::Drive;

use super::{Handlers, Service};

/// What is played, and how.
pub(super) const SERVICE: Service = Service {
    entities: entities::ENTITIES,
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
    ("drive.v1.media.upload_all", media::upload_all),
    ("drive.v1.file.list", file::list),
    ("drive.v1.file.copy", file::copy),
    ("drive.v1.file.delete", file::delete),
    (entities::REACTION, comment_reaction::update),
];

/// What a job that did not fail has as its message.
const NO_ERROR: &str = "success";
