//! Reads faults from JSON and writes them; the format is described at [the top of the crate](crate#faults-in-a-file).

use std::fmt;
use std::time::Duration;

use feishu_core::Operation;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::fault::{Fault, FaultKind};
use crate::generated;

/// Why a file of faults was refused.
#[derive(Debug)]
pub struct FaultFileError {
    line: usize,
    reason: String,
}

impl FaultFileError {
    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What is wrong there.
    pub(crate) fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for FaultFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for FaultFileError {}

/// Reads the faults in a JSON text.
pub fn parse_faults(json: &str) -> Result<Vec<Fault>, FaultFileError> {
    let operations: Vec<_> = generated::operations().collect();
    parse_faults_of(json, &operations)
}

/// Reads faults that happen to these operations.
pub(crate) fn parse_faults_of(
    json: &str,
    operations: &[&Operation],
) -> Result<Vec<Fault>, FaultFileError> {
    let entries: Vec<&RawValue> = serde_json::from_str(json).map_err(|error| refusal(&error, 0))?;
    let mut faults = Vec::with_capacity(entries.len());
    let mut rest = json;
    let mut lines = 0;
    for entry in entries {
        // Each entry is a part of the text and they come in order, so where it begins tells its line.
        let text = entry.get();
        if let Some(at) = rest.find(text) {
            lines += rest[..at].matches('\n').count();
            rest = &rest[at..];
        }
        let parsed: Entry = serde_json::from_str(text).map_err(|error| refusal(&error, lines))?;
        let fault = parsed.fault().and_then(|fault| known(fault, operations));
        faults.push(fault.map_err(|reason| FaultFileError {
            line: lines + 1,
            reason,
        })?);
    }
    Ok(faults)
}

fn refusal(error: &serde_json::Error, lines_before: usize) -> FaultFileError {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(reason, _)| reason);
    FaultFileError {
        line: lines_before + error.line().max(1),
        reason: reason.to_owned(),
    }
}

/// One fault, as it stands in the file.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    operation: String,
    fault: Name,
    #[serde(default)]
    times: Times,
    #[serde(default)]
    skip: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    milliseconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reset: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_per_second: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    polls: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    html: Option<bool>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Latency,
    RateLimit,
    ServerError,
    Error,
    RejectToken,
    #[default]
    Html,
    Disconnect,
    StallHeaders,
    StallBody,
    CutBody,
    SlowBody,
    JobFails,
    JobNeverEnds,
    JobLate,
    JobMessage,
    ImportWarnings,
    EmptyPage,
    RepeatedPageToken,
    BlankPageToken,
}

#[derive(Deserialize, Serialize)]
#[serde(untagged, expecting = "`times` must be a number or \"always\"")]
enum Times {
    Number(u32),
    Always(Always),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Always {
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Number(1)
    }
}

