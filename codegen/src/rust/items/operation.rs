//! What is known of an operation, as a `feishu_core::Operation`: in the crates for the transport, in the sandbox for
//! the other side.

use proc_macro2::TokenStream;
use quote::quote;

use super::errors;
use super::scope::FileScope;
use crate::rust::format::text::{capitalised, number};
use crate::rust::shape::Codes;
use crate::spec::model::{
    BodyKind, EnumValue, Field, FieldType, Operation, Per, ResponseKind, TypeId, TypeKind,
};
use crate::text::names;

/// The expression that makes the operation, without a `&` before it.
///
/// `codes` are the errors that have constants.
pub(crate) fn literal(
    scope: &FileScope<'_>,
    operation: &Operation,
    codes: Codes<'_, '_>,
) -> TokenStream {
    let core = scope.core("Operation");
    let method_type = scope.core("Method");
    let method = names::ident(&capitalised(&operation.method.to_lowercase()));
    let (id, path) = (&operation.id, &operation.path);
    let mut chain = quote!(#core::new(#id, #method_type::#method, #path));
    if !operation.page.is_empty() {
        let page = &operation.page;
        chain.extend(quote!(.page(#page)));
    }
    if !operation.tokens.is_empty() {
        let kind = scope.core("TokenKind");
        let tokens = operation
            .tokens
            .iter()
            .map(|token| names::ident(&capitalised(token)));
        chain.extend(quote!(.tokens(&[#(#kind::#tokens),*])));
    }
    if !operation.apps.is_empty() {
        let kind = scope.core("AppKind");
        let apps = operation
            .apps
            .iter()
            .map(|app| names::ident(if app == "isv" { "Store" } else { "Custom" }));
        chain.extend(quote!(.apps(&[#(#kind::#apps),*])));
    }
    if !operation.scopes.is_empty() {
        let scopes = &operation.scopes;
        chain.extend(quote!(.scopes(&[#(#scopes),*])));
    }
    if !operation.limit.rates().is_empty() {
        let limit = scope.core("RateLimit");
        let rates = operation.limit.rates().iter().map(|rate| {
            let count = number(rate.count);
            let constructor = names::ident(match rate.per {
                Per::Second => "per_second",
                Per::Minute => "per_minute",
                Per::Day => "per_day",
            });
            quote!(#limit::#constructor(#count))
        });
        chain.extend(quote!(.limits(&[#(#rates),*])));
    }
    if let Some(calls) = operation.concurrency {
        let calls = number(calls);
        chain.extend(quote!(.concurrency(#calls)));
    }
    if operation.idempotent != (operation.method == "GET") {
        let idempotent = operation.idempotent;
        chain.extend(quote!(.idempotent(#idempotent)));
    }
    for (name, fields) in [
        ("path_params", &operation.path_params),
        ("query", &operation.query),
    ] {
        if !fields.is_empty() {
            let name = names::ident(name);
            let fields = field_list(scope, fields, &mut Vec::new());
            chain.extend(quote!(.#name(#fields)));
        }
    }
    let body = match operation.body_kind {
        BodyKind::None => None,
        BodyKind::Json => Some("json"),
        BodyKind::Multipart => Some("multipart"),
    };
    if let Some(body) = body {
        let body = names::ident(body);
        let fields = field_list(scope, &operation.body, &mut Vec::new());
        chain.extend(quote!(.#body(#fields)));
    }
    let response = match operation.response_kind {
        ResponseKind::Json => None,
        ResponseKind::Flat => Some("Flat"),
        ResponseKind::Binary => Some("Binary"),
        ResponseKind::Empty => Some("Empty"),
    };
    if let Some(response) = response {
        let kind = scope.core("ResponseKind");
        let response = names::ident(response);
        chain.extend(quote!(.response(#kind::#response)));
    }
    if operation.ranges {
        chain.extend(quote!(.ranges()));
    }
    if !operation.errors.is_empty() {
        let errors = operation
            .errors
            .iter()
            .filter_map(|error| errors::row(scope, codes, error));
        chain.extend(quote!(.errors(&[#(#errors),*])));
    }
    chain
}

/// A list of `Field`s. `inside` are the objects that the list is in, so that one that holds itself has an end.
fn field_list(scope: &FileScope<'_>, fields: &[Field], inside: &mut Vec<TypeId>) -> TokenStream {
    let fields = fields
        .iter()
        .map(|field| field_literal(scope, field, inside));
    quote!(&[#(#fields),*])
}

/// One `Field`.
fn field_literal(scope: &FileScope<'_>, field: &Field, inside: &mut Vec<TypeId>) -> TokenStream {
    let constructor = scope.core("Field");
    let kind_type = scope.core("FieldKind");
    let (kind, values, children) = describe(scope, field, inside);
    let kind = names::ident(kind);
    let name = &field.name;
    let facts = field.effective();
    let mut chain = quote!(#constructor::new(#name, #kind_type::#kind));
    if field.array > 0 {
        let depth = number(field.array);
        chain.extend(quote!(.array(#depth)));
    }
    if facts.required == Some(true) {
        chain.extend(quote!(.required()));
    }
    for (rule, value) in facts.limits.named() {
        // The crates check no patterns.
        if let Some(value) = value.as_i64() {
            let (rule, value) = (names::ident(rule), number(value));
            chain.extend(quote!(.#rule(#value)));
        }
    }
    if !values.is_empty() {
        chain.extend(quote!(.values(&[#(#values),*])));
    }
    if let Some(children) = children {
        chain.extend(quote!(.children(#children)));
    }
    chain
}

/// The values that a field may have: those of its type, unless the documentation lists fewer of them here.
fn allowed<'a>(field: &Field, values: &'a [EnumValue]) -> Vec<&'a str> {
    let all = values.iter().map(|value| value.wire.as_str());
    match &field.values {
        Some(some) => all
            .filter(|value| some.iter().any(|one| one == value))
            .collect(),
        None => all.collect(),
    }
}

/// The kind of a field, the values that it may have, and the fields inside it.
fn describe<'a>(
    scope: &FileScope<'a>,
    field: &Field,
    inside: &mut Vec<TypeId>,
) -> (&'static str, Vec<&'a str>, Option<TokenStream>) {
    let plain = |kind| (kind, Vec::new(), None);
    match &field.ty {
        FieldType::String => plain("String"),
        FieldType::Int => plain("Int"),
        FieldType::Float => plain("Float"),
        FieldType::Bool => plain("Bool"),
        FieldType::Any | FieldType::Object => plain("Any"),
        FieldType::File => plain("File"),
        FieldType::Map(_) => plain("Map"),
        FieldType::Named(reference) => match &scope.definition(*reference).kind {
            TypeKind::Id | TypeKind::Parts(_) => plain("String"),
            TypeKind::StringEnum(values) => ("String", allowed(field, values), None),
            TypeKind::IntEnum(values) => ("Int", allowed(field, values), None),
            TypeKind::Object(_) if inside.contains(reference) => plain("Object"),
            TypeKind::Object(fields) => {
                inside.push(*reference);
                let children = field_list(scope, fields, inside);
                inside.pop();
                ("Object", Vec::new(), Some(children))
            }
        },
    }
}
