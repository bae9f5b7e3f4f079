//! The files of a service: `mod.rs` with the struct that everything starts from, `types.rs`, and one per resource.

use std::collections::BTreeSet;

use quote::quote;

use super::codes::CodeTable;
use super::file::{File, head};
use super::resource;
use crate::rust::format;
use crate::rust::format::Draft;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::{Docs, alias};
use crate::rust::format::text::alternatives;
use crate::rust::items::scope::FileScope;
use crate::rust::items::{deprecated, types, verbs};
use crate::rust::shape::{RustService, RustSpec};
use crate::text::names;

/// The generated files of a service.
pub(crate) fn files(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<Vec<File>, Error> {
    let folder = format!("crates/{}/src/generated", of.crate_name);
    let service = of.service;
    let mut files = vec![File::new(
        format!("{folder}/mod.rs"),
        &service.file,
        service_file(rust, of)?,
    )];
    if !service.types.is_empty() {
        files.push(File::new(
            format!("{folder}/types.rs"),
            &service.file,
            types_file(rust, of)?,
        ));
    }
    if !of.codes.is_empty() {
        files.extend(codes_files(rust, of, &folder)?);
    }
    for resource in &of.resources {
        for (name, draft) in resource::files(rust, of, resource)? {
            let source = &resource.resource.file;
            files.push(File::new(format!("{folder}/{name}"), source, draft));
        }
    }
    Ok(files)
}

fn service_file(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<Draft, Error> {
    let service = of.service;
    let scope = FileScope::root(rust, BTreeSet::from([of.name.clone()]));
    let client = scope.core("Client");

    let modules = of.resources.iter().map(|resource| {
        let allowance = deprecated::allowance(resource);
        (resource.module.as_str(), "pub ", allowance)
    });
    let mut modules: Vec<(&str, &str, String)> = modules.collect();
    if !service.types.is_empty() {
        modules.push(("types", "pub ", String::new()));
    }
    if !of.codes.is_empty() {
        modules.push(("codes", "pub ", String::new()));
        modules.push(("errors", "", String::new()));
    }
    modules.sort_unstable();

    let accessors = of.resources.iter().map(|resource| {
        let (module, accessor) = (&resource.module, &resource.accessor);
        let methods: Vec<String> = resource
            .operations
            .iter()
            .map(|operation| {
                let method = &operation.method;
                format!("[`{method}`]({module}::{accessor}::{method})")
            })
            .collect();
        let docs = Docs::from_spec(&resource.resource.doc)
            .paragraph(format!("Operations: {}.", alternatives(&methods, "and")))
            .member();
        let method = names::ident(&resource.method);
        let (module, accessor) = (names::ident(module), names::ident(accessor));
        quote! {
            #docs
            pub const fn #method(&self) -> #module::#accessor<'_> {
                #module::#accessor::new(&self.client)
            }
        }
    });
    let mut verbs = Vec::new();
    for resource in &of.resources {
        for job in &resource.jobs {
            verbs.extend(verbs::verbs(&scope, of, resource, job)?);
        }
    }

    let (endpoint, operation) = (scope.core("Endpoint"), scope.core("Operation"));
    let operations = of.resources.iter().flat_map(|resource| {
        let module = names::ident(&resource.module);
        resource.operations.iter().map(move |operation| {
            let request = names::ident(&operation.request.name);
            quote!(#module::#request)
        })
    });
    let list_docs = Docs::new(
        "The operations of the service, as documented: which scopes they need, how often they may be called, how they fail.",
    )
    .item();
    let uses_deprecated = modules
        .iter()
        .any(|(_, _, allowance)| !allowance.is_empty());
    let allowed = uses_deprecated.then(deprecated::allowed);
    let alias = alias(&service.title, &of.name);
    let docs = Docs::from_spec(&service.doc).item();
    let name = names::ident(&of.name);
    let items = [
        scope.protocol_check(),
        quote! {
            #docs
            #alias
            #[derive(Clone, Debug)]
            pub struct #name {
                client: #client,
            }
        },
        quote! {
            impl #name {
                #[doc = " The service, called through a client. Clones of a client share its token and its limits."]
                pub fn new(client: &#client) -> Self {
                    Self { client: client.clone() }
                }

                #[doc = " The client that calls go through."]
                pub const fn client(&self) -> &#client {
                    &self.client
                }

                #(#accessors)*
                #(#verbs)*
            }
        },
        quote! {
            #list_docs
            #allowed
            pub static OPERATIONS: &[&#operation] = &[#(<#operations as #endpoint>::OPERATION),*];
        },
    ];
    let mut head = head(&Docs::from_spec(&service.doc), &service.file, &scope);
    head.push('\n');
    for (module, visibility, allowance) in &modules {
        head.push_str(&format!("{allowance}{visibility}mod {module};\n"));
    }
    format::file(&head, &items)
}

fn codes_files(
    rust: &RustSpec<'_>,
    of: &RustService<'_>,
    folder: &str,
) -> Result<Vec<File>, Error> {
    let scope = FileScope::new(rust, BTreeSet::new());
    let table = CodeTable {
        scope: &scope,
        codes: &of.codes,
        of: "the service",
        source: &of.service.file,
        link: &|(resource, operation)| {
            let resource = &of.resources[resource];
            let (module, accessor) = (&resource.module, &resource.accessor);
            let method = &resource.operations[operation].method;
            format!("[`{accessor}::{method}`](crate::{module}::{accessor}::{method})")
        },
    };
    table.files(folder)
}

fn types_file(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<Draft, Error> {
    let types = &of.service.types;
    let local = types.iter().map(|id| rust.types[*id].name.to_owned());
    let scope = FileScope::new(rust, local.collect());
    let mut items = Vec::new();
    for id in types {
        items.extend(types::items(&scope, *id)?);
    }
    let docs = Docs::new("Types that several resources of the service share.");
    format::file(&head(&docs, &of.service.file, &scope), &items)
}
