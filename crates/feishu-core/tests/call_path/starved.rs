//! Futures that their owners do not poll: they hold nobody up, and their places come back.

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use feishu_core::{BoxFuture, Client, Result};
use futures_util::StreamExt;
use tokio::time::Instant;

use crate::scripted::{Answer, LimitedThing, ListLimited, LoneThing, Scripted, Thing};

/// The limit of [`LimitedThing`].
const PER_SECOND: usize = 5;

fn call(client: &Client) -> BoxFuture<'static, Result<Thing>> {
    client.call(LimitedThing).into_future()
}

/// Polls a future until it waits for its place, and no more: the token and one round of the transport take 20 ms.
async fn poll_for_a_moment<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
    tokio::time::timeout(Duration::from_millis(30), future)
        .await
        .ok()
}

/// Sends so many calls of the operation by tasks of their own, and says how long it took.
async fn calls_of_others(client: &Client, calls: usize) -> Duration {
    let start = Instant::now();
    let tasks: Vec<_> = (0..calls).map(|_| tokio::spawn(call(client))).collect();
    for task in tasks {
        tokio::time::timeout(Duration::from_secs(60), task)
            .await
            .expect("a call waits for a future that nobody polls")
            .unwrap()
            .unwrap();
    }
    start.elapsed()
}

/// What the platform saw of the operation in the busiest second.
fn busiest_second(platform: &Scripted) -> usize {
    let times: Vec<_> = platform.calls().iter().map(|seen| seen.at).collect();
    let inside = |first: &Instant| {
        let window = *first..*first + Duration::from_secs(1);
        times.iter().filter(|time| window.contains(time)).count()
    };
    times.iter().map(inside).max().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_polled_once_and_kept_holds_nobody_up() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    calls_of_others(&client, PER_SECOND).await;
    // These wait for their places now, and are never polled again.
    let mut kept: Vec<_> = (0..40).map(|_| call(&client)).collect();
    for future in &mut kept {
        assert!(poll_for_a_moment(future).await.is_none());
    }
    let took = calls_of_others(&client, 25).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(busiest_second(&platform) <= PER_SECOND);
    // Those that were passed over go as soon as somebody polls them.
    for future in kept {
        future.await.unwrap();
    }
    assert!(busiest_second(&platform) <= PER_SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_kept_after_a_refusal_holds_nobody_up() {
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 3),
        _ => Answer::ok(),
    });
    let client = platform.builder().keep_limits(false).build().unwrap();
    let mut kept = call(&client);
    assert!(poll_for_a_moment(&mut kept).await.is_none());
    let took = calls_of_others(&client, 20).await;
    assert!(took < Duration::from_secs(7), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_in_the_other_branch_of_a_select_goes_through() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    calls_of_others(&client, PER_SECOND).await;
    let mut first = call(&client);
    for _ in 0..10 {
        tokio::select! {
            biased;
            outcome = &mut first => {
                outcome.unwrap();
                return;
            }
            () = tokio::time::sleep(Duration::from_millis(30)) => {
                // While this is awaited, nobody polls the first.
                let other = tokio::time::timeout(Duration::from_secs(20), call(&client)).await;
                other.expect("the call waits for the other branch").unwrap();
            }
        }
    }
    panic!("the first call is served after ten that came later");
}

#[tokio::test(start_paused = true)]
async fn a_call_in_the_body_of_a_loop_over_calls_goes_through() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let calls = futures_util::stream::iter((0..30).map(|_| call(&client)));
    let mut calls = calls.buffered(8);
    let mut done = 0;
    while let Some(outcome) = calls.next().await {
        outcome.unwrap();
        let other = tokio::time::timeout(Duration::from_secs(20), call(&client)).await;
        other
            .expect("the call waits for those in the buffer")
            .unwrap();
        done += 1;
    }
    assert_eq!((done, platform.calls().len()), (30, 60));
    assert!(busiest_second(&platform) <= PER_SECOND);
}

