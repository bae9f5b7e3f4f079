//! What the sandbox answers: the operations of the service crates, and a table of those that obtain tokens.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, head};
use super::platform::signs;
use crate::rust::format;
use crate::rust::format::Draft;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::Docs;
use crate::rust::items::operation;
use crate::rust::items::scope::FileScope;
use crate::rust::shape::{Codes, RustSpec};
use crate::spec::model::{Operation, SignIn};
use crate::text::names;

/// The generated files of the sandbox.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let platform = &rust.spec.platform.file;
    let mut files = vec![file("platform", platform, platform_file(rust)?)];
    files.push(file("mod", "spec", root_file(rust)?));
    Ok(files)
}

fn file(name: &str, source: &str, draft: Draft) -> File {
    let path = format!("crates/feishu-sandbox/src/generated/{name}.rs");
    File::new(path, source, draft)
}

/// `platform.rs`: how tokens begin, where users sign in, and the operations that obtain them. The errors that all share are in feishu-core.
fn platform_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let platform = &rust.spec.platform;
    let scope = FileScope::new(rust, BTreeSet::new());
    let codes = rust.platform.codes();
    let title = "The operations that obtain tokens.";
    let mut items = signs(&rust.platform);
    if let Some(SignIn { consent, exchange }) = &platform.sign_in {
        for (docs, name, path) in [
            ("The page on which users sign in.", "SIGN_IN_PATH", consent),
            (
                "Where codes and refresh tokens become tokens of users.",
                "EXCHANGE_PATH",
                exchange,
            ),
        ] {
            let (docs, name) = (Docs::new(docs).item(), names::ident(name));
            items.push(quote!(#docs pub(crate) const #name: &str = #path;));
        }
    }
    items.push(table(&scope, title, &platform.operations, codes));
    let docs = Docs::new("What every service needs.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

fn table(
    scope: &FileScope<'_>,
    docs: &str,
    operations: &[Operation],
    codes: Codes<'_, '_>,
) -> TokenStream {
    let ty = scope.core("Operation");
    let docs = Docs::new(docs).item();
    let literals = operations.iter();
    let literals = literals.map(|operation| operation::literal(scope, operation, codes));
    quote!(#docs pub(crate) static OPERATIONS: &[#ty] = &[#(#literals),*];)
}

/// `mod.rs`: the lists of all services, and the table.
fn root_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let scope = FileScope::new(rust, BTreeSet::new());
    let operation = scope.core("Operation");
    let mut crates: Vec<&str> = rust
        .services
        .iter()
        .map(|of| of.crate_ident.as_str())
        .collect();
    crates.sort_unstable();
    let crates = crates.iter().map(|name| names::ident(name));
    let services_docs = Docs::new("The operations of the services.").item();
    let docs = Docs::new("Every operation of the spec.").item();
    let items = [
        scope.protocol_check(),
        quote! {
            #services_docs
            static SERVICES: &[&[&#operation]] = &[#(#crates::OPERATIONS),*];

            #docs
            pub(crate) fn operations() -> impl Iterator<Item = &'static #operation> {
                let services = SERVICES.iter().copied().flatten().copied();
                services.chain(platform::OPERATIONS)
            }
        },
    ];
    let docs = Docs::new("The operations that the sandbox answers, as documented.");
    let mut head = head(&docs, "spec", &scope);
    head.push_str("\npub(crate) mod platform;\npub(crate) mod responses;\n");
    format::file(&head, &items)
}
