//! Every operation as a table, so that the sandbox is driven by the spec without the crates that call it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::file::{File, declaration, head};
use super::platform::signs;
use super::share;
use crate::rust::format;
use crate::rust::format::Draft;
use crate::rust::format::Error;
use crate::rust::format::docs::Docs;
use crate::rust::items::operation;
use crate::rust::items::scope::FileScope;
use crate::rust::shape::{RustResource, RustService, RustSpec, nth_module};
use crate::spec::model::Operation;
use crate::text::names;

/// The generated files of the sandbox.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let platform = &rust.spec.platform.file;
    let mut files = vec![file("platform", platform, platform_file(rust)?)];
    for service in &rust.services {
        files.extend(service_files(rust, service)?);
    }
    files.push(file("mod", "spec", root_file(rust)?));
    Ok(files)
}

fn file(name: &str, source: &str, draft: Draft) -> File {
    let path = format!("crates/feishu-sandbox/src/generated/{name}.rs");
    File::new(path, source, draft)
}

/// `platform.rs`: how tokens begin, and the operations that obtain them. The errors that all share are in feishu-core.
fn platform_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let platform = &rust.spec.platform;
    let scope = FileScope::new(rust, BTreeSet::new());
    let title = "The operations that obtain tokens.";
    let mut items = signs(&rust.platform);
    items.push(table(&scope, title, &platform.operations));
    let docs = Docs::new("What every service needs.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

/// The files of a service: `<service>/mod.rs`, and beside it one for each resource, or several if that would be too long.
fn service_files(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<Vec<File>, Error> {
    let (service, folder) = (of.service, &of.sandbox_module);
    let mut files = Vec::new();
    let mut modules = Vec::new();
    for RustResource {
        resource, module, ..
    } in &of.resources
    {
        let docs = Docs::new(format!(
            "The operations of `{}` of {}.",
            resource.name, service.name
        ));
        let drafts = share::drafts(resource.operations.len(), |share| {
            let scope = FileScope::new(rust, BTreeSet::new());
            let title = "The operations of the resource.";
            let table = table(&scope, title, &resource.operations[share]);
            format::file(&head(&docs, &resource.file, &scope), &[table])
        })?;
        for (number, (_, draft)) in (1..).zip(drafts) {
            let module = nth_module(module, number);
            files.push(file(&format!("{folder}/{module}"), &resource.file, draft));
            modules.push(module);
        }
    }
    modules.sort();
    let scope = FileScope::new(rust, BTreeSet::new());
    let operation = scope.core("Operation");
    let tables = modules.iter().map(|module| names::ident(module));
    let docs = Docs::new("The operations of the service, by resource.").item();
    let items = [quote! {
        #docs
        pub(crate) static RESOURCES: &[&[#operation]] = &[#(#tables::OPERATIONS),*];
    }];
    let docs = Docs::new(format!("The operations of {}.", service.name));
    let mut head = head(&docs, &service.file, &scope);
    head.push('\n');
    for module in modules {
        head.push_str(&declaration(folder, &module));
    }
    let draft = format::file(&head, &items)?;
    files.push(file(&format!("{folder}/mod"), &service.file, draft));
    Ok(files)
}

fn table(scope: &FileScope<'_>, docs: &str, operations: &[Operation]) -> TokenStream {
    let ty = scope.core("Operation");
    let docs = Docs::new(docs).item();
    let literals = operations.iter();
    let literals = literals.map(|operation| operation::literal(scope, operation, &[]));
    quote!(#docs pub(crate) static OPERATIONS: &[#ty] = &[#(#literals),*];)
}

/// `mod.rs`: all tables together.
fn root_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let scope = FileScope::new(rust, BTreeSet::new());
    let operation = scope.core("Operation");
    let services = rust.services.iter();
    let mut modules: Vec<&str> = services.map(|of| of.sandbox_module.as_str()).collect();
    modules.sort_unstable();
    let services = modules.iter().map(|module| names::ident(module));
    let services_docs = Docs::new("The operations of the services, by resource.").item();
    let docs = Docs::new("Every operation of the spec.").item();
    let items = [quote! {
        #services_docs
        static SERVICES: &[&[&[#operation]]] = &[#(#services::RESOURCES),*];

        #docs
        pub(crate) fn operations() -> impl Iterator<Item = &'static #operation> {
            let resources = SERVICES.iter().copied().flatten().copied();
            resources.chain([platform::OPERATIONS]).flatten()
        }
    }];
    let docs = Docs::new("The operations that the sandbox answers, as documented.");
    let mut head = head(&docs, "spec", &scope);
    modules.push("platform");
    modules.sort_unstable();
    head.push('\n');
    for module in modules {
        head.push_str(&format!("pub(crate) mod {module};\n"));
    }
    format::file(&head, &items)
}
