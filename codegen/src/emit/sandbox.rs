//! Every operation as a table, so that the sandbox is driven by the spec without the crates that call it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::file::{File, folder, head};
use super::scope::FileScope;
use super::{Error, format, operation};
use crate::names;
use crate::shape::{RustService, RustSpec};

/// The generated files of the sandbox.
pub(super) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let file = |name: &str, source: &str, text| {
        let path = format!("crates/feishu-sandbox/src/generated/{name}.rs");
        File::new(path, source, text)
    };
    let platform = &rust.spec.platform.file;
    let mut files = vec![file("platform", platform, platform_file(rust)?)];
    let mut modules = vec!["platform"];
    for service in &rust.services {
        let module = &service.sandbox_module;
        let text = service_file(rust, service)?;
        files.push(file(module, &service.service.file, text));
        modules.push(module);
    }
    modules.sort_unstable();
    files.push(file("mod", "spec", root_file(rust, &modules)?));
    Ok(files)
}

/// `platform.rs`: the operations that obtain tokens. The errors that all share are in feishu-core.
fn platform_file(rust: &RustSpec<'_>) -> Result<String, Error> {
    let platform = &rust.spec.platform;
    let scope = FileScope::new(rust, BTreeSet::new());
    let operations = platform.operations.iter();
    let operations = operations.map(|operation| operation::literal(&scope, operation, &[]));
    let table = table(
        &scope,
        "The operations that obtain tokens.",
        operations.collect(),
    );
    let docs = Docs::new("The operations that every service needs.");
    format::file(&head(&docs, &platform.file, &scope), &[table])
}

/// The operations of a service.
fn service_file(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<String, Error> {
    let service = of.service;
    let scope = FileScope::new(rust, BTreeSet::new());
    let resources = service.resources.iter();
    let operations = resources
        .flat_map(|resource| &resource.operations)
        .map(|operation| operation::literal(&scope, operation, &[]));
    let items = [table(
        &scope,
        "The operations of the service.",
        operations.collect(),
    )];
    let docs = Docs::new(format!("The operations of {}.", service.name));
    format::file(&head(&docs, folder(&service.file), &scope), &items)
}

fn table(scope: &FileScope<'_>, docs: &str, operations: Vec<TokenStream>) -> TokenStream {
    let operation = scope.core("Operation");
    let docs = Docs::new(docs).item();
    quote!(#docs pub(crate) static OPERATIONS: &[#operation] = &[#(#operations),*];)
}

/// `mod.rs`: all tables together.
fn root_file(rust: &RustSpec<'_>, modules: &[&str]) -> Result<String, Error> {
    let scope = FileScope::new(rust, BTreeSet::new());
    let operation = scope.core("Operation");
    let tables = modules.iter().map(|module| names::ident(module));
    let docs = Docs::new("Every operation of the spec.").item();
    let items = [quote! {
        #docs
        pub(crate) fn operations() -> impl Iterator<Item = &'static #operation> {
            [#(#tables::OPERATIONS),*].into_iter().flatten()
        }
    }];
    let docs = Docs::new("The operations that the sandbox answers, as documented.");
    let mut head = head(&docs, "spec", &scope);
    head.push('\n');
    for module in modules {
        head.push_str(&format!("pub(crate) mod {module};\n"));
    }
    format::file(&head, &items)
}
