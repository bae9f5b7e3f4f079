//! What can go wrong with a token: a fetch that nobody drives, an operation that takes none, a platform in trouble.

use std::future::IntoFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use feishu_core::{
    BoxFuture, ByteStream, Client, Endpoint, ErrorCode, ErrorKind, Method, Operation, Request,
    Result, Sent, Transport, TransportError,
};
use tokio::runtime::Runtime;
use tokio::time::Instant;

use crate::scripted::{Answer, GetThing, LimitedThing, Scripted, TOKEN_PATH, Thing, UserThing};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
}

fn call(client: &Client) -> BoxFuture<'static, Result<Thing>> {
    client.call(GetThing::default()).into_future()
}

#[test]
fn a_fetch_that_nobody_drives_any_more_is_taken_over() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let (idle, busy) = (runtime(), runtime());
    // The fetch begins, and then its runtime is left alone.
    idle.block_on(async {
        let call = call(&client);
        tokio::time::timeout(Duration::from_millis(5), call)
            .await
            .unwrap_err();
    });
    busy.block_on(async {
        let start = Instant::now();
        let calls: Vec<_> = (0..20).map(|_| tokio::spawn(call(&client))).collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{:?}",
            start.elapsed()
        );
    });
    assert_eq!(platform.token_requests(), 2);
}

#[test]
fn a_fetch_whose_runtime_is_gone_is_taken_over_at_once() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let gone = runtime();
    gone.block_on(async {
        let call = call(&client);
        tokio::time::timeout(Duration::from_millis(5), call)
            .await
            .unwrap_err();
    });
    drop(gone);
    runtime().block_on(async {
        let start = Instant::now();
        call(&client).await.unwrap();
        assert!(
            start.elapsed() < Duration::from_millis(100),
            "{:?}",
            start.elapsed()
        );
    });
}

