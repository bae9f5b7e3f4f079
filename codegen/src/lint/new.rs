//! Constructors: so few arguments that each is told by its place, and none that could be given for another.

use crate::rust::shape::{Holder, RustField, RustSpec, Value};
use crate::text::diagnostic::{At, Code, Diagnostic, Report};

/// How many arguments a reader of a call tells apart by their places.
const MOST: usize = 4;

/// What is to be done about both.
const REMEDY: &str =
    "fold what belongs together into a type with `parts`: its literal names them where it is made";

/// Checks `new` of each request and of each object that requests carry. What only the client calls is its own affair.
pub(super) fn check(rust: &RustSpec<'_>, report: &mut Report) {
    let resources = rust.services.iter().flat_map(|service| &service.resources);
    for of in resources.flat_map(|resource| &resource.operations) {
        let operation = of.operation;
        check_arguments(
            &operation.name,
            operation.at,
            &of.request.required(),
            report,
        );
    }
    for (_, ty) in rust.types.iter().filter(|(_, ty)| ty.has_new()) {
        check_arguments(ty.name, ty.definition.at, &ty.required(), report);
    }
}

fn check_arguments(name: &str, at: At, arguments: &[&RustField<'_>], report: &mut Report) {
    if arguments.len() > MOST {
        let message = format!(
            "`new` of `{name}` takes {} arguments, and {MOST} are the most",
            arguments.len()
        );
        report.push(
            Diagnostic::new(Code::New, at, message)
                .label("nobody tells so many apart by their places")
                .help(REMEDY),
        );
    }
    for (position, second) in arguments.iter().enumerate() {
        let mut before = arguments.iter().take(position);
        let Some(first) = before.find(|first| are_mixed_up(first, second)) else {
            continue;
        };
        let message = format!(
            "`new` of `{name}` takes `{}` and `{}`, which are of one type",
            first.name, second.name
        );
        report.push(
            Diagnostic::new(Code::New, second.field.at, message)
                .label("swapped, they compile")
                .also(first.field.at, "the other one")
                .help(format!("give them types of their own, or {REMEDY}")),
        );
    }
}

/// Whether one of two arguments can be given for the other.
fn are_mixed_up(a: &RustField<'_>, b: &RustField<'_>) -> bool {
    let is_list = |field: &RustField<'_>| matches!(field.holder, Holder::List(_));
    if is_list(a) != is_list(b) {
        return false;
    }
    a.value == b.value
        || matches!(
            (&a.value, &b.value),
            (Value::Int, Value::Bytes)
                | (Value::Bytes, Value::Int)
                | (Value::Text, Value::Secret)
                | (Value::Secret, Value::Text)
        )
}
