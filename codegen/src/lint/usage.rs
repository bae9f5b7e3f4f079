//! Which types are used, and where.

use std::collections::BTreeSet;

use crate::spec::resolve::{Found, Visible};
use crate::spec::source::{FieldSource, FoldSource, OperationSource, SpecSource, TypeSourceKind};
use crate::text::diagnostic::At;

/// Which types are reached from where.
#[derive(Debug, Default)]
pub(super) struct Usage {
    /// From requests, by the place of the type's name.
    pub(super) requests: BTreeSet<At>,
    /// From responses.
    pub(super) responses: BTreeSet<At>,
}

impl Usage {
    pub(super) fn of(spec: &SpecSource) -> Self {
        let mut usage = Self::default();
        let platform = Visible::platform(&spec.platform);
        usage.operations(&spec.platform.file.operations, &platform);
        for service in &spec.services {
            for resource in &service.resources {
                let visible = Visible::resource(&spec.platform, service, resource);
                usage.operations(&resource.file.operations, &visible);
            }
        }
        usage
    }

    fn operations(&mut self, operations: &[OperationSource], visible: &Visible<'_>) {
        for operation in operations {
            mark(&mut self.requests, request_fields(operation), visible);
            let (response, inside) = visible.response(operation);
            let is = visible.response_type(operation);
            self.responses.extend(is.map(|found| found.ty.name.at));
            mark(&mut self.responses, response.iter(), &inside);
            if let Some(found) = is {
                mark_folds(&mut self.responses, &found.ty.folds, &inside);
            }
            mark_folds(&mut self.requests, &operation.folds, visible);
        }
    }
}

/// Adds the types of fields, and of the fields of those, to a set.
fn mark<'f>(
    set: &mut BTreeSet<At>,
    fields: impl Iterator<Item = &'f FieldSource>,
    visible: &Visible<'_>,
) {
    for field in fields {
        let json = field
            .json
            .as_ref()
            .and_then(|name| visible.find(&name.value));
        let documented = field
            .replaced_ty()
            .and_then(|ty| visible.named_in(&ty.value.base));
        let named = visible.named(field).into_iter();
        for Found { scope, ty } in named.chain(documented).chain(json) {
            if set.insert(ty.name.at)
                && let TypeSourceKind::Object(fields) = ty.kind()
            {
                let inside = visible.seen_from(scope);
                mark(set, fields.iter(), &inside);
                mark_folds(set, &ty.folds, &inside);
            }
        }
    }
}

/// Adds the types of what fields are folded into, and of the parts of those.
fn mark_folds(set: &mut BTreeSet<At>, folds: &[FoldSource], visible: &Visible<'_>) {
    for fold in folds {
        let ty = fold.ty.as_ref().and_then(|ty| visible.find(&ty.value));
        if let Some(Found { scope, ty }) = ty
            && set.insert(ty.name.at)
            && let TypeSourceKind::Parts(parts) = ty.kind()
        {
            mark(set, parts.iter(), &visible.seen_from(scope));
        }
    }
}

/// The fields of a request: path, query and body stand in one Rust type.
pub(super) fn request_fields(operation: &OperationSource) -> impl Iterator<Item = &FieldSource> {
    operation
        .path
        .iter()
        .chain(&operation.query)
        .chain(&operation.body)
}
