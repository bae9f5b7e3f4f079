//! The checks of what the spec means, once its structure is known.
//!
//! Each check looks at all of the spec and pushes what it finds; none relies on another having passed.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{At, Code, Diagnostic, Report};
use crate::model::Scope;
use crate::names;

use super::lower::{request_type, response_kind};
use super::resolve::{Found, Visible};
use super::source::{
    FieldSource, OperationSource, ResourceSource, SpecSource, Text, TypeSource, TypeSourceKind,
};

mod facts;
mod fields;
mod jobs;
mod operations;
mod paging;
mod types;
mod verbs;

/// Problems that may hide the use of a type.
const HIDING: &[Code] = &[
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::UnknownType,
];

/// Checks everything.
pub fn check(spec: &SpecSource, report: &mut Report) {
    let usage = Usage::of(spec);
    let platform = Visible::platform(&spec.platform);
    types::check(&spec.platform.types, &platform, &usage, report);
    operations::check(&spec.platform.operations, &platform, report);
    operations::check_error_names(
        spec.platform
            .operations
            .iter()
            .flat_map(|operation| &operation.errors)
            .chain(&spec.platform.errors),
        report,
    );
    check_module(
        "",
        None,
        &spec.platform.types,
        &spec.platform.operations,
        &platform,
        report,
    );

    for service in &spec.services {
        let visible = Visible::service(&spec.platform, service);
        types::check(&service.types, &visible, &usage, report);
        check_module("", None, &service.types, &[], &visible, report);
        for resource in &service.resources {
            let visible = Visible::resource(&spec.platform, service, resource);
            types::check(&resource.types, &visible, &usage, report);
            operations::check(&resource.operations, &visible, report);
            operations::check_error_names(
                resource
                    .operations
                    .iter()
                    .flat_map(|operation| &operation.errors),
                report,
            );
            jobs::check(resource, &visible, report);
            check_module(
                &resource.name.value,
                Some((resource, verbs::module(service, resource))),
                &resource.types,
                &resource.operations,
                &visible,
                report,
            );
        }
        verbs::check(service, report);
    }
    operations::check_routes(spec, report);
    operations::check_waived(spec, report);
    // A type that nobody uses is often one whose user could not be read, or misspells it.
    if spec.complete && !HIDING.iter().any(|code| report.contains(*code)) {
        types::check_use(&spec.platform.types, &usage, report);
        for service in &spec.services {
            types::check_use(&service.types, &usage, report);
            for resource in &service.resources {
                types::check_use(&resource.types, &usage, report);
            }
        }
    }
}

/// Which types are reached from where.
#[derive(Debug, Default)]
struct Usage {
    /// From requests, by the place of the type's name.
    requests: BTreeSet<At>,
    /// From responses.
    responses: BTreeSet<At>,
}

impl Usage {
    fn of(spec: &SpecSource) -> Self {
        let mut usage = Self::default();
        let platform = Visible::platform(&spec.platform);
        usage.operations(&spec.platform.operations, &platform);
        for service in &spec.services {
            for resource in &service.resources {
                let visible = Visible::resource(&spec.platform, service, resource);
                usage.operations(&resource.operations, &visible);
            }
        }
        usage
    }

    fn operations(&mut self, operations: &[OperationSource], visible: &Visible<'_>) {
        for operation in operations {
            mark(&mut self.requests, request_fields(operation), visible);
            mark(&mut self.responses, operation.response.iter(), visible);
        }
    }
}

/// Adds the types of fields, and of the fields of those, to a set.
fn mark<'f>(
    set: &mut BTreeSet<At>,
    fields: impl Iterator<Item = &'f FieldSource>,
    visible: &Visible<'_>,
) {
    for field in fields {
        let json = field
            .json
            .as_ref()
            .and_then(|name| visible.find(&name.value));
        let documented = field
            .documented_ty
            .as_ref()
            .and_then(|ty| visible.named_in(&ty.value.base));
        let named = visible.named(field).into_iter();
        for Found { scope, ty } in named.chain(documented).chain(json) {
            if set.insert(ty.name.at)
                && let TypeSourceKind::Object(fields) = &ty.kind
            {
                mark(set, fields.iter(), &visible.seen_from(scope));
            }
        }
    }
}

