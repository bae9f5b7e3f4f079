//! From the checked sources to the model. What the checks have refused is left out, so that nothing here can fail.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::text::diagnostic::At;

use super::language::Language;
use super::limits::Limits;
use super::model::{
    BodyKind, ClientDefault, Computed, Correction, Documentation, EnumValue, Field, FieldDetails,
    FieldType, Format, Limit, Operation, Paging, PagingBy, Paths, Platform, Resource, ResponseKind,
    Service, SignIn, Spec, TypeDef, TypeId, TypeKind, Types, platform_id,
};
use crate::text::yaml::Node;

use super::inherited::{Inherited, Owner, inherited};
use super::meanings::{self, Meanings};
use super::replaced;
use super::resolve::Visible;
use super::source::{
    DocumentationSource, FactsSource, FieldSource, Given, Located, OperationSource, PagingSource,
    PlatformSource, ResourceSource, ServiceSource, SpecSource, Text, TypeSource, TypeSourceKind,
    ValueSource,
};
use super::value::{Keys, is_set};
use super::word::Base;

mod errors;
mod failures;
mod fold;
mod job;
mod values;

use values::{position, string, strings};

pub(crate) use job::{Origin, origin};

/// The whole spec.
pub(crate) fn spec(source: &SpecSource) -> Spec {
    let defined = Defined::of(source);
    let types = defined.types();
    let at = Place {
        visible: Visible::platform(&source.platform),
        ids: &defined.ids,
    };
    let mut spec = Spec {
        platform: platform(&source.platform, &at, &types),
        services: source
            .services
            .iter()
            .map(|service| lower_service(service, source, &defined.ids, &types))
            .collect(),
        types,
    };
    replaced::take_out(&mut spec);
    spec
}

/// The id of each type, by the place of its name.
type Ids = BTreeMap<At, TypeId>;

/// All types that are defined, in the order of their ids.
struct Defined<'a> {
    sources: Vec<(&'a TypeSource, &'a str, Visible<'a>)>,
    ids: Ids,
}

impl<'a> Defined<'a> {
    fn of(spec: &'a SpecSource) -> Self {
        let platform = &spec.platform;
        let mut homes = vec![(
            &platform.file.types,
            &platform.path,
            Visible::platform(platform),
        )];
        for service in &spec.services {
            let visible = Visible::service(platform, service);
            homes.push((&service.file.types, &service.path, visible));
            for resource in &service.resources {
                let visible = Visible::resource(platform, service, resource);
                homes.push((&resource.file.types, &resource.path, visible));
            }
        }
        let sources: Vec<_> = homes
            .into_iter()
            .flat_map(|(types, file, visible)| {
                let known = types
                    .iter()
                    .filter(|ty| !matches!(ty.kind(), TypeSourceKind::Unknown));
                known.map(move |ty| (ty, file.as_str(), visible.clone()))
            })
            .collect();
        let ids = sources.iter().map(|(ty, ..)| ty.name.at).zip(TypeId::all());
        let ids = ids.collect();
        Self { sources, ids }
    }

    fn types(&self) -> Types {
        let types = self.sources.iter().map(|(source, file, visible)| {
            let at = Place {
                visible: visible.clone(),
                ids: &self.ids,
            };
            TypeDef {
                name: source.name.value.clone(),
                at: source.name.at,
                scope: visible.nearest(),
                file: (*file).to_owned(),
                doc: string(&source.doc),
                kind: kind(source.kind(), &at),
                into: source
                    .into
                    .iter()
                    .filter_map(|name| at.id(&name.value))
                    .collect(),
                folds: Vec::new(),
                arguments: Vec::new(),
            }
        });
        let types = Types::new(types.collect());
        // What is folded needs the types of what it makes.
        let whole = types.iter().zip(&self.sources);
        let whole = whole.map(|((_, ty), (source, _, visible))| {
            let at = Place {
                visible: visible.clone(),
                ids: &self.ids,
            };
            let mut ty = ty.clone();
            ty.folds = fold::members(&source.folds, &ty, &types, |name| at.id(name));
            ty.arguments = arguments(ty.required_members(), &source.arguments);
            ty
        });
        Types::new(whole.collect())
    }
}

