//! Calls that the owner of a sandbox answers: what he is told of one, and what he answers it with.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use feishu_core::ErrorCode;
use serde_json::{Value, json};

use crate::response::{Refusal, Response};
use crate::validate::Arguments;

/// What answers the calls of a route.
pub(crate) type Handler = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

/// A call that a route of the owner's is to answer; see [`SandboxBuilder::respond`](crate::SandboxBuilder::respond).
pub struct Request {
    pub(crate) path: Vec<(&'static str, String)>,
    pub(crate) arguments: Arguments,
}

impl Request {
    /// Returns what stands in the path for `:name`, decoded; an empty text if the route has no such parameter.
    pub fn path(&self, name: &str) -> &str {
        let found = self.path.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Returns a value of the query string, decoded; of a list, the first. An empty one counts as absent.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.arguments.query(name)
    }

    /// Returns all values of that name in the query string.
    pub fn query_all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.arguments.query_all(name)
    }

    /// Returns the JSON body; `null` if there is none.
    pub fn json(&self) -> &Value {
        self.arguments.json()
    }

    /// Returns the content of a part of a multipart body.
    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.arguments.form().content(name).map(|part| &part[..])
    }
}

// The values are left out: a secret may be among them.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// What a call is answered with; a JSON value becomes [`Answer::data`].
#[derive(Clone, Debug)]
pub struct Answer(pub(crate) Result<Response, Refusal>);

impl Answer {
    /// Makes a success whose fields stand in `data`.
    pub fn data(data: Value) -> Self {
        Self(Ok(Response::data(&data)))
    }

    /// Makes a success whose fields stand beside the code, as some older operations have it.
    pub fn flat(fields: Value) -> Self {
        let mut envelope = json!({"code": 0, "msg": "success"});
        if let (Some(envelope), Value::Object(fields)) = (envelope.as_object_mut(), fields) {
            envelope.extend(fields);
        }
        Self(Ok(Response::envelope(200, &envelope)))
    }

    /// Makes a success that is a file of this name.
    pub fn file(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self(Ok(Response::file(
            name,
            "application/octet-stream",
            content.into(),
        )))
    }

    /// Makes an error, with the HTTP status that is documented for the code, or with 400; an empty message becomes the
    /// documented one.
    pub fn error(code: impl Into<ErrorCode>, message: impl Into<String>) -> Self {
        Self(Err(Refusal::new(code.into()).message(message)))
    }
}

impl From<Value> for Answer {
    fn from(data: Value) -> Self {
        Self::data(data)
    }
}
