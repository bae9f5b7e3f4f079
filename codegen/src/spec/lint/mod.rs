//! The checks of what the spec means, once its structure is known.
//!
//! Each check looks at all of the spec and pushes what it finds; none relies on another having passed.

use std::collections::BTreeSet;

use crate::diagnostic::{At, Code, Report};
use crate::model::Spec;
use crate::shape::shape;

use super::resolve::{Found, Visible};
use super::source::{FieldSource, OperationSource, SpecSource, TypeSourceKind};

mod arguments;
mod facts;
mod fields;
mod jobs;
mod names;
mod operations;
mod paging;
mod types;

/// Problems that may hide the use of a type.
const HIDING: &[Code] = &[
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::UnknownType,
];

/// Checks everything. `lowered` is what the sources come to.
pub fn check(spec: &SpecSource, lowered: &Spec, report: &mut Report) {
    let usage = Usage::of(spec);
    let rust = shape(lowered);
    let platform = Visible::platform(&spec.platform);
    types::check(&spec.platform.types, &platform, &usage, report);
    arguments::check_types(&spec.platform.types, &rust, report);
    operations::check(&spec.platform.operations, &platform, report);
    for service in &spec.services {
        let visible = Visible::service(&spec.platform, service);
        types::check(&service.types, &visible, &usage, report);
        arguments::check_types(&service.types, &rust, report);
        for resource in &service.resources {
            let visible = Visible::resource(&spec.platform, service, resource);
            types::check(&resource.types, &visible, &usage, report);
            arguments::check_types(&resource.types, &rust, report);
            operations::check(&resource.operations, &visible, report);
            jobs::check(resource, &visible, report);
        }
    }
    names::check(&rust, report);
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
