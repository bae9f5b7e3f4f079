//! The platform, the services and the resources in Rust.

use std::collections::{BTreeMap, BTreeSet};

use crate::spec::model::{
    ClientDefault, Platform, Resource, Service, Spec, TypeId, Types, path_parts,
};
use crate::text::names;

use super::codes::{self, Codes, RustCode};
use super::field::{Fields, RustField, Value};
use super::job::{self, RustJob};
use super::operation::{self, Owner, RustOperation};
use super::types::{self, RustType};
use super::usage;

/// The whole spec in Rust.
#[derive(Debug)]
pub(crate) struct RustSpec<'a> {
    /// The spec.
    pub(crate) spec: &'a Spec,
    /// What every service shares.
    pub(crate) platform: RustPlatform<'a>,
    /// The services, in the order of the spec.
    pub(crate) services: Vec<RustService<'a>>,
    /// All named types.
    pub(crate) types: Types<RustType<'a>>,
}

/// What every service shares, in `feishu-core`.
#[derive(Debug)]
pub(crate) struct RustPlatform<'a> {
    /// The platform.
    pub(crate) platform: &'a Platform,
    /// The hosts.
    pub(crate) hosts: Vec<RustHost<'a>>,
    /// The headers.
    pub(crate) headers: Vec<RustHeader<'a>>,
    /// How tokens begin, in the order of the spec.
    pub(crate) token_prefixes: Vec<RustTokenPrefix<'a>>,
    /// What a client can set for all calls.
    pub(crate) client_defaults: Vec<RustClientDefault<'a>>,
    /// The modules with the operations that obtain tokens, by name.
    pub(crate) modules: Vec<PlatformModule<'a>>,
    /// The error codes, by number.
    pub(crate) codes: Vec<RustCode<'a>>,
}

/// Where the platform answers.
#[derive(Debug)]
pub(crate) struct RustHost<'a> {
    /// The constant.
    pub(crate) constant: String,
    /// The brand, as the spec has it.
    pub(crate) key: &'a str,
    /// The brand, as it is written.
    pub(crate) brand: String,
    /// The URL.
    pub(crate) url: &'a str,
}

/// A header of responses.
#[derive(Debug)]
pub(crate) struct RustHeader<'a> {
    /// The constant.
    pub(crate) constant: String,
    /// What it is for.
    pub(crate) purpose: &'a str,
    /// The header.
    pub(crate) header: &'a str,
}

/// How tokens of one kind begin.
#[derive(Debug)]
pub(crate) struct RustTokenPrefix<'a> {
    /// The constant.
    pub(crate) constant: String,
    /// The kind: `tenant`.
    pub(crate) kind: &'a str,
    /// How they begin.
    pub(crate) prefix: &'a str,
}

/// A field of query strings that a client can set for all calls.
#[derive(Debug)]
pub(crate) struct RustClientDefault<'a> {
    /// The method of the builder of a client, and its argument.
    pub(crate) method: String,
    /// The field.
    pub(crate) default: &'a ClientDefault,
}

/// Operations of the platform that stand in one file.
#[derive(Debug)]
pub(crate) struct PlatformModule<'a> {
    /// The name.
    pub(crate) name: String,
    /// The operations, in the order of the spec.
    pub(crate) operations: Vec<RustOperation<'a>>,
}

/// A service: a crate.
#[derive(Debug)]
pub(crate) struct RustService<'a> {
    /// The service.
    pub(crate) service: &'a Service,
    /// The name of the crate: `feishu-drive`.
    pub(crate) crate_name: String,
    /// The name of the crate in Rust code: `feishu_drive`.
    pub(crate) crate_ident: String,
    /// The struct that everything starts from: `Drive`.
    pub(crate) name: String,
    /// The variable that holds one in examples: `drive`.
    pub(crate) variable: String,
    /// The target of its wire tests, with a module for each resource.
    pub(crate) test_target: String,
    /// The resources, in the order of the spec.
    pub(crate) resources: Vec<RustResource<'a>>,
    /// The error codes, by number.
    pub(crate) codes: Vec<RustCode<'a>>,
}

/// A resource: a module, and a struct with a method for each operation.
#[derive(Debug)]
pub(crate) struct RustResource<'a> {
    /// The resource.
    pub(crate) resource: &'a Resource,
    /// The module.
    pub(crate) module: String,
    /// The method of the service that leads to the operations.
    pub(crate) method: String,
    /// The path of the module for users of the crate: `feishu_drive::media`.
    pub(crate) path: String,
    /// The struct that has the operations as methods.
    pub(crate) accessor: String,
    /// The operations, in the order of the spec.
    pub(crate) operations: Vec<RustOperation<'a>>,
    /// The jobs, in the order of the spec.
    pub(crate) jobs: Vec<RustJob<'a>>,
}

