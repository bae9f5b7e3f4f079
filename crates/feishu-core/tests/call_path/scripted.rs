//! A transport that answers from a script and keeps what it was asked, and operations to call through it.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{
    Body, BoxFuture, ByteStream, Client, ClientBuilder, Download, Endpoint, Field, FieldKind,
    FileSource, Method, Operation, Page, Paged, RateLimit, Request, ResponseKind, Result,
    TokenKind, Transport, TransportError,
};
use futures_core::Stream;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

/// The address of the token operation.
pub(crate) const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) token: Option<String>,
    pub(crate) user_agent: String,
    /// The headers `Range` and `If-Range`.
    pub(crate) range: Option<String>,
    pub(crate) if_range: Option<String>,
    pub(crate) body: String,
    pub(crate) at: Instant,
}

/// What the script answers with.
pub(crate) enum Answer {
    Response {
        status: u16,
        headers: Vec<(&'static str, String)>,
        chunks: Vec<Chunk>,
    },
    Fail(TransportError),
    Never,
}

/// A piece of a body.
pub(crate) enum Chunk {
    Bytes(Bytes),
    /// Comes so much later.
    Late(Duration, Bytes),
    Break,
    Stall,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &str) -> Self {
        Self::response(status, "application/json; charset=utf-8", body)
    }

    pub(crate) fn response(status: u16, content_type: &str, body: &str) -> Self {
        let headers = vec![
            ("content-type", content_type.to_owned()),
            ("x-tt-logid", "2026LOG".to_owned()),
        ];
        Self::Response {
            status,
            headers,
            chunks: vec![Chunk::Bytes(Bytes::from(body.to_owned()))],
        }
    }

    pub(crate) fn file(chunks: Vec<Chunk>) -> Self {
        Self::Response {
            status: 200,
            headers: vec![("content-type", "application/octet-stream".into())],
            chunks,
        }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        if let Self::Response { headers, .. } = &mut self {
            headers.push((name, value.to_string()));
        }
        self
    }

    pub(crate) fn token(token: &str, expire: u64) -> Self {
        Self::json(
            200,
            &format!(
                r#"{{"code":0,"msg":"ok","tenant_access_token":"{token}","expire":{expire}}}"#
            ),
        )
    }

    pub(crate) fn ok() -> Self {
        Self::json(200, r#"{"code":0,"msg":"success","data":{"name":"x"}}"#)
    }

    pub(crate) fn refused(status: u16, code: i64, msg: &str) -> Self {
        Self::json(status, &format!(r#"{{"code":{code},"msg":"{msg}"}}"#))
    }
}

type Delay = Arc<dyn Fn(&Seen) -> Duration + Send + Sync>;
type Script = Box<dyn FnMut(&Seen) -> Answer + Send>;

#[derive(Clone)]
pub(crate) struct Scripted {
    seen: Arc<Mutex<Vec<Seen>>>,
    script: Arc<Mutex<Script>>,
    delay: Delay,
    piece_delay: Duration,
}

impl std::fmt::Debug for Scripted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scripted")
    }
}

impl Scripted {
    /// Answers each request as the script says, after 10 ms.
    pub(crate) fn new(script: impl FnMut(&Seen) -> Answer + Send + 'static) -> Self {
        let script: Script = Box::new(script);
        Self {
            seen: Arc::default(),
            script: Arc::new(Mutex::new(script)),
            delay: Arc::new(|_| Duration::from_millis(10)),
            piece_delay: Duration::ZERO,
        }
    }

    /// Answers the n-th request, tokens apart, as the script says; tokens are good for two hours.
    pub(crate) fn numbered(mut script: impl FnMut(usize) -> Answer + Send + 'static) -> Self {
        let mut number = 0;
        Self::new(move |seen| {
            if seen.target == TOKEN_PATH {
                return Answer::token("t-good", 7200);
            }
            number += 1;
            script(number)
        })
    }

    /// Answers each request, tokens apart, as the script says; tokens are good for two hours.
    pub(crate) fn numbered_by(mut script: impl FnMut(&Seen) -> Answer + Send + 'static) -> Self {
        Self::new(move |seen| match seen.target.as_str() {
            TOKEN_PATH => Answer::token("t-good", 7200),
            _ => script(seen),
        })
    }

