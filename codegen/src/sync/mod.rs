//! How the spec keeps up with the documentation: pages are merged into it, and what has changed is found, weighed and told.

pub mod brands;
pub mod changelog;
pub mod coverage;
pub mod drift;
pub mod import;
pub mod words;
