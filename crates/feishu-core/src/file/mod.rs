//! Files on their way out and in: watched, checked, and put in place only when they are whole.

pub(crate) mod download;
pub(crate) mod draft;
pub(crate) mod name;
pub(crate) mod partial;
pub(crate) mod target;
pub(crate) mod upload;
