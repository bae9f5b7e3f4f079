//! The arguments.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
Usage: cargo xtask <COMMAND> [--root DIR]

Commands:
  spec lint            checks the spec and says what is wrong with it
  spec fmt [--check]   writes the spec in canonical form, and what is made from its format; --check only compares
  spec --json          prints the facts that the spec states, as JSON
  codegen [--check]    generates the crates from the spec; --check only compares
  facts PAGE…          prints what documentation pages state, as JSON; a folder stands for its pages
  coverage [PAGE…]     says which of the documented operations the spec has, and how far the dialects of pages agree;
                       of the pages in target/pages, if none are named
  import PAGE… [--check] [--known]
                       merges what pages state into the spec, and lists what needs words; --check only says what
                       differs, --known leaves out operations that the spec does not have; a folder stands for its pages
  update PAGE… [--known] [--no-test]
                       import, draft entries of CHANGELOG.md, format and lint, generate, run the snapshot tests, and say
                       what is left for a person; stops where words are missing, and goes on when run again
  drift OLD NEW [--json]
                       says what changed, and what each change weighs for the crates; OLD and NEW are a file or
                       folder of pages each, or the word `spec`
  words [FILE…] [--drafts] [--json] [--pages DIR]…
                       lists where the spec lacks words that only a person can write, a line each; --json prints the
                       places with what helps to write them, among it what the pages say there, which is printed and
                       stored nowhere: those in target/pages, if no others are given; --drafts lists drafts too
  words apply FILE [--fill-equal]
                       puts the words of such a list, filled in, into the spec, and formats and lints it; nothing is
                       written if a place is gone or has other words by now; --fill-equal gives what fills the doc of
                       a field to all fields of the service with this name and type that have none
  pages fetch [PAGE…]  downloads pages of the documentation; `cargo xtask pages help` says which, and where they go
  help                 prints this

Options:
  --root DIR           the root of the repository, if it is not the nearest folder that has a spec, from here up
";

/// Options without a value.
const FLAGS: &[&str] = &["check", "drafts", "fill-equal", "json", "known", "no-test"];

/// Options with a value.
const VALUES: &[&str] = &["pages", "root"];

/// A command and where it works.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// What to do.
    pub(crate) command: Command,
    /// The root of the repository, if it was named.
    pub(crate) root: Option<PathBuf>,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Help,
    SpecLint,
    SpecFmt {
        check: bool,
    },
    SpecJson,
    Codegen {
        check: bool,
    },
    Facts {
        pages: Vec<PathBuf>,
    },
    Coverage {
        pages: Vec<PathBuf>,
    },
    Drift {
        old: OsString,
        new: OsString,
        json: bool,
    },
    Import {
        pages: Vec<PathBuf>,
        check: bool,
        known: bool,
    },
    Update {
        pages: Vec<PathBuf>,
        known: bool,
        test: bool,
    },
    Words {
        files: Vec<PathBuf>,
        drafts: bool,
        json: bool,
        pages: Vec<PathBuf>,
    },
    WordsApply {
        file: PathBuf,
        fill_equal: bool,
    },
    /// Everything that follows the word is the downloader's.
    Pages {
        args: Vec<OsString>,
    },
}

/// The options that were given; what a command takes is removed, and what is left it does not take.
#[derive(Debug, Default)]
struct Options {
    given: BTreeMap<&'static str, Vec<OsString>>,
}

impl Options {
    fn flag(&mut self, name: &str) -> bool {
        self.given.remove(name).is_some()
    }

    /// The last value that was given.
    fn path(&mut self, name: &str) -> Option<PathBuf> {
        self.paths(name).pop()
    }

    /// All values that were given.
    fn paths(&mut self, name: &str) -> Vec<PathBuf> {
        let values = self.given.remove(name).unwrap_or_default();
        values.into_iter().map(PathBuf::from).collect()
    }

