//! `cargo xtask import`.

use std::path::{Path, PathBuf};

use feishu_codegen::import::{self, Import, Options};

use crate::{Failure, at, page_set, wants_colours};

/// Merges pages into the spec, or only says what would change. The exit code of a check says whether anything would.
pub(crate) fn run(
    root: &Path,
    pages: &[PathBuf],
    check: bool,
    options: Options,
) -> Result<(), Failure> {
    let import = plan(root, pages, options)?;
    eprint!("{}", import.changes(check));
    if check {
        eprintln!("{}", import.summary());
        return match import.is_clean() {
            true => Ok(()),
            false => Err(Failure::Message(
                "error: the spec does not say what the pages say; `cargo xtask import` without `--check` merges them"
                    .into(),
            )),
        };
    }
    for path in import::write(root, &import).map_err(at(root))? {
        eprintln!("wrote {path}");
    }
    say_what_is_left(&import);
    eprintln!("{}", import.summary());
    Ok(())
}

/// Reads pages and works out what they change.
pub(crate) fn plan(root: &Path, pages: &[PathBuf], options: Options) -> Result<Import, Failure> {
    let set = page_set::read(pages)?;
    set.say_what_was_skipped();
    if set.operations.is_empty() {
        let message = "error: none of the pages describes an operation";
        return Err(Failure::Message(message.into()));
    }
    Ok(import::plan(root, &set.operations, options)?)
}

/// Lists what only a person can do.
pub(crate) fn say_what_is_left(import: &Import) {
    let problems = import.problems();
    if !problems.is_empty() {
        eprint!("\n{}", problems.render(wants_colours()));
    }
    let words = import.missing_words();
    if !words.is_empty() {
        eprintln!("\nwords to write:\n{}\n", words.join("\n"));
    }
}
