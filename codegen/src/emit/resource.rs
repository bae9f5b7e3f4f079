//! The file of one resource, `crates/feishu-<service>/src/generated/<resource>.rs`, and what it is relieved of if it
//! gets too long, `<resource>/*.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::Docs;
use super::file::head;
use super::scope::FileScope;
use super::{Error, accessor, codes, errors, format, jobs, paging, request, response, types};
use crate::shape::{RustResource, RustService, RustSpec};

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

/// The scope of the file of a resource.
pub(super) fn scope<'a>(rust: &'a RustSpec<'a>, resource: &RustResource<'_>) -> FileScope<'a> {
    FileScope::new(rust, resource.type_names(rust.spec)).of_resource()
}

/// The files of a resource: its name in the service's folder, and its text.
pub(super) fn files(
    rust: &RustSpec<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
) -> Result<Vec<(String, String)>, Error> {
    let parts = Parts {
        scope: scope(rust, resource),
        service,
        resource,
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
    let module = &resource.module;
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
    service: &'a RustService<'a>,
    resource: &'a RustResource<'a>,
}

impl Parts<'_> {
    /// The resource's file, without the parts that stand in files of their own.
    fn main(&self, out: &[Part]) -> Result<String, Error> {
        let (service, resource) = (self.service, self.resource);
        let scope = self.scope.clone().without_imports();
        let visibility = quote!(pub);
        let mut items: Vec<TokenStream> = accessor::items(&scope, service, resource)?;
        for of in &resource.operations {
            let link = format!("[`{}::{}`]", resource.accessor, of.method);
            let errors = &resource.errors;
            items.extend(request::items(&scope, of, &visibility, &link, errors)?);
            items.extend(response::item(&scope, of, &visibility));
            if let Some(paging) = &of.operation.paging {
                items.push(paging::paged(&scope, of, paging));
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
                    let docs = errors::docs().item();
                    items.extend(inline(&docs, &quote!(mod errors), &module, &constants));
                }
                Part::Codes => {
                    let constants = self.items(part, &module)?;
                    let docs = codes::docs().item();
                    items.extend(inline(&docs, &quote!(pub mod codes), &module, &constants));
                }
            }
        }
        let docs = Docs::from_spec(&resource.resource.doc);
        scope.keep_imports_of(&items);
        let mut head = head(&docs, &resource.resource.file, &scope);
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
        let name = &self.resource.resource.name;
        let docs = match part {
            Part::Types => Docs::new(format!("What the operations of `{name}` take and give.")),
            Part::Jobs => Docs::new(format!(
                "How the jobs of `{name}` are started and followed."
            )),
            Part::Errors => errors::docs(),
            Part::Codes => codes::docs(),
        };
        scope.keep_imports_of(&items);
        let mut head = head(&docs, &self.resource.resource.file, &scope);
        if part == Part::Jobs {
            // Jobs read private fields of the requests, which a module inside theirs may do.
            head.push_str("\nuse super::*;\n");
        }
        Ok(Some(format::file(&head, &items)?))
    }

    fn items(&self, part: Part, scope: &FileScope<'_>) -> Result<Vec<TokenStream>, Error> {
        let resource = self.resource;
        Ok(match part {
            Part::Types => {
                let mut items = Vec::new();
                for id in &resource.resource.types {
                    items.extend(types::items(scope, *id)?);
                }
                items
            }
            Part::Jobs => jobs::items(scope, self.service, resource),
            Part::Errors => errors::constants(scope, &resource.errors),
            Part::Codes => codes::constants(scope, resource),
        })
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
