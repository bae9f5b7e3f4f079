//! Rate limits that the platform reports: waited for as long as it asks, and no longer than makes sense.

use std::time::Duration;

use crate::scripted::{Answer, CreateThing, GetThing, Scripted};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn a_rate_limit_is_waited_for_as_long_as_the_header_says() {
    // Both forms of the platform's own limit, and the standard header.
    let refusals = [
        Answer::refused(429, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 52),
        Answer::refused(400, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 52),
        Answer::response(429, "text/html", "<html>slow down</html>").header("retry-after", 52),
    ];
    for refusal in refusals {
        let mut refusal = Some(refusal);
        let platform = Scripted::numbered(move |_| refusal.take().unwrap_or_else(Answer::ok));
        // Not idempotent: it is safe all the same, since the platform did nothing.
        platform
            .client()
            .call(CreateThing::default())
            .await
            .unwrap();
        let calls = platform.calls();
        assert_eq!(calls.len(), 2);
        let waited = calls[1].at - calls[0].at;
        assert!(
            waited >= Duration::from_secs(52) && waited < Duration::from_secs(53),
            "{waited:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_without_a_header_is_backed_off_from() {
    let platform = Scripted::numbered(|number| match number {
        1..=3 => Answer::refused(429, 1069923, "too many requests"),
        _ => Answer::ok(),
    });
    platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap();
    assert_eq!(platform.calls().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_that_never_recovers_is_an_error_that_says_so() {
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 1)
    });
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(error.is_rate_limited());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(error.attempts(), 11);
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_recovers_at_once_is_not_run_against() {
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 0)
    });
    let start = Instant::now();
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(
        error.is_rate_limited() && start.elapsed() >= Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_recovers_too_late_is_an_error_at_once_for_everybody() {
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 86_400)
    });
    let client = platform.client();
    let start = Instant::now();
    for _ in 0..3 {
        let error = client.call(GetThing::default()).await.unwrap_err();
        assert!(
            error.is_rate_limited() && error.retry_after() > Some(Duration::from_secs(86_000)),
            "{error}"
        );
    }
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(
        platform.calls().len(),
        1,
        "the platform was asked again before its time"
    );
}

#[tokio::test(start_paused = true)]
async fn a_quota_that_is_used_up_is_not_waited_for() {
    let platform = Scripted::numbered(|_| Answer::refused(429, 99991403, "quota exceeded"));
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), error.retry_after()),
        (1, None),
        "{error}"
    );
}
