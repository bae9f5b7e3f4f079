//! The order in which requests and objects take their arguments. It is ours: written once, and kept whatever order pages have, since
//! callers whose arguments change places go on compiling.

use crate::lint::inspect;
use crate::rust::shape::shape;
use crate::spec::files::{File, FileKind};
use crate::spec::fmt;
use crate::spec::model::{Field, Spec};
use crate::text::diagnostic::Report;
use crate::text::yaml::{self, Map};

use super::tree;
use super::types::merge_order;

/// The key of an operation that lists them.
const KEY: &str = "arguments";

/// Lists what is required, in files by path. What is listed keeps its order; what is new stands behind what it follows on the
/// page, and what is not required any more goes.
pub(super) fn settle(files: &mut [(String, String)]) {
    let mut report = Report::new();
    for (path, text) in files.iter() {
        report.add_source(path.as_str(), text.as_str());
    }
    let sources: Vec<_> = report.sources().map(|(file, _)| file).collect();
    let (spec, mut report) = inspect(report);
    let required = required(&spec);
    for (file, (path, text)) in sources.into_iter().zip(files) {
        let (Some(kind), Some(mut node)) = (FileKind::of(path), yaml::parse(file, &mut report))
        else {
            continue;
        };
        let mut changed = false;
        for Owner {
            table, name, names, ..
        } in required.iter().filter(|of| of.file == path)
        {
            let table = node
                .as_map_mut()
                .and_then(|map| map.value_mut(table)?.as_map_mut());
            if let Some(map) = table.and_then(|table| table.value_mut(name)?.as_map_mut()) {
                changed |= list(map, names);
            }
        }
        if changed {
            *text = fmt::write(&File::read(&node, &kind));
        }
    }
}

/// Something with a `new`, or without.
struct Owner<'a> {
    file: &'a str,
    table: &'static str,
    name: &'a str,
    /// What it takes, as the page has it.
    names: Vec<&'a str>,
}

/// What every operation and every type of a spec requires.
fn required(spec: &Spec) -> Vec<Owner<'_>> {
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    let files = resources.map(|resource| (resource.file.as_str(), &resource.operations));
    let platform = (spec.platform.file.as_str(), &spec.platform.operations);
    let operations = files.chain([platform]).flat_map(|(file, operations)| {
        operations.iter().map(move |operation| Owner {
            file,
            table: "operations",
            name: &operation.name,
            names: operation
                .required_fields()
                .map(|(_, field)| field.own_name())
                .collect(),
        })
    });
    let rust = shape(spec);
    let types = rust.types.iter().map(|(_, ty)| Owner {
        file: &ty.definition.file,
        table: "types",
        name: &ty.definition.name,
        names: ty
            .definition
            .fields()
            .iter()
            .filter(|field| ty.has_new() && field.is_required())
            .map(Field::own_name)
            .collect(),
    });
    operations.chain(types).collect()
}

/// Lists what is required; returns whether that is news.
fn list(map: &mut Map, required: &[&str]) -> bool {
    let required: Vec<String> = required.iter().map(|name| (*name).to_owned()).collect();
    let listed = tree::strings(map, KEY);
    let mut order = listed.clone();
    order.retain(|name| required.contains(name));
    merge_order(&mut order, &required);
    if order.len() < 2 {
        order.clear();
    }
    let news = order != listed;
    if news {
        tree::assign(map, KEY, (!order.is_empty()).then(|| tree::texts(&order)));
    }
    news
}

/// Lists an argument under another name, in its place.
pub(super) fn rename(map: &mut Map, old: &str, new: &str) {
    let mut order = tree::strings(map, KEY);
    for name in &mut order {
        if name == old {
            new.clone_into(name);
        }
    }
    tree::assign(map, KEY, (!order.is_empty()).then(|| tree::texts(&order)));
}