/// Works out what a spec becomes in Rust.
pub(crate) fn shape(spec: &Spec) -> RustSpec<'_> {
    let travels = usage::travels(spec);
    let always = usage::always(spec);
    let fields = Fields { types: &spec.types };
    let platform = RustPlatform {
        platform: &spec.platform,
        hosts: hosts(&spec.platform),
        headers: headers(&spec.platform),
        token_prefixes: token_prefixes(&spec.platform),
        client_defaults: client_defaults(&spec.platform),
        modules: platform_modules(&spec.platform, &fields),
        codes: codes::of_platform(&spec.platform),
    };
    let services: Vec<_> = spec
        .services
        .iter()
        .map(|service| self::service(service, &fields))
        .collect();
    let stored = usage::stored(spec);
    let usage = types::Usage {
        travels: &travels,
        stored: &stored,
        always: &always,
    };
    let types = types::types(spec, &fields, usage, &paths(&services));
    RustSpec {
        spec,
        platform,
        services,
        types,
    }
}

impl<'a> RustSpec<'a> {
    /// The fields on a way into fields of a response, the last of which is meant.
    pub(crate) fn follow<'s>(
        &'s self,
        fields: &'s [RustField<'a>],
        way: &[usize],
    ) -> Vec<&'s RustField<'a>> {
        let mut fields = fields;
        let mut passed = Vec::with_capacity(way.len());
        for at in way {
            let field = &fields[*at];
            passed.push(field);
            fields = self.fields_of(field);
        }
        passed
    }

    /// The fields of the object that a field holds; none if it holds something else.
    pub(crate) fn fields_of(&self, field: &RustField<'a>) -> &[RustField<'a>] {
        match field.value {
            Value::Object { id, .. } => self.types[id].fields(),
            _ => &[],
        }
    }

    /// The codes that operations of a service may answer with.
    pub(crate) fn codes<'s>(&'s self, service: &'s RustService<'a>) -> Codes<'s, 'a> {
        Codes {
            service: &service.codes,
            platform: &self.platform.codes,
        }
    }

    /// All operations: the platform's, then the services'.
    pub(crate) fn operations(&self) -> impl Iterator<Item = &RustOperation<'a>> {
        let resources = self.services.iter().flat_map(|service| &service.resources);
        let modules = self.platform.modules.iter();
        let of_platform = modules.flat_map(|module| &module.operations);
        of_platform.chain(resources.flat_map(|resource| &resource.operations))
    }
}

impl RustService<'_> {
    /// The names of types that the spec does not give: no type of the spec can have one of them without trouble.
    pub(crate) fn made_types(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::from([self.name.clone()]);
        for resource in &self.resources {
            names.insert(resource.accessor.clone());
            names.extend(resource.jobs.iter().map(|job| job.name.clone()));
            for operation in &resource.operations {
                names.insert(operation.request.name.clone());
                names.insert(operation::response_name(&operation.request.name));
            }
        }
        names
    }
}

impl RustResource<'_> {
    /// All types that the module has.
    pub(crate) fn type_names(&self, spec: &Spec) -> BTreeSet<String> {
        let named = self.resource.types.iter();
        let mut names: BTreeSet<String> = named.map(|id| spec.types[*id].name.clone()).collect();
        names.insert(self.accessor.clone());
        names.extend(self.jobs.iter().map(|job| job.name.clone()));
        names.extend(self.operations.iter().flat_map(RustOperation::type_names));
        names
    }
}

impl<'a> RustPlatform<'a> {
    /// The codes that operations of the platform may answer with.
    pub(crate) fn codes(&self) -> Codes<'_, 'a> {
        Codes {
            service: &[],
            platform: &self.codes,
        }
    }
}

impl PlatformModule<'_> {
    /// All types that the module has.
    pub(crate) fn type_names(&self) -> BTreeSet<String> {
        self.operations
            .iter()
            .flat_map(RustOperation::type_names)
            .collect()
    }
}

