//! The transport that reqwest provides. No other file knows of it, but for the builder of a client, which may be handed a
//! builder of its.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::Uri;
use http::uri::{Authority, PathAndQuery};
use http_body::{Frame, SizeHint};
pub(crate) use reqwest::Url;
use tokio::runtime::Id;

use crate::ground::error::{Error, Result};
use crate::ground::time;
use crate::request::body::Body;
use crate::wire::proxy;
use crate::wire::transport::{BoxFuture, ByteStream, Transport, TransportError, TransportFailure};

/// How often a connection is probed, and how long it may take to answer: one that died unnoticed would cost a call its
/// whole timeout.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How much of one response may come in that nobody has read yet.
const STREAM_WINDOW: u32 = 2 << 20;

/// How much of all responses of one HTTP/2 connection may: the most that the protocol allows. Files that nobody reads use
/// it up, and then no call gets a response any more, so there must be room for a thousand of them.
const CONNECTION_WINDOW: u32 = (1 << 31) - 1;

/// Sets up a client of reqwest's, as often as one is needed.
type Setup = Box<dyn Fn() -> reqwest::ClientBuilder + Send + Sync>;

/// The transport of a program that sets up nothing itself; it gives up connecting after the given time.
pub(crate) fn transport(base_url: &str, connect_timeout: Duration) -> Result<PerRuntime> {
    let direct = proxy::is_this_machine(base_url);
    if !direct {
        proxy::check(base_url)?;
    }
    PerRuntime::new(move || {
        let builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .http2_keep_alive_timeout(KEEP_ALIVE)
            .http2_keep_alive_while_idle(true);
        // A proxy would take the address for one of its own machine.
        if direct { builder.no_proxy() } else { builder }
    })
}

/// Sends by a client of reqwest's for each runtime.
///
/// A connection lives in the runtime that made it, and a client gives it to the calls of every other. If that runtime is
/// not driven any more, they wait in vain; and over HTTP/2, where there is but one connection, they do so for good.
pub(crate) struct PerRuntime {
    setup: Setup,
    /// What each runtime sends by, the one that was used last at the end. The first is nobody's until somebody needs one.
    known: Mutex<Vec<(Option<Id>, reqwest::Client)>>,
}

impl PerRuntime {
    /// Sets up the first client at once, so that what is wrong with it is told when the program begins.
    pub(crate) fn new(
        setup: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Result<Self> {
        let first = build(setup())?;
        Ok(Self {
            setup: Box::new(setup),
            known: Mutex::new(vec![(None, first)]),
        })
    }

    /// What the runtime that polls sends by.
    fn here(&self) -> Result<reqwest::Client, TransportError> {
        let here = time::here();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, client)) = known.last()
            && *owner == here
        {
            return Ok(client.clone());
        }
        let mut owners = known.iter().map(|(owner, _)| *owner);
        let client = match owners.position(|owner| owner.is_none() || owner == here) {
            Some(index) => known.remove(index).1,
            None => build((self.setup)()).map_err(TransportError::connect)?,
        };
        known.push((here, client.clone()));
        // Where there are so many, most have ended. What is still under way on a connection is not disturbed.
        let surplus = known.len().saturating_sub(time::MOST_RUNTIMES);
        known.drain(..surplus);
        Ok(client)
    }
}

impl fmt::Debug for PerRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerRuntime")
            .field("known", &self.known)
            .finish_non_exhaustive()
    }
}

/// Builds a client by what the program has set, but for what would undo the work of the call path.
fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder
        // A redirect would carry the app secret to wherever it points, and turn a POST into a GET.
        .redirect(reqwest::redirect::Policy::none())
        // Whether a call is repeated is decided by the retry policy alone.
        .retry(reqwest::retry::never())
        // Windows that adapt themselves would be used in place of ours.
        .http2_adaptive_window(false)
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .build()
        .map_err(|error| Error::config("the HTTP client cannot be set up").with_source(error))
}

impl Transport for PerRuntime {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let (parts, body) = request.into_parts();
        let streams = body.as_bytes().is_none();
        let refused = streams.then(|| Arc::new(AtomicBool::new(false)));
        let exchange = self.here().and_then(|client| {
            let url = url(&parts.uri).map_err(TransportError::connect)?;
            let mut request = reqwest::Request::new(parts.method, url);
            *request.headers_mut() = parts.headers;
            let body = Watched::new(body, refused.clone());
            *request.body_mut() = Some(reqwest::Body::wrap(body));
            Ok(client.execute(request))
        });
        Box::pin(async move {
            let mut received = exchange?.await.map_err(classify)?;
            let mut response = http::Response::new(());
            *response.status_mut() = received.status();
            std::mem::swap(response.headers_mut(), received.headers_mut());
            let stream: ByteStream = Box::pin(Received {
                stream: received.bytes_stream(),
                refused: refused.filter(|_| !response.status().is_success()),
            });
            Ok(response.map(|()| stream))
        })
    }
}

/// The library wants an address of its own kind.
fn url(uri: &Uri) -> Result<Url, impl StdError + Send + Sync + 'static> {
    let target = uri.path_and_query().map_or("", PathAndQuery::as_str);
    let (scheme, host) = (uri.scheme_str(), uri.authority().map(Authority::as_str));
    let parts = [
        scheme.unwrap_or_default(),
        "://",
        host.unwrap_or_default(),
        target,
    ];
    Url::parse(&parts.concat())
}

