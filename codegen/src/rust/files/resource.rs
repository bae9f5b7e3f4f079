//! The file of one resource, `crates/feishu-<service>/src/generated/<resource>.rs`, and what it is relieved of if it
//! gets too long, `<resource>/*.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::file::head;
use super::share::{self, MAX_LINES};
use crate::rust::format::Error;
use crate::rust::format::rustdoc::Docs;
use crate::rust::format::{self, Draft};
use crate::rust::items::scope::{FileScope, words};
use crate::rust::items::{accessor, failures, jobs, operation, paging, request, response, types};
use crate::rust::shape::{Codes, RustOperation, RustResource, RustService, RustSpec, nth_module};
use crate::text::names;

/// What stands in a resource's file beside its accessor, or in files of its own if that one gets too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// What is documented of the operations.
    Operations,
    Jobs,
    Types,
    /// Requests and responses.
    Requests,
}

impl Part {
    /// As they are taken out: first those that a reader misses least. Nobody reads a table.
    const TAKEN_OUT: [Self; 4] = [Self::Operations, Self::Jobs, Self::Types, Self::Requests];

    /// Those that follow the operations in one file, in that order.
    const INLINE: [Self; 2] = [Self::Types, Self::Jobs];

    const fn module(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Jobs => "jobs",
            Self::Types => "types",
            Self::Requests => "requests",
        }
    }

    /// How the resource's file takes in a file of the part.
    fn declaration(self, module: &str) -> String {
        match self {
            Self::Operations => format!("mod {module};\n"),
            Self::Jobs | Self::Types | Self::Requests => {
                format!("mod {module};\npub use {module}::*;\n")
            }
        }
    }
}

/// A file that a resource's file is relieved by.
struct Apart {
    part: Part,
    module: String,
    /// Which operations or types it holds, by number.
    members: Vec<usize>,
    draft: Draft,
}

/// The files of a resource: its name in the service's folder, and its draft.
pub(crate) fn files(
    rust: &RustSpec<'_>,
    service: &RustService<'_>,
    resource: &RustResource<'_>,
) -> Result<Vec<(String, Draft)>, Error> {
    let parts = Parts {
        scope: FileScope::of_resource(rust, resource),
        service,
        resource,
    };
    let mut main = parts.main(&[])?;
    let mut left = main.lines();
    let mut apart: Vec<Apart> = Vec::new();
    for part in Part::TAKEN_OUT {
        if left <= MAX_LINES {
            break;
        }
        let files = parts.apart(part, &apart)?;
        let taken: usize = files.iter().map(|file| file.draft.lines()).sum();
        left = left.saturating_sub(taken);
        apart.extend(files);
    }
    if !apart.is_empty() {
        main = parts.main(&apart)?;
    }
    let module = &resource.module;
    let mut files = vec![(format!("{module}.rs"), main)];
    let apart = apart.into_iter();
    files.extend(apart.map(|file| (format!("{module}/{}.rs", file.module), file.draft)));
    Ok(files)
}

/// What the files of a resource are made from.
struct Parts<'a> {
    scope: FileScope<'a>,
    service: &'a RustService<'a>,
    resource: &'a RustResource<'a>,
}

