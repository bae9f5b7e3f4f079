//! `cargo xtask spec`.

use std::path::Path;

use feishu_codegen::facts;
use feishu_codegen::lint;
use feishu_codegen::spec::model::Spec;
use feishu_codegen::spec::{self, Formatted, Rewrite};
use feishu_codegen::text::diagnostic::{Report, count};
use feishu_codegen::text::whole_file;

use crate::{Failure, at, say};

/// Says what is wrong with the spec.
pub(crate) fn lint(root: &Path) -> Result<(), Failure> {
    let spec = lint::lint(root)?;
    let resources = spec.services.iter().flat_map(|service| &service.resources);
    let operations: usize = resources.map(|resource| resource.operations.len()).sum();
    say!(
        "the spec is sound: {}, {}",
        count(spec.services.len(), "service"),
        count(operations, "operation")
    );
    Ok(())
}

/// Writes the canonical form, or only says what differs from it. Files that are faulty are left alone and reported.
pub(crate) fn fmt(root: &Path, check: bool) -> Result<(), Failure> {
    let Formatted { rewrites, problems } = spec::format(root);
    if check {
        return compare(&rewrites, problems);
    }
    for rewrite in rewrites {
        let path = root.join(&rewrite.path);
        whole_file::replace(&path, rewrite.after.as_bytes()).map_err(at(&path))?;
        say!("wrote {}", rewrite.path);
    }
    sound(problems)
}

fn compare(rewrites: &[Rewrite], problems: Report) -> Result<(), Failure> {
    if rewrites.is_empty() {
        return sound(problems);
    }
    let diffs: Vec<_> = rewrites.iter().map(Rewrite::diff).collect();
    let message = format!(
        "{}\nerror: not in canonical form: {}; run `cargo xtask spec fmt`",
        diffs.join("\n"),
        count(rewrites.len(), "file"),
    );
    if problems.is_empty() {
        return Err(Failure::Message(message));
    }
    say!("{message}\n");
    Err(Failure::Problems(problems))
}

fn sound(problems: Report) -> Result<(), Failure> {
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Failure::Problems(problems))
    }
}

/// Prints the facts.
pub(crate) fn json(root: &Path) -> Result<(), Failure> {
    let facts = facts::from_spec(&for_facts(root)?);
    say::json(&facts)
}

/// Reads the spec for its facts. That words are missing is a warning.
pub(crate) fn for_facts(root: &Path) -> Result<Spec, Failure> {
    let (spec, missing) = lint::facts(root)?;
    if !missing.is_empty() {
        say!(
            "warning: words or decisions are missing in {}; `cargo xtask spec lint` lists them",
            count(missing.diagnostics().len(), "place")
        );
    }
    Ok(spec)
}