/// The modules where users of the crates find types, other than those of the platform.
fn paths(services: &[RustService<'_>]) -> BTreeMap<TypeId, String> {
    let mut paths = BTreeMap::new();
    for service in services {
        let shared = format!("{}::types", service.crate_ident);
        let types = service.service.types.iter();
        paths.extend(types.map(|id| (*id, shared.clone())));
        for resource in &service.resources {
            let types = resource.resource.types.iter();
            paths.extend(types.map(|id| (*id, resource.path.clone())));
        }
    }
    paths
}

fn hosts(platform: &Platform) -> Vec<RustHost<'_>> {
    let hosts = platform.hosts.iter().map(|(brand, url)| RustHost {
        constant: names::constant(&format!("{brand}_host")),
        key: brand,
        brand: names::type_name(brand),
        url,
    });
    hosts.collect()
}

fn headers(platform: &Platform) -> Vec<RustHeader<'_>> {
    let headers = platform.headers.iter().map(|(purpose, header)| RustHeader {
        constant: names::constant(&format!("{purpose}_header")),
        purpose,
        header,
    });
    headers.collect()
}

fn token_prefixes(platform: &Platform) -> Vec<RustTokenPrefix<'_>> {
    let prefixes = platform.token_prefixes.iter();
    let prefixes = prefixes.map(|(kind, prefix)| RustTokenPrefix {
        constant: names::constant(&format!("{kind}_token_prefix")),
        kind,
        prefix,
    });
    prefixes.collect()
}

fn client_defaults(platform: &Platform) -> Vec<RustClientDefault<'_>> {
    let defaults = platform.client_defaults.iter();
    let defaults = defaults.map(|default| RustClientDefault {
        method: names::method(&default.name),
        default,
    });
    defaults.collect()
}

fn platform_modules<'a>(platform: &'a Platform, fields: &Fields<'a>) -> Vec<PlatformModule<'a>> {
    let mut modules: Vec<PlatformModule<'_>> = Vec::new();
    for operation in &platform.operations {
        let name = platform_module(platform, &operation.path);
        let operation = operation::operation(operation, &Owner::platform(&name), fields);
        match modules.iter_mut().find(|module| module.name == name) {
            Some(module) => module.operations.push(operation),
            None => modules.push(PlatformModule {
                name,
                operations: vec![operation],
            }),
        }
    }
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    modules
}

/// The module of an operation of the platform: the part of its path that names the service.
fn platform_module(platform: &Platform, path: &str) -> String {
    let service = path_parts(&platform.paths.root, path).next();
    match names::method(service.unwrap_or("operations")).as_str() {
        taken @ ("client_defaults" | "platform" | "types" | "mod_") => {
            format!("{taken}_operations")
        }
        free => free.to_owned(),
    }
}

fn service<'a>(service: &'a Service, fields: &Fields<'a>) -> RustService<'a> {
    let crate_ident = names::crate_ident(&service.name);
    RustService {
        crate_name: names::crate_name(&service.name),
        name: names::type_name(&service.name),
        variable: names::field(&service.name),
        test_target: format!("wire_{}", service.name),
        resources: service
            .resources
            .iter()
            .map(|resource| self::resource(service, resource, &crate_ident, fields))
            .collect(),
        codes: codes::of_service(service),
        service,
        crate_ident,
    }
}

fn resource<'a>(
    service: &Service,
    resource: &'a Resource,
    crate_ident: &str,
    fields: &Fields<'a>,
) -> RustResource<'a> {
    // The resources are in the order of their versions.
    let mut versions = service
        .resources
        .iter()
        .filter(|other| other.name == resource.name);
    let first = versions.next().unwrap_or(resource);
    let module = names::resource_module(&resource.name, &resource.version, &first.version);
    let many = resource.many();
    let method = names::resource_method(&many, &resource.version, &first.version);
    let path = format!("{crate_ident}::{module}");
    let owner = Owner {
        resource: &resource.name,
        many: &many,
        path: &path,
    };
    let mut operations: Vec<_> = resource
        .operations
        .iter()
        .map(|operation| operation::operation(operation, &owner, fields))
        .collect();
    for handle in resource.handles() {
        operations[handle].request.is_handle = true;
    }
    RustResource {
        accessor: names::type_name(&method),
        jobs: job::jobs(resource, fields.types),
        operations,
        module,
        method,
        path,
        resource,
    }
}

/// The module of one of several files that hold what is too long for one, counted from 1: `types`, `types_2` and so on.
pub(crate) fn nth_module(module: &str, number: usize) -> String {
    match number {
        1 => module.to_owned(),
        number => format!("{module}_{number}"),
    }
}

/// The structs that may become the accessor of a resource which the spec does not have yet: it depends on whether there is
/// another version of it.
pub(crate) fn accessors(resource: &str, version: &str) -> [String; 2] {
    let other = "another version";
    [version, other].map(|first| {
        let method = names::resource_method(&names::plural(resource), version, first);
        names::type_name(&method)
    })
}
