//! Imports uploaded files: jobs that make documents.

use serde_json::{Value, json};

use super::{NO_ERROR, status};
use crate::codes::drive;
use crate::documents::{Document, DocumentKind, Worksheet};
use crate::exchange::Exchange;
use crate::files;
use crate::files::blocks::shortened;
use crate::files::grid::{Cut, Room};
use crate::response::{Refusal, Response};
use crate::state::drive::Upload;
use crate::state::job::{Job, Progress};

/// What an import is to make, and what it has made.
#[derive(Debug)]
pub(crate) struct ImportWork {
    upload: String,
    extension: String,
    /// The type on the wire.
    kind: String,
    /// Empty for the name of the file.
    title: String,
    folder: Option<String>,
    outcome: Option<Outcome>,
}

impl ImportWork {
    /// What it is to make, and the status with which it has failed, if it has.
    pub(super) fn seen(&self) -> (String, Option<i64>) {
        let failed = match self.outcome {
            Some(Outcome::Failed(status, _)) => Some(status),
            _ => None,
        };
        (format!("{} from {}", self.kind, self.extension), failed)
    }
}

#[derive(Clone, Debug)]
enum Outcome {
    Done {
        token: String,
        url: String,
        extra: Vec<&'static str>,
    },
    Failed(i64, String),
}

/// Starts an import.
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
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

    let found = exchange
        .state
        .drive
        .uploads
        .get(upload)
        .ok_or_else(|| Refusal::new(drive::FILE_NOT_FOUND))?;
    let hint = found
        .import
        .as_ref()
        .ok_or_else(|| Refusal::new(drive::INVALID_TOKEN))?;
    if found.owner != caller {
        return Err(Refusal::new(drive::NO_PERMISSION));
    }
    if exchange.now >= found.until {
        return Err(Refusal::new(drive::UPLOAD_EXPIRED));
    }
    if hint.extension.as_deref().or_else(|| suffix(&found.name)) != Some(extension) {
        return Err(Refusal::new(drive::EXTENSION_DIFFERS));
    }
    if hint
        .document
        .as_deref()
        .is_some_and(|document| document != kind)
    {
        return Err(Refusal::new(drive::TYPE_DIFFERS));
    }
    if folder.is_some_and(|folder| !exchange.state.drive.has_folder(folder)) {
        return Err(Refusal::new(drive::MOUNT_POINT_NOT_FOUND));
    }
    let work = ImportWork {
        upload: upload.to_owned(),
        extension: extension.to_owned(),
        kind: kind.to_owned(),
        title: arguments.text("file_name").unwrap_or_default().to_owned(),
        folder: folder.map(str::to_owned),
        outcome: None,
    };
    let mut job = Job::new(caller, work, exchange.state.settings.pending_polls);
    job.script(exchange.job_fault());
    let ticket = exchange.state.job_id();
    exchange.state.imports.insert(ticket.clone(), job);
    Ok(Response::data(&json!({"ticket": ticket})))
}

/// Tells how far an import is.
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let ticket = exchange.arguments.path("ticket");
    let Some(mut job) = exchange.state.imports.remove(ticket) else {
        return Err(Refusal::new(drive::BAD_JOB_PARAMETER));
    };
    let response = if job.owner == caller {
        Ok(poll(exchange, ticket, &mut job))
    } else {
        Err(Refusal::new(drive::NO_PERMISSION))
    };
    exchange.state.imports.insert(ticket.to_owned(), job);
    response
}

fn poll(exchange: &mut Exchange<'_>, ticket: &str, job: &mut Job<ImportWork>) -> Response {
    job.script(exchange.job_fault());
    let mut result = json!({"ticket": ticket, "type": job.work.kind, "job_error_msg": "", "token": "", "url": ""});
    let status = match job.poll() {
        Progress::Waiting => status::INITIALIZING,
        Progress::Running => status::PROCESSING,
        Progress::Late => status::SUCCESS,
        Progress::Failed { status, message } => {
            let plain = || format!("import failed with status {status}");
            result["job_error_msg"] = if message.is_empty() { plain() } else { message }.into();
            status
        }
        Progress::Ready => {
            let outcome = match job.work.outcome.take() {
                Some(outcome) => outcome,
                None => run(exchange, &job.work),
            };
            job.work.outcome = Some(outcome.clone());
            match outcome {
                Outcome::Done { token, url, extra } => {
                    result["token"] = token.into();
                    result["url"] = url.into();
                    result["job_error_msg"] = NO_ERROR.into();
                    // The list is there only if something was left out.
                    if !extra.is_empty() {
                        result["extra"] = extra.into();
                    }
                    status::SUCCESS
                }
                Outcome::Failed(status, message) => {
                    result["job_error_msg"] = message.into();
                    status
                }
            }
        }
    };
    result["job_status"] = status.into();
    Response::data(&json!({"result": result}))
}

