//! Named types: open enumerations, ids, objects.

use proc_macro2::TokenStream;
use quote::quote;

use super::construct::{self, Made};
use super::fields::{self, ident, rename, skip_if, stored};
use super::response;
use super::scope::FileScope;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::Docs;
use crate::rust::format::text::number;
use crate::rust::shape::{Kind, RustField, RustType, Travels, Variant, kind_of};
use crate::spec::class::Class;
use crate::spec::model::{EnumValue, TypeId};
use crate::text::names;

/// The items of a named type.
pub(crate) fn items(scope: &FileScope<'_>, id: TypeId) -> Result<Vec<TokenStream>, Error> {
    let ty = scope.find(id);
    Ok(match &ty.kind {
        Kind::StringEnum(variants) => string_enum(scope, ty, variants),
        Kind::IntEnum(variants) => int_enum(scope, ty, variants)?,
        Kind::Id => string_id(scope, ty),
        Kind::Parts(parts) => super::parts::items(scope, ty, parts),
        Kind::Object(Travels::InRequests, fields) => request_object(scope, ty, fields),
        Kind::Object(Travels::BothWays, fields) => vec![
            read_object(scope, ty, fields, true),
            methods(scope, ty, fields, true),
        ],
        Kind::Object(Travels::InResponses, fields) => vec![read_object(scope, ty, fields, false)],
    })
}

