//! The order in which requests and objects take their arguments. It is ours: written once, and kept whatever order pages have, since
//! callers whose arguments change places go on compiling.

use crate::lint::inspect;
use crate::rust::shape::shape;
use crate::spec::model::{Field, Spec};
use crate::spec::source::Text;

use super::edit;
use super::spec_files::{Files, sources};

/// Lists what is required. What is listed keeps its order; what is new stands behind what it follows on the page, and what is
/// not required any more goes.
pub(super) fn settle(files: &mut Files) {
    let (spec, _) = inspect(sources(files));
    for owner in required(&spec) {
        let Some(file) = files.get_mut(owner.file) else {
            continue;
        };
        let listed = match owner.kind {
            Kind::Operation => edit::find(file.operations_mut(), owner.name)
                .map(|operation| &mut operation.arguments),
            Kind::Type => edit::find(file.types_mut(), owner.name).map(|ty| &mut ty.arguments),
        };
        if let Some(listed) = listed {
            list(listed, &owner.names);
        }
    }
}

/// What has arguments.
#[derive(Clone, Copy)]
enum Kind {
    Operation,
    Type,
}

/// Something with a `new`, or without.
struct Owner<'a> {
    file: &'a str,
    kind: Kind,
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
            kind: Kind::Operation,
            name: &operation.name,
            names: operation
                .required_members()
                .map(|(_, field)| field.own_name())
                .collect(),
        })
    });
    let rust = shape(spec);
    let types = rust.types.iter().map(|(_, ty)| Owner {
        file: &ty.definition.file,
        kind: Kind::Type,
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

fn list(listed: &mut Vec<Text>, required: &[&str]) {
    let required: Vec<String> = required.iter().map(|name| (*name).to_owned()).collect();
    let mut order = edit::strings(listed);
    order.retain(|name| required.contains(name));
    edit::merge_order(&mut order, &required);
    if order.len() < 2 {
        order.clear();
    }
    *listed = edit::texts(&order);
}

/// Lists an argument under another name, in its place.
pub(super) fn rename(listed: &mut [Text], old: &str, new: &str) {
    for name in listed {
        if name.value == old {
            new.clone_into(&mut name.value);
        }
    }
}
