//! Answers that are not the platform's, or not what was asked for.

use bytes::Bytes;
use feishu_core::{ErrorCode, ErrorKind, Sent};

use super::{Step, fails, files, holds, impatient, json, ok, response, send, serve, to};
use crate::operations::{CreateThing, DownloadThing, GetThing, OK};

const PAGE: &str = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";

const UNEXPECTED: ErrorKind = ErrorKind::UnexpectedResponse;

/// How much one step of a long answer sends.
const MIB: usize = 1 << 20;

/// The same answer to everything: what a read and a write make of it, and how often they are sent.
async fn answered(answer: Step, kind: ErrorKind, reads: u32) {
    let server = serve(move |_, _| vec![answer.clone()]);
    let client = to(&server);
    holds(&fails(&client, GetThing).await, kind, Sent::Yes, reads);
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, kind, Sent::Yes, 1);
    assert_eq!(server.requests().len(), reads as usize + 1);
}

/// The same answer to a download: nothing of it is on disk.
async fn no_file(answer: Step) {
    let server = serve(move |_, _| vec![answer.clone()]);
    let directory = tempfile::tempdir().unwrap();
    let call = to(&server).call(DownloadThing);
    let error = call.save_to(directory.path().join("x")).await.unwrap_err();
    holds(&error, ErrorKind::UnexpectedResponse, Sent::Yes, 1);
    assert!(files(directory.path()).is_empty());
}

#[tokio::test]
async fn a_page_of_a_gateway_in_trouble_is_no_answer_yet() {
    answered(
        response(502, "content-type: text/html\r\n", PAGE),
        ErrorKind::Unavailable,
        2,
    )
    .await;
}

#[tokio::test]
async fn a_page_with_the_status_of_a_success_is_not_the_platforms() {
    let page = || response(200, "content-type: text/html\r\n", PAGE);
    answered(page(), UNEXPECTED, 1).await;
    no_file(page()).await;
}

#[tokio::test]
async fn an_empty_answer_is_not_the_platforms() {
    answered(json(200, ""), UNEXPECTED, 1).await;
}

#[tokio::test]
async fn json_that_calls_itself_text_is_json() {
    let answer = response(200, "content-type: text/plain\r\n", OK);
    let server = serve(move |_, _| vec![answer.clone()]);
    let client = to(&server);
    assert_eq!(client.call(GetThing).await.unwrap().name, "x");
    client.call(CreateThing::default()).await.unwrap();
}

#[tokio::test]
async fn an_error_that_calls_itself_a_file_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let refusal = r#"{"code":1069902,"msg":"no permission"}"#;
    let kind = "content-type: application/octet-stream\r\n";
    let server = serve(move |_, _| vec![response(200, kind, refusal)]);
    let call = to(&server).call(DownloadThing);
    let error = call.save_to(directory.path().join("x")).await.unwrap_err();
    holds(&error, ErrorKind::Other, Sent::Yes, 1);
    assert_eq!(error.code(), Some(ErrorCode(1069902)));
    assert!(files(directory.path()).is_empty());
}

#[tokio::test]
async fn what_was_compressed_on_the_way_is_not_the_platforms() {
    let compressed = || response(200, "content-encoding: gzip\r\n", "\u{1f}compressed");
    answered(compressed(), UNEXPECTED, 1).await;
    no_file(compressed()).await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let elsewhere = serve(|_, _| ok());
        let location = format!("location: {}\r\n", elsewhere.url());
        answered(response(status, &location, ""), UNEXPECTED, 1).await;
        assert_eq!(elsewhere.connections(), 0);
    }
}

/// A JSON string of so many MiB, made while it is sent, and what stands around it.
fn long(head: &str, before: &'static str, mib: usize, after: &'static str) -> Vec<Step> {
    let length = before.len() + mib * MIB + after.len();
    let head = format!("{head}\r\ncontent-length: {length}\r\n\r\n{before}");
    let piece = send(Bytes::from(vec![b'x'; MIB]));
    let mut steps = vec![send(head)];
    steps.extend(std::iter::repeat_n(piece, mib));
    steps.push(send(after));
    steps
}

#[tokio::test]
async fn json_beyond_all_measure_is_not_read_to_its_end() {
    let before = r#"{"code":0,"data":{"name":""#;
    let server = serve(move |_, _| long("HTTP/1.1 200 OK", before, 100, "\"}}"));
    let client = impatient(&server)
        .attempt_timeout(std::time::Duration::from_secs(20))
        .build()
        .unwrap();
    let error = fails(&client, CreateThing::default()).await;
    holds(&error, ErrorKind::UnexpectedResponse, Sent::Yes, 1);
    assert!(error.to_string().contains("64 MiB"), "{error}");
}

#[tokio::test]
async fn a_message_beyond_all_measure_does_not_fill_a_log() {
    let before = r#"{"code":1069902,"msg":""#;
    for status in ["400 Bad Request", "200 OK"] {
        let head = format!("HTTP/1.1 {status}");
        let server = serve(move |_, _| long(&head, before, 50, "\"}"));
        let client = impatient(&server)
            .attempt_timeout(std::time::Duration::from_secs(20))
            .build()
            .unwrap();
        let error = fails(&client, CreateThing::default()).await;
        assert_eq!((error.was_sent(), error.attempts()), (Sent::Yes, 1));
        let length = error.to_string().len();
        assert!(length < 10_000, "{status}: an error of {length} bytes");
    }
}
