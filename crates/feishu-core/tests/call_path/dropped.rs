//! Futures that are dropped: what each of them leaves behind, as the documentation of the crate says.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::Transfer;

use crate::scripted::{Answer, Chunk, DownloadThing, GetThing, LimitedThing, LoneThing, Scripted};

/// Polls a future for so long and drops it then.
async fn drop_after<F: IntoFuture>(time: Duration, future: F) {
    let ended = tokio::time::timeout(time, future.into_future()).await;
    assert!(ended.is_err(), "it has ended before it could be dropped");
}

#[tokio::test(start_paused = true)]
async fn in_the_fetch_of_a_token_the_fetch() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    drop_after(Duration::from_millis(5), client.call(GetThing::default())).await;
    tokio::time::sleep(Duration::from_millis(10)).await;
    client.call(GetThing::default()).await.unwrap();
    assert_eq!((platform.token_requests(), platform.calls().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn in_the_queue_nothing() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    for _ in 0..5 {
        client.call(LimitedThing).await.unwrap();
    }
    drop_after(Duration::from_millis(100), client.call(LimitedThing)).await;
    let start = tokio::time::Instant::now();
    client.call(LimitedThing).await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(1_000));
    assert_eq!(platform.calls().len(), 6);
}

#[tokio::test(start_paused = true)]
async fn before_the_head_a_call_that_counts_and_no_longer_is_under_way() {
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::Never,
        _ => Answer::ok(),
    });
    let client = platform.client();
    drop_after(Duration::from_secs(1), client.call(LoneThing)).await;
    let start = tokio::time::Instant::now();
    client.call(LoneThing).await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(100));

    let platform = Scripted::numbered(|_| Answer::Never);
    let client = platform.client();
    for _ in 0..5 {
        drop_after(Duration::from_millis(30), client.call(LimitedThing)).await;
    }
    drop_after(Duration::from_millis(500), client.call(LimitedThing)).await;
    assert_eq!(platform.calls().len(), 5, "a departure was forgotten");
}

#[tokio::test(start_paused = true)]
async fn between_attempts_nothing_more() {
    let platform = Scripted::numbered(|_| Answer::refused(503, 1, "x").header("retry-after", 30));
    let client = platform.client();
    drop_after(Duration::from_secs(10), client.call(GetThing::default())).await;
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(platform.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn in_the_middle_of_a_file_what_was_there_before() {
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("q3.xlsx");
    std::fs::write(&target, "old").unwrap();
    let platform = Scripted::numbered(|_| {
        let chunks = vec![Chunk::Bytes(Bytes::from_static(b"half")), Chunk::Stall];
        Answer::file(chunks).header("content-length", 8)
    });
    let begun = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&begun);
    let client = platform.client();
    let call = client
        .call(DownloadThing)
        .on_progress(move |_: Transfer| told.store(true, Ordering::Relaxed));
    let save = Box::pin(call.save_to(&target));
    drop_after(Duration::from_secs(5), save).await;
    assert!(begun.load(Ordering::Relaxed), "nothing was written");
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}
