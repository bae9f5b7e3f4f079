//! Successes in part: responses that list what the platform has not done.

use proc_macro2::TokenStream;
use quote::quote;

use super::fields::{ident, value_type};
use super::scope::FileScope;
use crate::rust::format::docs::Docs;
use crate::rust::shape::{Output, RustField, RustOperation};
use crate::text::names;

/// The field of the response that lists what failed, if there is one.
pub(crate) fn list<'f, 'a>(of: &'f RustOperation<'a>) -> Option<&'f RustField<'a>> {
    Some(&of.response()[of.operation.failures?])
}

/// The methods of a response that say what failed.
///
/// The same for all, however the platform calls its list. An iterator, since not all lists have failures alone.
pub(crate) fn methods(scope: &FileScope<'_>, of: &RustOperation<'_>) -> Option<TokenStream> {
    let Output::Response { name, .. } = &of.output else {
        return None;
    };
    let list = list(of)?;
    let (name, field) = (names::ident(name), ident(list));
    let item = value_type(scope, &list.value);
    let failures =
        Docs::new("Returns what the platform has not done, although it reports success.").member();
    let is_complete = Docs::new("Reports whether nothing failed.").member();
    Some(quote! {
        impl #name {
            #failures
            pub fn failures(&self) -> impl Iterator<Item = &#item> {
                self.#field.iter()
            }

            #is_complete
            pub fn is_complete(&self) -> bool {
                self.failures().next().is_none()
            }
        }
    })
}
