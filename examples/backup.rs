//! Mirrors a folder of drive, and all folders below it, to a local directory; a second run fetches what has changed.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use feishu_core::{Outcome, RunProgress, Summary};
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::{FileKind, FileRef, FolderToken};
use feishu_drive::{Drive, ExportItem};
use indicatif::{ProgressBar, ProgressStyle};

const USAGE: &str = "\
Mirrors a folder of drive, and all folders below it, to a local directory: documents are exported, files downloaded. A
second run fetches what has changed since, and one that was interrupted goes on where it was.

Usage: cargo run --example backup [-- [OPTIONS] [FOLDER]]

Without a folder and credentials it starts a sandbox and mirrors what is built in.

Arguments:
  [FOLDER]        the address of a folder, as a browser shows it, or `root`

Options:
  --pdf           export documents to pdf instead of docx
  --out DIR       where the files go; made if it is not there [default: backup]
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
    let drive = Drive::new(&client);
    let root = match (arguments.folder()?, &sandbox) {
        (Some(folder), None) => folder,
        (None, Some(_)) => FolderToken::default(),
        (Some(_), Some(_)) => {
            return Err("a folder needs credentials: set FEISHU_APP_ID and FEISHU_APP_SECRET, or leave it out".into());
        }
        (None, None) => return Err("name a folder: its address, or `root`".into()),
    };
    let directory = &arguments.directory;
    std::fs::create_dir_all(directory)
        .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;

    let shown = Shown::new()?;
    let progress = Arc::clone(&shown);
    let mut backup = drive
        .export_many(drive.walk(root), directory)
        .on_progress(move |now| progress.show(now));
    if arguments.pdf {
        backup = backup
            .format(FileKind::Doc, FileExtension::Pdf)
            .format(FileKind::Docx, FileExtension::Pdf);
    }
    let mut summary = Summary::default();
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    let ended = loop {
        let next = tokio::select! {
            next = backup.try_next() => next,
            _ = &mut interrupted => break Err("interrupted".into()),
        };
        match next {
            Ok(Some(outcome)) => {
                shown.tell(&outcome)?;
                summary.add(outcome);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(Box::<dyn Error>::from(error)),
        }
    };
    // What was begun is in the journal.
    drop(backup);
    shown.end();
    writeln!(out, "{summary}")?;
    match ended {
        Err(error) => Err(format!(
            "{error}; run it again with the same arguments, and it goes on where it was"
        )
        .into()),
        Ok(()) if summary.is_complete() => Ok(()),
        Ok(()) => Err(format!(
            "{} failed, as told above; run it again to try them again",
            summary.failed.len()
        )
        .into()),
    }
}

/// Where it is shown how far the backup is: on a bar, or in plain lines where nobody looks at a terminal.
struct Shown {
    bar: Option<ProgressBar>,
    /// Whether a wait was told that has not ended.
    waiting: AtomicBool,
}

impl Shown {
    fn new() -> Result<Arc<Self>, Box<dyn Error>> {
        let style = ProgressStyle::with_template("{spinner} [{bar:30}] {msg}")?;
        let bar = || ProgressBar::no_length().with_style(style);
        Ok(Arc::new(Self {
            bar: std::io::stderr().is_terminal().then(bar),
            waiting: AtomicBool::new(false),
        }))
    }

    fn show(&self, progress: &RunProgress) {
        if let Some(bar) = &self.bar {
            if let Some(total) = progress.total {
                bar.set_length(total);
            }
            bar.set_position(progress.done());
            bar.set_message(progress.to_string());
            return;
        }
        // What is saved is told by lines of its own; what needs a word is silence.
        let waits = progress.waiting.is_some();
        if waits && !self.waiting.swap(waits, Ordering::Relaxed) {
            drop(writeln!(std::io::stdout(), "{progress}"));
        }
        self.waiting.store(waits, Ordering::Relaxed);
    }

    fn tell(&self, outcome: &Outcome<ExportItem>) -> std::io::Result<()> {
        let line = match outcome {
            Outcome::Saved(_, file) if self.bar.is_none() => {
                format!("{} ({} bytes)", file.path.display(), file.size)
            }
            Outcome::Failed(Some(item), error) => {
                let name = item.name.as_deref().unwrap_or(item.file.token.as_str());
                format!("left out: {name}: {error}")
            }
            Outcome::Failed(None, error) => format!("left out: {error}"),
            _ => return Ok(()),
        };
        match &self.bar {
            Some(bar) => bar.suspend(|| writeln!(std::io::stdout(), "{line}")),
            None => writeln!(std::io::stdout(), "{line}"),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

struct Arguments {
    folder: Option<String>,
    pdf: bool,
    directory: PathBuf,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            folder: None,
            pdf: false,
            directory: PathBuf::from("backup"),
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("pdf") => arguments.pdf = true,
                Long("out") => arguments.directory = parser.value()?.into(),
                Value(folder) if arguments.folder.is_none() => {
                    arguments.folder = Some(folder.string()?)
                }
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }

    /// The folder that is named, if one is.
    fn folder(&self) -> Result<Option<FolderToken>, Box<dyn Error>> {
        let named = match self.folder.as_deref() {
            None => return Ok(None),
            Some("root") => return Ok(Some(FolderToken::default())),
            Some(named) => named,
        };
        let file: FileRef = named.parse()?;
        match file.kind {
            FileKind::Folder => Ok(Some(FolderToken::new(file.token.as_str()))),
            other => Err(format!("`{named}` is no folder, but of the kind {other}").into()),
        }
    }
}
