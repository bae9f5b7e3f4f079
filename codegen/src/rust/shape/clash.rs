//! Names that are taken: by something else of the spec, by what every service has, or by Rust itself.

use std::collections::BTreeMap;

use crate::spec::model::{
    EnumValue, Field, Job, Meaning, Operation, Resource, Service, TypeDef, TypeId,
};
use crate::text::diagnostic::At;
use crate::text::names;

use super::field::RustField;
use super::operation::{Output, RustOperation, response_name};
use super::spec::{RustResource, RustService, RustSpec};
use super::types::Kind;

/// A name that something would have which is taken.
#[derive(Debug)]
pub(crate) struct Clash<'a> {
    /// The name.
    pub(crate) name: String,
    /// What would have it.
    pub(crate) subject: Subject<'a>,
    /// What has it.
    pub(crate) owner: Taken<'a>,
}

/// What has a name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Taken<'a> {
    /// Something else in the same place.
    Beside(Subject<'a>),
    /// A type of the service or of the platform.
    Shared(&'a TypeDef),
    /// Every service.
    EveryService,
    /// Rust.
    Rust,
}

/// Something of the spec that has a name in Rust.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    /// The module of a resource.
    Module(&'a Resource),
    /// The struct that has the operations of a resource as methods, and the method of the service that leads there.
    Accessor(&'a Resource),
    /// A type.
    Type(&'a TypeDef),
    /// The request of an operation.
    Request(&'a Operation),
    /// The response of an operation.
    Response(&'a Operation),
    /// The method for an operation.
    Method(&'a Operation),
    /// The type of a job.
    Job(&'a Job),
    /// The method that starts a job.
    Verb(&'a Job),
    /// The method that comes back to a job.
    Resume(&'a Job),
    /// A field.
    Field(&'a Field),
    /// A variant of an enumeration.
    Variant(&'a EnumValue),
    /// The constant for an error code.
    Code(&'a Meaning),
}

impl Subject<'_> {
    /// Where the name stands in the spec, or that which it is made from.
    pub(crate) fn at(&self) -> At {
        match self {
            Self::Module(resource) => resource.at,
            Self::Accessor(resource) => resource
                .accessor
                .as_ref()
                .map_or(resource.at, |(_, at)| *at),
            Self::Type(ty) => ty.at,
            Self::Request(operation) | Self::Response(operation) => operation
                .request
                .as_ref()
                .map_or(operation.at, |(_, at)| *at),
            Self::Method(operation) => operation.at,
            Self::Job(job) | Self::Verb(job) | Self::Resume(job) => job.at,
            Self::Field(field) => field.at,
            Self::Variant(value) => value.at,
            Self::Code(error) => error.at,
        }
    }
}

impl<'a> RustSpec<'a> {
    /// All names that are taken.
    pub(crate) fn clashes(&self) -> Vec<Clash<'a>> {
        let mut found = Vec::new();
        let platform = self.platform.platform;
        let operations: Vec<_> = self
            .platform
            .modules
            .iter()
            .flat_map(|module| &module.operations)
            .collect();
        found.extend(self.module(None, &platform.types, &operations));
        found.extend(codes(platform.errors.iter().map(|error| &error.meaning)));
        for service in &self.services {
            found.extend(self.module(None, &service.service.types, &[]));
            for resource in &service.resources {
                let operations: Vec<_> = resource.operations.iter().collect();
                let shared = [&service.service.types, &platform.types];
                let types = &resource.resource.types;
                found.extend(self.module(Some(resource), types, &operations));
                found.extend(self.hidden(shared, &operations));
            }
            found.extend(codes(known(service.service)));
            found.extend(members(service));
        }
        for operation in self.operations() {
            found.extend(fields(operation.request.members()));
            if operation.operation.response_type.is_none() {
                found.extend(fields(operation.response()));
            }
        }
        let services = self.services.iter();
        let listed = services.flat_map(|service| {
            let own = service.resources.iter();
            let own = own.flat_map(|resource| &resource.resource.types);
            service.service.types.iter().chain(own)
        });
        // Of types that only drafts use, nothing is generated.
        for ty in platform
            .types
            .iter()
            .chain(listed)
            .map(|id| &self.types[*id])
        {
            match &ty.kind {
                Kind::Object(_, inside) => found.extend(fields(inside.members())),
                Kind::StringEnum(_) | Kind::IntEnum(_) => {
                    // A name that is still to be found is a problem of its own.
                    let named = ty.variants().iter().filter(|variant| {
                        let value = variant.value;
                        match &value.name {
                            Some(name) => !name.is_empty(),
                            None => names::makes_a_variant(&value.wire),
                        }
                    });
                    let names = named
                        .map(|variant| (variant.name.clone(), Subject::Variant(variant.value)));
                    found.extend(distinct(names));
                }
                Kind::Parts(parts) => found.extend(fields(&parts.fields)),
                Kind::Id => {}
            }
        }
        found
    }

    /// The types of one module, and the methods of its struct.
    fn module(
        &self,
        resource: Option<&RustResource<'a>>,
        types: &[TypeId],
        operations: &[&RustOperation<'a>],
    ) -> Vec<Clash<'a>> {
        let types: Vec<_> = types.iter().map(|id| &self.types[*id]).collect();
        let accessor = resource.map(|resource| {
            let subject = Subject::Accessor(resource.resource);
            (resource.accessor.clone(), subject)
        });
        let jobs = resource.map_or(&[][..], |resource| &resource.jobs);
        let names = accessor
            .into_iter()
            .chain(types.iter().map(|ty| {
                let subject = Subject::Type(ty.definition);
                (ty.name.to_owned(), subject)
            }))
            .chain(operations.iter().flat_map(|operation| made(operation)))
            .chain(
                jobs.iter()
                    .map(|job| (job.name.clone(), Subject::Job(job.job))),
            );
        let mut found = distinct(names);
        let methods = operations.iter().map(|operation| {
            (
                operation.method.clone(),
                Subject::Method(operation.operation),
            )
        });
        found.extend(distinct(methods));
        // A type of ours hides one of Rust's own in its whole file.
        let given = types
            .iter()
            .map(|ty| (ty.name, Subject::Type(ty.definition)))
            .chain(operations.iter().filter_map(|operation| {
                let (name, _) = operation.operation.request.as_ref()?;
                Some((name.as_str(), Subject::Request(operation.operation)))
            }));
        let reserved = given.filter(|(name, _)| names::is_reserved_type(name));
        found.extend(reserved.map(|(name, subject)| Clash {
            name: name.to_owned(),
            subject,
            owner: Taken::Rust,
        }));
        found
    }

    /// The types made for operations that are named like types which the resource shares with others.
    fn hidden(
        &self,
        shared: [&Vec<TypeId>; 2],
        operations: &[&RustOperation<'a>],
    ) -> Vec<Clash<'a>> {
        let shared: Vec<_> = shared.into_iter().flatten().collect();
        let made = operations.iter().flat_map(|operation| made(operation));
        let clashes = made.filter_map(|(name, subject)| {
            let mut shared = shared.iter().map(|id| &self.types[**id]);
            let ty = shared.find(|ty| ty.name == name)?;
            Some(Clash {
                name,
                subject,
                owner: Taken::Shared(ty.definition),
            })
        });
        clashes.collect()
    }
}

/// The types that are made for an operation.
fn made<'a>(operation: &RustOperation<'a>) -> Vec<(String, Subject<'a>)> {
    let name = &operation.request.name;
    let mut made = vec![(name.clone(), Subject::Request(operation.operation))];
    if matches!(operation.output, Output::Response { ty: None, .. }) {
        let subject = Subject::Response(operation.operation);
        made.push((response_name(name), subject));
    }
    made
}

/// The modules and the methods of a service: those of its resources, those of its jobs, and what every service has.
fn members<'a>(service: &RustService<'a>) -> Vec<Clash<'a>> {
    let modules = service.resources.iter().map(|resource| {
        let subject = Subject::Module(resource.resource);
        (resource.module.clone(), subject)
    });
    let methods = service.resources.iter().map(|resource| {
        let subject = Subject::Accessor(resource.resource);
        (resource.method.clone(), subject)
    });
    let jobs = service.resources.iter().flat_map(|resource| &resource.jobs);
    let verbs = jobs.flat_map(|job| {
        [
            (job.verb.clone(), Subject::Verb(job.job)),
            (job.resume.clone(), Subject::Resume(job.job)),
        ]
    });
    let modules = (modules.collect::<Vec<_>>(), names::SERVICE_MODULES);
    let methods = (methods.chain(verbs).collect(), names::SERVICE_METHODS);
    let mut found = Vec::new();
    for (names, of_every_service) in [modules, methods] {
        let is_taken = |(name, _): &(String, _)| of_every_service.contains(&name.as_str());
        let (taken, free): (Vec<_>, Vec<_>) = names.into_iter().partition(is_taken);
        found.extend(distinct(free));
        found.extend(taken.into_iter().map(|(name, subject)| Clash {
            name,
            subject,
            owner: Taken::EveryService,
        }));
    }
    found
}

fn fields<'f, 'a: 'f>(fields: impl IntoIterator<Item = &'f RustField<'a>>) -> Vec<Clash<'a>> {
    distinct(
        fields
            .into_iter()
            .map(|field| (field.name.clone(), Subject::Field(field.field))),
    )
}

/// The codes of a service: those that it knows, and those of the platform that its operations list.
fn known(service: &Service) -> impl Iterator<Item = &Meaning> {
    let operations = service.resources.iter().flat_map(|of| &of.operations);
    let rows = operations.flat_map(|operation| &operation.errors);
    let others = rows.map(|error| &error.meaning).filter(|meaning| {
        let mut own = service.errors.iter();
        own.all(|known| known.code != meaning.code)
    });
    service.errors.iter().chain(others)
}

/// A constant stands for one code.
fn codes<'a>(meanings: impl Iterator<Item = &'a Meaning>) -> Vec<Clash<'a>> {
    let mut by_name: BTreeMap<String, &Meaning> = BTreeMap::new();
    let mut found = Vec::new();
    // A name that is still to be found is a problem of its own.
    for meaning in meanings.filter(|meaning| !meaning.name.is_empty()) {
        let name = names::constant(&meaning.name);
        let first = *by_name.entry(name.clone()).or_insert(meaning);
        if first.code != meaning.code {
            found.push(Clash {
                name,
                subject: Subject::Code(meaning),
                owner: Taken::Beside(Subject::Code(first)),
            });
        }
    }
    found
}

/// The names of one place that something has already which came before.
fn distinct<'a>(names: impl IntoIterator<Item = (String, Subject<'a>)>) -> Vec<Clash<'a>> {
    let mut seen: BTreeMap<String, Subject<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for (name, subject) in names {
        match seen.get(&name) {
            Some(first) => found.push(Clash {
                name,
                subject,
                owner: Taken::Beside(*first),
            }),
            None => {
                seen.insert(name, subject);
            }
        }
    }
    found
}
