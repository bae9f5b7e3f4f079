//! Asks about each part of the spec what is mostly a mistake there.

use crate::spec::meanings::{Meanings, retry_of};
use crate::spec::resolve::Visible;
use crate::spec::source::{
    FieldSource, MeaningSource, OperationSource, ServiceSource, SpecSource, TypeSource,
    TypeSourceKind,
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
    operations(
        &platform.file.operations,
        &here,
        Meanings::platform(platform),
        report,
    );
    types(&platform.file.types, &here, report);
    for error in &platform.file.errors {
        let meaning = error.meaning();
        let mut found = here.of_hint(&meaning);
        let retry = retry_of(&meaning, &MeaningSource::default());
        found.extend(decisions::of_error(&error.row(), retry));
        settle(Some(&error.allow), found, report);
    }
    for service in &spec.services {
        part(service, spec, report);
    }
}

fn part(service: &ServiceSource, spec: &SpecSource, report: &mut Report) {
    let names = &Names::service(&spec.platform, service);
    let known = Meanings::service(&spec.platform, service);
    let here = Words::new(names, Visible::service(&spec.platform, service));
    settle(None, here.of_title(service.file.doc.as_ref()), report);
    types(&service.file.types, &here, report);
    for meaning in &service.file.errors {
        let mut found = here.of_hint(meaning);
        found.extend(decisions::of_meaning(meaning, &spec.platform.file.errors));
        settle(Some(&meaning.allow), found, report);
    }
    for resource in &service.resources {
        let visible = Visible::resource(&spec.platform, service, resource);
        let here = Words::new(names, visible);
        settle(None, here.of_title(resource.file.doc.as_ref()), report);
        operations(&resource.file.operations, &here, known, report);
        types(&resource.file.types, &here, report);
        for job in &resource.file.jobs {
            let found = here.of_verb(job.doc.as_ref(), &job.name.value);
            settle(Some(&job.allow), found, report);
        }
    }
}

fn operations(
    operations: &[OperationSource],
    here: &Words<'_>,
    known: Meanings<'_>,
    report: &mut Report,
) {
    for operation in operations {
        let mut found = decisions::of_operation(operation, here.visible());
        found.extend(here.of_operation(operation));
        settle(Some(&operation.allow), found, report);
        let form = operation.multipart.as_ref().is_some_and(|flag| flag.value);
        for (fields, form) in [
            (&operation.path, false),
            (&operation.query, false),
            (&operation.body, form),
            (&operation.response.fields, false),
        ] {
            for (index, one) in fields.iter().enumerate() {
                field(one, &fields[..index], form, Some(operation), here, report);
            }
        }
        for fold in &operation.folds {
            let found = here.of_fold(fold);
            settle(Some(&fold.allow), found, report);
        }
        for row in &operation.errors {
            let meaning = row.meaning();
            let known = known.find(row.code.value).unwrap_or_default();
            let mut found = here.of_hint(&meaning);
            found.extend(decisions::of_error(row, retry_of(&meaning, &known)));
            settle(Some(&row.allow), found, report);
        }
    }
}

fn field(
    field: &FieldSource,
    before: &[FieldSource],
    form: bool,
    operation: Option<&OperationSource>,
    here: &Words<'_>,
    report: &mut Report,
) {
    let mut found = decisions::of_field(field, form, operation);
    found.extend(decisions::of_siblings(field, before));
    found.extend(here.of_field(field));
    settle(Some(&field.allow), found, report);
}

fn types(types: &[TypeSource], here: &Words<'_>, report: &mut Report) {
    for ty in types {
        settle(Some(&ty.allow), here.of_type(ty), report);
        match ty.kind() {
            TypeSourceKind::Object(fields) => {
                for (index, one) in fields.iter().enumerate() {
                    field(one, &fields[..index], false, None, here, report);
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
                    let mut found = here.of_value(value, &values[..index]);
                    found.extend(decisions::of_value(value));
                    settle(Some(&value.allow), found, report);
                }
            }
            TypeSourceKind::Id | TypeSourceKind::Unknown => {}
        }
    }
}
