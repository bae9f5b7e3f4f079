//! HTTP/2: calls that share a connection, and a server that refuses one of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{Client, RetryPolicy, Sent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::operations::{self, CreateThing, DownloadThing, GetThing, OK};
use crate::server::{Log, Server, send_piece};

/// The number and the length of the files that nobody reads.
const FILES: usize = 8;
const LENGTH: usize = 8 << 20;

/// A client that speaks HTTP/2 without having asked whether the server does.
fn client(
    server: &Server,
    setup: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static,
) -> Client {
    operations::client(&server.url())
        .reqwest_builder(move || setup().http2_prior_knowledge())
        .attempt_timeout(Duration::from_secs(5))
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

/// Answers a download with a long file, and all else with JSON; counts how much of the files has gone out.
async fn send_files(stream: TcpStream, log: Arc<Log>, gone: Arc<AtomicUsize>) {
    let mut connection = h2::server::handshake(stream).await.unwrap();
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        log.book(request.uri().path().to_owned());
        let is_file = request.uri().path() == "/open-apis/test/file";
        let kind = if is_file {
            "application/octet-stream"
        } else {
            "application/json"
        };
        let response = http::Response::builder().header("content-type", kind);
        let mut body = respond
            .send_response(response.body(()).unwrap(), false)
            .unwrap();
        if !is_file {
            body.send_data(Bytes::from(OK), true).unwrap();
            continue;
        }
        let gone = Arc::clone(&gone);
        tokio::spawn(async move {
            let mut left = Bytes::from(vec![b'x'; LENGTH]);
            while !left.is_empty()
                && let Some(sent) = send_piece(&mut body, &mut left).await
            {
                gone.fetch_add(sent, Ordering::SeqCst);
            }
        });
    }
}

/// Waits until the server cannot send any more.
async fn stands_still(gone: &AtomicUsize) {
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let now = gone.load(Ordering::SeqCst);
        if now == before && now > 0 {
            return;
        }
        before = now;
    }
}

#[tokio::test]
async fn files_that_nobody_reads_do_not_keep_a_call_from_its_response() {
    let setups: [fn() -> reqwest::ClientBuilder; 3] = [
        reqwest::Client::builder,
        || reqwest::Client::builder().http2_initial_connection_window_size(1 << 16),
        || reqwest::Client::builder().http2_adaptive_window(true),
    ];
    for setup in setups {
        let gone = Arc::new(AtomicUsize::new(0));
        let sent = Arc::clone(&gone);
        let server = Server::start(move |stream, log| send_files(stream, log, Arc::clone(&sent)));
        let client = client(&server, setup);
        let mut files = Vec::new();
        for _ in 0..FILES {
            files.push(client.call(DownloadThing).await.unwrap());
        }
        stands_still(&gone).await;
        assert!(
            gone.load(Ordering::SeqCst) < FILES * LENGTH,
            "a file that nobody reads was taken in whole"
        );
        assert_eq!(client.call(GetThing).await.unwrap().name, "x");
        assert_eq!(server.connections(), 1, "the calls share no connection");
        let mut received = 0;
        while let Some(chunk) = files[0].chunk().await.unwrap() {
            received += chunk.len();
        }
        assert_eq!(received, LENGTH);
    }
}

/// A frame of HTTP/2: its type, the stream that it belongs to, and its content.
fn frame(kind: u8, stream: u32, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let stream = stream.to_be_bytes();
    let head = [&length[1..], &[kind, 0], &stream[..]].concat();
    [&head, content].concat()
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;
const REFUSED_STREAM: u32 = 7;

/// Says that a stream was not looked at.
pub(crate) fn refuse_stream(stream: u32) -> Vec<u8> {
    frame(RST_STREAM, stream, &REFUSED_STREAM.to_be_bytes())
}

/// Says that the connection ends, and that no stream was looked at.
pub(crate) fn go_away(_: u32) -> Vec<u8> {
    frame(GOAWAY, 0, &[0; 8])
}

/// Refuses every request of a connection.
pub(crate) async fn refuse(mut stream: TcpStream, log: Arc<Log>, refusal: fn(u32) -> Vec<u8>) {
    let mut preface = [0; 24];
    stream.read_exact(&mut preface).await.unwrap();
    stream.write_all(&frame(SETTINGS, 0, &[])).await.unwrap();
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut content = vec![0; length as usize];
        stream.read_exact(&mut content).await.unwrap();
        if head[3] == HEADERS {
            let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            log.book(format!("stream {id}"));
            stream.write_all(&refusal(id)).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_refused_stream_is_not_sent_again_behind_our_back() {
    let refusals: [fn(u32) -> Vec<u8>; 2] = [refuse_stream, go_away];
    for refusal in refusals {
        let server = Server::start(move |stream, log| refuse(stream, log, refusal));
        let client = client(&server, reqwest::Client::builder);
        let error = client.call(GetThing).await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{error}");
        assert_eq!(
            (error.attempts(), error.was_sent()),
            (1, Sent::Maybe),
            "{error}"
        );
        assert!(!error.is_timeout() && !error.is_connect(), "{error}");
        let error = client.call(CreateThing::default()).await.unwrap_err();
        assert_eq!(server.requests().len(), 2, "{error}");
    }
}
