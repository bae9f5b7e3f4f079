//! Reads the files of the spec with their places of words.

use std::collections::BTreeSet;
use std::path::Path;

use crate::lint;
use crate::spec::files::{self, FileKind};
use crate::spec::model::Spec;
use crate::spec::structure;
use crate::text::diagnostic::{FileId, Report};
use crate::text::yaml::Node;

use super::walk::{Found, walk};

/// The files of the spec.
pub(super) struct Files {
    /// Their texts.
    pub(super) report: Report,
    /// What they come to.
    pub(super) spec: Spec,
    /// Each of them, in the order of their paths.
    pub(super) all: Vec<File>,
}

/// A file of the spec.
pub(super) struct File {
    /// Its path from the root.
    pub(super) path: String,
    /// What it describes.
    pub(super) kind: FileKind,
    /// What it holds.
    pub(super) node: Node,
    /// Its places of words, those that are written too.
    pub(super) found: Vec<Found>,
}

/// Reads all files.
///
/// # Errors
///
/// Those that `matters` says have to be sound are not; missing words are no fault.
pub(super) fn read(root: &Path, matters: impl Fn(&str) -> bool) -> Result<Files, Report> {
    let report = files::read_all(root)?;
    let mut checked = report.clone();
    let parsed = files::parse_trees(&mut checked);
    let Some(parsed) = parsed else {
        return Err(checked);
    };
    for file in &parsed {
        if let (Some(kind), Some(node)) = (&file.kind, &file.node) {
            structure::check(node, kind.record(), &mut checked);
        }
    }
    let bad: BTreeSet<FileId> = checked
        .sources()
        .filter(|(_, source)| matters(&source.path))
        .map(|(file, _)| file)
        .collect();
    checked.retain(|found| bad.contains(&found.at.file) && !found.code.is_unfinished());
    if !checked.is_empty() {
        return Err(checked);
    }
    let (spec, inspected) = lint::inspect(report.clone());
    let asked = inspected.diagnostics().into_iter();
    let asked = asked.map(|found| (found.code, found.at)).collect();
    let all = parsed.into_iter().filter_map(|file| {
        let (kind, node) = (file.kind?, file.node?);
        Some(File {
            found: walk(&node, kind.record(), &asked),
            path: file.path,
            kind,
            node,
        })
    });
    Ok(Files {
        all: all.collect(),
        report,
        spec,
    })
}