fn string_enum(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    variants: &[Variant<'_>],
) -> Vec<TokenStream> {
    let name = names::ident(ty.name);
    let docs = Docs::from_spec(&ty.definition.doc).item();
    let unknown_type = scope.core("UnknownValue");
    let protocol = scope.protocol();
    let declared = variants.iter().map(|Variant { name, value }| {
        let (docs, variant) = (variant_docs(value), names::ident(name));
        quote!(#docs #variant)
    });
    let unknown = format!(
        "A value that the documentation does not list. A response may hold one; a request gets one by `{}::from`.",
        ty.name
    );
    let unknown = Docs::new(unknown).member();
    let to_wire = variants.iter().map(|Variant { name, value }| {
        let (variant, wire) = (names::ident(name), &value.wire);
        quote!(Self::#variant => #wire)
    });
    let from_wire = variants.iter().map(|Variant { name, value }| {
        let (variant, wire) = (names::ident(name), &value.wire);
        quote!(#wire => Self::#variant)
    });
    // A word speaks for itself, a number does not.
    let numbers = variants
        .iter()
        .all(|variant| variant.value.wire.bytes().all(|byte| byte.is_ascii_digit()));
    let meaning = numbers.then(|| meaning(variants, &quote!(&self), "value"));
    let mut items = vec![
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
        quote!(#protocol::string_enum!(#name);),
    ];
    if ty.has_default {
        items.push(quote! {
            impl Default for #name {
                #[doc = " What stands for a value that a response lacks: an unknown one, which is empty."]
                fn default() -> Self {
                    Self::from("")
                }
            }
        });
    }
    items
}

fn int_enum(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    variants: &[Variant<'_>],
) -> Result<Vec<TokenStream>, Error> {
    let name = names::ident(ty.name);
    let docs = Docs::from_spec(&ty.definition.doc).item();
    let unknown_type = scope.core("UnknownNumber");
    let protocol = scope.protocol();
    let mut declared = Vec::new();
    let mut to_number = Vec::new();
    let mut from_number = Vec::new();
    for Variant { name, value } in variants {
        let wire: i64 = value.wire.parse().map_err(|_| Error::Unsupported {
            what: format!("`{}` of `{}` is not a whole number", value.wire, ty.name),
            place: ty.definition.file.clone(),
        })?;
        let (docs, variant, wire) = (variant_docs(value), names::ident(name), number(wire));
        declared.push(quote!(#docs #variant));
        to_number.push(quote!(Self::#variant => #wire));
        from_number.push(quote!(#wire => Self::#variant));
    }
    let unknown = format!(
        "A number that the documentation does not list. A response may hold one; a request gets one by `{}::from`.",
        ty.name
    );
    let unknown = Docs::new(unknown).member();
    let meaning = meaning(variants, &quote!(self), "number");
    let kind = kind(scope, variants);
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

                #kind
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
        quote!(#protocol::int_enum!(#name);),
    ])
}

/// Whether the values tell what kind of failure they are.
pub(crate) fn has_kinds(variants: &[Variant<'_>]) -> bool {
    let mut classes = variants.iter().filter_map(|variant| variant.value.class);
    classes.any(|class| class != Class::JOB_FAILED)
}

/// The method that tells what kind of failure a status is, if it is that of a job.
fn kind(scope: &FileScope<'_>, variants: &[Variant<'_>]) -> Option<TokenStream> {
    if !has_kinds(variants) {
        return None;
    }
    let mut kinds: Vec<(String, Vec<TokenStream>)> = Vec::new();
    for Variant { name, value } in variants {
        let Some(class) = value.class else { continue };
        let (variant, kind) = (names::ident(name), kind_of(class));
        let variant = quote!(Self::#variant);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, variants)) => variants.push(variant),
            None => kinds.push((kind, vec![variant])),
        }
    }
    let ty = scope.core("ErrorKind");
    let failed = kind_of(Class::JOB_FAILED);
    let docs = Docs::new(format!(
        "What kind of failure it is; `{failed}` where the documentation tells no more."
    ))
    .member();
    let arms = kinds.iter().filter(|(kind, _)| *kind != failed);
    let arms = arms.map(|(kind, variants)| {
        let kind = names::ident(kind);
        quote!(#(#variants)|* => #ty::#kind)
    });
    let otherwise = names::ident(&failed);
    Some(quote! {
        #docs
        pub const fn kind(self) -> #ty {
            match self {
                #(#arms,)*
                _ => #ty::#otherwise,
            }
        }
    })
}

/// The method that tells what a value means.
fn meaning(variants: &[Variant<'_>], receiver: &TokenStream, what: &str) -> TokenStream {
    let docs =
        format!("What the {what} means; `None` for one that the documentation does not list.");
    let docs = Docs::new(docs).member();
    let meanings = variants.iter().map(|Variant { name, value }| {
        let (variant, meaning) = (names::ident(name), &value.doc);
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

fn string_id(scope: &FileScope<'_>, ty: &RustType<'_>) -> Vec<TokenStream> {
    let name = names::ident(ty.name);
    let docs = Docs::from_spec(&ty.definition.doc).item();
    let protocol = scope.protocol();
    let serialize = scope.serde("Serialize");
    let into = ty.definition.into.iter().map(|id| scope.named(*id));
    let mut into = into.peekable();
    let into = into.peek().is_some().then(|| quote!(, into: #(#into),*));
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, #serialize)]
            #[serde(transparent)]
            pub struct #name(String);
        },
        quote!(#protocol::string_id!(#name #into);),
    ]
}

/// An object that only requests carry: made like a request.
fn request_object(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    fields: &[RustField<'_>],
) -> Vec<TokenStream> {
    let name = names::ident(ty.name);
    let docs = Docs::from_spec(&ty.definition.doc).item();
    let mut serde = vec![scope.serde("Serialize")];
    if ty.is_stored {
        serde.push(scope.serde("Deserialize"));
    }
    let default = fields
        .iter()
        .all(|field| !field.required)
        .then(|| quote!(Default,));
    let ty_is_stored = ty.is_stored;
    let members = fields.iter().map(|field| {
        let (ident, ty) = (ident(field), stored(scope, field));
        let mut attributes: Vec<_> = rename(field).into_iter().collect();
        if let Some(written) = fields::written(scope, field) {
            if ty_is_stored {
                attributes.extend(fields::read_back(scope, field));
            }
            attributes.push(written);
        }
        if let Some(skip) = skip_if(scope, field) {
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        let docs = fields::docs(scope, field).member();
        quote!(#docs #serde pub #ident: #ty)
    });
    vec![
        quote! {
            #docs
            #[derive(Clone, Debug, #default PartialEq, #(#serde),*)]
            #[non_exhaustive]
            pub struct #name { #(#members),* }
        },
        methods(scope, ty, fields, false),
    ]
}

/// An object that responses carry: lenient and open like a response. `sent` says that requests carry it too.
fn read_object(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    fields: &[RustField<'_>],
    sent: bool,
) -> TokenStream {
    let docs = Docs::from_spec(&ty.definition.doc);
    response::structure(scope, ty.name, &docs, fields, &quote!(pub), sent)
}

/// How an object is made.
fn methods(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    fields: &[RustField<'_>],
    is_wrapped: bool,
) -> TokenStream {
    let name = names::ident(ty.name);
    let fields: Vec<_> = fields.iter().collect();
    let made = Made {
        what: "value",
        fields: &fields,
        arguments: &ty.required(),
        is_wrapped,
    };
    let methods = construct::methods(scope, made, &quote!(pub));
    quote!(impl #name { #methods })
}
