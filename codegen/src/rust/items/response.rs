//! A response: public fields, lenient reading.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{docs, ident, rename, skip_if, stored, written};
use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Holder, Output, RustField, RustOperation, Value};
use crate::text::names;

/// The type of an operation's response, if it has one of its own.
pub(crate) fn item(
    scope: &FileScope<'_>,
    of: &RustOperation<'_>,
    visibility: &TokenStream,
) -> Option<TokenStream> {
    let Output::Response {
        name,
        ty: None,
        fields,
    } = &of.output
    else {
        return None;
    };
    let mut docs = Docs::new(format!("The response to [`{}`].", of.request.name));
    if of.operation.failures.is_some() {
        docs = docs.paragraph(format!(
            "A success may be one in part: [`failures`]({name}::failures) tells what the platform has not done."
        ));
    }
    Some(structure(scope, name, &docs, fields, visibility, false))
}

/// A struct that reads whatever comes: absent fields, `null`, unknown fields, values of other JSON types.
///
/// `sent` says that it travels in requests too, where an absent value must be left out.
pub(crate) fn structure(
    scope: &FileScope<'_>,
    name: &str,
    item_docs: &Docs,
    fields: &[RustField<'_>],
    visibility: &TokenStream,
    sent: bool,
) -> TokenStream {
    let item_docs = item_docs.item();
    let name = names::ident(name);
    let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let members = fields.iter().map(|field| {
        let docs = docs(scope, field).member();
        let (ident, ty) = (ident(field), stored(scope, field));
        let mut attributes = Vec::new();
        attributes.extend(rename(field));
        if let Some(reader) = reader(field) {
            let reader = scope.protocol_text(reader);
            attributes.push(quote!(deserialize_with = #reader));
        }
        attributes.extend(written(scope, field));
        if let Some(skip) = skip_if(scope, field).filter(|_| sent) {
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        quote!(#docs #serde #visibility #ident: #ty)
    });
    quote! {
        #item_docs
        #[derive(Clone, Debug, Default, PartialEq, #serialize, #deserialize)]
        #[serde(default)]
        #[non_exhaustive]
        #visibility struct #name { #(#members),* }
    }
}

/// The function of the protocol that reads a field, if the field's type does not do so by itself.
pub(crate) fn reader(field: &RustField<'_>) -> Option<&'static str> {
    match (field.holder, &field.value) {
        // They take any JSON type by themselves, and `Option` takes `null`.
        (Holder::Option, Value::Id(_) | Value::StringEnum(_)) => None,
        (Holder::Plain, Value::StringEnum(_)) => Some("null_as_default"),
        (_, value) if value.is_lenient() => Some("lenient"),
        (holder, _) if holder.is_optional() => None,
        // All others have a default that is not what `null` is read as.
        _ => Some("null_as_default"),
    }
}