impl From<&Fault> for Entry {
    /// A fault as it would stand in a file, with what is left of it.
    fn from(fault: &Fault) -> Self {
        let entry = Self {
            operation: fault.operation().to_owned(),
            times: fault
                .left()
                .map_or(Times::Always(Always::Always), Times::Number),
            skip: fault.skipped(),
            ..Self::default()
        };
        let plain = |fault| Self { fault, ..entry };
        match fault.kind() {
            FaultKind::Latency(time) => Self {
                milliseconds: Some(u64::try_from(time.as_millis()).unwrap_or(u64::MAX)),
                ..plain(Name::Latency)
            },
            FaultKind::RateLimit {
                status,
                code,
                reset,
            } => Self {
                status: Some((*status).into()),
                code: Some(*code).filter(|code| *code != 0),
                reset: *reset,
                ..plain(Name::RateLimit)
            },
            FaultKind::ServerError { status, html } => Self {
                status: Some((*status).into()),
                html: Some(*html),
                ..plain(Name::ServerError)
            },
            FaultKind::Error {
                status,
                code,
                message,
            } => Self {
                status: Some((*status).into()),
                code: Some(*code),
                message: stated(message),
                ..plain(Name::Error)
            },
            FaultKind::RejectToken => plain(Name::RejectToken),
            FaultKind::Html => plain(Name::Html),
            FaultKind::Disconnect => plain(Name::Disconnect),
            FaultKind::StallHeaders => plain(Name::StallHeaders),
            FaultKind::StallBody { after } => Self {
                bytes: Some(*after),
                ..plain(Name::StallBody)
            },
            FaultKind::CutBody { after } => Self {
                bytes: Some(*after),
                ..plain(Name::CutBody)
            },
            FaultKind::JobFails { status, message } => Self {
                status: Some(*status),
                message: stated(message),
                ..plain(Name::JobFails)
            },
            FaultKind::SlowBody { bytes_per_second } => Self {
                bytes_per_second: Some(*bytes_per_second),
                ..plain(Name::SlowBody)
            },
            FaultKind::JobMessage { message } => Self {
                message: Some(message.clone()),
                ..plain(Name::JobMessage)
            },
            FaultKind::ImportWarnings { codes } => Self {
                codes: Some(codes.clone()),
                ..plain(Name::ImportWarnings)
            },
            FaultKind::JobNeverEnds => plain(Name::JobNeverEnds),
            FaultKind::JobLate { polls } => Self {
                polls: Some(*polls),
                ..plain(Name::JobLate)
            },
            FaultKind::EmptyPage => plain(Name::EmptyPage),
            FaultKind::RepeatedPageToken => plain(Name::RepeatedPageToken),
            FaultKind::BlankPageToken => plain(Name::BlankPageToken),
        }
    }
}

/// A message; an empty one is none.
fn stated(message: &str) -> Option<String> {
    Some(message.to_owned()).filter(|message| !message.is_empty())
}

impl Entry {
    fn fault(mut self) -> Result<Fault, String> {
        let kind = self.kind()?;
        if let Some(key) = self.left_over() {
            return Err(format!("this fault has no key `{key}`"));
        }
        let fault = Fault::new(self.operation, kind).skip(self.skip);
        Ok(match self.times {
            Times::Number(times) => fault.times(times),
            Times::Always(_) => fault.always(),
        })
    }

    /// Takes the keys that the fault has.
    fn kind(&mut self) -> Result<FaultKind, String> {
        Ok(match self.fault {
            Name::Latency => FaultKind::Latency(Duration::from_millis(need(
                self.milliseconds.take(),
                "milliseconds",
            )?)),
            Name::RateLimit => FaultKind::RateLimit {
                status: http_status(self.status.take().unwrap_or(429))?,
                code: self.code.take().unwrap_or_default(),
                reset: self.reset.take(),
            },
            Name::ServerError => FaultKind::ServerError {
                status: http_status(self.status.take().unwrap_or(500))?,
                html: self.html.take().unwrap_or_default(),
            },
            Name::Error => FaultKind::Error {
                status: http_status(self.status.take().unwrap_or(200))?,
                code: need(self.code.take(), "code")?,
                message: self.message.take().unwrap_or_default(),
            },
            Name::RejectToken => FaultKind::RejectToken,
            Name::Html => FaultKind::Html,
            Name::Disconnect => FaultKind::Disconnect,
            Name::StallHeaders => FaultKind::StallHeaders,
            Name::StallBody => FaultKind::StallBody {
                after: need(self.bytes.take(), "bytes")?,
            },
            Name::CutBody => FaultKind::CutBody {
                after: need(self.bytes.take(), "bytes")?,
            },
            Name::SlowBody => FaultKind::SlowBody {
                bytes_per_second: match need(self.bytes_per_second.take(), "bytes_per_second")? {
                    0 => return Err("`bytes_per_second` must be at least 1".to_owned()),
                    rate => rate,
                },
            },
            Name::JobFails => FaultKind::JobFails {
                status: need(self.status.take(), "status")?,
                message: self.message.take().unwrap_or_default(),
            },
            Name::JobNeverEnds => FaultKind::JobNeverEnds,
            Name::JobLate => FaultKind::JobLate {
                polls: need(self.polls.take(), "polls")?,
            },
            Name::JobMessage => FaultKind::JobMessage {
                message: need(self.message.take(), "message")?,
            },
            Name::ImportWarnings => FaultKind::ImportWarnings {
                codes: need(self.codes.take(), "codes")?,
            },
            Name::EmptyPage => FaultKind::EmptyPage,
            Name::RepeatedPageToken => FaultKind::RepeatedPageToken,
            Name::BlankPageToken => FaultKind::BlankPageToken,
        })
    }

