//! The values that a job passes from call to call: where they stand, and how they are handed on.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::ident;
use crate::rust::shape::{RustField, RustRequest};
use crate::text::names;

/// A value that a job passes on.
pub(crate) struct Given<'f, 'a> {
    pub(crate) expression: TokenStream,
    pub(crate) field: &'f RustField<'a>,
    /// Whether it may be moved.
    pub(crate) owned: bool,
}

impl Given<'_, '_> {
    /// The value as an argument of `new` or of a setter.
    fn argument(&self) -> TokenStream {
        let expression = &self.expression;
        let copies = self.field.value.is_copy();
        match (self.field.holder.is_optional(), self.owned) {
            (true, true) => quote!(#expression.unwrap_or_default()),
            (true, false) if copies => quote!(#expression.unwrap_or_default()),
            (true, false) => quote!(#expression.clone().unwrap_or_default()),
            (_, true) => expression.clone(),
            (_, false) if copies => expression.clone(),
            (_, false) if self.field.value.is_text() => quote!(&#expression),
            (_, false) => quote!(#expression.clone()),
        }
    }
}

/// An expression that makes a request of given values, each with the position of the field that it is for. Everything that
/// is required is among them.
pub(crate) fn construct(
    request: &RustRequest<'_>,
    given: &[(usize, Given<'_, '_>)],
) -> TokenStream {
    let name = names::ident(&request.name);
    let find = |wanted: usize| {
        let mut given = given.iter();
        given.find(|(at, _)| *at == wanted).map(|(_, value)| value)
    };
    let arguments = request.arguments.iter();
    let arguments = arguments.filter_map(|at| Some(find(*at)?.argument()));
    let mut chain = quote!(#name::new(#(#arguments),*));
    let mut assignments = Vec::new();
    for (at, field) in request.all().enumerate() {
        let Some(value) = find(at).filter(|_| !request.arguments.contains(&at)) else {
            continue;
        };
        let ident = ident(field);
        if value.field.holder.is_optional() && field.holder.is_optional() {
            let expression = &value.expression;
            let expression = if value.owned {
                quote!(#expression)
            } else {
                quote!(#expression.clone())
            };
            assignments.push(quote!(next.#ident = #expression;));
        } else {
            let argument = value.argument();
            chain.extend(quote!(.#ident(#argument)));
        }
    }
    if assignments.is_empty() {
        return chain;
    }
    quote! {
        let mut next = #chain;
        #(#assignments)*
        next
    }
}

/// An expression for the value that a way of fields leads to.
pub(crate) fn access(base: &TokenStream, passed: &[&RustField<'_>]) -> TokenStream {
    let mut expression = base.clone();
    for field in passed {
        let ident = ident(field);
        expression.extend(quote!(.#ident));
    }
    expression
}
