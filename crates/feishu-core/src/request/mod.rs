//! A request before it is sent: values put in their places, checked and encoded.

pub(crate) mod body;
pub(crate) mod idempotency;
pub(crate) mod multipart;
pub(crate) mod read_ahead;

use std::borrow::Cow;
use std::fmt::{self, Display};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::ground::error::{Error, Fault, Result};
use crate::ground::operation::Operation;
use crate::ground::rules::{RequestValues, Violation};
use crate::request::body::FileSource;
use crate::request::multipart::{Part, PartContent};

/// Everything but the unreserved characters of RFC 3986 is encoded, `/` included: a value is one segment or one value,
/// whatever it holds.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Adds a text, encoded. Most have nothing to encode, and go in as they are.
fn encode(target: &mut String, text: &str) {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if text.bytes().all(is_plain) {
        target.push_str(text);
    } else {
        target.extend(utf8_percent_encode(text, ENCODED));
    }
}

/// The parts of a request, with the values in their places. A request type makes it, by
/// [`Endpoint::request`](crate::Endpoint::request).
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(Cow<'static, str>, String)>,
    content: Content,
}

#[derive(Clone)]
pub(crate) enum Content {
    None,
    Json(Bytes),
    Form(Vec<Part>),
}

#[doc(hidden)]
impl Request {
    /// A request without values.
    pub const fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            path: Vec::new(),
            query: Vec::new(),
            content: Content::None,
        }
    }

    /// Puts a value into the path.
    #[must_use]
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.path.push((name, value.to_string()));
        self
    }

    /// Puts a value into the query string.
    #[must_use]
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Puts a value into the query string if there is one.
    #[must_use]
    pub fn query_opt(self, name: &'static str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// Puts a list into the query string, its name repeated for each value.
    #[must_use]
    pub fn query_all(
        self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Display>,
    ) -> Self {
        values
            .into_iter()
            .fold(self, |request, value| request.query(name, value))
    }

    /// Makes a value the JSON body.
    ///
    /// # Errors
    ///
    /// The value cannot be written as JSON, such as a map whose keys are not texts.
    pub fn json(self, body: &impl Serialize) -> Result<Self> {
        match serde_json::to_vec(body) {
            Ok(text) => Ok(self.json_text(Bytes::from(text))),
            Err(error) => Err(Error::unwritable_body(error).with_operation(self.operation)),
        }
    }

    /// Adds a text part to a multipart body.
    #[must_use]
    pub fn part(self, name: &'static str, value: impl Display) -> Self {
        self.form_part(name, PartContent::Text(value.to_string()))
    }

    /// Adds a text part to a multipart body if there is a value.
    #[must_use]
    pub fn part_opt(self, name: &'static str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.part(name, value),
            None => self,
        }
    }

    /// Adds a part with the length of a file that another part sends.
    #[must_use]
    pub fn file_size(self, name: &'static str, source: &FileSource) -> Self {
        self.form_part(name, PartContent::LengthOf(source.clone()))
    }

    /// Adds a file to a multipart body.
    #[must_use]
    pub fn file(self, name: &'static str, file_name: impl Display, source: &FileSource) -> Self {
        self.form_part(
            name,
            PartContent::File {
                file_name: file_name.to_string(),
                source: source.clone(),
            },
        )
    }

    fn form_part(mut self, name: &'static str, content: PartContent) -> Self {
        if !matches!(self.content, Content::Form(_)) {
            self.content = Content::Form(Vec::new());
        }
        if let Content::Form(parts) = &mut self.content {
            parts.push(Part { name, content });
        }
        self
    }
}

impl Request {
    /// Makes a text the JSON body.
    pub(crate) fn json_text(mut self, text: Bytes) -> Self {
        self.content = Content::Json(text);
        self
    }

