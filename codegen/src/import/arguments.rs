//! The order in which requests take their arguments. It is ours: written once, and kept whatever order pages have, since
//! callers whose arguments change places go on compiling.

use crate::diagnostic::Report;
use crate::model::Operation;
use crate::spec::files::FileKind;
use crate::spec::{fmt, inspect};
use crate::yaml::{self, Map, Node};

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
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    let mut owners: Vec<(&str, &[Operation])> = resources
        .map(|resource| (resource.file.as_str(), resource.operations.as_slice()))
        .collect();
    owners.push((&spec.platform.file, &spec.platform.operations));
    for (file, (path, text)) in sources.into_iter().zip(files) {
        let owner = owners.iter().find(|(owner, _)| owner == path);
        let (Some((_, operations)), Some(kind)) = (owner, FileKind::of(path)) else {
            continue;
        };
        let Some(mut node) = yaml::parse(file, &mut report) else {
            continue;
        };
        let table = node
            .as_map_mut()
            .and_then(|map| map.value_mut("operations"));
        let Some(table) = table.and_then(Node::as_map_mut) else {
            continue;
        };
        let mut changed = false;
        for operation in *operations {
            let map = table.value_mut(&operation.name);
            if let Some(map) = map.and_then(Node::as_map_mut) {
                changed |= list(map, operation);
            }
        }
        if changed {
            *text = fmt::write(&node, &kind);
        }
    }
}

/// Lists what an operation requires; returns whether that is news.
fn list(map: &mut Map, operation: &Operation) -> bool {
    let required: Vec<String> = operation
        .required_fields()
        .map(|(_, field)| field.own_name().to_owned())
        .collect();
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
