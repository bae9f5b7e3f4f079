//! Imports a csv file as a sheet, and exports the sheet to a csv file again.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use feishu_core::{Client, FileSource, Method, Value};
use feishu_drive::Drive;
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::{FileKind, FileRef, FileToken};
use feishu_sandbox::Sandbox;

const USAGE: &str = "\
Imports a csv file as a sheet, and exports the sheet to a csv file again.

Usage: cargo run --example csv [-- [OPTIONS] [FILE]]

Without a file it imports a small table. Without credentials it starts a sandbox.

Arguments:
  [FILE]          a csv file

Options:
  --out FILE      where the exported file goes [default: back.csv]
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

    let import = match arguments.file {
        Some(path) => drive.import_file(path, FileKind::Sheet),
        None => drive
            .import_file(FileSource::bytes(TABLE), FileKind::Sheet)
            .file_name("sold.csv"),
    };
    let imported = import.await?;
    writeln!(out, "{}", imported.url.unwrap_or_default())?;

    let token = imported.token.unwrap_or_default();
    let tab = match &sandbox {
        Some(sandbox) => built_in_tab(sandbox, &token),
        None => first_tab(&client, &token).await?,
    };
    let tab = tab.ok_or("the sheet has no tab")?;
    let sheet = FileRef::new(token, FileKind::Sheet);
    let saved = drive
        .export(&sheet, FileExtension::Csv)
        .with(|request| request.sub_id(tab))
        .save_to(&arguments.out)
        .await?;
    writeln!(out, "{} ({} bytes)", saved.path.display(), saved.size)?;
    Ok(())
}

/// The id of the first tab of a sheet. The service that tells it has no crate yet, but a route.
async fn first_tab(client: &Client, sheet: &FileToken) -> feishu_core::Result<Option<String>> {
    let tabs = client
        .request(
            Method::Get,
            "/open-apis/sheets/v3/spreadsheets/:spreadsheet_token/sheets/query",
        )
        .path("spreadsheet_token", sheet)
        .send::<Value>()
        .await?
        .value;
    Ok(tabs["sheets"][0]["sheet_id"].as_str().map(str::to_owned))
}

/// The same of a sheet in a sandbox, which does not play that service.
fn built_in_tab(sandbox: &Sandbox, sheet: &FileToken) -> Option<String> {
    let document = sandbox.find_document(sheet.as_str())?;
    Some(document.worksheets().first()?.sub_id().to_owned())
}

struct Arguments {
    file: Option<PathBuf>,
    out: PathBuf,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help.
    fn read() -> Result<Option<Self>, lexopt::Error> {
        use lexopt::prelude::*;
        let mut arguments = Self {
            file: None,
            out: PathBuf::from("back.csv"),
        };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("out") => arguments.out = parser.value()?.into(),
                Value(file) if arguments.file.is_none() => arguments.file = Some(file.into()),
                _ => return Err(argument.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}
