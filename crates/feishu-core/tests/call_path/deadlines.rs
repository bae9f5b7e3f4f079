//! How long a call may take, what its waits cost, and who is told of them.

use std::future::IntoFuture;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{FileSource, RetryPolicy, Sent, TransportError, WaitReason, Waiting};
use tokio::time::Instant;

use crate::scripted::{
    Answer, Chunk, CreateThing, DownloadThing, GetThing, LimitedThing, Scripted, UploadThing,
};
use bytes::Bytes;

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_may_queue_for_their_quota() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let start = Instant::now();
    let calls: Vec<_> = (0..10_000)
        .map(|_| tokio::spawn(client.call(LimitedThing).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    // Two thousand windows of five, a fiftieth longer than documented.
    let took = start.elapsed().as_secs();
    assert!((2_038..2_050).contains(&took), "{took} s");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_that_the_program_sets_counts_the_queue() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let call = client.call(LimitedThing).timeout(Duration::from_secs(3));
            tokio::spawn(call.into_future())
        })
        .collect();
    let mut late = 0;
    for call in calls {
        if let Err(error) = call.await.unwrap() {
            assert!(
                error.is_timeout() && error.was_sent() == Sent::No,
                "{error}"
            );
            late += 1;
        }
    }
    assert_eq!((platform.calls().len(), late), (15, 25));
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_timeout_ends_ten_minutes_after_it_was_first_sent() {
    // Refused again and again, each time for less than the longest wait.
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 240)
    });
    let start = Instant::now();
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(error.is_rate_limited(), "{error}");
    // The third wait would end after twelve minutes, so it is not begun.
    assert_eq!(platform.calls().len(), 3);
    assert!(
        start.elapsed() < Duration::from_secs(600),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_moves_is_not_bound_to_ten_minutes() {
    let platform =
        Scripted::numbered(|_| Answer::ok()).taking_pieces_after(Duration::from_secs(25));
    let file = FileSource::bytes(vec![b'x'; 10 << 20]);
    let start = Instant::now();
    let call = platform.client().call(UploadThing { file });
    call.await.unwrap();
    assert!(
        start.elapsed() > Duration::from_secs(15 * 60),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_download_that_is_cut_after_an_hour_is_fetched_again() {
    let directory = tempfile::tempdir().unwrap();
    let piece = || Chunk::Late(Duration::from_secs(20), Bytes::from_static(b"x"));
    let platform = Scripted::numbered(move |number| {
        let mut chunks: Vec<_> = (0..180).map(|_| piece()).collect();
        if number == 1 {
            chunks.push(Chunk::Break);
        }
        chunks.push(piece());
        Answer::file(chunks).header("content-length", 181)
    });
    let path = directory.path().join("x");
    let call = platform.client().call(DownloadThing);
    let saved = call.save_to(path).await.unwrap();
    assert_eq!((saved.size, platform.calls().len()), (181, 2));
}

#[tokio::test(start_paused = true)]
async fn what_is_left_of_a_file_is_not_saved_as_the_file() {
    let directory = tempfile::tempdir().unwrap();
    let platform = Scripted::numbered(|_| {
        let pieces = ["ha", "lf"].map(|piece| Chunk::Bytes(Bytes::from_static(piece.as_bytes())));
        Answer::file(pieces.into())
    });
    let mut download = platform.client().call(DownloadThing).await.unwrap();
    download.chunk().await.unwrap();
    let error = download.save_in(directory.path()).await.unwrap_err();
    assert!(
        error.to_string().contains("a part of the file was read"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_repetition_that_the_deadline_forbids_costs_nothing() {
    let policy = RetryPolicy::default().waits(Duration::from_secs(60), Duration::from_secs(60));
    let platform = Scripted::numbered(|number| match number {
        1..=400 => Answer::refused(503, 1, "unavailable").header("retry-after", 100),
        401..=403 => Answer::refused(503, 1, "unavailable"),
        _ => Answer::ok(),
    });
    let client = platform.builder().retry(policy).build().unwrap();
    // The budget would be used up after a hundred repetitions.
    for _ in 0..400 {
        let call = client
            .call(GetThing::default())
            .timeout(Duration::from_secs(5));
        assert_eq!(call.await.unwrap_err().attempts(), 1);
    }
    client.call(GetThing::default()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn callers_who_were_refused_together_come_back_apart() {
    let mut refused = 0;
    let platform = Scripted::numbered(move |_| {
        refused += 1;
        match refused {
            1..=50 => {
                Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 10)
            }
            _ => Answer::ok(),
        }
    });
    let client = platform.builder().keep_limits(false).build().unwrap();
    client.call(GetThing::default()).await.unwrap_or_default();
    let calls: Vec<_> = (0..50)
        .map(|_| tokio::spawn(client.call(CreateThing::default()).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let times: Vec<_> = platform.calls().iter().map(|seen| seen.at).collect();
    let back = &times[times.len() - 50..];
    let spread = back[49] - back[0];
    assert!(spread > Duration::from_millis(300), "within {spread:?}");
    let in_one_moment = |first: &Instant| {
        let moment = *first..*first + Duration::from_millis(15);
        back.iter().filter(|time| moment.contains(time)).count()
    };
    assert!(back.iter().map(in_one_moment).max() < Some(25));
}

#[tokio::test(start_paused = true)]
async fn a_longest_wait_that_the_program_sets_bounds_the_queue() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let policy = RetryPolicy::default().longest_rate_wait(Duration::from_secs(10));
    let client = platform.builder().retry(policy).build().unwrap();
    client.call(LimitedThing).await.unwrap();
    let start = Instant::now();
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let call = client.call(LimitedThing).into_future();
            tokio::spawn(async move { (call.await, start.elapsed()) })
        })
        .collect();
    let mut refused = 0;
    for call in calls {
        let (outcome, elapsed) = call.await.unwrap();
        let Err(error) = outcome else { continue };
        refused += 1;
        assert!(
            elapsed < Duration::from_millis(50),
            "told after {elapsed:?}"
        );
        assert!(
            error.is_rate_limited() && error.retry_after() > Some(Duration::from_secs(9)),
            "{error}"
        );
        assert!(error.to_string().contains("so many calls wait"), "{error}");
    }
    // Ten windows of five are within ten seconds.
    assert!((45..=55).contains(&refused), "{refused} were refused");
}

#[tokio::test(start_paused = true)]
async fn waits_are_told() {
    let platform = Scripted::numbered(|number| match number {
        6 => Answer::Fail(TransportError::connect("connection refused")),
        7 => Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 52),
        _ => Answer::ok(),
    });
    let policy = RetryPolicy::default().waits(Duration::from_secs(40), Duration::from_secs(40));
    let client = platform.builder().retry(policy).build().unwrap();
    for _ in 0..5 {
        client.call(LimitedThing).await.unwrap();
    }
    let begun = Instant::now();
    let told: Arc<Mutex<Vec<Waiting>>> = Arc::default();
    let telling = Arc::clone(&told);
    let call = client
        .call(LimitedThing)
        .on_wait(move |waiting| telling.lock().unwrap().push(waiting));
    call.await.unwrap();
    let told = told.lock().unwrap();
    let why: Vec<_> = told.iter().map(|waiting| waiting.why).collect();
    // The wait after a failure is drawn at random: it is told if it is longer than a second.
    assert_eq!(why.last(), Some(&WaitReason::Refused), "{why:?}");
    let others = [WaitReason::RateLimit, WaitReason::Failure];
    assert!(
        why[..why.len() - 1].iter().all(|why| others.contains(why)),
        "{why:?}"
    );
    let until = told[told.len() - 1].until - begun.into_std();
    let longest = Duration::from_secs(40 + 2 + 54);
    assert!(
        until >= Duration::from_secs(52) && until < longest,
        "{until:?}"
    );
}
