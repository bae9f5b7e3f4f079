//! The file of one resource, `crates/feishu-<service>/src/generated/<resource>.rs`, and what it is relieved of if it
//! gets too long, `<resource>/*.rs`.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::accessor::{self, Accessor};
use super::codes::Codes;
use super::docs::Docs;
use super::errors::SharedErrors;
use super::request::{self, RequestParts};
use super::scope::FileScope;
use super::usage::Usage;
use super::{Error, format, generated_note, jobs, paging, response, service, types};
use crate::model::{Operation, Resource, Service, Spec};
use crate::names;

/// What other files need to know of a resource.
#[derive(Debug)]
pub(super) struct ResourceNames {
    /// The module, and the service's method.
    pub(super) module: String,
    /// The accessor's struct.
    pub(super) accessor: String,
    /// The accessor's methods, one for each operation.
    pub(super) methods: Vec<String>,
}

impl ResourceNames {
    /// Names a resource.
    pub(super) fn new(spec: &Spec, service: &Service, resource: &Resource) -> Self {
        let module = service::module_name(service, resource);
        let taken = type_names(spec, resource);
        let wanted = names::type_name(&module);
        let accessor = if taken.contains(&wanted) {
            format!("{wanted}Operations")
        } else {
            wanted
        };
        let methods = names::unique(
            resource
                .operations
                .iter()
                .map(|operation| names::method(&operation.name)),
            "_",
            &[],
        );
        Self {
            module,
            accessor,
            methods,
        }
    }

    /// The method of an operation.
    pub(super) fn method(&self, resource: &Resource, operation: &Operation) -> String {
        let at = resource
            .operations
            .iter()
            .position(|other| other.id == operation.id);
        at.and_then(|at| self.methods.get(at))
            .cloned()
            .unwrap_or_else(|| names::method(&operation.name))
    }
}

/// The types that the file of a resource defines, its accessor apart.
fn type_names(spec: &Spec, resource: &Resource) -> BTreeSet<String> {
    let types = resource.types.iter().map(|id| spec.types[*id].name.clone());
    let requests = resource
        .operations
        .iter()
        .map(|operation| names::type_name(&operation.request_type));
    let responses = resource.operations.iter().map(request::response_name);
    let jobs = resource.jobs.iter().map(jobs::type_name);
    types.chain(requests).chain(responses).chain(jobs).collect()
}

/// The scope of the file of a resource.
pub(super) fn scope<'a>(
    spec: &'a Spec,
    usage: &'a Usage,
    service: &'a Service,
    resource: &'a Resource,
) -> FileScope<'a> {
    let mut local = type_names(spec, resource);
    local.insert(ResourceNames::new(spec, service, resource).accessor);
    FileScope::new(spec, usage, local)
        .of_service(service)
        .of_resource(resource)
}

/// The most lines that the file of a resource should have. One that has more is relieved of its [`Part`]s.
const MAX_LINES: usize = 900;

/// What stands in a resource's file behind its operations, or in a file of its own if that one gets too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Types,
    Jobs,
    Errors,
    Codes,
}

impl Part {
    /// As they follow each other in one file.
    const IN_ORDER: [Self; 4] = [Self::Types, Self::Jobs, Self::Errors, Self::Codes];

    /// As they are taken out: first those that a reader of the operations misses least.
    const TAKEN_OUT: [Self; 4] = [Self::Types, Self::Jobs, Self::Codes, Self::Errors];

    const fn module(self) -> &'static str {
        match self {
            Self::Types => "types",
            Self::Jobs => "jobs",
            Self::Errors => "errors",
            Self::Codes => "codes",
        }
    }

    /// How the resource's file takes in the file of the part.
    const fn declaration(self) -> &'static str {
        match self {
            Self::Types => "mod types;\npub use types::*;\n",
            Self::Jobs => "mod jobs;\npub use jobs::*;\n",
            Self::Errors => "mod errors;\n",
            Self::Codes => "pub mod codes;\n",
        }
    }
}

/// The files of a resource: its name in the service's folder, and its text.
pub(super) fn files(
    spec: &Spec,
    usage: &Usage,
    service: &Service,
    resource: &Resource,
) -> Result<Vec<(String, String)>, Error> {
    let names = ResourceNames::new(spec, service, resource);
    let codes = Codes::of(&resource.operations);
    let parts = Parts {
        scope: scope(spec, usage, service, resource),
        service,
        resource,
        names: &names,
        shared: SharedErrors::of(&resource.operations, &codes),
        codes: &codes,
    };
    let mut text = parts.main(&[])?;
    let mut out: &[Part] = &[];
    for many in 1..=Part::TAKEN_OUT.len() {
        if text.lines().count() <= MAX_LINES {
            break;
        }
        out = &Part::TAKEN_OUT[..many];
        text = parts.main(out)?;
    }
    let module = &names.module;
    let mut files = vec![(format!("{module}.rs"), text)];
    for part in out {
        if let Some(text) = parts.apart(*part)? {
            files.push((format!("{module}/{}.rs", part.module()), text));
        }
    }
    Ok(files)
}

