//! Imports uploaded files: jobs that make documents.

use bytes::Bytes;
use feishu_core::ErrorCode;
use feishu_drive::codes;
use feishu_drive::import_task::{ImportStatus, ImportWarning};
use serde_json::{Value, json};

use super::NO_ERROR;
use super::document::{Access, Document, DocumentKind};
use super::media::{ImportHint, MediaPlace};
use super::tree;
use crate::documented;
use crate::documents::{Block, Worksheet};
use crate::exchange::Exchange;
use crate::files;
use crate::files::blocks::{self, BlocksCut};
use crate::files::grid::{Cut, Room};
use crate::response::{Refusal, Response};
use crate::services::States;
use crate::services::jobs::{self, Jobs, Progress, Work};
use crate::state::token::Caller;
use crate::users;

/// What an import is to make.
#[derive(Debug)]
pub(crate) struct ImportWork {
    upload: String,
    extension: String,
    /// The type on the wire.
    kind: String,
    /// Empty for the name of the file.
    title: String,
    folder: Option<String>,
}

/// The document of an import, as its job names it.
#[derive(Clone, Debug)]
pub(crate) struct Imported {
    token: String,
    url: String,
    /// What was left out.
    warnings: Vec<ImportWarning>,
}

/// Why an import has failed.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    status: ImportStatus,
    message: String,
}

impl Failure {
    fn new(status: ImportStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
        }
    }
}

/// Starts an import.
pub(super) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let caller = exchange.caller()?;
    let extension = arguments.text("file_extension").unwrap_or_default();
    let kind = arguments.text("type").unwrap_or_default();
    let upload = arguments.text("file_token").unwrap_or_default();
    let folder = arguments
        .member("point")
        .and_then(|point| point.get("mount_key"))
        .and_then(Value::as_str);
    let folder = folder.filter(|folder| !folder.is_empty());

    let drive = &exchange.state.services.drive;
    let (name, hint) = match (drive.media.get(upload), drive.tree.get(upload)) {
        (Some(media), _) => {
            let MediaPlace::Import(hint) = &media.place else {
                return Err(Refusal::new(codes::INVALID_FILE_TOKEN));
            };
            if media.owner.as_ref().is_some_and(|owner| *owner != caller) {
                return Err(Refusal::new(codes::NO_PERMISSION));
            }
            if media.until.is_some_and(|until| exchange.now >= until) {
                return Err(Refusal::new(codes::FILE_EXPIRED));
            }
            (&media.name, hint.clone())
        }
        (None, Some(file)) if file.content().is_some() && file.access == Access::Open => {
            (&file.name, ImportHint::default())
        }
        _ => return Err(Refusal::new(codes::FILE_NOT_FOUND)),
    };
    if hint.extension.as_deref().or_else(|| suffix(name)) != Some(extension) {
        return Err(Refusal::new(codes::IMPORT_EXTENSION_MISMATCH));
    }
    if hint
        .document
        .as_deref()
        .is_some_and(|document| document != kind)
    {
        return Err(Refusal::new(codes::IMPORT_TYPE_MISMATCH));
    }
    if folder.is_some_and(|folder| !drive.tree.has_folder(folder)) {
        return Err(Refusal::new(codes::MOUNT_POINT_UNAVAILABLE));
    }
    let work = ImportWork {
        upload: upload.to_owned(),
        extension: extension.to_owned(),
        kind: kind.to_owned(),
        title: arguments.text("file_name").unwrap_or_default().to_owned(),
        folder: folder.map(str::to_owned),
    };
    let ticket = jobs::start(exchange, work)?;
    Ok(Response::data(&json!({"ticket": ticket})))
}

/// Tells how far an import is.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    jobs::poll::<ImportWork>(exchange, exchange.arguments.path("ticket"))
}

impl Work for ImportWork {
    type Outcome = Result<Imported, Failure>;

    const UNKNOWN: ErrorCode = codes::INVALID_JOB_PARAM;
    const NOT_OWNER: ErrorCode = codes::NO_PERMISSION;

    fn documented(id: &str) -> Option<Self> {
        let example = |operation, name| documented::examples(operation, name).pop();
        let create = |name| example("drive.v1.import_task.create", name);
        let is_example = example("drive.v1.import_task.get", "ticket").as_deref() == Some(id);
        is_example.then_some(())?;
        Some(Self {
            upload: create("file_token")?,
            extension: create("file_extension")?,
            kind: create("type")?,
            title: create("file_name").unwrap_or_default(),
            folder: None,
        })
    }

    fn seen(&self) -> (&'static str, String) {
        let what = format!("{} from {}", self.kind, self.extension);
        ("drive.v1.import_task.create", what)
    }

    fn failed(outcome: &Self::Outcome) -> Option<i64> {
        outcome
            .as_ref()
            .err()
            .map(|failure| failure.status.number())
    }

    fn jobs(services: &mut States) -> &mut Jobs<Self> {
        &mut services.drive.imports
    }

