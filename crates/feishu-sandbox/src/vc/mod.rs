//! The operations of video conferencing.

pub(crate) mod export;
pub(crate) mod report;
mod workbook;
