//! Types: used, distinct, finite; and the values of enumerations.

use crate::text::diagnostic::{At, Code, Diagnostic, Report};
use crate::text::names;

use super::fields::{check as check_fields, check_undocumented};
use super::fold;
use super::place::Place;
use super::usage::Usage;
use crate::spec::resolve::Visible;
use crate::spec::source::{TypeSource, TypeSourceKind, ValueSource};
use crate::spec::word::Base;

/// Checks the types of one scope.
pub(super) fn check(
    types: &[TypeSource],
    visible: &Visible<'_>,
    usage: &Usage,
    report: &mut Report,
) {
    for ty in types {
        let name = ty.name.value.as_str();
        let in_requests = usage.requests.contains(&ty.name.at);
        if let Some(other) = visible.shadowed(&ty.name) {
            report.push(
                Diagnostic::new(
                    Code::ShadowedType,
                    ty.name.at,
                    format!("there is another type `{name}`"),
                )
                .label("hides the other one")
                .also(other, "visible here too")
                .help("use the shared type, or give this one another name"),
            );
        }
        match ty.kind() {
            TypeSourceKind::StringEnum(values) => check_values(values, false, report),
            TypeSourceKind::IntEnum(values) => check_values(values, true, report),
            TypeSourceKind::Object(fields) => {
                let place = if in_requests {
                    Place::RequestType
                } else {
                    Place::ResponseType
                };
                check_fields(fields, place, visible, report);
                if contains(ty, ty.name.at, visible, &mut Vec::new()) {
                    report.push(
                        Diagnostic::new(
                            Code::Recursion,
                            ty.name.at,
                            format!("the type `{name}` contains itself"),
                        )
                        .label("would be of endless size")
                        .help("a type may contain lists or maps of itself only"),
                    );
                }
            }
            TypeSourceKind::Parts(parts) => fold::check_parts(parts, visible, report),
            TypeSourceKind::Id | TypeSourceKind::Unknown => {}
        }
        fold::check_object(ty, in_requests, visible, report);
        fold::check_into(ty, visible, report);
    }
}

/// Every type is reached from some operation.
pub(super) fn check_use(types: &[TypeSource], usage: &Usage, report: &mut Report) {
    for ty in types {
        let name = &ty.name;
        if !usage.requests.contains(&name.at) && !usage.responses.contains(&name.at) {
            report.push(
                Diagnostic::new(
                    Code::UnusedType,
                    name.at,
                    format!("the type `{}` is never used", name.value),
                )
                .label("no operation uses it")
                .help("use it, or remove it"),
            );
        }
    }
}

fn check_values(values: &[ValueSource], numbers: bool, report: &mut Report) {
    for value in values {
        let wire = value.wire.value.text.as_str();
        check_undocumented(value.undocumented.as_ref(), wire, report);
        if numbers
            && wire
                .parse::<i64>()
                .map_or(true, |number| number.to_string() != wire)
        {
            report.push(
                Diagnostic::new(
                    Code::BadValue,
                    value.wire.at,
                    format!("`{wire}` is not a number"),
                )
                .label("the enumeration is of numbers")
                .help("write `enum: string` if the values are texts"),
            );
        }
        if value.name.is_none() && !names::makes_a_variant(wire) {
            report.push(
                Diagnostic::new(
                    Code::RustName,
                    value.wire.at,
                    format!("the value `{wire}` does not make a Rust name"),
                )
                .label("needs a `name`")
                .help(format!("write `{wire}: {{ name: …, doc: … }}`")),
            );
        }
    }
}

/// Whether a type holds another without a list or a map between them.
fn contains(ty: &TypeSource, sought: At, visible: &Visible<'_>, on_the_way: &mut Vec<At>) -> bool {
    let TypeSourceKind::Object(fields) = ty.kind() else {
        return false;
    };
    if on_the_way.contains(&ty.name.at) {
        return false;
    }
    on_the_way.push(ty.name.at);
    fields.iter().any(|field| {
        let Some(expr) = field.ty().filter(|ty| ty.value.array == 0) else {
            return false;
        };
        let Base::Named(name) = &expr.value.base else {
            return false;
        };
        visible.find(name).is_some_and(|found| {
            found.ty.name.at == sought
                || contains(
                    found.ty,
                    sought,
                    &visible.seen_from(found.scope),
                    on_the_way,
                )
        })
    })
}
