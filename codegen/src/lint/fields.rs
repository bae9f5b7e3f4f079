//! Fields: their types, where they may stand, their Rust names.

use crate::text::diagnostic::{At, Code, Diagnostic, Report, did_you_mean};

use super::facts;
use super::place::Place;
use crate::spec::lower;
use crate::spec::model::FieldDetails;
use crate::spec::resolve::Visible;
use crate::spec::source::{FieldSource, Located, Text, TypeSourceKind};
use crate::spec::value::is_set;
use crate::spec::word::{BUILT_IN, Base};

/// Checks fields that stand together.
pub(super) fn check(
    fields: &[FieldSource],
    place: Place,
    visible: &Visible<'_>,
    report: &mut Report,
) {
    for field in fields {
        check_types(field, visible, report);
        check_place(field, place, visible, report);
        check_always(field, place, visible, report);
        check_values(field, visible, report);
        check_undocumented(field.undocumented.as_ref(), &field.name.value, report);
        facts::check(field, place, visible, report);
    }
}

fn check_types(field: &FieldSource, visible: &Visible<'_>, report: &mut Report) {
    for ty in field.ty().into_iter().chain(field.replaced_ty()) {
        let Some(name) = ty.value.base.named() else {
            continue;
        };
        match visible.find(name) {
            None => unknown_type(name, ty.at, visible, report),
            Some(found) if matches!(found.ty.kind(), TypeSourceKind::Parts(_)) => report.push(
                Diagnostic::new(
                    Code::Fold,
                    ty.at,
                    format!("`{name}` is never on the wire by itself"),
                )
                .label("parts that belong together")
                .help("give each part a field, and fold these with `fold` of the operation or the object"),
            ),
            Some(_) => {}
        }
    }
    let Some(ty) = field.ty() else { return };
    let Some(json) = &field.json else { return };
    if ty.value.base != Base::String || ty.value.array > 0 {
        report.push(
            Diagnostic::new(
                Code::Constraint,
                json.at,
                format!("`{}` holds no JSON text", field.name.value),
            )
            .label("only a text can hold JSON")
            .also(ty.at, "its type")
            .help("`json` is for fields of type `string`"),
        );
    }
    match visible.find(&json.value) {
        None => unknown_type(&json.value, json.at, visible, report),
        Some(found) if !matches!(found.ty.kind(), TypeSourceKind::Object(_)) => report.push(
            Diagnostic::new(
                Code::Constraint,
                json.at,
                format!("`{}` is not an object", json.value),
            )
            .label("JSON texts hold objects")
            .also(found.ty.name.at, "the type"),
        ),
        Some(_) => {}
    }
}

/// Reports a type that is not defined.
pub(super) fn unknown_type(name: &str, at: At, visible: &Visible<'_>, report: &mut Report) {
    // It may stand in the file that could not be read.
    if !visible.is_whole() {
        return;
    }
    let known = visible.names().chain(BUILT_IN.iter().copied());
    let help = match did_you_mean(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "define it under `types` of the resource, the service or the platform".into(),
    };
    report.push(
        Diagnostic::new(
            Code::UnknownType,
            at,
            format!("the type `{name}` is not defined"),
        )
        .label("not found in the resource, the service and the platform")
        .help(help),
    );
}

/// What is so anyway is not written, so that there is one way to say it.
pub(super) fn goes_without_saying(at: At, said: &str, of: &str, report: &mut Report) {
    report.push(
        Diagnostic::new(
            Code::BadValue,
            at,
            format!("`{said}` of `{of}` goes without saying"),
        )
        .label("so it is anyway")
        .help("leave it out"),
    );
}

