//! What is folded, as it stands on the wire: structs of its fields, which are sent and read in place of what programs see.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{access, docs, ident, read_back, rename, skip_if, stored, value_type, written};
use super::response::reader;
use super::scope::FileScope;
use crate::rust::format;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Folded, Holder, Object, RustField, RustType, Travels};
use crate::text::names;

/// A struct of references to values, as it is sent, and the expression that makes one of `self`. Where it skips, what is
/// absent is left out.
pub(crate) fn references(
    scope: &FileScope<'_>,
    name: &str,
    of: &[RustField<'_>],
    skips: bool,
) -> (TokenStream, TokenStream) {
    let (serialize, name) = (scope.serde("Serialize"), names::ident(name));
    let mut borrows = false;
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for field in of {
        let (ident, ty) = (ident(field), value_type(scope, &field.value));
        let mut attributes: Vec<_> = rename(field).into_iter().collect();
        attributes.extend(written(scope, field));
        if let Some(skip) = skip_if(scope, field).filter(|_| skips) {
            // A list is borrowed as a slice.
            let skip = match field.holder {
                Holder::List(_) => "<[_]>::is_empty".to_owned(),
                _ => skip,
            };
            attributes.push(quote!(skip_serializing_if = #skip));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        let copies =
            field.value.is_copy() && matches!(field.holder, Holder::Plain | Holder::Option);
        borrows |= !copies;
        let (ty, value) = match field.holder {
            Holder::Plain | Holder::Option if copies => (stored(scope, field), place(field)),
            Holder::Option | Holder::OptionalMap => (quote!(Option<&'a #ty>), borrowed(field)),
            Holder::List(depth) => {
                let inner = list_of(ty, depth);
                (quote!(&'a [#inner]), quote!(&self.#ident))
            }
            Holder::OptionalList(depth) => {
                let inner = list_of(ty, depth);
                (quote!(Option<&'a [#inner]>), quote!(self.#ident.as_deref()))
            }
            Holder::Plain | Holder::Map => (quote!(&'a #ty), borrowed(field)),
        };
        fields.push(quote!(#serde #ident: #ty));
        values.push(quote!(#ident: #value));
    }
    let lifetime = borrows.then(|| quote!(<'a>));
    let structure = quote! {
        #[derive(#serialize)]
        struct #name #lifetime { #(#fields),* }
    };
    (structure, quote!(#name { #(#values),* }))
}

/// What a list of lists holds, by its depth.
fn list_of(ty: TokenStream, depth: u8) -> TokenStream {
    (1..depth).fold(ty, |inner, _| quote!(Vec<#inner>))
}

/// Where a value stands that is copied.
pub(crate) fn place(field: &RustField<'_>) -> TokenStream {
    access(&quote!(self), &[field])
}

/// A value that is not copied, borrowed.
pub(crate) fn borrowed(field: &RustField<'_>) -> TokenStream {
    match (&field.folded, field.holder) {
        (Some(Folded { member, part }), Holder::Option) => {
            let (member, part) = (names::ident(member), names::ident(part));
            quote!(self.#member.as_ref().map(|#member| &#member.#part))
        }
        (None, Holder::Option) => {
            let ident = ident(field);
            quote!(self.#ident.as_ref())
        }
        _ => {
            let place = place(field);
            quote!(&#place)
        }
    }
}

/// The struct of an object that folds some of its fields, without what serde is told: that is said of the fields.
pub(crate) fn structure(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    object: &Object<'_>,
    is_read: bool,
) -> TokenStream {
    let (name, item_docs) = (
        names::ident(ty.name),
        Docs::from_spec(&ty.definition.doc).item(),
    );
    let can_be_empty = is_read || object.members().all(|member| !member.required);
    let default = can_be_empty.then(|| quote!(Default,));
    let members = object.members().map(|member| {
        let (ident, ty) = (ident(member), stored(scope, member));
        let is_made = is_read && object.parts(member).next().is_some();
        let rule = is_made.then(|| "`None` in a response that lacks a part of it.".to_owned());
        let docs = docs(scope, member)
            .sentences(&Vec::from_iter(rule))
            .member();
        quote!(#docs pub #ident: #ty)
    });
    quote! {
        #item_docs
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#members),* }
    }
}

/// How an object is sent and read that folds some of its fields, and, where it is nothing else than what they make, how it
/// is made of that.
pub(crate) fn items(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    travels: Travels,
    object: &Object<'_>,
) -> Vec<TokenStream> {
    let is_read = travels != Travels::InRequests;
    let mut items = vec![serialize(
        scope,
        ty,
        object,
        travels != Travels::InResponses,
    )];
    if is_read || ty.is_stored {
        items.push(deserialize(scope, ty, object, is_read));
    }
    if travels != Travels::InResponses {
        items.extend(from_what_is_folded(scope, ty, object));
    }
    items
}

/// The struct of the fields on the wire.
const WIRE: &str = "Wire";

fn serialize(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    object: &Object<'_>,
    skips: bool,
) -> TokenStream {
    let name = names::ident(ty.name);
    let (serialize, serializer) = (scope.serde("Serialize"), scope.serde("Serializer"));
    let (structure, value) = references(scope, WIRE, &object.fields, skips);
    let blank = format::blank_line();
    quote! {
        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                #structure
                #blank
                #value.serialize(serializer)
            }
        }
    }
}

/// `is_lenient` where a response holds it: then anything may be absent, and what is folded is there if all of it is.
fn deserialize(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    object: &Object<'_>,
    is_lenient: bool,
) -> TokenStream {
    let (name, wire) = (names::ident(ty.name), names::ident(WIRE));
    let (deserialize, deserializer) = (scope.serde("Deserialize"), scope.serde("Deserializer"));
    let fields = object.fields.iter().map(|field| {
        let (ident, ty) = (ident(field), stored(scope, field));
        let mut attributes: Vec<_> = rename(field).into_iter().collect();
        if let Some(reader) = reader(field).filter(|_| is_lenient) {
            let reader = scope.protocol_text(reader);
            attributes.push(quote!(deserialize_with = #reader));
        }
        if !is_lenient && written(scope, field).is_some() {
            attributes.extend(read_back(scope, field));
        }
        let serde = (!attributes.is_empty()).then(|| quote!(#[serde(#(#attributes),*)]));
        quote!(#serde #ident: #ty)
    });
    let values = object.members().map(|member| value(scope, object, member));
    // Errors name what a program knows.
    let known = format!("struct {}", ty.name);
    let attributes = if is_lenient {
        quote!(#[derive(Default, #deserialize)] #[serde(expecting = #known, default)])
    } else {
        quote!(#[derive(#deserialize)] #[serde(expecting = #known)])
    };
    let blank = format::blank_line();
    quote! {
        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                #attributes
                struct #wire { #(#fields),* }
                #blank
                let wire = #wire::deserialize(deserializer)?;
                Ok(Self { #(#values),* })
            }
        }
    }
}

/// A member made of the fields that were read.
fn value(scope: &FileScope<'_>, object: &Object<'_>, member: &RustField<'_>) -> TokenStream {
    let name = ident(member);
    let parts: Vec<_> = object.parts(member).collect();
    if parts.is_empty() {
        return quote!(#name: wire.#name);
    }
    let ty = value_type(scope, &member.value);
    let fields: Vec<_> = parts.iter().map(|(field, _)| ident(field)).collect();
    let parts: Vec<_> = parts.iter().map(|(_, part)| names::ident(part)).collect();
    if member.holder == Holder::Option {
        quote! {
            #name: match (#(wire.#fields),*) {
                (#(Some(#parts)),*) => Some(#ty { #(#parts),* }),
                _ => None,
            }
        }
    } else {
        quote!(#name: #ty { #(#parts: wire.#fields),* })
    }
}

fn from_what_is_folded(
    scope: &FileScope<'_>,
    ty: &RustType<'_>,
    object: &Object<'_>,
) -> Vec<TokenStream> {
    let Some(member) = object.only_fold() else {
        return Vec::new();
    };
    let (name, from) = (names::ident(ty.name), value_type(scope, &member.value));
    let ident = ident(member);
    let wrapped = |value: TokenStream| match member.holder {
        Holder::Option => quote!(Self { #ident: Some(#value) }),
        _ if ident == value.to_string() => quote!(Self { #ident }),
        _ => quote!(Self { #ident: #value }),
    };
    let (owned, referenced) = (wrapped(quote!(#ident)), wrapped(quote!(#ident.into())));
    vec![
        quote! {
            impl From<#from> for #name {
                fn from(#ident: #from) -> Self {
                    #owned
                }
            }
        },
        quote! {
            impl From<&#from> for #name {
                fn from(#ident: &#from) -> Self {
                    #referenced
                }
            }
        },
    ]
}
