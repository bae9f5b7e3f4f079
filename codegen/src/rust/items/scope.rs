//! What one generated file sees: the types it can name, and the imports that naming them takes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use quote::quote;

use crate::rust::shape::{RustResource, RustSpec, RustType};
use crate::spec::model::{Operation, Scope, TypeDef, TypeId};
use crate::text::names;

/// The protocol between generated code and feishu-core that is spoken here, which feishu-core checks by `protocol!`. It is
/// raised when code that was generated before would not compile any more, or would mean something else.
const PROTOCOL: u32 = 1;

/// One generated file, while its items are made.
#[derive(Clone, Debug)]
pub(crate) struct FileScope<'a> {
    rust: &'a RustSpec<'a>,
    /// Whose file it is: types of that scope stand in it.
    home: Scope,
    /// How the file calls feishu-core: `feishu_core`, or `crate` inside it.
    core: &'static str,
    place: Place,
    /// The types that the file defines itself.
    local: BTreeSet<String>,
    /// What was used, by path: the imports.
    imports: Rc<RefCell<BTreeMap<String, BTreeSet<String>>>>,
}

/// Where a file stands among the modules of its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// It is `mod.rs`, which holds the modules.
    Root,
    /// Beside `mod.rs`.
    Module,
    /// In the folder of a module.
    Folder,
}

impl<'a> FileScope<'a> {
    /// A file outside feishu-core that belongs to a service, or to none.
    ///
    /// `local` are the names that the file defines: they hide imported ones, which are then named by their paths.
    pub(crate) fn new(rust: &'a RustSpec<'a>, local: BTreeSet<String>) -> Self {
        Self {
            rust,
            home: Scope::Service,
            core: "feishu_core",
            place: Place::Module,
            local,
            imports: Rc::default(),
        }
    }

    /// The same inside feishu-core.
    pub(crate) fn inside_core(self) -> Self {
        Self {
            home: Scope::Platform,
            core: "crate",
            ..self
        }
    }

    /// The file of a service that holds its modules: it names their types by module.
    pub(crate) fn root(rust: &'a RustSpec<'a>, local: BTreeSet<String>) -> Self {
        Self {
            place: Place::Root,
            ..Self::new(rust, local)
        }
    }

    /// The file of a resource.
    pub(crate) fn of_resource(rust: &'a RustSpec<'a>, resource: &RustResource<'_>) -> Self {
        Self {
            home: Scope::Resource,
            ..Self::new(rust, resource.type_names(rust.spec))
        }
    }

    /// The same for a file in the folder of a resource, which has imports of its own.
    pub(crate) fn one_deeper(self) -> Self {
        Self {
            place: Place::Folder,
            ..self.without_imports()
        }
    }

    /// The same with imports of its own, for looking things up.
    pub(crate) fn without_imports(self) -> Self {
        Self {
            imports: Rc::default(),
            ..self
        }
    }