    /// A key that the fault does not have.
    fn left_over(&self) -> Option<&'static str> {
        let keys = [
            ("milliseconds", self.milliseconds.is_some()),
            ("status", self.status.is_some()),
            ("code", self.code.is_some()),
            ("message", self.message.is_some()),
            ("reset", self.reset.is_some()),
            ("bytes", self.bytes.is_some()),
            ("bytes_per_second", self.bytes_per_second.is_some()),
            ("codes", self.codes.is_some()),
            ("polls", self.polls.is_some()),
            ("html", self.html.is_some()),
        ];
        keys.into_iter()
            .find(|(_, given)| *given)
            .map(|(key, _)| key)
    }
}

/// Refuses a fault that could never happen.
fn known(fault: Fault, operations: &[&Operation]) -> Result<Fault, String> {
    let id = fault.operation();
    let operation = operations.iter().find(|operation| operation.id == id);
    if let Some(operation) = operation.filter(|_| fault.is_of_page()) {
        let paged = operation
            .query
            .iter()
            .any(|field| field.name == "page_token");
        return if paged {
            Ok(fault)
        } else {
            Err(format!("`{id}` has no pages, so this never happens"))
        };
    }
    if id == "*" || operation.is_some() {
        return Ok(fault);
    }
    let ids: Vec<_> = operations.iter().map(|operation| operation.id).collect();
    Err(format!("no operation `{id}`; there are {}", ids.join(", ")))
}

fn need<T>(value: Option<T>, key: &str) -> Result<T, String> {
    value.ok_or_else(|| format!("this fault needs the key `{key}`"))
}

