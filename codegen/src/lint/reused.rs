//! Words that were taken from another place: a person confirms them before anything is generated.

use crate::spec::source::{FieldSource, Located, OperationSource, SpecSource, Text, TypeSource};
use crate::spec::value::text;
use crate::text::diagnostic::{Code, Diagnostic, Report};

use super::fields::goes_without_saying;

/// Checks the marks of all fields, types and values.
pub(super) fn check(spec: &SpecSource, report: &mut Report) {
    let platform = &spec.platform.file;
    operations(&platform.operations, report);
    types(&platform.types, report);
    for service in &spec.services {
        types(&service.file.types, report);
        for resource in &service.resources {
            operations(&resource.file.operations, report);
            types(&resource.file.types, report);
        }
    }
}

fn operations(operations: &[OperationSource], report: &mut Report) {
    for operation in operations {
        fields(&operation.path, report);
        fields(&operation.query, report);
        fields(&operation.body, report);
        fields(&operation.response.fields, report);
    }
}

fn types(types: &[TypeSource], report: &mut Report) {
    for ty in types {
        mark(ty.reused.as_ref(), &ty.name.value, &ty.doc, report);
        fields(&ty.fields, report);
        fields(&ty.parts, report);
        for value in &ty.values {
            let name = &value.wire.value.text;
            mark(value.reused.as_ref(), name, &value.doc, report);
        }
    }
}

fn fields(fields: &[FieldSource], report: &mut Report) {
    for field in fields {
        mark(field.reused.as_ref(), &field.name.value, &field.doc, report);
    }
}

fn mark(reused: Option<&Located<bool>>, of: &str, doc: &Option<Text>, report: &mut Report) {
    let Some(reused) = reused else { return };
    if !reused.value {
        goes_without_saying(reused.at, "reused: false", of, report);
    } else if text(doc).is_empty() {
        let message = format!("`{of}` has no words that could be reused");
        report.push(
            Diagnostic::new(Code::BadValue, reused.at, message)
                .label("nothing to confirm")
                .help("remove it"),
        );
    } else {
        let message = format!("the words on `{of}` are those of another place");
        report.push(
            Diagnostic::new(Code::Reused, reused.at, message)
                .label("nobody has confirmed them")
                .help("hold them against the page; take `reused` away if they are true here, or write others"),
        );
    }
}
