//! The cases: what is changed in the sound spec, and what is then found.

use feishu_codegen::text::diagnostic::Code;

mod arguments;
mod client_defaults;
mod decisions;
mod emitted;
mod errors;
mod files;
mod fold;
mod format;
mod idempotency;
mod inherited;
mod jobs;
mod meaning;
mod names;
mod response;
mod text;
mod words;

pub(crate) const PLATFORM: &str = "spec/platform.yaml";
pub(crate) const SERVICE: &str = "spec/demo/service.yaml";
pub(crate) const TASK: &str = "spec/demo/v1/task.yaml";

/// One way to spoil the spec.
pub(crate) struct Case {
    /// The name of the snapshot.
    pub(crate) name: &'static str,
    /// What is found, in order.
    pub(crate) codes: &'static [Code],
    /// The file, a text that stands in it once, and what takes its place.
    pub(crate) edits: &'static [(&'static str, &'static str, &'static str)],
    /// More files.
    pub(crate) added: &'static [(&'static str, &'static str)],
}

const fn case(
    name: &'static str,
    codes: &'static [Code],
    edits: &'static [(&'static str, &'static str, &'static str)],
) -> Case {
    Case {
        name,
        codes,
        edits,
        added: &[],
    }
}

const fn added(
    name: &'static str,
    codes: &'static [Code],
    added: &'static [(&'static str, &'static str)],
) -> Case {
    Case {
        name,
        codes,
        edits: &[],
        added,
    }
}

/// All cases.
pub(crate) fn all() -> impl Iterator<Item = &'static Case> {
    [
        text::CASES,
        client_defaults::CASES,
        format::CASES,
        meaning::CASES,
        errors::CASES,
        names::CASES,
        jobs::CASES,
        emitted::CASES,
        arguments::CASES,
        fold::CASES,
        files::CASES,
        decisions::CASES,
        idempotency::CASES,
        response::CASES,
        inherited::CASES,
        words::CASES,
    ]
    .into_iter()
    .flatten()
}
