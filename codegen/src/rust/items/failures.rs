//! Successes in part: responses that list what the platform has not done.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{access, ident, value_type};
use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Holder, Output, RustField, RustOperation};
use crate::text::names;

/// The field of the response that lists what failed, if there is one.
pub(crate) fn list<'f, 'a>(of: &'f RustOperation<'a>) -> Option<&'f RustField<'a>> {
    let failures = of.operation.failures.as_ref()?;
    Some(&of.response()[failures.list])
}

/// The methods of a response that say what failed.
///
/// The same for all, however the platform calls its list. An iterator, since not all lists have failures alone.
pub(crate) fn methods(scope: &FileScope<'_>, of: &RustOperation<'_>) -> Option<TokenStream> {
    let Output::Response { name, .. } = &of.output else {
        return None;
    };
    let failures = of.operation.failures.as_ref()?;
    let list = list(of)?;
    let only = failures.status.as_ref().map(|status| {
        let field = &scope.rust().fields_of(list)[status.field];
        let (told, ty) = (
            access(&quote!(item), &[field]),
            scope.named(status.statuses),
        );
        let variants = scope.find(status.statuses).variants();
        let done = status
            .done
            .iter()
            .map(|at| names::ident(&variants[*at].name));
        let done = quote!(#(#ty::#done)|*);
        let done = if field.holder == Holder::Option {
            quote!(Some(#done))
        } else {
            done
        };
        quote!(.filter(|item| !matches!(#told, #done)))
    });
    let (name, field) = (names::ident(name), ident(list));
    let item = value_type(scope, &list.value);
    let docs =
        Docs::new("Returns what the platform has not done, although it reports success.").member();
    let is_complete = Docs::new("Reports whether nothing failed.").member();
    Some(quote! {
        impl #name {
            #docs
            pub fn failures(&self) -> impl Iterator<Item = &#item> {
                self.#field.iter()#only
            }

            #is_complete
            pub fn is_complete(&self) -> bool {
                self.failures().next().is_none()
            }
        }
    })
}