/// The fields of a request: path, query and body stand in one Rust type.
fn request_fields(operation: &OperationSource) -> impl Iterator<Item = &FieldSource> {
    operation
        .path
        .iter()
        .chain(&operation.query)
        .chain(&operation.body)
}

/// Names that are to differ, in one place.
#[derive(Debug, Default)]
struct Distinct {
    seen: BTreeMap<String, (At, String)>,
}

impl Distinct {
    /// Takes a name as it is in Rust. `what` says what it is, as in "the field `type`".
    fn add(&mut self, rust: String, at: At, what: String, remedy: &str, report: &mut Report) {
        match self.seen.get(&rust) {
            Some((first, other)) => report.push(
                Diagnostic::new(
                    Code::RustName,
                    at,
                    format!("{what} and {other} are both `{rust}` in Rust"),
                )
                .label("the second")
                .also(*first, "the first")
                .help(remedy),
            ),
            None => {
                self.seen.insert(rust, (at, what));
            }
        }
    }
}

/// A type of ours hides one of Rust's own in its whole file.
fn check_own_name(name: &Text, what: &str, report: &mut Report) {
    if names::is_reserved_type(&name.value) {
        report.push(
            Diagnostic::new(
                Code::RustName,
                name.at,
                format!("`{}` is a name of Rust's own", name.value),
            )
            .label(format!("the {what} would be taken for it"))
            .help("give it a name that says whose it is"),
        );
    }
}

/// The types of one Rust module: those of the spec and those made from operations.
fn check_module(
    name: &str,
    resource: Option<(&ResourceSource, String)>,
    types: &[TypeSource],
    operations: &[OperationSource],
    visible: &Visible<'_>,
    report: &mut Report,
) {
    let remedy = "rename the type, or give the operation another `name`";
    let mut distinct = Distinct::default();
    if let Some((resource, module)) = &resource {
        distinct.add(
            names::type_name(module),
            resource.name.at,
            format!("the resource `{name}`"),
            remedy,
            report,
        );
    }
    for ty in types {
        check_own_name(&ty.name, "type", report);
        distinct.add(
            names::type_name(&ty.name.value),
            ty.name.at,
            format!("the type `{}`", ty.name.value),
            "rename the type",
            report,
        );
    }
    for operation in operations {
        if let Some(given) = &operation.request_type {
            check_own_name(given, "request", report);
        }
        let request = request_type(operation, name);
        let at = operation
            .request_type
            .as_ref()
            .map_or(operation.name.at, |name| name.at);
        let mut made = vec![(request.clone(), "request")];
        if matches!(
            response_kind(operation),
            crate::model::ResponseKind::Json | crate::model::ResponseKind::Flat
        ) {
            made.push((format!("{request}Response"), "response"));
        }
        for (rust, part) in made {
            let what = format!("the {part} of `{}`", operation.name.value);
            if let Some(Found {
                scope: Scope::Service | Scope::Platform,
                ty,
            }) = visible.find(&rust)
                && resource.is_some()
            {
                report.push(
                    Diagnostic::new(
                        Code::RustName,
                        at,
                        format!("{what} is named as a shared type: `{rust}`"),
                    )
                    .label("made from this")
                    .also(ty.name.at, "the type")
                    .help(remedy),
                );
            }
            distinct.add(rust, at, what, remedy, report);
        }
    }
    for job in resource.iter().flat_map(|(resource, _)| &resource.jobs) {
        distinct.add(
            format!("{}Job", names::type_name(&job.name.value)),
            job.name.at,
            format!("the job `{}`", job.name.value),
            "rename the job or the type",
            report,
        );
    }
    let mut methods = Distinct::default();
    for operation in operations {
        let what = format!("the operation `{}`", operation.name.value);
        methods.add(
            names::method(&operation.name.value),
            operation.name.at,
            what,
            "rename one of them",
            report,
        );
    }
}
