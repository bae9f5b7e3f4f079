//! A server that hangs up in the middle of a file, and is asked for the rest.

use std::sync::Arc;
use std::time::Duration;

use feishu_core::RetryPolicy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::operations::{RangedDownload, client};
use crate::server::{Log, Server};

/// How much of the file a connection carries before it is cut.
const PATIENCE: usize = 700_001;

/// Reads the head of a request, sends the file from where it is asked for, and hangs up before its end.
async fn cut_off(mut stream: TcpStream, log: Arc<Log>, file: Arc<Vec<u8>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read_exact(&mut byte).await.is_err() {
            return;
        }
        head.extend_from_slice(&byte);
    }
    let head = String::from_utf8(head).unwrap();
    let value = |name: &str| {
        let line = head
            .lines()
            .find(|line| line.to_ascii_lowercase().starts_with(name));
        line.map(|line| line[name.len()..].trim().to_owned())
    };
    let range = value("range:");
    assert_eq!(
        value("if-range:"),
        range.as_ref().map(|_| "\"v1\"".to_owned())
    );
    log.book(range.clone().unwrap_or_default());
    let from = range.map_or(0, |range| {
        let from = range.strip_prefix("bytes=").unwrap().strip_suffix('-');
        from.unwrap().parse::<usize>().unwrap()
    });
    let (length, left) = (file.len(), file.len() - from);
    let status = match from {
        0 => "200 OK".to_owned(),
        _ => format!(
            "206 Partial Content\r\ncontent-range: bytes {from}-{}/{length}",
            length - 1
        ),
    };
    let response = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/octet-stream\r\netag: \"v1\"\r\n\
         content-length: {left}\r\n\r\n"
    );
    stream.write_all(response.as_bytes()).await.unwrap();
    let part = &file[from..(from + PATIENCE).min(length)];
    stream.write_all(part).await.unwrap();
    stream.shutdown().await.unwrap();
}

#[tokio::test]
async fn a_file_comes_whole_through_connections_that_are_cut() {
    let file: Arc<Vec<u8>> = Arc::new((0..2_000_000_u32).map(|n| (n % 251) as u8).collect());
    let sent = Arc::clone(&file);
    let server = Server::start(move |stream, log| cut_off(stream, log, Arc::clone(&sent)));
    let soon = Duration::from_millis(1);
    let client = client(&server.url())
        .retry(RetryPolicy::default().waits(soon, soon))
        .build()
        .unwrap();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("q3.xlsx");
    let saved = client.call(RangedDownload).save_to(&target).await.unwrap();
    assert_eq!(saved.size, 2_000_000);
    assert!(
        std::fs::read(&target).unwrap() == *file,
        "the file has changed on its way"
    );
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    let ranges = server.requests();
    assert_eq!((ranges.len(), server.connections()), (3, 3), "{ranges:?}");
    assert_eq!(ranges, ["", "bytes=700001-", "bytes=1400002-"]);
}
