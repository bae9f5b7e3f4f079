//! Measures the client against the floor: plain reqwest and serde_json doing the same calls with structs typed by hand,
//! without retries and limits. `BENCHMARKS.md` says what came of it; `--help` how it is run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a benchmark fails by panicking"
)]
#![allow(clippy::print_stdout, reason = "what is measured is printed")]
#![allow(clippy::print_stderr, reason = "so is how far it is")]

mod clean_build;
mod floor;
mod instructions;
mod measure;
mod ours;
mod process;
mod rounds;
mod server;
mod works;

use std::path::PathBuf;

use lexopt::prelude::{Long, Short, Value, ValueExt};

use crate::process::Once;
use crate::works::{Places, WORKS, Work};

const HELP: &str = "\
Measures the client against plain reqwest and serde_json, in a few minutes.

Usage: feishu-benches [COMMAND] [OPTIONS]

Commands:
                   All works in turn, each side in a process of its own; prints a table in Markdown
  instructions     Counts the instructions of each work with valgrind's callgrind
  clean-build      Builds a program with one drive call, and the floor of it, from nothing
  once NAME SIDE   Does one work once, where SIDE is `ours` or `floor`: what a profiler is to see
  serve            The server that the works call; prints its port, ends with its standard input

Options:
      --only NAME       Only this work, or those that are named
      --rounds N        How many rounds (default: 25, of clean builds 1)
      --times N         How often `once` does its work
      --server ADDRESS  The server that `once` calls (default: one that it starts)
      --threads NUMBER  Of the runtime, `one` or `several` (default: several, as a program of `#[tokio::main]` has; one for
                        instructions, so that they repeat)
      --memory DIR      A directory in memory (default: /dev/shm if it is there)
      --disk DIR        A directory on a disk (default: that of this program)
  -h, --help            Print this help
";

/// What the command line asks for.
struct Options {
    words: Vec<String>,
    only: Vec<String>,
    rounds: Option<usize>,
    times: Option<usize>,
    server: Option<String>,
    /// Whether the runtime has one thread, if that is said.
    one_thread: Option<bool>,
    memory: PathBuf,
    disk: PathBuf,
}

fn main() {
    let options = match parse(lexopt::Parser::from_env()) {
        Ok(Some(options)) => options,
        Ok(None) => return print!("{HELP}"),
        Err(error) => {
            eprintln!("{error}; see --help");
            std::process::exit(2);
        }
    };
    let words: Vec<&str> = options.words.iter().map(String::as_str).collect();
    match *words.as_slice() {
        [] => rounds::run(&options),
        ["instructions"] => instructions::run(&options),
        ["clean-build"] => clean_build::run(options.rounds.unwrap_or(1)),
        ["serve"] => server::serve(),
        ["once", name, side @ ("ours" | "floor")] => {
            process::once(&options, name, side == "ours");
        }
        _ => {
            eprintln!("there is no command {words:?}; see --help");
            std::process::exit(2);
        }
    }
}

fn parse(mut arguments: lexopt::Parser) -> Result<Option<Options>, lexopt::Error> {
    let beside = std::env::current_exe().unwrap().with_file_name("");
    let shared = PathBuf::from("/dev/shm");
    let mut options = Options {
        words: Vec::new(),
        only: Vec::new(),
        rounds: None,
        times: None,
        server: None,
        one_thread: None,
        memory: if shared.is_dir() {
            shared
        } else {
            std::env::temp_dir()
        },
        disk: beside,
    };
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(word) => options.words.push(word.string()?),
            Long("only") => {
                let name = arguments.value()?.string()?;
                if !WORKS.iter().any(|work| work.name == name) && name != "tokens" {
                    return Err(format!("there is no work {name}").into());
                }
                options.only.push(name);
            }
            Long("rounds") => options.rounds = Some(arguments.value()?.parse()?),
            Long("times") => options.times = Some(arguments.value()?.parse()?),
            Long("server") => options.server = Some(arguments.value()?.string()?),
            Long("threads") => {
                options.one_thread = Some(match arguments.value()?.string()?.as_str() {
                    "one" => true,
                    "several" => false,
                    other => return Err(format!("there is no runtime of {other} threads").into()),
                });
            }
            Long("memory") => options.memory = arguments.value()?.into(),
            Long("disk") => options.disk = arguments.value()?.into(),
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Some(options))
}

impl Options {
    /// Whether a work is to be done.
    fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == name)
    }

    fn works(&self) -> impl Iterator<Item = &'static Work> {
        WORKS.iter().filter(|work| self.wants(work.name))
    }

    /// Directories for the files of the works, which are gone with what is returned.
    fn places(&self) -> (Places, [tempfile::TempDir; 2]) {
        let memory = tempfile::tempdir_in(&self.memory).unwrap();
        let disk = tempfile::tempdir_in(&self.disk).unwrap();
        let places = Places::new(memory.path(), disk.path());
        std::fs::write(&places.upload, vec![b'x'; works::UPLOAD_BYTES as usize]).unwrap();
        (places, [memory, disk])
    }

    fn once<'a>(&self, work: &Work, server: &'a str, places: &'a Places) -> Once<'a> {
        Once {
            name: work.name,
            times: work.times,
            server,
            places,
            one_thread: self.one_thread.unwrap_or(false),
        }
    }
}