    /// Answers after a time that depends on the request.
    pub(crate) fn answering_after_by(
        mut self,
        delay: impl Fn(&Seen) -> Duration + Send + Sync + 'static,
    ) -> Self {
        self.delay = Arc::new(delay);
        self
    }

    /// Takes so long for each piece of a body that it is sent.
    pub(crate) fn taking_pieces_after(mut self, delay: Duration) -> Self {
        self.piece_delay = delay;
        self
    }

    /// A client of an app that goes through this transport.
    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .app("cli_test", "app-secret-text")
            .transport(self.clone())
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The requests that asked for a token.
    pub(crate) fn token_requests(&self) -> usize {
        self.seen()
            .iter()
            .filter(|seen| seen.target == TOKEN_PATH)
            .count()
    }

    /// The requests that did not.
    pub(crate) fn calls(&self) -> Vec<Seen> {
        self.seen()
            .into_iter()
            .filter(|seen| seen.target != TOKEN_PATH)
            .collect()
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let this = self.clone();
        Box::pin(async move {
            let at = Instant::now();
            let (parts, mut body) = request.into_parts();
            let announced = body.length();
            let mut text = Vec::new();
            while let Some(chunk) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
                text.extend_from_slice(&chunk.map_err(TransportError::broken)?);
                tokio::time::sleep(this.piece_delay).await;
            }
            assert_eq!(
                text.len() as u64,
                announced,
                "the body is not as long as it was announced"
            );
            let header = |name| {
                let value = parts.headers.get(name)?;
                Some(String::from_utf8_lossy(http::HeaderValue::as_bytes(value)).into_owned())
            };
            let token = header("authorization");
            let seen = Seen {
                method: parts.method.to_string(),
                target: parts.uri.path_and_query().unwrap().to_string(),
                token: token.map(|token| token.strip_prefix("Bearer ").unwrap().to_owned()),
                user_agent: parts.headers["user-agent"].to_str().unwrap().to_owned(),
                range: header("range"),
                if_range: header("if-range"),
                body: String::from_utf8_lossy(&text).into_owned(),
                at,
            };
            this.seen.lock().unwrap().push(seen.clone());
            tokio::time::sleep((this.delay)(&seen)).await;
            let answer = (this.script.lock().unwrap())(&seen);
            match answer {
                Answer::Fail(error) => Err(error),
                Answer::Never => std::future::pending().await,
                Answer::Response {
                    status,
                    headers,
                    chunks,
                } => {
                    let mut response = http::Response::builder().status(status);
                    for (name, value) in headers {
                        response = response.header(
                            name,
                            http::HeaderValue::from_bytes(value.as_bytes()).unwrap(),
                        );
                    }
                    let stream: ByteStream = Box::pin(Chunks {
                        left: chunks.into(),
                        late: None,
                    });
                    Ok(response.body(stream).unwrap())
                }
            }
        })
    }
}

struct Chunks {
    left: VecDeque<Chunk>,
    late: Option<(Pin<Box<tokio::time::Sleep>>, Bytes)>,
}

impl Stream for Chunks {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some((sleep, bytes)) = &mut self.late {
            std::task::ready!(sleep.as_mut().poll(cx));
            let bytes = std::mem::take(bytes);
            self.late = None;
            return Poll::Ready(Some(Ok(bytes)));
        }
        match self.left.pop_front() {
            None => Poll::Ready(None),
            Some(Chunk::Bytes(bytes)) => Poll::Ready(Some(Ok(bytes))),
            Some(Chunk::Break) => Poll::Ready(Some(Err(TransportError::broken(
                "connection reset by peer",
            )))),
            Some(Chunk::Late(time, bytes)) => {
                self.late = Some((Box::pin(tokio::time::sleep(time)), bytes));
                self.poll_next(cx)
            }
            Some(Chunk::Stall) => {
                self.left.push_front(Chunk::Stall);
                Poll::Pending
            }
        }
    }
}

/// An operation that only reads.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct GetThing {
    pub(crate) token: String,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
pub(crate) struct Thing {
    pub(crate) name: String,
    pub(crate) size: u64,
}

impl Endpoint for GetThing {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.get", Method::Get, "/open-apis/test/things")
            .tokens(&[TokenKind::Tenant, TokenKind::User])
            .query(&[Field::new("token", FieldKind::String).max_length(27)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).query("token", &self.token))
    }
}

/// An operation that must not be repeated after an unknown outcome.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct CreateThing {
    pub(crate) name: String,
}

