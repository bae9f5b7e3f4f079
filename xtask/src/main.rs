//! `cargo xtask`: the command line over [`feishu_codegen`]. It reads arguments, calls the library and prints.
//!
//! JSON goes to standard output, everything else to standard error. The exit code is 0 if all is well, 1 if something
//! was found, and 2 if the command was not understood.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use args::{Command, Invocation};
use feishu_codegen::spec::files;
use feishu_codegen::text::diagnostic::Report;
use say::say;

mod args;
mod cargo;
mod codegen;
mod coverage;
mod drift;
mod facts;
mod import;
mod page_set;
mod pages;
mod say;
mod spec;
mod update;
mod words;

/// Why a command ended without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Problems in files that people write.
    Problems(Report),
    /// Anything else, as text.
    Message(String),
}

impl From<Report> for Failure {
    fn from(report: Report) -> Self {
        Self::Problems(report)
    }
}

fn main() -> ExitCode {
    let invocation = match args::parse(std::env::args_os()) {
        Ok(invocation) => invocation,
        Err(error) => {
            say!("error: {error}; see `cargo xtask help`");
            return ExitCode::from(2);
        }
    };
    match run(&invocation) {
        Ok(code) => code,
        Err(Failure::Problems(report)) => {
            say::text(&report.render(wants_colours()));
            ExitCode::FAILURE
        }
        Err(Failure::Message(message)) => {
            say!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

fn run(invocation: &Invocation) -> Result<ExitCode, Failure> {
    // Some commands need none.
    let root = || match &invocation.root {
        Some(root) => Ok(root.clone()),
        None => files::root_here().map_err(|error| Failure::Message(format!("error: {error}"))),
    };
    match &invocation.command {
        Command::Help => say::text(&args::HELP),
        Command::SpecLint => spec::lint(&root()?)?,
        Command::SpecFmt { check } => spec::fmt(&root()?, *check)?,
        Command::SpecJson => spec::json(&root()?)?,
        Command::Codegen { check } => codegen::run(&root()?, *check)?,
        Command::Facts { pages } => facts::run(pages)?,
        Command::Coverage { pages } => coverage::run(&root()?, pages)?,
        Command::Drift { old, new, json } => drift::run(&root()?, old, new, *json)?,
        Command::Import {
            pages,
            check,
            known,
        } => {
            let options = feishu_codegen::sync::import::Options { known_only: *known };
            import::run(&root()?, pages, *check, options)?;
        }
        Command::Update { pages, known, test } => {
            let options = feishu_codegen::sync::import::Options { known_only: *known };
            update::run(&root()?, pages, options, *test)?;
        }
        Command::Words {
            files,
            drafts,
            json,
            pages,
        } => words::list(&root()?, files, *drafts, *json, pages)?,
        Command::WordsApply { file, fill_equal } => words::apply(&root()?, file, *fill_equal)?,
        Command::Pages { args } => return pages::run(args),
    }
    Ok(ExitCode::SUCCESS)
}

/// Names the file that an operation on it failed for.
pub(crate) fn at(path: &Path) -> impl Fn(io::Error) -> Failure + '_ {
    move |error| Failure::Message(format!("error: {}: {error}", path.display()))
}

fn wants_colours() -> bool {
    io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
