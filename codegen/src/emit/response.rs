//! A response: public fields, lenient reading.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::fields::{Holder, Side, rust_fields};
use super::scope::FileScope;
use super::{Error, request};
use crate::model::{Field, Operation, ResponseKind};
use crate::names;

/// The type of an operation's response, if it has one of its own.
pub(super) fn items(
    scope: &FileScope<'_>,
    operation: &Operation,
    visibility: &TokenStream,
) -> Result<Vec<TokenStream>, Error> {
    if !matches!(
        operation.response_kind,
        ResponseKind::Json | ResponseKind::Flat
    ) {
        return Ok(Vec::new());
    }
    let docs = Docs::new(format!(
        "The response to [`{}`].",
        names::type_name(&operation.request_type)
    ));
    let name = request::response_name(operation);
    Ok(vec![structure(
        scope,
        &name,
        &docs,
        &operation.response,
        visibility,
        false,
    )?])
}

/// A struct that reads whatever comes: absent fields, `null`, unknown fields.
///
/// `sent` says that it travels in requests too, where an absent value must be left out.
pub(super) fn structure(
    scope: &FileScope<'_>,
    name: &str,
    docs: &Docs,
    fields: &[Field],
    visibility: &TokenStream,
    sent: bool,
) -> Result<TokenStream, Error> {
    let fields = rust_fields(scope, fields, Side::Response)?;
    let docs = docs.item();
    let name = names::ident(name);
    let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let null_as_default = scope.core_text("null_as_default");
    let members = fields.iter().map(|field| {
        let (docs, ident, ty) = (field.docs().member(), &field.ident, field.stored());
        let mut attributes = Vec::new();
        if let Some(wire) = field.rename() {
            attributes.push(quote!(rename = #wire));
        }
        // Everything but an `Option` has a default that is not what `null` is read as.
        if field.holder != Holder::Option {
            attributes.push(quote!(deserialize_with = #null_as_default));
        }
        if let Some(skip) = field.skip_if(scope).filter(|_| sent) {
            attributes.push(quote!(skip_serializing_if = #skip));
        } else if sent && field.holder == Holder::Option {
            attributes.push(quote!(skip_serializing_if = "Option::is_none"));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        quote!(#docs #serde #visibility #ident: #ty)
    });
    Ok(quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq, #serialize, #deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        #visibility struct #name { #(#members),* }
    })
}
