//! Values that belong together: the types of parts, what is folded into them, and what should be.

use super::fields::{is_required, unknown_type};
use super::place::Place;
use super::usage::request_fields;
use super::values::value;
use crate::spec::resolve::{Found, Visible};
use crate::spec::source::{
    FieldSource, FoldSource, OperationSource, Text, TypeSource, TypeSourceKind,
};
use crate::spec::word::Base;
use crate::text::diagnostic::{Code, Diagnostic, Report, did_you_mean};

/// What has fields that it may fold: the request of an operation, or an object that requests carry.
struct Folding<'a> {
    name: &'a Text,
    /// The fields, and whether each is needed.
    fields: Vec<(&'a FieldSource, bool)>,
    folds: &'a [FoldSource],
}

impl<'a> Folding<'a> {
    fn of_request(operation: &'a OperationSource) -> Self {
        let path = operation.path.iter().map(|field| (field, true));
        let others = operation.query.iter().chain(&operation.body);
        let others = others.map(|field| (field, is_required(field, Place::Body)));
        Self {
            name: &operation.name,
            fields: path.chain(others).collect(),
            folds: &operation.folds,
        }
    }

    fn of_object(ty: &'a TypeSource) -> Self {
        let fields = ty.fields.iter();
        Self {
            name: &ty.name,
            fields: fields
                .map(|field| (field, is_required(field, Place::RequestType)))
                .collect(),
            folds: &ty.folds,
        }
    }

    fn fields(&self) -> impl Iterator<Item = &'a FieldSource> {
        self.fields.iter().map(|(field, _)| *field)
    }
}

/// The name of a field among those of a request or an object.
pub(super) fn own_name(field: &FieldSource) -> &str {
    &field.rust.as_ref().unwrap_or(&field.name).value
}

/// What a field is folded into.
pub(super) fn of<'a>(folds: &'a [FoldSource], field: &FieldSource) -> Option<&'a FoldSource> {
    folds.iter().find(|fold| {
        let mut parts = fold.parts.iter();
        parts.any(|(_, name)| name.value == own_name(field))
    })
}

/// The parts of a type are single values that can be compared.
pub(super) fn check_parts(parts: &[FieldSource], visible: &Visible<'_>, report: &mut Report) {
    for part in parts {
        let Some(ty) = part.ty() else { continue };
        let found = ty.value.base.named().map(|name| (name, visible.find(name)));
        let is_value = match (&ty.value.base, found) {
            (Base::String, _) => true,
            (Base::Named(_), Some((name, None))) => {
                unknown_type(name, ty.at, visible, report);
                continue;
            }
            (Base::Named(_), Some((_, Some(found)))) => matches!(
                found.ty.kind(),
                TypeSourceKind::Id
                    | TypeSourceKind::StringEnum(_)
                    | TypeSourceKind::IntEnum(_)
                    | TypeSourceKind::Unknown
            ),
            _ => false,
        };
        if !is_value || ty.value.array > 0 {
            let message = format!("`{}` cannot be a part of something", part.name.value);
            report.push(
                Diagnostic::new(Code::Fold, ty.at, message)
                    .label("not an id, an enumeration or a text")
                    .help("an object is one value already"),
            );
        }
    }
}

/// An id converts into other ids.
pub(super) fn check_into(ty: &TypeSource, visible: &Visible<'_>, report: &mut Report) {
    for name in &ty.into {
        let refused = |label: &str| {
            let message = format!("`{}` does not convert into `{}`", ty.name.value, name.value);
            Diagnostic::new(Code::Fold, name.at, message)
                .label(label.to_owned())
                .help("`into` of an id lists other ids")
        };
        match visible.find(&name.value) {
            _ if !matches!(ty.kind(), TypeSourceKind::Id) => report.push(refused("this is no id")),
            None => unknown_type(&name.value, name.at, visible, report),
            Some(found) if found.ty.name.at == ty.name.at => {
                report.push(refused("goes without saying"));
            }
            Some(found) if !matches!(found.ty.kind(), TypeSourceKind::Id) => {
                report.push(refused("not an id").also(found.ty.name.at, "the type"));
            }
            Some(_) => {}
        }
    }
}

