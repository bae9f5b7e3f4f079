//! Connections that do not come about or break, and servers that keep silent.

use feishu_core::{ErrorKind, Sent};

use super::{
    SHORT, Step, fails, holds, impatient, json, ok, reset_after, response, send, serve, to,
};
use crate::operations::{CreateThing, GetThing, OK, OrderThing, client, twice};
use crate::server::Server;

/// A write that does not fit into one packet.
fn long() -> CreateThing {
    CreateThing {
        name: "x".repeat(8 << 20),
    }
}

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap();
    drop(free);
    let client = client(&format!("http://{nobody}"))
        .retry(twice())
        .build()
        .unwrap();
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::Connect,
        Sent::No,
        2,
    );
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Connect, Sent::No, 2);
}

#[tokio::test]
async fn an_unknown_host_is_asked_for_again() {
    let client = client("http://no-such-host.invalid")
        .retry(twice())
        .build()
        .unwrap();
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::Connect,
        Sent::No,
        2,
    );
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Connect, Sent::No, 2);
}

#[tokio::test]
async fn a_reset_before_the_request_is_read_leaves_its_outcome_open() {
    // The request has arrived, and nobody has read it.
    let server = Server::start(|stream, _| async move {
        tokio::time::sleep(SHORT / 6).await;
        stream.set_zero_linger().unwrap();
    });
    let client = to(&server);
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::Connection,
        Sent::Maybe,
        2,
    );
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Connection, Sent::Maybe, 1);
    // It depends on who is faster whether any of it has left; what has not is sent again.
    let server = reset_after(0);
    let client = to(&server);
    for _ in 0..20 {
        assert_eq!(fails(&client, GetThing).await.attempts(), 2);
        let write = fails(&client, CreateThing::default()).await;
        match write.was_sent() {
            Sent::No => assert_eq!(write.attempts(), 2, "{write:?}"),
            sent => assert_eq!(sent, Sent::Maybe, "{write:?}"),
        }
    }
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_request_leaves_its_outcome_open() {
    let server = reset_after(100_000);
    let client = to(&server);
    holds(
        &fails(&client, long()).await,
        ErrorKind::Connection,
        Sent::Maybe,
        1,
    );
    assert_eq!(server.requests().len(), 1);
    // A read is hardly ever that long: it is broken off in the middle of its head.
    let server = reset_after(20);
    let read = fails(&to(&server), GetThing).await;
    holds(&read, ErrorKind::Connection, Sent::Maybe, 2);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_reset_after_a_request_leaves_its_outcome_open() {
    for end in [Step::Reset, Step::Close] {
        let server = serve(move |_, _| vec![end.clone()]);
        let client = to(&server);
        holds(
            &fails(&client, GetThing).await,
            ErrorKind::Connection,
            Sent::Maybe,
            2,
        );
        let write = fails(&client, CreateThing::default()).await;
        holds(&write, ErrorKind::Connection, Sent::Maybe, 1);
        assert_eq!(server.requests().len(), 3);
    }
}

#[tokio::test]
async fn a_write_with_a_key_is_repeated_with_the_same_key() {
    // The first attempt of each call is done, perhaps, and nobody hears of it.
    let server = serve(|before, _| match before % 2 {
        0 => vec![Step::Close],
        _ => ok(),
    });
    let client = to(&server);
    let own = OrderThing {
        client_token: Some("mine".to_owned()),
    };
    for request in [OrderThing::default(), OrderThing::default(), own] {
        client.call(request).await.unwrap();
    }
    let sent = server.requests();
    let keys: Vec<_> = sent.iter().map(|request| key(request)).collect();
    let [first, again, second, and_again, own, own_again] = &keys[..] else {
        panic!("{keys:?}");
    };
    assert_eq!([first, second, own], [again, and_again, own_again]);
    assert_ne!(first, second, "another call has another key");
    assert_eq!(first.len(), 36, "{first}");
    assert_eq!(own, "mine");
    // Where no attempt is answered, nobody knows what has become of it.
    let server = serve(|_, _| vec![Step::Close]);
    let write = fails(&to(&server), OrderThing::default()).await;
    holds(&write, ErrorKind::Connection, Sent::Maybe, 2);
    let [first, again] = &server.requests()[..] else {
        panic!("{write:?}");
    };
    assert_eq!(first, again);
}

/// The key in the body of a request.
fn key(request: &str) -> String {
    let (_, body) = request.split_once("\n\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    body["client_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_connection_that_the_server_has_closed_is_not_used_again() {
    let server = serve(|_, _| vec![json(200, OK), Step::Close]);
    let client = to(&server);
    for number in 1..=3 {
        client.call(CreateThing::default()).await.unwrap();
        assert_eq!(server.requests().len(), number);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_head_that_does_not_come_leaves_the_outcome_open() {
    let server = serve(|_, _| vec![Step::Stall]);
    let client = to(&server);
    let read = fails(&client, GetThing).await;
    holds(&read, ErrorKind::Timeout, Sent::Maybe, 2);
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Timeout, Sent::Maybe, 1);
}

#[tokio::test]
async fn json_that_stops_coming_is_known_to_be_an_answer() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 40\r\nx-tt-logid: log-7\r\n\r\n{\"code\":";
    let server = serve(move |_, _| vec![send(head), Step::Stall]);
    let client = to(&server);
    let read = fails(&client, GetThing).await;
    holds(&read, ErrorKind::Timeout, Sent::Yes, 2);
    assert_eq!(
        (read.http_status(), read.log_id()),
        (Some(200), Some("log-7"))
    );
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::Timeout, Sent::Yes, 1);
}

#[tokio::test]
async fn json_of_a_known_length_that_is_cut_off_is_fetched_again() {
    let half = [
        "HTTP/1.1 200 OK\r\ncontent-length: 40\r\n\r\n{\"code\":0",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{\"code\":0\r\n",
    ];
    for half in half {
        for end in [Step::Close, Step::Reset] {
            let steps = vec![send(half), Step::Pause(SHORT / 10), end];
            let server = serve(move |before, _| if before == 1 { ok() } else { steps.clone() });
            let client = to(&server);
            assert_eq!(client.call(GetThing).await.unwrap().name, "x");
            assert_eq!(server.requests().len(), 2);
            let write = fails(&client, CreateThing::default()).await;
            holds(&write, ErrorKind::Connection, Sent::Yes, 1);
            assert_eq!(write.http_status(), Some(200));
        }
    }
}

#[tokio::test]
async fn json_of_an_unknown_length_that_is_cut_off_is_not_the_platforms() {
    let half = "HTTP/1.1 200 OK\r\n\r\n{\"code\":0";
    let server = serve(move |_, _| vec![send(half), Step::Close]);
    let client = to(&server);
    holds(
        &fails(&client, GetThing).await,
        ErrorKind::UnexpectedResponse,
        Sent::Yes,
        1,
    );
    let write = fails(&client, CreateThing::default()).await;
    holds(&write, ErrorKind::UnexpectedResponse, Sent::Yes, 1);
}

#[tokio::test]
async fn informational_responses_are_passed_over() {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    let server = serve(move |_, _| vec![send(early), response(200, "", OK)]);
    let client = impatient(&server).build().unwrap();
    client.call(CreateThing::default()).await.unwrap();
}
