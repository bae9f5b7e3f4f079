//! Exports a folder of drive, and all folders below it, to a local directory.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use feishu_core::{ErrorKind, local_name};
use feishu_drive::Drive;
use feishu_drive::export_task::FileExtension;
use feishu_drive::file::ListFiles;
use feishu_drive::types::{FileKind, FileRef, FolderToken};

const USAGE: &str = "\
Exports a folder of drive, and all folders below it, to a local directory.

Usage: cargo run --example folder [-- [OPTIONS] [FOLDER]]

Without a folder and credentials it starts a sandbox and exports what is built in.

Arguments:
  [FOLDER]        the address of a folder, as a browser shows it

Options:
  --out DIR       where the files go [default: .]
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
        // Whoever lists no folder in particular lists the root.
        (None, Some(_)) => FolderToken::default(),
        (Some(_), Some(_)) => {
            return Err("a folder needs credentials: set FEISHU_APP_ID and FEISHU_APP_SECRET, or leave it out".into());
        }
        (None, None) => return Err("name a folder: its address".into()),
    };

    let mut folders = vec![(root, arguments.directory)];
    while let Some((folder, directory)) = folders.pop() {
        std::fs::create_dir_all(&directory)
            .map_err(|error| format!("cannot create {}: {error}", directory.display()))?;
        let mut entries = drive.files().list(ListFiles::new().folder(&folder)).items();
        while let Some(entry) = entries.try_next().await? {
            if let Some(folder) = entry.folder() {
                let name = local_name(&entry.name).unwrap_or_else(|| folder.to_string());
                folders.push((folder, directory.join(name)));
                continue;
            }
            let file = entry.file();
            let Some(format) = format_for(&file) else {
                writeln!(out, "left out: {}, of the kind {}", entry.name, file.kind)?;
                continue;
            };
            let export = drive.export(&file, format);
            match export.save_in(&directory).await {
                Ok(saved) => writeln!(out, "{} ({} bytes)", saved.path.display(), saved.size)?,
                // One document that may not be exported does not keep the others from it.
                Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                    writeln!(out, "left out: {}: {error}", entry.name)?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

/// The format that a document is exported to; none for what cannot be exported.
fn format_for(file: &FileRef) -> Option<FileExtension> {
    match file.kind {
        FileKind::Doc | FileKind::Docx => Some(FileExtension::Docx),
        FileKind::Sheet | FileKind::Bitable => Some(FileExtension::Xlsx),
        _ => None,
    }
}

struct Arguments {
    folder: Option<String>,
    directory: PathBuf,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            folder: None,
            directory: PathBuf::from("."),
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
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
