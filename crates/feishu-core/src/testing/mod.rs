//! For tests of programs: a transport that answers as a script says, and keeps what it was asked.
//!
//! A test says what calls are answered with, by operation or by method and path, and looks afterwards at what was sent. No
//! socket is opened, so a test can pause tokio's clock, and what waits for a minute takes milliseconds. Whoever wants a platform that
//! remembers what it was told, without a script, finds one in the crate `feishu-sandbox`.
//!
//! The module needs the feature `testing`:
//!
//! ```toml
//! [dev-dependencies]
//! feishu-core = { version = "0.1", features = ["testing"] }
//! tokio = { version = "1", features = ["macros", "rt", "test-util"] }
//! ```
//!
//! ```
//! use feishu_core::testing::{Answer, ScriptedTransport};
//! use feishu_core::{Client, Method, Value};
//! use serde_json::json;
//!
//! const TITLE: (Method, &str) = (Method::Get, "/open-apis/docx/v1/documents/:document_id");
//! const RENAME: (Method, &str) = (Method::Patch, "/open-apis/docx/v1/documents/:document_id");
//!
//! /// The program that is tested.
//! async fn shout(client: &Client, document: &str) -> feishu_core::Result<()> {
//!     let call = client.request(TITLE.0, TITLE.1).path("document_id", document);
//!     let title = call.send::<Value>().await?.value["title"].as_str().unwrap_or_default().to_uppercase();
//!     let call = client.request(RENAME.0, RENAME.1).path("document_id", document);
//!     call.json(&json!({ "title": title })).send::<Value>().await?;
//!     Ok(())
//! }
//!
//! # #[tokio::main(flavor = "current_thread", start_paused = true)]
//! # async fn main() -> feishu_core::Result<()> {
//! // In a test: #[tokio::test(start_paused = true)]
//! let script = ScriptedTransport::new();
//! script.on(TITLE, Answer::rate_limited(60)); // the first time
//! script.on(TITLE, json!({ "title": "q3" })); // the second
//! script.on(RENAME, json!({}));
//!
//! shout(&script.client_builder().build()?, "doxcn1").await?;
//!
//! script.assert_done();
//! let sent = script.requests();
//! assert_eq!(sent[2].to_string(), "PATCH /open-apis/docx/v1/documents/doxcn1");
//! assert_eq!(sent[2].json(), json!({ "title": "Q3" }));
//! # Ok(())
//! # }
//! ```

mod answer;
mod route;
mod sent;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_core::Stream;
use serde_json::json;

pub use crate::testing::answer::Answer;
pub use crate::testing::route::Route;
pub use crate::testing::sent::SentRequest;

use crate::call::client::{Client, ClientBuilder};
use crate::generated::auth::ObtainTenantAccessToken;
use crate::ground::error::Result;
use crate::request::body::Body;
use crate::wire::endpoint::Endpoint;
use crate::wire::transport::{BoxFuture, ByteStream, Transport, TransportError};

/// A [`Transport`] that answers as a script says, and keeps what it was asked; see the
/// [example](crate::testing).
///
/// A call gets the first answer of its route that has not been given as often as it may. One that nothing in the script is for
/// fails with an error that names it and what is left of the script; it is not repeated. Tokens are the exception: whoever asks for one gets
/// one that is good for two hours, unless the script has an answer for that, and it does not appear among the requests.
///
/// Clones share script and requests.
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    answers: Vec<(Route, Answer)>,
    requests: Vec<SentRequest>,
    /// Requests that nothing was for.
    unexpected: Vec<String>,
}

impl ScriptedTransport {
    /// Makes one whose script is empty: whatever is called fails.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer to the calls of a route: an operation, such as `ListFiles::OPERATION`, a method and a path with its
    /// parameters as `:name`, or [`Route::any`].
    ///
    /// ```
    /// use feishu_core::Method;
    /// use feishu_core::testing::{Answer, Route, ScriptedTransport};
    /// use serde_json::json;
    ///
    /// let script = ScriptedTransport::new();
    /// script
    ///     .on((Method::Get, "/open-apis/docx/v1/documents/:document_id"), json!({ "title": "Q3" }))
    ///     .on(Route::any(), Answer::error(1061004, "forbidden").always());
    /// ```
    pub fn on(&self, route: impl Into<Route>, answer: impl Into<Answer>) -> &Self {
        self.script().answers.push((route.into(), answer.into()));
        self
    }

