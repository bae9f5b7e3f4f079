//! Reads the spec, and checks what it means once its structure is known.
//!
//! Each check looks at all of the spec and pushes what it finds; none relies on another having passed.

use std::path::Path;

use crate::rust::shape::shape;
use crate::spec::model::Spec;
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

use crate::spec::meanings::Meanings;
use crate::spec::resolve::Visible;
use crate::spec::source::{PlatformErrorSource, SpecSource};
use crate::spec::{files, lower, made};

use usage::Usage;

pub(crate) use decisions::seems_paged;

mod arguments;
mod asked;
mod client_defaults;
mod decisions;
mod drafts;
mod errors;
mod facts;
mod failures;
mod fields;
mod fold;
mod idempotency;
mod inherited;
mod jobs;
mod names;
mod new;
mod operations;
mod paging;
mod place;
mod requests;
mod reused;
mod settle;
mod statuses;
mod types;
mod usage;
mod values;
mod words;

/// Reads and checks the spec below a root folder.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn load(root: &Path) -> Result<Spec, Report> {
    load_sources(files::read_all(root)?)
}

/// Reads the spec for those who want its facts: that words are still to be written does not keep them from it. What is
/// missing, and which decisions are asked for, comes along.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn facts(root: &Path) -> Result<(Spec, Report), Report> {
    let (spec, report) = inspect(files::read_all(root)?);
    let mut found = report.diagnostics().into_iter();
    if found.all(|found| found.code.is_warning() || found.code.is_unfinished()) {
        Ok((spec, report))
    } else {
        Err(report)
    }
}

/// Reads and checks the spec, and that the files made from it are up to date: what `cargo xtask spec lint` does.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn lint(root: &Path) -> Result<Spec, Report> {
    let mut report = files::read_all(root)?;
    let source = files::parse_all(&mut report);
    let spec = lower::spec(&source);
    check(&source, &spec, &mut report);
    for outdated in made(root) {
        let file = report.add_source(outdated.path, "");
        let at = At {
            file,
            start: 0,
            end: 0,
        };
        report.push(
            Diagnostic::new(Code::Schema, at, "the file does not describe the format")
                .help("run `cargo xtask spec fmt`"),
        );
    }
    if report.is_empty() {
        Ok(spec)
    } else {
        Err(report)
    }
}

/// Checks files that are in the report already, under their paths from the root.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn load_sources(report: Report) -> Result<Spec, Report> {
    let (spec, report) = inspect(report);
    if report.has_errors() {
        Err(report)
    } else {
        Ok(spec)
    }
}

/// The spec as far as it can be read, and everything that is wrong with it.
pub fn inspect(mut report: Report) -> (Spec, Report) {
    let source = files::parse_all(&mut report);
    let spec = lower::spec(&source);
    check(&source, &spec, &mut report);
    (spec, report)
}

/// Where drafts stand in files that are in a report, and what only they use.
pub fn drafts(report: &Report) -> Vec<At> {
    let source = files::parse_all(&mut report.clone());
    drafts::places(&source, &lower::spec(&source), report)
}

/// Problems that may hide the use of a type, or of an error.
const HIDING: &[Code] = &[
    Code::BadName,
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::UnknownType,
    Code::Unfolded,
];

/// Checks everything. `lowered` is what the sources come to.
fn check(spec: &SpecSource, lowered: &Spec, report: &mut Report) {
    let usage = Usage::of(spec);
    let rust = shape(lowered);
    let platform = Visible::platform(&spec.platform);
    types::check(&spec.platform.file.types, &platform, &usage, report);
    arguments::check_types(&spec.platform.file.types, &rust, report);
    operations::check(&spec.platform.file.operations, &platform, report);
    client_defaults::check(&spec.platform, report);
    let client_defaults = &spec.platform.file.client_defaults;
    let errors = spec.platform.file.errors.iter();
    errors::check_meanings(errors.map(PlatformErrorSource::meaning), report);
    let meanings = Meanings::platform(&spec.platform);
    for operation in &spec.platform.file.operations {
        errors::check(&operation.errors, meanings, report);
    }
    for service in &spec.services {
        let visible = Visible::service(&spec.platform, service);
        types::check(&service.file.types, &visible, &usage, report);
        arguments::check_types(&service.file.types, &rust, report);
        errors::check_meanings(service.file.errors.iter().cloned(), report);
        let meanings = Meanings::service(&spec.platform, service);
        inherited::check_glossary(service, &visible, report);
        operations::check_replaced(service, report);
        for resource in &service.resources {
            let visible = Visible::resource(&spec.platform, service, resource);
            types::check(&resource.file.types, &visible, &usage, report);
            arguments::check_types(&resource.file.types, &rust, report);
            let operations = &resource.file.operations;
            operations::check(operations, &visible, report);
            client_defaults::check_fields(operations, client_defaults, &visible, report);
            requests::check(resource, report);
            jobs::check(resource, &visible, report);
            for operation in &resource.file.operations {
                errors::check(&operation.errors, meanings, report);
            }
        }
    }
    statuses::check(spec, report);
    // What is not generated yet, nobody has to find names for.
    let generated = lowered.without_drafts();
    let generated = shape(&generated);
    names::check(&generated, report);
    new::check(&generated, report);
    operations::check_routes(spec, report);
    operations::check_waived(spec, report);
    drafts::check(spec, report);
    asked::check(spec, report);
    reused::check(spec, report);
    // A type that nobody uses is often one whose user could not be read, or misspells it.
    if spec.complete && !HIDING.iter().any(|code| report.contains(*code)) {
        types::check_use(&spec.platform.file.types, &usage, report);
        for service in &spec.services {
            types::check_use(&service.file.types, &usage, report);
            errors::check_use(service, report);
            inherited::check_use(&spec.platform, service, report);
            for resource in &service.resources {
                types::check_use(&resource.file.types, &usage, report);
            }
        }
    }
    drafts::excuse(spec, lowered, report);
}
