//! What a script answers with.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::generated::codes;
use crate::generated::platform::RATE_RESET_HEADER;
use crate::ground::operation::ErrorCode;
use crate::ground::time;
use crate::testing::sent::SentRequest;
use crate::wire::transport::{ByteStream, TransportError};

/// What a call is answered with, once unless [`times`](Self::times) or [`always`](Self::always) says otherwise.
///
/// A JSON value becomes [`Answer::data`].
///
/// ```
/// use std::time::Duration;
/// use feishu_core::testing::Answer;
/// use serde_json::json;
///
/// let meta = Answer::data(json!({ "title": "Q3" })).after(Duration::from_secs(2)).always();
/// let refused = Answer::error(1061004, "forbidden").status(403);
/// let cut_off = Answer::file("q3.xlsx", vec![0; 1_000]).cut_after(400).times(2);
/// let echo = Answer::with(|request| json!({ "id": request.path_value("document_id") }));
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Answer {
    content: Content,
    delay: Duration,
    /// How often it is given; `None` for always.
    pub(crate) left: Option<u32>,
}

#[derive(Clone)]
enum Content {
    Response(Box<Scripted>),
    Made(Arc<dyn Fn(&SentRequest) -> Answer + Send + Sync>),
    Unreachable,
    Disconnect,
    Never,
}

#[derive(Clone, Debug)]
struct Scripted {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    end: End,
}

/// How a body ends.
#[derive(Clone, Copy, Debug)]
enum End {
    Whole,
    Cut(u64),
    Stall(u64),
}

impl Answer {
    /// Makes a success whose fields stand in `data`.
    pub fn data(data: impl Into<Value>) -> Self {
        let data: Value = data.into();
        Self::envelope(200, &json!({"code": 0, "msg": "success", "data": data}))
    }

    /// Makes a success whose fields stand beside the code, as some older operations have it.
    pub fn flat(fields: Value) -> Self {
        let mut envelope = json!({"code": 0, "msg": "success"});
        if let (Some(envelope), Value::Object(fields)) = (envelope.as_object_mut(), fields) {
            envelope.extend(fields);
        }
        Self::envelope(200, &envelope)
    }

    /// Makes a refusal with this code and message, and HTTP status 400 unless [`status`](Self::status) sets another.
    pub fn error(code: impl Into<ErrorCode>, message: &str) -> Self {
        Self::envelope(400, &json!({"code": code.into().0, "msg": message}))
    }

    /// Makes the refusal of a call for too many of them, which may come again in so many seconds: HTTP status 429.
    pub fn rate_limited(seconds: u64) -> Self {
        let answer = Self::error(codes::RATE_LIMITED, "request trigger frequency limit");
        answer
            .status(429)
            .header(RATE_RESET_HEADER, seconds.to_string())
    }

    /// Makes a success that is a file of this name; the name is sent as the platform does it, as raw UTF-8.
    pub fn file(name: &str, content: impl Into<Bytes>) -> Self {
        let name = name.replace(['"', '\\', '\r', '\n'], "_");
        Self::response(200, "application/octet-stream", content).header(
            CONTENT_DISPOSITION.as_str(),
            format!("attachment; filename=\"{name}\""),
        )
    }

    /// Makes any other response, such as a page of a proxy.
    pub fn response(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self::new(Content::Response(Box::new(Scripted {
            status,
            headers: vec![
                (CONTENT_TYPE.to_string(), content_type.to_owned()),
                (CONTENT_LENGTH.to_string(), body.len().to_string()),
            ],
            body,
            end: End::Whole,
        })))
    }

    /// Answers as a function of the request says.
    pub fn with<A: Into<Self>>(answer: impl Fn(&SentRequest) -> A + Send + Sync + 'static) -> Self {
        Self::new(Content::Made(Arc::new(move |sent| answer(sent).into())))
    }

    /// Lets no connection come about: nothing was sent.
    pub fn unreachable() -> Self {
        Self::new(Content::Unreachable)
    }

    /// Ends the connection without a response: the request may have been sent.
    pub fn disconnect() -> Self {
        Self::new(Content::Disconnect)
    }

