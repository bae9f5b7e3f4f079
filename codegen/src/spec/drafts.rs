//! What is left of the spec without its drafts: the part that is generated, and that needs words.
//!
//! A type belongs to that part if an operation does that uses it, and so does what an error means that one lists. What only
//! drafts need is one as well, be it in a file that others share.

use std::collections::BTreeSet;

use super::model::{
    Field, FieldType, Job, Operation, Resource, Service, Spec, TypeId, TypeKind, Types,
};
use super::replaced;

impl Resource {
    /// Whether nothing of the resource is generated yet.
    pub fn is_draft(&self) -> bool {
        !self.operations.is_empty() && self.operations.iter().all(|operation| operation.draft)
    }
}

impl Service {
    /// Whether nothing of the service is generated yet, so that it needs no crate.
    pub fn is_draft(&self) -> bool {
        !self.resources.is_empty() && self.resources.iter().all(Resource::is_draft)
    }
}

impl Service {
    /// The codes of errors that only drafts list.
    pub(crate) fn draft_errors(&self) -> BTreeSet<i64> {
        let listed = |draft: bool| -> BTreeSet<i64> {
            let resources = self.resources.iter();
            let operations = resources.flat_map(|resource| &resource.operations);
            let operations = operations.filter(|operation| operation.draft == draft);
            let errors = operations.flat_map(|operation| &operation.errors);
            errors.map(|error| error.code).collect()
        };
        &listed(true) - &listed(false)
    }
}

impl Spec {
    /// The types that only drafts use.
    pub(crate) fn draft_types(&self) -> BTreeSet<TypeId> {
        let used = |draft: bool| {
            let mut used = BTreeSet::new();
            for operation in self
                .operations()
                .filter(|operation| operation.draft == draft)
            {
                let fields = operation.request_fields().chain(&operation.response);
                let made = operation.folds.iter().map(|fold| &fold.field);
                if let Some(id) = operation.response_type {
                    reach_type(&self.types, id, &mut used);
                }
                reach(&self.types, fields.chain(made), &mut used);
            }
            used
        };
        &used(true) - &used(false)
    }

    /// The spec without drafts, and without what only they use: services and resources that have nothing else, types,
    /// jobs that rely on one. The table of types still has all of them, since ids are places in it.
    #[must_use]
    pub fn without_drafts(&self) -> Self {
        let drafts = self.draft_types();
        let mut spec = self.clone();
        spec.platform.types.retain(|id| !drafts.contains(id));
        spec.platform
            .operations
            .retain(|operation| !operation.draft);
        spec.services.retain(|service| !service.is_draft());
        for service in &mut spec.services {
            let errors = service.draft_errors();
            service.errors.retain(|error| !errors.contains(&error.code));
            service.types.retain(|id| !drafts.contains(id));
            service.resources.retain(|resource| !resource.is_draft());
            for resource in &mut service.resources {
                resource.types.retain(|id| !drafts.contains(id));
                let places = places(&resource.operations);
                resource
                    .jobs
                    .retain_mut(|job| moved(job, &places).is_some());
                resource.operations.retain(|operation| !operation.draft);
            }
        }
        // What a draft alone still uses as it is documented.
        replaced::take_out(&mut spec);
        spec
    }
}

/// Adds the types of fields, of the fields of those, and of what they are folded into, to a set.
fn reach<'a>(
    types: &Types,
    fields: impl IntoIterator<Item = &'a Field>,
    used: &mut BTreeSet<TypeId>,
) {
    for field in fields {
        let documented = field.documented.as_ref().map(|(ty, _)| ty);
        let named = [Some(&field.ty), documented].into_iter().flatten();
        for id in named.filter_map(named_in).chain(field.json) {
            reach_type(types, id, used);
        }
    }
}

fn reach_type(types: &Types, id: TypeId, used: &mut BTreeSet<TypeId>) {
    if used.insert(id)
        && let TypeKind::Object(inside) | TypeKind::Parts(inside) = &types[id].kind
    {
        let made = types[id].folds.iter().map(|fold| &fold.field);
        reach(types, inside, used);
        reach(types, made.collect::<Vec<_>>(), used);
    }
}

/// The named type in a type, in maps too.
fn named_in(ty: &FieldType) -> Option<TypeId> {
    match ty {
        FieldType::Named(id) => Some(*id),
        FieldType::Map(value) => named_in(value),
        _ => None,
    }
}

/// Where each operation stands when the drafts have gone.
fn places(operations: &[Operation]) -> Vec<Option<usize>> {
    let mut next = 0..;
    let place = |operation: &Operation| (!operation.draft).then(|| next.next()).flatten();
    operations.iter().map(place).collect()
}

/// Has the steps of a job name their operations by the new places. Returns `None` if one of them has gone.
fn moved(job: &mut Job, places: &[Option<usize>]) -> Option<()> {
    job.start = places[job.start]?;
    job.poll.operation = places[job.poll.operation]?;
    if let Some(download) = &mut job.download {
        download.operation = places[download.operation]?;
    }
    Some(())
}
