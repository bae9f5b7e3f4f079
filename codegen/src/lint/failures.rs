//! Failures of calls that succeed: that they are told, and that what they name is there.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::fields::check_listed;
use super::values::variant;
use crate::spec::resolve::{Lost, Visible};
use crate::spec::source::{FieldSource, OperationSource, Text, TypeSourceKind, ValueSource};
use crate::spec::word::Base;

/// Checks the failures of an operation.
pub(super) fn check(operation: &OperationSource, visible: &Visible<'_>, report: &mut Report) {
    let (response, inside) = visible.response(operation);
    let Some(failures) = &operation.failures else {
        if let Some((path, list)) = suspected(response, &inside, &mut Vec::new()) {
            let message = format!("`{path}` seems to list what failed, although the call succeeds");
            let remedy = format!("write `failures: {{ list: {path} }}`");
            let help = match &operation.response.ty {
                None => remedy,
                Some(_) => {
                    format!(
                        "give the response the fields of the type, in place of its name, and {remedy}"
                    )
                }
            };
            report.push(
                Diagnostic::new(Code::Failures, list.name.at, message)
                    .label("a program must not overlook it")
                    .help(help),
            );
        }
        return;
    };
    if let Some(ty) = &operation.response.ty {
        let message = format!("`failures` would be those of every `{}`", ty.value);
        report.push(
            Diagnostic::new(Code::Failures, failures.at, message)
                .label("needs a response of its own")
                .also(ty.at, "the response is this type")
                .help("give the response the fields of the type, in place of its name"),
        );
        return;
    }
    let Some(list) = &failures.list else { return };
    let Some(way) = walk(response, &inside, list, report) else {
        return;
    };
    let help = "without it, there are no `failures`";
    for (field, _) in &way {
        let label = "`list` relies on it".to_owned();
        check_listed(field, list, Code::Failures, label, help, report);
    }
    let Some((field, visible)) = way.last() else {
        return;
    };
    if !is_list(field) {
        misfit(list, "a simple list", type_at(field), report);
        return;
    }
    let Some(status) = &failures.status else {
        return;
    };
    let Some(element) = visible.named(field) else {
        return misfit(
            list,
            "a list of objects with a status",
            type_at(field),
            report,
        );
    };
    let TypeSourceKind::Object(inside) = element.ty.kind() else {
        return misfit(
            list,
            "a list of objects with a status",
            type_at(field),
            report,
        );
    };
    let Some(field) = inside.iter().find(|field| field.name.value == status.value) else {
        let names = inside.iter().map(|field| field.name.value.as_str());
        let near = did_you_mean(&status.value, names);
        return no_field(status, "an element", near, report);
    };
    let label = "`status` relies on it".to_owned();
    check_listed(field, status, Code::Failures, label, help, report);
    let seen = visible.seen_from(element.scope);
    let kind = seen.named(field).map(|found| found.ty.kind());
    match kind {
        Some(TypeSourceKind::IntEnum(values)) => check_done(&failures.done, values, report),
        _ => misfit(status, "an enumeration of numbers", type_at(field), report),
    }
}

fn is_list(field: &FieldSource) -> bool {
    field.ty().is_none_or(|ty| ty.value.array == 1)
}

/// The list in a response, or in a single object in it, that has the name of one of failures, with the path that leads there.
/// `above` are the objects that the fields are within.
fn suspected<'f>(
    fields: &'f [FieldSource],
    visible: &Visible<'f>,
    above: &mut Vec<At>,
) -> Option<(String, &'f FieldSource)> {
    let mut lists = fields.iter().filter(|field| is_list(field));
    if let Some(list) = lists.find(|field| field.name.value.starts_with("fail")) {
        return Some((list.name.value.clone(), list));
    }
    for field in fields {
        let is_single = field
            .ty()
            .is_some_and(|ty| ty.value.array == 0 && matches!(ty.value.base, Base::Named(_)));
        let Some(found) = visible.named(field).filter(|_| is_single) else {
            continue;
        };
        let TypeSourceKind::Object(inside) = found.ty.kind() else {
            continue;
        };
        if above.contains(&found.ty.name.at) {
            continue;
        }
        above.push(found.ty.name.at);
        if let Some((path, list)) = suspected(inside, &visible.seen_from(found.scope), above) {
            return Some((format!("{}.{path}", field.name.value), list));
        }
    }
    None
}

/// The fields on the way to the list, with what is visible from each.
fn walk<'f>(
    fields: &'f [FieldSource],
    visible: &Visible<'f>,
    list: &Text,
    report: &mut Report,
) -> Option<Vec<(&'f FieldSource, Visible<'f>)>> {
    match visible.walk(fields, &list.value) {
        Ok(way) => Some(way),
        Err(Lost::NoField { segment, names }) => {
            let near = did_you_mean(&segment, names.iter().map(String::as_str));
            no_field(list, "the response", near, report);
            None
        }
        Err(Lost::NoObject { segment, at }) => {
            let message = format!("`{}` leads to no field of the response", list.value);
            report.push(
                Diagnostic::new(Code::Failures, list.at, message)
                    .label(format!("`{segment}` is not a single object"))
                    .also(at, "its type")
                    .help("a path leads through single objects: not through lists and maps"),
            );
            None
        }
        Err(Lost::Unknown) => None,
    }
}

fn check_done(done: &[Text], values: &[ValueSource], report: &mut Report) {
    let all: Vec<String> = values.iter().map(variant).collect();
    for name in done {
        if all.contains(&name.value) {
            continue;
        }
        let near = did_you_mean(&name.value, all.iter().map(String::as_str));
        let message = format!("the status has no value `{}`", name.value);
        report.push(
            Diagnostic::new(Code::Failures, name.at, message)
                .label("not a value of the enumeration")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
}

fn no_field(name: &Text, owner: &str, near: Option<&str>, report: &mut Report) {
    let message = format!("{owner} has no field `{}`", name.value);
    report.push(
        Diagnostic::new(Code::Failures, name.at, message)
            .label("`failures` names it")
            .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
    );
}

fn misfit(name: &Text, expected: &str, ty: At, report: &mut Report) {
    let message = format!("`{}` is not {expected}", name.value);
    report.push(
        Diagnostic::new(Code::Failures, name.at, message)
            .label(format!("has to be {expected}"))
            .also(ty, "its type"),
    );
}

fn type_at(field: &FieldSource) -> At {
    field.ty().map_or(field.name.at, |ty| ty.at)
}
