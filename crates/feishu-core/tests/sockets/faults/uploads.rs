//! Files on their way out.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use feishu_core::{ErrorCode, ErrorKind, FileSource, Sent, Transfer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::Notify;

use super::{SHORT, fails, holds, reset_after, to};
use crate::operations::{OK, ReplaceThing, UploadThing, client, twice};
use crate::server::Server;

fn file(mib: usize) -> FileSource {
    FileSource::bytes(vec![b'x'; mib << 20])
}

#[tokio::test]
async fn a_reset_in_the_middle_of_an_upload_leaves_its_outcome_open() {
    let server = reset_after(1 << 20);
    let client = to(&server);
    let upload = UploadThing { file: file(8) };
    holds(
        &fails(&client, upload).await,
        ErrorKind::Connection,
        Sent::Maybe,
        1,
    );
    let upload = ReplaceThing { file: file(8) };
    holds(
        &fails(&client, upload).await,
        ErrorKind::Connection,
        Sent::Maybe,
        2,
    );
    assert_eq!(server.requests().len(), 3);
}

const TOO_LONG: &str = r#"{"code":1061043,"msg":"file size beyond limit"}"#;

/// A refusal in bytes.
fn refusal() -> String {
    let length = TOO_LONG.len();
    format!("HTTP/1.1 413 Payload Too Large\r\ncontent-length: {length}\r\n\r\n{TOO_LONG}")
}

// Elsewhere, what has come in is lost with the connection.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_refusal_that_comes_before_the_file_has_gone_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    std::fs::write(&path, vec![b'x'; 1 << 20]).unwrap();
    for file in [file(1), FileSource::path(path)] {
        let begun = Arc::new(Notify::new());
        let begins = Arc::clone(&begun);
        // It closes with data on the way that nobody reads, so that the connection is reset.
        let server = Server::start(move |mut stream, log| {
            let begun = Arc::clone(&begun);
            async move {
                stream.read_exact(&mut [0; 10]).await.unwrap();
                begun.notified().await;
                stream.write_all(refusal().as_bytes()).await.unwrap();
                drop(stream);
                log.book("refused".to_owned());
            }
        });
        // All of that while the client makes the second piece of the file.
        let log = Arc::clone(&server.log);
        let busy = move |transfer: Transfer| {
            for _ in 0..1_000 {
                if transfer.done <= 300_000 || !log.requests().is_empty() {
                    break;
                }
                begins.notify_one();
                std::thread::sleep(Duration::from_millis(1));
            }
        };
        let client = client(&server.url()).retry(twice()).build().unwrap();
        let upload = client.call(UploadThing { file });
        let error = upload.on_progress(busy).await.unwrap_err();
        holds(&error, ErrorKind::TooLarge, Sent::Yes, 1);
        assert_eq!(error.code(), Some(ErrorCode(1061043)), "{error}");
    }
}

#[tokio::test]
async fn nothing_more_of_a_file_is_sent_when_it_has_been_refused() {
    let server = Server::start(|mut stream, log| async move {
        let mut read = vec![0; 64 << 10];
        let mut sent = stream.read(&mut read).await.unwrap();
        stream.write_all(refusal().as_bytes()).await.unwrap();
        tokio::time::sleep(SHORT / 3).await;
        while let Ok(count @ 1..) = stream.read(&mut read).await {
            sent += count;
        }
        log.book(sent.to_string());
    });
    let length = 64;
    let upload = UploadThing { file: file(length) };
    let error = fails(&to(&server), upload).await;
    holds(&error, ErrorKind::TooLarge, Sent::Yes, 1);
    assert_eq!(error.code(), Some(ErrorCode(1061043)), "{error}");
    let sent = loop {
        if let Some(sent) = server.requests().first() {
            break sent.parse::<usize>().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    // What was in buffers could not be called back.
    assert!(sent < (length / 2) << 20, "{sent} bytes were sent");
}

#[tokio::test]
async fn an_upload_over_a_slow_line_is_not_given_up() {
    // Much of the file disappears into the buffers of this machine at once, and leaves them slowly: Linux takes some three
    // MiB.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 << 10).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let length = 4 << 20;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut read = vec![0; 32 << 10];
        let mut left = length;
        while left > 0 {
            tokio::time::sleep(Duration::from_millis(12)).await;
            left -= stream.read(&mut read).await.unwrap().min(left);
        }
        let length = OK.len();
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n{OK}");
        stream.write_all(answer.as_bytes()).await.unwrap();
        // The end of the form is on its way.
        while stream.read(&mut read).await.is_ok_and(|count| count > 0) {}
    });
    let client = client(&format!("http://{address}"))
        .attempt_timeout(SHORT)
        .retry(twice())
        .build()
        .unwrap();
    let gone = Arc::new(Mutex::new(Instant::now()));
    let last = Arc::clone(&gone);
    let call = client.call(UploadThing {
        file: file(length >> 20),
    });
    let call = call.on_progress(move |_| *last.lock().unwrap() = Instant::now());
    assert_eq!(call.send().await.unwrap().attempts, 1);
    let waited = gone.lock().unwrap().elapsed();
    assert!(
        waited > SHORT || cfg!(not(target_os = "linux")),
        "the answer came {waited:?} after the file was gone"
    );
    drop(client);
    server.await.unwrap();
}

#[tokio::test]
async fn an_upload_that_stands_still_is_given_up() {
    // Nothing is read, so that a file which fits into the buffers is gone at once, and no answer comes.
    let server = Server::start(|stream, log| async move {
        log.book("taken".to_owned());
        let _stream = stream;
        std::future::pending().await
    });
    let client = to(&server);
    let upload = || FileSource::bytes(vec![b'x'; 16 << 10]);
    let error = fails(&client, UploadThing { file: upload() }).await;
    holds(&error, ErrorKind::Timeout, Sent::Maybe, 1);
    let error = fails(&client, ReplaceThing { file: upload() }).await;
    holds(&error, ErrorKind::Timeout, Sent::Maybe, 2);
}