/// Makes the document, once; the uploaded file is used up by it.
fn run(exchange: &mut Exchange<'_>, work: &ImportWork) -> Outcome {
    let failed = |status, message: &str| Outcome::Failed(status, message.to_owned());
    let Some(upload) = exchange.state.drive.uploads.remove(&work.upload) else {
        return failed(status::UPLOAD_EXPIRED, "the uploaded file is gone");
    };
    if suffix(&upload.name) != Some(&work.extension) {
        return failed(
            status::SUFFIX_DIFFERS,
            "the suffix of the file differs from the extension of the job",
        );
    }
    let Some(kinds) = kinds(&work.extension) else {
        return failed(status::FORMAT_UNSUPPORTED, "unknown format");
    };
    let kind = DocumentKind::from_wire(&work.kind).filter(|kind| kinds.contains(kind));
    let Some(kind) = kind else {
        return failed(
            status::TYPE_DIFFERS,
            "a file of this format does not become a document of this type",
        );
    };
    let stem = upload
        .name
        .strip_suffix(&format!(".{}", work.extension))
        .unwrap_or(&upload.name);
    let title = if work.title.is_empty() {
        stem
    } else {
        &work.title
    };
    let mut extra = Vec::new();
    let mut document = match read(&upload, &work.extension, kind, title, &mut extra) {
        Ok(document) => document,
        Err(outcome) => return outcome,
    };
    document.kind = kind;
    document.folder.clone_from(&work.folder);
    let token = exchange.state.drive.add(document, exchange.now);
    let url = exchange.address(kind.address(), &token);
    Outcome::Done { token, url, extra }
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

fn read(
    upload: &Upload,
    extension: &str,
    kind: DocumentKind,
    title: &str,
    extra: &mut Vec<&'static str>,
) -> Result<Document, Outcome> {
    let content = &upload.content;
    let damaged = |error: files::FileError| {
        let status = if error.too_large {
            status::FILE_TOO_LARGE
        } else {
            status::FILE_DAMAGED
        };
        Outcome::Failed(status, error.to_string())
    };
    let mut room = Room::default();
    let document = match extension {
        "csv" => {
            let rows = files::csv::read(content, &mut room).map_err(damaged)?;
            Document::sheet(title, vec![Worksheet::new("Sheet1", rows)])
        }
        "xlsx" => Document::sheet(
            title,
            files::xlsx::read(content, &mut room).map_err(damaged)?,
        ),
        "txt" => Document::text(
            title,
            shortened(files::plain::read(content).map_err(damaged)?, extra),
        ),
        "md" | "mark" | "markdown" => Document::text(
            title,
            shortened(files::markdown::read(content).map_err(damaged)?, extra),
        ),
        _ => {
            let message = format!("the sandbox does not read {extension} files");
            return Err(Outcome::Failed(status::FORMAT_UNSUPPORTED, message));
        }
    };
    extra.extend(warning_codes(room.cut, kind));
    Ok(document)
}

/// The warnings of an import for what was left out of a sheet or table.
fn warning_codes(cut: Cut, kind: DocumentKind) -> impl Iterator<Item = &'static str> {
    let (columns, cells) = match kind {
        DocumentKind::Bitable => ("3003", "3004"),
        _ => ("2000", "2001"),
    };
    // A table has no code of its own for a text that was cut.
    let all = [
        (cut.columns, columns),
        (cut.cells, cells),
        (cut.text, "2005"),
    ];
    all.into_iter()
        .filter_map(|(is_so, code)| is_so.then_some(code))
}

fn suffix(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, suffix)| suffix)
}
