//! `cargo xtask coverage`.

use std::path::{Path, PathBuf};

use feishu_codegen::docs;
use feishu_codegen::facts::agreement::Agreement;
use feishu_codegen::sync::coverage::Coverage;
use feishu_codegen::text::diagnostic::count;

use crate::{Failure, page_set, say, spec};

/// So many differences are shown.
const SHOWN: usize = 40;

/// Says how much of the documentation was read, how far its dialects agree, and what of it the spec covers. Operations of
/// the services of the spec that are neither covered nor waived are a failure.
pub(crate) fn run(root: &Path, named: &[PathBuf]) -> Result<(), Failure> {
    let spec = spec::for_facts(root)?;
    let fetched = [root.join(docs::FOLDER)];
    if named.is_empty() && !fetched[0].exists() {
        let message = format!(
            "error: there are no pages in {}; fetch them with `cargo xtask pages fetch --tree /`, or name others",
            docs::FOLDER
        );
        return Err(Failure::Message(message));
    }
    let paths = if named.is_empty() { &fetched } else { named };
    let set = page_set::read(paths)?;
    if set.operations.is_empty() {
        let message = "error: none of the pages describes an operation";
        return Err(Failure::Message(message.into()));
    }
    say!(
        "{} describing an operation",
        count(set.operations.len(), "page")
    );
    set.say_what_was_skipped();
    let warned = set
        .operations
        .iter()
        .filter(|facts| !facts.warnings.is_empty());
    let warnings: usize = set
        .operations
        .iter()
        .map(|facts| facts.warnings.len())
        .sum();
    say!(
        "{} on {}",
        count(warnings, "warning"),
        count(warned.count(), "page")
    );

    let agreement = Agreement::of(&set.operations);
    say!("\nWhat pages of one operation in different dialects both state:\n{agreement}");
    if agreement.versions > 0 {
        say!(
            "not compared: {} of pages with different stamps",
            count(agreement.versions, "pair")
        );
    }
    for difference in agreement.differences.iter().take(SHOWN) {
        say::text(&difference);
    }
    if agreement.differences.len() > SHOWN {
        say!("and {} more", agreement.differences.len() - SHOWN);
    }

    let coverage = Coverage::of(&spec, &set.operations);
    say::text(&format_args!("\n{coverage}"));
    match coverage.missing() {
        0 => Ok(()),
        missing => Err(Failure::Message(format!(
            "error: neither in the spec nor waived: {}; import the pages, or give the reason under `waived` in \
             `service.yaml`",
            count(missing, "documented operation")
        ))),
    }
}