/// What names mean where they stand.
struct Place<'a> {
    visible: Visible<'a>,
    ids: &'a Ids,
}

impl Place<'_> {
    fn id(&self, name: &str) -> Option<TypeId> {
        self.ids.get(&self.visible.find(name)?.ty.name.at).copied()
    }

    /// A type without its arrays.
    fn field_type(&self, base: &Base) -> Option<FieldType> {
        Some(match base {
            Base::String => FieldType::String,
            Base::Int => FieldType::Int,
            Base::Float => FieldType::Float,
            Base::Bool => FieldType::Bool,
            Base::Any => FieldType::Any,
            Base::Object => FieldType::Object,
            Base::File => FieldType::File,
            Base::Map(value) => FieldType::Map(Box::new(self.field_type(value)?)),
            Base::Named(name) => FieldType::Named(self.id(name)?),
        })
    }
}

fn platform(source: &PlatformSource, at: &Place<'_>, all_types: &Types) -> Platform {
    let file = &source.file;
    let path_root = string(&file.path_root);
    Platform {
        file: source.path.clone(),
        hosts: texts(&file.hosts).collect(),
        headers: texts(&file.headers).collect(),
        unknown_path: string(&file.unknown_path),
        token_prefixes: texts(&file.token_prefixes).collect(),
        sign_in: file.sign_in.as_ref().map(|of| SignIn {
            consent: string(&of.consent),
            exchange: string(&of.exchange),
        }),
        documentation: documentation_site(file.documentation.as_ref()),
        types: types(&file.types, at.ids),
        client_defaults: file
            .client_defaults
            .iter()
            .filter_map(|default| {
                Some(ClientDefault {
                    name: default.name.value.clone(),
                    ty: at.id(&default.ty.as_ref()?.value)?,
                    doc: string(&default.doc),
                })
            })
            .collect(),
        operations: file
            .operations
            .iter()
            .map(|operation| {
                let path = operation
                    .route
                    .as_ref()
                    .map(|route| route.value.path.as_str())
                    .unwrap_or_default();
                let id = platform_id(&path_root, path, &operation.name.value);
                let meanings = Meanings::platform(source);
                lower_operation(operation, id, at, all_types, meanings)
            })
            .collect(),
        errors: errors::platform(&file.errors),
        waived: pairs(&file.waived),
        paths: Paths {
            root: path_root,
            homes: pairs(&file.homes),
        },
    }
}

/// What a table of texts maps to what.
fn pairs(table: &[(Text, Text)]) -> Vec<(String, String)> {
    let pairs = table.iter();
    pairs
        .map(|(key, value)| (key.value.clone(), value.value.clone()))
        .collect()
}

/// The texts of a record by key.
fn texts(record: &Option<impl Keys>) -> impl Iterator<Item = (String, String)> {
    let keys = record.as_ref().map(Keys::write_keys).unwrap_or_default();
    keys.entries.into_iter().filter_map(|entry| {
        let text = entry.value.as_scalar()?.text.clone();
        Some((entry.key.text, text))
    })
}

fn documentation_site(source: Option<&DocumentationSource>) -> Documentation {
    Documentation {
        host: source.map_or_else(String::new, |site| string(&site.host)),
        path_root: source.map_or_else(String::new, |site| string(&site.path_root)),
    }
}

fn lower_service(
    source: &ServiceSource,
    spec: &SpecSource,
    ids: &Ids,
    all_types: &Types,
) -> Service {
    let meanings = Meanings::service(&spec.platform, source);
    let mut resources: Vec<_> = source
        .resources
        .iter()
        .map(|resource| {
            let visible = Visible::resource(&spec.platform, source, resource);
            let at = Place { visible, ids };
            lower_resource(resource, &source.name, &at, all_types, meanings)
        })
        .collect();
    resources.sort_by_key(|resource| (version_number(&resource.version), resource.name.clone()));
    Service {
        name: source.name.clone(),
        title: string(&source.file.title),
        doc: string(&source.file.doc),
        file: source.path.clone(),
        types: types(&source.file.types, ids),
        errors: source.file.errors.iter().map(errors::meaning).collect(),
        waived: pairs(&source.file.waived),
        resources,
    }
}

