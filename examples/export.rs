//! Exports a document to local files.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use feishu_core::{JobProgress, SavedFile};
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::{FileKind, FileRef, FileToken};
use feishu_drive::{DocumentLink, Drive};
use indicatif::{ProgressBar, ProgressStyle};

const USAGE: &str = "\
Exports a document to local files.

Usage: cargo run --example export [-- [OPTIONS] [DOCUMENT]]

Without a document and credentials it starts a sandbox and exports a sheet that is built in.

Arguments:
  [DOCUMENT]      the address of a document, as a browser shows it, or its token

Options:
  --as FORMAT     xlsx, csv, docx or pdf; may be repeated [default: all that fit the document]
  --type TYPE     doc, docx, sheet or bitable: needed if DOCUMENT is a token
  --sub-id ID     the sheet or table for csv; an address may name it
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
    let document = match (&sandbox, arguments.document()?) {
        (None, Some(document)) => document,
        (Some(sandbox), None) => built_in_sheet(sandbox)?,
        (Some(_), Some(_)) => {
            return Err("a document needs credentials: set FEISHU_APP_ID and FEISHU_APP_SECRET, or leave it out".into());
        }
        (None, None) => return Err("name a document: its address, or its token and --type".into()),
    };

    for format in arguments.formats(&document) {
        let bar = ProgressBar::no_length()
            .with_style(ProgressStyle::with_template("{spinner} {prefix}: {msg}")?);
        bar.set_prefix(format.to_string());
        let saved = drive
            .export_link(&document, format)
            .on_progress(show_on(&bar))
            .save_in(&arguments.directory)
            .await;
        bar.finish_and_clear();
        let SavedFile { path, size, .. } = saved?;
        writeln!(out, "{} ({size} bytes)", path.display())?;
    }

    if sandbox.is_some() {
        writeln!(out)?;
        writeln!(
            out,
            "That was a sheet of a sandbox. For a document of your own:"
        )?;
        writeln!(
            out,
            "  FEISHU_APP_ID=cli_… FEISHU_APP_SECRET=… cargo run --example export -- https://….feishu.cn/sheets/…"
        )?;
    }
    Ok(())
}

/// Shows on a bar how a job goes on.
fn show_on(bar: &ProgressBar) -> impl Fn(JobProgress) + Send + Sync + 'static {
    let bar = bar.clone();
    move |progress| {
        if let JobProgress::Transfer(transfer) = &progress
            && let Some(total) = transfer.total
            && let Ok(style) =
                ProgressStyle::with_template("{prefix}: [{bar:40}] {bytes} of {total_bytes}")
        {
            bar.set_style(style);
            bar.set_length(total);
            bar.set_position(transfer.done);
        }
        bar.set_message(progress.to_string());
        bar.tick();
    }
}

fn built_in_sheet(sandbox: &feishu_sandbox::Sandbox) -> feishu_core::Result<DocumentLink> {
    let sheet = sandbox.sheet();
    format!(
        "{}/sheets/{}?sheet={}",
        sandbox.base_url(),
        sheet.token,
        sheet.sub_id
    )
    .parse()
}

struct Arguments {
    document: Option<String>,
    kind: Option<String>,
    sub_id: Option<String>,
    formats: Vec<String>,
    directory: PathBuf,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            document: None,
            kind: None,
            sub_id: None,
            formats: Vec::new(),
            directory: PathBuf::from("."),
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("as") => arguments.formats.push(parser.value()?.string()?),
                Long("type") => arguments.kind = Some(parser.value()?.string()?),
                Long("sub-id") => arguments.sub_id = Some(parser.value()?.string()?),
                Long("out") => arguments.directory = parser.value()?.into(),
                Value(document) if arguments.document.is_none() => {
                    arguments.document = Some(document.string()?)
                }
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }

    /// The document that is named, if one is.
    fn document(&self) -> Result<Option<DocumentLink>, Box<dyn Error>> {
        let Some(named) = &self.document else {
            if self.kind.is_some() || self.sub_id.is_some() {
                return Err("--type and --sub-id say more of a DOCUMENT, and none is named".into());
            }
            return Ok(None);
        };
        let mut link: DocumentLink = match &self.kind {
            None if !named.contains("://") => {
                let what = format!(
                    "`{named}` is no address: name its --type too, one of doc, docx, sheet, bitable"
                );
                return Err(what.into());
            }
            None => named.parse()?,
            Some(kind) => {
                let token = FileToken::new(named);
                FileRef::new(token, FileKind::from(kind.as_str())).into()
            }
        };
        if let Some(sub_id) = &self.sub_id {
            link.sub_id = Some(sub_id.clone());
        }
        Ok(Some(link))
    }

    /// The formats that are asked for, or those that fit the document.
    fn formats(&self, document: &DocumentLink) -> Vec<FileExtension> {
        if !self.formats.is_empty() {
            return self
                .formats
                .iter()
                .map(|format| FileExtension::from(format.as_str()))
                .collect();
        }
        match document.file.kind {
            // One sheet at a time becomes csv, so it has to be named.
            FileKind::Sheet | FileKind::Bitable if document.sub_id.is_some() => {
                vec![FileExtension::Xlsx, FileExtension::Csv]
            }
            FileKind::Sheet | FileKind::Bitable => vec![FileExtension::Xlsx],
            _ => vec![FileExtension::Docx, FileExtension::Pdf],
        }
    }
}
