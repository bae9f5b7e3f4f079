//! Exports documents: jobs that make real files.

use bytes::Bytes;
use feishu_core::ErrorCode;
use feishu_drive::codes;
use feishu_drive::export_task::ExportStatus;
use serde_json::{Value, json};

use super::NO_ERROR;
use super::document::{Access, Content, Document, DocumentKind};
use super::seeds;
use crate::documented;
use crate::exchange::Exchange;
use crate::files::{self, FileError};
use crate::response::{Refusal, Response};
use crate::services::States;
use crate::services::jobs::{self, Jobs, Progress, Work};
use crate::state::files::MadeFile;
use crate::state::random_token;
use crate::state::token::Caller;
use crate::users;
use crate::validate::Arguments;

/// What an export is to make.
#[derive(Debug)]
pub(crate) struct ExportWork {
    document: String,
    kind: DocumentKind,
    extension: String,
    sub_id: Option<String>,
}

/// The file of an export, as its job names it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exported {
    name: String,
    token: String,
    size: usize,
}

/// Starts an export.
pub(super) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let extension = arguments.text("file_extension").unwrap_or_default();
    let token = arguments.text("token").unwrap_or_default();
    let sub_id = arguments.text("sub_id");
    let kind = arguments.text("type").and_then(DocumentKind::from_wire);
    let kind = kind.ok_or_else(|| Refusal::new(codes::EXPORT_EXTENSION_MISMATCH))?;
    if !formats(kind).contains(&extension) {
        return Err(Refusal::new(codes::EXPORT_EXTENSION_MISMATCH));
    }
    if extension == "csv" && sub_id.is_none() {
        return Err(Refusal::new(codes::INVALID_JOB_PARAM));
    }
    let drive = &exchange.state.services.drive;
    let document = drive.document(token).zip(drive.tree.get(token));
    let document = document.filter(|(document, _)| document.kind == kind);
    let (document, entry) = document.ok_or_else(|| Refusal::new(codes::INVALID_FILE_TOKEN))?;
    match entry.access {
        Access::Open => {}
        Access::Forbidden => return Err(Refusal::new(codes::NO_PERMISSION)),
        Access::Deleted => return Err(Refusal::new(codes::DOCUMENT_DELETED)),
    }
    if extension == "csv" && !has_part(document, sub_id) {
        return Err(Refusal::new(codes::INVALID_JOB_PARAM));
    }
    let work = ExportWork {
        document: token.to_owned(),
        kind,
        extension: extension.to_owned(),
        sub_id: sub_id.map(str::to_owned),
    };
    let visitor = users::of_caller(&exchange.caller()?);
    let tree = &mut exchange.state.services.drive.tree;
    tree.visit(token, &visitor, exchange.now);
    let ticket = jobs::start(exchange, work)?;
    Ok(Response::data(&json!({"ticket": ticket})))
}

/// Tells how far an export is.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    jobs::poll::<ExportWork>(exchange, exchange.arguments.path("ticket"))
}

/// Sends the file of an export.
pub(super) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let token = exchange.arguments.path("file_token");
    let drive = &exchange.state.services.drive;
    let file = drive.files.get(token, exchange.now);
    let file = file.filter(|file| file.owner == caller);
    if let Some(file) = file {
        return Ok(file.response());
    }
    let examples = documented::examples(exchange.operation.id, "file_token");
    if examples.iter().any(|example| example == token) {
        let content = Bytes::from_static(seeds::CONTENT);
        return Ok(Response::file("sample.txt", "text/plain", content));
    }
    Err(Refusal::new(codes::FILE_TOKEN_INVALID))
}

/// The formats that a kind of document can be exported in.
fn formats(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Doc | DocumentKind::Docx => &["docx", "pdf"],
        DocumentKind::Sheet | DocumentKind::Bitable => &["xlsx", "csv"],
    }
}

fn has_part(document: &Document, sub_id: Option<&str>) -> bool {
    matches!(document.content, Content::Raw { .. })
        || document
            .worksheets()
            .iter()
            .any(|worksheet| Some(worksheet.sub_id()) == sub_id)
}

impl Work for ExportWork {
    type Outcome = Result<Exported, ExportStatus>;

    const UNKNOWN: ErrorCode = codes::INVALID_JOB_PARAM;
    const NOT_OWNER: ErrorCode = codes::NO_PERMISSION;

