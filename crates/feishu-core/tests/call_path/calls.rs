//! The call path: what is repeated, what is waited for, and what an error tells.

use std::time::Duration;

use crate::scripted::{Answer, CreateThing, GetThing, Scripted, Thing, UploadThing, UserThing};
use feishu_core::{
    CallOptions, ErrorCode, ErrorKind, FileSource, RetryPolicy, Sent, TransportError,
};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn options_that_are_set_up_once_go_to_many_calls() {
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::ok(),
        _ => Answer::json(503, "unavailable"),
    });
    let client = platform.client();
    let options = CallOptions::default()
        .as_user("u-1")
        .retry(RetryPolicy::never());
    let get = |token: &str| {
        let token = token.to_owned();
        client
            .call(GetThing { token })
            .with_options(options.clone())
    };
    get("a").await.unwrap();
    get("b").await.unwrap_err();
    let calls = platform.calls();
    let tokens: Vec<_> = calls.iter().map(|call| call.token.as_deref()).collect();
    assert_eq!(tokens, [Some("u-1"), Some("u-1")]);
}

#[tokio::test(start_paused = true)]
async fn a_call_carries_what_the_platform_expects() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let response = platform
        .client()
        .call(CreateThing {
            name: "季度".into(),
        })
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.value,
        Thing {
            name: "x".into(),
            size: 0
        }
    );
    assert_eq!(
        (
            response.status,
            response.attempts,
            response.log_id.as_deref()
        ),
        (200, 1, Some("2026LOG"))
    );
    let calls = platform.calls();
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (calls[0].method.as_str(), calls[0].target.as_str()),
        ("POST", "/open-apis/test/things")
    );
    assert_eq!(
        (calls[0].token.as_deref(), calls[0].body.as_str()),
        (Some("t-good"), r#"{"name":"季度"}"#)
    );
}