    /// Refuses what the command has not taken.
    fn none_left(&self, command: &str) -> Result<(), lexopt::Error> {
        match self.given.keys().next() {
            None => Ok(()),
            Some(option) if command.is_empty() => {
                Err(format!("`--{option}` needs a command").into())
            }
            Some(option) => Err(format!("`{command}` does not take `--{option}`").into()),
        }
    }
}

/// Reads the arguments; the first is the program's own name.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Invocation, lexopt::Error> {
    let mut parser = lexopt::Parser::from_iter(args);
    let mut words: Vec<OsString> = Vec::new();
    let mut options = Options::default();
    let mut help = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("help") | Short('h') => help = true,
            Long(name) => {
                let known =
                    |names: &[&'static str]| names.iter().copied().find(|known| *known == name);
                if let Some(flag) = known(FLAGS) {
                    options.given.entry(flag).or_default();
                } else if let Some(option) = known(VALUES) {
                    options
                        .given
                        .entry(option)
                        .or_default()
                        .push(parser.value()?);
                } else {
                    return Err(arg.unexpected());
                }
            }
            Value(word) if words.is_empty() && !help && word == "pages" => {
                let root = options.path("root");
                options.none_left("pages")?;
                let before = root.iter().flat_map(|root| ["--root".into(), root.into()]);
                let args = before.chain(parser.raw_args()?).collect();
                let command = Command::Pages { args };
                return Ok(Invocation { command, root });
            }
            Value(word) => words.push(word),
            other => return Err(other.unexpected()),
        }
    }
    let root = options.path("root");
    let command = if help {
        Command::Help
    } else {
        command(&words, &mut options)?
    };
    Ok(Invocation { command, root })
}

