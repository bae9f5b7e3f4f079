//! Several runtimes: one that is not driven any more does not hold up the others.

use std::time::{Duration, Instant};

use feishu_core::{Client, Endpoint, Response, Result};

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
    let (http1, http2) = (Server::http1(platform), Server::http2(platform));
    let ours = |server: &Server| {
        Client::builder()
            .base_url(server.url())
            .app("cli_1", "secret")
            .attempt_timeout(ATTEMPT)
    };
    let prior_knowledge = || reqwest::Client::builder().http2_prior_knowledge();
    let clients = [
        (&http1, ours(&http1)),
        (
            &http1,
            ours(&http1).reqwest_builder(reqwest::Client::builder),
        ),
        (&http2, ours(&http2).reqwest_builder(prior_knowledge)),
    ];
    for (server, builder) in clients {
        let (connections, requests) = (server.connections(), server.requests().len());
        let client = builder.build().unwrap();
        let (outcome, took) = from_a_second_runtime(&client, CreateThing::default());
        assert_eq!(outcome.unwrap().attempts, 1);
        assert!(took < ATTEMPT, "it took {took:?}");
        assert_eq!(server.connections() - connections, 2);
        assert_eq!(server.requests().len() - requests, 3);
    }
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
