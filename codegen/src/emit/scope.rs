//! What one generated file sees: the types it can name, and the imports that naming them takes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::usage::{Direction, Usage};
use crate::model::{Resource, Scope, Service, Spec, TypeDef, TypeId};
use crate::names;

/// One generated file, while its items are made.
#[derive(Clone, Debug)]
pub(super) struct FileScope<'a> {
    spec: &'a Spec,
    service: Option<&'a Service>,
    resource: Option<&'a Resource>,
    usage: &'a Usage,
    /// How the file calls feishu-core: `feishu_core`, or `crate` inside it.
    core: &'static str,
    /// The module that holds the service's other modules, from this file.
    parent: &'static str,
    /// The types that the file defines itself.
    local: BTreeSet<String>,
    /// What was used, by path: the imports.
    imports: Rc<RefCell<BTreeMap<String, BTreeSet<String>>>>,
}

impl<'a> FileScope<'a> {
    /// A file outside feishu-core that belongs to no service.
    ///
    /// `local` are the names that the file defines: they hide imported ones, which are then named by their paths.
    pub(super) fn new(spec: &'a Spec, usage: &'a Usage, local: BTreeSet<String>) -> Self {
        Self {
            spec,
            service: None,
            resource: None,
            usage,
            core: "feishu_core",
            parent: "super",
            local,
            imports: Rc::default(),
        }
    }

    /// The same inside feishu-core.
    pub(super) fn inside_core(self) -> Self {
        Self {
            core: "crate",
            ..self
        }
    }

    /// The same for a file of a service.
    pub(super) fn of_service(self, service: &'a Service) -> Self {
        Self {
            service: Some(service),
            ..self
        }
    }

    /// The same for a resource of the service; imports are shared with the scope that this one is made from.
    pub(super) fn of_resource(self, resource: &'a Resource) -> Self {
        Self {
            resource: Some(resource),
            ..self
        }
    }

    /// The same for a file in the folder of a resource, which has imports of its own.
    pub(super) fn one_deeper(self) -> Self {
        Self {
            parent: "super::super",
            ..self.without_imports()
        }
    }

    /// The same with imports of its own, for looking things up.
    pub(super) fn without_imports(self) -> Self {
        Self {
            imports: Rc::default(),
            ..self
        }
    }

    /// Something of feishu-core.
    pub(super) fn core(&self, name: &str) -> TokenStream {
        self.import(self.core, name)
    }

    /// The path of feishu-core, for attributes and macros.
    pub(super) fn core_path(&self) -> TokenStream {
        let core = names::ident(self.core);
        quote!(#core)
    }

    /// Something of feishu-core by its path, as text.
    pub(super) fn core_text(&self, name: &str) -> String {
        format!("{}::{name}", self.core)
    }

    /// Something of serde.
    pub(super) fn serde(&self, name: &str) -> TokenStream {
        self.import("serde", name)
    }

    /// Something of the standard library.
    pub(super) fn std(&self, module: &str, name: &str) -> TokenStream {
        self.import(&format!("std::{module}"), name)
    }

    /// A type of the spec.
    pub(super) fn named(&self, id: TypeId) -> TokenStream {
        let ty = self.find(id);
        let name = ty.name.as_str();
        let own = match ty.scope {
            Scope::Resource => true,
            Scope::Service => self.resource.is_none(),
            Scope::Platform => self.core == "crate" && self.local.contains(name),
        };
        if own {
            let name = names::ident(name);
            return quote!(#name);
        }
        match ty.scope {
            Scope::Platform => self.import(&format!("{}::types", self.core), name),
            Scope::Service | Scope::Resource => {
                self.import(&format!("{}::types", self.parent), name)
            }
        }
    }

    /// A type of the spec as a link in documentation, which needs no import.
    pub(super) fn link(&self, id: TypeId) -> String {
        let ty = self.find(id);
        let name = names::type_name(&ty.name);
        match ty.scope {
            Scope::Service if self.resource.is_some() => {
                format!("[`{name}`]({}::types::{name})", self.parent)
            }
            Scope::Resource | Scope::Service => format!("[`{name}`]"),
            Scope::Platform => format!("[`{name}`]({}::types::{name})", self.core),
        }
    }

    /// The definition of a type of the spec.
    pub(super) fn find(&self, id: TypeId) -> &'a TypeDef {
        &self.spec.types[id]
    }

    /// Which way an object travels.
    pub(super) fn direction(&self, id: TypeId) -> Direction {
        self.usage.direction(id)
    }

    /// The path under which a user of the crate finds a type of the spec.
    pub(super) fn public_path(&self, id: TypeId) -> String {
        match (self.find(id).scope, self.service) {
            (Scope::Platform, _) | (_, None) => "feishu_core::types".to_owned(),
            (Scope::Service, Some(service)) => {
                format!("{}::types", names::crate_ident(&service.name))
            }
            (Scope::Resource, Some(_)) => self.public_module(),
        }
    }

    /// The path under which a user of the crate finds the types of this file.
    pub(super) fn public_module(&self) -> String {
        match (self.service, self.resource) {
            (Some(service), Some(resource)) => {
                format!(
                    "{}::{}",
                    names::crate_ident(&service.name),
                    super::service::module_name(service, resource)
                )
            }
            (Some(service), None) => format!("{}::types", names::crate_ident(&service.name)),
            (None, _) => "feishu_core::types".to_owned(),
        }
    }

    /// The service, if the file belongs to one.
    pub(super) const fn service(&self) -> Option<&'a Service> {
        self.service
    }

    /// The spec file that this file is made from.
    pub(super) fn file(&self) -> &'a str {
        match (self.service, self.resource) {
            (_, Some(resource)) => &resource.file,
            (Some(service), None) => &service.file,
            (None, None) => &self.spec.platform.file,
        }
    }

    /// The imports of everything that was named so far: std, then crates, then `super`.
    pub(super) fn imports(&self) -> String {
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
    pub(super) fn keep_imports_of(&self, items: &[TokenStream]) {
        let mut words = BTreeSet::new();
        for item in items {
            collect_words(item.clone(), &mut words);
        }
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
