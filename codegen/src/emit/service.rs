//! The files of a service: `mod.rs` with the struct that everything starts from, `types.rs`, and one per resource.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Docs, alias};
use super::resource::{self, ResourceNames, head};
use super::scope::FileScope;
use super::usage::Usage;
use super::{Error, File, alternatives, format, types, verbs};
use crate::model::{Resource, Service, Spec};
use crate::names;

/// The generated files of a service.
pub(crate) fn service_files(
    spec: &Spec,
    usage: &Usage,
    service: &Service,
) -> Result<Vec<File>, Error> {
    let folder = format!("crates/{}/src/generated", names::crate_name(&service.name));
    let mut files = vec![File::new(
        format!("{folder}/mod.rs"),
        &service.file,
        service_file(spec, usage, service)?,
    )];
    if !service.types.is_empty() {
        files.push(File::new(
            format!("{folder}/types.rs"),
            &service.file,
            types_file(spec, usage, service)?,
        ));
    }
    for resource in &service.resources {
        for (name, text) in resource::files(spec, usage, service, resource)? {
            files.push(File::new(format!("{folder}/{name}"), &resource.file, text));
        }
    }
    Ok(files)
}

/// The module of a resource, which is also the service's method.
pub(super) fn module_name(service: &Service, resource: &Resource) -> String {
    let mut versions = service
        .resources
        .iter()
        .filter(|other| other.name == resource.name);
    let first = versions
        .next()
        .map_or(&resource.version, |first| &first.version);
    names::resource_module(&resource.name, &resource.version, first)
}

fn service_file(spec: &Spec, usage: &Usage, service: &Service) -> Result<String, Error> {
    let name = names::type_name(&service.name);
    let local = BTreeSet::from([name.clone()]);
    let scope = FileScope::new(spec, usage, local).of_service(service);
    let client = scope.core("Client");
    let resources: Vec<(&Resource, ResourceNames)> = service
        .resources
        .iter()
        .map(|resource| (resource, ResourceNames::new(spec, service, resource)))
        .collect();

    let modules = resources.iter().map(|(_, resource)| {
        let module = names::ident(&resource.module);
        quote!(pub mod #module;)
    });
    let mut modules: Vec<TokenStream> = modules.collect();
    if !service.types.is_empty() {
        modules.push(quote!(
            pub mod types;
        ));
    }
    modules.sort_by_key(ToString::to_string);

    let accessors = resources.iter().map(|(resource, names)| {
        let (module, accessor) = (&names.module, &names.accessor);
        let methods: Vec<String> = names
            .methods
            .iter()
            .map(|method| format!("[`{method}`]({module}::{accessor}::{method})"))
            .collect();
        let docs = Docs::from_spec(&resource.doc)
            .paragraph(format!("Operations: {}.", alternatives(&methods, "and")))
            .member();
        let (method, accessor) = (names::ident(&names.module), names::ident(&names.accessor));
        quote! {
            #docs
            pub const fn #method(&self) -> #method::#accessor<'_> {
                #method::#accessor::new(&self.client)
            }
        }
    });
    let mut verbs = Vec::new();
    let mut taken: BTreeSet<String> = resources
        .iter()
        .map(|(_, names)| names.module.clone())
        .collect();
    for (resource, _) in &resources {
        for job in &resource.jobs {
            if !taken.insert(names::method(&job.name)) {
                return Err(Error::Unsupported {
                    what: format!(
                        "the job `{}` is named like a resource or another job of the service",
                        job.name
                    ),
                    place: resource.file.clone(),
                });
            }
            verbs.extend(verbs::verbs(&scope, service, resource, job)?);
        }
    }

    let alias = alias(&service.title, &name);
    let docs = Docs::from_spec(&service.doc).item();
    let name = names::ident(&name);
    let items = [
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
    ];
    let mut head = head(&Docs::from_spec(&service.doc), &service.file, &scope);
    head.push('\n');
    for module in &modules {
        head.push_str(&module.to_string().replace(" ;", ";"));
        head.push('\n');
    }
    format::file(&head, &items)
}

fn types_file(spec: &Spec, usage: &Usage, service: &Service) -> Result<String, Error> {
    let local = service
        .types
        .iter()
        .map(|id| spec.types[*id].name.clone())
        .collect();
    let scope = FileScope::new(spec, usage, local).of_service(service);
    let mut items = Vec::new();
    for id in &service.types {
        items.extend(types::items(&scope, *id)?);
    }
    let docs = Docs::new("Types that several resources of the service share.");
    format::file(&head(&docs, &service.file, &scope), &items)
}
