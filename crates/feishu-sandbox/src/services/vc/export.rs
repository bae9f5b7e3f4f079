//! Exports reports: jobs that make workbooks.

use serde_json::json;

use super::report::{self, Report, ReportWork};
use super::{meetings, now, workbook};
use crate::codes::vc;
use crate::exchange::Exchange;
use crate::files;
use crate::response::{Refusal, Response};
use crate::state::MadeFile;
use crate::state::job::{Job, Progress};

/// The statuses of report jobs.
mod status {
    pub(super) const PROCESSING: i64 = 1;
    pub(super) const FAILED: i64 = 2;
    pub(super) const DONE: i64 = 3;
}

/// Starts one of the four reports.
pub(crate) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let report =
        Report::of_operation(exchange.operation.id).ok_or_else(|| Refusal::new(vc::INTERNAL))?;
    let work = ReportWork::new(report, exchange.arguments)
        .ok_or_else(|| Refusal::new(vc::BAD_PARAMETER))?;
    let mut job = Job::new(
        exchange.caller()?,
        work,
        exchange.state.settings.pending_polls,
    );
    job.script(exchange.job_fault());
    let id = exchange.state.job_id();
    exchange.state.reports.insert(id.clone(), job);
    Ok(Response::data(&json!({"task_id": id})))
}

/// Tells how far a report is.
pub(crate) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let id = exchange.arguments.path("task_id");
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new(vc::BAD_PARAMETER));
    }
    let Some(mut job) = exchange.state.reports.remove(id) else {
        return Err(Refusal::new(vc::NOT_FOUND));
    };
    let response = if job.owner == caller {
        poll(exchange, &mut job)
    } else {
        Err(Refusal::new(vc::NO_PERMISSION))
    };
    exchange.state.reports.insert(id.to_owned(), job);
    response
}

/// Sends the workbook of a report.
pub(crate) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let token = exchange
        .arguments
        .query("file_token")
        .ok_or_else(|| Refusal::new(vc::BAD_PARAMETER))?;
    let file = exchange
        .state
        .files
        .get(token)
        .ok_or_else(|| Refusal::new(vc::NOT_FOUND))?;
    if file.owner != caller {
        return Err(Refusal::new(vc::NO_PERMISSION));
    }
    Ok(Response::file(
        &file.name,
        &file.content_type,
        file.content.clone(),
    ))
}

fn poll(exchange: &mut Exchange<'_>, job: &mut Job<ReportWork>) -> Result<Response, Refusal> {
    job.script(exchange.job_fault());
    let data = match job.poll() {
        Progress::Waiting | Progress::Running => json!({"status": status::PROCESSING}),
        Progress::Late => json!({"status": status::DONE}),
        // A report has one status for every failure; the message tells them apart.
        Progress::Failed { message, .. } => {
            let message = if message.is_empty() {
                "internal error".to_owned()
            } else {
                message
            };
            json!({"status": status::FAILED, "fail_msg": message})
        }
        Progress::Ready => {
            let token = match &job.work.file_token {
                Some(token) => token.clone(),
                None => run(exchange, job)?,
            };
            job.work.file_token = Some(token.clone());
            let address = exchange.address(report::ADDRESS, token.trim_end_matches('='));
            json!({"status": status::DONE, "url": address, "file_token": token, "fail_msg": ""})
        }
    };
    Ok(Response::data(&data))
}

/// Makes the workbook, once.
fn run(exchange: &mut Exchange<'_>, job: &Job<ReportWork>) -> Result<String, Refusal> {
    let worksheet = workbook::worksheet(&job.work, meetings(exchange), now(exchange));
    let content = files::xlsx::write(&[worksheet]).map_err(|_| Refusal::new(vc::INTERNAL))?;
    let token = report_token();
    let file = MadeFile {
        owner: job.owner.clone(),
        name: format!("{}.xlsx", job.work.report.title()),
        content_type: files::content_type("xlsx").to_owned(),
        content: content.into(),
        // How long the platform keeps a report is not documented.
        until: None,
    };
    exchange.state.keep_file(token.clone(), file, exchange.now);
    Ok(token)
}

/// A token as reports have it: base64 with its padding, so that it must be encoded in a query.
fn report_token() -> String {
    let letters = std::iter::repeat_with(fastrand::alphanumeric).take(70);
    letters.chain("==".chars()).collect()
}
