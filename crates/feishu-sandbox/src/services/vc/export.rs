//! Exports reports: jobs that make workbooks.

use feishu_core::ErrorCode;
use feishu_vc::codes;
use feishu_vc::export::ExportStatus;
use serde_json::{Value, json};

use super::record::Known;
use super::report::{Report, ReportWork};
use super::room::Rooms;
use super::{meetings, now, workbook};
use crate::documented;
use crate::exchange::{Exchange, Platform};
use crate::files;
use crate::response::{Refusal, Response};
use crate::services::jobs::{self, Jobs, Progress, Work};
use crate::services::{States, Visit};
use crate::state::files::MadeFile;
use crate::state::token::Caller;
use crate::state::{State, letters};

/// The operation whose example names a report.
pub(super) const GET: &str = "vc.v1.export.get";
/// The part of an address under which workbooks can be fetched without a token.
const ADDRESS: &str = "vc-export";
/// How tokens of workbooks end; the address leaves it out.
const PADDING: &str = "==";
/// What a report that failed says of it, unless a script has it say more.
const FAILED: &str = "internal error";

/// Starts one of the four reports.
pub(super) fn create(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let report = Report::of_operation(exchange.operation.id)
        .ok_or_else(|| Refusal::new(codes::INTERNAL_ERROR))?;
    let work = ReportWork::new(report, exchange.arguments)
        .ok_or_else(|| Refusal::new(codes::INVALID_PARAM))?;
    let id = jobs::start(exchange, work)?;
    Ok(Response::data(&json!({"task_id": id})))
}

/// Tells how far a report is.
pub(super) fn get(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let id = exchange.arguments.path("task_id");
    if !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refusal::new(codes::INVALID_PARAM));
    }
    jobs::poll::<ReportWork>(exchange, id)
}

/// Sends the workbook of a report.
pub(super) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let caller = exchange.caller()?;
    let token = exchange
        .arguments
        .query("file_token")
        .ok_or_else(|| Refusal::new(codes::INVALID_PARAM))?;
    let files = &exchange.state.services.vc.files;
    match files.get(token, exchange.now) {
        Some(file) if file.owner == caller => return Ok(file.response()),
        Some(_) => return Err(Refusal::new(codes::NO_PERMISSION)),
        None => {}
    }
    let is_example =
        documented::examples(exchange.operation.id, "file_token").contains(&token.to_owned());
    let example = is_example.then(|| make(exchange, &ReportWork::example(), &caller));
    let example = example
        .flatten()
        .ok_or_else(|| Refusal::new(codes::DATA_NOT_FOUND))?;
    Ok(example.response())
}

/// Makes the workbook of a report; `None` if it cannot be made.
fn make(exchange: &mut Exchange<'_>, work: &ReportWork, owner: &Caller) -> Option<MadeFile> {
    let rooms = &Rooms::of(exchange);
    let known = Known {
        meetings: meetings(exchange),
        rooms,
        now: now(exchange),
    };
    let worksheet = workbook::worksheet(work, known);
    let content = files::xlsx::write(&[worksheet]).ok()?;
    Some(MadeFile {
        owner: owner.clone(),
        name: format!("{}.xlsx", work.report.title()),
        content_type: files::content_type("xlsx").to_owned(),
        content: content.into(),
        // How long the platform keeps a report is not documented.
        until: None,
    })
}

/// The workbook at the address that a report's `url` gives: no token is needed there, as on the platform.
pub(super) fn fetch(state: &mut State, _: &Platform, visit: Visit<'_>) -> Option<Response> {
    let token = visit
        .path
        .strip_prefix('/')?
        .strip_prefix(ADDRESS)?
        .strip_prefix('/')?;
    let file = state
        .services
        .vc
        .files
        .get(&format!("{token}{PADDING}"), visit.now)?;
    Some(file.response())
}

impl Work for ReportWork {
    /// The token of the workbook; none if it could not be made.
    type Outcome = Option<String>;

    const UNKNOWN: ErrorCode = codes::DATA_NOT_FOUND;
    const NOT_OWNER: ErrorCode = codes::NO_PERMISSION;

    fn documented(id: &str) -> Option<Self> {
        let examples = documented::examples(GET, "task_id");
        examples
            .iter()
            .any(|example| example == id)
            .then(Self::example)
    }

    fn seen(&self) -> (&'static str, String) {
        (self.report.operation(), self.report.title().to_owned())
    }

    fn jobs(services: &mut States) -> &mut Jobs<Self> {
        &mut services.vc.reports
    }

    fn run(&self, exchange: &mut Exchange<'_>, owner: &Caller) -> Self::Outcome {
        let file = make(exchange, self, owner)?;
        let token = report_token();
        let files = &mut exchange.state.services.vc.files;
        files.keep(token.clone(), file, exchange.now);
        Some(token)
    }

    fn describe(
        &self,
        exchange: &Exchange<'_>,
        _: &str,
        progress: Progress<Self::Outcome>,
    ) -> Value {
        // A report has one status for every failure; the message tells them apart.
        let failed =
            |message: &str| json!({"status": ExportStatus::Failed.number(), "fail_msg": message});
        match progress {
            Progress::Waiting | Progress::Running => {
                json!({"status": ExportStatus::Processing.number()})
            }
            Progress::Late => json!({"status": ExportStatus::Done.number()}),
            Progress::Done(Some(token), notes) => {
                let address = exchange.address(ADDRESS, token.trim_end_matches(PADDING));
                let status = ExportStatus::Done.number();
                json!({"status": status, "url": address, "file_token": token, "fail_msg": notes.message("")})
            }
            Progress::Done(None, _) => failed(FAILED),
            Progress::Failed { message, .. } if message.is_empty() => failed(FAILED),
            Progress::Failed { message, .. } => failed(&message),
        }
    }
}

/// A token as reports have it: base64 with its padding, so that it must be encoded in a query.
fn report_token() -> String {
    format!("{}{PADDING}", letters(70))
}
