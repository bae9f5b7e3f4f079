//! Tests of every operation: what goes over the wire, and what responses are read as.
//!
//! What a request and a response are made of comes from the examples in the spec; what they turn into is kept in snapshots
//! by the hand-written side, `tests/wire/main.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value as Json};

use super::docs::Docs;
use super::example::{self, Examples, Extent};
use super::file::{File, folder, head};
use super::scope::FileScope;
use super::{Error, format, resource};
use crate::model::{Field, FieldType, Operation, TypeKind};
use crate::names;
use crate::shape::{Output, RustResource, RustService, RustSpec};

/// The generated tests.
pub(super) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let file = |name: &str, source: &str, text| {
        File::new(format!("tests/wire/generated/{name}.rs"), source, text)
    };
    let mut files = Vec::new();
    let mut modules = Vec::new();
    for service in &rust.services {
        let module = &service.test_module;
        let text = service_file(rust, service)?;
        files.push(file(module, &service.service.file, text));
        modules.push(format!("mod {module};\n"));
    }
    modules.sort();
    let scope = FileScope::new(rust, Default::default());
    let docs = Docs::new("What every operation sends, and what it reads.");
    let head = head(&docs, "spec", &scope) + "\n" + &modules.concat();
    files.push(file("mod", "spec", format::file(&head, &[])?));
    Ok(files)
}

fn service_file(rust: &RustSpec<'_>, of: &RustService<'_>) -> Result<String, Error> {
    let mut items = Vec::new();
    for resource in &of.resources {
        let scope = resource::scope(rust, resource);
        items.push(resource_module(&scope, of, resource)?);
    }
    let docs = Docs::new(format!(
        "What the operations of {} send, and what they read.",
        of.service.name
    ));
    let scope = FileScope::new(rust, Default::default());
    let source = folder(&of.service.file);
    format::file(&head(&docs, source, &scope), &items)
}

fn resource_module(
    scope: &FileScope<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
) -> Result<TokenStream, Error> {
    let service_name = names::ident(&service.name);
    let crate_name = names::ident(&service.crate_ident);
    let accessor = names::ident(&resource.module);
    let mut examples = Examples::new(scope);
    let mut tests = Vec::new();
    for of in &resource.operations {
        let method = &of.method;
        let call = names::ident(method);
        let id = &of.operation.id;
        let full = examples.request(of, Extent::Everything);
        let mut cases = vec![(method.clone(), id.clone(), full)];
        if of.request.optional().next().is_some() {
            let least = examples.request(of, Extent::Required);
            cases.push((
                format!("{method}_with_the_least"),
                format!("{id}.least"),
                least,
            ));
        }
        for (test, name, request) in cases {
            let test = names::ident(&format!("sends_{}", test.trim_end_matches('_')));
            tests.push(quote! {
                #[test]
                fn #test() {
                    let request = #request;
                    crate::sends(#name, |client| #service_name::new(client).#accessor().#call(request));
                }
            });
        }
        if !matches!(of.output, Output::Response { .. }) {
            continue;
        }
        let test = names::ident(&format!("reads_{}", method.trim_end_matches('_')));
        let least = examples.request(of, Extent::Required);
        let responses = responses(scope, of.operation)
            .into_iter()
            .map(|(case, response)| {
                let text = serde_json::to_string_pretty(&response).unwrap_or_default();
                let text: Literal = format!("r#\"{text}\"#")
                    .parse()
                    .unwrap_or_else(|_| Literal::string(&text));
                quote!((#case, #text))
            });
        tests.push(quote! {
            #[test]
            fn #test() {
                let responses = [#(#responses),*];
                let request = #least;
                crate::reads(#id, &responses, |client| #service_name::new(client).#accessor().#call(request.clone()));
            }
        });
    }
    let imports: syn::File =
        syn::parse_str(&examples.imports()).map_err(|error| Error::Syntax {
            reason: error.to_string(),
            source: examples.imports(),
        })?;
    Ok(quote! {
        mod #accessor {
            use #crate_name::#service_name;
            #imports

            #(#tests)*
        }
    })
}

/// Responses that an operation must read: as documented, and as badly as they can come.
fn responses(scope: &FileScope<'_>, operation: &Operation) -> Vec<(&'static str, Json)> {
    let documented = example::response(scope, &operation.response);
    let unknown = with_surprises(scope, &operation.response, &documented);
    let nulls = operation
        .response
        .iter()
        .map(|field| (field.name.clone(), Json::Null))
        .collect();
    let deep_nulls = with_nulls(&documented);
    let mut responses = vec![
        ("documented", documented.clone()),
        ("unknown values and fields", unknown),
        ("empty", Json::Object(Map::new())),
        ("every field null", Json::Object(nulls)),
    ];
    if deep_nulls != responses[3].1 {
        responses.push(("every field of every object null", deep_nulls));
    }
    responses.push(("null", Json::Null));
    responses
}

/// The same with `null` in place of every value that is not an object or a list of them.
fn with_nulls(response: &Json) -> Json {
    match response {
        Json::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), with_nulls(value)))
            .collect(),
        Json::Array(values) if values.iter().any(Json::is_object) => {
            values.iter().map(with_nulls).collect()
        }
        _ => Json::Null,
    }
}

/// The same with a value of every enumeration, and a field of every object, that nobody has heard of.
fn with_surprises(scope: &FileScope<'_>, fields: &[Field], response: &Json) -> Json {
    let Json::Object(values) = response else {
        return response.clone();
    };
    let mut surprising = Map::new();
    for (name, value) in values {
        let field = fields.iter().find(|field| field.name == *name);
        let value = match field {
            Some(Field {
                ty: FieldType::Named(reference),
                ..
            }) => match &scope.definition(*reference).kind {
                TypeKind::StringEnum(_) => replace(value, &|_| Json::from("surprise")),
                TypeKind::IntEnum(_) => replace(value, &|_| Json::from(987_654)),
                TypeKind::Object(fields) => {
                    replace(value, &|object| with_surprises(scope, fields, object))
                }
                TypeKind::Id => value.clone(),
            },
            _ => value.clone(),
        };
        surprising.insert(name.clone(), value);
    }
    surprising.insert("surprise".to_owned(), serde_json::json!({"deep": [null]}));
    Json::Object(surprising)
}

/// Replaces a value, or each value of a list.
fn replace(value: &Json, by: &dyn Fn(&Json) -> Json) -> Json {
    match value {
        Json::Array(values) => values.iter().map(|value| replace(value, by)).collect(),
        one => by(one),
    }
}
