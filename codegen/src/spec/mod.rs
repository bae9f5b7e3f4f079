//! The spec: YAML files to the resolved [`model`], and the formatter.
//!
//! Text becomes a tree ([`crate::text::yaml`]), the tree is checked against the format ([`structure`], [`mod@format`]), read
//! into typed values that know their places ([`source`]), and lowered to the model. What it means, [`crate::lint`] checks.
//! All problems of all files go to one report.

use std::fs;
use std::path::Path;

use files::FileKind;

use crate::text::diagnostic::Report;
use crate::text::yaml;

pub mod files;
pub mod fmt;
pub mod format;
pub mod grammar;
pub mod limits;
pub mod model;
pub mod schema;
pub mod source;
pub mod structure;
pub mod word;

pub(crate) mod lower;
pub(crate) mod resolve;

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
    let before = fs::read_to_string(root.join(schema::PATH)).unwrap_or_default();
    let after = schema::text();
    if before != after {
        rewrites.push(Rewrite {
            path: schema::PATH.into(),
            before,
            after,
        });
    }
    Formatted { rewrites, problems }
}

fn format_sources(report: &mut Report) -> Vec<Rewrite> {
    let mut rewrites = Vec::new();
    let files: Vec<_> = report
        .sources()
        .map(|(file, source)| (file, source.clone()))
        .collect();
    for (file, source) in files {
        let Some(kind) = FileKind::of(&source.path).filter(|_| !report.is_faulty(file)) else {
            continue;
        };
        let Some(node) = yaml::parse(file, report) else {
            continue;
        };
        structure::check(&node, kind.record(), report);
        if report.is_faulty(file) {
            continue;
        }
        let after = fmt::write(&node, &kind);
        if *source.text != after {
            rewrites.push(Rewrite {
                path: source.path,
                before: source.text.to_string(),
                after,
            });
        }
    }
    rewrites
}
