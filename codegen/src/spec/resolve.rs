//! What a name means where it stands: types from the resource, then the service, then the platform.

use super::model::Scope;
use crate::text::diagnostic::At;

use super::source::{
    FieldSource, GlossarySource, OperationSource, PlatformSource, ResourceSource, ServiceSource,
    Text, TypeSource, TypeSourceKind,
};
use super::word::Base;

/// The types that are visible in one place, the nearest first.
#[derive(Clone, Debug)]
pub(crate) struct Visible<'a> {
    layers: Vec<(Scope, &'a [TypeSource])>,
    glossary: &'a [GlossarySource],
    whole: bool,
}

/// A type that a name stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found<'a> {
    /// Whose it is.
    pub(crate) scope: Scope,
    /// The type.
    pub(crate) ty: &'a TypeSource,
}

impl<'a> Visible<'a> {
    /// What operations and types of the platform see.
    pub(crate) fn platform(platform: &'a PlatformSource) -> Self {
        Self {
            layers: vec![(Scope::Platform, &platform.file.types)],
            glossary: &[],
            whole: platform.readable,
        }
    }

    /// What types of a service see.
    pub(crate) fn service(platform: &'a PlatformSource, service: &'a ServiceSource) -> Self {
        let mut visible = Self::platform(platform);
        visible
            .layers
            .insert(0, (Scope::Service, &service.file.types));
        visible.glossary = &service.file.glossary;
        visible.whole &= service.readable;
        visible
    }

    /// What a resource sees.
    pub(crate) fn resource(
        platform: &'a PlatformSource,
        service: &'a ServiceSource,
        resource: &'a ResourceSource,
    ) -> Self {
        let mut visible = Self::service(platform, service);
        visible
            .layers
            .insert(0, (Scope::Resource, &resource.file.types));
        visible
    }

    /// Whether all types that there are could be read; else one that is not found may still be there.
    pub(crate) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// The same as seen from a type of a scope: what is nearer to the resource is not visible there.
    pub(crate) fn seen_from(&self, scope: Scope) -> Self {
        let layers = self
            .layers
            .iter()
            .skip_while(|(layer, _)| *layer != scope)
            .copied()
            .collect();
        let glossary = match scope {
            Scope::Platform => &[],
            Scope::Resource | Scope::Service => self.glossary,
        };
        Self {
            layers,
            glossary,
            whole: self.whole,
        }
    }

    /// What the service says of its fields.
    pub(crate) const fn glossary(&self) -> &'a [GlossarySource] {
        self.glossary
    }

    /// Whose types are the nearest.
    pub(crate) fn nearest(&self) -> Scope {
        self.layers
            .first()
            .map_or(Scope::Platform, |(scope, _)| *scope)
    }

    /// The type with a name.
    pub(crate) fn find(&self, name: &str) -> Option<Found<'a>> {
        self.layers.iter().find_map(|(scope, types)| {
            let ty = types.iter().find(|ty| ty.name.value == name)?;
            Some(Found { scope: *scope, ty })
        })
    }

    /// Where another type of the same name is visible beside this one, further out.
    pub(crate) fn shadowed(&self, name: &Text) -> Option<At> {
        self.types()
            .skip_while(|ty| ty.name.at != name.at)
            .skip(1)
            .find(|ty| ty.name.value == name.value)
            .map(|ty| ty.name.at)
    }

    /// All types, the nearest first.
    pub(crate) fn types(&self) -> impl Iterator<Item = &'a TypeSource> {
        self.layers.iter().flat_map(|(_, types)| types.iter())
    }

    /// The names of all types.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.types().map(|ty| ty.name.value.as_str())
    }

    /// The named type that a field is of, in lists and maps too.
    pub(crate) fn named(&self, field: &FieldSource) -> Option<Found<'a>> {
        self.named_in(&field.ty()?.value.base)
    }

    /// The named type in a type, in maps too.
    pub(crate) fn named_in(&self, ty: &Base) -> Option<Found<'a>> {
        self.find(ty.named()?)
    }

    /// The fields of a response, its own or those of the object that it is, with what is visible from them.
    pub(crate) fn response<'f>(&self, operation: &'f OperationSource) -> (&'f [FieldSource], Self)
    where
        'a: 'f,
    {
        let response = &operation.response;
        let Some(Found { scope, ty }) = self.response_type(operation) else {
            return (&response.fields, self.clone());
        };
        match ty.kind() {
            TypeSourceKind::Object(fields) => (fields, self.seen_from(scope)),
            _ => (&[], self.clone()),
        }
    }

    /// The type that a response is.
    pub(crate) fn response_type(&self, operation: &OperationSource) -> Option<Found<'a>> {
        self.find(&operation.response.ty.as_ref()?.value)
    }

    /// The fields on the way of a path such as `result.file_token`, with what is visible from each; the last is the one that
    /// is meant. All but the last are single objects.
    ///
    /// # Errors
    ///
    /// Why the path leads nowhere.
    pub(crate) fn walk<'f>(
        &self,
        fields: &'f [FieldSource],
        path: &str,
    ) -> Result<Vec<(&'f FieldSource, Self)>, Lost>
    where
        'a: 'f,
    {
        let mut fields = fields;
        let mut visible = self.clone();
        let mut way = Vec::new();
        let mut segments = path.split('.').peekable();
        while let Some(segment) = segments.next() {
            let Some(field) = fields.iter().find(|field| field.name.value == segment) else {
                return Err(Lost::NoField {
                    segment: segment.to_owned(),
                    names: fields
                        .iter()
                        .map(|field| field.name.value.clone())
                        .collect(),
                });
            };
            way.push((field, visible.clone()));
            if segments.peek().is_none() {
                return Ok(way);
            }
            let Some(ty) = field.ty() else {
                return Err(Lost::Unknown);
            };
            let no_object = || Lost::NoObject {
                segment: segment.to_owned(),
                at: ty.at,
            };
            let Base::Named(name) = &ty.value.base else {
                return Err(no_object());
            };
            let Found { scope, ty: found } = visible.find(name).ok_or(Lost::Unknown)?;
            let TypeSourceKind::Object(inner) = found.kind() else {
                return Err(no_object());
            };
            if ty.value.array > 0 {
                return Err(no_object());
            }
            visible = visible.seen_from(scope);
            fields = inner;
        }
        Err(Lost::Unknown)
    }
}

/// Why a path leads nowhere.
#[derive(Debug)]
pub(crate) enum Lost {
    /// A name is not there.
    NoField {
        /// The name.
        segment: String,
        /// The names that are there.
        names: Vec<String>,
    },
    /// The path goes on behind something that is no single object.
    NoObject {
        /// The name of that.
        segment: String,
        /// Its type.
        at: At,
    },
    /// A type on the way is not known, which is a problem of its own.
    Unknown,
}
