//! What the spec becomes in Rust: its crates, modules, types, methods and arguments, with the name of each.
//!
//! It is worked out once, from the model alone, and before there is any token of it. Every name in Rust that follows from
//! the spec is decided here and nowhere else: the emitters write it down, the linter asks for names that clash, the importer
//! for names that are taken, drift for what has another type than before.

mod clash;
mod codes;
mod field;
mod job;
mod operation;
mod request_name;
mod spec;
mod types;
mod usage;

#[cfg(test)]
mod tests;

pub(crate) use clash::{Clash, Subject, Taken};
pub(crate) use codes::{CodeHome, Codes, RustCode, kind_of};
pub(crate) use field::{Folded, Holder, RustField, Value, Written, time_type};
pub(crate) use job::{RustJob, StateFunction};
pub(crate) use operation::{Output, RustOperation, RustRequest, operation_types};
pub(crate) use request_name::{is_literal, literal, made as request_words};
pub(crate) use spec::{
    PlatformModule, RustHost, RustPlatform, RustResource, RustService, RustSpec, accessors,
    nth_module, shape,
};
pub(crate) use types::{Constructors, Kind, Object, Parts, RustType, Travels, Variant};