fn lower_resource(
    source: &ResourceSource,
    service: &str,
    at: &Place<'_>,
    all_types: &Types,
    meanings: Meanings<'_>,
) -> Resource {
    let name = source.name.value.as_str();
    let operations: Vec<_> = source
        .file
        .operations
        .iter()
        .map(|operation| {
            let id = format!(
                "{service}.{}.{name}.{}",
                source.version, operation.name.value
            );
            let mut lowered = lower_operation(operation, id, at, all_types, meanings);
            let failures = operation.failures.as_ref();
            lowered.failures = failures
                .and_then(|source| failures::failures(source, &lowered.response, all_types));
            lowered.draft |= is_set(&source.file.draft);
            lowered
        })
        .collect();
    Resource {
        name: name.to_owned(),
        at: source.name.at,
        accessor: source
            .file
            .accessor
            .as_ref()
            .map(|many| (many.value.clone(), many.at)),
        version: source.version.clone(),
        file: source.path.clone(),
        doc: string(&source.file.doc),
        types: types(&source.file.types, at.ids),
        jobs: source
            .file
            .jobs
            .iter()
            .filter_map(|job| job::job(job, &operations, all_types))
            .collect(),
        operations,
    }
}

fn types(sources: &[TypeSource], ids: &Ids) -> Vec<TypeId> {
    let ids = sources.iter().filter_map(|ty| ids.get(&ty.name.at));
    ids.copied().collect()
}

fn kind(source: TypeSourceKind<'_>, at: &Place<'_>) -> TypeKind {
    match source {
        TypeSourceKind::StringEnum(values) => {
            TypeKind::StringEnum(values.iter().map(value).collect())
        }
        TypeSourceKind::IntEnum(values) => TypeKind::IntEnum(values.iter().map(value).collect()),
        TypeSourceKind::Object(sources) => TypeKind::Object(fields(sources, at, Owner::Type, None)),
        TypeSourceKind::Parts(sources) => {
            TypeKind::Parts(fields(sources, at, Owner::Type, Some(true)))
        }
        // What is not known has no id, and so is never asked for.
        TypeSourceKind::Id | TypeSourceKind::Unknown => TypeKind::Id,
    }
}

fn value(source: &ValueSource) -> EnumValue {
    EnumValue {
        wire: source.wire.value.text.clone(),
        name: source.name.as_ref().map(|name| name.value.clone()),
        at: source.name.as_ref().map_or(source.wire.at, |name| name.at),
        class: meanings::class(&source.class),
        doc: documentation(&source.doc, &source.undocumented),
        undocumented: is_set(&source.undocumented),
    }
}

/// What a successful response carries.
pub(crate) fn response_kind(source: &OperationSource) -> ResponseKind {
    if is_set(&source.binary) {
        ResponseKind::Binary
    } else if source.response.is_empty() {
        ResponseKind::Empty
    } else if is_set(&source.flat) {
        ResponseKind::Flat
    } else {
        ResponseKind::Json
    }
}

