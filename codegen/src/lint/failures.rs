//! Failures of calls that succeed: that they are told, and that what they name is there.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::fields::check_listed;
use super::values::variant;
use crate::spec::resolve::Visible;
use crate::spec::source::{FieldSource, OperationSource, Text, TypeSourceKind, ValueSource};

/// Checks the failures of an operation.
pub(super) fn check(operation: &OperationSource, visible: &Visible<'_>, report: &mut Report) {
    let is_list = |field: &FieldSource| field.ty().is_none_or(|ty| ty.value.array == 1);
    let response = &operation.response;
    let Some(failures) = &operation.failures else {
        let mut lists = response.iter().filter(|field| is_list(field));
        if let Some(list) = lists.find(|field| field.name.value.starts_with("fail")) {
            let name = &list.name.value;
            let message = format!("`{name}` seems to list what failed, although the call succeeds");
            report.push(
                Diagnostic::new(Code::Failures, list.name.at, message)
                    .label("a program must not overlook it")
                    .help(format!("write `failures: {{ list: {name} }}`")),
            );
        }
        return;
    };
    let Some(list) = &failures.list else { return };
    let Some(field) = find(response, list, "the response", report) else {
        return;
    };
    let help = "without it, there are no `failures`";
    let label = "`list` relies on it".to_owned();
    check_listed(field, list, Code::Failures, label, help, report);
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
    let Some(field) = find(inside, status, "an element", report) else {
        return;
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

fn find<'f>(
    fields: &'f [FieldSource],
    name: &Text,
    owner: &str,
    report: &mut Report,
) -> Option<&'f FieldSource> {
    let found = fields.iter().find(|field| field.name.value == name.value);
    if found.is_none() {
        let names = fields.iter().map(|field| field.name.value.as_str());
        let near = did_you_mean(&name.value, names);
        let message = format!("{owner} has no field `{}`", name.value);
        report.push(
            Diagnostic::new(Code::Failures, name.at, message)
                .label("`failures` names it")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
        );
    }
    found
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
