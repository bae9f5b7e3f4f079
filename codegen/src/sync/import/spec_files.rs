//! The files of the spec as typed trees, while an import changes them.

use std::collections::BTreeMap;

use crate::facts::from_spec::Stated;
use crate::spec::files::{File, FileKind};
use crate::spec::model::Spec;
use crate::spec::{Rewrite, fmt};
use crate::text::diagnostic::{FileId, Report};
use crate::text::yaml;

/// The files by path.
pub(super) type Files = BTreeMap<String, File>;

/// Reads the files of a report; those that hold no map are left out.
pub(super) fn read_all(report: &Report) -> Files {
    let all = report.sources().filter_map(|(id, source)| {
        let file = read(report, id)?;
        Some((source.path.clone(), file))
    });
    all.collect()
}

/// Reads a file of a report, if it has a place in the spec and holds a map.
pub(super) fn read(report: &Report, id: FileId) -> Option<File> {
    let kind = FileKind::of(&report.source(id).path)?;
    // What is wrong with it, the report says already.
    let node = yaml::parse(id, &mut report.clone())?;
    node.as_map()?;
    Some(File::read(&node, &kind))
}

/// Writes all files into a report, so that they can be checked.
pub(super) fn sources(files: &Files) -> Report {
    let mut report = Report::new();
    for (path, file) in files {
        report.add_source(path.as_str(), fmt::write(file));
    }
    report
}

/// Returns the files that change. One that was not in canonical form is none of our business unless something changes.
pub(super) fn rewrites(before: &Report, files: &Files) -> Vec<Rewrite> {
    let there: BTreeMap<_, _> = before
        .sources()
        .map(|(id, source)| (source.path.as_str(), (id, &source.text)))
        .collect();
    let changed = files.iter().filter_map(|(path, file)| {
        let there = there.get(path.as_str());
        let after = fmt::write(file);
        let canonical = there.and_then(|(id, _)| Some(fmt::write(&read(before, *id)?)));
        (canonical.as_ref() != Some(&after)).then(|| Rewrite {
            path: path.clone(),
            before: there.map_or_else(String::new, |(_, text)| text.to_string()),
            after,
        })
    });
    changed.collect()
}

/// The file of an operation.
pub(super) fn file_of(spec: &Spec, stated: &Stated<'_>) -> String {
    let file = stated.resource.map(|resource| &resource.file);
    file.unwrap_or(&spec.platform.file).clone()
}
