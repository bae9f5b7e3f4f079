//! The rows of `FAULTS.md`, each a test over a socket, in the same order and under the same names.

mod connections;
mod downloads;
mod refusals;
mod responses;
mod table;
mod time;
mod uploads;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{Client, ClientBuilder, Endpoint, Error, ErrorKind, Sent};
use tokio::io::{AsyncReadExt, AsyncWriteExt, BufStream};

use crate::operations::{OK, client, twice};
use crate::server::{Server, read_request};

/// How long a test lets the client wait for what does not come.
const SHORT: Duration = Duration::from_millis(300);

/// What a server does when it has read a request.
#[derive(Clone, Debug)]
enum Step {
    Send(Bytes),
    Pause(Duration),
    /// Breaks the connection so that the other side is told of an error.
    Reset,
    /// Ends the connection in an orderly way.
    Close,
    /// Does nothing any more, while the connection stays.
    Stall,
}

fn send(bytes: impl Into<Bytes>) -> Step {
    Step::Send(bytes.into())
}

/// A server that takes these steps for each request; they are told how many came before and what it is.
fn serve(steps: impl Fn(usize, &str) -> Vec<Step> + Send + Sync + 'static) -> Server {
    let steps = Arc::new(steps);
    Server::start(move |stream, log| {
        let steps = Arc::clone(&steps);
        async move {
            let mut stream = BufStream::new(stream);
            while let Some(request) = read_request(&mut stream).await {
                let before = log.book(request.clone());
                for step in steps(before, &request) {
                    match step {
                        // A client that has gone is what some of the tests are about.
                        Step::Send(bytes) => {
                            if stream.write_all(&bytes).await.is_err()
                                || stream.flush().await.is_err()
                            {
                                return;
                            }
                        }
                        Step::Pause(pause) => tokio::time::sleep(pause).await,
                        Step::Reset => {
                            stream.get_ref().set_zero_linger().unwrap();
                            return;
                        }
                        Step::Close => return,
                        Step::Stall => std::future::pending().await,
                    }
                }
            }
        }
    })
}

/// A server that reads so many bytes of each connection, and then breaks it.
fn reset_after(bytes: usize) -> Server {
    Server::start(move |mut stream, log| async move {
        let mut left = bytes;
        let mut read = vec![0; 64 * 1024];
        while left > 0 {
            let most = left.min(read.len());
            match stream.read(&mut read[..most]).await {
                Ok(0) | Err(_) => return,
                Ok(count) => left -= count,
            }
        }
        log.book(format!("{bytes} bytes"));
        stream.set_zero_linger().unwrap();
    })
}

/// A response with a length.
fn response(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Step {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Whatever\r\n{headers}content-length: {length}\r\n\r\n");
    send([head.as_bytes(), body].concat())
}

/// A response in JSON.
fn json(status: u16, body: &str) -> Step {
    response(status, "content-type: application/json\r\n", body)
}

/// The platform's usual answer.
fn ok() -> Vec<Step> {
    vec![json(200, OK)]
}

/// A client that sends everything twice at most, and waits for nothing long.
fn impatient(server: &Server) -> ClientBuilder {
    client(&server.url())
        .attempt_timeout(SHORT)
        .idle_timeout(SHORT)
        .retry(twice())
}

fn to(server: &Server) -> Client {
    impatient(server).build().unwrap()
}

async fn fails<E: Endpoint>(client: &Client, request: E) -> Error
where
    E::Output: std::fmt::Debug,
{
    client.call(request).await.unwrap_err()
}

/// Holds an error against a row: its kind, whether the call was sent, and how often.
#[track_caller]
fn holds(error: &Error, kind: ErrorKind, sent: Sent, attempts: u32) {
    assert_eq!(
        (error.kind(), error.was_sent(), error.attempts()),
        (kind, sent, attempts),
        "{error:?}"
    );
}

/// The names of all files in a directory.
fn files(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}
