//! Which way each object travels: in requests, in responses, or both. Its Rust type depends on it.

use std::collections::BTreeMap;

use crate::model::{Field, FieldType, Spec, TypeId, TypeKind, Types};

/// Which way the objects travel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    objects: BTreeMap<TypeId, Direction>,
}

/// Which way an object travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Direction {
    /// Requests carry it.
    pub(crate) in_requests: bool,
    /// Responses carry it.
    pub(crate) in_responses: bool,
}

const REQUEST: Direction = Direction {
    in_requests: true,
    in_responses: false,
};

const RESPONSE: Direction = Direction {
    in_requests: false,
    in_responses: true,
};

impl Usage {
    /// Follows every field of every operation.
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut usage = Self::default();
        for operation in spec.operations() {
            for fields in [&operation.path_params, &operation.query, &operation.body] {
                usage.fields(&spec.types, fields, REQUEST);
            }
            usage.fields(&spec.types, &operation.response, RESPONSE);
        }
        usage
    }

    /// Which way an object travels.
    pub(crate) fn direction(&self, object: TypeId) -> Direction {
        self.objects.get(&object).copied().unwrap_or_default()
    }

    fn fields(&mut self, types: &Types, fields: &[Field], direction: Direction) {
        for field in fields {
            let mut ty = &field.ty;
            while let FieldType::Map(value) = ty {
                ty = value;
            }
            if let FieldType::Named(id) = ty {
                self.named(types, *id, direction);
            }
            if let Some(content) = field.json {
                self.named(types, content, direction);
            }
        }
    }

    fn named(&mut self, types: &Types, id: TypeId, direction: Direction) {
        let TypeKind::Object(fields) = &types[id].kind else {
            return;
        };
        let known = self.objects.entry(id).or_default();
        let news = Direction {
            in_requests: known.in_requests || direction.in_requests,
            in_responses: known.in_responses || direction.in_responses,
        };
        // An object may hold itself; what is known already needs no second look.
        if news == *known {
            return;
        }
        *known = news;
        self.fields(types, fields, direction);
    }
}
