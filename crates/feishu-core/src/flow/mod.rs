//! What takes several calls: lists that come in pages, and jobs that are asked after.

pub(crate) mod job;
pub(crate) mod paging;
