//! The operations of video conferencing.

pub(super) mod control;
mod export;
pub(crate) mod report;
mod workbook;

use super::Handlers;

/// What is played.
pub(super) const HANDLERS: Handlers = &[
    ("vc.v1.export.meeting_list", export::create),
    ("vc.v1.export.participant_list", export::create),
    ("vc.v1.export.participant_quality_list", export::create),
    ("vc.v1.export.resource_reservation_list", export::create),
    ("vc.v1.export.get", export::get),
    ("vc.v1.export.download", export::download),
];