/// What the files of a resource are made from.
struct Parts<'a> {
    scope: FileScope<'a>,
    service: &'a Service,
    resource: &'a Resource,
    names: &'a ResourceNames,
    codes: &'a Codes<'a>,
    shared: SharedErrors<'a>,
}

impl Parts<'_> {
    /// The resource's file, without the parts that stand in files of their own.
    fn main(&self, out: &[Part]) -> Result<String, Error> {
        let (resource, names) = (self.resource, self.names);
        let scope = self.scope.clone().without_imports();
        let accessor = Accessor {
            name: &names.accessor,
            service: &names::type_name(&self.service.name),
            method: &names.module,
            operations: &resource.operations,
            methods: &names.methods,
            jobs: &resource.jobs,
            codes: self.codes,
        };
        let visibility = quote!(pub);
        let mut items: Vec<TokenStream> = accessor::items(&scope, &accessor, resource)?;
        for operation in &resource.operations {
            let request = RequestParts::new(&scope, operation)?;
            let method = names.method(resource, operation);
            let link = format!("[`{}::{method}`]", names.accessor);
            let shared = &self.shared;
            items.extend(request::items(
                &scope,
                &request,
                &visibility,
                &link,
                shared,
            )?);
            items.extend(response::items(&scope, operation, &visibility)?);
            if let Some(paging) = &operation.paging {
                items.push(paging::paged(&scope, &request, paging)?);
            }
        }
        let mut declarations = Vec::new();
        for part in Part::IN_ORDER {
            if out.contains(&part) {
                if !self.items(part, &scope.clone().one_deeper())?.is_empty() {
                    declarations.push(part.declaration());
                }
                continue;
            }
            // A module in the file has imports of its own.
            let module = scope.clone().without_imports();
            match part {
                Part::Types | Part::Jobs => items.extend(self.items(part, &scope)?),
                Part::Errors => {
                    let constants = self.items(part, &module)?;
                    let docs = SharedErrors::docs().item();
                    items.extend(inline(&docs, &quote!(mod errors), &module, &constants));
                }
                Part::Codes => {
                    let constants = self.items(part, &module)?;
                    let docs = Codes::docs().item();
                    items.extend(inline(&docs, &quote!(pub mod codes), &module, &constants));
                }
            }
        }
        let docs = Docs::from_spec(&resource.doc);
        scope.keep_imports_of(&items);
        let mut head = head(&docs, &resource.file, &scope);
        if !declarations.is_empty() {
            // rustfmt sorts both kinds, each for itself.
            let (modules, uses): (Vec<&str>, Vec<&str>) = declarations
                .iter()
                .flat_map(|declaration| declaration.lines())
                .partition(|line| !line.starts_with("pub use"));
            for lines in [modules, uses].iter().filter(|lines| !lines.is_empty()) {
                head.push('\n');
                head.push_str(&lines.join("\n"));
                head.push('\n');
            }
        }
        format::file(&head, &items)
    }

    /// The file of a part, if there is anything in it.
    fn apart(&self, part: Part) -> Result<Option<String>, Error> {
        let scope = self.scope.clone().one_deeper();
        let items = self.items(part, &scope)?;
        if items.is_empty() {
            return Ok(None);
        }
        let name = &self.resource.name;
        let docs = match part {
            Part::Types => Docs::new(format!("What the operations of `{name}` take and give.")),
            Part::Jobs => Docs::new(format!(
                "How the jobs of `{name}` are started and followed."
            )),
            Part::Errors => SharedErrors::docs(),
            Part::Codes => Codes::docs(),
        };
        scope.keep_imports_of(&items);
        let mut head = head(&docs, &self.resource.file, &scope);
        if part == Part::Jobs {
            // Jobs read private fields of the requests, which a module inside theirs may do.
            head.push_str("\nuse super::*;\n");
        }
        Ok(Some(format::file(&head, &items)?))
    }

    fn items(&self, part: Part, scope: &FileScope<'_>) -> Result<Vec<TokenStream>, Error> {
        match part {
            Part::Types => {
                let mut items = Vec::new();
                for id in &self.resource.types {
                    items.extend(types::items(scope, *id)?);
                }
                Ok(items)
            }
            Part::Jobs => jobs::items(scope, self.resource),
            Part::Errors => Ok(self.shared.constants(scope)),
            Part::Codes => Ok(self
                .codes
                .constants(scope, &self.names.accessor, |operation| {
                    self.names.method(self.resource, operation)
                })),
        }
    }
}

/// A module inside a file, if there is anything in it.
fn inline(
    docs: &TokenStream,
    module: &TokenStream,
    scope: &FileScope<'_>,
    items: &[TokenStream],
) -> Option<TokenStream> {
    let imports: TokenStream = scope.imports().parse().unwrap_or_default();
    (!items.is_empty()).then(|| {
        quote! {
            #docs
            #module {
                #imports

                #(#items)*
            }
        }
    })
}

/// The head of a file: what it is, where it comes from, what it imports.
pub(super) fn head(docs: &Docs, spec_file: &str, scope: &FileScope<'_>) -> String {
    let mut head = docs.inner();
    head.push_str(&generated_note(spec_file));
    let imports = scope.imports();
    if !imports.is_empty() {
        head.push('\n');
        head.push_str(&imports);
    }
    head
}
