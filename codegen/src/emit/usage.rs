//! Which way each object travels: in requests, in responses, or both. Its Rust type depends on it.

use std::collections::BTreeMap;

use crate::model::{Field, FieldType, Operation, Scope, Spec, TypeDef, TypeKind, TypeRef};

/// Which way the objects travel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Usage {
    objects: BTreeMap<Key, Direction>,
}

/// Which way an object travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Direction {
    /// Requests carry it.
    pub(crate) in_requests: bool,
    /// Responses carry it.
    pub(crate) in_responses: bool,
}

/// A type, wherever it is defined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    service: Option<String>,
    resource: Option<String>,
    name: String,
}

/// Where operations look for types.
#[derive(Clone, Copy)]
struct Place<'a> {
    spec: &'a Spec,
    service: Option<&'a str>,
    resource: Option<&'a str>,
}

impl Usage {
    /// Follows every field of every operation.
    pub(crate) fn of(spec: &Spec) -> Self {
        let mut usage = Self::default();
        let platform = Place {
            spec,
            service: None,
            resource: None,
        };
        usage.operations(platform, &spec.platform.operations);
        for service in &spec.services {
            for resource in &service.resources {
                let place = Place {
                    spec,
                    service: Some(&service.name),
                    resource: Some(&resource.file),
                };
                usage.operations(place, &resource.operations);
            }
        }
        usage
    }

    /// Which way an object travels that is defined in a resource (named by its file), a service, or the platform.
    pub(crate) fn direction(
        &self,
        service: Option<&str>,
        resource: Option<&str>,
        name: &str,
    ) -> Direction {
        let key = Key {
            service: service.map(str::to_owned),
            resource: resource.map(str::to_owned),
            name: name.to_owned(),
        };
        self.objects.get(&key).copied().unwrap_or_default()
    }

    fn operations(&mut self, place: Place<'_>, operations: &[Operation]) {
        for operation in operations {
            for field in operation
                .path_params
                .iter()
                .chain(&operation.query)
                .chain(&operation.body)
            {
                self.field(
                    place,
                    field,
                    Direction {
                        in_requests: true,
                        in_responses: false,
                    },
                );
            }
            for field in &operation.response {
                self.field(
                    place,
                    field,
                    Direction {
                        in_requests: false,
                        in_responses: true,
                    },
                );
            }
        }
    }

    fn field(&mut self, place: Place<'_>, field: &Field, direction: Direction) {
        self.field_type(place, &field.ty, direction);
        if let Some(content) = &field.json {
            self.named(place, content, direction);
        }
    }

    fn field_type(&mut self, place: Place<'_>, ty: &FieldType, direction: Direction) {
        match ty {
            FieldType::Map(value) => self.field_type(place, value, direction),
            FieldType::Named(name) => self.named(place, name, direction),
            _ => {}
        }
    }

    fn named(&mut self, place: Place<'_>, name: &TypeRef, direction: Direction) {
        // A type sees only what its own file and the wider ones define.
        let place = match name.scope {
            Scope::Resource => place,
            Scope::Service => Place {
                resource: None,
                ..place
            },
            Scope::Platform => Place {
                service: None,
                resource: None,
                ..place
            },
        };
        let Some(definition) = place
            .types()
            .iter()
            .find(|definition| definition.name == name.name)
        else {
            return;
        };
        let TypeKind::Object(fields) = &definition.kind else {
            return;
        };
        let key = Key {
            service: place.service.map(str::to_owned),
            resource: place.resource.map(str::to_owned),
            name: name.name.clone(),
        };
        let known = self.objects.entry(key).or_default();
        let news = Direction {
            in_requests: known.in_requests || direction.in_requests,
            in_responses: known.in_responses || direction.in_responses,
        };
        // An object may hold itself; what is known already needs no second look.
        if news == *known {
            return;
        }
        *known = news;
        for field in fields {
            self.field(place, field, direction);
        }
    }
}

impl<'a> Place<'a> {
    fn types(&self) -> &'a [TypeDef] {
        let service = self.service.and_then(|name| {
            self.spec
                .services
                .iter()
                .find(|service| service.name == name)
        });
        match (service, self.resource) {
            (None, _) => &self.spec.platform.types,
            (Some(service), None) => &service.types,
            (Some(service), Some(file)) => service
                .resources
                .iter()
                .find(|resource| resource.file == file)
                .map_or(&[], |found| &found.types),
        }
    }
}
