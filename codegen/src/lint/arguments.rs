//! The order of arguments: that it lists all that is required, and nothing else.

use crate::text::diagnostic::{Code, Diagnostic, Report, did_you_mean};

use crate::rust::shape::RustSpec;

use super::fields::is_required;
use super::fold;
use super::place::Place;
use crate::spec::source::{FieldSource, OperationSource, Text, TypeSource};

/// Checks `arguments` of an operation.
pub(super) fn check(operation: &OperationSource, report: &mut Report) {
    let required = required(operation);
    check_list(&operation.name, &operation.arguments, &required, report);
}

/// Checks `arguments` of types. Whether there is a `new`, depends on where objects are used.
pub(super) fn check_types(types: &[TypeSource], rust: &RustSpec<'_>, report: &mut Report) {
    for source in types {
        let mut all = rust.types.iter().map(|(_, ty)| ty);
        let Some(ty) = all.find(|ty| ty.definition.at == source.name.at) else {
            continue;
        };
        let required = ty.required().into_iter().filter(|_| ty.has_new());
        let required: Vec<&str> = required.map(|field| field.field.own_name()).collect();
        check_list(&source.name, &source.arguments, &required, report);
    }
}

/// `of` is what has the arguments.
fn check_list(of: &Text, listed: &[Text], required: &[&str], report: &mut Report) {
    if listed.is_empty() && required.len() > 1 {
        let order = required.join(", ");
        let message = format!(
            "`{}` does not say in which order `new` takes its arguments",
            of.value
        );
        report.push(
            Diagnostic::new(Code::Arguments, of.at, message)
                .label("several fields are required")
                .help(format!(
                    "write `arguments: [{order}]`, in an order that will stay"
                )),
        );
        return;
    }
    if let [first, ..] = listed
        && required.len() < 2
    {
        let message = format!("`arguments` of `{}` goes without saying", of.value);
        report.push(
            Diagnostic::new(Code::BadValue, first.at, message)
                .label("fewer than two fields are required")
                .help("leave it out"),
        );
        return;
    }
    for entry in listed {
        if !required.contains(&entry.value.as_str()) {
            let message = format!("`{}` is no field that is required", entry.value);
            let near = did_you_mean(&entry.value, required.iter().copied());
            report.push(
                Diagnostic::new(Code::Arguments, entry.at, message)
                    .label("not an argument of `new`")
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
    }
    let Some(last) = listed.last() else { return };
    for name in required {
        if listed.iter().any(|entry| entry.value == *name) {
            continue;
        }
        let message = format!("`{name}` is required, and not among the arguments");
        report.push(
            Diagnostic::new(Code::Arguments, last.at, message)
                .label(format!("`{name}` is missing"))
                .help("add it where its place will stay"),
        );
    }
}

/// What a request has to have: fields, and in place of those that are folded, parameters.
fn required(operation: &OperationSource) -> Vec<&str> {
    let others = operation.query.iter().chain(&operation.body);
    let others = others.map(|field| {
        let given = field.computed.is_none();
        (field, given && is_required(field, Place::Body))
    });
    let all: Vec<_> = operation
        .path
        .iter()
        .map(|field| (field, true))
        .chain(others)
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for (field, is_required) in &all {
        let Some(fold) = fold::of(&operation.folds, field) else {
            names.extend(is_required.then(|| fold::own_name(field)));
            continue;
        };
        let needs = |(other, is_required): &(&FieldSource, bool)| {
            let mut parts = fold.parts.iter();
            *is_required && parts.any(|(_, name)| name.value == fold::own_name(other))
        };
        let name = fold.name.value.as_str();
        if !names.contains(&name) && all.iter().any(needs) {
            names.push(name);
        }
    }
    names
}
