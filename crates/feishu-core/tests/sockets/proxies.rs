//! Proxies that the environment names: each case in a process of its own, since an environment is shared by all tests.

use std::process::Command;

use feishu_core::{Client, ErrorKind};

use crate::children::{only, passes, this};
use crate::operations::{GetThing, OK, client};
use crate::server::{Reply, Server};

/// Where nobody listens.
const DEAD: &str = "http://127.0.0.1:1";

fn platform() -> Server {
    Server::http1(|_| Reply::Json(OK))
}

/// A process that is to make one call, or to fail at it.
fn process(test: &str, base_url: &str) -> Command {
    let mut program = this();
    only(&mut program, &format!("proxies::{test}")).env("FEISHU_TEST_URL", base_url);
    program
}

fn base_url() -> Option<String> {
    std::env::var("FEISHU_TEST_URL").ok()
}

#[tokio::test]
#[ignore = "a process that other tests start"]
async fn calls() {
    let Some(base_url) = base_url() else { return };
    let client = client(&base_url).build().unwrap();
    assert_eq!(client.call(GetThing).await.unwrap().name, "x");
}

#[tokio::test]
#[ignore = "a process that other tests start"]
async fn is_refused() {
    let Some(base_url) = base_url() else { return };
    let error = Client::builder().base_url(base_url).build().unwrap_err();
    let told = error.to_string();
    let name = std::env::var("FEISHU_TEST_NAMES").unwrap();
    assert!(error.kind() == ErrorKind::Configuration, "{told}");
    for word in [name.as_str(), "`socks`", "`NO_PROXY`"] {
        assert!(told.contains(word), "{told}");
    }
    assert!(!told.contains("secret-text"), "{told}");
}

#[test]
fn this_machine_is_reached_directly() {
    let server = platform();
    let port = server.address.port();
    for base_url in [server.url(), format!("http://localhost:{port}")] {
        for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
            for proxy in [DEAD, "socks5://127.0.0.1:1"] {
                passes(process("calls", &base_url).env(name, proxy));
            }
        }
    }
    assert_eq!(server.requests().len(), 16);
}

#[test]
fn another_machine_is_reached_by_a_proxy() {
    let proxy = platform();
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        passes(process("calls", "http://feishu.invalid").env(name, proxy.url()));
    }
    let requests = proxy.requests();
    assert_eq!(requests.len(), 4);
    assert!(
        requests[0].starts_with("GET http://feishu.invalid/open-apis/"),
        "{requests:?}"
    );
}

#[cfg(not(feature = "socks"))]
#[test]
fn a_proxy_that_speaks_socks_is_refused_by_name() {
    let cases = [
        ("https://feishu.invalid", "ALL_PROXY", "socks5"),
        ("https://feishu.invalid", "all_proxy", "socks4"),
        ("https://feishu.invalid", "HTTPS_PROXY", "socks5h"),
        ("http://feishu.invalid", "http_proxy", "socks4a"),
        ("http://feishu.invalid", "ALL_PROXY", "socks5"),
    ];
    for (base_url, name, scheme) in cases {
        let proxy = format!("{scheme}://me:secret-text@127.0.0.1:1080");
        let mut program = process("is_refused", base_url);
        passes(program.env(name, &proxy).env("FEISHU_TEST_NAMES", name));
    }
    // Another proxy goes before it.
    let proxy = platform();
    let mut program = process("calls", "http://feishu.invalid");
    program.env("ALL_PROXY", "socks5://127.0.0.1:1");
    passes(program.env("HTTP_PROXY", proxy.url()));
    assert_eq!(proxy.requests().len(), 1);
}

/// A proxy that speaks SOCKS 5 and is itself whatever host is asked for.
#[cfg(feature = "socks")]
fn socks() -> Server {
    use std::sync::Arc;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    Server::start(|mut stream, log| async move {
        let mut greeting = [0; 3];
        stream.read_exact(&mut greeting).await.unwrap();
        assert_eq!(greeting, [5, 1, 0]);
        stream.write_all(&[5, 0]).await.unwrap();
        // Version, command, nothing, a name; its length, itself, the port.
        let mut head = [0; 5];
        stream.read_exact(&mut head).await.unwrap();
        assert_eq!(head[..4], [5, 1, 0, 3]);
        let mut rest = vec![0; usize::from(head[4]) + 2];
        stream.read_exact(&mut rest).await.unwrap();
        let name = String::from_utf8_lossy(&rest[..rest.len() - 2]).into_owned();
        log.book(name);
        stream
            .write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
            .await
            .unwrap();
        let answer: crate::server::Answer = Arc::new(|_| Reply::Json(OK));
        crate::server::speak_http1(stream, log, answer).await;
    })
}

#[cfg(feature = "socks")]
#[test]
fn another_machine_is_reached_by_a_proxy_that_speaks_socks() {
    let proxy = socks();
    let url = format!("socks5h://{}", proxy.address);
    passes(process("calls", "http://feishu.invalid").env("ALL_PROXY", url));
    let requests = proxy.requests();
    assert_eq!(requests[0], "feishu.invalid");
    assert!(requests[1].starts_with("GET /open-apis/"), "{requests:?}");
}
