//! From the checked sources to the model. What the checks have refused is left out, so that nothing here can fail.

use crate::limits::Limits;
use crate::model::{
    BodyKind, Computed, Correction, Documentation, EnumValue, ErrorDef, Field, FieldDetails,
    Format, Job, JobDownload, JobStep, Limit, Operation, Paging, Platform, Resource, ResponseKind,
    Retry, Service, Source, Spec, TypeDef, TypeKind, TypeRef, platform_id,
};
use crate::names;
use crate::yaml::Node;

use super::resolve::Visible;
use super::source::{
    DownloadSource, ErrorSource, FactsSource, FieldSource, Given, JobSource, LimitSource, Located,
    OperationSource, PagingSource, PlatformSource, ResourceSource, ServiceSource, SpecSource,
    StepSource, Text, TypeSource, TypeSourceKind, ValueSource,
};

/// The whole spec.
pub(super) fn spec(source: &SpecSource) -> Spec {
    Spec {
        platform: platform(&source.platform),
        services: source
            .services
            .iter()
            .map(|service| lower_service(service, &source.platform))
            .collect(),
    }
}

fn platform(source: &PlatformSource) -> Platform {
    let visible = Visible::platform(source);
    Platform {
        file: source.file.clone(),
        hosts: source.hosts.iter().cloned().collect(),
        headers: source.headers.iter().cloned().collect(),
        path_root: source.path_root.clone(),
        unknown_path: source.unknown_path.clone(),
        token_prefixes: source.token_prefixes.clone(),
        documentation: site(&source.documentation),
        types: types(&source.types, &visible),
        operations: source
            .operations
            .iter()
            .map(|operation| {
                let path = operation
                    .route
                    .as_ref()
                    .map(|route| route.value.path.as_str())
                    .unwrap_or_default();
                let id = platform_id(&source.path_root, path, &operation.name.value);
                lower_operation(operation, id, "", &visible)
            })
            .collect(),
        errors: errors(&source.errors),
    }
}

