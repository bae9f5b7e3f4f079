//! The named types that a spec defines, and the fields that are of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::from_spec;
use crate::spec::model::{Field, FieldType, Spec, TypeDef, TypeKind};

use super::structure::Structure;

/// A type, by the file that it stands in and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TypeKey {
    pub(super) file: String,
    pub(super) name: String,
}

impl TypeKey {
    /// The key of a type that the spec has.
    pub(super) fn of(ty: &TypeDef) -> Self {
        Self {
            file: ty.file.clone(),
            name: ty.name.clone(),
        }
    }
}

/// A named type.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    /// What it is made of; nothing for an id.
    pub(super) structure: Option<Structure>,
    /// The order of its values or fields.
    pub(super) order: Vec<String>,
    /// The names of the fields that are of it, as documented or as corrected.
    pub(super) users: BTreeSet<String>,
    /// How many fields say which of its values are documented for them.
    pub(super) narrowed: usize,
}

/// The named types of a spec.
pub(super) fn defined(spec: &Spec) -> BTreeMap<TypeKey, Defined> {
    let mut all = BTreeMap::new();
    for (ty, facts) in from_spec::types(spec) {
        let defined = Defined {
            structure: Structure::of(&facts),
            order: Structure::order(&facts),
            users: BTreeSet::new(),
            narrowed: 0,
        };
        all.insert(TypeKey::of(ty), defined);
    }
    let of_types = spec.types.iter().filter_map(|(_, ty)| match &ty.kind {
        TypeKind::Object(fields) => Some(fields),
        _ => None,
    });
    let of_operations = spec.operations().flat_map(|operation| {
        let response = operation.response_type.is_none();
        [
            Some(&operation.path_params),
            Some(&operation.query),
            Some(&operation.body),
            // Those of a type are counted there.
            response.then_some(&operation.response),
        ]
    });
    for field in of_types.chain(of_operations.flatten()).flatten() {
        count_use(spec, field, &mut all);
    }
    all
}

/// Adds a field to the types that it is of.
fn count_use(spec: &Spec, field: &Field, all: &mut BTreeMap<TypeKey, Defined>) {
    let (documented, _) = field.documented_type();
    let corrected = (documented != &field.ty).then_some(&field.ty);
    for ty in std::iter::once(documented).chain(corrected) {
        let FieldType::Named(id) = ty else {
            continue;
        };
        if let Some(defined) = all.get_mut(&TypeKey::of(&spec.types[*id])) {
            defined.users.insert(field.name.clone());
            defined.narrowed += usize::from(field.values.is_some());
        }
    }
}
