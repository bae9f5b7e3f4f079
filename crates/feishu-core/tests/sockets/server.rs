//! Servers, each in a thread and a runtime of its own, so that it goes on whatever a test does with those of the client.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};

/// Something that listens at a port of this machine.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) log: Arc<Log>,
}

/// What a server has seen.
#[derive(Default)]
pub(crate) struct Log {
    connections: AtomicUsize,
    requests: Mutex<Vec<String>>,
}

/// How a request is answered.
pub(crate) enum Reply {
    /// With JSON.
    Json(&'static str),
    /// With this status and this address.
    Redirect(u16, String),
    /// Not at all, while the connection stays.
    Nothing,
}

/// Decides on an answer by a request: the method, the path and, after an empty line, the body.
pub(crate) type Answer = Arc<dyn Fn(&str) -> Reply + Send + Sync>;

impl Log {
    /// Books a request, and tells how many there were before.
    pub(crate) fn book(&self, request: String) -> usize {
        let mut requests = self.requests.lock().unwrap();
        requests.push(request);
        requests.len() - 1
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Server {
    /// Does with each connection as it is told.
    pub(crate) fn start<F>(serve: impl Fn(TcpStream, Arc<Log>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let log = Arc::new(Log::default());
        let seen = Arc::clone(&log);
        std::thread::spawn(move || {
            runtime().block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(serve(stream, Arc::clone(&seen)));
                }
            });
        });
        Self { address, log }
    }

    /// Speaks HTTP/1.1.
    pub(crate) fn http1(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let answer: Answer = Arc::new(answer);
        Self::start(move |stream, log| speak_http1(stream, log, Arc::clone(&answer)))
    }

    /// Speaks HTTP/2, to whoever knows that it does.
    pub(crate) fn http2(answer: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Self {
        let answer: Answer = Arc::new(answer);
        Self::start(move |stream, log| speak_http2(stream, log, Arc::clone(&answer)))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.log.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.log.requests()
    }
}

/// A runtime that only goes on while somebody waits in it.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// Answers the requests of a connection, one after the other, until it ends.
pub(crate) async fn speak_http1(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    log: Arc<Log>,
    answer: Answer,
) {
    let mut stream = BufStream::new(stream);
    while let Some(request) = read_request(&mut stream).await {
        let reply = answer(&request);
        log.book(request);
        let response = match reply {
            Reply::Json(text) => format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{text}",
                text.len()
            ),
            Reply::Redirect(status, place) => format!(
                "HTTP/1.1 {status} Elsewhere\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n"
            ),
            Reply::Nothing => std::future::pending().await,
        };
        stream.write_all(response.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
    }
}

/// The next request of a connection, if there is one.
pub(crate) async fn read_request(stream: &mut (impl AsyncBufReadExt + Unpin)) -> Option<String> {
    let mut head = String::new();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or_default() == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if let Some(stated) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = stated.trim().parse().unwrap();
        }
        if head.is_empty() {
            let mut words = line.split(' ');
            head = format!("{} {}", words.next().unwrap(), words.next().unwrap());
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(format!("{head}\n\n{}", String::from_utf8_lossy(&body)))
}

async fn speak_http2(stream: TcpStream, log: Arc<Log>, answer: Answer) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    let mut unanswered = Vec::new();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        let request = format!("{} {}\n\n", request.method(), request.uri().path());
        let reply = answer(&request);
        log.book(request);
        let (status, text) = match reply {
            Reply::Json(text) => (200, text),
            Reply::Redirect(status, _) => (status, ""),
            Reply::Nothing => {
                unanswered.push(respond);
                continue;
            }
        };
        let response = http::Response::builder().status(status).body(()).unwrap();
        let mut body = respond.send_response(response, false).unwrap();
        body.send_data(Bytes::from(text), true).unwrap();
    }
}

/// Sends a piece of a file, as soon as the windows of HTTP/2 allow for some of it; `None` when nobody wants it any more.
pub(crate) async fn send_piece(
    body: &mut h2::SendStream<Bytes>,
    piece: &mut Bytes,
) -> Option<usize> {
    body.reserve_capacity(piece.len());
    let room = poll_fn(|cx| body.poll_capacity(cx)).await?.ok()?;
    let sent = piece.split_to(room.min(piece.len()));
    let length = sent.len();
    body.send_data(sent, piece.is_empty()).ok()?;
    Some(length)
}