/// The values that are documented in one place are some of those of the type.
fn check_values(field: &FieldSource, visible: &Visible<'_>, report: &mut Report) {
    let Some(first) = field.values.first() else {
        return;
    };
    let documented = field.replaced_ty().or(field.ty());
    let Some(ty) = documented else { return };
    let kind = visible
        .named_in(&ty.value.base)
        .map(|found| found.ty.kind());
    let (TypeSourceKind::StringEnum(all) | TypeSourceKind::IntEnum(all)) =
        kind.unwrap_or(TypeSourceKind::Unknown)
    else {
        let message = format!("`{}` has no values to choose from", field.name.value);
        report.push(
            Diagnostic::new(Code::Constraint, first.at, message)
                .label("its documented type is not an enumeration")
                .also(ty.at, "the type")
                .help("remove `values`, or give the field a type with `enum`"),
        );
        return;
    };
    let names = || all.iter().map(|value| value.wire.value.text.as_str());
    for value in &field.values {
        let text = value.value.text.as_str();
        if !names().any(|name| name == text) {
            // Of single characters, any is near.
            let long = text.chars().count() > 1;
            let near = did_you_mean(text, names()).filter(|_| long);
            report.push(
                Diagnostic::new(
                    Code::Constraint,
                    value.at,
                    format!("the type has no value `{text}`"),
                )
                .label("not a value of the enumeration")
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
        }
    }
    let mut listed = all.iter().filter(|value| !is_set(&value.undocumented));
    if listed.all(|value| {
        let wire = &value.wire.value.text;
        field.values.iter().any(|given| given.value.text == *wire)
    }) {
        report.push(
            Diagnostic::new(
                Code::BadValue,
                first.at,
                format!("`values` of `{}` goes without saying", field.name.value),
            )
            .label("these are all that the type has")
            .help("leave it out"),
        );
    }
}

/// Only what has gone is said.
pub(super) fn check_undocumented(flag: Option<&Located<bool>>, of: &str, report: &mut Report) {
    if let Some(flag) = flag.filter(|flag| !flag.value) {
        goes_without_saying(flag.at, "undocumented: false", of, report);
    }
}

/// What others rely on is still documented. `name` is where they name the field.
pub(super) fn check_listed(
    field: &FieldSource,
    name: &Text,
    code: Code,
    label: String,
    help: &str,
    report: &mut Report,
) {
    if is_set(&field.undocumented) {
        let message = format!("`{}` is not documented any more", name.value);
        let help = format!("name the field that has taken its place; {help}");
        report.push(
            Diagnostic::new(code, name.at, message)
                .label(label)
                .also(field.name.at, "marked here")
                .help(help),
        );
    }
}

/// Files travel in forms only; a path holds words, a query words and lists of words.
fn check_place(field: &FieldSource, place: Place, visible: &Visible<'_>, report: &mut Report) {
    let Some(ty) = field.ty() else { return };
    let array = ty.value.array;
    let mut refuse = |code: Code, at: At, what: &str, help: &str| {
        report.push(
            Diagnostic::new(
                code,
                at,
                format!(
                    "`{}` cannot be {what} in {}",
                    field.name.value,
                    place.name()
                ),
            )
            .label("not possible here")
            .help(help),
        );
    };
    let structured = match &ty.value.base {
        Base::File => {
            if place != Place::Form || array > 0 {
                refuse(
                    Code::Body,
                    ty.at,
                    "a file",
                    "files are fields of bodies with `multipart: true`, one each",
                );
            }
            false
        }
        Base::Map(_) | Base::Any | Base::Object => true,
        Base::Named(_) => visible
            .named(field)
            .is_some_and(|found| matches!(found.ty.kind(), TypeSourceKind::Object(_))),
        _ => false,
    };
    let lists = match place {
        Place::Path | Place::Form => 0,
        Place::Query => 1,
        _ => u8::MAX,
    };
    let plain = matches!(place, Place::Path | Place::Query | Place::Form);
    if plain && structured {
        refuse(
            Code::Body,
            ty.at,
            "an object",
            "only texts, numbers, flags and enumerations can stand there",
        );
    } else if array > lists {
        refuse(
            Code::Body,
            ty.at,
            "such a list",
            "a query holds simple lists, a path and a form hold none",
        );
    }
    if let Some(format) = &field.format
        && format.value == "secret"
        && plain
    {
        refuse(
            Code::Body,
            format.at,
            "a secret",
            "secrets travel in JSON bodies, where no log shows them",
        );
    }
    if let Some(computed) = &field.computed {
        let int = ty.value.base == Base::Int && array == 0;
        if place != Place::Form {
            refuse(
                Code::Computed,
                computed.at,
                "computed",
                "only forms with a file have something to compute from",
            );
        } else if !int {
            refuse(
                Code::Computed,
                computed.at,
                "computed unless it is an `int`",
                "the size of a file is an `int`",
            );
        }
    }
}

/// Whether a field has to be given, as corrected.
pub(super) fn is_required(field: &FieldSource, place: Place) -> bool {
    effective(field, place).required == Some(true)
}

/// Returns what holds of a field: what is documented, as far as nothing corrects it.
pub(super) fn effective(field: &FieldSource, place: Place) -> FieldDetails {
    let documented = lower::documented_facts(field, place.unstated());
    let effective = field
        .correction
        .as_ref()
        .map(|correction| lower::facts(correction.facts(), &documented));
    effective.unwrap_or(documented)
}

fn check_always(field: &FieldSource, place: Place, visible: &Visible<'_>, report: &mut Report) {
    let Some(always) = &field.always else { return };
    if !always.value {
        goes_without_saying(always.at, "always: false", &field.name.value, report);
        return;
    }
    let single = field
        .ty()
        .is_some_and(|ty| ty.value.array == 0 && matches!(ty.value.base, Base::Named(_)));
    let is_number = single
        && visible
            .named(field)
            .is_some_and(|found| matches!(found.ty.kind(), TypeSourceKind::IntEnum(_)));
    let (label, help) = if place == Place::RequestType {
        (
            "its type is part of a request",
            "`always` is for types that only responses use; say `required` instead",
        )
    } else if place.is_request() {
        (
            "part of a request",
            "`always` is about responses; say `required` instead",
        )
    } else if is_number {
        (
            "an enumeration of numbers has no value for an absent field",
            "leave `always` out; the field is an `Option` in Rust",
        )
    } else {
        return;
    };
    report.push(
        Diagnostic::new(
            Code::Always,
            always.at,
            format!("`{}` cannot be `always` there", field.name.value),
        )
        .label(label)
        .help(help),
    );
}
