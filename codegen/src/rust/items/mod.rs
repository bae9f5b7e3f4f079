//! The items of generated files: one module for each kind of them, from a part of the shape to tokens.

pub(crate) mod accessor;
pub(crate) mod codes;
pub(crate) mod construct;
pub(crate) mod deprecated;
pub(crate) mod errors;
pub(crate) mod example;
pub(crate) mod failures;
pub(crate) mod fields;
pub(crate) mod job_values;
pub(crate) mod jobs;
pub(crate) mod operation;
pub(crate) mod paging;
mod parts;
pub(crate) mod placement;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod scope;
pub(crate) mod types;
pub(crate) mod unfolded;
pub(crate) mod verbs;
