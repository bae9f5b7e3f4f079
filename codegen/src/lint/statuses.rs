//! What kind of failure the statuses of jobs are: said of those that are one, and of nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::resolve::{Found, Visible};
use crate::spec::source::{JobSource, ResourceSource, SpecSource, TypeSource, TypeSourceKind};
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

use super::values::variant;

/// Checks the values of all enumerations.
pub(super) fn check(spec: &SpecSource, report: &mut Report) {
    let mut statuses = Statuses::default();
    // Whether the status of each job is known; else a class may be meant for it.
    let mut all = true;
    for service in &spec.services {
        for resource in &service.resources {
            let visible = Visible::resource(&spec.platform, service, resource);
            for job in &resource.file.jobs {
                match status_of(job, resource, &visible) {
                    _ if job.status.is_none() => {}
                    Some(found) => statuses.entry(found.ty.name.at).or_default().push(job),
                    None => all = false,
                }
            }
        }
    }
    let services = spec.services.iter().flat_map(|service| {
        let resources = service.resources.iter();
        let of_resources = resources.flat_map(|resource| &resource.file.types);
        service.file.types.iter().chain(of_resources)
    });
    for ty in spec.platform.file.types.iter().chain(services) {
        match statuses.get(&ty.name.at) {
            Some(jobs) => check_type(ty, jobs, report),
            None if all => check_type(ty, &[], report),
            None => {}
        }
    }
}

/// The jobs whose status is of an enumeration, by the place of its name.
type Statuses<'a> = BTreeMap<At, Vec<&'a JobSource>>;

/// The type of the status of a job.
fn status_of<'a>(
    job: &JobSource,
    resource: &ResourceSource,
    visible: &Visible<'a>,
) -> Option<Found<'a>> {
    let poll = job.poll.as_ref()?.operation.as_ref()?;
    let mut operations = resource.file.operations.iter();
    let poll = operations.find(|operation| operation.name.value == poll.value)?;
    let (fields, visible) = visible.response(poll);
    let way = visible.walk(fields, &job.status.as_ref()?.value);
    let (field, visible) = way.ok()?.into_iter().next_back()?;
    visible.named(field)
}

fn check_type(ty: &TypeSource, jobs: &[&JobSource], report: &mut Report) {
    let (TypeSourceKind::IntEnum(values) | TypeSourceKind::StringEnum(values)) = &ty.kind() else {
        return;
    };
    let names: Vec<_> = values.iter().map(variant).collect();
    let listed = |job: &JobSource, name: &str| {
        let mut listed = job.done.iter().chain(&job.pending);
        listed.any(|listed| listed.value == name)
    };
    // Names that are missing, given twice or unknown are problems of their own, and then another status may be meant.
    let distinct: BTreeSet<_> = names.iter().filter(|name| !name.is_empty()).collect();
    let mut all = jobs
        .iter()
        .flat_map(|job| job.done.iter().chain(&job.pending));
    if distinct.len() < names.len() || all.any(|listed| !distinct.contains(&listed.value)) {
        return;
    }
    for (value, name) in values.iter().zip(&names) {
        let fails = jobs.iter().any(|job| !listed(job, name));
        match &value.class {
            None if fails => report.push(
                Diagnostic::new(
                    Code::Words,
                    value.wire.at,
                    format!("nothing says what kind of failure the status `{name}` is"),
                )
                .label("needs `class`")
                .help("choose one; `job_failed` if it has no kind of its own"),
            ),
            Some(class) if !fails => report.push(
                Diagnostic::new(
                    Code::StatusClass,
                    class.at,
                    format!("`{name}` is not a failure"),
                )
                .label("only the status of a job that has failed has a class")
                .help("leave it out"),
            ),
            _ => {}
        }
    }
}