#[test]
fn a_renewal_that_nobody_drives_any_more_is_taken_over() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.client();
    let (idle, busy) = (runtime(), runtime());
    // Both clocks move alike.
    let advance = |time| {
        idle.block_on(tokio::time::advance(time));
        busy.block_on(tokio::time::advance(time));
    };
    idle.block_on(call(&client)).unwrap();
    busy.block_on(call(&client)).unwrap();
    advance(Duration::from_secs(7200 - 20 * 60));
    // A renewal begins in the background, and is left alone there before it has sent anything.
    idle.block_on(async {
        let mut call = call(&client);
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(call.as_mut().poll(&mut cx).is_pending());
    });
    // In the last minutes callers wait for it a while; when the token has expired, they need another.
    for minutes in [18, 3] {
        busy.block_on(tokio::time::advance(Duration::from_secs(minutes * 60)));
        busy.block_on(async {
            let start = Instant::now();
            call(&client).await.unwrap();
            let took = start.elapsed();
            assert!(took < Duration::from_secs(10), "{took:?}");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_renewal_does_not_keep_a_good_token_from_being_used() {
    let mut fetches = 0;
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => {
            fetches += 1;
            if fetches == 1 {
                Answer::token("t-1", 7200)
            } else {
                Answer::Never
            }
        }
        _ => Answer::ok(),
    });
    let client = platform.client();
    call(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(7200 - 2 * 60)).await;
    let start = Instant::now();
    for _ in 0..20 {
        call(&client).await.unwrap();
    }
    // The first waits a while for the renewal, and the others do not.
    assert!(
        start.elapsed() < Duration::from_secs(7),
        "{:?}",
        start.elapsed()
    );
}

/// An operation that refuses the tenant token, though it is documented to take it.
struct Refusing<const N: usize>;

impl<const N: usize> Endpoint for Refusing<N> {
    const OPERATION: &'static Operation = &Operation::new(
        ["test.v1.refusing.0", "test.v1.refusing.1"][N],
        Method::Get,
        ["/open-apis/test/refusing/0", "/open-apis/test/refusing/1"][N],
    )
    .tokens(&[feishu_core::TokenKind::Tenant]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

/// A platform that repeats its token, and of which some operations refuse it.
fn refusing() -> Scripted {
    Scripted::numbered_by(|seen| match seen.target.as_str() {
        target if target.contains("refusing") => {
            Answer::refused(400, 99991663, "Invalid access token for authorization")
        }
        _ => Answer::ok(),
    })
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_takes_no_tenant_token_does_not_cost_the_others_theirs() {
    let platform = refusing();
    let client = platform.client();
    call(&client).await.unwrap();
    for _ in 0..50 {
        let error = client.call(Refusing::<0>).await.unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode(99991663)), "{error}");
        call(&client).await.unwrap();
    }
    assert_eq!(platform.token_requests(), 2);
    // Each operation may find out for itself.
    for _ in 0..50 {
        client.call(Refusing::<1>).await.unwrap_err();
    }
    assert_eq!(platform.token_requests(), 3);
    assert_eq!(platform.calls().len(), 151, "a refused call was repeated");
}

#[tokio::test(start_paused = true)]
async fn callers_with_a_dead_token_that_comes_back_the_same_make_one_token_request() {
    // The answers come one after the other: while the token is fetched again, or when it is there already.
    for fetch in [10, 500] {
        let late = Arc::new(AtomicUsize::new(0));
        let platform = Scripted::numbered_by(|_| {
            Answer::refused(400, 99991663, "Invalid access token for authorization")
        })
        .answering_after_by(move |seen| match seen.target.as_str() {
            TOKEN_PATH => Duration::from_millis(fetch),
            _ => {
                let before = late.fetch_add(1, Ordering::Relaxed);
                Duration::from_millis(10 + 20 * before as u64)
            }
        });
        let client = platform.client();
        let calls: Vec<_> = (0..64).map(|_| tokio::spawn(call(&client))).collect();
        for call in calls {
            assert!(call.await.unwrap().unwrap_err().is_auth());
        }
        assert_eq!(platform.token_requests(), 2, "one, and one more");
    }
}

#[tokio::test(start_paused = true)]
async fn a_platform_in_trouble_refuses_nobody() {
    let troubles = [
        (500, 1, "internal error"),
        (429, 99991400, "slow down"),
        (429, 99991403, "quota exceeded"),
        (200, 1000003, "internal service error"),
    ];
    for (status, code, msg) in troubles {
        let platform = Scripted::new(move |_| Answer::refused(status, code, msg));
        let error = call(&platform.client()).await.unwrap_err();
        assert!(!error.is_auth(), "{error}");
    }
    let platform = Scripted::new(|_| Answer::refused(200, 10015, "wrong app secret"));
    assert!(call(&platform.client()).await.unwrap_err().is_auth());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_a_service_does_not_accept_is_replaced_once() {
    for code in [20005, 20006, 20013, 20014] {
        let mut issued = 0;
        let platform = Scripted::new(move |seen| match seen.token.as_deref() {
            _ if seen.target == TOKEN_PATH => {
                issued += 1;
                Answer::token(&format!("t-{issued}"), 7200)
            }
            Some("t-1") => Answer::refused(400, code, "expired"),
            _ => Answer::ok(),
        });
        call(&platform.client()).await.unwrap();
        assert_eq!(platform.token_requests(), 2, "{code}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_response_without_a_token_tells_where_it_came_from() {
    for body in [
        r#"{"code":0,"msg":"ok"}"#,
        r#"{"code":0,"tenant_access_token":"t","expire":0}"#,
    ] {
        let platform = Scripted::new(move |_| Answer::json(200, body));
        let error = call(&platform.client()).await.unwrap_err();
        assert_eq!(
            (error.operation(), error.http_status(), error.log_id()),
            (
                Some("auth.v3.auth.tenant_access_token_internal"),
                Some(200),
                Some("2026LOG")
            ),
            "{error}"
        );
        assert!(
            error.kind() == ErrorKind::UnexpectedResponse && error.was_sent() == Sent::No,
            "{error}"
        );
    }
}

/// An operation that takes no token.
struct Open;

impl Endpoint for Open {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.thing.open", Method::Get, "/open-apis/test/open");
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION))
    }
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_takes_no_token_gets_none() {
    let platform = Scripted::numbered(|_| Answer::ok());
    platform.client().call(Open).await.unwrap();
    let user = platform.builder().user_token("u-1").build().unwrap();
    user.call(Open).await.unwrap();
    assert!(platform.calls().iter().all(|seen| seen.token.is_none()));
    assert_eq!(platform.token_requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_empty_token_is_not_sent() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let empty = platform.builder().tenant_token("").build().unwrap();
    let calls = [
        platform.client().call(UserThing).as_user("").into_future(),
        platform
            .client()
            .call(UserThing)
            .as_user(" \n")
            .into_future(),
        call(&empty),
    ];
    for call in calls {
        let error = call.await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::Configuration
                && error.to_string().contains("the access token is empty"),
            "{error}"
        );
    }
    assert!(platform.seen().is_empty());
}

/// A transport that has a fault.
#[derive(Debug)]
struct Panicking(AtomicBool);

impl Transport for Panicking {
    fn send(
        &self,
        _: http::Request<feishu_core::Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async {
            if self.0.swap(false, Ordering::Relaxed) {
                panic!("index out of bounds");
            }
            Err(TransportError::connect("connection refused"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_a_fetch_is_told_as_one() {
    let client = Client::builder()
        .app("cli_test", "app-secret-text")
        .transport(Panicking(AtomicBool::new(true)))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..10).map(|_| tokio::spawn(call(&client))).collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err().to_string();
        assert!(error.contains("panicked: index out of bounds"), "{error}");
    }
    // It does not stay broken.
    assert!(call(&client).await.unwrap_err().is_connect());
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_in_the_queue_is_replaced_before_the_place_is_taken() {
    // Each token lives for ten seconds, and each fetch takes two: a call that took its place first would leave late.
    let mut issued = 0;
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => {
            issued += 1;
            Answer::token(&format!("t-{issued}"), 10)
        }
        _ => Answer::ok(),
    })
    .answering_after_by(|seen| match seen.target.as_str() {
        TOKEN_PATH => Duration::from_secs(2),
        _ => Duration::from_millis(10),
    });
    let client = platform.client();
    let calls: Vec<_> = (0..200)
        .map(|_| tokio::spawn(client.call(LimitedThing).into_future()))
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let seen = platform.calls();
    for (index, first) in seen.iter().enumerate() {
        let second = first.at..first.at + Duration::from_secs(1);
        let inside = seen[index..]
            .iter()
            .filter(|seen| second.contains(&seen.at))
            .count();
        assert!(inside <= 5, "{inside} calls in a second");
    }
    let tokens: std::collections::BTreeSet<_> =
        seen.into_iter().filter_map(|seen| seen.token).collect();
    assert!(tokens.len() > 3, "{tokens:?}");
}
