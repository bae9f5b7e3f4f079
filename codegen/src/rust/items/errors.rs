//! What is known of errors, as values of `feishu_core::ErrorInfo`: what they mean as constants, which the operations add to.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::FileScope;
use crate::rust::format::rustdoc::Docs;
use crate::rust::format::text::number;
use crate::rust::shape::{CodeHome, Codes, RustCode, kind_of};
use crate::spec::class::{Class, Retry};
use crate::spec::model::ErrorDef;
use crate::text::names;

/// A row of an operation: the constant, and what the operation says beside.
pub(crate) fn row(
    scope: &FileScope<'_>,
    codes: Codes<'_, '_>,
    error: &ErrorDef,
) -> Option<TokenStream> {
    let (known, home) = codes.find(error.code)?;
    let errors = match home {
        CodeHome::Service => scope.in_service("errors"),
        CodeHome::Platform => {
            let protocol = scope.protocol();
            quote!(#protocol::errors)
        }
    };
    let constant = names::ident(&known.constant);
    let (own, shared) = (&error.meaning, known.meaning);
    // 0 stands for a status that is not documented.
    let status = number(error.status.unwrap_or_default());
    let (message, hint) = (&error.message, &own.hint);
    let row = match *hint == shared.hint {
        true => quote!(.row(#status, #message)),
        false => quote!(.row_with_hint(#status, #message, #hint)),
    };
    let other_class = own.class != shared.class;
    let class = own.class.filter(|_| other_class);
    let class = class.map(|class| self::class(scope, class));
    let retry = own
        .retry
        .filter(|_| other_class || own.retry != shared.retry);
    let retry = retry.map(|retry| self::retry(scope, retry));
    Some(quote!(#errors::#constant #row #class #retry))
}

fn class(scope: &FileScope<'_>, class: Class) -> TokenStream {
    let (kind, class) = (scope.core("ErrorKind"), names::ident(&kind_of(class)));
    quote!(.class(#kind::#class))
}

fn retry(scope: &FileScope<'_>, retry: Retry) -> TokenStream {
    let kind = scope.core("Retry");
    let retry = names::ident(match retry {
        Retry::Never => "Never",
        Retry::Wait => "Wait",
        Retry::Idempotent => "Idempotent",
        Retry::RenewToken => "RenewToken",
    });
    quote!(.retry(#kind::#retry))
}

/// What the module `errors` is.
pub(crate) fn docs() -> Docs {
    Docs::new("What the error codes mean, whatever operation answers with them.")
}

/// What the module `errors` holds. `codes` is the module with the numbers.
pub(crate) fn constants(
    scope: &FileScope<'_>,
    of: &[RustCode<'_>],
    codes: &TokenStream,
) -> Vec<TokenStream> {
    // Generated code of other crates uses those of feishu-core.
    let visibility = match scope.is_core() {
        true => quote!(pub),
        false => quote!(pub(crate)),
    };
    let constants = of.iter().map(|code| {
        let info = scope.core("ErrorInfo");
        let (constant, hint) = (names::ident(&code.constant), &code.meaning.hint);
        let class = code.meaning.class.map(|class| self::class(scope, class));
        let retry = code.meaning.retry.map(|retry| self::retry(scope, retry));
        let docs = Docs::new(format!("See [`{constant}`](super::codes::{constant}).", constant = code.constant)).member();
        let docs = scope.is_core().then_some(docs);
        quote!(#docs #visibility const #constant: #info = #info::new(#codes::#constant, #hint) #class #retry;)
    });
    constants.collect()
}
