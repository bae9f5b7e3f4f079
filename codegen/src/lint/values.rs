//! What a value is in Rust, as far as it matters for handing it on.

use crate::text::diagnostic::At;
use crate::text::names;

use crate::spec::model::Format;
use crate::spec::resolve::Visible;
use crate::spec::source::{FieldSource, TypeSourceKind, ValueSource};
use crate::spec::value::is_set;
use crate::spec::word::{Base, TypeExpr};

/// What a value is in Rust.
#[derive(Debug, PartialEq)]
pub(super) enum Value {
    /// What has no form of its own: the type, and where it is defined if it has a name.
    Plain(Base, Option<At>),
    Bytes,
    Secret,
    Time(Format),
}

/// What a field holds, and how deep in lists; `None` if its type is not defined.
pub(super) fn value(
    field: &FieldSource,
    visible: &Visible<'_>,
    in_request: bool,
) -> Option<(Value, u8)> {
    let ty = &field.ty()?.value;
    let defined = visible.named_in(&ty.base).map(|found| found.ty.name.at);
    if ty.base.named().is_some() && defined.is_none() {
        return None;
    }
    let plain = || Value::Plain(ty.base.clone(), defined);
    let value = match (format(field), &ty.base) {
        (Some(Format::Bytes), _) => Value::Bytes,
        (Some(Format::Secret), _) => Value::Secret,
        (Some(Format::Flag), _) => Value::Plain(Base::Bool, None),
        (Some(Format::Number), _) => Value::Plain(Base::Int, None),
        // A number of seconds is a plain one in requests.
        (Some(format), Base::Int) if format.is_time() && in_request => plain(),
        (Some(format), _) => Value::Time(format),
        (None, _) => plain(),
    };
    Some((value, ty.array))
}

/// What a field says that its text or number stands for.
pub(super) fn format(field: &FieldSource) -> Option<Format> {
    Format::of(&field.format.as_ref()?.value)
}

/// The name that a value of an enumeration has, by which jobs and failures list it.
pub(super) fn variant(value: &ValueSource) -> String {
    let given = value.name.as_ref().map(|name| name.value.as_str());
    names::value(given, &value.wire.value.text)
}

/// Whether a value is a text with an `as_str`: a plain one, an id, or one of an enumeration.
pub(super) fn is_text(field: &FieldSource, visible: &Visible<'_>) -> bool {
    let Some(ty) = field.ty().map(|ty| &ty.value) else {
        return true;
    };
    let text = match &ty.base {
        Base::String => field.format.is_none(),
        Base::Named(name) => visible.find(name).is_none_or(|found| {
            matches!(
                found.ty.kind(),
                TypeSourceKind::Id | TypeSourceKind::StringEnum(_) | TypeSourceKind::Unknown
            )
        }),
        _ => false,
    };
    text && ty.array == 0
}

/// Whether a value is copied, so that it can be taken twice.
pub(super) fn is_copied(field: &FieldSource, visible: &Visible<'_>) -> bool {
    if let Some(Format::Flag | Format::Number) = format(field) {
        return true;
    }
    field.ty().is_none_or(|ty| {
        ty.value.array == 0
            && match &ty.value.base {
                Base::Int | Base::Float | Base::Bool => true,
                Base::Named(name) => visible
                    .find(name)
                    .is_none_or(|found| matches!(found.ty.kind(), TypeSourceKind::IntEnum(_))),
                _ => false,
            }
    })
}

/// Whether a type has a value that stands for an absent one.
pub(super) fn has_default(field: &FieldSource, visible: &Visible<'_>, in_request: bool) -> bool {
    visible
        .named(field)
        .is_none_or(|found| match found.ty.kind() {
            TypeSourceKind::StringEnum(_) | TypeSourceKind::IntEnum(_) => false,
            TypeSourceKind::Object(_) => !in_request,
            TypeSourceKind::Id | TypeSourceKind::Parts(_) | TypeSourceKind::Unknown => true,
        })
}

/// Whether a field holds as many values as there are, so that it is there even if none is.
pub(super) fn holds_several(ty: &TypeExpr) -> bool {
    ty.array > 0 || matches!(ty.base, Base::Map(_))
}

/// Whether every response carries a field.
pub(super) fn is_always(field: &FieldSource) -> bool {
    is_set(&field.always)
}
