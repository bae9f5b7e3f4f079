//! The spec: YAML files to the resolved [`model`], and the formatter.
//!
//! Text becomes a tree ([`crate::text::yaml`]), the tree is checked against the format ([`structure`], [`mod@format`]), read
//! into typed values that know their places ([`value`], [`source`]), and lowered to the model. The formatter writes the same
//! values ([`fmt`]). What it means, [`crate::lint`] checks.
//! All problems of all files go to one report.

use std::fs;
use std::path::Path;

use crate::text::diagnostic::Report;

use files::File;

pub mod class;
mod drafts;
pub mod files;
pub mod fmt;
pub mod format;
pub mod grammar;
pub mod heuristic;
pub mod language;
pub mod limits;
pub mod model;
mod notation;
pub mod reference;
pub mod schema;
pub mod source;
pub mod structure;
pub mod value;
pub mod word;

pub(crate) mod inherited;
pub(crate) mod lower;
pub(crate) mod meanings;
mod members;
mod record;
mod replaced;
pub(crate) mod resolve;
mod shown;
pub(crate) mod version;

/// A file that is not as it should be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The path from the root.
    pub path: String,
    /// What it holds; nothing if it is missing.
    pub before: String,
    /// What it should hold.
    pub after: String,
}

impl Rewrite {
    /// What changes, as a unified diff.
    pub fn diff(&self) -> String {
        similar::TextDiff::from_lines(&self.before, &self.after)
            .unified_diff()
            .context_radius(2)
            .header(
                &format!("{} (there)", self.path),
                &format!("{} (canonical)", self.path),
            )
            .to_string()
    }
}

/// What the formatter found.
#[derive(Clone, Debug)]
pub struct Formatted {
    /// The files of the spec that are not in canonical form, and the schema if it is out of date.
    pub rewrites: Vec<Rewrite>,
    /// What keeps the other files from being formatted: text that is not YAML, comments, unknown keys and the like. What
    /// the spec means does not matter here.
    pub problems: Report,
}

/// Compares the files of the spec with their canonical form. A faulty file does not keep the sound ones from it.
pub fn format(root: &Path) -> Formatted {
    let mut problems = match files::read_all(root) {
        Ok(report) => report,
        Err(problems) => {
            return Formatted {
                rewrites: Vec::new(),
                problems,
            };
        }
    };
    let mut rewrites = format_sources(&mut problems);
    rewrites.extend(made(root));
    Formatted { rewrites, problems }
}

/// Returns the files made from the format that are not as it makes them.
pub(crate) fn made(root: &Path) -> impl Iterator<Item = Rewrite> {
    let made = [
        (schema::PATH, schema::text()),
        (reference::PATH, reference::text()),
    ];
    made.into_iter().filter_map(move |(path, after)| {
        let before = fs::read_to_string(root.join(path)).unwrap_or_default();
        let path = path.into();
        (before != after).then_some(Rewrite {
            path,
            before,
            after,
        })
    })
}

fn format_sources(report: &mut Report) -> Vec<Rewrite> {
    let mut rewrites = Vec::new();
    for parsed in files::parse_trees(report).unwrap_or_default() {
        let (Some(kind), Some(node)) = (parsed.kind, parsed.node) else {
            continue;
        };
        structure::check(&node, kind.record(), report);
        // A file can be written in canonical form before its words are.
        report.retain(|found| !found.code.is_unfinished());
        if report.is_faulty(parsed.file) {
            continue;
        }
        let before = report.source(parsed.file).text.to_string();
        let after = fmt::write(&File::read(&node, &kind));
        if before != after {
            rewrites.push(Rewrite {
                path: parsed.path,
                before,
                after,
            });
        }
    }
    rewrites
}
