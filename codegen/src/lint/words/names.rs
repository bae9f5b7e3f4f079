//! The names that words may put in back quotes.

use std::collections::BTreeSet;

use crate::spec::source::{
    FieldSource, OperationSource, PlatformSource, ServiceSource, TypeSource, TypeSourceKind,
};
use crate::text::diagnostic::did_you_mean;

/// What a service, or the platform, calls something.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeSet<String>);

impl Names {
    /// The names of the platform.
    pub(crate) fn platform(platform: &PlatformSource) -> Self {
        let mut names = Self::default();
        for word in ["true", "false", "null", "code", "msg", "data"] {
            names.add(word);
        }
        names.types(&platform.file.types);
        names.operations(&platform.file.operations);
        for preset in &platform.file.client_defaults {
            names.add(&preset.name.value);
        }
        for error in &platform.file.errors {
            names.add(&error.code.value.to_string());
            names
                .0
                .extend(error.name.iter().map(|name| name.value.clone()));
        }
        names
    }

    /// The names of a service, and those of the platform.
    pub(crate) fn service(platform: &PlatformSource, service: &ServiceSource) -> Self {
        let mut names = Self::platform(platform);
        names.add(&service.name);
        names.types(&service.file.types);
        for error in &service.file.errors {
            names.add(&error.code.value.to_string());
            names
                .0
                .extend(error.name.iter().map(|name| name.value.clone()));
        }
        for resource in &service.resources {
            names.add(&resource.name.value);
            let accessor = resource.file.accessor.iter();
            names.0.extend(accessor.map(|name| name.value.clone()));
            names.types(&resource.file.types);
            names.operations(&resource.file.operations);
            for job in &resource.file.jobs {
                names.add(&job.name.value);
            }
        }
        names
    }

    /// Whether something is called so. What is written as no name of ours is, such as `=`,
    /// `ou_` or a scope, is a sample or the name of something outside.
    pub(super) fn has(&self, text: &str) -> bool {
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let begins = |c: char| c.is_ascii_alphabetic();
        let name = text.starts_with(begins) && text.chars().all(word) && !text.ends_with('_');
        let code = text.len() > 4 && text.chars().all(|c| c.is_ascii_digit());
        !(name || code) || self.0.contains(text)
    }

    /// The name that may be meant.
    pub(super) fn near(&self, text: &str) -> Option<String> {
        let near = did_you_mean(text, self.0.iter().map(String::as_str))?;
        Some(format!("write `{near}` if that is meant"))
    }

    fn add(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }

    fn types(&mut self, types: &[TypeSource]) {
        for ty in types {
            self.add(&ty.name.value);
            match ty.kind() {
                TypeSourceKind::Object(fields) | TypeSourceKind::Parts(fields) => {
                    self.fields(fields);
                }
                TypeSourceKind::StringEnum(values) | TypeSourceKind::IntEnum(values) => {
                    for value in values {
                        self.add(&value.wire.value.text);
                        self.0
                            .extend(value.name.iter().map(|name| name.value.clone()));
                    }
                }
                TypeSourceKind::Id | TypeSourceKind::Unknown => {}
            }
        }
    }

    fn fields(&mut self, fields: &[FieldSource]) {
        for field in fields {
            self.add(&field.name.value);
            self.0
                .extend(field.rust.iter().map(|name| name.value.clone()));
        }
    }

    fn operations(&mut self, operations: &[OperationSource]) {
        for operation in operations {
            self.add(&operation.name.value);
            let request = operation.request_type.iter();
            self.0.extend(request.map(|name| name.value.clone()));
            for fields in [
                &operation.path,
                &operation.query,
                &operation.body,
                &operation.response.fields,
            ] {
                self.fields(fields);
            }
            let folds = operation.folds.iter();
            self.0.extend(folds.map(|fold| fold.name.value.clone()));
        }
    }
}
