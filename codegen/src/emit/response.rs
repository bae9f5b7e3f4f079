//! A response: public fields, lenient reading.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::fields::{Holder, RustField, Side, Value, rust_fields};
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

/// A struct that reads whatever comes: absent fields, `null`, unknown fields, values of other JSON types.
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
    let members = fields.iter().map(|field| {
        let (docs, ident, ty) = (field.docs().member(), &field.ident, field.stored());
        let mut attributes = Vec::new();
        if let Some(wire) = field.rename() {
            attributes.push(quote!(rename = #wire));
        }
        if let Some(reader) = reader(field) {
            let reader = scope.core_text(reader);
            attributes.push(quote!(deserialize_with = #reader));
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

/// The function of feishu-core that reads a field, if the field's type does not do so by itself.
fn reader(field: &RustField<'_>) -> Option<&'static str> {
    match (field.holder, &field.value) {
        // They take any JSON type by themselves, and `Option` takes `null`.
        (Holder::Option, Value::Id(_) | Value::StringEnum(_)) => None,
        (_, value) if value.is_lenient() => Some("lenient"),
        (Holder::Option, _) => None,
        // All others have a default that is not what `null` is read as.
        (Holder::Plain | Holder::List(_) | Holder::Map, _) => Some("null_as_default"),
    }
}