fn command(words: &[OsString], options: &mut Options) -> Result<Command, lexopt::Error> {
    let texts: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let texts: Vec<&str> = texts.iter().map(|word| &**word).collect();
    // The words that are the command's name, and what it is.
    let (name, command) = match texts.as_slice() {
        [] => ("", Command::Help),
        ["help"] => ("help", Command::Help),
        ["spec", "lint"] => ("spec lint", Command::SpecLint),
        ["spec", "fmt"] => (
            "spec fmt",
            Command::SpecFmt {
                check: options.flag("check"),
            },
        ),
        ["spec"] if options.flag("json") => ("spec --json", Command::SpecJson),
        ["spec"] => return Err("`spec` needs `lint`, `fmt` or `--json`".into()),
        ["codegen"] => (
            "codegen",
            Command::Codegen {
                check: options.flag("check"),
            },
        ),
        ["facts"] => return Err("`facts` needs files or folders of pages".into()),
        ["facts", ..] => (
            "facts",
            Command::Facts {
                pages: words[1..].iter().map(PathBuf::from).collect(),
            },
        ),
        ["coverage", ..] => (
            "coverage",
            Command::Coverage {
                pages: words[1..].iter().map(PathBuf::from).collect(),
            },
        ),
        ["import"] => return Err("`import` needs files or folders of pages".into()),
        ["import", ..] => (
            "import",
            Command::Import {
                pages: words[1..].iter().map(PathBuf::from).collect(),
                check: options.flag("check"),
                known: options.flag("known"),
            },
        ),
        ["update"] => return Err("`update` needs files or folders of pages".into()),
        ["update", ..] => (
            "update",
            Command::Update {
                pages: words[1..].iter().map(PathBuf::from).collect(),
                known: options.flag("known"),
                test: !options.flag("no-test"),
            },
        ),
        ["drift", _, _] => {
            let json = options.flag("json");
            let (old, new) = (words[1].clone(), words[2].clone());
            ("drift", Command::Drift { old, new, json })
        }
        ["drift", ..] => {
            return Err(
                "`drift` needs OLD and NEW, each a file or folder of pages, or `spec`".into(),
            );
        }
        ["words", "apply", _] => (
            "words apply",
            Command::WordsApply {
                file: words[2].clone().into(),
                fill_equal: options.flag("fill-equal"),
            },
        ),
        ["words", "apply", ..] => {
            return Err("`words apply` needs one file, a list of `words --json`".into());
        }
        ["words", ..] => (
            "words",
            Command::Words {
                files: words[1..].iter().map(PathBuf::from).collect(),
                drafts: options.flag("drafts"),
                json: options.flag("json"),
                pages: options.paths("pages"),
            },
        ),
        _ => return Err(format!("there is no command `{}`", texts.join(" ")).into()),
    };
    options.none_left(name)?;
    Ok(command)
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
        assert_eq!(
            command("import --check a b --known"),
            Ok(Command::Import {
                pages: vec!["a".into(), "b".into()],
                check: true,
                known: true,
            })
        );
        assert_eq!(
            command("drift old --json spec"),
            Ok(Command::Drift {
                old: "old".into(),
                new: "spec".into(),
                json: true
            })
        );
    }

    #[test]
    fn words_are_listed_with_pages_or_put_into_the_spec() {
        assert_eq!(
            command("words a.yaml --json --pages p --drafts --pages q"),
            Ok(Command::Words {
                files: vec!["a.yaml".into()],
                drafts: true,
                json: true,
                pages: vec!["p".into(), "q".into()],
            })
        );
        assert_eq!(
            command("words apply list.json --fill-equal"),
            Ok(Command::WordsApply {
                file: "list.json".into(),
                fill_equal: true,
            })
        );
    }

    #[test]
    fn an_update_tests_unless_told_otherwise() {
        for (line, known, test) in [
            ("update a b", false, true),
            ("update --known a --no-test b", true, false),
        ] {
            let pages = vec!["a".into(), "b".into()];
            assert_eq!(command(line), Ok(Command::Update { pages, known, test }));
        }
    }

    #[test]
    fn what_follows_pages_is_not_read() {
        for (line, args) in [
            ("pages", &[][..]),
            (
                "pages fetch --tree /a --help /b",
                &["fetch", "--tree", "/a", "--help", "/b"],
            ),
            ("pages --root=r fetch", &["--root=r", "fetch"]),
            ("--root r pages fetch", &["--root", "r", "fetch"]),
        ] {
            let args = args.iter().map(OsString::from).collect();
            assert_eq!(command(line), Ok(Command::Pages { args }), "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (line, message) in [
            ("sepc", "there is no command `sepc`"),
            ("spec", "`spec` needs `lint`, `fmt` or `--json`"),
            ("spec --check", "`spec` needs `lint`, `fmt` or `--json`"),
            ("spec lint --check", "`spec lint` does not take `--check`"),
            ("--check pages", "`pages` does not take `--check`"),
            ("codegen --json", "`codegen` does not take `--json`"),
            ("--json", "`--json` needs a command"),
            ("import --check", "`import` needs files or folders of pages"),
            ("import a --json", "`import` does not take `--json`"),
            ("spec lint extra", "there is no command `spec lint extra`"),
            (
                "drift spec",
                "`drift` needs OLD and NEW, each a file or folder of pages, or `spec`",
            ),
            (
                "words apply",
                "`words apply` needs one file, a list of `words --json`",
            ),
            (
                "words apply a --json",
                "`words apply` does not take `--json`",
            ),
            ("words --fill-equal", "`words` does not take `--fill-equal`"),
            ("update", "`update` needs files or folders of pages"),
            ("update a --check", "`update` does not take `--check`"),
            ("drift old new --check", "`drift` does not take `--check`"),
            (
                "spec --json --check",
                "`spec --json` does not take `--check`",
            ),
            ("spec --jsno", "invalid option '--jsno'"),
            ("spec lint --root", "missing argument for option '--root'"),
        ] {
            assert_eq!(command(line), Err(message.to_owned()), "{line}");
        }
    }
}
