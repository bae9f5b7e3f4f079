//! The facts that the spec states, as documented: overrides are not applied.

use crate::spec::model::{
    BodyKind, EnumValue, ErrorDef, Field, FieldType, Limit, Operation, Per, Platform, Resource,
    ResponseKind, Service, Spec, TypeDef, TypeId, TypeKind, Types,
};

use super::{
    BodyKindFacts, ErrorFacts, FieldFacts, OperationFacts, PageFacts, PerFacts, RateFacts,
    RateLimitFacts, ResponseKindFacts, Special, TypeFacts, brand,
};

/// The facts of all operations that are still documented: those of the platform, then those of the services, in the order
/// of the spec.
pub fn from_spec(spec: &Spec) -> Vec<OperationFacts> {
    every(spec)
        .into_iter()
        .filter(|stated| !stated.operation.undocumented)
        .map(|stated| stated.facts)
        .collect()
}

/// An operation of the spec, what the spec states of it, and whose it is.
#[derive(Clone, Debug)]
pub(crate) struct Stated<'a> {
    /// The facts.
    pub(crate) facts: OperationFacts,
    /// The operation.
    pub(crate) operation: &'a Operation,
    /// The platform.
    pub(crate) platform: &'a Platform,
    /// The service, if it is not the platform's.
    pub(crate) service: Option<&'a Service>,
    /// The resource, if it is not the platform's.
    pub(crate) resource: Option<&'a Resource>,
}

impl Stated<'_> {
    /// The id that is made of the place of the operation; the official one may differ.
    pub(crate) fn made_id(&self) -> String {
        match (self.service, self.resource) {
            (Some(service), Some(resource)) => format!(
                "{}.{}.{}.{}",
                service.name, resource.version, resource.name, self.operation.name
            ),
            _ => self.platform.operation_id(self.operation),
        }
    }
}

/// All operations of the spec with their facts.
pub(crate) fn every(spec: &Spec) -> Vec<Stated<'_>> {
    let converter = Converter {
        types: &spec.types,
        platform: &spec.platform,
    };
    let mut facts: Vec<_> = spec
        .platform
        .operations
        .iter()
        .map(|operation| Stated {
            facts: converter.operation(operation, &spec.platform.file),
            operation,
            platform: &spec.platform,
            service: None,
            resource: None,
        })
        .collect();
    for service in &spec.services {
        for resource in &service.resources {
            facts.extend(resource.operations.iter().map(|operation| Stated {
                facts: converter.operation(operation, &resource.file),
                operation,
                platform: &spec.platform,
                service: Some(service),
                resource: Some(resource),
            }));
        }
    }
    facts
}

/// The named types of the spec, each as facts of a field of its name.
pub(crate) fn types(spec: &Spec) -> impl Iterator<Item = (&TypeDef, FieldFacts)> {
    let converter = Converter {
        types: &spec.types,
        platform: &spec.platform,
    };
    spec.types.iter().map(move |(id, ty)| {
        let named = FieldType::Named(id);
        let (base, values, children) = converter.ty(&named, Side::Response, &mut Vec::new());
        let facts = FieldFacts {
            values,
            children,
            ..FieldFacts::bare(&ty.name, base, 0)
        };
        (ty, facts)
    })
}

/// Whether requiredness that is not stated means "no".
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Request,
    Response,
}

#[derive(Clone, Copy)]
struct Converter<'a> {
    types: &'a Types,
    platform: &'a Platform,
}

