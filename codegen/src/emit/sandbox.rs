//! Every operation as a table, so that the sandbox is driven by the spec without the crates that call it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::errors::SharedErrors;
use super::resource::{self, ResourceNames, head};
use super::scope::FileScope;
use super::usage::Usage;
use super::{Draft, Error, format, operation, share};
use crate::model::{Service, Spec};
use crate::names;

/// The module of a service.
fn module(service: &Service) -> String {
    match names::method(&service.name).as_str() {
        "platform" => "platform_service".to_owned(),
        free => free.to_owned(),
    }
}

/// `platform.rs`: how tokens begin, and the operations that obtain them. The errors that all share are in feishu-core.
pub(super) fn platform_file(spec: &Spec, usage: &Usage) -> Result<Draft, Error> {
    let platform = &spec.platform;
    let scope = FileScope::new(platform, usage, BTreeSet::new());
    let operations = platform
        .operations
        .iter()
        .map(|operation| operation::literal(&scope, operation, &SharedErrors::default()))
        .collect::<Result<_, _>>()?;
    let table = table(&scope, "The operations that obtain tokens.", operations);
    let docs = Docs::new("What every service needs.");
    let mut items = super::platform::signs(platform);
    items.push(table);
    format::file(&head(&docs, &platform.file, &scope), &items)
}

/// The files of a service: `<service>/mod.rs`, and beside it one for each resource, or several if that would be too long.
/// Each has its name without the `.rs`, and what it is made from.
pub(super) fn service_files(
    spec: &Spec,
    usage: &Usage,
    service: &Service,
) -> Result<Vec<(String, String, Draft)>, Error> {
    let folder = module(service);
    let mut files = Vec::new();
    let mut modules = Vec::new();
    for resource in &service.resources {
        let name = ResourceNames::new(service, resource).module;
        let docs = Docs::new(format!(
            "The operations of `{}` of {}.",
            resource.name, service.name
        ));
        let drafts = share::drafts(resource.operations.len(), |share| {
            let scope = FileScope::new(&spec.platform, usage, BTreeSet::new())
                .of_service(service)
                .of_resource(resource);
            let literals = resource.operations[share]
                .iter()
                .map(|operation| operation::literal(&scope, operation, &SharedErrors::default()));
            let literals = literals.collect::<Result<_, _>>()?;
            let table = table(&scope, "The operations of the resource.", literals);
            format::file(&head(&docs, &resource.file, &scope), &[table])
        })?;
        for (number, (_, draft)) in (1..).zip(drafts) {
            let module = share::name(&name, number);
            files.push((format!("{folder}/{module}"), resource.file.clone(), draft));
            modules.push(module);
        }
    }
    modules.sort();
    let scope = FileScope::new(&spec.platform, usage, BTreeSet::new());
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
        head.push_str(&resource::declaration(&folder, &module));
    }
    let draft = format::file(&head, &items)?;
    files.push((format!("{folder}/mod"), service.file.clone(), draft));
    Ok(files)
}

fn table(scope: &FileScope<'_>, docs: &str, operations: Vec<TokenStream>) -> TokenStream {
    let operation = scope.core("Operation");
    let docs = Docs::new(docs).item();
    quote!(#docs pub(crate) static OPERATIONS: &[#operation] = &[#(#operations),*];)
}

/// `mod.rs`: all tables together.
pub(super) fn root_file(spec: &Spec, usage: &Usage) -> Result<Draft, Error> {
    let scope = FileScope::new(&spec.platform, usage, BTreeSet::new());
    let operation = scope.core("Operation");
    let mut modules: Vec<String> = spec.services.iter().map(module).collect();
    modules.sort();
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
    modules.push("platform".to_owned());
    modules.sort();
    head.push('\n');
    for module in modules {
        head.push_str(&format!("pub(crate) mod {module};\n"));
    }
    format::file(&head, &items)
}
