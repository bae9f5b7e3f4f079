//! Operations: routes, parameters, bodies, responses, paging, errors.

use std::collections::BTreeMap;

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::fields;
use super::fold;
use super::idempotency::{self, is_get};
use super::inherited;
use super::place::Place;
use super::{arguments, failures, paging};
use crate::spec::inherited::Owner;
use crate::spec::lower;
use crate::spec::resolve::Visible;
use crate::spec::source::{
    FieldSource, OperationSource, ResourceSource, ServiceSource, SpecSource, TypeSourceKind,
};
use crate::spec::value::is_set;
use crate::spec::word::{Base, Route, RouteKey, Word};

/// Checks the operations of one file.
pub(super) fn check(operations: &[OperationSource], visible: &Visible<'_>, report: &mut Report) {
    for operation in operations {
        check_path(operation, report);
        check_body(operation, report);
        check_response(operation, report);
        check_response_type(operation, visible, report);
        check_flags(operation, report);
        idempotency::check(operation, report);
        failures::check(operation, visible, report);
        paging::check(operation, visible, report);
        fold::check(operation, visible, report);
        arguments::check(operation, report);
        let body = if is_set(&operation.multipart) {
            Place::Form
        } else {
            Place::Body
        };
        for (fields, place) in [
            (&operation.path, Place::Path),
            (&operation.query, Place::Query),
            (&operation.body, body),
            (&operation.response.fields, Place::Response),
        ] {
            let owner = match place {
                Place::Response => Owner::Response(operation),
                _ => Owner::Request(operation),
            };
            inherited::check(fields, owner, visible, report);
            fields::check(fields, place, visible, report);
        }
    }
}

/// No two operations of the spec have one route.
pub(super) fn check_routes(spec: &SpecSource, report: &mut Report) {
    let mut seen: BTreeMap<RouteKey, At> = BTreeMap::new();
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    let operations = spec
        .platform
        .file
        .operations
        .iter()
        .chain(resources.flat_map(|resource| &resource.file.operations));
    for route in operations.filter_map(|operation| operation.route.as_ref()) {
        let key = route.value.key();
        match seen.get(&key) {
            Some(first) => report.push(
                Diagnostic::new(Code::DuplicateRoute, route.at, format!("another operation has the route `{key}`"))
                    .label("the second")
                    .also(*first, "the first")
                    .help("the names of parameters do not tell routes apart; remove one of the operations"),
            ),
            None => {
                seen.insert(key, route.at);
            }
        }
    }
}

/// What is waived is not in the spec.
pub(super) fn check_waived(spec: &SpecSource, report: &mut Report) {
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    let routes: BTreeMap<RouteKey, At> = resources
        .flat_map(|resource| &resource.file.operations)
        .filter_map(|operation| operation.route.as_ref())
        .map(|route| (route.value.key(), route.at))
        .collect();
    for (waived, _) in spec
        .services
        .iter()
        .flat_map(|service| &service.file.waived)
    {
        let Ok(route) = Route::parse(&waived.value) else {
            continue;
        };
        if let Some(there) = routes.get(&route.key()) {
            report.push(
                Diagnostic::new(
                    Code::Waived,
                    waived.at,
                    format!("`{}` is not left out", waived.value),
                )
                .label("waived here")
                .also(*there, "and described here")
                .help("remove it from `waived`"),
            );
        }
    }
}

fn check_path(operation: &OperationSource, report: &mut Report) {
    let Some(route) = &operation.route else {
        return;
    };
    let known: Vec<_> = operation
        .path
        .iter()
        .map(|field| field.name.value.as_str())
        .collect();
    for param in route.value.params() {
        if !known.contains(&param) {
            report.push(
                Diagnostic::new(
                    Code::PathParameter,
                    route.at,
                    format!("the parameter `:{param}` has no field"),
                )
                .label(format!("needs `{param}` under `path`"))
                .help(format!(
                    "add `path: {{ {param}: {{ type: string, required: true, doc: … }} }}`"
                )),
            );
        }
    }
    for field in &operation.path {
        let name = field.name.value.as_str();
        if !route.value.params().any(|param| param == name) {
            let help = match did_you_mean(name, route.value.params()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "move it to `query` or `body`, or put it into the path".into(),
            };
            report.push(
                Diagnostic::new(
                    Code::PathParameter,
                    field.name.at,
                    format!("the path has no parameter `:{name}`"),
                )
                .label("not in the path")
                .also(route.at, "the path")
                .help(help),
            );
        }
    }
}