fn http_status(status: i64) -> Result<u16, String> {
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (200..=599).contains(status));
    status.ok_or_else(|| "`status` must be an HTTP status from 200 to 599".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read() {
        let json = r#"[
            {"operation": "drive.v1.file.list", "fault": "latency", "milliseconds": 5, "times": "always"},
            {"operation": "*", "fault": "rate_limit", "status": 400, "reset": 2, "times": 3, "skip": 1},
            {"operation": "vc.v1.export.get", "fault": "job_fails", "status": 107, "message": "too large"},
            {"operation": "vc.v1.export.get", "fault": "job_message", "message": "with two rooms left out"},
            {"operation": "drive.v1.import_task.get", "fault": "import_warnings", "codes": ["2000", "2005"]},
            {"operation": "*", "fault": "slow_body", "bytes_per_second": 1000}
        ]"#;
        let expected = [
            Fault::new(
                "drive.v1.file.list",
                FaultKind::Latency(Duration::from_millis(5)),
            )
            .always(),
            Fault::new(
                "*",
                FaultKind::RateLimit {
                    status: 400,
                    code: 0,
                    reset: Some(2),
                },
            )
            .times(3)
            .skip(1),
            Fault::new(
                "vc.v1.export.get",
                FaultKind::JobFails {
                    status: 107,
                    message: "too large".to_owned(),
                },
            ),
            Fault::new(
                "vc.v1.export.get",
                FaultKind::JobMessage {
                    message: "with two rooms left out".to_owned(),
                },
            ),
            Fault::new(
                "drive.v1.import_task.get",
                FaultKind::import_warnings(["2000", "2005"]),
            ),
            Fault::new(
                "*",
                FaultKind::SlowBody {
                    bytes_per_second: 1000,
                },
            ),
        ];
        assert_eq!(parse_faults(json).unwrap(), expected);
    }

    #[test]
    fn what_is_written_is_read_as_the_same_fault() {
        let error = FaultKind::Error {
            status: 200,
            code: 7,
            message: "no".to_owned(),
        };
        let kinds = [
            FaultKind::Latency(Duration::from_millis(5)),
            FaultKind::rate_limit(2),
            FaultKind::server_error(503),
            error,
            FaultKind::error(400, 7),
            FaultKind::RejectToken,
            FaultKind::Html,
            FaultKind::Disconnect,
            FaultKind::StallHeaders,
            FaultKind::StallBody { after: 1 },
            FaultKind::CutBody { after: 1 },
            FaultKind::job_fails(107),
            FaultKind::JobNeverEnds,
            FaultKind::JobLate { polls: 2 },
            FaultKind::EmptyPage,
            FaultKind::RepeatedPageToken,
            FaultKind::BlankPageToken,
        ];
        let mut faults: Vec<_> = kinds.map(|kind| Fault::new("*", kind).skip(1)).into();
        faults.push(Fault::new("drive.v1.file.list", FaultKind::Html).always());
        faults.push(Fault::new("drive.v1.file.list", FaultKind::Html).times(3));
        let entries: Vec<Entry> = faults.iter().map(Entry::from).collect();
        let text = serde_json::to_string(&entries).unwrap();
        assert_eq!(parse_faults(&text).unwrap(), faults);
    }

    #[test]
    fn an_error_names_its_line() {
        let error = |json| parse_faults(json).unwrap_err().to_string();
        assert_eq!(
            error("[\n{\"operation\": \"a\",}\n]"),
            "line 2: key must be a string"
        );
        assert_eq!(
            error("[\n{\"operation\": \"*\", \"fault\": \"html\"},\n\n{\"operation\": \"*\",\n \"fault\": \"cut\"}]")
                .split(", expected").next().unwrap(),
            "line 5: unknown variant `cut`"
        );
        assert_eq!(
            error(
                "[{\"operation\": \"*\", \"fault\": \"html\"},\n{\"operation\": \"*\", \"fault\": \"cut_body\"}]"
            ),
            "line 2: this fault needs the key `bytes`"
        );
        assert_eq!(
            error("[{\"operation\": \"*\", \"fault\": \"error\", \"code\": 7, \"status\": 42}]"),
            "line 1: `status` must be an HTTP status from 200 to 599"
        );
        assert_eq!(
            error("[{\"operation\": \"*\", \"fault\": \"slow_body\", \"bytes_per_second\": 0}]"),
            "line 1: `bytes_per_second` must be at least 1"
        );
        assert_eq!(
            error("[{\"operation\": \"*\", \"fault\": \"import_warnings\"}]"),
            "line 1: this fault needs the key `codes`"
        );
        assert!(
            error("[{\"operation\": \"a.b\", \"fault\": \"html\"}]")
                .starts_with("line 1: no operation `a.b`; there are ")
        );
        assert!(error("{}").starts_with("line 1: invalid type: map, expected a sequence"));
        assert_eq!(
            error("[{\"operation\": \"*\", \"fault\": \"html\", \"bytes\": 1}]"),
            "line 1: this fault has no key `bytes`"
        );
        assert_eq!(
            error("[{\"operation\": \"vc.v1.export.get\", \"fault\": \"empty_page\"}]"),
            "line 1: `vc.v1.export.get` has no pages, so this never happens"
        );
        assert!(
            error("[{\"operation\": \"*\", \"fault\": \"html\", \"x\": 1}]")
                .contains("unknown field `x`")
        );
    }
}
