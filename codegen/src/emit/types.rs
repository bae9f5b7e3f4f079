//! Named types: open enumerations, ids, objects.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::fields::{Holder, RustField, Side, rust_fields};
use super::request::{constructor, setters};
use super::scope::FileScope;
use super::{Error, number, response};
use crate::model::{EnumValue, Field, TypeDef, TypeId, TypeKind};
use crate::names;

/// The items of a named type.
pub(super) fn items(scope: &FileScope<'_>, id: TypeId) -> Result<Vec<TokenStream>, Error> {
    let definition = scope.find(id);
    Ok(match &definition.kind {
        TypeKind::StringEnum(values) => string_enum(scope, definition, values),
        TypeKind::IntEnum(values) => int_enum(scope, definition, values)?,
        TypeKind::Id => string_id(scope, definition),
        TypeKind::Object(fields) => {
            let direction = scope.direction(id);
            match (direction.in_requests, direction.in_responses) {
                (true, false) | (false, false) => request_object(scope, definition, fields)?,
                (true, true) => shared_object(scope, definition, fields)?,
                (false, true) => {
                    let docs = Docs::from_spec(&definition.doc);
                    let visibility = quote!(pub);
                    vec![response::structure(
                        scope,
                        &definition.name,
                        &docs,
                        fields,
                        &visibility,
                        false,
                    )?]
                }
            }
        }
    })
}

/// An enumeration's variants: the name in Rust, what stands on the wire, the documentation.
pub(super) fn variants(values: &[EnumValue]) -> Vec<(String, &EnumValue)> {
    let names = values.iter().map(|value| names::variant(&value.name));
    names::unique(names, "", &["Unknown"])
        .into_iter()
        .zip(values)
        .collect()
}