impl Converter<'_> {
    fn operation(&self, operation: &Operation, file: &str) -> OperationFacts {
        OperationFacts {
            page: PageFacts {
                file: file.to_owned(),
                title: stated(&operation.title),
                doc_path: stated(&operation.page),
                updated: operation.updated,
                dialect: None,
                language: Some(operation.language),
                host: operation
                    .brand
                    .as_ref()
                    .and_then(|brand| brand::host_of(self.platform, brand)),
                incomplete: false,
            },
            id: Some(operation.id.clone()),
            method: operation.method.clone(),
            path: operation.path.clone(),
            tokens: operation.tokens.clone(),
            apps: operation.apps.clone(),
            scopes: operation.scopes.clone(),
            field_scopes: operation.field_scopes.clone(),
            rate_limit: rate_limit(&operation.limit),
            path_params: self.fields(&operation.path_params, Side::Request, &mut Vec::new()),
            query: self.fields(&operation.query, Side::Request, &mut Vec::new()),
            body: self.fields(&operation.body, Side::Request, &mut Vec::new()),
            body_kind: match operation.body_kind {
                BodyKind::Multipart => BodyKindFacts::Multipart,
                BodyKind::Json if is_documented(&operation.body) => BodyKindFacts::Json,
                BodyKind::None | BodyKind::Json => BodyKindFacts::None,
            },
            response: self.fields(
                &operation.response,
                Side::Response,
                // A response that is an object may hold others like itself.
                &mut operation.response_type.into_iter().collect(),
            ),
            response_kind: match operation.response_kind {
                ResponseKind::Binary => ResponseKindFacts::Binary,
                ResponseKind::Json | ResponseKind::Flat if is_documented(&operation.response) => {
                    ResponseKindFacts::Json
                }
                ResponseKind::Json | ResponseKind::Flat | ResponseKind::Empty => {
                    ResponseKindFacts::Empty
                }
            },
            ranges: operation.ranges,
            errors: operation
                .errors
                .iter()
                .filter(|error| !error.undocumented)
                .flat_map(rows)
                .collect(),
            warnings: Vec::new(),
        }
    }

    /// `above` are the types that the fields are within; one that contains itself is not followed twice.
    fn fields(&self, fields: &[Field], side: Side, above: &mut Vec<TypeId>) -> Vec<FieldFacts> {
        fields
            .iter()
            .filter(|field| !field.undocumented)
            .map(|field| self.field(field, side, above))
            .collect()
    }

    fn field(&self, field: &Field, side: Side, above: &mut Vec<TypeId>) -> FieldFacts {
        let (documented, array) = field.documented_type();
        let (ty, values, children) = self.ty(documented, side, above);
        let facts = &field.facts;
        FieldFacts {
            name: field.name.clone(),
            ty,
            array,
            required: match side {
                Side::Request => Some(facts.required.unwrap_or(false)),
                Side::Response => facts.required,
            },
            // The type has those of all its uses.
            values: values.map(|all| field.values.clone().unwrap_or(all)),
            limits: facts.limits.clone(),
            default: facts.default.clone(),
            example: facts.example.as_ref().map(|example| match example {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            }),
            children,
        }
    }

    fn ty(
        &self,
        ty: &FieldType,
        side: Side,
        above: &mut Vec<TypeId>,
    ) -> (TypeFacts, Option<Vec<String>>, Vec<FieldFacts>) {
        let plain = |ty| (ty, None, Vec::new());
        let id = match ty {
            FieldType::String => return plain(TypeFacts::String),
            FieldType::Int => return plain(TypeFacts::Int),
            FieldType::Float => return plain(TypeFacts::Float),
            FieldType::Bool => return plain(TypeFacts::Bool),
            FieldType::Any => return plain(TypeFacts::Any),
            FieldType::Object => return plain(TypeFacts::Object),
            FieldType::File => return plain(TypeFacts::File),
            // Of its values, a page says which there are, or what is within them.
            FieldType::Map(value) => {
                let (_, values, children) = self.ty(value, side, above);
                return (TypeFacts::Map, values, children);
            }
            FieldType::Named(id) => *id,
        };
        match &self.types[id].kind {
            TypeKind::Id | TypeKind::Parts(_) => plain(TypeFacts::String),
            TypeKind::StringEnum(values) => {
                (TypeFacts::String, documented_values(values), Vec::new())
            }
            TypeKind::IntEnum(values) => (TypeFacts::Int, documented_values(values), Vec::new()),
            TypeKind::Object(_) if above.contains(&id) => plain(TypeFacts::Object),
            TypeKind::Object(fields) => {
                above.push(id);
                let children = self.fields(fields, side, above);
                above.pop();
                (TypeFacts::Object, None, children)
            }
        }
    }
}