#[tokio::test(start_paused = true)]
async fn an_unknown_outcome_is_repeated_only_where_that_does_no_harm() {
    type Fault = fn() -> Answer;
    let faults: [(&str, Fault); 5] = [
        ("5xx", || Answer::refused(500, 1069901, "internal error")),
        ("502 page", || {
            Answer::response(502, "text/html", "<html>bad gateway</html>")
        }),
        ("5xx with code 0", || {
            Answer::json(503, r#"{"code":0,"msg":"ok","data":{}}"#)
        }),
        ("broken", || {
            Answer::Fail(TransportError::broken("connection reset by peer"))
        }),
        ("timeout", || Answer::Never),
    ];
    for (name, fault) in faults {
        let failing_twice = move |number| if number <= 2 { fault() } else { Answer::ok() };
        let platform = Scripted::numbered(failing_twice);
        platform
            .client()
            .call(GetThing::default())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(platform.calls().len(), 3, "{name}");

        let platform = Scripted::numbered(failing_twice);
        let error = platform
            .client()
            .call(CreateThing::default())
            .await
            .unwrap_err();
        assert_eq!(platform.calls().len(), 1, "{name}: {error}");
        assert_ne!(error.was_sent(), Sent::No, "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_always_repeated() {
    let platform = Scripted::numbered(|number| match number {
        1..=2 => Answer::Fail(TransportError::connect("connection refused")),
        _ => Answer::ok(),
    });
    platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap();
    assert_eq!(platform.calls().len(), 3);

    let platform =
        Scripted::numbered(|_| Answer::Fail(TransportError::connect("connection refused")));
    let error = platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap_err();
    assert!(
        error.is_connect() && error.was_sent() == Sent::No && error.attempts() == 4,
        "{error}"
    );
    assert_eq!(
        error.to_string(),
        "test.v1.thing.create: no connection to https://open.feishu.cn (4 attempts): check the network, the base URL, \
         and the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY may name"
    );
    assert!(
        format!("{error:#}").ends_with("may name: connection refused"),
        "{error:#}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_one_line_that_names_everything() {
    let platform = Scripted::numbered(|_| Answer::refused(403, 1069902, "no\\npermission"));
    let token = "a".repeat(31);
    let error = platform
        .client()
        .call(GetThing { token })
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "test.v1.thing.get: no permission (code 1069902, http 403, log_id 2026LOG): token: 31 characters, documented \
         maximum 27"
    );
    assert!(error.is_permission() && error.code() == Some(ErrorCode(1069902)));
    assert_eq!(
        platform.calls().len(),
        1,
        "a documented rule stopped the call, or a refusal was repeated"
    );
}

#[tokio::test(start_paused = true)]
async fn documented_rules_are_enforced_up_front_only_on_demand() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform
        .builder()
        .check_before_sending(true)
        .build()
        .unwrap();
    let error = client
        .call(GetThing {
            token: "a".repeat(31),
        })
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::InvalidRequest
            && error.was_sent() == Sent::No
            && error.violations().len() == 1,
        "{error}"
    );
    assert!(platform.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_success_status_with_a_code_is_an_error() {
    let platform = Scripted::numbered(|_| Answer::refused(200, 1061045, "can retry."));
    let error = platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.http_status()),
        (Some(ErrorCode(1061045)), Some(200))
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_not_an_envelope_is_an_error_with_an_excerpt() {
    for body in [
        "<html>welcome</html>",
        "{}",
        "[]",
        "null",
        "",
        r#"{"msg":"ok"}"#,
    ] {
        let body = body.to_owned();
        let platform = Scripted::numbered(move |_| Answer::response(200, "text/html", &body));
        let error = platform
            .client()
            .call(GetThing::default())
            .await
            .unwrap_err();
        assert!(
            error.kind() == ErrorKind::UnexpectedResponse
                && error
                    .to_string()
                    .contains("something other than the platform's JSON"),
            "{error}"
        );
        assert_eq!(
            (error.log_id(), platform.calls().len()),
            (Some("2026LOG"), 1)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_absent_payload_is_an_empty_one() {
    for data in [
        "",
        r#","data":null"#,
        r#","data":{}"#,
        r#","data":{"future":[1,{"a":null}]}"#,
    ] {
        let body = format!(r#"{{"code":0,"msg":"success"{data}}}"#);
        let platform = Scripted::numbered(move |_| Answer::json(200, &body));
        assert_eq!(
            platform.client().call(GetThing::default()).await.unwrap(),
            Thing::default()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_size_beyond_32_bits_is_read() {
    let platform =
        Scripted::numbered(|_| Answer::json(200, r#"{"code":0,"data":{"size":3221225472000}}"#));
    assert_eq!(
        platform
            .client()
            .call(GetThing::default())
            .await
            .unwrap()
            .size,
        3_221_225_472_000
    );
}

#[tokio::test(start_paused = true)]
async fn the_operation_timeout_covers_everything() {
    let platform = Scripted::numbered(|_| Answer::Never);
    let start = Instant::now();
    let error = platform
        .client()
        .call(GetThing::default())
        .timeout(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert!(
        error.is_timeout() && error.was_sent() == Sent::Maybe,
        "{error}"
    );
    assert_eq!((start.elapsed().as_secs(), platform.calls().len()), (5, 1));

    // A wait that would not end in time is not begun.
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "request trigger frequency limit")
            .header("x-ogw-ratelimit-reset", 52)
    });
    let start = Instant::now();
    let error = platform
        .client()
        .call(GetThing::default())
        .timeout(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert!(
        error.is_rate_limited() && start.elapsed() < Duration::from_secs(1),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn retries_can_be_switched_off() {
    let platform = Scripted::numbered(|_| Answer::refused(500, 1, "x"));
    let call = platform
        .client()
        .call(GetThing::default())
        .retry(RetryPolicy::never());
    assert_eq!(call.await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_upload_is_whole_in_every_attempt() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    std::fs::write(&path, "a,b\n1,2\n").unwrap();
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::refused(503, 1, "unavailable"),
        _ => Answer::ok(),
    });
    platform
        .client()
        .call(UploadThing {
            file: FileSource::path(&path),
        })
        .await
        .unwrap();
    let calls = platform.calls();
    assert_eq!(calls.len(), 2);
    for call in calls {
        assert!(
            call.body.contains("\r\n\r\na,b\n1,2\n\r\n") && call.body.contains("\r\n\r\n8\r\n"),
            "{}",
            call.body
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_read_is_named() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let error = platform
        .client()
        .call(UploadThing {
            file: FileSource::path("no/such.csv"),
        })
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::LocalFile && error.to_string().contains("no/such.csv"),
        "{error}"
    );
    assert!(platform.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn missing_credentials_are_told_with_the_remedy() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let error = platform.client().call(UserThing).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::Configuration && error.to_string().contains("`as_user`"),
        "{error}"
    );
    platform
        .client()
        .call(UserThing)
        .as_user("u-1")
        .await
        .unwrap();
    assert_eq!(platform.calls()[0].token.as_deref(), Some("u-1"));

    let nobody = feishu_core::Client::builder()
        .transport(platform.clone())
        .build()
        .unwrap();
    let error = nobody.call(GetThing::default()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("give the app's id and secret with `app`"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_in_trouble_is_left_alone_as_long_as_it_asks() {
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::refused(503, 1, "unavailable").header("retry-after", 30),
        _ => Answer::ok(),
    });
    platform.client().call(GetThing::default()).await.unwrap();
    let calls = platform.calls();
    assert!(calls[1].at - calls[0].at >= Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn what_an_earlier_attempt_may_have_done_is_not_forgotten() {
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::Fail(TransportError::broken("connection reset by peer")),
        _ => Answer::Fail(TransportError::connect("connection refused")),
    });
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    assert!(
        error.is_connect() && error.was_sent() == Sent::Maybe,
        "{error}"
    );

    // A refusal for too many calls did nothing.
    let platform = Scripted::numbered(|number| match number {
        1 => Answer::refused(429, 99991400, "request trigger frequency limit"),
        _ => Answer::Fail(TransportError::connect("connection refused")),
    });
    let error = platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap_err();
    assert!(
        error.is_connect() && error.was_sent() == Sent::No,
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_operation_timeout_is_told_with_its_own_figure() {
    let platform = Scripted::numbered(|_| Answer::Never);
    let error = platform
        .client()
        .call(GetThing::default())
        .timeout(Duration::from_secs(5))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("operation timeout of 5s: raise `timeout`"),
        "{error}"
    );
    let error = platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("attempt timeout of 30s: raise `attempt_timeout`"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn an_upload_that_moves_is_not_given_up() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    std::fs::write(&path, vec![b'x'; 1_200_000]).unwrap();
    // The transport takes a piece of 256 KiB every 20 seconds.
    let platform =
        Scripted::numbered(|_| Answer::ok()).taking_pieces_after(Duration::from_secs(20));
    let start = Instant::now();
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let telling = std::sync::Arc::clone(&told);
    let upload = platform.client().call(UploadThing {
        file: FileSource::path(path),
    });
    upload
        .on_progress(move |transfer| {
            telling
                .lock()
                .unwrap()
                .push((transfer.done, transfer.total))
        })
        .await
        .unwrap();
    assert!(start.elapsed() > Duration::from_secs(60));
    let told = told.lock().unwrap();
    assert_eq!(
        (told[0], told[told.len() - 1]),
        ((262_144, Some(1_200_000)), (1_200_000, Some(1_200_000)))
    );
}

#[tokio::test(start_paused = true)]
async fn no_number_is_too_large() {
    let huge = Answer::refused(429, 99991400, "x").header("x-ogw-ratelimit-reset", u64::MAX);
    let mut huge = Some(huge);
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        crate::scripted::TOKEN_PATH => Answer::token("t-1", i64::MAX as u64),
        "/open-apis/test/things?token=" => huge.take().unwrap_or_else(Answer::ok),
        _ => Answer::ok(),
    });
    let policy = RetryPolicy::default()
        .longest_rate_wait(Duration::MAX)
        .waits(Duration::MAX, Duration::MAX);
    let client = platform
        .builder()
        .retry(policy)
        .attempt_timeout(Duration::MAX)
        .idle_timeout(Duration::MAX)
        .operation_timeout(Duration::MAX)
        .build()
        .unwrap();
    client.call(CreateThing::default()).await.unwrap();
    client
        .call(GetThing::default())
        .timeout(Duration::from_secs(1))
        .await
        .unwrap_err();
    client
        .call(UserThing)
        .as_user("u-1")
        .timeout(Duration::MAX)
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_comes_from_outside_does_not_break_the_line() {
    let platform = Scripted::numbered(|_| {
        Answer::json(
            400,
            r#"{"code":99992402,"msg":"field\nvalidation","error":{"field_violations":[
                {"field":"name","value":"x","description":"too\r\nlong\u001b[31m"}]}}"#,
        )
    });
    let error = platform
        .client()
        .call(CreateThing::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("name: too long[31m") && !error.contains(char::is_control),
        "{error:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_told() {
    let platform = Scripted::numbered(|_| {
        Answer::response(307, "text/html", "")
            .header("location", "https://elsewhere.example.com/x?token=secret")
    });
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("redirects to https://elsewhere.example.com/x,"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_client_with_a_user_can_still_call_as_its_app() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform.builder().user_token("u-1").build().unwrap();
    client.call(GetThing::default()).await.unwrap();
    client.call(GetThing::default()).as_app().await.unwrap();
    client.call(CreateThing::default()).await.unwrap();
    let tokens: Vec<_> = platform
        .calls()
        .into_iter()
        .filter_map(|seen| seen.token)
        .collect();
    assert_eq!(tokens, ["u-1", "t-good", "t-good"]);
}

#[tokio::test(start_paused = true)]
async fn the_user_agent_has_the_programs_name() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let client = platform
        .builder()
        .user_agent("my-tool/1.2")
        .build()
        .unwrap();
    client.call(GetThing::default()).await.unwrap();
    assert!(
        platform.calls()[0].user_agent.ends_with(" my-tool/1.2"),
        "{}",
        platform.calls()[0].user_agent
    );
    assert!(
        platform
            .builder()
            .user_agent("line\nbreak")
            .build()
            .unwrap_err()
            .kind()
            == ErrorKind::Configuration
    );
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_larger_than_documented_is_told() {
    let platform = Scripted::numbered(|_| Answer::refused(400, 1061043, "file size beyond limit."));
    let upload = || UploadThing {
        file: FileSource::bytes(vec![b'x'; 20_971_521]),
    };
    let error = platform.client().call(upload()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("size: 20971521, documented maximum 20971520"),
        "{error}"
    );
    let client = platform
        .builder()
        .check_before_sending(true)
        .build()
        .unwrap();
    assert!(client.call(upload()).await.unwrap_err().kind() == ErrorKind::InvalidRequest);
    assert_eq!(platform.calls().len(), 1);
}
