//! Reads faults from a JSON file; the format is described at [the top of the crate](crate#faults-in-a-file).

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
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
}

impl fmt::Display for FaultFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for FaultFileError {}

/// Reads the faults in a JSON text.
pub fn parse_faults(json: &str) -> Result<Vec<Fault>, FaultFileError> {
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
        let fault = parsed.fault().and_then(known);
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    operation: String,
    fault: Name,
    #[serde(default)]
    times: Times,
    #[serde(default)]
    skip: u32,
    milliseconds: Option<u64>,
    status: Option<i64>,
    code: Option<i64>,
    message: Option<String>,
    reset: Option<u64>,
    bytes: Option<u64>,
    bytes_per_second: Option<u64>,
    codes: Option<Vec<String>>,
    polls: Option<u32>,
    html: Option<bool>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    Latency,
    RateLimit,
    ServerError,
    Error,
    RejectToken,
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

#[derive(Deserialize)]
#[serde(untagged, expecting = "`times` must be a number or \"always\"")]
enum Times {
    Number(u32),
    Always(Always),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Always {
    Always,
}

impl Default for Times {
    fn default() -> Self {
        Self::Number(1)
    }
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
fn known(fault: Fault) -> Result<Fault, String> {
    let id = fault.operation();
    let operation = generated::operations().find(|operation| operation.id == id);
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
    let ids: Vec<_> = generated::operations()
        .map(|operation| operation.id)
        .collect();
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
