//! How a list goes on, where the names of the fields tell.

use crate::lint::seems_paged;
use crate::spec::source::{FieldSource, OperationSource, PagingSource};
use crate::spec::word::Base;

use super::edit;
use super::merger::Merger;

/// What the platform calls the token of a page where a response gives it.
const NEXT: &[&str] = &["page_token", "next_page_token"];

/// What it calls the token, and the size, where a request takes them.
const TOKEN: &str = "page_token";
const SIZE: &str = "page_size";

/// What it calls the flag that says whether there is more.
const MORE: &str = "has_more";

/// Writes `paging` for a new operation that lists things page by page, and says so; where the names do not tell all of it, it
/// asks.
pub(super) fn propose(merger: &mut Merger, file: &str, name: &str) {
    let Some(file) = merger.files.get_mut(file) else {
        return;
    };
    let Some(operation) = edit::find(file.operations_mut(), name) else {
        return;
    };
    if operation.paging.is_some() || !seems_paged(&operation.response.fields) {
        return;
    }
    operation.paging = derived(operation);
    let note = match &operation.paging {
        Some(paging) => {
            let items = paging.items.as_ref().map_or("", |items| &items.value);
            format!(
                "the list comes in pages of `{items}`, by the names of its fields; look whether `paging` is right"
            )
        }
        None => "the list comes in pages; say how with `paging`".to_owned(),
    };
    merger.note(note);
}

/// How the list goes on, if there is one list only and each of the fields is of the type that it has elsewhere.
fn derived(operation: &OperationSource) -> Option<PagingSource> {
    let mut lists = operation
        .response
        .fields
        .iter()
        .filter(|field| is_list(field));
    let (Some(items), None) = (lists.next(), lists.next()) else {
        return None;
    };
    let in_response = |name: &str, base: &Base| {
        find(&operation.response.fields, name).filter(|field| is_single(field, base))
    };
    let in_request = |name: &str, base: &Base| {
        let field = find(&operation.query, name).or_else(|| find(&operation.body, name));
        field.filter(|field| is_single(field, base))
    };
    let next = NEXT
        .iter()
        .find_map(|name| in_response(name, &Base::String))?;
    let named = |field: &FieldSource| Some(field.name.value.as_str().into());
    Some(PagingSource {
        items: named(items),
        next: named(next),
        more: named(in_response(MORE, &Base::Bool)?),
        token: named(in_request(TOKEN, &Base::String)?),
        size: in_request(SIZE, &Base::Int).and_then(named),
        ..PagingSource::default()
    })
}

fn find<'a>(fields: &'a [FieldSource], name: &str) -> Option<&'a FieldSource> {
    fields.iter().find(|field| field.name.value == name)
}

fn is_list(field: &FieldSource) -> bool {
    field.ty().is_some_and(|ty| ty.value.array == 1)
}

fn is_single(field: &FieldSource, base: &Base) -> bool {
    let ty = field.ty();
    ty.is_some_and(|ty| ty.value.array == 0 && ty.value.base == *base)
}