fn site(facts: &[(String, String)]) -> Documentation {
    let fact = |name: &str| {
        let found = facts.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Documentation {
        host: fact("host"),
        path_root: fact("path_root"),
    }
}

fn lower_service(source: &ServiceSource, platform: &PlatformSource) -> Service {
    let visible = Visible::service(platform, source);
    let mut resources: Vec<_> = source
        .resources
        .iter()
        .map(|resource| lower_resource(resource, source, platform))
        .collect();
    resources.sort_by_key(|resource| (version_number(&resource.version), resource.name.clone()));
    Service {
        name: source.name.clone(),
        title: string(&source.title),
        doc: string(&source.doc),
        file: source.file.clone(),
        types: types(&source.types, &visible),
        waived: source
            .waived
            .iter()
            .map(|(operation, reason)| (operation.value.clone(), reason.value.clone()))
            .collect(),
        resources,
    }
}

fn lower_resource(
    source: &ResourceSource,
    service: &ServiceSource,
    platform: &PlatformSource,
) -> Resource {
    let visible = Visible::resource(platform, service, source);
    let name = source.name.value.as_str();
    Resource {
        name: name.to_owned(),
        version: source.version.clone(),
        file: source.file.clone(),
        doc: string(&source.doc),
        types: types(&source.types, &visible),
        operations: source
            .operations
            .iter()
            .map(|operation| {
                let id = format!(
                    "{}.{}.{name}.{}",
                    service.name, source.version, operation.name.value
                );
                lower_operation(operation, id, name, &visible)
            })
            .collect(),
        jobs: source.jobs.iter().filter_map(job).collect(),
    }
}

fn types(sources: &[TypeSource], visible: &Visible<'_>) -> Vec<TypeDef> {
    sources
        .iter()
        .filter_map(|source| {
            let kind = match &source.kind {
                TypeSourceKind::StringEnum(values) => {
                    TypeKind::StringEnum(values.iter().map(value).collect())
                }
                TypeSourceKind::IntEnum(values) => {
                    TypeKind::IntEnum(values.iter().map(value).collect())
                }
                TypeSourceKind::Id => TypeKind::Id,
                TypeSourceKind::Object(sources) => TypeKind::Object(fields(sources, visible, None)),
                TypeSourceKind::Unknown => return None,
            };
            Some(TypeDef {
                name: source.name.value.clone(),
                doc: string(&source.doc),
                kind,
            })
        })
        .collect()
}

fn value(source: &ValueSource) -> EnumValue {
    EnumValue {
        wire: source.wire.value.clone(),
        name: value_name(source),
        doc: documentation(&source.doc, &source.undocumented),
        undocumented: set(&source.undocumented),
    }
}

/// The Rust name of an enumeration's value.
pub(super) fn value_name(source: &ValueSource) -> String {
    source.name.as_ref().map_or_else(
        || names::variant(&source.wire.value),
        |name| name.value.clone(),
    )
}

/// The Rust name of an operation's request.
pub(super) fn request_type(source: &OperationSource, resource: &str) -> String {
    match &source.request_type {
        Some(name) => name.value.clone(),
        None => names::type_name(&format!("{}_{resource}", source.name.value)),
    }
}

/// What a successful response carries.
pub(super) fn response_kind(source: &OperationSource) -> ResponseKind {
    if set(&source.binary) {
        ResponseKind::Binary
    } else if source.response.is_empty() {
        ResponseKind::Empty
    } else if set(&source.flat) {
        ResponseKind::Flat
    } else {
        ResponseKind::Json
    }
}

fn lower_operation(
    source: &OperationSource,
    id: String,
    resource: &str,
    visible: &Visible<'_>,
) -> Operation {
    let (method, path) = source
        .route
        .as_ref()
        .map(|route| (route.value.method.clone(), route.value.path.clone()))
        .unwrap_or_default();
    let mut path_params = fields(&source.path, visible, Some(true));
    path_params.sort_by_key(|field| {
        path.split('/')
            .position(|segment| segment.strip_prefix(':') == Some(&field.name))
    });
    let body_kind = match &source.multipart {
        Some(multipart) if multipart.value => BodyKind::Multipart,
        _ if source.body.is_empty() => BodyKind::None,
        _ => BodyKind::Json,
    };
    Operation {
        id: source.id.as_ref().map_or(id, |given| given.value.clone()),
        name: source.name.value.clone(),
        undocumented: set(&source.undocumented),
        request_type: request_type(source, resource),
        title: string(&source.title),
        doc: documentation(&source.doc, &source.undocumented),
        page: string(&source.page),
        updated: source.updated,
        tokens: strings(&source.tokens),
        apps: strings(&source.apps),
        scopes: strings(&source.scopes),
        field_scopes: strings(&source.field_scopes),
        limit: match &source.limit {
            LimitSource::None => Limit::None,
            LimitSource::Rates(rates) => Limit::Rates(rates.clone()),
            LimitSource::Special(rates) => Limit::Special(rates.clone()),
        },
        concurrency: source.concurrency,
        idempotent: source
            .idempotent
            .as_ref()
            .map_or(method == "GET", |flag| flag.value),
        path_params,
        query: fields(&source.query, visible, Some(false)),
        body_kind,
        body: fields(&source.body, visible, Some(false)),
        response_kind: response_kind(source),
        ranges: set(&source.ranges),
        response: fields(&source.response, visible, None),
        paging: source.paging.as_ref().and_then(paging),
        errors: errors(&source.errors),
        method,
        path,
    }
}

/// Fields; `unstated` is what it means that requiredness is not stated.
fn fields(sources: &[FieldSource], visible: &Visible<'_>, unstated: Option<bool>) -> Vec<Field> {
    sources
        .iter()
        .filter_map(|source| field(source, visible, unstated))
        .collect()
}

fn field(source: &FieldSource, visible: &Visible<'_>, unstated: Option<bool>) -> Option<Field> {
    let expr = &source.ty.as_ref()?.value;
    let ty = visible.field_type(&expr.base)?;
    let documented = documented_facts(source, unstated);
    let correction = source.correction.as_ref().map(|correction| Correction {
        facts: facts(&correction.value, &documented),
        why: string(&source.why),
    });
    Some(Field {
        name: source.name.value.clone(),
        rust_name: source
            .rust
            .as_ref()
            .map_or_else(|| source.name.value.clone(), |name| name.value.clone()),
        doc: documentation(&source.doc, &source.undocumented),
        undocumented: set(&source.undocumented),
        array: expr.array,
        documented: source.documented_ty.as_ref().and_then(|documented| {
            let ty = visible.field_type(&documented.value.base)?;
            Some((ty, documented.value.array))
        }),
        format: source
            .format
            .as_ref()
            .and_then(|format| match format.value.as_str() {
                "unix_seconds" => Some(Format::UnixSeconds),
                "bytes" => Some(Format::Bytes),
                "secret" => Some(Format::Secret),
                _ => None,
            }),
        json: source.json.as_ref().and_then(|name| {
            let scope = visible.find(&name.value)?.scope;
            Some(TypeRef {
                scope,
                name: name.value.clone(),
            })
        }),
        computed: source
            .computed
            .as_ref()
            .and_then(|computed| match computed.value.as_str() {
                "file_size" => Some(Computed::FileSize),
                _ => None,
            }),
        always: source.always.as_ref().is_some_and(|always| always.value),
        values: (!source.values.is_empty()).then(|| strings(&source.values)),
        facts: documented,
        correction,
        ty,
    })
}

/// What the documentation states of a field; `unstated` is what it means that requiredness is not stated.
///
/// What it no longer lists, or has another name for now, no caller can be made to give; a parameter of the path is there
/// whether it is listed or not.
pub(super) fn documented_facts(source: &FieldSource, unstated: Option<bool>) -> FieldDetails {
    let base = FieldDetails {
        required: unstated,
        ..FieldDetails::default()
    };
    let mut documented = facts(&source.facts, &base);
    if set(&source.undocumented) && unstated != Some(true) && documented.required == Some(true) {
        documented.required = Some(false);
    }
    documented
}

/// The facts that are given, over others.
pub(super) fn facts(given: &FactsSource, base: &FieldDetails) -> FieldDetails {
    FieldDetails {
        required: over(&given.required, &base.required, |flag| Some(*flag)),
        limits: limits(given, &base.limits),
        default: over(&given.default, &base.default, |node: &Node| {
            Some(node.as_scalar()?.text.clone())
        }),
        example: over(&given.example, &base.example, |node| Some(node.to_json())),
    }
}

fn limits(given: &FactsSource, base: &Limits) -> Limits {
    let length = |number: &i64| (*number).try_into().ok();
    Limits {
        min_length: over(&given.min_length, &base.min_length, length),
        max_length: over(&given.max_length, &base.max_length, length),
        minimum: over(&given.minimum, &base.minimum, |number| Some(*number)),
        maximum: over(&given.maximum, &base.maximum, |number| Some(*number)),
        pattern: over(&given.pattern, &base.pattern, |pattern| {
            Some(pattern.clone())
        }),
    }
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

fn errors(sources: &[ErrorSource]) -> Vec<ErrorDef> {
    sources
        .iter()
        .map(|source| ErrorDef {
            code: source.code.value,
            undocumented: set(&source.undocumented),
            status: source.status,
            message: string(&source.message),
            also: source
                .also
                .iter()
                .map(|(status, message)| (*status, string(message)))
                .collect(),
            name: string(&source.name),
            hint: string(&source.hint),
            retry: source
                .retry
                .as_ref()
                .and_then(|retry| match retry.value.as_str() {
                    "never" => Some(Retry::Never),
                    "wait" => Some(Retry::Wait),
                    "idempotent" => Some(Retry::Idempotent),
                    "renew_token" => Some(Retry::RenewToken),
                    _ => None,
                }),
        })
        .collect()
}

fn paging(source: &PagingSource) -> Option<Paging> {
    Some(Paging {
        items: source.items.as_ref()?.value.clone(),
        next: source.next.as_ref()?.value.clone(),
        more: source.more.as_ref()?.value.clone(),
        token: source.token.as_ref()?.value.clone(),
    })
}

fn job(source: &JobSource) -> Option<Job> {
    Some(Job {
        name: source.name.value.clone(),
        doc: string(&source.doc),
        start: source.start.as_ref()?.value.clone(),
        poll: step(source.poll.as_ref()?)?,
        ticket: source.ticket.as_ref()?.value.clone(),
        status: path(&source.status).unwrap_or_default(),
        done: strings(&source.done),
        pending: strings(&source.pending),
        needs: path(&source.needs),
        message: path(&source.message),
        output: path(&source.output).unwrap_or_default(),
        download: source.download.as_ref().and_then(download),
    })
}

fn step(source: &StepSource) -> Option<JobStep> {
    Some(JobStep {
        operation: source.operation.as_ref()?.value.clone(),
        with: source
            .with
            .iter()
            .map(|(field, from)| (field.value.clone(), origin(&from.value)))
            .collect(),
    })
}

fn download(source: &DownloadSource) -> Option<JobDownload> {
    Some(JobDownload {
        step: step(&source.step)?,
        size: path(&source.size),
        name: path(&source.name),
        extension: path(&source.extension),
    })
}

/// Where a job takes a value from: `request.…` is the request that starts it; all else is the response to the call before,
/// with or without `response.` before it.
pub(super) fn origin(text: &str) -> Source {
    let split = |path: &str| path.split('.').map(str::to_owned).collect();
    match text.split_once('.') {
        Some(("request", path)) => Source::Request(split(path)),
        Some(("response", path)) => Source::Response(split(path)),
        _ => Source::Response(split(text)),
    }
}

fn path(text: &Option<Text>) -> Option<Vec<String>> {
    Some(text.as_ref()?.value.split('.').map(str::to_owned).collect())
}

/// `v10` comes after `v2`.
pub(super) fn version_number(version: &str) -> u64 {
    version.trim_start_matches('v').parse().unwrap_or_default()
}

/// What the documentation says: our words, and that the platform's have gone, if they have.
fn documentation(doc: &Option<Text>, undocumented: &Option<Located<bool>>) -> String {
    let mut doc = string(doc);
    if set(undocumented) {
        doc.push_str(" The documentation does not list it.");
    }
    doc
}

fn set(flag: &Option<Located<bool>>) -> bool {
    flag.as_ref().is_some_and(|flag| flag.value)
}

fn string(text: &Option<Text>) -> String {
    text.as_ref()
        .map(|text| text.value.clone())
        .unwrap_or_default()
}

fn strings(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.value.clone()).collect()
}