fn check_body(operation: &OperationSource, report: &mut Report) {
    // A GET may have a body: unusual, but some pages document one and show it in their samples.
    if let Some(multipart) = operation.multipart.as_ref().filter(|flag| flag.value) {
        let files = operation.body.iter().filter(|field| is_file(field)).count();
        if files != 1 {
            report.push(misfit(
                operation,
                multipart.at,
                "a form carries one file",
                &format!("the body has {files} fields of type `file`"),
            ));
        }
    }
    if let Some(computed) = operation
        .body
        .iter()
        .find_map(|field| field.computed.as_ref())
        && let Some(file) = operation.body.iter().find(|field| is_file(field))
        && !fields::is_required(file, Place::Form)
    {
        report.push(
            Diagnostic::new(
                Code::Computed,
                computed.at,
                "nothing can be computed from a file that may be absent",
            )
            .label("needs a file that is required")
            .also(file.name.at, "the file is optional"),
        );
    }
}

/// An operation that another version of the service has too, and a later one, says what to use instead.
pub(super) fn check_replaced(service: &ServiceSource, report: &mut Report) {
    let number = |resource: &ResourceSource| lower::version_number(&resource.version);
    for resource in &service.resources {
        let later = service.resources.iter().filter(|other| {
            other.name.value == resource.name.value && number(other) > number(resource)
        });
        let later: Vec<_> = later.flat_map(|other| &other.file.operations).collect();
        for operation in resource
            .file
            .operations
            .iter()
            .filter(|one| one.deprecated.is_none())
        {
            let name = &operation.name;
            let Some(new) = later.iter().find(|new| new.name.value == name.value) else {
                continue;
            };
            let message = format!("`{}` of {} has been replaced", name.value, resource.version);
            report.push(
                Diagnostic::new(Code::Deprecated, name.at, message)
                    .label("does not say what to use instead")
                    .also(new.name.at, "by this one")
                    .help("add `deprecated: Use …`, in our own words"),
            );
        }
    }
}

/// What goes without saying is not said.
fn check_flags(operation: &OperationSource, report: &mut Report) {
    for (key, flag) in [
        ("undocumented", &operation.undocumented),
        ("multipart", &operation.multipart),
        ("flat", &operation.flat),
        ("binary", &operation.binary),
        ("ranges", &operation.ranges),
    ] {
        if let Some(flag) = flag.as_ref().filter(|flag| !flag.value) {
            fields::goes_without_saying(
                flag.at,
                &format!("{key}: false"),
                &operation.name.value,
                report,
            );
        }
    }
    let get = is_get(operation);
    if let Some(idempotent) = operation
        .idempotent
        .as_ref()
        .filter(|flag| flag.value == get)
    {
        let why = if get {
            "a GET always is"
        } else {
            "only a GET is, unless it is said"
        };
        report.push(
            Diagnostic::new(
                Code::BadValue,
                idempotent.at,
                format!(
                    "`idempotent` of `{}` goes without saying",
                    operation.name.value
                ),
            )
            .label(why)
            .help("leave it out"),
        );
    }
}

fn check_response(operation: &OperationSource, report: &mut Report) {
    let has_fields = !operation.response.is_empty() || is_set(&operation.flat);
    if let Some(binary) = operation
        .binary
        .as_ref()
        .filter(|flag| flag.value && has_fields)
    {
        report.push(misfit(
            operation,
            binary.at,
            "a file has no fields",
            "`response` and `flat` do not go with `binary`",
        ));
    }
    if let Some(ranges) = operation
        .ranges
        .as_ref()
        .filter(|flag| flag.value && !is_set(&operation.binary))
    {
        report.push(misfit(
            operation,
            ranges.at,
            "only a file has parts that can be asked for",
            "`ranges` needs `binary: true`",
        ));
    }
    if let Some(flat) = operation
        .flat
        .as_ref()
        .filter(|flag| flag.value && operation.response.is_empty())
    {
        report.push(misfit(
            operation,
            flat.at,
            "a flat response has fields",
            "`response` is missing",
        ));
    }
}

/// A response that has a name is an object.
fn check_response_type(operation: &OperationSource, visible: &Visible<'_>, report: &mut Report) {
    let Some(name) = &operation.response.ty else {
        return;
    };
    // What is no name is a problem of its own.
    if Word::Camel.check(&name.value).is_err() {
        return;
    }
    match visible.find(&name.value) {
        None => fields::unknown_type(&name.value, name.at, visible, report),
        Some(found) if !matches!(found.ty.kind(), TypeSourceKind::Object(_)) => report.push(
            misfit(
                operation,
                name.at,
                "a response is an object",
                &format!("`{}` is none", name.value),
            )
            .also(found.ty.name.at, "the type")
            .help("name a type with `fields`, or give the response fields of its own"),
        ),
        Some(_) => {}
    }
}

/// A part of an operation that does not go with another.
fn misfit(operation: &OperationSource, at: At, message: &str, label: &str) -> Diagnostic {
    let message = format!("`{}`: {message}", operation.name.value);
    Diagnostic::new(Code::Body, at, message).label(label)
}

fn is_file(field: &FieldSource) -> bool {
    field.ty().is_some_and(|ty| ty.value.base == Base::File)
}
