//! `cargo xtask codegen`.

use std::path::Path;

use feishu_codegen::lint;
use feishu_codegen::rust::output::{self, WriteError};
use feishu_codegen::text::diagnostic::count;

use crate::{Failure, at, say};

/// Generates the crates, or only says what differs from what would be generated.
pub(crate) fn run(root: &Path, check: bool) -> Result<(), Failure> {
    let spec = lint::load(root)?;
    let missing: Vec<_> = output::missing_crates(root, &spec)
        .iter()
        .map(|missing| format!("error: {missing}"))
        .collect();
    if !missing.is_empty() {
        return Err(Failure::Message(missing.join("\n")));
    }
    let files =
        output::generate(&spec).map_err(|error| Failure::Message(format!("error: {error}")))?;
    if !check {
        let changes = output::write(root, &files).map_err(|error| match error {
            WriteError::Io(error) => at(root)(error),
            other => Failure::Message(format!("error: {other}")),
        })?;
        for change in changes {
            say!("{change}");
        }
        return Ok(());
    }
    let differences = output::check(root, &files).map_err(at(root))?;
    if differences.is_empty() {
        return Ok(());
    }
    let list: Vec<_> = differences.iter().map(ToString::to_string).collect();
    Err(Failure::Message(format!(
        "{}\nerror: not up to date: {}; run `{}`",
        list.join("\n"),
        count(list.len(), "generated file"),
        output::MENDING_COMMAND,
    )))
}
