//! Saves the report of room reservations.

#![allow(clippy::print_stderr, reason = "a program for the terminal")]

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use feishu_core::{ErrorKind, JobProgress};
use feishu_vc::types::RoomLevelId;
use feishu_vc::{Vc, codes};

const USAGE: &str = "\
Saves the report of room reservations, an Excel workbook.

Usage: cargo run --example reservations [-- [OPTIONS] [ROOM_LEVEL]]

Without credentials it starts a sandbox, in whose only room a meeting is going on.

Arguments:
  [ROOM_LEVEL]    the room level, such as a building or a floor: its id begins with omb_

Options:
  --days N        how many days back the report goes [default: 7]
  --out FILE      where the report goes [default: reservations.xlsx]
  --help          print this
";

#[tokio::main]
async fn main() -> ExitCode {
    platform::exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let arguments = Arguments::read().map_err(|error| format!("{error}; see --help"))?;
    let Some(arguments) = arguments else {
        writeln!(out, "{USAGE}\n{}", platform::ENVIRONMENT)?;
        return Ok(());
    };
    let (client, sandbox) = platform::connect().await?;
    let level = match (arguments.level, &sandbox) {
        (Some(level), _) => level,
        (None, Some(_)) => "omb_sandbox".to_owned(),
        (None, None) => return Err("name a room level: its id begins with omb_".into()),
    };

    #[allow(clippy::disallowed_methods, reason = "the report ends now")]
    let end = SystemTime::now();
    let start = end - Duration::from_secs(arguments.days * 24 * 60 * 60);
    let saved = Vc::new(&client)
        .export_reservations(RoomLevelId::new(level), start..end)
        .with(|request| request.need_topic(true))
        .on_progress(tell)
        .save_to(&arguments.file)
        .await
        .map_err(|error| match advice(&error) {
            Some(advice) => format!("{error}\n{advice}").into(),
            None => Box::<dyn Error>::from(error),
        })?;

    writeln!(out, "{} ({} bytes)", saved.path.display(), saved.size)?;
    if sandbox.is_some() {
        writeln!(
            out,
            "\nThat was a report of a sandbox. With FEISHU_APP_ID and FEISHU_APP_SECRET it is a real one."
        )?;
    }
    Ok(())
}

/// What whoever runs this program can do about an error, where the error itself does not tell.
fn advice(error: &feishu_core::Error) -> Option<String> {
    Some(match error.kind() {
        _ if error.is(codes::DATA_NOT_FOUND) => {
            "Look for the level in the admin console: its id begins with omb_.".to_owned()
        }
        ErrorKind::Unauthenticated => "Check FEISHU_APP_ID and FEISHU_APP_SECRET.".to_owned(),
        ErrorKind::PermissionDenied => {
            "See which scopes the app needs: cargo run --example scopes -- vc.v1.export".to_owned()
        }
        ErrorKind::RateLimited | ErrorKind::Unavailable => match error.retry_after() {
            Some(wait) => format!("Try again in {} s.", wait.as_secs()),
            None => "Try again in a few minutes.".to_owned(),
        },
        // The report may still be made: with the ticket, a program can come back for it.
        ErrorKind::JobDeadline => format!("Its ticket is {}.", error.ticket()?),
        _ => return None,
    })
}

/// Tells how the job goes on; the report itself is small.
fn tell(progress: JobProgress) {
    if !matches!(progress, JobProgress::Transfer(_)) {
        eprintln!("{progress}");
    }
}

struct Arguments {
    level: Option<String>,
    days: u64,
    file: PathBuf,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            level: None,
            days: 7,
            file: PathBuf::from("reservations.xlsx"),
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("days") => {
                    arguments.days = parser
                        .value()?
                        .parse_with(|text| text.parse::<u16>().map(u64::from))?
                }
                Long("out") => arguments.file = parser.value()?.into(),
                Value(level) if arguments.level.is_none() => {
                    arguments.level = Some(level.string()?)
                }
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}
