//! The turn of a call that is yet to be prepared: within the limit, and given back if the call does not come.

use std::future::IntoFuture;
use std::time::Duration;

use feishu_core::CallOptions;
use tokio::time::Instant;

use crate::scripted::{Answer, LimitedThing, LoneThing, Scripted};

#[tokio::test(start_paused = true)]
async fn what_is_prepared_in_its_turn_goes_out_at_once_and_within_the_limit() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    // Each takes three seconds to prepare what would go stale in five.
    let calls: Vec<_> = (0..40)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move {
                let turn = client
                    .wait_for_turn::<LimitedThing>(&CallOptions::default())
                    .await
                    .unwrap();
                let begun = Instant::now();
                tokio::time::sleep(Duration::from_secs(3)).await;
                client.call(LimitedThing).in_turn(turn).await.unwrap();
                begun.elapsed()
            })
        })
        .collect();
    let start = Instant::now();
    for call in calls {
        let took = call.await.unwrap();
        assert!(took < Duration::from_secs(5), "it went stale: {took:?}");
    }
    // Five at a time, each three seconds: eight rounds.
    assert!(
        start.elapsed() < Duration::from_secs(36),
        "{:?}",
        start.elapsed()
    );
    let times: Vec<_> = platform.calls().iter().map(|seen| seen.at).collect();
    for first in &times {
        let second = *first..*first + Duration::from_secs(1);
        let inside = times.iter().filter(|time| second.contains(time)).count();
        assert!(inside <= 5, "{inside} calls in a second");
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_is_not_used_is_given_back() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let options = CallOptions::default();
    let mut turns = Vec::new();
    for _ in 0..5 {
        turns.push(
            client
                .wait_for_turn::<LimitedThing>(&options)
                .await
                .unwrap(),
        );
    }
    let start = Instant::now();
    let waiting = tokio::spawn(client.call(LimitedThing).into_future());
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert!(
        platform.calls().is_empty(),
        "a departure was given out twice"
    );
    drop(turns.pop());
    waiting.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(11),
        "{:?}",
        start.elapsed()
    );
    // Those that are kept hold nobody up for good, and wait again when they are late.
    for _ in 0..5 {
        client.call(LimitedThing).await.unwrap();
    }
    assert!(
        start.elapsed() < Duration::from_secs(130),
        "{:?}",
        start.elapsed()
    );
    let late = turns.pop().unwrap();
    client.call(LimitedThing).in_turn(late).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_turn_counts_against_the_bound_on_calls_at_once() {
    let second = Duration::from_secs(1);
    let platform = Scripted::numbered(|_| Answer::ok()).answering_after_by(move |_| 3 * second);
    let client = platform.client();
    let options = CallOptions::default();
    let turn = || client.wait_for_turn::<LoneThing>(&options);
    let first = turn().await.unwrap();
    assert!(tokio::time::timeout(100 * second, turn()).await.is_err());
    let call = client.call(LoneThing).into_future();
    assert!(tokio::time::timeout(10 * second, call).await.is_err());
    assert!(
        platform.calls().is_empty(),
        "a departure was given out twice"
    );

    // The turn ends with the call that is made in it, and not before.
    let start = Instant::now();
    let call = client.call(LoneThing).in_turn(first).into_future();
    let call = tokio::spawn(call);
    tokio::task::yield_now().await;
    let next = turn().await.unwrap();
    assert!(call.is_finished() && start.elapsed() >= 3 * second);
    call.await.unwrap().unwrap();

    // One that is given back is the next one's at once.
    let waiting = tokio::spawn(client.call(LoneThing).into_future());
    tokio::time::sleep(second).await;
    drop(next);
    let start = Instant::now();
    waiting.await.unwrap().unwrap();
    assert_eq!(start.elapsed(), 3 * second);

    // One that is neither used nor given back holds nobody up for good, and is no reason to give up.
    let kept = turn().await.unwrap();
    let start = Instant::now();
    client.call(LoneThing).await.unwrap();
    let waited = start.elapsed();
    assert!((120 * second..130 * second).contains(&waited), "{waited:?}");
    client.call(LoneThing).in_turn(kept).await.unwrap();
    assert_eq!(platform.calls().len(), 4);
}