impl Endpoint for CreateThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.create",
        Method::Post,
        "/open-apis/test/things",
    )
    .tokens(&[TokenKind::Tenant])
    .json(&[Field::new("name", FieldKind::String).required()]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Request::new(Self::OPERATION).json(self)
    }
}

/// An operation with a limit: five calls a second.
#[derive(Clone, Debug)]
pub(crate) struct LimitedThing;

impl Endpoint for LimitedThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.limited",
        Method::Get,
        "/open-apis/test/limited",
    )
    .tokens(&[TokenKind::Tenant, TokenKind::User])
    .limits(&[RateLimit::per_second(5)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that takes only a user token.
#[derive(Clone, Debug)]
pub(crate) struct UserThing;

impl Endpoint for UserThing {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.mine", Method::Get, "/open-apis/test/mine")
            .tokens(&[TokenKind::User]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that sends a file.
#[derive(Clone, Debug)]
pub(crate) struct UploadThing {
    pub(crate) file: FileSource,
}

impl Endpoint for UploadThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.upload",
        Method::Post,
        "/open-apis/test/upload",
    )
    .tokens(&[TokenKind::Tenant])
    .idempotent(true)
    .multipart(&[Field::new("size", FieldKind::Int).maximum(20_971_520)]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION)
            .file_size("size", &self.file)
            .file("file", "a.csv", &self.file))
    }
}

/// An operation that answers with a file.
#[derive(Clone, Debug)]
pub(crate) struct DownloadThing;

impl Endpoint for DownloadThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.download",
        Method::Get,
        "/open-apis/test/file",
    )
    .tokens(&[TokenKind::Tenant])
    .response(ResponseKind::Binary);
    type Output = Download;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that answers with a file, or with a part of it.
#[derive(Clone, Debug)]
pub(crate) struct RangedDownload;

impl Endpoint for RangedDownload {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.ranged",
        Method::Get,
        "/open-apis/test/ranged",
    )
    .tokens(&[TokenKind::Tenant])
    .response(ResponseKind::Binary)
    .ranges();
    type Output = Download;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that answers with a file, one at a time.
#[derive(Clone, Debug)]
pub(crate) struct LoneDownload;

impl Endpoint for LoneDownload {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.lone", Method::Get, "/open-apis/test/lone")
            .tokens(&[TokenKind::Tenant])
            .concurrency(1)
            .response(ResponseKind::Binary);
    type Output = Download;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation of which one call may be under way at a time.
#[derive(Clone, Debug)]
pub(crate) struct LoneThing;

impl Endpoint for LoneThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.lone_thing",
        Method::Get,
        "/open-apis/test/lone_thing",
    )
    .tokens(&[TokenKind::Tenant])
    .concurrency(1);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// An operation that answers with a page, five times a second.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListLimited(ListThings);

impl Endpoint for ListLimited {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.list_limited",
        Method::Get,
        "/open-apis/test/list_limited",
    )
    .tokens(&[TokenKind::Tenant])
    .limits(&[RateLimit::per_second(5)]);
    type Output = ThingsPage;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).query_opt("page_token", self.0.page_token.as_ref()))
    }
}

impl Paged for ListLimited {
    type Item = u32;

    fn page_token(&self) -> Option<&str> {
        self.0.page_token()
    }

    fn set_page_token(&mut self, token: String) {
        self.0.set_page_token(token);
    }

    fn page(response: ThingsPage) -> Page<u32> {
        ListThings::page(response)
    }
}

/// An operation that answers with a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListThings {
    pub(crate) page_token: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ThingsPage {
    pub(crate) items: Vec<u32>,
    pub(crate) page_token: Option<String>,
    pub(crate) has_more: Option<bool>,
}

impl Endpoint for ListThings {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.list", Method::Get, "/open-apis/test/list")
            .tokens(&[TokenKind::Tenant]);
    type Output = ThingsPage;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).query_opt("page_token", self.page_token.as_ref()))
    }
}

impl Paged for ListThings {
    type Item = u32;

    fn page_token(&self) -> Option<&str> {
        self.page_token.as_deref()
    }

    fn set_page_token(&mut self, token: String) {
        self.page_token = Some(token);
    }

    fn page(response: ThingsPage) -> Page<u32> {
        Page {
            items: response.items,
            next: response.page_token,
            has_more: response.has_more,
        }
    }
}
