//! Values that belong together: a struct with public fields, its constructors and conversions.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{argument, converted, docs, ident, value_type};
use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Constructors, Parts, RustField, RustType, Value};
use crate::text::names;

/// The items of a type.
pub(crate) fn items(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    parts: &Parts<'_>,
) -> Vec<TokenStream> {
    let name = names::ident(ty.name);
    let item_docs = Docs::from_spec(&ty.definition.doc).item();
    let (serialize, deserialize) = (scope.serde("Serialize"), scope.serde("Deserialize"));
    let copies = parts.fields.iter().all(|part| part.value.is_copy());
    let copy = copies.then(|| quote!(Copy,));
    let members = parts.fields.iter().map(|part| {
        let (docs, ident) = (docs(scope, part).member(), ident(part));
        let ty = value_type(scope, &part.value);
        quote!(#docs pub #ident: #ty)
    });
    let mut items = vec![quote! {
        #item_docs
        #[derive(Clone, #copy Debug, PartialEq, Eq, Hash, #serialize, #deserialize)]
        pub struct #name { #(#members),* }
    }];
    let new = parts.has_new.then(|| new(scope, parts));
    let constructors = parts.constructors.iter();
    let constructors = constructors.flat_map(|of| constructors_of(scope, parts, of));
    let methods: Vec<_> = new.into_iter().chain(constructors).collect();
    if !methods.is_empty() {
        items.push(quote!(impl #name { #(#methods)* }));
    }
    let clone = if copies {
        quote!(*value)
    } else {
        quote!(value.clone())
    };
    items.push(quote! {
        impl From<&#name> for #name {
            fn from(value: &#name) -> Self {
                #clone
            }
        }
    });
    items.extend(ids(parts).flat_map(|part| {
        let (ident, id) = (ident(part), value_type(scope, &part.value));
        [
            quote! {
                impl From<#name> for #id {
                    fn from(value: #name) -> Self {
                        value.#ident
                    }
                }
            },
            quote! {
                impl From<&#name> for #id {
                    fn from(value: &#name) -> Self {
                        value.#ident.clone()
                    }
                }
            },
        ]
    }));
    items
}

/// The parts that are ids, each of its own type: an operation that takes one of them alone takes the whole.
fn ids<'p, 'a>(parts: &'p Parts<'a>) -> impl Iterator<Item = &'p RustField<'a>> {
    let all = || parts.fields.iter();
    all().filter(move |part| {
        let is_id = matches!(part.value, Value::Id(_));
        is_id && all().filter(|other| other.value == part.value).count() == 1
    })
}

fn new(scope: &FileScope<'_>, parts: &Parts<'_>) -> TokenStream {
    let words: Vec<String> = parts
        .fields
        .iter()
        .map(|part| format!("`{}`", part.name))
        .collect();
    let docs = Docs::new(format!("Puts {} together.", words.join(" and "))).member();
    let arguments = parts.fields.iter().map(|part| {
        let (ident, ty) = (ident(part), argument(scope, part));
        quote!(#ident: #ty)
    });
    let values = parts.fields.iter().map(value);
    quote! {
        #docs
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values),* }
        }
    }
}

/// A part of the struct, of an argument.
fn value(part: &RustField<'_>) -> TokenStream {
    let (ident, value) = (ident(part), converted(part));
    if ident == value.to_string() {
        quote!(#ident)
    } else {
        quote!(#ident: #value)
    }
}

/// A constructor for each value of the enumeration. It takes the text of an id, since its name says what the id is of.
fn constructors_of(
    scope: &FileScope<'_>,
    parts: &Parts<'_>,
    of: &Constructors<'_>,
) -> Vec<TokenStream> {
    let [kind, taken] = [of.kind, of.taken].map(|at| &parts.fields[at]);
    let (kind_ident, taken_ident) = (ident(kind), ident(taken));
    let (kind_type, taken_type) = (
        value_type(scope, &kind.value),
        value_type(scope, &taken.value),
    );
    let (ty, value) = match taken.value {
        Value::Id(_) => (
            quote!(impl Into<String>),
            quote!(#taken_ident: #taken_type::new(#taken_ident)),
        ),
        _ => (argument(scope, taken), value(taken)),
    };
    let constructors = of.values.iter().map(|(name, variant)| {
        let docs = Docs::from_spec(&variant.value.doc).member();
        let (name, variant) = (names::ident(name), names::ident(&variant.name));
        quote! {
            #docs
            pub fn #name(#taken_ident: #ty) -> Self {
                Self { #value, #kind_ident: #kind_type::#variant }
            }
        }
    });
    constructors.collect()
}
