//! Prints which scopes an app needs for the operations that a program calls.

#![allow(clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use feishu_core::Operation;

const USAGE: &str = "\
Prints which scopes an app needs for the operations that a program calls.

Usage: cargo run --example scopes [-- [OPERATION]...]

Arguments:
  [OPERATION]...  the id of an operation, or how ids begin, such as drive.v1.export_task [default: all]

Options:
  --help          print this
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let Some(wanted) = arguments().map_err(|error| format!("{error}; see --help"))? else {
        write!(out, "{USAGE}")?;
        return Ok(());
    };
    let services = [feishu_drive::OPERATIONS, feishu_vc::OPERATIONS];
    let operations: Vec<&Operation> = services.into_iter().flatten().copied().collect();
    for wanted in &wanted {
        if !operations
            .iter()
            .any(|operation| operation.id.starts_with(wanted))
        {
            return Err(format!(
                "no operation is called {wanted}; without arguments, all are printed"
            )
            .into());
        }
    }
    for operation in operations {
        let is_wanted = wanted.iter().any(|wanted| operation.id.starts_with(wanted));
        if wanted.is_empty() || is_wanted {
            let needs = match operation.scopes {
                [] => "none",
                _ => "any of",
            };
            writeln!(out, "{}: {needs}", operation.id)?;
            for scope in operation.scopes {
                writeln!(out, "  {scope}")?;
            }
        }
    }
    Ok(())
}

/// How the ids of the wanted operations begin; `None` if help is wanted.
fn arguments() -> Result<Option<Vec<String>>, lexopt::Error> {
    use lexopt::prelude::*;
    let mut wanted = Vec::new();
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(None),
            Value(id) => wanted.push(id.string()?),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(wanted))
}