fn lower_operation(
    source: &OperationSource,
    id: String,
    at: &Place<'_>,
    types: &Types,
    meanings: Meanings<'_>,
) -> Operation {
    let (method, path) = source
        .route
        .as_ref()
        .map(|route| (route.value.method.clone(), route.value.path.clone()))
        .unwrap_or_default();
    let mut path_params = fields(&source.path, at, Owner::Request(source), Some(true));
    path_params.sort_by_key(|field| {
        path.split('/')
            .position(|segment| segment.strip_prefix(':') == Some(&field.name))
    });
    let body_kind = match &source.multipart {
        Some(multipart) if multipart.value => BodyKind::Multipart,
        _ if source.body.is_empty() => BodyKind::None,
        _ => BodyKind::Json,
    };
    let is_object = |id: &TypeId| matches!(types[*id].kind, TypeKind::Object(_));
    let response_type = source.response.ty.as_ref();
    let response_type = response_type.and_then(|name| at.id(&name.value));
    let response_type = response_type.filter(is_object);
    let mut operation = Operation {
        id: source.id.as_ref().map_or(id, |given| given.value.clone()),
        name: source.name.value.clone(),
        at: source.name.at,
        undocumented: is_set(&source.undocumented),
        draft: is_set(&source.draft),
        deprecated: source.deprecated.as_ref().map(|words| words.value.clone()),
        request: source
            .request_type
            .as_ref()
            // One that is still to be found is like none.
            .filter(|name| !name.value.is_empty())
            .map(|name| (name.value.clone(), name.at)),
        title: string(&source.title),
        doc: documentation(&source.doc, &source.undocumented),
        page: string(&source.page),
        updated: source.updated.as_ref().map(|stamp| stamp.value),
        language: Language::of(source.language.as_ref().map(|word| word.value.as_str())),
        brand: source.brand.as_ref().map(|word| word.value.clone()),
        tokens: strings(&source.tokens),
        apps: strings(&source.apps),
        scopes: strings(&source.scopes),
        field_scopes: strings(&source.field_scopes),
        limit: match &source.limit {
            None => Limit::None,
            Some(limit) if limit.is_special() => Limit::Special(limit.rates()),
            Some(limit) => Limit::Rates(limit.rates()),
        },
        concurrency: source.concurrency.as_ref().map(|calls| calls.value),
        idempotent: source
            .idempotent
            .as_ref()
            .map_or(method == "GET", |flag| flag.value)
            || source.idempotency_key.is_some(),
        idempotency_key: source
            .idempotency_key
            .as_ref()
            .map(|name| name.value.clone()),
        path_params,
        query: fields(&source.query, at, Owner::Request(source), Some(false)),
        body_kind,
        body: fields(&source.body, at, Owner::Request(source), Some(false)),
        response_kind: response_kind(source),
        ranges: is_set(&source.ranges),
        response: match response_type {
            Some(id) => types[id].fields().to_vec(),
            None => fields(&source.response.fields, at, Owner::Response(source), None),
        },
        response_type,
        folds: Vec::new(),
        arguments: Vec::new(),
        paging: None,
        failures: None,
        errors: errors::rows(&source.errors, meanings),
        method,
        path,
    };
    operation.folds = fold::parameters(&source.folds, &operation, types, |name| at.id(name));
    operation.arguments = arguments(operation.required_members(), &source.arguments);
    operation.paging = source
        .paging
        .as_ref()
        .and_then(|source| paging(source, &operation));
    operation
}

/// Fields; `unstated` is what it means that requiredness is not stated.
fn fields(
    sources: &[FieldSource],
    at: &Place<'_>,
    owner: Owner<'_>,
    unstated: Option<bool>,
) -> Vec<Field> {
    sources
        .iter()
        .filter_map(|source| field(source, at, owner, unstated))
        .collect()
}

fn field(
    source: &FieldSource,
    at: &Place<'_>,
    owner: Owner<'_>,
    unstated: Option<bool>,
) -> Option<Field> {
    let expr = &source.ty()?.value;
    let ty = at.field_type(&expr.base)?;
    let documented = documented_facts(source, unstated);
    let correction = source.correction.as_ref().map(|correction| Correction {
        facts: facts(correction.facts(), &documented),
        why: string(&correction.why),
    });
    Some(Field {
        name: source.name.value.clone(),
        rust: source.rust.as_ref().map(|name| name.value.clone()),
        at: source.rust.as_ref().unwrap_or(&source.name).at,
        doc: documentation(&shown(source, at, owner), &source.undocumented),
        undocumented: is_set(&source.undocumented),
        array: expr.array,
        documented: source.replaced_ty().and_then(|documented| {
            let ty = at.field_type(&documented.value.base)?;
            Some((ty, documented.value.array))
        }),
        format: source
            .format
            .as_ref()
            .and_then(|format| Format::of(&format.value)),
        json: source.json.as_ref().and_then(|name| at.id(&name.value)),
        computed: source
            .computed
            .as_ref()
            .and_then(|computed| match computed.value.as_str() {
                "file_size" => Some(Computed::FileSize),
                _ => None,
            }),
        always: is_set(&source.always),
        values: (!source.values.is_empty()).then(|| {
            let values = source.values.iter();
            values.map(|value| value.value.text.clone()).collect()
        }),
        facts: documented,
        correction,
        ty,
    })
}

