//! Which way each object travels: in requests, in responses, or both; which a program reads back that has stored it; and
//! which enumerations are always there. Their Rust types depend on it.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::model::{Field, FieldType, Spec, TypeId, TypeKind, Types};

use super::types::Travels;

/// Which way the objects travel that any operation uses.
pub(super) fn travels(spec: &Spec) -> BTreeMap<TypeId, Travels> {
    let mut usage = Usage {
        types: &spec.types,
        objects: BTreeMap::new(),
    };
    for operation in spec.operations() {
        usage.fields(operation.request_fields(), Travels::InRequests);
        match operation.response_type {
            Some(id) => usage.named(id, Travels::InResponses),
            None => usage.fields(&operation.response, Travels::InResponses),
        }
    }
    usage.objects
}

/// The enumerations of texts that responses always carry.
pub(super) fn always(spec: &Spec) -> BTreeSet<TypeId> {
    let objects = spec.types.iter().filter_map(|(_, ty)| match &ty.kind {
        TypeKind::Object(fields) => Some(fields),
        _ => None,
    });
    let responses = spec.operations().map(|operation| &operation.response);
    let fields = objects.chain(responses).flatten();
    fields
        .filter(|field| field.always && field.array == 0)
        .filter_map(|field| match field.ty {
            FieldType::Named(id) => Some(id),
            _ => None,
        })
        .filter(|id| matches!(spec.types[*id].kind, TypeKind::StringEnum(_)))
        .collect()
}

/// The objects that the handles of jobs hold: the requests that ask after one are stored, and read again.
pub(super) fn stored(spec: &Spec) -> BTreeSet<TypeId> {
    let mut usage = Usage {
        types: &spec.types,
        objects: BTreeMap::new(),
    };
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    for resource in resources {
        for handle in resource.handles() {
            let fields = resource.operations[handle].request_fields();
            usage.fields(fields, Travels::InRequests);
        }
    }
    usage.objects.into_keys().collect()
}

struct Usage<'a> {
    types: &'a Types,
    objects: BTreeMap<TypeId, Travels>,
}

impl<'a> Usage<'a> {
    fn fields(&mut self, fields: impl IntoIterator<Item = &'a Field>, way: Travels) {
        for field in fields {
            let mut ty = &field.ty;
            while let FieldType::Map(value) = ty {
                ty = value;
            }
            if let FieldType::Named(id) = ty {
                self.named(*id, way);
            }
            if let Some(content) = field.json {
                self.named(content, way);
            }
        }
    }

    fn named(&mut self, id: TypeId, way: Travels) {
        let TypeKind::Object(fields) = &self.types[id].kind else {
            return;
        };
        let known = self.objects.get(&id).copied();
        let now = match known {
            Some(known) if known != way => Travels::BothWays,
            _ => way,
        };
        // An object may hold itself; what is known already needs no second look.
        if known == Some(now) {
            return;
        }
        self.objects.insert(id, now);
        self.fields(fields, way);
    }
}