#[tokio::test(start_paused = true)]
async fn many_calls_in_one_task_run_at_the_limit() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let start = Instant::now();
    let calls = futures_util::stream::iter((0..120).map(|_| call(&client)));
    let outcomes: Vec<_> = calls.buffer_unordered(16).collect().await;
    assert!(outcomes.iter().all(Result::is_ok));
    let took = start.elapsed();
    // 24 windows of five, a fiftieth longer than documented.
    assert!(
        took > Duration::from_secs(23) && took < Duration::from_secs(26),
        "{took:?}"
    );
    assert!(busiest_second(&platform) <= PER_SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_list_whose_element_came_too_late_holds_nobody_up() {
    let platform = Scripted::numbered(|number| {
        let data = format!(r#"{{"items":[1],"page_token":"{number}","has_more":true}}"#);
        Answer::json(200, &format!(r#"{{"code":0,"data":{data}}}"#))
    });
    let client = platform.client();
    let mut items = client.call(ListLimited::default()).items();
    for _ in 0..PER_SECOND {
        items.try_next().await.unwrap();
    }
    let late = tokio::time::timeout(Duration::from_millis(30), items.try_next()).await;
    assert!(late.is_err());
    // The list is kept, and with it the call for its next page.
    let mut others = client.call(ListLimited::default()).items();
    for _ in 0..20 {
        tokio::time::timeout(Duration::from_secs(5), others.try_next())
            .await
            .expect("a list waits for another that nobody reads")
            .unwrap();
    }
    items.try_next().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_place_comes_back_when_its_future_is_dropped() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    calls_of_others(&client, PER_SECOND).await;
    let mut waiting: Vec<_> = (0..1_000).map(|_| call(&client)).collect();
    for future in &mut waiting {
        let polled = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await;
        assert!(polled.is_pending());
    }
    let mut last = tokio::spawn(call(&client));
    assert!(poll_for_a_moment(&mut last).await.is_none());
    drop(waiting);
    // It would have been the turn of the last in 200 seconds.
    let moved_up = tokio::time::timeout(Duration::from_secs(2), last).await;
    moved_up
        .expect("the queue does not move up")
        .unwrap()
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn calls_are_served_in_the_order_in_which_they_came() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    calls_of_others(&client, PER_SECOND).await;
    let order = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for number in 0..40 {
        let (call, order) = (call(&client), std::sync::Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            call.await.unwrap();
            order.lock().unwrap().push(number);
        }));
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap();
    // Those of one window may arrive in any order.
    for (place, number) in order.iter().enumerate() {
        assert!(number / PER_SECOND <= place / PER_SECOND + 1, "{order:?}");
        assert!(place / PER_SECOND <= number / PER_SECOND + 1, "{order:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_repetition_does_not_queue_up_again() {
    // The second call fails once, when forty others wait.
    let platform = Scripted::numbered(|number| match number {
        2 => Answer::refused(500, 1, "internal error"),
        _ => Answer::ok(),
    });
    let client = platform.client();
    call(&client).await.unwrap();
    let first = tokio::spawn(call(&client));
    tokio::time::sleep(Duration::from_millis(1)).await;
    let others: Vec<_> = (0..40).map(|_| tokio::spawn(call(&client))).collect();
    let start = Instant::now();
    first.await.unwrap().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}",
        start.elapsed()
    );
    for other in others {
        other.await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn one_call_at_a_time_is_not_waited_for_by_a_future_that_nobody_polls() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let lone = || client.call(LoneThing).into_future();
    let mut first = lone();
    assert!(poll_until_sent(&mut first, &platform).await);
    // They wait for the first to end, and are never polled again.
    let mut kept: Vec<_> = (0..10).map(|_| lone()).collect();
    for future in &mut kept {
        let polled = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await;
        assert!(polled.is_pending());
    }
    let others: Vec<_> = (0..10).map(|_| tokio::spawn(lone())).collect();
    first.await.unwrap();
    let start = Instant::now();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
}

/// Polls a future until the platform has seen its call.
async fn poll_until_sent<F: Future + Unpin>(future: &mut F, platform: &Scripted) -> bool {
    for _ in 0..100 {
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut *future).poll(&mut cx).is_pending());
        if !platform.calls().is_empty() {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    false
}
