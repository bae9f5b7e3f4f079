//! Tests of every operation: what goes over the wire, and what responses are read as.
//!
//! What a request and a response are made of comes from the examples in the spec; what they turn into is kept in snapshots
//! by the hand-written side, `tests/wire/main.rs`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value as Json};

use super::file::{File, declaration, head};
use super::share;
use crate::rust::format;
use crate::rust::format::Draft;
use crate::rust::format::Error;
use crate::rust::format::rustdoc::Docs;
use crate::rust::format::text::number;
use crate::rust::items::deprecated;
use crate::rust::items::example::{self, Examples, Extent};
use crate::rust::items::scope::FileScope;
use crate::rust::shape::{
    CodeHome, Output, RustOperation, RustResource, RustService, RustSpec, kind_of, nth_module,
};
use crate::spec::model::{Field, FieldType, Operation, TypeKind};
use crate::text::names;

/// The generated tests.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    let mut services = Vec::new();
    for of in &rust.services {
        let (service, folder) = (of.service, &of.test_module);
        let mut modules: Vec<(String, String)> = Vec::new();
        for resource in &of.resources {
            for (module, draft) in resource_files(rust, of, resource)? {
                let source = &resource.resource.file;
                files.push(file(&format!("{folder}/{module}"), source, draft));
                modules.push((module, deprecated::allowance(resource)));
            }
        }
        let docs = Docs::new(format!(
            "What the operations of {} send, and what they read.",
            service.name
        ));
        let draft = list(rust, &docs, &service.file, (folder, modules))?;
        files.push(file(&format!("{folder}/mod"), &service.file, draft));
        services.push((folder.clone(), String::new()));
    }
    let docs = Docs::new("What every operation sends, and what it reads.");
    let draft = list(rust, &docs, "spec", ("generated", services))?;
    files.push(file("mod", "spec", draft));
    Ok(files)
}

fn file(name: &str, source: &str, draft: Draft) -> File {
    File::new(format!("tests/wire/generated/{name}.rs"), source, draft)
}

/// A file that has nothing but modules, each with the attributes that stand before it.
fn list(
    rust: &RustSpec<'_>,
    docs: &Docs,
    source: &str,
    (parent, mut modules): (&str, Vec<(String, String)>),
) -> Result<Draft, Error> {
    modules.sort();
    let modules: String = modules
        .iter()
        .map(|(module, attributes)| attributes.clone() + &declaration(parent, module))
        .collect();
    let scope = FileScope::new(rust, Default::default());
    format::file(&(head(docs, source, &scope) + "\n" + &modules), &[])
}

/// The tests of a resource: one file, or several if that would be too long.
fn resource_files(
    rust: &RustSpec<'_>,
    service: &RustService<'_>,
    of: &RustResource<'_>,
) -> Result<Vec<(String, Draft)>, Error> {
    let scope = FileScope::of_resource(rust, of);
    let docs = Docs::new(format!(
        "What the operations of `{}` send, and what they read.",
        of.resource.name
    ));
    let mut head = head(&docs, &of.resource.file, &scope);
    let (crate_ident, name) = (&service.crate_ident, &service.name);
    head.push_str(&format!("\nuse {crate_ident}::{name};\n"));
    let drafts = share::drafts(of.operations.len(), |share| {
        let mut examples = Examples::new(&scope);
        let mut items = Vec::new();
        for operation in &of.operations[share] {
            let call = [name, &of.method, &operation.method].map(|name| names::ident(name));
            items.extend(tests(&scope, &mut examples, operation, &call));
            items.extend(refusals(&scope, &mut examples, (service, operation), &call));
        }
        format::file(&(head.clone() + &examples.imports()), &items)
    })?;
    let files = (1..).zip(drafts);
    let files = files.map(|(number, (_, draft))| (nth_module(&of.module, number), draft));
    Ok(files.collect())
}

/// The tests of one operation. `call` are the struct of the service and the methods that lead to the operation.
fn tests(
    scope: &FileScope<'_>,
    examples: &mut Examples<'_, '_>,
    of: &RustOperation<'_>,
    [service, accessor, call]: &[Ident; 3],
) -> Vec<TokenStream> {
    let [full_test, least_test, reads, _] = of.test_names();
    let mut tests = Vec::new();
    let id = &of.operation.id;
    let full = examples.request(of, Extent::Everything);
    let mut cases = vec![(full_test, id.clone(), full)];
    if of.request.optional().next().is_some() {
        let least = examples.request(of, Extent::Required);
        cases.push((least_test, format!("{id}.least"), least));
    }
    for (test, name, request) in cases {
        let test = names::ident(&test);
        tests.push(quote! {
            #[test]
            fn #test() {
                let request = #request;
                crate::sends(#name, |client| #service::new(client).#accessor().#call(request));
            }
        });
    }
    if !matches!(of.output, Output::Response { .. }) {
        return tests;
    }
    let test = names::ident(&reads);
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
            crate::reads(#id, &responses, |client| #service::new(client).#accessor().#call(request.clone()));
        }
    });
    tests
}

/// The test that every documented refusal is the error that it is documented as.
fn refusals(
    scope: &FileScope<'_>,
    examples: &mut Examples<'_, '_>,
    (of_service, of): (&RustService<'_>, &RustOperation<'_>),
    [service, accessor, call]: &[Ident; 3],
) -> Option<TokenStream> {
    let codes = scope.rust().codes(of_service);
    let rows: Vec<_> = of
        .operation
        .errors
        .iter()
        .filter_map(|error| {
            let (code, home) = codes.find(error.code)?;
            let constant = names::ident(&code.constant);
            let codes = match home {
                CodeHome::Service => examples.import(&of_service.crate_ident, "codes"),
                CodeHome::Platform => quote!(feishu_core::codes),
            };
            // What names no status may come with any.
            let status = number(error.status.unwrap_or(200));
            let kind = names::ident(&kind_of(error.meaning.class?));
            let kinds = examples.import("feishu_core", "ErrorKind");
            Some(quote!((#status, #codes::#constant, #kinds::#kind)))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let [.., refuses] = of.test_names();
    let test = names::ident(&refuses);
    let least = examples.request(of, Extent::Required);
    Some(quote! {
        #[test]
        fn #test() {
            let refusals = [#(#rows),*];
            let request = #least;
            crate::refuses(&refusals, |client| #service::new(client).#accessor().#call(request.clone()));
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
                TypeKind::Id | TypeKind::Parts(_) => value.clone(),
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
