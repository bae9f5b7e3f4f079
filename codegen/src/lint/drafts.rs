//! Drafts: nothing else relies on them, and nobody is asked for their words.

use std::collections::BTreeSet;

use crate::spec::model::{Service, Spec};
use crate::spec::source::{
    JobSource, Located, OperationSource, ResourceSource, ServiceSource, SpecSource, TypeSource,
};
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

use super::fields::goes_without_saying;

/// Checks what says `draft`.
pub(super) fn check(spec: &SpecSource, report: &mut Report) {
    for operation in &spec.platform.file.operations {
        check_flag(operation.draft.as_ref(), &operation.name.value, report);
    }
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    for resource in resources {
        check_flag(resource.file.draft.as_ref(), &resource.name.value, report);
        for operation in &resource.file.operations {
            check_flag(operation.draft.as_ref(), &operation.name.value, report);
            if let (Some(whole), Some(flag)) = (set(&resource.file.draft), set(&operation.draft)) {
                let message = format!("`draft` of `{}` goes without saying", operation.name.value);
                report.push(
                    Diagnostic::new(Code::BadValue, flag, message)
                        .label("leave it out")
                        .also(whole, "the whole resource is a draft"),
                );
            }
        }
        if set(&resource.file.draft).is_none() {
            check_jobs(resource, report);
        }
    }
}

fn check_flag(flag: Option<&Located<bool>>, of: &str, report: &mut Report) {
    if let Some(flag) = flag.filter(|flag| !flag.value) {
        goes_without_saying(flag.at, "draft: false", of, report);
    }
}

/// The jobs of a resource call operations that are generated.
fn check_jobs(resource: &ResourceSource, report: &mut Report) {
    for step in resource.file.jobs.iter().flat_map(steps) {
        let named = |operation: &&OperationSource| operation.name.value == step.value;
        let operation = resource.file.operations.iter().find(named);
        if let Some(draft) = operation.and_then(|operation| set(&operation.draft)) {
            let message = format!("a job relies on `{}`, which is a draft", step.value);
            report.push(
                Diagnostic::new(Code::Draft, step.at, message)
                    .label("nothing is generated for it")
                    .also(draft, "marked here")
                    .help(
                        "write the words of the operation and take `draft` away, or remove the job",
                    ),
            );
        }
    }
}

/// The operations that a job calls.
fn steps(job: &JobSource) -> impl Iterator<Item = &Located<String>> {
    let poll = job.poll.as_ref().and_then(|step| step.operation.as_ref());
    let download = job.download.as_ref();
    let download = download.and_then(|download| download.operation.as_ref());
    job.start.iter().chain(poll).chain(download)
}

fn set(flag: &Option<Located<bool>>) -> Option<At> {
    Some(flag.as_ref().filter(|flag| flag.value)?.at)
}

/// Takes out of a report what asks for words of drafts, and of the types that only they use.
pub(super) fn excuse(spec: &SpecSource, lowered: &Spec, report: &mut Report) {
    let excused = places(spec, lowered, report);
    report.retain(|found| {
        // A name that the importer proposes may be wrong; that, too, is seen when the words are asked for.
        let asks =
            found.code.is_unfinished() || found.code.is_warning() || found.code == Code::RustName;
        !asks || !excused.iter().any(|part| part.contains(found.at))
    });
}

/// Where drafts stand, and what only they use.
pub(super) fn places(spec: &SpecSource, lowered: &Spec, report: &Report) -> Vec<At> {
    let mut excused = Vec::new();
    let files = lowered.services.iter().flat_map(|service| {
        let own = service
            .resources
            .iter()
            .filter(|resource| resource.is_draft());
        let own = own.map(|resource| &resource.file);
        own.chain(service.is_draft().then_some(&service.file))
    });
    let files: BTreeSet<_> = files.map(String::as_str).collect();
    for (file, source) in report.sources() {
        if files.contains(source.path.as_str()) {
            let (start, end) = (0, source.text.len());
            excused.push(At { file, start, end });
        }
    }
    let draft_types = lowered.draft_types();
    let types = lowered
        .types
        .iter()
        .filter(|(id, _)| draft_types.contains(id));
    let draft_types: BTreeSet<At> = types.map(|(_, ty)| ty.at).collect();
    let mut part = |operations: &[OperationSource], types: &[TypeSource]| {
        let drafts = operations.iter().filter(|one| set(&one.draft).is_some());
        excused.extend(drafts.map(|operation| report.block(operation.name.at)));
        let types = types.iter().filter(|ty| draft_types.contains(&ty.name.at));
        excused.extend(types.map(|ty| report.block(ty.name.at)));
    };
    part(&spec.platform.file.operations, &spec.platform.file.types);
    for service in &spec.services {
        part(&[], &service.file.types);
        for resource in &service.resources {
            part(&resource.file.operations, &resource.file.types);
        }
    }
    for (service, lowered) in services(spec, lowered) {
        let drafts = lowered.draft_errors();
        let errors = service.file.errors.iter();
        let errors = errors.filter(|error| drafts.contains(&error.code.value));
        excused.extend(errors.map(|error| report.block(error.code.at)));
    }
    excused
}

/// The services as they are written, each with what it comes to.
fn services<'a>(
    spec: &'a SpecSource,
    lowered: &'a Spec,
) -> impl Iterator<Item = (&'a ServiceSource, &'a Service)> {
    spec.services.iter().filter_map(|source| {
        let mut lowered = lowered.services.iter();
        Some((source, lowered.find(|service| service.name == source.name)?))
    })
}
