//! Types that only the documentation uses, since an override puts another in their place everywhere.

use std::collections::BTreeSet;

use super::model::{Field, FieldType, Spec, TypeId, TypeKind, Types};

/// Takes them out of every scope, so that nothing is made of them. They stay among all types, for the facts.
pub(super) fn take_out(spec: &mut Spec) {
    let replaced = types(spec);
    for service in &mut spec.services {
        service.types.retain(|id| !replaced.contains(id));
        for resource in &mut service.resources {
            resource.types.retain(|id| !replaced.contains(id));
        }
    }
}

/// The types that fields are documented to have, and none has.
fn types(spec: &Spec) -> BTreeSet<TypeId> {
    let reach = |documented| {
        let mut reached = BTreeSet::new();
        for operation in spec.operations() {
            let fields = operation.request_fields();
            let fields = fields.chain(&operation.response);
            reached.extend(operation.response_type);
            reach(fields, documented, &spec.types, &mut reached);
        }
        reached
    };
    let (documented, used) = (reach(true), reach(false));
    documented.difference(&used).copied().collect()
}

/// Adds the types of fields, and of the fields of those; with `documented`, those that an override replaces, too.
fn reach<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    documented: bool,
    types: &Types,
    reached: &mut BTreeSet<TypeId>,
) {
    for field in fields {
        let replaced = documented.then_some(field.documented.as_ref()).flatten();
        let named = [Some(&field.ty), replaced.map(|(ty, _)| ty)]
            .into_iter()
            .flatten()
            .filter_map(named)
            .chain(field.json);
        for id in named {
            if let (true, TypeKind::Object(fields)) = (reached.insert(id), &types[id].kind) {
                reach(fields, documented, types, reached);
            }
        }
    }
}

fn named(ty: &FieldType) -> Option<TypeId> {
    match ty {
        FieldType::Named(id) => Some(*id),
        FieldType::Map(value) => named(value),
        _ => None,
    }
}
