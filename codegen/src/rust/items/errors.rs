//! What is known of an error, as a `feishu_core::ErrorInfo`; where several operations of a resource say the same of it, as
//! a constant that they share.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::FileScope;
use crate::rust::format::docs::Docs;
use crate::rust::format::text::number;
use crate::rust::shape::{RustError, kind_of};
use crate::spec::class::Retry;
use crate::spec::model::ErrorDef;
use crate::text::names;

/// An expression for an error: its constant, or all that it is made of.
pub(crate) fn expression(
    scope: &FileScope<'_>,
    shared: &[RustError<'_>],
    error: &ErrorDef,
) -> TokenStream {
    match shared.iter().find(|known| known.is(error)) {
        Some(known) => {
            let constant = names::ident(&known.constant);
            let errors = scope.in_resource("errors");
            quote!(#errors::#constant)
        }
        None => info(scope, error),
    }
}

/// The expression that makes an `ErrorInfo`.
pub(crate) fn info(scope: &FileScope<'_>, error: &ErrorDef) -> TokenStream {
    let info = scope.core("ErrorInfo");
    let code = number(error.code);
    // 0 stands for a status that is not documented.
    let status = number(error.status.unwrap_or_default());
    let (message, hint) = (&error.message, &error.meaning.hint);
    let class = error.meaning.class.map(|class| {
        let (kind, class) = (scope.core("ErrorKind"), names::ident(&kind_of(class)));
        quote!(.class(#kind::#class))
    });
    let retry = error.meaning.retry.map(|retry| {
        let kind = scope.core("Retry");
        let retry = names::ident(match retry {
            Retry::Never => "Never",
            Retry::Wait => "Wait",
            Retry::Idempotent => "Idempotent",
            Retry::RenewToken => "RenewToken",
        });
        quote!(.retry(#kind::#retry))
    });
    quote!(#info::new(#code, #status, #message, #hint) #class #retry)
}

/// What the module `errors` is.
pub(crate) fn docs() -> Docs {
    Docs::new("What several of these operations say in the same words.")
}

/// What the module `errors` holds.
pub(crate) fn constants(scope: &FileScope<'_>, shared: &[RustError<'_>]) -> Vec<TokenStream> {
    let constants = shared.iter().map(|RustError { constant, error }| {
        let (constant, info) = (names::ident(constant), info(scope, error));
        let ty = scope.core("ErrorInfo");
        quote!(pub(super) const #constant: #ty = #info;)
    });
    constants.collect()
}
