//! Tests of every operation: what goes over the wire, and what responses are read as.
//!
//! What a request and a response are made of comes from the examples in the spec; what they turn into is kept in snapshots
//! by the hand-written side, `tests/src/wire/`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value as Json;

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
use crate::spec::model::{Field, FieldType, TypeKind};
use crate::text::names;

/// The generated tests: a target for each service, so that one which does not compile stops no other.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for of in &rust.services {
        let (service, target) = (of.service, &of.test_target);
        let file = |name: &str, source: &str, draft: Draft| {
            let path = format!("tests/tests/{target}/{name}.rs");
            File::new(path, source, draft)
        };
        let mut modules: Vec<(String, String)> = Vec::new();
        for resource in &of.resources {
            for (module, draft) in resource_files(rust, of, resource)? {
                let source = &resource.resource.file;
                files.push(file(&format!("generated/{module}"), source, draft));
                modules.push((module, deprecated::allowance(resource)));
            }
        }
        let docs = Docs::new(format!(
            "What the operations of {} send, and what they read.",
            service.name
        ));
        let draft = list(rust, &docs, &service.file, ("generated", modules))?;
        files.push(file("generated/mod", &service.file, draft));
        let docs = Docs::new(format!(
            "The wire tests of {}. `feishu_tests::wire` has what all services share.",
            service.name
        ));
        let root = vec![("generated".to_owned(), String::new())];
        let draft = list(rust, &docs, &service.file, (target, root))?;
        files.push(file("main", &service.file, draft));
    }
    Ok(files)
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

/// The tests of a resource: one file, or several if that would be too long. Each file has a snapshot of what its operations
/// send, and one of what they read.
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
    head.push_str(&format!(
        "\nuse feishu_tests::wire;\nuse {crate_ident}::{name};\n"
    ));
    let drafts = share::drafts(of.operations.len(), |share| {
        let mut examples = Examples::new(&scope);
        let mut items = Vec::new();
        let operations = &of.operations[share.clone()];
        for operation in operations {
            let call = [name, &of.method, &operation.method].map(|name| names::ident(name));
            items.push(sends(&mut examples, operation, &call));
            items.extend(reads(&scope, &mut examples, operation, &call));
            items.extend(refusals(&scope, &mut examples, (service, operation), &call));
        }
        items.splice(
            0..0,
            snapshots(&snapshot(service, of, share.start), operations),
        );
        format::file(&(head.clone() + &examples.imports()), &items)
    })?;
    let files = (1..).zip(drafts);
    let files = files.map(|(number, (_, draft))| (nth_module(&of.module, number), draft));
    Ok(files.collect())
}

/// The name of the snapshot of a file whose first operation is the one at `start` of its resource.
fn snapshot(service: &RustService<'_>, of: &RustResource<'_>, start: usize) -> String {
    let resource = format!("{}.{}", service.service.name, of.module);
    match of.operations.get(start).filter(|_| start > 0) {
        Some(first) => format!("{resource}.from_{}", first.method.trim_end_matches('_')),
        None => resource,
    }
}

/// The tests that hold what operations send and read against snapshots.
fn snapshots(name: &str, operations: &[RustOperation<'_>]) -> Vec<TokenStream> {
    let parts = |at: usize, has: fn(&RustOperation<'_>) -> bool| {
        let operations = operations.iter().filter(|of| has(of));
        let parts = operations.map(|of| names::ident(&of.test_names()[at]));
        parts.collect::<Vec<_>>()
    };
    let sends = parts(0, |_| true);
    let reads = parts(1, has_response);
    let mut tests = vec![quote! {
        #[test]
        fn sends() {
            wire::sends(#name, &[#(#sends),*]);
        }

        #[test]
        fn is_answered() {
            wire::is_answered(&[#(#sends),*]);
        }
    }];
    if !reads.is_empty() {
        tests.push(quote! {
            #[test]
            fn reads() {
                wire::reads(#name, &[#(#reads),*]);
            }
        });
    }
    tests
}

/// Whether an operation answers with something that is read.
const fn has_response(of: &RustOperation<'_>) -> bool {
    matches!(of.output, Output::Response { .. })
}

/// What adds the requests of an operation to a snapshot. `call` are the struct of the service and the methods that lead to
/// the operation.
fn sends(
    examples: &mut Examples<'_, '_>,
    of: &RustOperation<'_>,
    [service, accessor, call]: &[Ident; 3],
) -> TokenStream {
    let [name, ..] = of.test_names().map(|name| names::ident(&name));
    let mut extents = vec![(Extent::Everything, quote!(with_everything))];
    if of.request.optional().next().is_some() {
        extents.push((Extent::Required, quote!(with_the_least)));
    }
    let requests = extents.into_iter().map(|(extent, add)| {
        let request = examples.request(of, extent);
        quote! {
            let request = #request;
            sent.#add(|client| #service::new(client).#accessor().#call(request));
        }
    });
    let requests = requests.collect::<TokenStream>();
    quote! {
        fn #name(sent: &mut wire::Sent) {
            #requests
        }
    }
}

/// What reads the responses of an operation, and adds the documented one to a snapshot.
fn reads(
    scope: &FileScope<'_>,
    examples: &mut Examples<'_, '_>,
    of: &RustOperation<'_>,
    [service, accessor, call]: &[Ident; 3],
) -> Option<TokenStream> {
    if !has_response(of) {
        return None;
    }
    let [_, name, _] = of.test_names().map(|name| names::ident(&name));
    let least = examples.request(of, Extent::Required);
    let fields = &of.operation.response;
    let documented = example::values(scope, fields);
    let text = example::raw_json(&documented);
    let enumerations = enumerations(scope, fields, &documented);
    Some(quote! {
        fn #name(read: &mut wire::Read) {
            let documented = #text;
            let request = #least;
            read.add(documented, &[#(#enumerations),*], |client| {
                #service::new(client).#accessor().#call(request.clone())
            });
        }
    })
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
    let [.., test] = of.test_names().map(|name| names::ident(&name));
    let least = examples.request(of, Extent::Required);
    Some(quote! {
        #[test]
        fn #test() {
            let refusals = [#(#rows),*];
            let request = #least;
            wire::refuses(&refusals, |client| #service::new(client).#accessor().#call(request.clone()));
        }
    })
}

/// Where enumerations stand in a response, as names with slashes between them; lists are passed over.
fn enumerations(scope: &FileScope<'_>, fields: &[Field], response: &Json) -> Vec<String> {
    let response = match response {
        Json::Array(values) => values.first().unwrap_or(&Json::Null),
        other => other,
    };
    let mut found = Vec::new();
    for field in fields {
        let FieldType::Named(reference) = field.ty else {
            continue;
        };
        let (name, Some(value)) = (&field.name, response.get(&field.name)) else {
            continue;
        };
        match &scope.definition(reference).kind {
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => found.push(name.clone()),
            TypeKind::Object(fields) => {
                let inside = enumerations(scope, fields, value);
                found.extend(inside.iter().map(|path| format!("{name}/{path}")));
            }
            TypeKind::Id | TypeKind::Parts(_) => {}
        }
    }
    found
}
