//! What an error says: true, once, and with a remedy that can be followed.

use std::error::Error as _;

use feishu_core::{ErrorKind, FileSource, Sent, TransportError};

use crate::jobs;
use crate::scripted::{Answer, CreateThing, DownloadThing, GetThing, Scripted, UploadThing};

#[tokio::test(start_paused = true)]
async fn a_job_that_was_started_was_sent_however_it_ends() {
    use std::time::Duration;
    let ends: [fn() -> Answer; 4] = [
        || jobs::status(1),
        || jobs::status(107),
        || Answer::refused(403, 1069902, "no permission"),
        || Answer::Fail(TransportError::connect("connection refused")),
    ];
    for end in ends {
        let platform = jobs::platform(move |_| end());
        let job = jobs::start(&platform).deadline(Duration::from_secs(5));
        let error = job.await.unwrap_err();
        assert_eq!(
            (error.was_sent(), error.ticket()),
            (Sent::Yes, Some("77")),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_is_not_an_object() {
    for data in [r#"["x",7]"#, "[]", r#" [ {"name":"x"} ]"#] {
        let body = format!(r#"{{"code":0,"msg":"success","data":{data}}}"#);
        let platform = Scripted::numbered(move |_| Answer::json(200, &body));
        let error = platform
            .client()
            .call(GetThing::default())
            .await
            .unwrap_err();
        assert!(error.kind() == ErrorKind::UnexpectedResponse, "{error}");
        let told = error.to_string();
        assert!(
            told.contains("at data: expected an object, not a list"),
            "{told}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_cannot_be_opened_was_not_attempted() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let file = FileSource::path("no/such/file.csv");
    let error = platform
        .client()
        .call(UploadThing { file })
        .await
        .unwrap_err();
    assert_eq!(
        (error.attempts(), error.was_sent()),
        (0, Sent::No),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_page_in_place_of_a_response_does_not_end_the_wait_for_a_job() {
    let platform = jobs::platform(|number| match number {
        1..=3 => Answer::response(200, "text/html", "<html>we are updating</html>"),
        _ => jobs::status(0),
    });
    jobs::start(&platform).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_cause_is_told_once() {
    let platform = Scripted::numbered(|_| Answer::Fail(TransportError::connect("dns error")));
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    let told = error.to_string();
    assert!(!told.contains("dns error"), "{told}");
    assert_eq!(error.source().unwrap().to_string(), "dns error");
    assert_eq!(format!("{error:#}"), format!("{told}: dns error"));

    let directory = tempfile::tempdir().unwrap();
    let file = FileSource::path(directory.path().join("none.csv"));
    let error = platform
        .client()
        .call(UploadThing { file })
        .await
        .unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(!error.to_string().contains(&cause) && format!("{error:#}").ends_with(&cause));
}

#[tokio::test(start_paused = true)]
async fn a_path_that_the_gateway_does_not_know_is_not_blamed_on_a_proxy() {
    let platform =
        Scripted::numbered(|_| Answer::response(404, "text/plain", "404 page not found"));
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    let told = error.to_string();
    assert!(
        told.contains("knows no GET /open-apis/test/things"),
        "{told}"
    );
    assert!(!told.contains("proxy"), "{told}");
    assert_eq!(platform.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_platform_asks_for_is_told() {
    let platform = Scripted::numbered(|_| {
        Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 3600)
    });
    let error = platform
        .client()
        .call(GetThing::default())
        .await
        .unwrap_err();
    let told = error.to_string();
    assert!(told.contains("the platform asks to wait 3600 s"), "{told}");
}

#[test]
fn a_secret_with_a_line_break_is_found_when_the_client_is_built() {
    for secret in ["secret\n", " secret", "sec\tret"] {
        let builder = feishu_core::Client::builder().app("cli_1", secret);
        let error = builder.build().unwrap_err();
        let told = error.to_string();
        assert!(
            error.kind() == ErrorKind::Configuration && told.contains("trim it"),
            "{told}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_of_many_megabytes_is_not_told_in_full() {
    let long = "x ".repeat(4 << 20);
    let body = format!(
        r#"{{"code":7,"msg":"{long}","error":{{"field_violations":[{{"field":"{long}","description":"{long}"}}]}}}}"#
    );
    let platform = Scripted::numbered(move |_| Answer::json(400, &body));
    for error in [
        platform
            .client()
            .call(CreateThing::default())
            .await
            .unwrap_err(),
        platform
            .client()
            .call(DownloadThing)
            .await
            .map(drop)
            .unwrap_err(),
    ] {
        let told = [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#}"),
        ];
        assert!(
            told.iter().all(|text| text.len() < 10_000),
            "{}",
            told[0].len()
        );
    }
}
