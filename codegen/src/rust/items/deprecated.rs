//! Operations that have been replaced: marked where users meet them, and used without a word by generated code.

use proc_macro2::TokenStream;
use quote::quote;

use crate::rust::shape::{RustOperation, RustResource};

/// Why generated code may use what it marks.
const REASON: &str = "what has been replaced is still there";

/// What the compiler tells whoever uses the operation.
pub(crate) fn attribute(of: &RustOperation<'_>) -> Option<TokenStream> {
    let note = of.operation.deprecated.as_ref()?;
    Some(quote!(#[deprecated(note = #note)]))
}

/// What stands before an item that uses such operations.
pub(crate) fn allowed() -> TokenStream {
    quote!(#[allow(deprecated, reason = #REASON)])
}

/// The same for a module with the operations of a resource, as text; empty if all of them are to be called.
pub(crate) fn allowance(resource: &RustResource<'_>) -> String {
    let mut operations = resource.operations.iter();
    if operations.any(|of| of.operation.deprecated.is_some()) {
        format!("#[allow(deprecated, reason = {REASON:?})]\n")
    } else {
        String::new()
    }
}
