//! The tenant token: one request for all who wait, renewed ahead of time, replaced once when it is rejected.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::scripted::{Answer, GetThing, LimitedThing, Scripted, TOKEN_PATH};
use feishu_core::{Client, ErrorCode};

/// Issues `t-1`, `t-2`, … of the given life and accepts what `accepts` says.
fn issuing(life: u64, accepts: impl Fn(&str) -> bool + Send + 'static) -> Scripted {
    let mut issued = 0;
    Scripted::new(move |seen| match &seen.token {
        _ if seen.target == TOKEN_PATH => {
            issued += 1;
            Answer::token(&format!("t-{issued}"), life)
        }
        Some(token) if accepts(token) => Answer::ok(),
        // The platform says so with HTTP 400, not 401.
        _ => Answer::refused(
            400,
            99991663,
            "Invalid access token for authorization. Please make a test attempt.",
        ),
    })
}

async fn call_together(
    client: &Client,
    callers: usize,
) -> Vec<feishu_core::Result<crate::scripted::Thing>> {
    let calls: Vec<_> = (0..callers)
        .map(|_| tokio::spawn(client.call(GetThing::default()).into_future()))
        .collect();
    let mut outcomes = Vec::new();
    for call in calls {
        outcomes.push(call.await.unwrap());
    }
    outcomes
}

