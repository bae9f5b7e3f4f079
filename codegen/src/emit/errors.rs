//! What several operations of a resource say of an error in the same words, as constants that they share.

use proc_macro2::TokenStream;
use quote::quote;

use super::codes::Codes;
use super::docs::Docs;
use super::operation::error_info;
use super::scope::FileScope;
use crate::model::{ErrorDef, Operation};
use crate::names;

/// The errors that more than one operation has, with the names of their constants.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedErrors<'a> {
    errors: Vec<(String, &'a ErrorDef)>,
    /// Whether the constants are named from a file in the folder of the resource.
    one_deeper: bool,
}

impl<'a> SharedErrors<'a> {
    /// Collects the errors of all operations.
    pub(super) fn of(operations: &'a [Operation], codes: &Codes<'_>) -> Self {
        let mut counted: Vec<(&ErrorDef, usize)> = Vec::new();
        for error in operations.iter().flat_map(|operation| &operation.errors) {
            match counted.iter_mut().find(|(known, _)| same(known, error)) {
                Some((_, count)) => *count += 1,
                None => counted.push((error, 1)),
            }
        }
        let mut shared: Vec<&ErrorDef> = counted
            .into_iter()
            .filter(|(_, count)| *count > 1)
            .map(|(error, _)| error)
            .collect();
        shared.sort_by_key(|error| error.code);
        // Operations may fall into groups that say different things of one code.
        let constants = shared.iter().map(|error| {
            codes
                .constant(error.code)
                .map_or_else(|| names::constant(&error.name), str::to_owned)
        });
        let constants = names::unique(constants, "_", &[]);
        Self {
            errors: constants.into_iter().zip(shared).collect(),
            one_deeper: false,
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The same for a file in the folder of the resource.
    pub(super) fn one_deeper(self) -> Self {
        Self {
            one_deeper: true,
            ..self
        }
    }

    /// An expression for an error: its constant, or all that it is made of.
    pub(super) fn expression(&self, scope: &FileScope<'_>, error: &ErrorDef) -> TokenStream {
        match self.errors.iter().find(|(_, known)| same(known, error)) {
            Some((constant, _)) => {
                let constant = names::ident(constant);
                let parent = self.one_deeper.then(|| quote!(super::));
                quote!(#parent errors::#constant)
            }
            None => error_info(scope, error),
        }
    }

    /// What the module `errors` is.
    pub(super) fn docs() -> Docs {
        Docs::new("What several of these operations say in the same words.")
    }

    /// What the module `errors` holds.
    pub(super) fn constants(&self, scope: &FileScope<'_>) -> Vec<TokenStream> {
        let constants = self.errors.iter().map(|(constant, error)| {
            let (constant, info) = (names::ident(constant), error_info(scope, error));
            let ty = scope.core("ErrorInfo");
            quote!(pub(super) const #constant: #ty = #info;)
        });
        constants.collect()
    }
}

/// Whether two operations say the same of an error.
fn same(a: &ErrorDef, b: &ErrorDef) -> bool {
    (a.code, a.status, &a.message, &a.hint, a.retry)
        == (b.code, b.status, &b.message, &b.hint, b.retry)
}
