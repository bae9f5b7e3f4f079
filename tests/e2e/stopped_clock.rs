//! Hours of a program and a sandbox in seconds: the clock of the runtime stands still while a request is under way, and leaps when
//! nothing is; the clock of the sandbox follows.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{Body, BoxFuture, ByteStream, Client, Transport, TransportError};
use feishu_sandbox::Sandbox;
use futures_util::{Stream, StreamExt};
use tokio::time::Instant;

/// The time that has passed, in milliseconds, for whoever answers in another thread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Passed(Arc<AtomicU64>);

impl Passed {
    pub(crate) fn get(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Sends real requests to a sandbox, for runtimes whose clock is paused.
#[derive(Debug)]
pub(crate) struct StoppedClock {
    http: reqwest::Client,
    sandbox: Arc<Sandbox>,
    begun: Instant,
    passed: Passed,
    /// The time and the path of each request.
    requests: Arc<Mutex<Vec<(Duration, String)>>>,
}

impl StoppedClock {
    #[allow(clippy::disallowed_methods, reason = "the test is about time")]
    pub(crate) fn new(sandbox: &Arc<Sandbox>, passed: &Passed) -> Self {
        let http = reqwest::Client::builder()
            .pool_idle_timeout(None)
            .no_proxy();
        Self {
            http: http.build().unwrap(),
            sandbox: Arc::clone(sandbox),
            begun: Instant::now(),
            passed: passed.clone(),
            requests: Arc::default(),
        }
    }

    /// A client that sends by it; clients of the same clock share it.
    pub(crate) fn client(self: &Arc<Self>) -> Client {
        Client::builder()
            .base_url(self.sandbox.base_url())
            .app(self.sandbox.app_id(), self.sandbox.app_secret())
            .transport(Arc::clone(self))
            .build()
            .unwrap()
    }

    /// The most requests whose path begins so, within a minute and sent by whichever client.
    pub(crate) fn most_a_minute(&self, path: impl Fn(&str) -> bool) -> usize {
        let requests = self.requests.lock().unwrap();
        let times: Vec<_> = requests
            .iter()
            .filter(|(_, at)| path(at))
            .map(|(time, _)| *time)
            .collect();
        let minute = Duration::from_secs(60);
        let within = |first: &Duration| {
            times
                .iter()
                .filter(|time| *time >= first && **time < *first + minute)
                .count()
        };
        times.iter().map(within).max().unwrap_or(0)
    }

    #[allow(clippy::disallowed_methods, reason = "the test is about time")]
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

impl Transport for StoppedClock {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let now = self.elapsed();
        let before = self.passed.0.swap(now.as_millis() as u64, Ordering::SeqCst);
        self.sandbox
            .advance(now.saturating_sub(Duration::from_millis(before)));
        let path = request.uri().path().to_owned();
        self.requests.lock().unwrap().push((now, path));
        let held = Held::new();
        let (parts, body) = request.into_parts();
        let body = body.as_bytes().cloned().unwrap_or_default();
        let sent = self
            .http
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body)
            .send();
        Box::pin(async move {
            let received = sent.await.map_err(|error| {
                if error.is_connect() {
                    TransportError::connect(error)
                } else {
                    TransportError::broken(error)
                }
            })?;
            let mut response = http::Response::new(());
            *response.status_mut() = received.status();
            *response.headers_mut() = received.headers().clone();
            let stream = received.bytes_stream();
            let stream: ByteStream = Box::pin(HeldStream {
                stream: Box::pin(stream.map(|piece| piece.map_err(TransportError::broken))),
                _held: held,
            });
            Ok(response.map(|()| stream))
        })
    }
}

/// Keeps the clock from leaping: it does not while something blocks a thread of the runtime.
struct Held(#[allow(dead_code, reason = "it counts that it is dropped")] mpsc::Sender<()>);

impl Held {
    fn new() -> Self {
        let (sender, receiver) = mpsc::channel();
        tokio::task::spawn_blocking(move || receiver.recv().is_ok());
        Self(sender)
    }
}

struct HeldStream {
    stream: ByteStream,
    _held: Held,
}

impl Stream for HeldStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.as_mut().poll_next(cx)
    }
}
