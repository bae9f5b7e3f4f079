//! The arguments.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use lexopt::prelude::{Long, Short, Value};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <COMMAND> [--root DIR]

Commands:
  spec lint            checks the spec and says what is wrong with it
  spec fmt [--check]   writes the spec in canonical form, and spec/schema.json; --check only compares
  spec --json          prints the facts that the spec states, as JSON
  codegen [--check]    generates the crates from the spec; --check only compares
  help                 prints this

Options:
  --root DIR           the root of the repository, if it is not the one that xtask was built in
";

/// A command and where it works.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// What to do.
    pub(crate) command: Command,
    /// The root of the repository.
    pub(crate) root: PathBuf,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    SpecLint,
    SpecFmt { check: bool },
    SpecJson,
    Codegen { check: bool },
}

/// Reads the arguments; the first is the program's own name.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, lexopt::Error> {
    let mut parser = lexopt::Parser::from_iter(args);
    let mut words: Vec<String> = Vec::new();
    let (mut check, mut json, mut help) = (false, false, false);
    let mut root = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("check") => check = true,
            Long("json") => json = true,
            Long("help") | Short('h') => help = true,
            Long("root") => root = Some(PathBuf::from(parser.value()?)),
            Value(word) => words.push(word.to_string_lossy().into_owned()),
            other => return Err(other.unexpected()),
        }
    }
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let command = match (words.as_slice(), check, json) {
        _ if help => Command::Help,
        ([] | ["help"], false, false) => Command::Help,
        (["spec", "lint"], false, false) => Command::SpecLint,
        (["spec", "fmt"], check, false) => Command::SpecFmt { check },
        (["spec"], false, true) => Command::SpecJson,
        (["codegen"], check, false) => Command::Codegen { check },
        (["spec"], _, false) => return Err("`spec` needs `lint`, `fmt` or `--json`".into()),
        (["spec", "lint" | "fmt"] | ["codegen"] | ["help"] | [], _, true) => {
            return Err(refused("--json", &words));
        }
        (["spec", "lint"] | ["spec"] | ["help"] | [], true, _) => {
            return Err(refused("--check", &words));
        }
        _ => return Err(format!("there is no command `{}`", words.join(" ")).into()),
    };
    Ok(Invocation {
        command,
        root: root.unwrap_or_else(own_root),
    })
}

fn refused(option: &str, words: &[&str]) -> lexopt::Error {
    match words {
        [] => format!("`{option}` needs a command").into(),
        words => format!("`{}` does not take `{option}`", words.join(" ")).into(),
    }
}

/// The repository that this program was built in.
fn own_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Result<Command, String> {
        let args = ["xtask"]
            .into_iter()
            .chain(line.split_whitespace())
            .map(OsString::from);
        parse(args)
            .map(|invocation| invocation.command)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn commands_are_understood() {
        assert_eq!(command(""), Ok(Command::Help));
        assert_eq!(command("--help"), Ok(Command::Help));
        assert_eq!(command("spec fmt -h"), Ok(Command::Help));
        assert_eq!(command("spec lint"), Ok(Command::SpecLint));
        assert_eq!(
            command("spec fmt --check"),
            Ok(Command::SpecFmt { check: true })
        );
        assert_eq!(command("spec --json"), Ok(Command::SpecJson));
        assert_eq!(
            command("--check codegen"),
            Ok(Command::Codegen { check: true })
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("sepc", "there is no command `sepc`"),
            ("spec", "`spec` needs `lint`, `fmt` or `--json`"),
            ("spec --check", "`spec` needs `lint`, `fmt` or `--json`"),
            ("spec lint --check", "`spec lint` does not take `--check`"),
            ("codegen --json", "`codegen` does not take `--json`"),
            ("--json", "`--json` needs a command"),
            ("spec lint extra", "there is no command `spec lint extra`"),
            ("spec --jsno", "invalid option '--jsno'"),
            ("spec lint --root", "missing argument for option '--root'"),
        ] {
            assert_eq!(command(line), Err(message.to_owned()), "{line}");
        }
    }
}
