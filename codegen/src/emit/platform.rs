//! What every service shares, in feishu-core; and every operation once more, for the sandbox.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::errors::SharedErrors;
use super::request::{self, RequestParts};
use super::resource::head;
use super::scope::FileScope;
use super::usage::Usage;
use super::{Error, File, format, operation, response, types};
use crate::model::{Operation, Spec};
use crate::names;

/// The generated files of feishu-core.
pub(crate) fn platform_files(spec: &Spec, usage: &Usage) -> Result<Vec<File>, Error> {
    let source = spec.platform.file.as_str();
    let file = |name: &str, text| {
        let path = format!("crates/feishu-core/src/generated/{name}.rs");
        File::new(path, source, text)
    };
    let mut files = vec![
        file("platform", platform_file(spec, usage)?),
        file("types", types_file(spec, usage)?),
    ];
    let mut modules = vec![
        "pub(crate) mod platform;".to_owned(),
        "pub mod types;".to_owned(),
    ];
    let mut groups: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
    for operation in &spec.platform.operations {
        groups
            .entry(module_of(operation))
            .or_default()
            .push(operation);
    }
    for (module, operations) in groups {
        files.push(file(&module, operations_file(spec, usage, &operations)?));
        modules.push(format!("pub(crate) mod {module};"));
    }
    modules.sort();
    let scope = FileScope::new(spec, usage, BTreeSet::new()).inside_core();
    let docs = Docs::new(
        "What every service shares: hosts, headers, types, error codes and the operations that obtain tokens.",
    );
    let head = head(&docs, &spec.platform.file, &scope) + "\n" + &modules.join("\n") + "\n";
    files.push(file("mod", format::file(&head, &[])?));
    Ok(files)
}

/// The module of an operation: the part of its path that names the service.
fn module_of(operation: &Operation) -> String {
    let mut segments = operation
        .path
        .split('/')
        .filter(|segment| !segment.is_empty());
    let service = segments.nth(1).unwrap_or("operations");
    match names::method(service).as_str() {
        taken @ ("platform" | "types" | "mod_") => format!("{taken}_operations"),
        free => free.to_owned(),
    }
}

fn platform_file(spec: &Spec, usage: &Usage) -> Result<String, Error> {
    let platform = &spec.platform;
    let scope = FileScope::new(spec, usage, BTreeSet::new()).inside_core();
    let mut items: Vec<TokenStream> = Vec::new();
    for (brand, host) in &platform.hosts {
        let docs = Docs::new(format!("Where {} answers.", names::type_name(brand))).item();
        let constant = names::ident(&names::constant(&format!("{brand}_host")));
        items.push(quote!(#docs pub(crate) const #constant: &str = #host;));
    }
    for (purpose, header) in &platform.headers {
        let header = header.to_lowercase();
        let docs = Docs::new(format!(
            "The header of a response that holds the {}.",
            purpose.replace('_', " ")
        ))
        .item();
        let constant = names::ident(&names::constant(&format!("{purpose}_header")));
        items.push(quote!(#docs pub const #constant: &str = #header;));
    }
    let (info, code) = (scope.core("ErrorInfo"), scope.core("ErrorCode"));
    let errors = sorted_errors(spec);
    let errors = errors
        .iter()
        .map(|error| operation::error_info(&scope, error));
    let table = Docs::new("The errors that any operation may answer with, by code.").item();
    let lookup =
        Docs::new("What the documentation says of an error that any operation may answer with.")
            .item();
    items.push(quote!(#table static ERRORS: &[#info] = &[#(#errors),*];));
    items.push(quote! {
        #lookup
        pub(crate) fn error(code: #code) -> Option<&'static #info> {
            let at = ERRORS.binary_search_by_key(&code.0, |error| error.code.0).ok()?;
            ERRORS.get(at)
        }
    });
    let docs = Docs::new("Hosts, headers and the errors that every operation shares.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

fn sorted_errors(spec: &Spec) -> Vec<&crate::model::ErrorDef> {
    let mut errors: Vec<_> = spec.platform.errors.iter().collect();
    errors.sort_by_key(|error| error.code);
    errors
}

fn types_file(spec: &Spec, usage: &Usage) -> Result<String, Error> {
    let platform = &spec.platform;
    let local = platform
        .types
        .iter()
        .map(|id| spec.types[*id].name.clone())
        .collect();
    let scope = FileScope::new(spec, usage, local).inside_core();
    let mut items = Vec::new();
    for id in &platform.types {
        items.extend(types::items(&scope, *id)?);
    }
    let docs = Docs::new("Types that the operations of several services share.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

fn operations_file(spec: &Spec, usage: &Usage, operations: &[&Operation]) -> Result<String, Error> {
    let requests = operations
        .iter()
        .map(|operation| names::type_name(&operation.request_type));
    let responses = operations
        .iter()
        .map(|operation| request::response_name(operation));
    let scope = FileScope::new(spec, usage, requests.chain(responses).collect()).inside_core();
    let visibility = quote!(pub(crate));
    let mut items = Vec::new();
    for operation in operations {
        let parts = RequestParts::new(&scope, operation)?;
        let what = format!("`{}`", operation.id);
        items.extend(request::items(
            &scope,
            &parts,
            &visibility,
            &what,
            &SharedErrors::default(),
        )?);
        items.extend(response::items(&scope, operation, &visibility)?);
    }
    let docs = Docs::new("The operations that obtain tokens.");
    format::file(&head(&docs, &spec.platform.file, &scope), &items)
}

/// The generated files of the sandbox.
pub(crate) fn sandbox_files(spec: &Spec, usage: &Usage) -> Result<Vec<File>, Error> {
    let file = |name: &str, source: &str, text| {
        let path = format!("crates/feishu-sandbox/src/generated/{name}.rs");
        File::new(path, source, text)
    };
    let platform = super::sandbox::platform_file(spec, usage)?;
    let mut files = vec![file("platform", &spec.platform.file, platform)];
    let mut modules = vec!["platform".to_owned()];
    for service in &spec.services {
        let module = super::sandbox::module(service);
        let text = super::sandbox::service_file(spec, usage, service)?;
        files.push(file(&module, &service.file, text));
        modules.push(module);
    }
    modules.sort();
    let root = super::sandbox::root_file(spec, usage, &modules)?;
    files.push(file("mod", "spec", root));
    Ok(files)
}