    /// The module that holds the service's other modules, from this file.
    const fn parent(&self) -> &'static str {
        match self.place {
            Place::Root => "self",
            Place::Module => "super",
            Place::Folder => "crate",
        }
    }

    /// Whether the file belongs to feishu-core.
    pub(crate) fn is_core(&self) -> bool {
        self.home == Scope::Platform
    }

    /// All that there is.
    pub(crate) const fn rust(&self) -> &'a RustSpec<'a> {
        self.rust
    }

    /// Something of feishu-core.
    pub(crate) fn core(&self, name: &str) -> TokenStream {
        self.import(self.core, name)
    }

    /// The path of that part of feishu-core which is for generated code, for its macros.
    pub(crate) fn protocol(&self) -> TokenStream {
        let core = names::ident(self.core);
        quote!(#core::protocol)
    }

    /// A function of that part by its path, as text for an attribute.
    pub(crate) fn protocol_text(&self, name: &str) -> String {
        format!("{}::protocol::{name}", self.core)
    }

    /// The item of a generated crate by which it refuses a feishu-core of another protocol.
    pub(crate) fn protocol_check(&self) -> TokenStream {
        let (protocol, number) = (self.protocol(), Literal::u32_unsuffixed(PROTOCOL));
        quote!(#protocol!(#number);)
    }

    /// Something of serde.
    pub(crate) fn serde(&self, name: &str) -> TokenStream {
        self.import("serde", name)
    }

    /// Something of the standard library.
    pub(crate) fn std(&self, module: &str, name: &str) -> TokenStream {
        self.import(&format!("std::{module}"), name)
    }

    /// A module of the service, which stands beside the file of its resource.
    pub(crate) fn in_service(&self, module: &str) -> TokenStream {
        let up = "super";
        match self.place {
            Place::Root => {
                let module = names::ident(module);
                quote!(#module)
            }
            Place::Module => self.import(up, module),
            Place::Folder => self.import(&format!("{up}::{up}"), module),
        }
    }

    /// The module that holds the modules of the service, as a path in documentation.
    pub(crate) const fn service_text(&self) -> &'static str {
        self.parent()
    }

    /// A type of the spec.
    pub(crate) fn named(&self, id: TypeId) -> TokenStream {
        let ty = self.find(id);
        if self.names_by_module(ty) {
            let path = ty.short_path();
            let segments = path.split("::").map(names::ident);
            return quote!(#(#segments)::*);
        }
        let own = match ty.definition.scope {
            Scope::Resource => true,
            Scope::Service => self.home == Scope::Service,
            Scope::Platform => self.home == Scope::Platform && self.local.contains(ty.name),
        };
        if own {
            let name = names::ident(ty.name);
            return quote!(#name);
        }
        let from = match ty.definition.scope {
            Scope::Platform => self.core,
            Scope::Service | Scope::Resource => self.parent(),
        };
        self.import(&format!("{from}::types"), ty.name)
    }

    /// Whether the file names a type by the module in which it stands beside others of its name.
    fn names_by_module(&self, ty: &RustType<'_>) -> bool {
        self.place == Place::Root && ty.definition.scope != Scope::Platform
    }

    /// A type of the spec as a link in documentation, which needs no import.
    pub(crate) fn link(&self, id: TypeId) -> String {
        let ty = self.find(id);
        let name = ty.name;
        if self.names_by_module(ty) {
            return format!("[`{name}`]({})", ty.short_path());
        }
        match ty.definition.scope {
            Scope::Service if self.home == Scope::Resource => {
                format!("[`{name}`]({}::types::{name})", self.parent())
            }
            Scope::Resource | Scope::Service => format!("[`{name}`]"),
            Scope::Platform => format!("[`{name}`]({}::types::{name})", self.core),
        }
    }

    /// A type of the spec.
    pub(crate) fn find(&self, id: TypeId) -> &'a RustType<'a> {
        &self.rust.types[id]
    }

    /// The definition of a type of the spec.
    pub(crate) fn definition(&self, id: TypeId) -> &'a TypeDef {
        self.find(id).definition
    }

    /// Where the page of an operation stands: if only one brand has it, on the host of that brand.
    pub(crate) fn page_address(&self, operation: &Operation) -> String {
        let platform = &self.rust.spec.platform;
        let brand = operation.brand.as_ref();
        let mut documentation = platform.documentation.clone();
        if let Some(host) = brand.and_then(|brand| platform.hosts.get(brand)) {
            documentation.host.clone_from(host);
        }
        documentation.address(&operation.page)
    }

    /// The imports of everything that was named so far: std, then crates, then `super`.
    pub(crate) fn imports(&self) -> String {
        let imports = self.imports.borrow();
        let mut groups = [String::new(), String::new(), String::new()];
        for (path, used) in imports.iter() {
            let group = match path.split("::").next() {
                Some("std") => 0,
                Some("super" | "crate") => 2,
                _ => 1,
            };
            let names: Vec<&str> = used.iter().map(String::as_str).collect();
            let line = match names.as_slice() {
                [one] => format!("use {path}::{one};\n"),
                many => format!("use {path}::{{{}}};\n", many.join(", ")),
            };
            groups[group].push_str(&line);
        }
        let groups: Vec<String> = groups
            .into_iter()
            .filter(|group| !group.is_empty())
            .collect();
        groups.join("\n")
    }

    /// Forgets the imports that items do without: to look something up, one names more than one writes.
    pub(crate) fn keep_imports_of(&self, items: &[TokenStream]) {
        let words = words(items);
        let mut imports = self.imports.borrow_mut();
        for used in imports.values_mut() {
            used.retain(|name| words.contains(name));
        }
        imports.retain(|_, used| !used.is_empty());
    }

    fn import(&self, path: &str, name: &str) -> TokenStream {
        let ident = names::ident(name);
        let taken = |existing: &String| existing == name;
        let elsewhere = self
            .imports
            .borrow()
            .iter()
            .any(|(other, used)| other != path && used.iter().any(taken));
        if self.local.contains(name) || elsewhere {
            let segments = path.split("::").map(names::ident);
            return quote!(#(#segments)::* :: #ident);
        }
        self.imports
            .borrow_mut()
            .entry(path.to_owned())
            .or_default()
            .insert(name.to_owned());
        quote!(#ident)
    }
}

/// The identifiers in items.
pub(crate) fn words(items: &[TokenStream]) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for item in items {
        collect_words(item.clone(), &mut words);
    }
    words
}

/// The identifiers in some tokens, those in texts included: attributes of serde name functions so. Documentation counts
/// for nothing, as with the compiler.
fn collect_words(tokens: TokenStream, words: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => {
                words.insert(word.to_string());
            }
            TokenTree::Literal(text) => {
                let text = text.to_string();
                let parts = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                words.extend(parts.map(str::to_owned));
            }
            TokenTree::Group(group) if !is_documentation(&group) => {
                collect_words(group.stream(), words);
            }
            TokenTree::Group(_) | TokenTree::Punct(_) => {}
        }
    }
}

/// Whether brackets hold `doc = "…"`.
fn is_documentation(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(word)) if word == "doc")
}