/// A text that is still to be written is not stated.
fn stated(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Whether any of the fields is still documented.
fn is_documented(fields: &[Field]) -> bool {
    fields.iter().any(|field| !field.undocumented)
}

/// The rows that a page has for an error.
fn rows(error: &ErrorDef) -> impl Iterator<Item = ErrorFacts> + '_ {
    let first = (error.status, error.message.as_str());
    let others = error.also.iter();
    std::iter::once(first)
        .chain(others.map(|(status, message)| (*status, message.as_str())))
        .map(|(status, message)| ErrorFacts {
            status,
            code: error.code,
            message: message.to_owned(),
        })
}

/// The values that are still documented; none if there is none, as of a plain text.
fn documented_values(values: &[EnumValue]) -> Option<Vec<String>> {
    let documented: Vec<_> = values
        .iter()
        .filter(|value| !value.undocumented)
        .map(|value| value.wire.clone())
        .collect();
    (!documented.is_empty()).then_some(documented)
}

fn rate_limit(limit: &Limit) -> Option<RateLimitFacts> {
    match limit {
        Limit::None => None,
        Limit::Special(_) => Some(RateLimitFacts::Special(Special::Special)),
        Limit::Rates(rates) => Some(RateLimitFacts::Rates(
            rates
                .iter()
                .map(|rate| RateFacts {
                    count: rate.count,
                    per: match rate.per {
                        Per::Second => PerFacts::Second,
                        Per::Minute => PerFacts::Minute,
                        Per::Day => PerFacts::Day,
                    },
                })
                .collect(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::{Value, json};

    use super::*;

    fn of_the_repository() -> Vec<OperationFacts> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        from_spec(&crate::lint::load(&root).unwrap_or_else(|report| panic!("{report}")))
    }

    #[test]
    fn no_key_is_missing() {
        for operation in serde_json::to_value(of_the_repository())
            .unwrap()
            .as_array()
            .unwrap()
        {
            let keys: Vec<_> = operation
                .as_object()
                .unwrap()
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(
                keys,
                [
                    "page",
                    "id",
                    "method",
                    "path",
                    "tokens",
                    "apps",
                    "scopes",
                    "field_scopes",
                    "rate_limit",
                    "path_params",
                    "query",
                    "body",
                    "body_kind",
                    "response",
                    "response_kind",
                    "ranges",
                    "errors",
                    "warnings"
                ]
            );
        }
    }

    #[test]
    fn facts_are_as_documented() {
        let facts = of_the_repository();
        let find = |id: &str| {
            facts
                .iter()
                .find(|facts| facts.id.as_deref() == Some(id))
                .unwrap()
        };
        let create = serde_json::to_value(find("drive.v1.export_task.create")).unwrap();
        assert_eq!(create["page"]["file"], "spec/drive/v1/export_task.yaml");
        assert_eq!(create["page"]["dialect"], Value::Null);
        assert_eq!(
            create["rate_limit"],
            json!([{ "count": 100, "per": "minute" }])
        );
        assert_eq!(
            create["body"][1],
            json!({
                "name": "token", "type": "string", "array": 0, "required": true, "enum": null, "min_length": null,
                "max_length": 27, "minimum": null, "maximum": null, "pattern": null, "default": null,
                "example": "Fm7osyjtMh5o7Ktrv32c73abcef", "children": []
            })
        );
        let upload = find("drive.v1.media.upload_all");
        let parent = upload
            .body
            .iter()
            .find(|field| field.name == "parent_node")
            .unwrap();
        assert_eq!(parent.required, Some(true), "the override is not applied");
        assert_eq!(
            upload.rate_limit,
            Some(RateLimitFacts::Special(Special::Special))
        );
        let get = find("drive.v1.export_task.get");
        let status = get.response[0]
            .children
            .iter()
            .find(|field| field.name == "job_status")
            .unwrap();
        assert_eq!(status.ty, TypeFacts::Int);
        assert!(status.values.as_ref().unwrap().contains(&"107".to_owned()));
        assert_eq!(status.required, None);
    }

    #[test]
    fn facts_are_read_back() {
        let facts = of_the_repository();
        let text = serde_json::to_string(&facts).unwrap();
        assert_eq!(
            serde_json::from_str::<Vec<OperationFacts>>(&text).unwrap(),
            facts
        );
    }
}
