//! Asks about each part of the spec what is mostly a mistake there.

use crate::spec::resolve::Visible;
use crate::spec::source::{
    ErrorSource, FieldSource, MeaningSource, OperationSource, PlatformErrorSource, ServiceSource,
    SpecSource, TypeSource, TypeSourceKind,
};
use crate::text::diagnostic::Report;

use super::decisions;
use super::settle::settle;
use super::words::{Names, Words};

/// Asks what operations, types and words have not decided.
pub(super) fn check(spec: &SpecSource, report: &mut Report) {
    let platform = &spec.platform;
    let names = Names::platform(platform);
    let here = Words::new(&names, Visible::platform(platform));
    for preset in &platform.file.client_defaults {
        let found = here.of_client_default(preset);
        settle(None, found, report);
    }
    operations(&platform.file.operations, &here, report);
    types(&platform.file.types, &here, report);
    let errors = platform.file.errors.iter();
    meanings(errors.map(PlatformErrorSource::meaning), &here, report);
    for service in &spec.services {
        part(service, spec, report);
    }
}

fn part(service: &ServiceSource, spec: &SpecSource, report: &mut Report) {
    let names = &Names::service(&spec.platform, service);
    let here = Words::new(names, Visible::service(&spec.platform, service));
    settle(None, here.of_title(service.file.doc.as_ref()), report);
    types(&service.file.types, &here, report);
    meanings(service.file.errors.iter().cloned(), &here, report);
    for resource in &service.resources {
        let visible = Visible::resource(&spec.platform, service, resource);
        let here = Words::new(names, visible);
        settle(None, here.of_title(resource.file.doc.as_ref()), report);
        operations(&resource.file.operations, &here, report);
        types(&resource.file.types, &here, report);
        for job in &resource.file.jobs {
            let found = here.of_verb(job.doc.as_ref(), &job.name.value);
            settle(Some(&job.allow), found, report);
        }
    }
}

fn operations(operations: &[OperationSource], here: &Words<'_>, report: &mut Report) {
    for operation in operations {
        let mut found = decisions::of_operation(operation);
        found.extend(here.of_operation(operation));
        settle(Some(&operation.allow), found, report);
        let form = operation.multipart.as_ref().is_some_and(|flag| flag.value);
        for (fields, form) in [
            (&operation.path, false),
            (&operation.query, false),
            (&operation.body, form),
            (&operation.response, false),
        ] {
            for one in fields {
                field(one, form, Some(operation), here, report);
            }
        }
        for fold in &operation.folds {
            let found = here.of_fold(fold);
            settle(Some(&fold.allow), found, report);
        }
        let rows = operation.errors.iter().map(ErrorSource::meaning);
        meanings(rows, here, report);
    }
}

fn field(
    field: &FieldSource,
    form: bool,
    operation: Option<&OperationSource>,
    here: &Words<'_>,
    report: &mut Report,
) {
    let mut found = decisions::of_field(field, form, operation);
    found.extend(here.of_field(field));
    settle(Some(&field.allow), found, report);
}

fn types(types: &[TypeSource], here: &Words<'_>, report: &mut Report) {
    for ty in types {
        settle(Some(&ty.allow), here.of_type(ty), report);
        match ty.kind() {
            TypeSourceKind::Object(fields) => {
                for one in fields {
                    field(one, false, None, here, report);
                }
            }
            // A part has no `allow`: what is asked of it, the fields that give it answer.
            TypeSourceKind::Parts(parts) => {
                for part in parts {
                    settle(None, here.of_part(part), report);
                }
            }
            TypeSourceKind::StringEnum(values) | TypeSourceKind::IntEnum(values) => {
                for (index, value) in values.iter().enumerate() {
                    let found = here.of_value(value, &values[..index]);
                    settle(Some(&value.allow), found, report);
                }
            }
            TypeSourceKind::Id | TypeSourceKind::Unknown => {}
        }
    }
}

fn meanings(all: impl Iterator<Item = MeaningSource>, here: &Words<'_>, report: &mut Report) {
    for meaning in all {
        settle(Some(&meaning.allow), here.of_hint(&meaning), report);
    }
}