fn string_enum(
    scope: &FileScope<'_>,
    definition: &TypeDef,
    values: &[EnumValue],
) -> Vec<TokenStream> {
    let name = names::ident(&definition.name);
    let docs = Docs::from_spec(&definition.doc).item();
    let unknown_type = scope.core("UnknownValue");
    let core = scope.core_path();
    let variants = variants(values);
    let declared = variants.iter().map(|(variant, value)| {
        let (docs, variant) = (variant_docs(value), names::ident(variant));
        quote!(#docs #variant)
    });
    let unknown = format!(
        "A value that the documentation does not list. A response may hold one; a request gets one by `{}::from`.",
        definition.name
    );
    let unknown = Docs::new(unknown).member();
    let to_wire = variants.iter().map(|(variant, value)| {
        let (variant, wire) = (names::ident(variant), &value.wire);
        quote!(Self::#variant => #wire)
    });
    let from_wire = variants.iter().map(|(variant, value)| {
        let (variant, wire) = (names::ident(variant), &value.wire);
        quote!(#wire => Self::#variant)
    });
    // A word speaks for itself, a number does not.
    let numbers = values
        .iter()
        .all(|value| value.wire.bytes().all(|byte| byte.is_ascii_digit()));
    let meaning = numbers.then(|| meaning(&variants, &quote!(&self), "value"));
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#declared,)*
                #unknown
                Unknown(#unknown_type),
            }
        },
        quote! {
            impl #name {
                #[doc = " The value as it stands on the wire."]
                pub fn as_str(&self) -> &str {
                    match self {
                        #(#to_wire,)*
                        Self::Unknown(value) => value.as_str(),
                    }
                }

                #meaning
            }
        },
        quote! {
            impl From<&str> for #name {
                fn from(value: &str) -> Self {
                    match value {
                        #(#from_wire,)*
                        _ => Self::Unknown(#unknown_type::from_wire(value)),
                    }
                }
            }
        },
        quote!(#core::string_enum!(#name);),
    ]
}

fn int_enum(
    scope: &FileScope<'_>,
    definition: &TypeDef,
    values: &[EnumValue],
) -> Result<Vec<TokenStream>, Error> {
    let name = names::ident(&definition.name);
    let docs = Docs::from_spec(&definition.doc).item();
    let unknown_type = scope.core("UnknownNumber");
    let core = scope.core_path();
    let mut declared = Vec::new();
    let mut to_number = Vec::new();
    let mut from_number = Vec::new();
    let variants = variants(values);
    for (variant, value) in &variants {
        let wire: i64 = value.wire.parse().map_err(|_| Error::Unsupported {
            what: format!(
                "`{}` of `{}` is not a whole number",
                value.wire, definition.name
            ),
            place: scope.file().to_owned(),
        })?;
        let (docs, variant, wire) = (variant_docs(value), names::ident(variant), number(wire));
        declared.push(quote!(#docs #variant));
        to_number.push(quote!(Self::#variant => #wire));
        from_number.push(quote!(#wire => Self::#variant));
    }
    let unknown = format!(
        "A number that the documentation does not list. A response may hold one; a request gets one by `{}::from`.",
        definition.name
    );
    let unknown = Docs::new(unknown).member();
    let meaning = meaning(&variants, &quote!(self), "number");
    Ok(vec![
        quote! {
            #docs
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name {
                #(#declared,)*
                #unknown
                Unknown(#unknown_type),
            }
        },
        quote! {
            impl #name {
                #[doc = " The number as it stands on the wire."]
                pub const fn number(self) -> i64 {
                    match self {
                        #(#to_number,)*
                        Self::Unknown(number) => number.get(),
                    }
                }

                #meaning
            }
        },
        quote! {
            impl From<i64> for #name {
                fn from(number: i64) -> Self {
                    match number {
                        #(#from_number,)*
                        _ => Self::Unknown(#unknown_type::from_wire(number)),
                    }
                }
            }
        },
        quote!(#core::int_enum!(#name);),
    ])
}

/// The method that tells what a value means.
fn meaning(variants: &[(String, &EnumValue)], receiver: &TokenStream, what: &str) -> TokenStream {
    let docs =
        format!("What the {what} means; `None` for one that the documentation does not list.");
    let docs = Docs::new(docs).member();
    let meanings = variants.iter().map(|(variant, value)| {
        let (variant, meaning) = (names::ident(variant), &value.doc);
        quote!(Self::#variant => #meaning)
    });
    quote! {
        #docs
        pub const fn meaning(#receiver) -> Option<&'static str> {
            Some(match self {
                #(#meanings,)*
                Self::Unknown(_) => return None,
            })
        }
    }
}

/// The wire first, since it is what one finds in other documentation.
fn variant_docs(value: &EnumValue) -> TokenStream {
    let docs = Docs::from_spec(&value.doc).text();
    let wire = if value.wire.is_empty() {
        "(empty)".to_owned()
    } else {
        format!("`{}`", value.wire)
    };
    Docs::new(format!("{wire}: {docs}")).member()
}

fn string_id(scope: &FileScope<'_>, definition: &TypeDef) -> Vec<TokenStream> {
    let name = names::ident(&definition.name);
    let docs = Docs::from_spec(&definition.doc).item();
    let core = scope.core_path();
    let serialize = scope.serde("Serialize");
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, Default, PartialEq, Eq, Hash, #serialize)]
            #[serde(transparent)]
            pub struct #name(String);
        },
        quote!(#core::string_id!(#name);),
    ]
}

/// An object that only requests carry: made like a request.
fn request_object(
    scope: &FileScope<'_>,
    definition: &TypeDef,
    fields: &[Field],
) -> Result<Vec<TokenStream>, Error> {
    let fields = rust_fields(scope, fields, Side::Request)?;
    let name = names::ident(&definition.name);
    let docs = Docs::from_spec(&definition.doc).item();
    let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let default = fields
        .iter()
        .all(|field| !field.required)
        .then(|| quote!(Default,));
    let members = fields.iter().map(|field| {
        let (ident, ty) = (&field.ident, field.stored());
        let serde = serde_attribute(scope, field, true);
        quote!(#serde #ident: #ty)
    });
    Ok(vec![
        quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq, #serialize, #deserialize)]
            pub struct #name { #(#members),* }
        },
        object_methods(&definition.name, &fields, false),
    ])
}

/// An object that travels both ways: lenient and open like a response, made like a request.
fn shared_object(
    scope: &FileScope<'_>,
    definition: &TypeDef,
    fields: &[Field],
) -> Result<Vec<TokenStream>, Error> {
    let docs = Docs::from_spec(&definition.doc);
    let structure =
        response::structure(scope, &definition.name, &docs, fields, &quote!(pub), true)?;
    let fields = rust_fields(scope, fields, Side::Response)?;
    Ok(vec![
        structure,
        object_methods(&definition.name, &fields, true),
    ])
}

fn object_methods(name: &str, fields: &[RustField<'_>], wrapped: bool) -> TokenStream {
    let optional: Vec<&RustField<'_>> = fields.iter().filter(|field| !field.required).collect();
    let visibility = quote!(pub);
    let constructor = constructor("value", fields.iter(), &visibility, wrapped);
    let setters = setters(&optional, &visibility);
    let name = names::ident(name);
    quote! {
        impl #name {
            #constructor
            #(#setters)*
        }
    }
}

/// What serde has to be told of a field that is sent.
fn serde_attribute(
    scope: &FileScope<'_>,
    field: &RustField<'_>,
    reads: bool,
) -> Option<TokenStream> {
    let mut attributes = Vec::new();
    if let Some(wire) = field.rename() {
        attributes.push(quote!(rename = #wire));
    }
    if let Some(skip) = field.skip_if(scope) {
        if reads && field.holder != Holder::Option {
            attributes.push(quote!(default));
        }
        attributes.push(quote!(skip_serializing_if = #skip));
    }
    (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]))
}
