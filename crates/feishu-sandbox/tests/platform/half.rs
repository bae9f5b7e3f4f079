//! Requests that come in halves.

use std::time::Duration;

use feishu_sandbox::Sandbox;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::caller::{Answer, Caller, send, tenant_token};
use reqwest::multipart::{Form, Part};

const UPLOAD: &str = "drive.v1.media.upload_all";

/// Sends the beginning of an upload with these headers, and nothing more.
async fn half(sandbox: &Sandbox, headers: &str) -> TcpStream {
    let address = sandbox.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let operation = sandbox
        .operations()
        .find(|operation| operation.id == UPLOAD);
    let path = operation.unwrap().path;
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: multipart/form-data; boundary=b\r\n{headers}\
         content-length: 1000\r\n\r\n--b\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    // Long enough for the sandbox to have seen it.
    tokio::time::sleep(Duration::from_millis(100)).await;
    stream
}

async fn whole(caller: &Caller) -> Answer {
    let form = Form::new()
        .text("file_name", "a.csv")
        .text("parent_type", "ccm_import_open")
        .text("size", "3")
        .part("file", Part::bytes(b"a,b".to_vec()));
    send(caller.post_form("/drive/v1/medias/upload_all", form)).await
}

#[tokio::test]
async fn half_a_request_without_a_good_token_takes_nobodys_place() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let mut halves = Vec::new();
    for headers in [
        "",
        "authorization: Bearer t-0123\r\n",
        "authorization: x\r\n",
    ] {
        halves.push(half(&sandbox, headers).await);
        whole(&caller).await.data();
    }
}

#[tokio::test]
async fn half_a_request_keeps_its_place_until_it_has_stood_still_for_too_long() {
    let builder = Sandbox::builder().body_timeout(Duration::from_millis(500));
    let sandbox = builder.start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let (token, _) = tenant_token(&sandbox).await;
    let mut stream = half(&sandbox, &format!("authorization: Bearer {token}\r\n")).await;
    assert_eq!(whole(&caller).await.error(), (200, 1_061_045));
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.unwrap();
    assert_eq!(response, b"", "the connection is cut without an answer");
    whole(&caller).await.data();
    let requests = sandbox.requests();
    let cut = requests.iter().rfind(|request| request.status.is_none());
    assert_eq!(
        cut.map(|request| (request.operation, request.body_length)),
        Some((Some(UPLOAD), 5))
    );
}

#[tokio::test]
async fn a_caller_who_hangs_up_gives_the_place_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let (token, _) = tenant_token(&sandbox).await;
    drop(half(&sandbox, &format!("authorization: Bearer {token}\r\n")).await);
    tokio::time::sleep(Duration::from_millis(100)).await;
    whole(&caller).await.data();
}
