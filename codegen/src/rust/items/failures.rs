//! Successes in part: responses that list what the platform has not done.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{access, ident, value_type};
use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::shape::{Holder, Output, RustField, RustOperation};
use crate::text::names;

/// The fields of the response that lead to the list of what failed, if there is one.
pub(crate) fn list<'f>(
    scope: &FileScope<'f>,
    of: &'f RustOperation<'f>,
) -> Option<Vec<&'f RustField<'f>>> {
    let failures = of.operation.failures.as_ref()?;
    Some(scope.rust().follow(of.response(), &failures.list))
}

/// The elements of the list that fields lead to; none where a response lacks what it stands in.
fn elements(base: &TokenStream, passed: &[&RustField<'_>]) -> TokenStream {
    let Some((first, rest)) = passed.split_first() else {
        return quote!(#base.iter());
    };
    let field = ident(first);
    if first.holder == Holder::Option {
        let inside = elements(&quote!(#field), rest);
        quote!(#base.#field.iter().flat_map(|#field| #inside))
    } else {
        elements(&quote!(#base.#field), rest)
    }
}

/// The methods of a response that say what failed.
///
/// The same for all, however the platform calls its list. An iterator, since not all lists have failures alone.
pub(crate) fn methods<'f>(scope: &FileScope<'f>, of: &'f RustOperation<'f>) -> Option<TokenStream> {
    let Output::Response { name, .. } = &of.output else {
        return None;
    };
    let failures = of.operation.failures.as_ref()?;
    let passed = list(scope, of)?;
    let list = *passed.last()?;
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
    let (name, all) = (names::ident(name), elements(&quote!(self), &passed));
    let item = value_type(scope, &list.value);
    let docs =
        Docs::new("Returns what the platform has not done, although it reports success.").member();
    let is_complete = Docs::new("Reports whether nothing failed.").member();
    Some(quote! {
        impl #name {
            #docs
            pub fn failures(&self) -> impl Iterator<Item = &#item> {
                #all #only
            }

            #is_complete
            pub fn is_complete(&self) -> bool {
                self.failures().next().is_none()
            }
        }
    })
}