impl Parts<'_> {
    /// The codes that the operations may answer with.
    fn codes(&self) -> Codes<'_, '_> {
        self.scope.rust().codes(self.service)
    }

    /// The resource's file, without what stands in files of its own.
    fn main(&self, apart: &[Apart]) -> Result<Draft, Error> {
        let resource = self.resource;
        let scope = self.scope.clone().without_imports();
        let mut items: Vec<TokenStream> = accessor::items(&scope, self.service, resource)?;
        for (at, of) in resource.operations.iter().enumerate() {
            if file_of(apart, Part::Requests, at).is_none() {
                items.extend(self.operation(at, of, &scope, apart)?);
            }
        }
        for part in Part::INLINE {
            if apart.iter().any(|file| file.part == part) {
                continue;
            }
            let types: Vec<usize> = (0..resource.resource.types.len()).collect();
            items.extend(self.items(part, &types, &scope, apart)?);
        }
        let docs = Docs::from_spec(&resource.resource.doc);
        scope.keep_imports_of(&items);
        let mut head = head(&docs, &resource.resource.file, &scope);
        let declarations: Vec<String> = apart
            .iter()
            .map(|file| file.part.declaration(&file.module))
            .collect();
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
        format::file(&head, &items)
    }

    /// The files of a part, none if there is nothing in it, several if one would be too long. `before` are the files that
    /// other parts have already.
    fn apart(&self, part: Part, before: &[Apart]) -> Result<Vec<Apart>, Error> {
        let resource = self.resource;
        let members: Vec<usize> = match part {
            Part::Operations | Part::Requests => (0..resource.operations.len()).collect(),
            Part::Types => (0..resource.resource.types.len()).collect(),
            // They are not split.
            Part::Jobs if resource.jobs.is_empty() => Vec::new(),
            Part::Jobs => vec![0],
        };
        if members.is_empty() {
            return Ok(Vec::new());
        }
        let drafts = share::drafts(members.len(), |share| {
            let members = &members[share];
            let scope = self.scope.clone().one_deeper();
            let items = self.items(part, members, &scope, before)?;
            scope.keep_imports_of(&items);
            let mut head = head(&self.docs(part), &resource.resource.file, &scope);
            if self.names_others(part, members, &items) {
                head.push_str("\nuse super::*;\n");
            }
            format::file(&head, &items)
        })?;
        let files = (1..).zip(drafts).map(|(number, (share, draft))| Apart {
            part,
            module: nth_module(part.module(), number),
            members: members[share].to_vec(),
            draft,
        });
        Ok(files.collect())
    }

    /// Whether a file of a part names what stands in the resource's other files.
    fn names_others(&self, part: Part, members: &[usize], items: &[TokenStream]) -> bool {
        match part {
            Part::Operations => false,
            Part::Types => {
                let words = words(items);
                let types = self.resource.resource.types.iter().enumerate();
                let mut others = types.filter(|(at, _)| !members.contains(at));
                others.any(|(_, id)| words.contains(self.scope.find(*id).name))
            }
            Part::Jobs | Part::Requests => true,
        }
    }

    /// What a file of a part is.
    fn docs(&self, part: Part) -> Docs {
        let name = &self.resource.resource.name;
        match part {
            Part::Operations => {
                Docs::new(format!("What is documented of the operations of `{name}`."))
            }
            Part::Jobs => Docs::new(format!(
                "How the jobs of `{name}` are started and followed."
            )),
            Part::Types => Docs::new(format!("What the operations of `{name}` take and give.")),
            Part::Requests => Docs::new(format!(
                "The requests and responses of the operations of `{name}`."
            )),
        }
    }

    /// The items of a part; of its operations or types, those that are `members` by number.
    fn items(
        &self,
        part: Part,
        members: &[usize],
        scope: &FileScope<'_>,
        apart: &[Apart],
    ) -> Result<Vec<TokenStream>, Error> {
        let resource = self.resource;
        let operations = resource.operations.iter().enumerate();
        let operations = operations.filter(|(at, _)| members.contains(at));
        let mut items = Vec::new();
        match part {
            Part::Jobs => items = jobs::items(scope, self.service, resource),
            Part::Types => {
                let types = resource.resource.types.iter().enumerate();
                for (_, id) in types.filter(|(at, _)| members.contains(at)) {
                    items.extend(types::items(scope, *id)?);
                }
            }
            Part::Operations => {
                for (_, of) in operations {
                    let (ty, name) = (scope.core("Operation"), names::ident(&of.constant));
                    let literal = operation::literal(scope, of.operation, self.codes());
                    items.push(quote!(pub(super) const #name: #ty = #literal;));
                }
            }
            Part::Requests => {
                for (at, of) in operations {
                    items.extend(self.operation(at, of, scope, apart)?);
                }
            }
        }
        Ok(items)
    }

    /// The request and the response of an operation.
    fn operation(
        &self,
        at: usize,
        of: &RustOperation<'_>,
        scope: &FileScope<'_>,
        apart: &[Apart],
    ) -> Result<Vec<TokenStream>, Error> {
        let link = format!("[`{}::{}`]", self.resource.accessor, of.method);
        let documented = match file_of(apart, Part::Operations, at) {
            None => operation::literal(scope, of.operation, self.codes()),
            Some(file) => {
                let (module, name) = (names::ident(&file.module), names::ident(&of.constant));
                quote!(#module::#name)
            }
        };
        let visibility = quote!(pub);
        let mut items = request::items(scope, of, &visibility, &link, &documented)?;
        items.extend(response::item(scope, of, &visibility));
        if let Some(paging) = &of.operation.paging {
            items.push(paging::paged(scope, of, paging));
        }
        items.extend(failures::methods(scope, of));
        Ok(items)
    }
}

/// The file of a part that holds an operation.
fn file_of(apart: &[Apart], part: Part, operation: usize) -> Option<&Apart> {
    apart
        .iter()
        .find(|file| file.part == part && file.members.contains(&operation))
}