    /// Makes the document; media are used up by it, while a file stays in its folder.
    fn run(&self, exchange: &mut Exchange<'_>, owner: &Caller) -> Self::Outcome {
        let drive = &mut exchange.state.services.drive;
        let media = drive.media.remove(&self.upload);
        let media = media.map(|media| (media.name, media.content));
        let file = || {
            let file = drive.tree.get(&self.upload)?;
            Some((file.name.clone(), file.content()?.clone()))
        };
        let (name, content) = media
            .or_else(file)
            .ok_or_else(|| Failure::new(ImportStatus::FileExpired, "the uploaded file is gone"))?;
        if suffix(&name) != Some(&self.extension) {
            return Err(Failure::new(
                ImportStatus::ExtensionMismatch,
                "the suffix of the file differs from the extension of the job",
            ));
        }
        let kinds = kinds(&self.extension)
            .ok_or_else(|| Failure::new(ImportStatus::FormatUnsupported, "unknown format"))?;
        let kind = DocumentKind::from_wire(&self.kind).filter(|kind| kinds.contains(kind));
        let kind = kind.ok_or_else(|| {
            Failure::new(
                ImportStatus::TypeMismatch,
                "a file of this format does not become a document of this type",
            )
        })?;
        let stem = name
            .strip_suffix(&format!(".{}", self.extension))
            .unwrap_or(&name);
        let title = if self.title.is_empty() {
            stem
        } else {
            &self.title
        };
        let (mut document, warnings) = read(&content, &self.extension, kind, title)?;
        document.kind = kind;
        document.folder.clone_from(&self.folder);
        let token = drive.add(document, &users::of_caller(owner), exchange.now);
        let url = exchange.address(tree::address(&kind.as_str().into()), &token);
        Ok(Imported {
            token,
            url,
            warnings,
        })
    }

    fn describe(&self, _: &Exchange<'_>, id: &str, progress: Progress<Self::Outcome>) -> Value {
        let mut result =
            json!({"ticket": id, "type": self.kind, "job_error_msg": "", "token": "", "url": ""});
        let status = match progress {
            Progress::Waiting => ImportStatus::Initializing,
            Progress::Running => ImportStatus::Processing,
            Progress::Late => ImportStatus::Success,
            Progress::Done(Ok(made), notes) => {
                result["token"] = made.token.into();
                result["url"] = made.url.into();
                result["job_error_msg"] = notes.message(NO_ERROR).into();
                // The list is there only if something was left out.
                let own = made.warnings.iter().map(ImportWarning::as_str);
                let scripted = notes.warnings.iter().map(String::as_str);
                let all: Vec<_> = own.chain(scripted).collect();
                if !all.is_empty() {
                    result["extra"] = all.into();
                }
                ImportStatus::Success
            }
            Progress::Done(Err(Failure { status, message }), _) => {
                result["job_error_msg"] = message.into();
                status
            }
            Progress::Failed { status, message } => {
                let plain = || format!("import failed with status {status}");
                result["job_error_msg"] = if message.is_empty() { plain() } else { message }.into();
                status.into()
            }
        };
        result["job_status"] = status.number().into();
        json!({"result": result})
    }
}

/// The types of document that a file of this format can become; `None` for a format that is not known.
fn kinds(extension: &str) -> Option<&'static [DocumentKind]> {
    match extension {
        "md" | "mark" | "markdown" | "txt" | "html" | "doc" | "docx" => Some(&[DocumentKind::Docx]),
        "csv" | "xlsx" => Some(&[DocumentKind::Sheet, DocumentKind::Bitable]),
        "xls" => Some(&[DocumentKind::Sheet]),
        _ => None,
    }
}

/// The document that a file becomes, and what had to be left out of it.
fn read(
    content: &Bytes,
    extension: &str,
    kind: DocumentKind,
    title: &str,
) -> Result<(Document, Vec<ImportWarning>), Failure> {
    let damaged = |error: files::FileError| {
        let status = if error.too_large {
            ImportStatus::FileTooLarge
        } else {
            ImportStatus::FileDamaged
        };
        Failure::new(status, error.to_string())
    };
    let text = |blocks: Vec<Block>| {
        let (blocks, cut) = blocks::shortened(blocks);
        (Document::text(title, blocks), warnings_of_text(cut))
    };
    let cells = |worksheets: Vec<Worksheet>, room: &Room| {
        (
            Document::sheet(title, worksheets),
            warnings_of_cells(room.cut, kind),
        )
    };
    let mut room = Room::default();
    Ok(match extension {
        "csv" => {
            let rows = files::csv::read(content, &mut room).map_err(damaged)?;
            cells(vec![Worksheet::new("Sheet1", rows)], &room)
        }
        "xlsx" => {
            let worksheets = files::xlsx::read(content, &mut room).map_err(damaged)?;
            cells(worksheets, &room)
        }
        "txt" => text(files::plain::read(content).map_err(damaged)?),
        "md" | "mark" | "markdown" => text(files::markdown::read(content).map_err(damaged)?),
        _ => {
            let message = format!("the sandbox does not read {extension} files");
            return Err(Failure::new(ImportStatus::FormatUnsupported, message));
        }
    })
}

/// The warnings for what was left out of a text document.
fn warnings_of_text(cut: BlocksCut) -> Vec<ImportWarning> {
    told([
        (cut.blocks, ImportWarning::DocumentBlocksCut),
        (cut.cells, ImportWarning::DocumentTableCellsCut),
        (cut.columns, ImportWarning::DocumentTableColumnsCut),
        (cut.text, ImportWarning::ParagraphCut),
    ])
}

/// The warnings for what was left out of a sheet or table.
fn warnings_of_cells(cut: Cut, kind: DocumentKind) -> Vec<ImportWarning> {
    let (columns, cells) = match kind {
        DocumentKind::Bitable => (ImportWarning::BaseColumnsCut, ImportWarning::BaseCellsCut),
        _ => (ImportWarning::SheetColumnsCut, ImportWarning::SheetCellsCut),
    };
    // A table has no code of its own for a text that was cut.
    told([
        (cut.columns, columns),
        (cut.cells, cells),
        (cut.text, ImportWarning::SheetCellTextCut),
    ])
}

/// The warnings whose case it is.
fn told<const N: usize>(all: [(bool, ImportWarning); N]) -> Vec<ImportWarning> {
    let told = all.into_iter().filter(|(is_so, _)| *is_so);
    told.map(|(_, warning)| warning).collect()
}

fn suffix(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, suffix)| suffix)
}
