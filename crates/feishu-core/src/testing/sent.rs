//! What a client has sent.

use std::fmt;

use bytes::Bytes;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use serde_json::Value;

use crate::ground::target::query_values;

/// A request as a client has sent it.
///
/// `Display` shows method, path and query as they were sent: `GET /open-apis/drive/v1/files?page_size=200`.
#[derive(Clone)]
pub struct SentRequest {
    head: http::request::Parts,
    /// The parameters in the path, by the route that answers.
    pub(crate) path_values: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Bytes,
}

impl SentRequest {
    pub(crate) fn new(head: http::request::Parts, body: Bytes) -> Self {
        let query = query_values(head.uri.query().unwrap_or_default());
        Self {
            head,
            path_values: Vec::new(),
            query,
            body,
        }
    }

    /// Returns the HTTP method.
    pub fn method(&self) -> &http::Method {
        &self.head.method
    }

    /// Returns the whole address, as it was sent.
    pub fn uri(&self) -> &http::Uri {
        &self.head.uri
    }

    /// Returns the path, still encoded.
    pub fn path(&self) -> &str {
        self.head.uri.path()
    }

    /// Returns what stands in the path for `:name` of the route that answered, decoded; an empty text if it has no such
    /// parameter.
    pub fn path_value(&self, name: &str) -> &str {
        let found = self.path_values.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    /// Returns a value of the query string, decoded; of a list, the first.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query_all(name).next()
    }

    /// Returns all values of that name in the query string, decoded.
    pub fn query_all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.query.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.head.headers
    }

    /// Returns the access token that it was sent with; `None` without one.
    pub fn token(&self) -> Option<&str> {
        let value = self.head.headers.get(AUTHORIZATION)?.to_str().ok()?;
        value.strip_prefix("Bearer ")
    }

    /// Returns the body as JSON; `null` if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }
}

impl fmt::Display for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let target = self.head.uri.path_and_query();
        let target = target.map_or("/", |target| target.as_str());
        write!(f, "{} {target}", self.head.method)
    }
}

impl fmt::Debug for SentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format_args!("`{self}` with {} bytes", self.body.len());
        f.debug_tuple("SentRequest").field(&text).finish()
    }
}