/// The words of a field: its own, or those that stand for them.
fn shown(source: &FieldSource, at: &Place<'_>, owner: Owner<'_>) -> Option<Text> {
    let own = source.doc.as_ref().filter(|doc| !doc.value.is_empty());
    own.cloned().or_else(|| {
        let Inherited { words: value, at } = inherited(source, owner, &at.visible)?;
        Some(Text { value, at })
    })
}

/// What the documentation states of a field; `unstated` is what it means that requiredness is not stated.
///
/// What it no longer lists, or has another name for now, no caller can be made to give; a parameter of the path is there
/// whether it is listed or not.
pub(crate) fn documented_facts(source: &FieldSource, unstated: Option<bool>) -> FieldDetails {
    let base = FieldDetails {
        required: unstated,
        ..FieldDetails::default()
    };
    let mut documented = facts(source.facts(), &base);
    if is_set(&source.undocumented) && unstated != Some(true) && documented.required == Some(true) {
        documented.required = Some(false);
    }
    documented
}

/// The facts that are given, over others.
pub(crate) fn facts(given: FactsSource<'_>, base: &FieldDetails) -> FieldDetails {
    FieldDetails {
        required: over(given.required, &base.required, |flag| Some(*flag)),
        limits: limits(given, &base.limits),
        default: over(given.default, &base.default, |node: &Node| {
            Some(node.as_scalar()?.text.clone())
        }),
        example: over(given.example, &base.example, |node| Some(node.to_json())),
    }
}

fn limits(given: FactsSource<'_>, base: &Limits) -> Limits {
    let mut limits = base.clone();
    for (limit, given) in given.limits() {
        limits.set(limit, given.value.as_ref().unwrap_or(&Value::Null));
    }
    limits
}

fn over<S, T: Clone>(
    given: &Given<S>,
    base: &Option<T>,
    convert: impl Fn(&S) -> Option<T>,
) -> Option<T> {
    match given {
        Some(located) => located.value.as_ref().and_then(convert),
        None => base.clone(),
    }
}

/// The fields that `new` takes: as they are listed, and then, as long as the list is not complete, as they come.
fn arguments<'a>(
    required: impl Iterator<Item = (usize, &'a Field)>,
    listed: &[Text],
) -> Vec<usize> {
    let mut required: Vec<_> = required.collect();
    required.sort_by_key(|(_, field)| {
        let place = listed
            .iter()
            .position(|name| name.value == field.own_name());
        place.unwrap_or(listed.len())
    });
    required.into_iter().map(|(at, _)| at).collect()
}

fn paging(source: &PagingSource, operation: &Operation) -> Option<Paging> {
    let response = |name: &Option<Text>| position(&operation.response, &name.as_ref()?.value);
    let request = |name: &Option<Text>| position(operation.request_fields(), &name.as_ref()?.value);
    let by = match request(&source.offset) {
        Some(offset) => PagingBy::Offset(offset),
        None => PagingBy::Token {
            next: response(&source.next)?,
            token: request(&source.token)?,
        },
    };
    Some(Paging {
        items: response(&source.items)?,
        more: response(&source.more)?,
        by,
        size: request(&source.size),
        reach: source.reach.as_ref().map(|reach| reach.value),
    })
}

/// `v10` comes after `v2`.
pub(crate) fn version_number(version: &str) -> u64 {
    version.trim_start_matches('v').parse().unwrap_or_default()
}

/// What the documentation says: our words, and that the platform's have gone, if they have.
fn documentation(doc: &Option<Text>, undocumented: &Option<Located<bool>>) -> String {
    let mut doc = string(doc);
    if is_set(undocumented) {
        doc.push_str(" The documentation does not list it.");
    }
    doc
}