#[tokio::test(start_paused = true)]
async fn a_hundred_first_calls_make_one_token_request() {
    let platform = issuing(7200, |_| true);
    for outcome in call_together(&platform.client(), 100).await {
        outcome.unwrap();
    }
    assert_eq!(
        (platform.token_requests(), platform.calls().len()),
        (1, 100)
    );
    let request = &platform.seen()[0];
    assert_eq!(
        request.body,
        r#"{"app_id":"cli_test","app_secret":"app-secret-text"}"#
    );
    assert_eq!(request.token, None);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_callers_share_one_failure() {
    let platform = Scripted::new(|_| Answer::refused(200, 10015, "wrong app secret"));
    for outcome in call_together(&platform.client(), 100).await {
        let error = outcome.unwrap_err();
        assert_eq!(
            (error.code(), error.is_auth()),
            (Some(ErrorCode(10015)), true)
        );
    }
    assert_eq!(platform.token_requests(), 1);
    // Somebody who comes later tries anew.
    call_together(&platform.client(), 1).await[0]
        .as_ref()
        .unwrap_err();
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once_for_everybody() {
    let platform = issuing(7200, |token| token != "t-1");
    for outcome in call_together(&platform.client(), 100).await {
        outcome.unwrap();
    }
    assert_eq!(platform.token_requests(), 2);
    assert!(platform.calls().len() <= 200);
}

#[tokio::test(start_paused = true)]
async fn tokens_that_are_always_rejected_do_not_loop() {
    let platform = issuing(7200, |_| false);
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(
        error.is_auth() && error.code() == Some(ErrorCode(99991663)),
        "{error}"
    );
    assert_eq!((platform.token_requests(), platform.calls().len()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_comes_back_the_same_is_not_sent_again() {
    // While a token is valid for long the platform repeats it, also to those whom it has just rejected.
    let platform = Scripted::new(|seen| match seen.target.as_str() {
        TOKEN_PATH => Answer::token("t-same", 7200),
        _ => Answer::refused(400, 99991663, "Invalid access token"),
    });
    platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert_eq!((platform.token_requests(), platform.calls().len()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_the_program_gave_is_not_replaced() {
    let platform = issuing(7200, |_| false);
    let client = platform.builder().tenant_token("t-static").build().unwrap();
    client.call(GetThing::default()).await.unwrap_err();
    platform
        .client()
        .call(GetThing::default())
        .as_user("u-given")
        .await
        .unwrap_err();
    assert_eq!((platform.token_requests(), platform.calls().len()), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn a_late_rejection_does_not_evict_a_fresh_token() {
    // `t-1` dies; two calls carry it, and the answer to the second comes when `t-2` is there already.
    let slow = Arc::new(AtomicUsize::new(0));
    let platform = issuing(7200, move |token| {
        slow.fetch_add(1, Ordering::Relaxed);
        token != "t-1"
    });
    let client = platform.client();
    for outcome in call_together(&client, 2).await {
        outcome.unwrap();
    }
    for outcome in call_together(&client, 20).await {
        outcome.unwrap();
    }
    assert_eq!(platform.token_requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_in_the_background_before_it_expires() {
    let platform = issuing(7200, |_| true);
    let client = platform.client();
    client.call(GetThing::default()).await.unwrap();
    // Half an hour before expiry at the earliest: the platform would repeat the old one.
    tokio::time::advance(Duration::from_secs(7200 - 31 * 60)).await;
    client.call(GetThing::default()).await.unwrap();
    assert_eq!(platform.token_requests(), 1);
    tokio::time::advance(Duration::from_secs(7 * 60)).await;
    for outcome in call_together(&client, 50).await {
        outcome.unwrap();
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(platform.token_requests(), 2);
    client.call(GetThing::default()).await.unwrap();
    let tokens: Vec<_> = platform
        .calls()
        .into_iter()
        .filter_map(|seen| seen.token)
        .collect();
    assert_eq!(
        (tokens[51].as_str(), tokens[52].as_str()),
        ("t-1", "t-2"),
        "callers waited for the renewal"
    );
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_leaves_the_token_in_use() {
    let down = Arc::new(AtomicBool::new(false));
    let is_down = Arc::clone(&down);
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH if is_down.load(Ordering::Relaxed) => {
            Answer::refused(200, 10014, "app unauthorized")
        }
        TOKEN_PATH => Answer::token("t-1", 7200),
        _ => Answer::ok(),
    });
    let client = platform.client();
    client.call(GetThing::default()).await.unwrap();
    down.store(true, Ordering::Relaxed);
    tokio::time::advance(Duration::from_secs(7200 - 20 * 60)).await;
    for _ in 0..20 {
        client.call(GetThing::default()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(
        platform.token_requests(),
        2,
        "a failed renewal is repeated at once"
    );
    // In the last minutes callers wait for a new one, but the old one is still good.
    tokio::time::advance(Duration::from_secs(18 * 60)).await;
    for _ in 0..20 {
        client.call(GetThing::default()).await.unwrap();
    }
    assert_eq!(platform.token_requests(), 3);
    // When it has expired, they learn why there is no new one.
    tokio::time::advance(Duration::from_secs(2 * 60)).await;
    let error = client.call(GetThing::default()).await.unwrap_err();
    assert_eq!(error.code(), Some(ErrorCode(10014)));
}

#[tokio::test(start_paused = true)]
async fn a_short_life_does_not_mean_a_request_for_each_call() {
    let platform = issuing(1, |_| true);
    let client = platform.client();
    for _ in 0..20 {
        client.call(GetThing::default()).await.unwrap();
    }
    assert!(
        platform.token_requests() <= 2,
        "{}",
        platform.token_requests()
    );
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_does_not_take_the_token_with_him() {
    let platform = issuing(7200, |_| true);
    let client = platform.client();
    let impatient = client
        .call(GetThing::default())
        .timeout(Duration::from_millis(5));
    assert!(impatient.await.unwrap_err().is_timeout());
    client.call(GetThing::default()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_timeout_covers_the_replacement_of_a_token() {
    let mut asked = 0;
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => {
            asked += 1;
            if asked == 1 {
                Answer::token("t-1", 7200)
            } else {
                Answer::Never
            }
        }
        _ => Answer::refused(400, 99991663, "Invalid access token"),
    });
    let start = tokio::time::Instant::now();
    let error = platform
        .client()
        .call(GetThing::default())
        .timeout(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert_eq!(
        error.code(),
        Some(ErrorCode(99991663)),
        "what went wrong first is told: {error}"
    );
    assert_eq!(start.elapsed(), Duration::from_secs(5));
}

#[tokio::test(start_paused = true)]
async fn impatient_callers_share_one_request_too() {
    let platform = issuing(7200, |_| true);
    let client = platform.client();
    for _ in 0..5 {
        let call = client
            .call(GetThing::default())
            .timeout(Duration::from_millis(9));
        assert!(call.await.unwrap_err().is_timeout());
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    client.call(GetThing::default()).await.unwrap();
    assert_eq!(platform.token_requests(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_wait_for_a_token_takes_no_place_in_the_limit() {
    let mut asked = 0;
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => {
            asked += 1;
            if asked == 1 {
                Answer::Fail(feishu_core::TransportError::connect("connection refused"))
            } else {
                Answer::token("t-1", 7200)
            }
        }
        _ => Answer::ok(),
    });
    let client = platform.client();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.call(LimitedThing).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let times: Vec<_> = platform.calls().iter().map(|seen| seen.at).collect();
    for (index, first) in times.iter().enumerate() {
        let inside = times[index..]
            .iter()
            .take_while(|&&time| time < *first + Duration::from_secs(1))
            .count();
        assert!(inside <= 5, "{inside} calls in a second");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_got_no_token_was_not_sent() {
    let platform = Scripted::new(|_| Answer::refused(200, 10015, "wrong app secret"));
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert_eq!(error.was_sent(), feishu_core::Sent::No, "{error}");
    assert!(platform.calls().is_empty());
}
