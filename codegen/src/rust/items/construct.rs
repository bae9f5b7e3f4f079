//! How a struct is made: `new`, with an argument for everything that is required, and a setter for the rest.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{argument, converted, docs, ident, parameters};
use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Holder, RustField};

/// What is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made<'f, 'a> {
    /// What it is: `request`, `value`.
    pub(crate) what: &'static str,
    /// The fields, in their order in the struct.
    pub(crate) fields: &'f [&'f RustField<'a>],
    /// The arguments of `new`, in their order.
    pub(crate) arguments: &'f [&'f RustField<'a>],
    /// Whether the struct holds required values as `Option`, since it travels in responses too.
    pub(crate) is_wrapped: bool,
}

/// `new` and the setters.
pub(crate) fn methods(
    scope: &FileScope<'_>,
    made: Made<'_, '_>,
    visibility: &TokenStream,
) -> TokenStream {
    let constructor = constructor(scope, made, visibility);
    let optional = made.fields.iter().filter(|field| !field.required);
    let setters = optional.map(|field| setter(scope, field, visibility));
    quote!(#constructor #(#setters)*)
}

fn constructor(scope: &FileScope<'_>, made: Made<'_, '_>, visibility: &TokenStream) -> TokenStream {
    let what = made.what;
    if made.arguments.is_empty() {
        let docs = format!("A {what} in which nothing is set; nothing has to be.");
        let docs = Docs::new(docs).member();
        return quote! {
            #docs
            #visibility fn new() -> Self {
                Self::default()
            }
        };
    }
    let bullets = made
        .arguments
        .iter()
        .map(|field| format!("`{}`: {}", field.name, docs(scope, field).text()))
        .collect();
    let docs = Docs::new(format!("A {what} with everything that is required."))
        .bullets(bullets)
        .member();
    let parameters = parameters(scope, made.arguments);
    let values = made.fields.iter().map(|field| {
        let ident = ident(field);
        if !field.required {
            return match field.holder {
                Holder::Option | Holder::OptionalList(_) | Holder::OptionalMap => {
                    quote!(#ident: None)
                }
                Holder::List(_) => quote!(#ident: Vec::new()),
                Holder::Plain | Holder::Map => quote!(#ident: Default::default()),
            };
        }
        let value = converted(field);
        let value = if made.is_wrapped && field.holder == Holder::Option {
            quote!(Some(#value))
        } else {
            value
        };
        // `name: name` reads better short.
        if ident == value.to_string() {
            quote!(#ident)
        } else {
            quote!(#ident: #value)
        }
    });
    quote! {
        #docs
        #visibility fn new(#(#parameters),*) -> Self {
            Self { #(#values),* }
        }
    }
}

fn setter(scope: &FileScope<'_>, field: &RustField<'_>, visibility: &TokenStream) -> TokenStream {
    let (ident, argument, value) = (ident(field), argument(scope, field), converted(field));
    let value = if field.holder.is_optional() {
        quote!(Some(#value))
    } else {
        value
    };
    let empty = match field.holder {
        Holder::OptionalList(_) => " An empty list is sent as one; `None` leaves it out.",
        Holder::OptionalMap => " An empty map is sent as one; `None` leaves it out.",
        _ => "",
    };
    let docs = Docs::new(format!("Sets [`{ident}`](#structfield.{ident}).{empty}")).member();
    quote! {
        #docs
        #[must_use]
        #visibility fn #ident(mut self, #ident: #argument) -> Self {
            self.#ident = #value;
            self
        }
    }
}
