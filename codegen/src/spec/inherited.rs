//! What a field shows that has no words of its own: what paging says of the part that it plays, or the glossary of the
//! service of its name and type, or its type of itself.

use crate::text::diagnostic::At;

use super::resolve::Visible;
use super::source::{
    FieldSource, OperationSource, PagingSource, PlatformSource, ServiceSource, Text,
};
use super::value::text;
use super::word::Base;

/// What a field is a part of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owner<'a> {
    /// The request of an operation.
    Request(&'a OperationSource),
    /// The response of an operation.
    Response(&'a OperationSource),
    /// A type.
    Type,
}

/// The words of something else that a field shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Inherited {
    /// The words; empty as long as they are still to be written there.
    pub(crate) words: String,
    /// Where they stand; `paging`, if they are the generator's.
    pub(crate) at: At,
}

/// The words that a field shows unless it has its own.
pub(crate) fn inherited(
    field: &FieldSource,
    owner: Owner<'_>,
    visible: &Visible<'_>,
) -> Option<Inherited> {
    of_paging(field, owner)
        .or_else(|| of_glossary(field, visible))
        .or_else(|| of_type(field, visible))
}

/// What paging says of a field; limits and defaults are added where the words are shown, as for any field.
fn of_paging(field: &FieldSource, owner: Owner<'_>) -> Option<Inherited> {
    let (operation, is_response) = match owner {
        Owner::Request(operation) => (operation, false),
        Owner::Response(operation) => (operation, true),
        Owner::Type => return None,
    };
    let paging = operation.paging.as_ref()?;
    let is = |part: &Option<Text>| text(part) == field.name.value;
    let words = match is_response {
        false if is(&paging.size) => "Number of elements on a page.".to_owned(),
        false if is(&paging.token) => token(paging),
        true if is(&paging.items) => "Elements of the page.".to_owned(),
        true if is(&paging.next) => next(paging),
        true if is(&paging.more) => "Whether there is a next page.".to_owned(),
        true if is(&paging.total) => "Number of elements on all pages.".to_owned(),
        _ => return None,
    };
    let at = paging.at;
    Some(Inherited { words, at })
}

fn token(paging: &PagingSource) -> String {
    format!(
        "Page to return: `{}` of the response before it. Absent for the first page.",
        text(&paging.next)
    )
}

fn next(paging: &PagingSource) -> String {
    format!(
        "Token of the next page, where `{}` says that there is one.",
        text(&paging.more)
    )
}

fn of_glossary(field: &FieldSource, visible: &Visible<'_>) -> Option<Inherited> {
    let ty = &field.ty()?.value;
    let mut entries = visible.glossary().iter();
    let (_, of_name) = entries.find(|(name, _)| name.value == field.name.value)?;
    let (_, words) = of_name.iter().find(|(of, _)| of.value == ty.to_string())?;
    Some(Inherited {
        words: words.value.clone(),
        at: words.at,
    })
}

/// What a type says of one value it does not say of a list of them.
fn of_type(field: &FieldSource, visible: &Visible<'_>) -> Option<Inherited> {
    let ty = &field.ty().filter(|ty| ty.value.array == 0)?.value;
    let Base::Named(name) = &ty.base else {
        return None;
    };
    let found = visible.find(name)?.ty;
    Some(Inherited {
        words: text(&found.doc).to_owned(),
        at: found.name.at,
    })
}

/// Shows all fields of a service, each with the words of something else that stand for its own.
pub(crate) fn each<'a>(
    platform: &'a PlatformSource,
    service: &'a ServiceSource,
    mut see: impl FnMut(&'a FieldSource, Option<Inherited>),
) {
    let mut all = |fields: &'a [FieldSource], owner: Owner<'_>, visible: &Visible<'_>| {
        for field in fields {
            see(field, inherited(field, owner, visible));
        }
    };
    let visible = Visible::service(platform, service);
    for ty in &service.file.types {
        all(&ty.fields, Owner::Type, &visible);
    }
    for resource in &service.resources {
        let visible = Visible::resource(platform, service, resource);
        for ty in &resource.file.types {
            all(&ty.fields, Owner::Type, &visible);
        }
        for operation in &resource.file.operations {
            for fields in [&operation.path, &operation.query, &operation.body] {
                all(fields, Owner::Request(operation), &visible);
            }
            all(
                &operation.response.fields,
                Owner::Response(operation),
                &visible,
            );
        }
    }
}
