//! Every operation as a table, so that the sandbox is driven by the spec without the crates that call it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::errors::SharedErrors;
use super::resource::head;
use super::scope::FileScope;
use super::usage::Usage;
use super::{Error, format, operation};
use crate::model::{Service, Spec};
use crate::names;

/// The module of a service.
pub(super) fn module(service: &Service) -> String {
    match names::method(&service.name).as_str() {
        "platform" => "platform_service".to_owned(),
        free => free.to_owned(),
    }
}

/// `platform.rs`: the operations that obtain tokens. The errors that all share are in feishu-core.
pub(super) fn platform_file(spec: &Spec, usage: &Usage) -> Result<String, Error> {
    let platform = &spec.platform;
    let scope = FileScope::new(spec, usage, BTreeSet::new());
    let operations = platform
        .operations
        .iter()
        .map(|operation| operation::literal(&scope, operation, &SharedErrors::default()))
        .collect::<Result<_, _>>()?;
    let table = table(&scope, "The operations that obtain tokens.", operations);
    let docs = Docs::new("The operations that every service needs.");
    format::file(&head(&docs, &platform.file, &scope), &[table])
}

/// The operations of a service.
pub(super) fn service_file(spec: &Spec, usage: &Usage, service: &Service) -> Result<String, Error> {
    let scope = FileScope::new(spec, usage, BTreeSet::new()).of_service(service);
    let mut operations = Vec::new();
    for resource in &service.resources {
        let scope = scope.clone().of_resource(resource);
        for operation in &resource.operations {
            operations.push(operation::literal(
                &scope,
                operation,
                &SharedErrors::default(),
            )?);
        }
    }
    let items = [table(&scope, "The operations of the service.", operations)];
    let docs = Docs::new(format!("The operations of {}.", service.name));
    let folder = service
        .file
        .rsplit_once('/')
        .map_or(service.file.as_str(), |(folder, _)| folder);
    format::file(&head(&docs, folder, &scope), &items)
}

fn table(scope: &FileScope<'_>, docs: &str, operations: Vec<TokenStream>) -> TokenStream {
    let operation = scope.core("Operation");
    let docs = Docs::new(docs).item();
    quote!(#docs pub(crate) static OPERATIONS: &[#operation] = &[#(#operations),*];)
}

/// `mod.rs`: all tables together.
pub(super) fn root_file(spec: &Spec, usage: &Usage, modules: &[String]) -> Result<String, Error> {
    let scope = FileScope::new(spec, usage, BTreeSet::new());
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
