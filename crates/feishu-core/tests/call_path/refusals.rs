//! A platform that asks to wait in other ways than it documents: as a date, or for longer than it can mean.

use std::time::{Duration, SystemTime};

use crate::scripted::{Answer, Chunk, CreateThing, GetThing, Scripted, Seen};
use bytes::Bytes;
use tokio::time::Instant;

/// A moment in seconds since 1970, where the time to wait should be.
const ABSURD: u64 = 1_700_000_000;

/// How long a response takes: longer than callers who were refused together are spread.
const RESPONSE: Duration = Duration::from_millis(1_500);

fn late(status: u16, body: &'static str) -> Answer {
    let chunks = vec![Chunk::Late(RESPONSE, Bytes::from_static(body.as_bytes()))];
    Answer::Response {
        status,
        headers: Vec::new(),
        chunks,
    }
}

fn refused(reset: u64) -> Answer {
    late(
        429,
        r#"{"code":99991400,"msg":"request trigger frequency limit"}"#,
    )
    .header("x-ogw-ratelimit-reset", reset)
}

fn accepted() -> Answer {
    late(200, r#"{"code":0,"msg":"success","data":{"name":"x"}}"#)
}

/// When the calls of twenty callers arrived, in order, after the start. `refuses` says whether the n-th of them is refused,
/// and for how long.
async fn twenty(refuses: impl Fn(usize) -> Option<u64> + Send + 'static) -> Vec<Duration> {
    let start = Instant::now();
    let platform = Scripted::numbered(move |number| refuses(number).map_or_else(accepted, refused));
    let client = platform.client();
    let callers: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.call(GetThing::default()).into_future()))
        .collect();
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    let arrived = |seen: &Seen| seen.at - start;
    platform.calls().iter().map(arrived).collect()
}

#[tokio::test(start_paused = true)]
async fn a_date_to_wait_for_is_waited_for() {
    let mut refusal = Some(());
    let platform = Scripted::numbered(move |_| match refusal.take() {
        Some(()) => {
            let moment = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(40));
            Answer::response(429, "text/html", "<html>slow down</html>")
                .header("retry-after", moment)
        }
        None => Answer::ok(),
    });
    platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap();
    let calls = platform.calls();
    let waited = calls[1].at - calls[0].at;
    // A date has no fractions of a second.
    assert!(
        waited > Duration::from_secs(38) && waited < Duration::from_secs(42),
        "{waited:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn after_an_absurd_wait_one_call_goes_first() {
    let arrived = twenty(|number| (number <= 20).then_some(ABSURD)).await;
    assert_eq!(arrived.len(), 40);
    assert!(arrived[19] < Duration::from_secs(1), "{arrived:?}");
    assert!(
        arrived[20] >= Duration::from_secs(60) && arrived[20] < Duration::from_secs(64),
        "{arrived:?}"
    );
    let answered = arrived[20] + RESPONSE;
    assert!(
        arrived[21] >= answered && arrived[39] < answered + Duration::from_secs(2),
        "{arrived:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn while_the_first_call_is_refused_no_other_follows() {
    let arrived = twenty(|number| match number {
        1..=20 => Some(ABSURD),
        21..=22 => Some(30),
        _ => None,
    })
    .await;
    assert_eq!(arrived.len(), 42);
    for (index, least) in [(20, 60), (21, 90), (22, 120)] {
        let window = Duration::from_secs(least)..Duration::from_secs(least + 6);
        assert!(window.contains(&arrived[index]), "{index}: {arrived:?}");
    }
    assert!(arrived[41] < Duration::from_secs(130), "{arrived:?}");
}
