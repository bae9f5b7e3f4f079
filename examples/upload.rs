//! Uploads local files into a folder; one that was interrupted goes on where it stopped.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use feishu_drive::types::{FileKind, FileRef, FileToken, FolderToken};
use feishu_drive::{Drive, Upload, UploadHandle};
use indicatif::{ProgressBar, ProgressStyle};

const USAGE: &str = "\
Uploads local files into a folder. One that was interrupted goes on where it stopped when the same is run again: until it
is done, what that takes lies beside the file, in FILE.feishu-upload.

Usage: cargo run --example upload [-- [OPTIONS] [FILE…]]

Without files and credentials it starts a sandbox and uploads a small file.

Arguments:
  [FILE…]         files of any kind and size

Options:
  --folder FOLDER the address of the folder, as a browser shows it
  --help          print this
";

#[tokio::main]
async fn main() -> ExitCode {
    platform::exit(run().await)
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout();
    let arguments = Arguments::read().map_err(|error| format!("{error}; see --help"))?;
    let Some(mut arguments) = arguments else {
        writeln!(out, "{USAGE}\n{}", platform::ENVIRONMENT)?;
        return Ok(());
    };
    let (client, sandbox) = platform::connect().await?;
    let drive = Drive::new(&client);
    let folder = match (arguments.folder()?, &sandbox) {
        (Some(folder), None) => folder,
        (None, Some(sandbox)) => FolderToken::new(sandbox.folder()),
        (Some(_), Some(_)) => {
            return Err("a folder needs credentials: set FEISHU_APP_ID and FEISHU_APP_SECRET, or leave it out".into());
        }
        (None, None) => return Err("name a folder: --folder and its address".into()),
    };
    let small = tempfile::tempdir()?;
    if arguments.files.is_empty() {
        if sandbox.is_none() {
            return Err("name a file".into());
        }
        let path = small.path().join("hello.txt");
        std::fs::write(&path, "hello\n")?;
        arguments.files.push(path);
    }

    let uploads = async {
        let mut failed = 0;
        for file in &arguments.files {
            match upload(&drive, &folder, file).await {
                Ok(token) => writeln!(std::io::stdout(), "{}: {token}", file.display())?,
                Err(error) => {
                    failed += 1;
                    writeln!(std::io::stdout(), "left out: {}: {error}", file.display())?;
                }
            }
        }
        Ok::<usize, std::io::Error>(failed)
    };
    let failed = tokio::select! {
        failed = uploads => failed?,
        _ = tokio::signal::ctrl_c() => {
            return Err("interrupted; run it again with the same arguments, and it goes on where it was".into());
        }
    };
    match failed {
        0 => Ok(()),
        failed => Err(format!("{failed} failed, as told above").into()),
    }
}

/// Uploads a file, or goes on with an upload that was begun earlier.
async fn upload(
    drive: &Drive,
    folder: &FolderToken,
    file: &Path,
) -> Result<FileToken, Box<dyn Error>> {
    let kept = Kept::beside(file);
    let upload = match kept.read()? {
        Some(handle) if handle.place() == folder => Upload::resume(drive, handle, file),
        _ => drive.upload(file, folder),
    };
    let shown = Shown::new(file)?;
    let (bar, keeping) = (shown.clone(), kept.clone());
    let token = upload
        .on_handle(move |handle| {
            shown.tell(handle);
            if let Err(error) = keeping.write(handle) {
                shown.say(&format!("if it is interrupted, it begins anew: {error}"));
            }
        })
        .on_progress({
            let bar = bar.clone();
            move |transfer| bar.show(transfer.done, transfer.total)
        })
        .await;
    bar.end();
    let token = token.map_err(|error| {
        if kept.path.exists() {
            let path = kept.path.display();
            format!("{error}; run it again to go on, or delete {path} to begin anew")
        } else {
            error.to_string()
        }
    })?;
    kept.delete()?;
    Ok(token)
}

/// The file in which the handle of an upload is kept.
#[derive(Clone)]
struct Kept {
    path: PathBuf,
}

impl Kept {
    fn beside(file: &Path) -> Self {
        let mut path = file.as_os_str().to_owned();
        path.push(".feishu-upload");
        Self { path: path.into() }
    }

    fn read(&self) -> Result<Option<UploadHandle>, String> {
        let path = self.path.display();
        let text = match std::fs::read(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(format!("cannot read {path}: {error}")),
        };
        let handle = serde_json::from_slice(&text);
        handle.map(Some).map_err(|error| {
            format!("{path} holds no upload: {error}; delete it to begin the upload anew")
        })
    }

    /// Replaces what is kept as a whole, so that there is never half of it.
    fn write(&self, handle: &UploadHandle) -> Result<(), Box<dyn Error>> {
        let directory = match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let mut draft = tempfile::NamedTempFile::new_in(directory)?;
        draft.write_all(&serde_json::to_vec(handle)?)?;
        draft.persist(&self.path)?;
        Ok(())
    }

    fn delete(&self) -> std::io::Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Where it is shown how far an upload is: on a bar, or in plain lines where nobody looks at a terminal.
#[derive(Clone)]
struct Shown {
    name: String,
    bar: Option<ProgressBar>,
}

impl Shown {
    fn new(file: &Path) -> Result<Self, Box<dyn Error>> {
        let style =
            ProgressStyle::with_template("{prefix}: [{bar:40}] {bytes} of {total_bytes}, {eta}")?;
        let name = file.display().to_string();
        let bar = || {
            let bar = ProgressBar::no_length().with_style(style);
            bar.with_prefix(name.clone())
        };
        Ok(Self {
            bar: std::io::stderr().is_terminal().then(bar),
            name,
        })
    }

    fn show(&self, done: u64, total: Option<u64>) {
        if let Some(bar) = &self.bar {
            bar.set_length(total.unwrap_or(done));
            bar.set_position(done);
        }
    }

    fn tell(&self, handle: &UploadHandle) {
        if self.bar.is_none() {
            self.say(&format!("{} of {} bytes", handle.sent(), handle.length()));
        }
    }

    fn say(&self, what: &str) {
        let say = || drop(writeln!(std::io::stdout(), "{}: {what}", self.name));
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

struct Arguments {
    files: Vec<PathBuf>,
    folder: Option<String>,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            files: Vec::new(),
            folder: None,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("folder") => arguments.folder = Some(parser.value()?.string()?),
                Value(file) => arguments.files.push(file.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }

    /// The folder that is named, if one is.
    fn folder(&self) -> Result<Option<FolderToken>, Box<dyn Error>> {
        let Some(named) = &self.folder else {
            return Ok(None);
        };
        let file: FileRef = named.parse()?;
        match file.kind {
            FileKind::Folder => Ok(Some(FolderToken::new(file.token.as_str()))),
            other => Err(format!("`{named}` is no folder, but of the kind {other}").into()),
        }
    }
}
