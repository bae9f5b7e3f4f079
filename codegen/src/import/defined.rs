//! The named types that a spec defines, and the fields that are of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::from_spec;
use crate::model::{Field, FieldType, Operation, Scope, Spec, TypeDef, TypeKind};

use super::make::Make;
use super::types::TypeKey;

/// A named type.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    /// What it is made of; nothing for an id.
    pub(super) make: Option<Make>,
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
    for (file, facts) in from_spec::types(spec) {
        let name = facts.name.clone();
        let defined = Defined {
            make: Make::of(&facts),
            order: Make::order(&facts),
            users: BTreeSet::new(),
            narrowed: 0,
        };
        all.insert(TypeKey { file, name }, defined);
    }
    let platform = spec.platform.file.as_str();
    let mut files = Files([platform; 3]);
    files.types(&spec.platform.types, &mut all);
    files.operations(&spec.platform.operations, &mut all);
    for service in &spec.services {
        files = Files([&service.file, &service.file, platform]);
        files.types(&service.types, &mut all);
        for resource in &service.resources {
            files = Files([&resource.file, &service.file, platform]);
            files.types(&resource.types, &mut all);
            files.operations(&resource.operations, &mut all);
        }
    }
    all
}

/// The files whose types are visible in one place: of the resource, the service and the platform.
struct Files<'a>([&'a str; 3]);

impl Files<'_> {
    fn types(&self, types: &[TypeDef], all: &mut BTreeMap<TypeKey, Defined>) {
        for ty in types {
            if let TypeKind::Object(fields) = &ty.kind {
                self.fields(fields, all);
            }
        }
    }

    fn operations(&self, operations: &[Operation], all: &mut BTreeMap<TypeKey, Defined>) {
        for operation in operations {
            self.fields(&operation.path_params, all);
            self.fields(&operation.query, all);
            self.fields(&operation.body, all);
            self.fields(&operation.response, all);
        }
    }

    fn fields(&self, fields: &[Field], all: &mut BTreeMap<TypeKey, Defined>) {
        for field in fields {
            let (documented, _) = field.documented_type();
            let corrected = (documented != &field.ty).then_some(&field.ty);
            for ty in std::iter::once(documented).chain(corrected) {
                let FieldType::Named(reference) = ty else {
                    continue;
                };
                let [resource, service, platform] = self.0;
                let file = match reference.scope {
                    Scope::Resource => resource,
                    Scope::Service => service,
                    Scope::Platform => platform,
                };
                let key = TypeKey {
                    file: file.to_owned(),
                    name: reference.name.clone(),
                };
                if let Some(defined) = all.get_mut(&key) {
                    defined.users.insert(field.name.clone());
                    defined.narrowed += usize::from(field.values.is_some());
                }
            }
        }
    }
}