    /// The same values for another operation.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.operation = operation;
        self
    }

    /// Puts in what is set for fields of the query string that the operation has and the request leaves out.
    pub(crate) fn fill_query(&mut self, defaults: &[(&'static str, String)]) {
        for (name, value) in defaults {
            let has = || self.operation.query.iter().any(|field| field.name == *name);
            if has() && !self.query.iter().any(|(given, _)| given == name) {
                self.query.push((Cow::Borrowed(name), value.clone()));
            }
        }
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The first value for the path that has no place in it.
    pub(crate) fn stray(&self) -> Option<&'static str> {
        let has = |name: &str| {
            let segments = self.operation.path.split('/');
            segments
                .filter_map(|segment| segment.strip_prefix(':'))
                .any(|place| place == name)
        };
        let names = self.path.iter().map(|(name, _)| *name);
        names.into_iter().find(|name| !has(name))
    }

    pub(crate) fn content(&self) -> &Content {
        &self.content
    }

    /// Whether a file goes out with it, whose size decides how long it takes.
    pub(crate) fn streams(&self) -> bool {
        matches!(self.content, Content::Form(_))
    }

    /// The path and the query string, encoded.
    ///
    /// # Errors
    ///
    /// A path parameter is empty, `.` or `..`: no encoding makes those a segment of their own, so they would address
    /// another resource.
    pub fn target(&self) -> Result<String> {
        self.target_behind("")
    }

    /// The path and the query string behind another path.
    pub(crate) fn target_behind(&self, prefix: &str) -> Result<String> {
        let path = self.operation.path;
        let mut target = String::with_capacity(prefix.len() + path.len() + 128);
        target.push_str(prefix);
        for segment in path.split('/').skip(1) {
            target.push('/');
            match segment.strip_prefix(':') {
                None => target.push_str(segment),
                Some(name) => encode(&mut target, self.segment(name)?),
            }
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            target.push(if index == 0 { '?' } else { '&' });
            encode(&mut target, name);
            target.push('=');
            encode(&mut target, value);
        }
        Ok(target)
    }

    fn segment(&self, name: &str) -> Result<&str> {
        let value = self
            .path
            .iter()
            .find(|(given, _)| *given == name)
            .map_or("", |(_, value)| value.as_str());
        if matches!(value, "" | "." | "..") {
            let what = match value {
                "" => format!(
                    "the path parameter `{name}` is empty: give the value that an earlier call returned"
                ),
                _ => format!(
                    "the path parameter `{name}` is `{value}`, which would address another resource"
                ),
            };
            return Err(Error::new(Fault::Request, what).with_operation(self.operation));
        }
        Ok(value)
    }

    /// The lengths that the transport fills in. For a file that cannot be read, sending will say why.
    fn lengths(&self) -> Vec<(&'static str, String)> {
        let Content::Form(parts) = &self.content else {
            return Vec::new();
        };
        let length = |part: &Part| match &part.content {
            PartContent::LengthOf(source) => {
                Some((part.name, source.known_length().unwrap_or(1).to_string()))
            }
            _ => None,
        };
        parts.iter().filter_map(length).collect()
    }

    /// The documented rules that the request breaks.
    pub fn violations(&self) -> Vec<Violation> {
        let path: Vec<_> = self
            .path
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let query: Vec<_> = self
            .query
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_str()))
            .collect();
        let lengths = self.lengths();
        let mut form: Vec<_> = lengths
            .iter()
            .map(|(name, length)| (*name, length.as_str()))
            .collect();
        let mut files = Vec::new();
        let mut json = None;
        match &self.content {
            Content::None => {}
            Content::Json(text) => json = serde_json::from_slice(text).ok(),
            Content::Form(parts) => {
                for part in parts {
                    match &part.content {
                        PartContent::Text(text) => form.push((part.name, text.as_str())),
                        PartContent::File { .. } => files.push(part.name),
                        PartContent::LengthOf(_) => {}
                    }
                }
            }
        }
        let values = RequestValues {
            path: &path,
            query: &query,
            json: json.as_ref(),
            form: &form,
            files: &files,
        };
        self.operation.violations(&values)
    }
}

// The values are left out: a secret may be among them.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::kind::ErrorKind;
    use crate::ground::operation::Method;

    static OPERATION: Operation =
        Operation::new("a.v1.b.get", Method::Get, "/open-apis/a/v1/b/:ticket/c");

    fn target(ticket: &str) -> Result<String> {
        Request::new(&OPERATION)
            .path("ticket", ticket)
            .query("q", "a=&b 导")
            .target()
    }

    #[test]
    fn a_value_is_one_segment_whatever_it_holds() {
        let cases = [
            ("6933093124755423251", "6933093124755423251"),
            ("../x?y", "..%2Fx%3Fy"),
            ("a/b", "a%2Fb"),
            ("%2e%2e", "%252e%252e"),
            ("...", "..."),
            ("导", "%E5%AF%BC"),
            ("a b#c", "a%20b%23c"),
        ];
        for (value, segment) in cases {
            assert_eq!(
                target(value).unwrap(),
                format!("/open-apis/a/v1/b/{segment}/c?q=a%3D%26b%20%E5%AF%BC"),
                "{value}"
            );
        }
    }

    #[test]
    fn empty_and_dot_segments_are_refused() {
        for value in ["", ".", ".."] {
            let error = target(value).unwrap_err();
            assert!(error.kind() == ErrorKind::InvalidRequest);
            assert!(error.to_string().contains("`ticket`"), "{error}");
        }
    }
}
