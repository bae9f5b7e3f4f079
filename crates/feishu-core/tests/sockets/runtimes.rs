//! Several runtimes: one that is not driven any more does not hold up the others.

use std::time::{Duration, Instant};

use feishu_core::{Client, Endpoint, Response, Result, Sent};

use crate::operations::{CreateThing, GetThing, OK, TOKEN, TOKEN_PATH, Thing};
use crate::server::{Reply, Server, runtime};

const ATTEMPT: Duration = Duration::from_secs(2);

fn platform(request: &str) -> Reply {
    if request.contains(TOKEN_PATH) {
        Reply::Json(TOKEN)
    } else {
        Reply::Json(OK)
    }
}

/// Calls as a user from one runtime; then, while that is there and is not driven, from another, with a token that is yet
/// to be fetched.
fn from_a_second_runtime<E: Endpoint<Output = Thing>>(
    client: &Client,
    request: E,
) -> (Result<Response<Thing>>, Duration) {
    let (first, second) = (runtime(), runtime());
    first
        .block_on(client.call(GetThing).as_user("u-1").into_future())
        .unwrap();
    let begun = Instant::now();
    let outcome = second.block_on(client.call(request).send());
    (outcome, begun.elapsed())
}

#[test]
fn each_runtime_has_connections_of_its_own() {
    let server = Server::http1(platform);
    let client = Client::builder()
        .base_url(server.url())
        .app("cli_1", "secret")
        .attempt_timeout(ATTEMPT)
        .build()
        .unwrap();
    let (outcome, took) = from_a_second_runtime(&client, CreateThing::default());
    assert_eq!(outcome.unwrap().attempts, 1);
    assert!(took < ATTEMPT, "it took {took:?}");
    assert_eq!((server.connections(), server.requests().len()), (2, 3));
}

#[test]
fn a_runtime_keeps_its_connections_while_others_come_and_go() {
    let server = Server::http1(platform);
    let client = crate::operations::client(&server.url()).build().unwrap();
    let stays = runtime();
    for others in 1..=40 {
        stays.block_on(client.call(GetThing).into_future()).unwrap();
        let other = runtime();
        other.block_on(client.call(GetThing).into_future()).unwrap();
        assert_eq!(server.connections(), 1 + others);
    }
}

#[test]
fn a_builder_of_the_program_makes_one_client_for_all_runtimes() {
    let client = |server: &Server, builder: reqwest::ClientBuilder| {
        Client::builder()
            .base_url(server.url())
            .app("cli_1", "secret")
            .http_client(builder)
            .attempt_timeout(Duration::from_millis(500))
            .build()
            .unwrap()
    };
    // A connection that has once kept a call waiting is not used any more.
    let http1 = Server::http1(platform);
    let client1 = client(&http1, reqwest::Client::builder());
    let (outcome, took) = from_a_second_runtime(&client1, CreateThing::default());
    outcome.unwrap();
    assert!(took < ATTEMPT, "it took {took:?}");
    assert_eq!((http1.connections(), http1.requests().len()), (2, 3));
    // The one of HTTP/2 is, but nothing is sent twice, nor believed to be sent.
    let http2 = Server::http2(platform);
    let client2 = client(&http2, reqwest::Client::builder().http2_prior_knowledge());
    let (outcome, _) = from_a_second_runtime(&client2, CreateThing::default());
    let error = outcome.unwrap_err();
    assert!(
        error.is_timeout() && error.was_sent() == Sent::No,
        "{error}"
    );
    assert_eq!((http2.connections(), http2.requests().len()), (1, 1));
}
