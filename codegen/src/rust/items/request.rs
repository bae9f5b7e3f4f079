//! A request: the struct, its constructor and setters, and where its values go.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::construct::{self, Made};
use super::fields::{self, ident, read_back, rename, skip_if, stored, written};
use super::scope::FileScope;
use super::{deprecated, example, placement};
use crate::rust::format::Error;
use crate::rust::format::rustdoc::{Docs, alias, sentence};
use crate::rust::shape::{Output, RustField, RustOperation, RustRequest};
use crate::text::names;

/// What is said of the key by which the platform knows a repetition.
const MADE_UP: &str = "The client makes one up for a call that leaves it out, so that it can repeat the call without harm.";

/// The struct, its `impl`, its `Endpoint`.
///
/// `method` is how the documentation calls the method that sends it, as a link; `operation` is what is documented of the
/// operation, as an expression.
pub(crate) fn items(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
    visibility: &TokenStream,
    method: &str,
    operation: &TokenStream,
) -> Result<Vec<TokenStream>, Error> {
    Ok(vec![
        structure(scope, of, visibility, method)?,
        constructor_and_setters(scope, &of.request, visibility),
        endpoint(scope, of, operation)?,
    ])
}

fn structure(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
    visibility: &TokenStream,
    method: &str,
) -> Result<TokenStream, Error> {
    let (operation, request) = (of.operation, &of.request);
    let mut docs = Docs::from_spec(&first_sentence(&operation.doc))
        .sentences(&[format!("The request of {method}.")]);
    // What only the client calls needs no example.
    if !scope.is_core() {
        docs = docs.code(example::request_example(scope, of)?);
    }
    let docs = docs.item();
    let alias = alias(&operation.title, &request.name);
    let deprecated = deprecated::attribute(of);
    let name = names::ident(&request.name);
    let serialize = scope.serde("Serialize");
    let mut derives = vec![quote!(Clone), quote!(Debug)];
    if request.arguments.is_empty() {
        derives.push(quote!(Default));
    }
    derives.extend([quote!(PartialEq), serialize]);
    if request.is_handle {
        derives.push(scope.serde("Deserialize"));
    }
    let mut uses_of_wire_name: BTreeMap<&str, usize> = BTreeMap::new();
    for field in request.stored() {
        *uses_of_wire_name.entry(&field.field.name).or_default() += 1;
    }
    let fields = request.stored().map(|field| {
        let (ident, ty) = (ident(field), stored(scope, field));
        let mut attributes = Vec::new();
        // Two parts of a request may use one name; stored together, they go by their Rust names.
        let single = uses_of_wire_name.get(field.field.name.as_str()) == Some(&1);
        attributes.extend(rename(field).filter(|_| single));
        if let Some(written) = written(scope, field) {
            if request.is_handle {
                attributes.extend(read_back(scope, field));
            }
            attributes.push(written);
        }
        if let Some(skip) = skip_if(scope, field) {
            if request.is_handle && !field.holder.is_optional() {
                attributes.push(quote!(default));
            }
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        let is_key = of
            .idempotency_key()
            .is_some_and(|key| std::ptr::eq(key, field));
        let made_up = is_key.then(|| MADE_UP.to_owned());
        let docs = fields::docs(scope, field)
            .sentences(&client_default(scope, request, field))
            .sentences(made_up.as_slice());
        let docs = docs.member();
        quote!(#docs #serde #visibility #ident: #ty)
    });
    Ok(quote! {
        #docs
        #alias
        #deprecated
        #[derive(#(#derives),*)]
        #[non_exhaustive]
        #visibility struct #name { #(#fields),* }
    })
}

/// Says that a client can set the field for all calls, if it can.
fn client_default(
    scope: &FileScope<'_>,
    request: &RustRequest<'_>,
    field: &RustField<'_>,
) -> Vec<String> {
    let is_in_query = request.query.iter().any(|of| std::ptr::eq(of, field));
    let defaults = scope.rust().platform.client_defaults.iter();
    let named = defaults.filter(|of| is_in_query && of.default.name == field.field.name);
    let says = named.map(|of| {
        let method = &of.method;
        format!(
            "[`ClientBuilder::{method}`](feishu_core::ClientBuilder::{method}) sets it for calls that leave it out."
        )
    });
    says.collect()
}

/// What a text says first.
fn first_sentence(text: &str) -> String {
    let text = sentence(text);
    text.find(". ")
        .map_or(text.as_str(), |end| &text[..=end])
        .to_owned()
}

fn constructor_and_setters(
    scope: &FileScope<'_>,
    request: &RustRequest<'_>,
    visibility: &TokenStream,
) -> TokenStream {
    let name = names::ident(&request.name);
    let fields: Vec<_> = request.stored().collect();
    let made = Made {
        what: "request",
        fields: &fields,
        arguments: &request.required(),
        is_wrapped: false,
    };
    let methods = construct::methods(scope, made, visibility);
    quote!(impl #name { #methods })
}

fn endpoint(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
    literal: &TokenStream,
) -> Result<TokenStream, Error> {
    let name = names::ident(&of.request.name);
    let endpoint = scope.core("Endpoint");
    let operation_type = scope.core("Operation");
    let result = scope.core("Result");
    let request_type = scope.core("Request");
    let output = output(scope, of);
    let body = placement::statements(scope, of)?;
    let key = of.idempotency_key().map(|field| {
        let field = ident(field);
        quote! {
            fn idempotency_key(&mut self) -> Option<&mut Option<String>> {
                Some(&mut self.#field)
            }
        }
    });
    Ok(quote! {
        impl #endpoint for #name {
            const OPERATION: &'static #operation_type = &#literal;
            type Output = #output;
            fn request(&self) -> #result<#request_type> {
                #body
            }
            #key
        }
    })
}

/// The type of what a call leads to.
pub(crate) fn output(scope: &FileScope<'_>, of: &RustOperation<'_>) -> TokenStream {
    match &of.output {
        Output::Download => scope.core("Download"),
        Output::Empty => scope.core("Empty"),
        Output::Response { ty: Some(id), .. } => scope.named(*id),
        Output::Response { name, .. } => {
            let name = names::ident(name);
            quote!(#name)
        }
    }
}