    /// Lets nothing come, until the client gives up.
    pub fn never() -> Self {
        Self::new(Content::Never)
    }

    fn envelope(status: u16, envelope: &Value) -> Self {
        Self::response(
            status,
            "application/json; charset=utf-8",
            envelope.to_string(),
        )
    }

    fn new(content: Content) -> Self {
        Self {
            content,
            delay: Duration::ZERO,
            left: Some(1),
        }
    }

    /// Sets the HTTP status of a response.
    pub fn status(mut self, status: u16) -> Self {
        if let Content::Response(response) = &mut self.content {
            response.status = status;
        }
        self
    }

    /// Sets a header of a response.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        if let Content::Response(response) = &mut self.content {
            let is_other = |(known, _): &(String, String)| !known.eq_ignore_ascii_case(name);
            response.headers.retain(is_other);
            response.headers.push((name.to_owned(), value.into()));
        }
        self
    }

    /// Breaks the connection after so many bytes of the body.
    pub fn cut_after(self, bytes: u64) -> Self {
        self.ending(End::Cut(bytes))
    }

    /// Lets nothing more come after so many bytes of the body.
    pub fn stall_after(self, bytes: u64) -> Self {
        self.ending(End::Stall(bytes))
    }

    fn ending(mut self, end: End) -> Self {
        if let Content::Response(response) = &mut self.content {
            response.end = end;
        }
        self
    }

    /// Lets the answer come so much later.
    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Answers so many calls.
    pub fn times(mut self, calls: u32) -> Self {
        self.left = Some(calls);
        self
    }

    /// Answers every call, or none if none comes.
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// Answers a call.
    pub(crate) async fn give(
        self,
        request: &SentRequest,
    ) -> Result<http::Response<ByteStream>, TransportError> {
        let mut answer = self;
        loop {
            if !answer.delay.is_zero() {
                time::sleep(answer.delay).await;
            }
            answer = match answer.content {
                Content::Made(make) => make(request),
                Content::Response(response) => return response.http(),
                Content::Unreachable => {
                    return Err(TransportError::connect("the script lets nobody connect"));
                }
                Content::Disconnect => {
                    return Err(TransportError::broken("the script ends the connection"));
                }
                Content::Never => return std::future::pending().await,
            };
        }
    }
}

impl From<Value> for Answer {
    fn from(data: Value) -> Self {
        Self::data(data)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(response) => response.fmt(f),
            Self::Made(_) => f.write_str("Made"),
            Self::Unreachable => f.write_str("Unreachable"),
            Self::Disconnect => f.write_str("Disconnect"),
            Self::Never => f.write_str("Never"),
        }
    }
}

impl Scripted {
    fn http(self) -> Result<http::Response<ByteStream>, TransportError> {
        let wrong = |what: String| TransportError::unsendable(format!("the script has {what}"));
        let status = http::StatusCode::from_u16(self.status)
            .map_err(|_| wrong(format!("no HTTP status: {}", self.status)))?;
        let stream: ByteStream = Box::pin(Pieces::new(self.body, self.end));
        let mut response = http::Response::new(stream);
        *response.status_mut() = status;
        for (name, value) in self.headers {
            let header = HeaderName::from_bytes(name.as_bytes()).ok();
            let header = header.zip(HeaderValue::from_bytes(value.as_bytes()).ok());
            let (name, value) = header.ok_or_else(|| wrong(format!("no header: {name}")))?;
            response.headers_mut().append(name, value);
        }
        Ok(response)
    }
}

/// A body that comes as a script says: in one piece, and then its end.
struct Pieces {
    piece: Bytes,
    end: End,
}

impl Pieces {
    fn new(mut piece: Bytes, end: End) -> Self {
        if let End::Cut(bytes) | End::Stall(bytes) = end {
            piece.truncate(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        Self { piece, end }
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.piece.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.piece))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            // Nobody wakes this up: the exchange ends with its call.
            End::Stall(_) => Poll::Pending,
            End::Cut(_) => {
                self.end = End::Whole;
                let cut = TransportError::broken("the script ends the connection");
                Poll::Ready(Some(Err(cut)))
            }
        }
    }
}