/// Checks what an operation folds, and that it folds what belongs together.
pub(super) fn check(operation: &OperationSource, visible: &Visible<'_>, report: &mut Report) {
    let folding = Folding::of_request(operation);
    check_folds(&folding, visible, report);
    check_paging(operation, report);
    check_unfolded(&folding, visible, report);
}

/// Checks what a type folds, and that it folds what belongs together if requests carry it.
pub(super) fn check_object(
    ty: &TypeSource,
    in_requests: bool,
    visible: &Visible<'_>,
    report: &mut Report,
) {
    let folding = Folding::of_object(ty);
    check_folds(&folding, visible, report);
    check_always(&folding, report);
    if in_requests {
        check_unfolded(&folding, visible, report);
    }
}

fn check_folds(folding: &Folding<'_>, visible: &Visible<'_>, report: &mut Report) {
    for (at, fold) in folding.folds.iter().enumerate() {
        check_fold(folding, fold, visible, report);
        let mut before = folding.folds.iter().take(at).collect::<Vec<_>>();
        before.push(fold);
        check_once(&before, report);
    }
}

/// The last of some folds takes no field that another one takes, nor one twice.
fn check_once(folds: &[&FoldSource], report: &mut Report) {
    let taken: Vec<&Text> = folds
        .iter()
        .flat_map(|fold| fold.parts.iter().map(|(_, field)| field))
        .collect();
    let own = folds.last().map_or(0, |fold| fold.parts.len());
    for (at, field) in taken.iter().enumerate().skip(taken.len() - own) {
        let mut before = taken.iter().take(at);
        if let Some(first) = before.find(|first| first.value == field.value) {
            let message = format!("`{}` is folded twice", field.value);
            report.push(
                Diagnostic::new(Code::Fold, field.at, message)
                    .label("here again")
                    .also(first.at, "first folded here"),
            );
        }
    }
}

