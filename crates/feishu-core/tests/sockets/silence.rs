//! Servers that keep silent: what is known to have stayed here is repeated, and nothing else is.

use std::time::Duration;

use feishu_core::{ClientBuilder, Endpoint, Error, Sent};

use crate::operations::{CreateThing, GetThing, OK, client, twice};
use crate::server::{Reply, Server};

fn impatient(base_url: &str) -> ClientBuilder {
    client(base_url)
        .attempt_timeout(Duration::from_millis(300))
        .retry(twice())
}

async fn fails<E: Endpoint>(client: &feishu_core::Client, request: E) -> Error
where
    E::Output: std::fmt::Debug,
{
    let error = client.call(request).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    error
}

/// A port where connections stay in the queue of the system, which is full.
#[cfg(target_os = "linux")]
struct FullPort {
    address: std::net::SocketAddr,
    _listener: tokio::net::TcpListener,
    _queued: Vec<tokio::net::TcpStream>,
}

#[cfg(target_os = "linux")]
impl FullPort {
    async fn open() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        loop {
            let connect = tokio::net::TcpStream::connect(address);
            match tokio::time::timeout(Duration::from_millis(200), connect).await {
                Ok(stream) => queued.push(stream.unwrap()),
                Err(_) => break,
            }
        }
        Self {
            address,
            _listener: listener,
            _queued: queued,
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_call_that_waits_for_a_connection_has_not_been_sent() {
    let port = FullPort::open().await;
    let client = impatient(&format!("http://{}", port.address))
        .build()
        .unwrap();
    let read = fails(&client, GetThing).await;
    assert_eq!((read.was_sent(), read.attempts()), (Sent::No, 2), "{read}");
    let write = fails(&client, CreateThing::default()).await;
    assert_eq!(
        (write.was_sent(), write.attempts()),
        (Sent::No, 2),
        "{write}"
    );
}

#[tokio::test]
async fn a_call_that_waits_for_tls_has_not_been_sent() {
    let server = Server::start(|stream, _| async move {
        let _stream = stream;
        std::future::pending().await
    });
    let client = impatient(&format!("https://{}", server.address))
        .build()
        .unwrap();
    let write = fails(&client, CreateThing::default()).await;
    assert_eq!(
        (write.was_sent(), write.attempts()),
        (Sent::No, 2),
        "{write}"
    );
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_call_that_the_server_has_read_may_have_been_sent() {
    let server = Server::http1(|_| Reply::Nothing);
    let client = impatient(&server.url()).build().unwrap();
    let write = fails(&client, CreateThing::default()).await;
    assert_eq!(
        (write.was_sent(), write.attempts()),
        (Sent::Maybe, 1),
        "{write}"
    );
    assert_eq!(server.requests().len(), 1);
    let read = fails(&client, GetThing).await;
    assert_eq!(
        (read.was_sent(), read.attempts()),
        (Sent::Maybe, 2),
        "{read}"
    );
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn a_call_on_a_connection_that_has_died_may_have_been_sent() {
    let deaf = |request: &str| match request.starts_with("GET") {
        true => Reply::Json(OK),
        false => Reply::Nothing,
    };
    let prior_knowledge = || reqwest::Client::builder().http2_prior_knowledge();
    let http1 = Server::http1(deaf);
    let http2 = Server::http2(deaf);
    let clients = [
        (&http1, impatient(&http1.url())),
        (
            &http2,
            impatient(&http2.url()).reqwest_builder(prior_knowledge),
        ),
    ];
    for (server, builder) in clients {
        let client = builder.build().unwrap();
        client.call(GetThing).await.unwrap();
        let write = fails(&client, CreateThing::default()).await;
        assert_eq!(
            (write.was_sent(), write.attempts()),
            (Sent::Maybe, 1),
            "{write}"
        );
        assert_eq!(server.connections(), 1, "the connection was not used again");
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn a_call_that_the_server_takes_and_does_not_read_may_have_been_sent() {
    let server = Server::start(|stream, _| async move {
        let _stream = stream;
        std::future::pending().await
    });
    let client = impatient(&server.url()).build().unwrap();
    let write = fails(&client, CreateThing::default()).await;
    assert_eq!(
        (write.was_sent(), write.attempts()),
        (Sent::Maybe, 1),
        "{write}"
    );
}
