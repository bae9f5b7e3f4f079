//! Imports a local file as a document.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use feishu_core::FileSource;
use feishu_drive::Drive;
use feishu_drive::types::{FileKind, FolderToken};
use indicatif::ProgressBar;

const USAGE: &str = "\
Imports a local file as a document.

Usage: cargo run --example import [-- [OPTIONS] [FILE]]

Without a file it imports a small table. Without credentials it starts a sandbox.

Arguments:
  [FILE]          a file whose extension tells what it is: csv, xlsx, md, txt, docx, …

Options:
  --as TYPE       sheet, bitable or docx [default: what fits the extension]
  --folder TOKEN  the folder for the document [default: the root folder]
  --title TITLE   the title of the document [default: the name of the file]
  --help          print this
";

/// What is imported if no file is named.
const TABLE: &str = "product,sold\ntea,120\ncoffee,80\n";

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

    let kind = arguments.kind();
    let mut import = match arguments.file {
        Some(path) => drive.import_file(path, kind),
        None => drive
            .import_file(FileSource::bytes(TABLE), kind)
            .file_name("sold.csv"),
    };
    if let Some(folder) = arguments.folder {
        import = import.folder(FolderToken::new(folder));
    }
    if let Some(title) = arguments.title {
        import = import.title(title);
    }
    let bar = ProgressBar::new_spinner();
    let shown = bar.clone();
    let document = import
        .on_progress(move |progress| shown.set_message(progress.to_string()))
        .await;
    bar.finish_and_clear();
    let document = document?;

    writeln!(out, "{}", document.url.unwrap_or_default())?;
    for warning in document.extra {
        writeln!(
            out,
            "warning {warning}: {}",
            warning
                .meaning()
                .unwrap_or("the platform changed something")
        )?;
    }
    if sandbox.is_some() {
        writeln!(
            out,
            "\nThat went into a sandbox, which is gone now. With FEISHU_APP_ID and FEISHU_APP_SECRET it is real."
        )?;
    }
    Ok(())
}

struct Arguments {
    file: Option<PathBuf>,
    kind: Option<String>,
    folder: Option<String>,
    title: Option<String>,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            file: None,
            kind: None,
            folder: None,
            title: None,
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("as") => arguments.kind = Some(parser.value()?.string()?),
                Long("folder") => arguments.folder = Some(parser.value()?.string()?),
                Long("title") => arguments.title = Some(parser.value()?.string()?),
                Value(file) if arguments.file.is_none() => arguments.file = Some(file.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }

    fn kind(&self) -> FileKind {
        if let Some(kind) = &self.kind {
            return FileKind::from(kind.as_str());
        }
        let extension = self
            .file
            .as_ref()
            .and_then(|file| file.extension())
            .and_then(|text| text.to_str());
        match extension.map(str::to_lowercase).as_deref() {
            None | Some("csv" | "xls" | "xlsx") => FileKind::Sheet,
            Some(_) => FileKind::Docx,
        }
    }
}
