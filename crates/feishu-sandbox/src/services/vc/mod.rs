//! The operations of video conferencing.

mod entities;
mod export;
mod refusals;
mod report;
mod room_level;
mod state;
mod workbook;

pub(super) use state::Vc;

use super::{Handlers, Service};

/// What is played, and how.
pub(super) const SERVICE: Service = Service {
    fetch: export::fetch,
    entities: entities::ENTITIES,
    telling: refusals::telling,
    general: refusals::GENERAL,
    ..Service::new(HANDLERS)
};

const HANDLERS: Handlers = &[
    ("vc.v1.export.meeting_list", export::create),
    ("vc.v1.export.participant_list", export::create),
    ("vc.v1.export.participant_quality_list", export::create),
    ("vc.v1.export.resource_reservation_list", export::create),
    ("vc.v1.export.get", export::get),
    ("vc.v1.export.download", export::download),
];