    /// Returns the builder of a client that calls through this transport, with a tenant token of its own.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .tenant_token("t-scripted")
            .transport(self.clone())
    }

    /// Returns the requests so far, in the order in which they were sent.
    pub fn requests(&self) -> Vec<SentRequest> {
        self.script().requests.clone()
    }

    /// Reports, each in a line, which answers have not been given as often as the script says, and which calls it has no
    /// answer for; nothing if all went as it says.
    pub fn deviations(&self) -> Vec<String> {
        let script = self.script();
        let left = script.left().map(|left| format!("was not called: {left}"));
        let unexpected = script.unexpected.iter();
        left.chain(unexpected.map(|call| format!("has no answer left: {call}")))
            .collect()
    }

    /// Asserts that all went as the script says.
    ///
    /// # Panics
    ///
    /// There are [`deviations`](Self::deviations).
    #[track_caller]
    pub fn assert_done(&self) {
        let deviations = self.deviations();
        assert!(
            deviations.is_empty(),
            "not all went as the script says:\n{}",
            deviations.join("\n")
        );
    }

    /// The script. A test that panicked leaves it as it was.
    fn script(&self) -> MutexGuard<'_, Script> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Script {
    /// The answer to a request, which is kept.
    fn answer(&mut self, mut sent: SentRequest) -> Result<(SentRequest, Answer), TransportError> {
        for (route, answer) in &mut self.answers {
            if answer.left == Some(0) {
                continue;
            }
            if let Some(values) = route.values(sent.method().as_str(), sent.path()) {
                answer.left = answer.left.map(|left| left - 1);
                sent.path_values = values;
                self.requests.push(sent.clone());
                return Ok((sent, answer.clone()));
            }
        }
        let token = Route::from(ObtainTenantAccessToken::OPERATION);
        if token.values(sent.method().as_str(), sent.path()).is_some() {
            let token = json!({"tenant_access_token": "t-scripted", "expire": 2 * 60 * 60});
            return Ok((sent, Answer::flat(token)));
        }
        let call = sent.to_string();
        let left: Vec<_> = self.left().chain(self.open_ended()).collect();
        let left = match left.is_empty() {
            true => "no more calls".to_owned(),
            false => left.join(", "),
        };
        let what = format!("the script has no answer to `{call}`; it expects {left}");
        self.requests.push(sent);
        self.unexpected.push(call);
        Err(TransportError::unsendable(what))
    }

    /// The routes that are still to be called.
    fn left(&self) -> impl Iterator<Item = String> {
        let answers = self.answers.iter();
        answers.filter_map(|(route, answer)| match answer.left {
            None | Some(0) => None,
            Some(1) => Some(format!("`{route}`")),
            Some(left) => Some(format!("`{route}` {left} times")),
        })
    }

    /// The routes that may be called at any time.
    fn open_ended(&self) -> impl Iterator<Item = String> {
        let answers = self.answers.iter();
        let open_ended = answers.filter(|(_, answer)| answer.left.is_none());
        open_ended.map(|(route, _)| format!("`{route}` any number of times"))
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let script = self.script();
        f.debug_struct("ScriptedTransport")
            .field("requests", &script.requests)
            .field("left", &script.left().collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}

impl Transport for ScriptedTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let (head, mut body) = request.into_parts();
            let announced = body.length();
            let mut bytes = Vec::new();
            while let Some(piece) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
                bytes.extend_from_slice(&piece.map_err(TransportError::broken)?);
            }
            let came = bytes.len();
            if came as u64 != announced {
                let what = format!("the body was announced with {announced} bytes and has {came}");
                return Err(TransportError::broken(what));
            }
            let sent = SentRequest::new(head, bytes.into());
            let answer = self.script().answer(sent);
            let (sent, answer) = answer?;
            answer.give(&sent).await
        })
    }
}
