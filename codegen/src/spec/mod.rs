//! The spec: YAML files to the resolved [`model`](crate::model).
//!
//! Text becomes a tree ([`crate::yaml`]), the tree is checked against the format ([`structure`], [`mod@format`]), read into
//! typed values that know their places ([`source`]), checked for what it means ([`mod@lint`]), and lowered to the model.
//! All problems of all files go to one report.

use std::fs;
use std::path::Path;

use crate::diagnostic::{At, Code, Diagnostic, Report};
use crate::model::Spec;

pub mod files;
pub mod fmt;
pub mod format;
pub mod grammar;
pub mod lint;
pub mod reference;
pub mod schema;
pub mod source;
pub mod structure;
pub mod word;

mod lower;
mod resolve;
mod version;

/// Reads and checks the spec below a root folder.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn load(root: &Path) -> Result<Spec, Report> {
    load_sources(files::read_all(root)?)
}

/// Reads and checks the spec, and that the files made from it are up to date: what `cargo xtask spec lint` does.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn lint(root: &Path) -> Result<Spec, Report> {
    let mut report = files::read_all(root)?;
    let source = files::parse_all(&mut report);
    let spec = lower::spec(&source);
    lint::check(&source, &spec, &mut report);
    for outdated in made(root) {
        let file = report.add_source(outdated.path, "");
        let at = At {
            file,
            start: 0,
            end: 0,
        };
        report.push(
            Diagnostic::new(Code::Schema, at, "the file does not describe the format")
                .help("run `cargo xtask spec fmt`"),
        );
    }
    if report.is_empty() {
        Ok(spec)
    } else {
        Err(report)
    }
}

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
fn made(root: &Path) -> impl Iterator<Item = Rewrite> {
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
        if report.is_faulty(parsed.file) {
            continue;
        }
        let before = report.source(parsed.file).text.to_string();
        let after = fmt::write(&node, &kind);
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

/// Checks files that are in the report already, under their paths from the root.
///
/// # Errors
///
/// Everything that is wrong with any of the files.
pub fn load_sources(report: Report) -> Result<Spec, Report> {
    let (spec, report) = inspect(report);
    if report.is_empty() {
        Ok(spec)
    } else {
        Err(report)
    }
}

/// The spec as far as it can be read, and everything that is wrong with it.
pub fn inspect(mut report: Report) -> (Spec, Report) {
    let source = files::parse_all(&mut report);
    let spec = lower::spec(&source);
    lint::check(&source, &spec, &mut report);
    (spec, report)
}