fn check_fold(
    folding: &Folding<'_>,
    fold: &FoldSource,
    visible: &Visible<'_>,
    report: &mut Report,
) {
    let Some(name) = &fold.ty else { return };
    let Some(Found { scope, ty }) = visible.find(&name.value) else {
        unknown_type(&name.value, name.at, visible, report);
        return;
    };
    let TypeSourceKind::Parts(parts) = ty.kind() else {
        let message = format!("`{}` has no parts", name.value);
        report.push(
            Diagnostic::new(Code::Fold, name.at, message)
                .label("nothing to fold into")
                .also(ty.name.at, "the type")
                .help("name a type with `parts`"),
        );
        return;
    };
    for part in parts {
        if !fold
            .parts
            .iter()
            .any(|(given, _)| given.value == part.name.value)
        {
            let message = format!("`{}` lacks the part `{}`", fold.name.value, part.name.value);
            report.push(
                Diagnostic::new(Code::Fold, fold.name.at, message)
                    .label("every part is given by a field")
                    .also(part.name.at, "the part"),
            );
        }
    }
    let inside = visible.seen_from(scope);
    for (given, from) in &fold.parts {
        let Some(part) = parts.iter().find(|part| part.name.value == given.value) else {
            let near = did_you_mean(
                &given.value,
                parts.iter().map(|part| part.name.value.as_str()),
            );
            let message = format!("`{}` has no part `{}`", name.value, given.value);
            report.push(
                Diagnostic::new(Code::Fold, given.at, message)
                    .label("not a part of the type")
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
            continue;
        };
        let Some(field) = folding.fields().find(|field| own_name(field) == from.value) else {
            let near = did_you_mean(&from.value, folding.fields().map(own_name));
            let message = format!("`{}` has no field `{}`", folding.name.value, from.value);
            report.push(
                Diagnostic::new(Code::Fold, from.at, message)
                    .label("not among its fields")
                    .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
            continue;
        };
        let same = value(field, visible, true)
            .zip(value(part, &inside, true))
            .is_none_or(|(field, part)| field == part);
        if !same {
            let place = |of: &FieldSource| of.ty().map_or(of.name.at, |ty| ty.at);
            let message = format!(
                "`{}` is of another type than the part `{}`",
                from.value, given.value
            );
            report.push(
                Diagnostic::new(Code::Fold, from.at, message)
                    .label("cannot be folded")
                    .also(place(field), "its type")
                    .also(place(part), "the type of the part")
                    .help("use one named type, and one `format`, for both"),
            );
        }
    }
}

/// What goes on from page to page is set by itself.
fn check_paging(operation: &OperationSource, report: &mut Report) {
    let Some(paging) = &operation.paging else {
        return;
    };
    for name in paging.token.iter().chain(&paging.size) {
        let mut fields = request_fields(operation);
        let field = fields.find(|field| field.name.value == name.value);
        if let Some(fold) = field.and_then(|field| of(&operation.folds, field)) {
            let message = format!("`{}` is folded, and asks for pages", name.value);
            report.push(
                Diagnostic::new(Code::Fold, name.at, message)
                    .label("a parameter of its own")
                    .also(fold.name.at, "folded here"),
            );
        }
    }
}

/// What a response lacks is not folded, so that nothing which fields are folded into is always there.
fn check_always(folding: &Folding<'_>, report: &mut Report) {
    for field in folding.fields() {
        let Some(always) = field.always.as_ref().filter(|always| always.value) else {
            continue;
        };
        if let Some(fold) = of(folding.folds, field) {
            let message = format!("`{}` is folded, and `always` there", own_name(field));
            report.push(
                Diagnostic::new(Code::Fold, always.at, message)
                    .label("says nothing of what it is folded into")
                    .also(fold.name.at, "folded here")
                    .help("leave `always` out"),
            );
        }
    }
}

/// Fields that make up a type with parts are folded into it, if one of them is needed.
fn check_unfolded(folding: &Folding<'_>, visible: &Visible<'_>, report: &mut Report) {
    let fields = folding.fields.iter();
    let single: Vec<_> = fields
        .filter(|(field, _)| of(folding.folds, field).is_none())
        .collect();
    for name in visible.names() {
        let Some(Found { scope, ty }) = visible.find(name) else {
            continue;
        };
        let TypeSourceKind::Parts(parts) = ty.kind() else {
            continue;
        };
        let inside = visible.seen_from(scope);
        let wanted: Vec<_> = parts
            .iter()
            .map(|part| value(part, &inside, true))
            .collect();
        let Some((first, others)) = parts.split_first() else {
            continue;
        };
        for (field, is_needed) in &single {
            if wanted[0].is_none() || value(field, visible, true) != wanted[0] {
                continue;
            }
            let partners = others.iter().zip(&wanted[1..]).map(|(part, wanted)| {
                single.iter().find(|(other, _)| {
                    let same = wanted.is_some() && value(other, visible, true) == *wanted;
                    // Where the types are one, only the names tell the parts.
                    let told = *wanted != self::value(first, &inside, true)
                        || stem(own_name(other), &part.name.value).is_some_and(|rest| {
                            Some(rest) == stem(own_name(field), &first.name.value)
                        });
                    same && told && other.name.at != field.name.at
                })
            });
            let Some(partners) = partners.collect::<Option<Vec<_>>>() else {
                continue;
            };
            if !*is_needed && partners.iter().all(|(_, is_needed)| !is_needed) {
                continue;
            }
            let names: Vec<String> = std::iter::once(field)
                .chain(partners.iter().map(|(other, _)| other))
                .zip(parts)
                .map(|(field, part)| format!("{}: {}", part.name.value, own_name(field)))
                .collect();
            let mut found = Diagnostic::new(
                Code::Unfolded,
                field.name.at,
                format!("`{}` belongs to what stands beside it", own_name(field)),
            )
            .label(format!("a part of `{name}`"));
            for (other, _) in &partners {
                found = found.also(other.name.at, "another part");
            }
            report.push(found.help(format!(
                "write `fold: {{ …: {{ type: {name}, parts: {{ {} }} }} }}`, with a name for what they make",
                names.join(", ")
            )));
        }
    }
}

/// What remains of the name of a field without the name of a part: `meeting_time` of `meeting_start_time` and `start`.
fn stem(name: &str, part: &str) -> Option<Vec<String>> {
    let mut words: Vec<String> = name.split('_').map(str::to_owned).collect();
    let at = words.iter().position(|word| word == part)?;
    words.remove(at);
    Some(words)
}
