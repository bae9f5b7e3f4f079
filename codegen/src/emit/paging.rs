//! Lists that come in pages.

use proc_macro2::TokenStream;
use quote::quote;

use super::Error;
use super::fields::{Holder, Side, Value, rust_fields};
use super::request::RequestParts;
use super::scope::FileScope;
use crate::model::Paging;
use crate::names;

/// `impl Paged` for a request whose response is one page.
pub(super) fn paged(
    scope: &FileScope<'_>,
    request: &RequestParts<'_>,
    paging: &Paging,
) -> Result<TokenStream, Error> {
    let operation = request.operation;
    let missing = |name: &str| Error::Missing {
        what: format!("the field `{name}` of the response"),
        wanted_by: format!("the paging of {}", operation.id),
    };
    let response = rust_fields(scope, &operation.response, Side::Response)?;
    let find = |name: &str| {
        response
            .iter()
            .find(|field| field.field.name == name)
            .ok_or_else(|| missing(name))
    };
    let (items, next, more) = (
        find(&paging.items)?,
        find(&paging.next)?,
        find(&paging.more)?,
    );
    let token = request.field(&paging.token)?;
    let name = names::ident(&request.name);
    let item = &items.ty;
    let (items, next_ident, more_ident, token_ident) =
        (&items.ident, &next.ident, &more.ident, &token.ident);
    let next = match (next.holder, &next.value) {
        (Holder::Option, Value::Text) => quote!(response.#next_ident),
        (Holder::Option, _) => quote!(response.#next_ident.map(|token| token.to_string())),
        (_, Value::Text) => quote!(Some(response.#next_ident)),
        _ => quote!(Some(response.#next_ident.to_string())),
    };
    let more = if more.holder == Holder::Option {
        quote!(response.#more_ident)
    } else {
        quote!(Some(response.#more_ident))
    };
    let asked = match (token.holder, &token.value) {
        (Holder::Option, Value::Text) => quote!(self.#token_ident.as_deref()),
        (Holder::Option, _) => quote!(self.#token_ident.as_ref().map(|token| token.as_str())),
        (_, Value::Text) => quote!(Some(&self.#token_ident)),
        _ => quote!(Some(self.#token_ident.as_str())),
    };
    let token = match (token.holder, &token.value) {
        (Holder::Option, Value::Text) => quote!(Some(token)),
        (Holder::Option, _) => quote!(Some(token.into())),
        (_, Value::Text) => quote!(token),
        _ => quote!(token.into()),
    };
    let (paged, page) = (scope.core("Paged"), scope.core("Page"));
    Ok(quote! {
        impl #paged for #name {
            type Item = #item;

            fn page_token(&self) -> Option<&str> {
                #asked
            }

            fn set_page_token(&mut self, token: String) {
                self.#token_ident = #token;
            }

            fn page(response: Self::Output) -> #page<#item> {
                #page { items: response.#items, next: #next, has_more: #more }
            }
        }
    })
}
