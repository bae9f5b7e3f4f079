//! Decisions: what is mostly a mistake is asked about, unless the spec says why it is none.

use crate::spec::source::{FieldSource, OperationSource};
use crate::spec::word::Base;
use crate::text::diagnostic::{Code, Diagnostic};

use super::settle::asked;

/// How the last part of a path is called where a POST only asks.
const ASKING: &[&str] = &["query", "search", "mget", "batch_get", "batch_query"];

pub(super) fn of_operation(operation: &OperationSource) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let name = &operation.name;
    let has = |field: &str| {
        let mut response = operation.response.iter();
        response.any(|given| given.name.value == field)
    };
    let lists = |field: &FieldSource| field.ty().is_some_and(|ty| ty.value.array > 0);
    if operation.paging.is_none()
        && (has("has_more") || has("page_token"))
        && operation.response.iter().any(lists)
    {
        found.push(asked(
            Code::ListWithoutPaging,
            name.at,
            format!("`{}` seems to list things page by page", name.value),
            "has no `paging`",
            "say how the list goes on with `paging`",
        ));
    }
    if let Some(route) = &operation.route {
        let last = route.value.path.rsplit('/').next().unwrap_or_default();
        if route.value.method == "POST" && ASKING.contains(&last) && operation.idempotent.is_none()
        {
            found.push(asked(
                Code::QueryNotIdempotent,
                route.at,
                format!("`{}` seems to ask, and change nothing", name.value),
                "not known to be safe to repeat",
                "write `idempotent: true`",
            ));
        }
    }
    found
}

pub(super) fn of_field(
    field: &FieldSource,
    form: bool,
    operation: Option<&OperationSource>,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let (name, at) = (field.name.value.as_str(), field.name.at);
    let base = field.ty().map(|ty| &ty.value.base);
    let text = base == Some(&Base::String);
    let single = field.ty().is_some_and(|ty| ty.value.array == 0);
    let format = field.format.as_ref().map(|format| format.value.as_str());
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    // Numbers cannot have a format of time.
    if text
        && single
        && format.is_none()
        && (ends(&["_time", "_at", "_date"]) || name == "timestamp")
    {
        found.push(asked(
            Code::TimeWithoutFormat,
            at,
            format!("`{name}` seems to be a time"),
            "has no `format`",
            "say how it is written with `format`",
        ));
    }
    let pages = operation
        .and_then(|operation| operation.paging.as_ref())
        .is_some_and(|paging| {
            let names = [&paging.next, &paging.token];
            names.into_iter().flatten().any(|given| given.value == name)
        });
    // Where nothing says how a list goes on, that is what has to be decided.
    let pages = pages || name == "page_token";
    if text && !pages && format != Some("secret") && ends(&["_id", "_token", "_ids", "_tokens"]) {
        found.push(asked(
            Code::UntypedId,
            at,
            format!("`{name}` seems to name something"),
            "any text will do",
            "give it the type of an id",
        ));
    }
    let secret = ["password", "secret", "passcode"];
    if text && format != Some("secret") && secret.iter().any(|word| name.contains(word)) {
        found.push(asked(
            Code::OpenSecret,
            at,
            format!("`{name}` seems to be a secret"),
            "is printed by `Debug`",
            "write `format: secret`",
        ));
    }
    if form && name == "size" && field.computed.is_none() {
        found.push(asked(
            Code::SizeGiven,
            at,
            format!("`{name}` seems to be the size of the file"),
            "the caller has to give it",
            "write `computed: file_size`",
        ));
    }
    found
}
