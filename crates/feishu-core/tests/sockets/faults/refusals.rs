//! Refusals: for a limit, for a trouble of the platform's, for a token; and those of HTTP/2.

use std::time::{Duration, Instant, SystemTime};

use feishu_core::{Client, ErrorCode, ErrorKind, RetryPolicy, Sent};

use super::{Step, fails, holds, impatient, json, ok, response, serve, to};
use crate::http2::{go_away, refuse, refuse_stream};
use crate::operations::{CreateThing, GetThing, TOKEN_PATH, twice};
use crate::server::Server;

const SLOW_DOWN: &str = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;

/// Refuses every other request, beginning with the first, and shows that a read and a write come through.
async fn comes_through(refusal: impl Fn() -> Step + Send + Sync + 'static, least: Duration) {
    let server = serve(move |before, _| match before % 2 {
        0 => vec![refusal()],
        _ => ok(),
    });
    let client = to(&server);
    let begun = Instant::now();
    let read = client.call(GetThing).send().await.unwrap();
    let write = client.call(CreateThing::default()).send().await.unwrap();
    assert_eq!((read.attempts, write.attempts), (2, 2));
    assert!(begun.elapsed() >= 2 * least, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_limit_that_names_its_end_is_waited_for() {
    let refusal = || response(429, "x-ogw-ratelimit-reset: 1\r\n", SLOW_DOWN);
    comes_through(refusal, Duration::from_secs(1)).await;
}

#[tokio::test]
async fn a_limit_that_names_a_date_is_waited_for() {
    let refusal = || {
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2));
        response(429, &format!("retry-after: {soon}\r\n"), SLOW_DOWN)
    };
    comes_through(refusal, Duration::from_millis(900)).await;
}

#[tokio::test]
async fn a_limit_that_says_nothing_is_waited_for_ever_longer() {
    comes_through(|| response(429, "", SLOW_DOWN), Duration::ZERO).await;
    // What is no JSON of the platform's is a limit all the same.
    comes_through(|| response(429, "", "slow down"), Duration::ZERO).await;
}

#[tokio::test]
async fn a_limit_is_known_by_its_code() {
    comes_through(|| json(400, SLOW_DOWN), Duration::ZERO).await;
}

#[tokio::test]
async fn a_limit_that_does_not_end_is_told() {
    let server = serve(|_, _| vec![json(429, SLOW_DOWN)]);
    let policy = twice().max_rate_waits(2);
    let client = impatient(&server).retry(policy).build().unwrap();
    let error = fails(&client, CreateThing::default()).await;
    holds(&error, ErrorKind::RateLimited, Sent::Yes, 3);
}

#[tokio::test]
async fn a_trouble_of_the_platforms_that_passes_is_not_noticed_by_a_read() {
    for status in [500, 502, 503, 504] {
        let refusal = r#"{"code":1,"msg":"internal error"}"#;
        let server = serve(move |before, _| match before {
            1 => ok(),
            _ => vec![json(status, refusal)],
        });
        let client = to(&server);
        assert_eq!(client.call(GetThing).send().await.unwrap().attempts, 2);
        let write = fails(&client, CreateThing::default()).await;
        holds(&write, ErrorKind::Unavailable, Sent::Yes, 1);
        assert_eq!(write.http_status(), Some(status));
    }
}

#[tokio::test]
async fn a_trouble_of_the_platforms_that_stays_is_told() {
    let server = serve(|_, _| vec![json(500, r#"{"code":1,"msg":"internal error"}"#)]);
    let soon = Duration::from_millis(1);
    let policy = RetryPolicy::default().waits(soon, soon);
    let client = impatient(&server).retry(policy).build().unwrap();
    let read = fails(&client, GetThing).await;
    holds(&read, ErrorKind::Unavailable, Sent::Yes, 4);
    assert_eq!(
        (read.http_status(), read.code()),
        (Some(500), Some(ErrorCode(1)))
    );
    holds(
        &fails(&client, CreateThing::default()).await,
        ErrorKind::Unavailable,
        Sent::Yes,
        1,
    );
    assert_eq!(server.requests().len(), 5);
}

/// A platform that gives a new token each time, and refuses all tokens but those whose number it is told to take.
fn doorkeeper(takes: impl Fn(usize) -> bool + Send + Sync + 'static) -> (Server, Client) {
    let issued = std::sync::atomic::AtomicUsize::new(0);
    let server = serve(move |_, request| {
        let count = || issued.load(std::sync::atomic::Ordering::SeqCst);
        if request.contains(TOKEN_PATH) {
            issued.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let number = count();
            return vec![json(
                200,
                &format!(r#"{{"code":0,"tenant_access_token":"t-{number}","expire":7200}}"#),
            )];
        }
        if takes(count()) {
            ok()
        } else {
            vec![json(400, r#"{"code":99991663,"msg":"token is invalid"}"#)]
        }
    });
    let client = Client::builder()
        .base_url(server.url())
        .app("cli_1", "secret")
        .retry(twice())
        .build()
        .unwrap();
    (server, client)
}

#[tokio::test]
async fn a_token_that_is_rejected_once_is_replaced() {
    let (server, client) = doorkeeper(|number| number > 1);
    let write = client.call(CreateThing::default()).send().await.unwrap();
    assert_eq!(write.attempts, 2);
    client.call(GetThing).await.unwrap();
    let tokens = server
        .requests()
        .into_iter()
        .filter(|request| request.contains(TOKEN_PATH));
    assert_eq!(tokens.count(), 2);
}

#[tokio::test]
async fn a_token_that_is_rejected_for_ever_is_told() {
    let (server, client) = doorkeeper(|_| false);
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Unauthenticated, Sent::Yes, 2);
    assert_eq!(server.requests().len(), 4);
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::Unauthenticated,
        Sent::Yes,
        2,
    );
}

/// A read is sent again and a write is not, though the server says that it has not looked at either.
async fn refused_by_http2(refusal: fn(u32) -> Vec<u8>) {
    let server = Server::start(move |stream, log| refuse(stream, log, refusal));
    let client = impatient(&server)
        .reqwest_builder(|| reqwest::Client::builder().http2_prior_knowledge())
        .build()
        .unwrap();
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::Connection,
        Sent::Maybe,
        2,
    );
    holds(
        &fails(&client, CreateThing::default()).await,
        ErrorKind::Connection,
        Sent::Maybe,
        1,
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_stream_that_is_refused_leaves_its_outcome_open() {
    refused_by_http2(refuse_stream).await;
}

#[tokio::test]
async fn a_connection_that_goes_away_leaves_its_outcome_open() {
    refused_by_http2(go_away).await;
}
