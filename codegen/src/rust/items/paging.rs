//! Lists that come in pages.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{ident, value_type};
use super::scope::FileScope;
use crate::rust::format::text::number;
use crate::rust::shape::{Holder, RustField, RustOperation, Value};
use crate::spec::model::{Paging, PagingBy};
use crate::text::names;

/// The field that says how large a page is, and the documented maximum, if a caller may leave it to us.
pub(crate) fn largest<'f, 'a>(
    of: &'f RustOperation<'a>,
    paging: &Paging,
) -> Option<(&'f RustField<'a>, i64)> {
    let size = of.request.member(paging.size?);
    let maximum = size.field.effective().limits.maximum?;
    (size.holder == Holder::Option).then_some((size, maximum))
}

/// `impl Paged` for a request whose response is one page.
pub(crate) fn paged(scope: &FileScope<'_>, of: &RustOperation<'_>, paging: &Paging) -> TokenStream {
    let response = of.response();
    let [items, more] = [paging.items, paging.more].map(|at| &response[at]);
    let name = names::ident(&of.request.name);
    let item = value_type(scope, &items.value);
    let (items, more_ident) = (ident(items), ident(more));
    let more = if more.holder == Holder::Option {
        quote!(response.#more_ident)
    } else {
        quote!(Some(response.#more_ident))
    };
    let (next, goes_on) = match paging.by {
        PagingBy::Token { next, token } => {
            by_token(scope, &response[next], of.request.member(token))
        }
        PagingBy::Offset(offset) => (quote!(None), by_offset(of.request.member(offset))),
    };
    let full = largest(of, paging).map(|(size, maximum)| {
        let (size, maximum) = (ident(size), number(maximum));
        quote! {
            fn ask_for_full_pages(&mut self) {
                self.#size.get_or_insert(#maximum);
            }
        }
    });
    let within = reach(of, paging);
    let (paged, page) = (scope.core("Paged"), scope.core("Page"));
    quote! {
        impl #paged for #name {
            type Item = #item;

            #goes_on

            #full

            #within

            fn page(response: Self::Output) -> #page<#item> {
                #page { items: response.#items, next: #next, has_more: #more }
            }
        }
    }
}

/// The method that keeps a page within what can be reached, if that is not all.
fn reach(of: &RustOperation<'_>, paging: &Paging) -> Option<TokenStream> {
    let (reach, PagingBy::Offset(offset)) = (number(i64::from(paging.reach?)), paging.by) else {
        return None;
    };
    let (offset, size) = (of.request.member(offset), of.request.member(paging.size?));
    let (offset_ident, size_ident) = (ident(offset), ident(size));
    let before = match offset.holder {
        Holder::Option => quote!(self.#offset_ident.unwrap_or_default()),
        _ => quote!(self.#offset_ident),
    };
    let (asked, shorter) = match (size.holder, size.field.effective().limits.maximum) {
        (Holder::Option, maximum) => {
            let maximum = number(maximum?);
            (
                quote!(self.#size_ident.unwrap_or(#maximum)),
                quote!(Some(left)),
            )
        }
        _ => (quote!(self.#size_ident), quote!(left)),
    };
    Some(quote! {
        fn stay_within_reach(&mut self) -> bool {
            let left = i64::saturating_sub(#reach, #before);
            if (1..#asked).contains(&left) {
                self.#size_ident = #shorter;
            }
            left > 0
        }
    })
}

/// The token of the next page, and the methods that take it over.
fn by_token(
    scope: &FileScope<'_>,
    next: &RustField<'_>,
    token: &RustField<'_>,
) -> (TokenStream, TokenStream) {
    let (next_ident, token_ident) = (ident(next), ident(token));
    let next = match (next.holder, &next.value) {
        (Holder::Option, Value::Text) => quote!(response.#next_ident),
        (Holder::Option, _) => quote!(response.#next_ident.map(|token| token.to_string())),
        (_, Value::Text) => quote!(Some(response.#next_ident)),
        _ => quote!(Some(response.#next_ident.to_string())),
    };
    let asked = match (token.holder, &token.value) {
        (Holder::Option, Value::Text) => quote!(self.#token_ident.as_deref()),
        (Holder::Option, _) => quote!(self.#token_ident.as_ref().map(|token| token.as_str())),
        (_, Value::Text) => quote!(Some(&self.#token_ident)),
        _ => quote!(Some(self.#token_ident.as_str())),
    };
    let token_type = value_type(scope, &token.value);
    let token = match (token.holder, &token.value) {
        (Holder::Option, Value::Text) => quote!(Some(token)),
        (Holder::Option, _) => quote!(Some(#token_type::new(token))),
        (_, Value::Text) => quote!(token),
        _ => quote!(#token_type::new(token)),
    };
    let methods = quote! {
        fn page_token(&self) -> Option<&str> {
            #asked
        }

        fn set_page_token(&mut self, token: String) {
            self.#token_ident = #token;
        }
    };
    (next, methods)
}

/// The method that counts on.
fn by_offset(offset: &RustField<'_>) -> TokenStream {
    let ident = ident(offset);
    let reached = quote!(reached.saturating_add(count));
    let body = if offset.holder == Holder::Option {
        quote! {
            let reached = self.#ident.unwrap_or_default();
            self.#ident = Some(#reached);
        }
    } else {
        quote! {
            let reached = self.#ident;
            self.#ident = #reached;
        }
    };
    quote! {
        fn count_on(&mut self, count: i64) -> bool {
            #body
            true
        }
    }
}
