//! Room for words is left only where nothing else says what a field is.

use std::collections::BTreeSet;

use crate::facts::Place;
use crate::spec::files::parse_all;
use crate::spec::inherited::each;
use crate::spec::source::FieldSource;
use crate::spec::value::text;
use crate::text::diagnostic::At;

use super::edit;
use super::spec_files::{Files, read, sources};

/// Takes away the room for words of fields that show those of something else.
pub(super) fn leave_out(files: &mut Files) {
    let mut report = sources(files);
    let spec = parse_all(&mut report);
    let mut idle = BTreeSet::new();
    for service in &spec.services {
        each(&spec.platform, service, |field, words| {
            if field.doc.is_some() && text(&field.doc).is_empty() && words.is_some() {
                idle.insert(field.name.at);
            }
        });
    }
    for (id, source) in report.sources() {
        // Only what has just been read knows where it stands.
        if idle.iter().any(|at| at.file == id)
            && let Some(mut file) = read(&report, id)
        {
            for ty in file.types_mut() {
                clear(&mut ty.fields, &idle);
            }
            for operation in file.operations_mut() {
                for place in Place::ALL {
                    clear(edit::fields_mut(operation, place), &idle);
                }
            }
            files.insert(source.path.clone(), file);
        }
    }
}

fn clear(fields: &mut [FieldSource], idle: &BTreeSet<At>) {
    for field in fields
        .iter_mut()
        .filter(|field| idle.contains(&field.name.at))
    {
        field.doc = None;
    }
}
