//! What the sandbox knows of calls beside their tables: the documented requests, whose things are there from the beginning, the
//! documented responses, and which of their fields repeat the request.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value as Json;

use super::file::{File, declaration, head};
use super::share;
use crate::rust::format;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::Docs;
use crate::rust::items::example;
use crate::rust::items::scope::FileScope;
use crate::rust::shape::{RustOperation, RustSpec, nth_module};
use crate::spec::model::{Field, FieldType, Operation, PagingBy, TypeId, TypeKind};
use crate::text::names;

/// Where the files go.
const FOLDER: &str = "crates/feishu-sandbox/src/generated/responses";

/// The documented calls: one file for each service, or several if that would be too long, and a list of them.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let scope = FileScope::new(rust, Default::default());
    let mut files = Vec::new();
    let mut modules = Vec::new();
    for of in &rust.services {
        let operations = of.resources.iter().flat_map(|of| &of.operations);
        let operations: Vec<_> = operations.collect();
        let name = &of.service.name;
        let docs = Docs::new(format!("The documented requests and responses of {name}."));
        let mut head = head(&docs, &of.service.file, &scope);
        head.push_str("\nuse super::Documented;\n");
        let drafts = share::drafts(operations.len(), |share| {
            let calls = operations[share].iter().map(|of| call(&scope, of));
            let docs = Docs::new("The calls, an operation each.").item();
            let item = quote! {
                #docs
                pub(super) static CALLS: &[Documented] = &[#(#calls),*];
            };
            format::file(&head, &[item])
        })?;
        for (number, (_, draft)) in (1..).zip(drafts) {
            let module = nth_module(name, number);
            let path = format!("{FOLDER}/{module}.rs");
            files.push(File::new(path, &of.service.file, draft));
            modules.push(module);
        }
    }
    files.push(list(&scope, modules)?);
    Ok(files)
}

/// The file that has the responses of all services.
fn list(scope: &FileScope<'_>, mut modules: Vec<String>) -> Result<File, Error> {
    modules.sort();
    let docs = Docs::new("The documented requests and responses of the operations.");
    let mut head = head(&docs, "spec", scope) + "\n";
    for module in &modules {
        head.push_str(&declaration("responses", module));
    }
    let modules = modules.iter().map(|module| names::ident(module));
    let docs = [
        "A documented call.",
        "The id of the operation.",
        "The values of the request, as JSON: its `path`, `query` and `body`, as far as it has them.",
        "The `data` of the response, as JSON; an empty object if there is none.",
        "The fields of the response that repeat a field of the request, as names with dots between them; lists are passed over.",
        "Every operation.",
    ];
    let [ty, operation, request, data, repeated, all] = docs.map(|docs| Docs::new(docs).item());
    let items = [
        quote! {
            #ty
            pub(crate) struct Documented {
                #operation
                pub(crate) operation: &'static str,
                #request
                pub(crate) request: &'static str,
                #data
                pub(crate) data: &'static str,
                #repeated
                pub(crate) repeated: &'static [&'static str],
            }
        },
        quote! {
            #all
            pub(crate) static ALL: &[&[Documented]] = &[#(#modules::CALLS),*];
        },
    ];
    Ok(File::new(
        format!("{FOLDER}/mod.rs"),
        "spec",
        format::file(&head, &items)?,
    ))
}

/// The call of an operation. A list has one page.
fn call(scope: &FileScope<'_>, of: &RustOperation<'_>) -> TokenStream {
    let operation = of.operation;
    let mut data = example::values(scope, &operation.response);
    if let (Some(paging), Some(data)) = (&operation.paging, data.as_object_mut()) {
        let name = |at: usize| operation.response.get(at).map(|field| &field.name);
        if let Some(more) = name(paging.more) {
            data.insert(more.clone(), Json::Bool(false));
        }
        if let PagingBy::Token { next, .. } = paging.by
            && let Some(next) = name(next)
        {
            data.shift_remove(next);
        }
    }
    let data = example::raw_json(&data);
    let repeated = repeated(scope, operation);
    let id = &operation.id;
    let parts = [
        ("path", &operation.path_params),
        ("query", &operation.query),
        ("body", &operation.body),
    ];
    let parts = parts.into_iter().filter(|(_, fields)| !fields.is_empty());
    let parts = parts.map(|(part, fields)| (part.to_owned(), example::values(scope, fields)));
    let request = example::raw_json(&Json::Object(parts.collect()));
    quote! {
        Documented {
            operation: #id,
            request: #request,
            data: #data,
            repeated: &[#(#repeated),*],
        }
    }
}

/// The fields of a response that have the name and the type of one of the request.
fn repeated(scope: &FileScope<'_>, operation: &Operation) -> Vec<String> {
    let mut search = Search {
        scope,
        operation,
        inside: Vec::new(),
        found: Vec::new(),
    };
    search.fields("", &operation.response);
    search.found
}

/// A search for fields that repeat the request.
struct Search<'s, 'a> {
    scope: &'s FileScope<'a>,
    operation: &'s Operation,
    /// The objects that the search is in.
    inside: Vec<TypeId>,
    found: Vec<String>,
}

impl Search<'_, '_> {
    fn fields(&mut self, before: &str, fields: &[Field]) {
        for field in fields {
            let path = format!("{before}{}", field.name);
            if self.requested(&field.name).is_some_and(|requested| {
                requested.array == field.array && self.kind(requested) == self.kind(field)
            }) {
                self.found.push(path);
            } else if let FieldType::Named(id) = field.ty
                && let TypeKind::Object(fields) = &self.scope.definition(id).kind
                && !self.inside.contains(&id)
            {
                self.inside.push(id);
                self.fields(&format!("{path}."), fields);
                self.inside.pop();
            }
        }
    }

    /// The field of the request with this name: that of the body before others, since a query says how, and a body what.
    fn requested(&self, name: &str) -> Option<&Field> {
        let Operation {
            body,
            path_params,
            query,
            paging,
            ..
        } = self.operation;
        // Where a page begins is not where the next does.
        let pages = paging.as_ref().map(|paging| paging.by.field());
        let page = pages.and_then(|at| self.operation.request_fields().nth(at));
        if page.is_some_and(|page| page.name == name) {
            return None;
        }
        let mut fields = body.iter().chain(path_params).chain(query);
        fields.find(|field| field.name == name)
    }

    /// What two fields must share for the one to repeat the other.
    fn kind(&self, field: &Field) -> Kind {
        match &field.ty {
            FieldType::Named(id) => match &self.scope.definition(*id).kind {
                TypeKind::Id | TypeKind::Parts(_) => Kind::Text,
                TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => Kind::Listed(*id),
                TypeKind::Object(_) => Kind::Object,
            },
            FieldType::String => Kind::Text,
            FieldType::Int | FieldType::Float => Kind::Number,
            FieldType::Bool => Kind::Flag,
            FieldType::Object | FieldType::Map(_) | FieldType::Any | FieldType::File => Kind::Other,
        }
    }
}

/// The type of a field, as far as it must agree.
#[derive(PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Flag,
    /// A value of an enumeration: one of another would not be understood.
    Listed(TypeId),
    Object,
    Other,
}