    fn documented(id: &str) -> Option<Self> {
        let examples = documented::examples(seeds::EXPORT, "ticket");
        examples.iter().any(|example| example == id).then_some(())?;
        let data = documented::data(seeds::EXPORT);
        let text = |name: &str| data.pointer(&format!("/result/{name}"))?.as_str();
        Some(Self {
            document: documented::examples(seeds::EXPORT, "token").pop()?,
            kind: DocumentKind::from_wire(text("type")?)?,
            extension: text("file_extension")?.to_owned(),
            sub_id: None,
        })
    }

    fn seen(&self) -> (&'static str, String) {
        let what = format!("{} of {}", self.extension, self.document);
        ("drive.v1.export_task.create", what)
    }

    fn failed(outcome: &Self::Outcome) -> Option<i64> {
        outcome.as_ref().err().map(|status| status.number())
    }

    fn jobs(services: &mut States) -> &mut Jobs<Self> {
        &mut services.drive.exports
    }

    fn check(&self, arguments: &Arguments) -> Result<(), Refusal> {
        if arguments.query("token") == Some(&self.document) {
            Ok(())
        } else {
            Err(Refusal::new(codes::INVALID_JOB_PARAM))
        }
    }

    fn run(&self, exchange: &mut Exchange<'_>, owner: &Caller) -> Self::Outcome {
        let now = exchange.now;
        let drive = &mut exchange.state.services.drive;
        let entry = drive.tree.get(&self.document);
        let open = entry.is_some_and(|entry| entry.access == Access::Open);
        let document = drive.document(&self.document).filter(|_| open);
        let document = document.ok_or(ExportStatus::DocumentDeleted)?;
        let rendered = render(document, &self.extension, self.sub_id.as_deref());
        let (content_type, content) = rendered.map_err(|error| {
            if error.too_large {
                ExportStatus::DocumentTooLarge
            } else {
                ExportStatus::InternalError
            }
        })?;
        let made = Exported {
            name: document.title.clone(),
            token: random_token("boxcn"),
            size: content.len(),
        };
        let file = MadeFile {
            owner: owner.clone(),
            name: format!("{}.{}", made.name, self.extension),
            content_type,
            content,
            until: Some(now.after(drive.file_lifetime)),
        };
        drive.files.keep(made.token.clone(), file, now);
        Ok(made)
    }

    fn describe(&self, _: &Exchange<'_>, _: &str, progress: Progress<Self::Outcome>) -> Value {
        let failed =
            |status: ExportStatus| format!("export failed with status {}", status.number());
        let (status, message, made) = match progress {
            Progress::Waiting => (ExportStatus::Initializing, String::new(), None),
            Progress::Running => (ExportStatus::Processing, String::new(), None),
            Progress::Late => (ExportStatus::Success, NO_ERROR.to_owned(), None),
            Progress::Done(Ok(made), notes) => {
                let message = notes.message(NO_ERROR).to_owned();
                (ExportStatus::Success, message, Some(made))
            }
            Progress::Done(Err(status), _) => (status, failed(status), None),
            Progress::Failed { status, message } => {
                let status = ExportStatus::from(status);
                let message = if message.is_empty() {
                    failed(status)
                } else {
                    message
                };
                (status, message, None)
            }
        };
        let Exported { name, token, size } = made.unwrap_or_default();
        json!({"result": {
            "file_extension": self.extension,
            "type": self.kind.as_str(),
            "file_name": name,
            "file_token": token,
            "file_size": size,
            "job_error_msg": message,
            "job_status": status.number(),
        }})
    }
}

/// The content type and the bytes of a document in a format.
fn render(
    document: &Document,
    extension: &str,
    sub_id: Option<&str>,
) -> Result<(String, Bytes), FileError> {
    let bytes = match &document.content {
        Content::Raw {
            content_type,
            bytes,
        } => return Ok((content_type.clone(), bytes.clone())),
        Content::Cells(worksheets) if extension == "csv" => {
            let worksheet = worksheets
                .iter()
                .find(|worksheet| Some(worksheet.sub_id()) == sub_id);
            files::csv::write(worksheet.map_or(&[], |worksheet| worksheet.rows()))?
        }
        Content::Cells(worksheets) => files::xlsx::write(worksheets)?,
        Content::Blocks(blocks) if extension == "pdf" => files::pdf::write(&document.title, blocks),
        Content::Blocks(blocks) => files::docx::write(&document.title, blocks)?,
    };
    Ok((files::content_type(extension).to_owned(), bytes.into()))
}
