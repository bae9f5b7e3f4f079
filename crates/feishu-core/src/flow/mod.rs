//! What takes several calls: lists that come in pages, jobs that are asked after, and runs of many of them.

pub(crate) mod errand;
pub(crate) mod job;
pub(crate) mod journal;
pub(crate) mod outcome;
pub(crate) mod pace;
pub(crate) mod paging;
pub(crate) mod piece;
pub(crate) mod places;
pub(crate) mod record;
pub(crate) mod run;
