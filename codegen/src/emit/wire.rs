//! Tests of every operation: what goes over the wire, and what responses are read as.
//!
//! What a request and a response are made of comes from the examples in the spec; what they turn into is kept in snapshots
//! by the hand-written side, `tests/wire/main.rs`.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value as Json};

use super::docs::Docs;
use super::example::{self, Examples, Extent};
use super::request::RequestParts;
use super::resource::{self, ResourceNames, head};
use super::scope::FileScope;
use super::usage::Usage;
use super::{Error, File, format};
use crate::model::{Field, FieldType, Operation, Resource, ResponseKind, Service, Spec, TypeKind};
use crate::names;

/// The generated tests.
pub(crate) fn test_files(spec: &Spec, usage: &Usage) -> Result<Vec<File>, Error> {
    let file = |name: &str, source: &str, text| {
        File::new(format!("tests/wire/generated/{name}.rs"), source, text)
    };
    let mut files = Vec::new();
    let mut modules = Vec::new();
    for service in &spec.services {
        let module = names::method(&service.name);
        let text = service_file(spec, usage, service)?;
        files.push(file(&module, &service.file, text));
        modules.push(format!("mod {module};\n"));
    }
    modules.sort();
    let scope = FileScope::new(spec, usage, Default::default());
    let docs = Docs::new("What every operation sends, and what it reads.");
    let head = head(&docs, "spec", &scope) + "\n" + &modules.concat();
    files.push(file("mod", "spec", format::file(&head, &[])?));
    Ok(files)
}

fn service_file(spec: &Spec, usage: &Usage, service: &Service) -> Result<String, Error> {
    let mut items = Vec::new();
    for resource in &service.resources {
        let scope = resource::scope(spec, usage, service, resource);
        let names = ResourceNames::new(spec, service, resource);
        items.push(resource_module(&scope, service, resource, &names)?);
    }
    let docs = Docs::new(format!(
        "What the operations of {} send, and what they read.",
        service.name
    ));
    let folder = service
        .file
        .rsplit_once('/')
        .map_or(service.file.as_str(), |(folder, _)| folder);
    let scope = FileScope::new(spec, usage, Default::default());
    format::file(&head(&docs, folder, &scope), &items)
}

fn resource_module(
    scope: &FileScope<'_>,
    service: &Service,
    resource: &Resource,
    resource_names: &ResourceNames,
) -> Result<TokenStream, Error> {
    let service_name = names::ident(&names::type_name(&service.name));
    let crate_name = names::ident(&names::crate_ident(&service.name));
    let accessor = names::ident(&resource_names.module);
    let mut examples = Examples::new(scope);
    let mut tests = Vec::new();
    for operation in &resource.operations {
        let request = RequestParts::new(scope, operation)?;
        let method = resource_names.method(resource, operation);
        let call = names::ident(&method);
        let id = &operation.id;
        let full = examples.request(&request, Extent::Everything)?;
        let mut cases = vec![(method.clone(), id.clone(), full)];
        if request.optional().next().is_some() {
            let least = examples.request(&request, Extent::Required)?;
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
        if !matches!(
            operation.response_kind,
            ResponseKind::Json | ResponseKind::Flat
        ) {
            continue;
        }
        let test = names::ident(&format!("reads_{}", method.trim_end_matches('_')));
        let least = examples.request(&request, Extent::Required)?;
        let responses = responses(scope, operation)?
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
    let module = names::ident(&resource_names.module);
    Ok(quote! {
        mod #module {
            use #crate_name::#service_name;
            #imports

            #(#tests)*
        }
    })
}

/// Responses that an operation must read: as documented, and as badly as they can come.
fn responses(
    scope: &FileScope<'_>,
    operation: &Operation,
) -> Result<Vec<(&'static str, Json)>, Error> {
    let documented = example::response(scope, &operation.response)?;
    let unknown = with_surprises(scope, &operation.response, &documented)?;
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
    Ok(responses)
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
fn with_surprises(scope: &FileScope<'_>, fields: &[Field], response: &Json) -> Result<Json, Error> {
    let Json::Object(values) = response else {
        return Ok(response.clone());
    };
    let mut surprising = Map::new();
    for (name, value) in values {
        let field = fields.iter().find(|field| field.name == *name);
        let value = match field {
            Some(Field {
                ty: FieldType::Named(reference),
                ..
            }) => match &scope.find(*reference).kind {
                TypeKind::StringEnum(_) => replace(value, &|_| Ok(Json::from("surprise")))?,
                TypeKind::IntEnum(_) => replace(value, &|_| Ok(Json::from(987_654)))?,
                TypeKind::Object(fields) => {
                    replace(value, &|object| with_surprises(scope, fields, object))?
                }
                TypeKind::Id => value.clone(),
            },
            _ => value.clone(),
        };
        surprising.insert(name.clone(), value);
    }
    surprising.insert("surprise".to_owned(), serde_json::json!({"deep": [null]}));
    Ok(Json::Object(surprising))
}

/// Replaces a value, or each value of a list.
fn replace(value: &Json, by: &dyn Fn(&Json) -> Result<Json, Error>) -> Result<Json, Error> {
    match value {
        Json::Array(values) => values.iter().map(|value| replace(value, by)).collect(),
        one => by(one),
    }
}
