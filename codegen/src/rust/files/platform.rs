//! What every service shares, in feishu-core.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::codes::CodeTable;
use super::file::{File, head};
use crate::rust::format;
use crate::rust::format::Draft;
use crate::rust::format::Error;
use crate::rust::format::docs::Docs;
use crate::rust::items::scope::FileScope;
use crate::rust::items::{errors, operation, request, response, types};
use crate::rust::shape::{PlatformModule, RustPlatform, RustSpec};
use crate::text::names;

/// The generated files of feishu-core.
pub(crate) fn files(rust: &RustSpec<'_>) -> Result<Vec<File>, Error> {
    let source = rust.spec.platform.file.as_str();
    const FOLDER: &str = "crates/feishu-core/src/generated";
    let file = |name: &str, text| {
        let path = format!("{FOLDER}/{name}.rs");
        File::new(path, source, text)
    };
    let mut files = vec![
        file("platform", platform_file(rust)?),
        file("types", types_file(rust)?),
    ];
    let mut modules = vec![
        "pub(crate) mod platform;".to_owned(),
        "pub mod types;".to_owned(),
    ];
    if !rust.platform.client_defaults.is_empty() {
        files.push(file("client_defaults", client_defaults_file(rust)?));
        modules.push("mod client_defaults;".to_owned());
    }
    for module in &rust.platform.modules {
        let name = &module.name;
        files.push(file(name, operations_file(rust, module)?));
        modules.push(format!("pub(crate) mod {name};"));
    }
    let scope = FileScope::new(rust, BTreeSet::new()).inside_core();
    let table = CodeTable {
        scope: &scope,
        codes: &rust.platform.codes,
        of: "the platform, which any operation may answer with",
        source,
        link: &|_| String::new(),
    };
    files.extend(table.files(FOLDER)?);
    modules.extend(["pub mod codes;", "pub mod errors;"].map(str::to_owned));
    modules.sort();
    let docs = Docs::new(
        "What every service shares: hosts, headers, types, error codes and the operations that obtain tokens.",
    );
    let head = head(&docs, source, &scope) + "\n" + &modules.join("\n") + "\n";
    files.push(file("mod", format::file(&head, &[])?));
    Ok(files)
}

fn platform_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let platform = rust.platform.platform;
    let scope = FileScope::new(rust, BTreeSet::new()).inside_core();
    let mut items: Vec<TokenStream> = Vec::new();
    for host in &rust.platform.hosts {
        let docs = Docs::new(format!("Where {} answers.", host.brand)).item();
        let (constant, url) = (names::ident(&host.constant), host.url);
        items.push(quote!(#docs pub(crate) const #constant: &str = #url;));
    }
    for header in &rust.platform.headers {
        let docs = Docs::new(format!(
            "The header of a response that holds the {}.",
            header.purpose.replace('_', " ")
        ))
        .item();
        let constant = names::ident(&header.constant);
        let header = header.header.to_lowercase();
        items.push(quote!(#docs pub const #constant: &str = #header;));
    }
    items.extend(signs(&rust.platform));
    let (info, code) = (scope.core("ErrorInfo"), scope.core("ErrorCode"));
    let codes = rust.platform.codes();
    let rows = codes.platform.iter().flat_map(|code| &code.rows);
    let errors = rows.filter_map(|row| errors::row(&scope, codes, row.error));
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
    let docs = Docs::new("Hosts, headers, tokens and the errors that every operation shares.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

/// Returns the constants by which both sides of the wire tell tokens, and the gateway's answer to an unknown path.
pub(crate) fn signs(platform: &RustPlatform<'_>) -> Vec<TokenStream> {
    let mut items = Vec::new();
    let mut prefixes = Vec::new();
    for token in &platform.token_prefixes {
        let docs = Docs::new(format!("How a token of the kind `{}` begins.", token.kind)).item();
        let (constant, prefix) = (names::ident(&token.constant), token.prefix);
        items.push(quote!(#docs pub(crate) const #constant: &str = #prefix;));
        prefixes.push(constant);
    }
    let docs = Docs::new("How tokens begin, whatever their kind.").item();
    items.push(quote!(#docs pub(crate) const TOKEN_PREFIXES: &[&str] = &[#(#prefixes),*];));
    let docs = Docs::new("What the gateway answers to a path or a method that it does not know.");
    let (docs, text) = (docs.item(), &platform.platform.unknown_path);
    items.push(quote!(#docs pub(crate) const UNKNOWN_PATH: &str = #text;));
    items
}

fn client_defaults_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let scope = FileScope::new(rust, BTreeSet::new()).inside_core();
    let methods = rust.platform.client_defaults.iter().map(|of| {
        let (method, name) = (names::ident(&of.method), &of.default.name);
        let ty = scope.named(of.default.ty);
        let docs = Docs::from_spec(&of.default.doc).paragraph(format!(
            "Goes with the calls of all operations that are documented to have `{name}` in their query string, unless the \
             request sets it itself."
        ));
        let docs = docs.member();
        quote! {
            #docs
            pub fn #method(self, #method: #ty) -> Self {
                self.query_default(#name, #method)
            }
        }
    });
    let builder = scope.core("ClientBuilder");
    let items = [quote!(impl #builder { #(#methods)* })];
    let docs = Docs::new("What a client can set for all calls.");
    format::file(&head(&docs, &rust.spec.platform.file, &scope), &items)
}

fn types_file(rust: &RustSpec<'_>) -> Result<Draft, Error> {
    let platform = rust.platform.platform;
    let local = platform.types.iter();
    let local = local.map(|id| rust.types[*id].name.to_owned());
    let scope = FileScope::new(rust, local.collect()).inside_core();
    let mut items = Vec::new();
    for id in &platform.types {
        items.extend(types::items(&scope, *id)?);
    }
    let docs = Docs::new("Types that the operations of several services share.");
    format::file(&head(&docs, &platform.file, &scope), &items)
}

fn operations_file(rust: &RustSpec<'_>, module: &PlatformModule<'_>) -> Result<Draft, Error> {
    let scope = FileScope::new(rust, module.type_names()).inside_core();
    let visibility = quote!(pub(crate));
    let mut items = Vec::new();
    for of in &module.operations {
        let what = format!("`{}`", of.operation.id);
        let literal = operation::literal(&scope, of.operation, rust.platform.codes());
        items.extend(request::items(&scope, of, &visibility, &what, &literal)?);
        items.extend(response::item(&scope, of, &visibility));
    }
    let docs = Docs::new("The operations that obtain tokens.");
    format::file(&head(&docs, &rust.spec.platform.file, &scope), &items)
}
