//! Paging: that its fields are there and of the kinds that a stream of pages can be made from.

use crate::text::diagnostic::{Code, Diagnostic, Report, did_you_mean};

use super::fields::{check_listed, effective, is_required};
use super::fold;
use super::place::Place;
use crate::spec::resolve::Visible;
use crate::spec::source::{FieldSource, OperationSource, Text, TypeSourceKind};
use crate::spec::word::Base;

/// What the platform calls the size of a page wherever there is one.
const PAGE_SIZE: &str = "page_size";

/// What a field of paging has to be.
#[derive(Clone, Copy, Debug)]
enum Kind {
    List,
    Token,
    Flag,
    Number,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::List => "a simple list",
            Self::Token => "a `string` or an id",
            Self::Flag => "a `bool`",
            Self::Number => "an `int`",
        }
    }

    fn fits(self, field: &FieldSource, visible: &Visible<'_>) -> bool {
        // A field without a type, of one that is not defined, or with a format that does not suit it is a problem of its own.
        let Some(ty) = field.ty() else { return true };
        if let Self::List = self {
            return ty.value.array == 1;
        }
        let fits = match (self, &ty.value.base) {
            (Self::Flag, base) => *base == Base::Bool,
            (Self::Number, base) => *base == Base::Int,
            (_, Base::String) => field
                .format
                .as_ref()
                .is_none_or(|format| format.value == "bytes"),
            (_, Base::Named(name)) => visible
                .find(name)
                .is_none_or(|found| matches!(found.ty.kind(), TypeSourceKind::Id)),
            _ => false,
        };
        fits && ty.value.array == 0
    }
}

/// Checks the paging of an operation.
pub(super) fn check(operation: &OperationSource, visible: &Visible<'_>, report: &mut Report) {
    let Some(paging) = &operation.paging else {
        return;
    };
    let request: Vec<_> = operation.query.iter().chain(&operation.body).collect();
    let (response, inside) = visible.response(operation);
    let response: Vec<_> = response.iter().collect();
    let folds = visible.response_type(operation);
    let folds = folds.map_or(&[][..], |found| &found.ty.folds);
    let mut field = |key: &str, name: &Option<Text>, side: &str, kind: Kind| {
        let Some(name) = name else { return };
        let (fields, visible) = if side == "response" {
            (&response, &inside)
        } else {
            (&request, visible)
        };
        let Some(field) = fields.iter().find(|field| field.name.value == name.value) else {
            let names = fields.iter().map(|field| field.name.value.as_str());
            let near = did_you_mean(&name.value, names);
            report.push(
                Diagnostic::new(
                    Code::Paging,
                    name.at,
                    format!("the {side} has no field `{}`", name.value),
                )
                .label(format!("`{key}` names a field of the {side}"))
                .maybe_help(near.map(|near| format!("did you mean `{near}`?"))),
            );
            return;
        };
        let label = format!("`{key}` relies on it");
        let help = "without it, there is no `paging`";
        check_listed(field, name, Code::Paging, label, help, report);
        if !kind.fits(field, visible) {
            report.push(
                Diagnostic::new(
                    Code::Paging,
                    name.at,
                    format!("`{}` is not {}", name.value, kind.name()),
                )
                .label(format!("`{key}` has to be {}", kind.name()))
                .also(field.ty().map_or(field.name.at, |ty| ty.at), "its type"),
            );
        }
        if side == "response"
            && let Some(fold) = fold::of(folds, field)
        {
            let message = format!("`{}` is a part of something else", name.value);
            report.push(
                Diagnostic::new(Code::Paging, name.at, message)
                    .label(format!("`{key}` has to stand by itself"))
                    .also(fold.name.at, "folded here")
                    .help("leave it out of the fold"),
            );
        }
    };
    field("items", &paging.items, "response", Kind::List);
    field("next", &paging.next, "response", Kind::Token);
    field("more", &paging.more, "response", Kind::Flag);
    field("total", &paging.total, "response", Kind::Number);
    field("token", &paging.token, "request", Kind::Token);
    field("offset", &paging.offset, "request", Kind::Number);
    field("size", &paging.size, "request", Kind::Number);
    if let Some(reach) = &paging.reach {
        let size = paging.size.as_ref();
        let size = size.and_then(|size| {
            let mut fields = request.iter();
            fields.find(|field| field.name.value == size.value)
        });
        let is_bounded = size.is_some_and(|size| {
            effective(size, Place::Body).limits.maximum.is_some() || is_required(size, Place::Body)
        });
        if paging.offset.is_none() || !is_bounded {
            let message = "`reach` is of a list that goes on by counting, in pages of a known size";
            report.push(
                Diagnostic::new(Code::Paging, reach.at, message)
                    .label("needs `offset`, and a `size` with a `maximum`")
                    .help("the last page is made as long as what is left to reach"),
            );
        }
    }
    let named_so = |field: &&&FieldSource| field.name.value.ends_with(PAGE_SIZE);
    if paging.size.is_none()
        && let Some(size) = request.iter().find(named_so)
    {
        let name = &size.name.value;
        let message = format!("`paging` does not say that `{name}` is the size of a page");
        report.push(
            Diagnostic::new(Code::Paging, paging.at, message)
                .label(format!("needs `size: {name}`"))
                .also(size.name.at, "the field")
                .help("whoever asks for all elements is given pages of its `maximum`"),
        );
    }
}
