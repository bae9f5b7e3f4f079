//! The modules and the methods of a service: those of its resources, those of its jobs, and what every service has.

use crate::diagnostic::{At, Code, Diagnostic, Report};
use crate::names;

use super::super::lower::version_number;
use super::super::source::{ResourceSource, ServiceSource};
use super::Distinct;

/// The module of a resource, as the emitter names it.
pub(super) fn module(service: &ServiceSource, resource: &ResourceSource) -> String {
    let name = resource.name.value.as_str();
    let first = service
        .resources
        .iter()
        .filter(|other| other.name.value == name)
        .map(|other| other.version.as_str())
        .min_by_key(|version| version_number(version));
    names::resource_module(
        name,
        &resource.version,
        first.unwrap_or(resource.version.as_str()),
    )
}

/// All of them have distinct names.
pub(super) fn check(service: &ServiceSource, report: &mut Report) {
    let mut members = Distinct::default();
    let mut add = |rust: String, at: At, what: String, report: &mut Report| {
        if names::SERVICE_MEMBERS.contains(&rust.as_str()) {
            report.push(
                Diagnostic::new(
                    Code::RustName,
                    at,
                    format!("{what} is named as something that every service has: `{rust}`"),
                )
                .label("taken")
                .help("give it another name"),
            );
        } else {
            let remedy = "resources and jobs are methods of the service; give one another name";
            members.add(rust, at, what, remedy, report);
        }
    };
    for resource in sorted(service) {
        let (name, version) = (&resource.name, &resource.version);
        let what = format!("the resource `{}` of {version}", name.value);
        add(module(service, resource), name.at, what, report);
    }
    for job in sorted(service).flat_map(|resource| &resource.jobs) {
        let [verb, resume] = names::job_verbs(&job.name.value);
        let what = format!("the job `{}`", job.name.value);
        add(verb, job.name.at, what, report);
        let what = format!("the way back to the job `{}`", job.name.value);
        add(resume, job.name.at, what, report);
    }
}

/// The resources in the order of the emitter.
fn sorted(service: &ServiceSource) -> impl Iterator<Item = &ResourceSource> {
    let mut resources: Vec<_> = service.resources.iter().collect();
    resources.sort_by_key(|resource| (version_number(&resource.version), &resource.name.value));
    resources.into_iter()
}
