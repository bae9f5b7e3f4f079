//! What pages say where words are missing. It is printed for whoever writes them, and kept nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::docs::Prose;
use crate::spec::model::{Field, FieldType, Spec, TypeId};
use crate::spec::source::{
    ErrorSource, FieldSource, MeaningSource, OperationSource, TypeSource, ValueSource,
};
use crate::text::diagnostic::At;
use crate::text::yaml::Node;

use super::walk::Found;

/// So many different texts are shown.
const SHOWN: usize = 3;

/// The pages at hand, by their paths.
#[derive(Debug, Default)]
pub struct Pages(BTreeMap<String, Prose>);

impl Pages {
    /// Adds a page; of several with one path, the first counts.
    pub fn add(&mut self, text: &str) {
        let prose = Prose::of(text);
        if let Some(path) = &prose.doc_path {
            self.0.entry(path.clone()).or_insert(prose);
        }
    }
}

/// Which fields are of a type, each with the page of the operation that it belongs to.
pub(super) struct Users(BTreeMap<At, BTreeSet<(String, String)>>);

impl Users {
    pub(super) fn of(spec: &Spec) -> Self {
        let mut users = Self(BTreeMap::new());
        for operation in spec.operations() {
            let fields = operation.request_fields().chain(&operation.response);
            users.add(spec, &operation.page, fields, &mut BTreeSet::new());
            if let Some(id) = operation.response_type {
                // No field is of it, but the page has its fields.
                let user = (operation.page.clone(), String::new());
                users.0.entry(spec.types[id].at).or_default().insert(user);
            }
        }
        users
    }

    fn add<'a>(
        &mut self,
        spec: &Spec,
        page: &str,
        fields: impl IntoIterator<Item = &'a Field>,
        seen: &mut BTreeSet<TypeId>,
    ) {
        for field in fields {
            let (FieldType::Named(id), _) = field.documented_type() else {
                continue;
            };
            let ty = &spec.types[*id];
            let user = (page.to_owned(), field.name.clone());
            self.0.entry(ty.at).or_default().insert(user);
            if seen.insert(*id) {
                self.add(spec, page, ty.fields(), seen);
            }
        }
    }

    fn all(&self, ty: At) -> impl Iterator<Item = &(String, String)> {
        self.0.get(&ty).into_iter().flatten()
    }
}

/// What the pages say at a place in the file `node`.
pub(super) fn quote(found: &Found, node: &Node, pages: &Pages, users: &Users) -> Vec<String> {
    if pages.0.is_empty() {
        return Vec::new();
    }
    let way: Vec<_> = found.way.iter().map(String::as_str).collect();
    let mut said: Vec<String> = Vec::new();
    let mut say = |texts: Vec<String>| {
        for text in texts {
            if !text.is_empty() && !said.contains(&text) {
                said.push(text);
            }
        }
    };
    match way[..] {
        ["operations", name, ref below @ ..] => {
            let page = page_of(node, name).and_then(|path| pages.0.get(path));
            let Some(page) = page else {
                return Vec::new();
            };
            match below {
                [_] if found.is_of::<OperationSource>() => say(vec![page.intro()]),
                [part, field, ..] if found.is_of::<FieldSource>() => {
                    say(page.field(Some(part), field).map(str::to_owned).collect());
                }
                [_, code, ..] if found.is_of::<ErrorSource>() => {
                    say(page.error(code).map(str::to_owned).collect());
                }
                _ => {}
            }
        }
        ["types", name, ref below @ ..] => {
            let Some(ty) = type_at(node, name) else {
                return Vec::new();
            };
            for (page, user) in users.all(ty) {
                let Some(page) = pages.0.get(page) else {
                    continue;
                };
                let name = match below {
                    [_, field, ..] if found.is_of::<FieldSource>() => *field,
                    _ if found.is_of::<TypeSource>() || found.is_of::<ValueSource>() => user,
                    _ => continue,
                };
                say(page.field(None, name).map(str::to_owned).collect());
            }
        }
        ["errors", code, ..] if found.is_of::<MeaningSource>() => {
            for page in pages.0.values() {
                say(page.error(code).map(str::to_owned).collect());
            }
        }
        _ => {}
    }
    said.truncate(SHOWN);
    said
}

fn page_of<'a>(node: &'a Node, operation: &str) -> Option<&'a str> {
    let operations = &node.as_map()?.get("operations")?.value;
    let operation = &operations.as_map()?.get(operation)?.value;
    let page = &operation.as_map()?.get("page")?.value;
    Some(page.as_scalar()?.text.as_str())
}

/// Where the name of a type stands.
fn type_at(node: &Node, name: &str) -> Option<At> {
    let types = &node.as_map()?.get("types")?.value;
    Some(types.as_map()?.get(name)?.key_at)
}