/// A body that tells when its request leaves. The HTTP library asks nothing of a body before it has a connection to write
/// the request to.
///
/// It lets the library look for a response before each piece of a file is made, and before it is handed out. The library
/// reads, writes, and gives up on what it cannot write, whatever there is to be read; and that there is something, it
/// learns from the runtime, which asks the system between tasks. So a body that always has more would lose most refusals
/// of a server that closes before it has read everything. One that closes while a piece is being written can still be lost.
struct Watched {
    body: Body,
    /// The next piece, when it is made.
    next: Option<Bytes>,
    /// What goes before the next piece is made, or handed out.
    look: Option<Arc<Look>>,
    /// Whether there is more than one piece.
    streams: bool,
    /// Whether a refusal has been read: then nobody wants the rest. Only a body that takes its time is told.
    refused: Option<Arc<AtomicBool>>,
}

impl Watched {
    fn new(body: Body, refused: Option<Arc<AtomicBool>>) -> Self {
        body.departure().track();
        Self {
            streams: body.as_bytes().is_none(),
            next: None,
            look: None,
            body,
            refused,
        }
    }

    /// How much has not been handed out.
    fn left(&self) -> u64 {
        self.body.left() + self.next.as_ref().map_or(0, |next| next.len() as u64)
    }
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.body.departure().left();
        let refused = self.refused.as_ref();
        if refused.is_some_and(|refused| refused.load(Ordering::Relaxed)) {
            let what = "the server refused the request before all of it was sent";
            return Poll::Ready(Some(Err(io::Error::other(what))));
        }
        loop {
            if let Some(look) = &self.look {
                ready!(look.poll(cx));
                self.look = None;
            }
            if let Some(next) = self.next.take() {
                self.look = self.streams.then(Look::begin);
                return Poll::Ready(Some(Ok(Frame::data(next))));
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(piece)) => {
                    self.next = Some(piece);
                    self.look = self.streams.then(Look::begin);
                }
                end => return Poll::Ready(end.map(|end| end.map(Frame::data))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.departure().left();
        self.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left())
    }
}

/// Waits until the runtime has asked the system what has come in. Whoever yields to tokio is woken then, and only then;
/// until that, the library may poll a body more than once.
struct Look {
    over: AtomicBool,
    waiting: Mutex<Waker>,
}

impl Look {
    fn begin() -> Arc<Self> {
        let look = Arc::new(Self {
            over: AtomicBool::new(false),
            waiting: Mutex::new(Waker::noop().clone()),
        });
        let waker = Waker::from(Arc::clone(&look));
        let _ = pin!(tokio::task::yield_now()).poll(&mut Context::from_waker(&waker));
        look
    }

    fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if self.over.load(Ordering::Relaxed) {
            return Poll::Ready(());
        }
        waiting.clone_from(cx.waker());
        Poll::Pending
    }
}

impl Wake for Look {
    fn wake(self: Arc<Self>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.over.store(true, Ordering::Relaxed);
        let waker = std::mem::replace(&mut *waiting, Waker::noop().clone());
        drop(waiting);
        waker.wake();
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    // Reqwest's text holds the URL, whose query may hold a file token.
    let error = error.without_url();
    let failure = if error.is_connect() {
        handshake(&error).unwrap_or(TransportFailure::Connect)
    } else if error.is_timeout() {
        TransportFailure::TimedOut
    } else {
        TransportFailure::Broken
    };
    TransportError::new(failure, error)
}

/// Whether it was TLS that failed, and would again. A connection that broke in the middle of a handshake is another matter.
///
/// The libraries for TLS share no type. Rustls wraps its errors as invalid data; what the system's library has to say is
/// told by its words.
fn handshake(error: &(dyn StdError + 'static)) -> Option<TransportFailure> {
    let (mut kind, mut text) = (None, String::new());
    let mut next = Some(error);
    while let Some(cause) = next {
        let io = cause.downcast_ref::<io::Error>();
        kind = io.map(io::Error::kind).or(kind);
        text = cause.to_string().to_lowercase();
        // An I/O error that wraps another error passes it over when it is asked for its source.
        let wrapped = io.and_then(io::Error::get_ref);
        next = wrapped.map_or_else(|| cause.source(), |wrapped| Some(wrapped));
    }
    if kind == Some(io::ErrorKind::UnexpectedEof) || text.contains("unexpected eof") {
        return None;
    }
    // In an alert, it is the other side that speaks, of a certificate of ours.
    if text.contains("certificate") && !text.contains("alert") {
        return Some(TransportFailure::Untrusted);
    }
    let words = text.contains("ssl") || text.contains("tls");
    let failed = kind == Some(io::ErrorKind::InvalidData) || words;
    failed.then_some(TransportFailure::NoTls)
}

/// The body of a response.
struct Received<S> {
    stream: S,
    /// Told when a refusal has been read. Until then the library still needs the connection, which it closes when the
    /// body of the request fails.
    refused: Option<Arc<AtomicBool>>,
}

impl<S: Stream<Item = Result<Bytes, reqwest::Error>> + Unpin> Stream for Received<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = Pin::new(&mut self.stream).poll_next(cx);
        chunk.map(|chunk| chunk.map(|chunk| chunk.map_err(classify)))
    }
}

impl<S> Drop for Received<S> {
    fn drop(&mut self) {
        if let Some(refused) = &self.refused {
            refused.store(true, Ordering::Relaxed);
        }
    }
}
