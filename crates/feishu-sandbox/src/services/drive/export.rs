//! Exports documents: jobs that make real files.

use bytes::Bytes;
use serde_json::json;

use super::{NO_ERROR, status};
use crate::codes::drive;
use crate::documents::{Access, Content, Document, DocumentKind};
use crate::exchange::Exchange;
use crate::files::{self, FileError};
use crate::response::{Refusal, Response};
use crate::state::job::{Job, Progress};
use crate::state::{MadeFile, random_token};

/// What an export is to make, and what it has made.
#[derive(Debug)]
pub(crate) struct ExportWork {
    document: String,
    kind: DocumentKind,
    extension: String,
    sub_id: Option<String>,
    outcome: Option<Outcome>,
}

impl ExportWork {
    /// What it is to make, and the status with which it has failed, if it has.
    pub(super) fn seen(&self) -> (String, Option<i64>) {
        let failed = match self.outcome {
            Some(Outcome::Failed(status)) => Some(status),
            _ => None,
        };
        (format!("{} of {}", self.extension, self.document), failed)
    }
}

#[derive(Clone, Debug)]
enum Outcome {
    Done {
        name: String,
        token: String,
        size: usize,
    },
    Failed(i64),
}

/// Starts an export.
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let arguments = exchange.arguments;
    let extension = arguments.text("file_extension").unwrap_or_default();
    let token = arguments.text("token").unwrap_or_default();
    let sub_id = arguments.text("sub_id");
    let kind = arguments.text("type").and_then(DocumentKind::from_wire);
    let kind = kind.ok_or_else(|| Refusal::new(drive::FORMAT_DIFFERS))?;
    if !formats(kind).contains(&extension) {
        return Err(Refusal::new(drive::FORMAT_DIFFERS));
    }
    if extension == "csv" && sub_id.is_none() {
        return Err(Refusal::new(drive::BAD_JOB_PARAMETER));
    }
    let document = exchange
        .state
        .drive
        .document(token)
        .filter(|document| document.kind == kind);
    let document = document.ok_or_else(|| Refusal::new(drive::INVALID_TOKEN))?;
    match document.access {
        Access::Open => {}
        Access::Forbidden => return Err(Refusal::new(drive::NO_PERMISSION)),
        Access::Deleted => return Err(Refusal::new(drive::DOCUMENT_DELETED)),
    }
    if extension == "csv" && !has_part(document, sub_id) {
        return Err(Refusal::new(drive::BAD_JOB_PARAMETER));
    }
    let work = ExportWork {
        document: token.to_owned(),
        kind,
        extension: extension.to_owned(),
        sub_id: sub_id.map(str::to_owned),
        outcome: None,
    };
    let mut job = Job::new(
        exchange.caller()?,
        work,
        exchange.state.settings.pending_polls,
    );
    job.script(exchange.job_fault());
    let ticket = exchange.state.job_id();
    exchange.state.exports.insert(ticket.clone(), job);
    Ok(Response::data(&json!({"ticket": ticket})))
}

/// Tells how far an export is.
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let ticket = exchange.arguments.path("ticket");
    let Some(mut job) = exchange.state.exports.remove(ticket) else {
        return Err(Refusal::new(drive::BAD_JOB_PARAMETER));
    };
    let refusal = if job.owner != caller {
        Some(drive::NO_PERMISSION)
    } else if exchange.arguments.query("token") != Some(&job.work.document) {
        Some(drive::BAD_JOB_PARAMETER)
    } else {
        None
    };
    let response = match refusal {
        Some(code) => Err(Refusal::new(code)),
        None => Ok(poll(exchange, &mut job)),
    };
    exchange.state.exports.insert(ticket.to_owned(), job);
    response
}

/// Sends the file of an export.
pub(crate) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let token = exchange.arguments.path("file_token");
    let file = exchange.state.files.get(token);
    let file = file
        .filter(|file| file.owner == caller && file.until.is_none_or(|until| exchange.now < until));
    let file = file.ok_or_else(|| Refusal::new(drive::BAD_DOWNLOAD))?;
    Ok(Response::file(
        &file.name,
        &file.content_type,
        file.content.clone(),
    ))
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

fn poll(exchange: &mut Exchange<'_>, job: &mut Job<ExportWork>) -> Response {
    job.script(exchange.job_fault());
    let (status, message, done) = match job.poll() {
        Progress::Waiting => (status::INITIALIZING, String::new(), None),
        Progress::Running => (status::PROCESSING, String::new(), None),
        Progress::Late => (status::SUCCESS, NO_ERROR.to_owned(), None),
        Progress::Failed { status, message } => (status, or_status(message, status), None),
        Progress::Ready => {
            let outcome = match job.work.outcome.take() {
                Some(outcome) => outcome,
                None => run(exchange, job),
            };
            job.work.outcome = Some(outcome.clone());
            match outcome {
                Outcome::Done { name, token, size } => (
                    status::SUCCESS,
                    NO_ERROR.to_owned(),
                    Some((name, token, size)),
                ),
                Outcome::Failed(status) => (status, or_status(String::new(), status), None),
            }
        }
    };
    let (name, token, size) = done.unwrap_or_default();
    Response::data(&json!({"result": {
        "file_extension": job.work.extension,
        "type": job.work.kind.as_str(),
        "file_name": name,
        "file_token": token,
        "file_size": size,
        "job_error_msg": message,
        "job_status": status,
    }}))
}

/// Makes the file, once.
fn run(exchange: &mut Exchange<'_>, job: &Job<ExportWork>) -> Outcome {
    let work = &job.work;
    let document = exchange
        .state
        .drive
        .document(&work.document)
        .filter(|document| document.access == Access::Open);
    let Some(document) = document else {
        return Outcome::Failed(status::DOCUMENT_DELETED);
    };
    let rendered = render(document, &work.extension, work.sub_id.as_deref());
    let (content_type, content) = match rendered {
        Ok(rendered) => rendered,
        Err(error) if error.too_large => return Outcome::Failed(status::DOCUMENT_TOO_LARGE),
        Err(_) => return Outcome::Failed(status::INTERNAL),
    };
    let name = document.title.clone();
    let token = random_token("boxcn");
    let size = content.len();
    let file = MadeFile {
        owner: job.owner.clone(),
        name: format!("{name}.{}", work.extension),
        content_type,
        content,
        until: Some(exchange.now.after(exchange.state.settings.file_lifetime)),
    };
    exchange.state.keep_file(token.clone(), file, exchange.now);
    Outcome::Done { name, token, size }
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

fn or_status(message: String, status: i64) -> String {
    if message.is_empty() {
        format!("export failed with status {status}")
    } else {
        message
    }
}
