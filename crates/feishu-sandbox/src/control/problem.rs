//! Why a call of the control interface is refused: what is wrong, where, and what to do.

use hyper::StatusCode;
use serde_json::json;

use super::{Reply, V1};

/// Why a call is refused.
#[derive(Debug)]
pub(super) struct Problem {
    status: StatusCode,
    what: String,
    place: String,
    remedy: String,
    allow: Option<String>,
}

impl Problem {
    pub(super) fn new(
        status: StatusCode,
        what: impl Into<String>,
        place: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            status,
            what: what.into(),
            place: place.into(),
            remedy: remedy.into(),
            allow: None,
        }
    }

    /// Something in the request that cannot be used.
    pub(super) fn bad(
        what: impl Into<String>,
        place: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, what, place, remedy)
    }

    /// A body that is too large, or did not come to its end.
    pub(super) fn body_lost() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "the body is too large, or did not come to its end",
            "body",
            "send a smaller one, all of it",
        )
    }

    /// A path that the interface does not have.
    pub(super) fn unknown_path(path: &str) -> Self {
        let remedy = format!("`GET {V1}` lists the paths");
        Self::new(
            StatusCode::NOT_FOUND,
            "the control interface has no such path",
            path,
            remedy,
        )
    }

    /// A method that a path does not have.
    pub(super) fn unknown_method(method: &str, path: &str, known: &[&str]) -> Self {
        let known = known.join(", ");
        Self {
            allow: Some(known.clone()),
            ..Self::new(
                StatusCode::METHOD_NOT_ALLOWED,
                format!("this path has no {method}"),
                path,
                format!("use {known}"),
            )
        }
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        let error = json!({"what": problem.what, "where": problem.place, "remedy": problem.remedy});
        Self {
            allow: problem.allow,
            ..Self::json(problem.status, &json!({ "error": error }))
        }
    }
}
