//! Files that are not read: who waits for the place of one learns of it, and does not wait for ever.

use std::time::Duration;

use crate::scripted::{Answer, Chunk, LoneDownload, Scripted, Thing};
use bytes::Bytes;
use feishu_core::{Endpoint, Method, Operation, Request, Result, Sent, TokenKind};
use tokio::time::Instant;

/// A platform whose files come in so many pieces of one byte.
fn files_of(pieces: usize) -> Scripted {
    Scripted::numbered(move |_| {
        let piece = || Chunk::Bytes(Bytes::from_static(b"x"));
        Answer::file((0..pieces).map(|_| piece()).collect()).header("content-length", pieces)
    })
}

#[tokio::test(start_paused = true)]
async fn a_task_that_holds_a_file_does_not_wait_for_another_for_ever() {
    let platform = files_of(3);
    let client = platform.client();
    let mut first = client.call(LoneDownload).await.unwrap();
    let start = Instant::now();
    let error = client.call(LoneDownload).await.unwrap_err();
    let waited = start.elapsed();
    assert!(
        waited >= Duration::from_secs(55) && waited <= Duration::from_secs(65),
        "{waited:?}"
    );
    let told = error.to_string();
    assert!(
        told.contains("a call of test.v1.thing.lone that was sent 60 s ago"),
        "{told}"
    );
    assert_eq!(
        (error.was_sent(), error.attempts()),
        (Sent::No, 0),
        "{told}"
    );
    assert_eq!(platform.calls().len(), 1);
    // The first one is none the worse for it, and gives its place back.
    while first.chunk().await.unwrap().is_some() {}
    client.call(LoneDownload).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_read_slowly_is_waited_for() {
    let platform = files_of(10);
    let client = platform.client();
    let mut first = client.call(LoneDownload).await.unwrap();
    let start = Instant::now();
    let reading = async {
        loop {
            tokio::time::sleep(Duration::from_secs(20)).await;
            if first.chunk().await.unwrap().is_none() {
                break;
            }
        }
    };
    let ((), second) = tokio::join!(reading, client.call(LoneDownload).into_future());
    second.unwrap();
    let waited = start.elapsed();
    assert!(
        waited >= Duration::from_secs(220) && waited <= Duration::from_secs(226),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn any_number_of_calls_at_once_can_be_allowed() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let start = Instant::now();
    let calls: Vec<_> = (0..50)
        .map(|_| tokio::spawn(client.call(Endless).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(platform.calls().len(), 50);
}

/// An operation that may be called as often at once as can be counted.
#[derive(Clone, Debug)]
struct Endless;

impl Endpoint for Endless {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.endless",
        Method::Get,
        "/open-apis/test/endless",
    )
    .tokens(&[TokenKind::Tenant])
    .concurrency(usize::MAX);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}
