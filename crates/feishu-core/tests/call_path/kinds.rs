//! What kind of failure an error is, for all that a platform may answer.

use feishu_core::{
    Error, ErrorCode, ErrorInfo, ErrorKind, JobFailure, Method, Operation, Sent, TransportError,
};

use crate::jobs;
use crate::scripted::{Answer, CreateThing, DownloadThing, Scripted};

/// What a call ends with that is answered like this, each time.
async fn ends(answer: impl Fn() -> Answer + Send + 'static) -> Error {
    let platform = Scripted::numbered(move |_| answer());
    let client = platform.client();
    client.call(CreateThing::default()).await.unwrap_err()
}

/// A refusal with details that name a missing scope.
const SCOPE: &str = r#"{"code":99991672,"msg":"Access denied. One of the following scopes is required: [a:b]",
    "error":{"permission_violations":[{"type":"action_scope_required","subject":"a:b"}]}}"#;

/// A user who did not grant it.
const CONSENT: &str = r#"{"code":99991679,"msg":"Unauthorized.",
    "error":{"permission_violations":[{"type":"action_privilege_required","subject":"a:b"}]}}"#;

#[tokio::test(start_paused = true)]
async fn a_refusal_has_the_kind_of_its_code_and_not_of_its_status() {
    use ErrorKind::{Other, PermissionDenied, RateLimited, Unauthenticated, Unavailable};
    let cases = [
        (400, SCOPE, PermissionDenied),
        (400, CONSENT, PermissionDenied),
        (
            400,
            r#"{"code":99991663,"msg":"no token"}"#,
            Unauthenticated,
        ),
        (400, r#"{"code":99991400,"msg":"slow down"}"#, RateLimited),
        (400, r#"{"code":1000003,"msg":"internal"}"#, Unavailable),
        // Codes that nobody knows.
        (400, r#"{"code":7,"msg":"?"}"#, ErrorKind::InvalidRequest),
        (401, r#"{"code":7,"msg":"?"}"#, Unauthenticated),
        (403, r#"{"code":7,"msg":"?"}"#, PermissionDenied),
        (404, r#"{"code":7,"msg":"?"}"#, ErrorKind::NotFound),
        (409, r#"{"code":7,"msg":"?"}"#, ErrorKind::Conflict),
        (413, r#"{"code":7,"msg":"?"}"#, ErrorKind::TooLarge),
        (429, r#"{"code":7,"msg":"?"}"#, RateLimited),
        (503, r#"{"code":7,"msg":"?"}"#, Unavailable),
        (200, r#"{"code":7,"msg":"?"}"#, Other),
        // No envelope at all.
        (502, "<html>Bad Gateway</html>", Unavailable),
        (200, "<html>Welcome</html>", ErrorKind::UnexpectedResponse),
        (404, "404 page not found", ErrorKind::UnexpectedResponse),
    ];
    for (status, body, kind) in cases {
        let error = ends(move || Answer::json(status, body)).await;
        assert_eq!(error.kind(), kind, "{status} {body}: {error}");
        let transient = [RateLimited, Unavailable].contains(&kind);
        assert_eq!(error.is_transient(), transient, "{status} {body}");
    }
}

type Fail = fn() -> TransportError;

#[tokio::test(start_paused = true)]
async fn what_does_not_reach_the_platform_has_a_kind_too() {
    let fails: [(Fail, ErrorKind, bool); 4] = [
        (
            || TransportError::connect("refused"),
            ErrorKind::Connect,
            true,
        ),
        (
            || TransportError::untrusted("unknown issuer"),
            ErrorKind::Connect,
            false,
        ),
        (
            || TransportError::broken("reset"),
            ErrorKind::Connection,
            true,
        ),
        (
            || TransportError::timed_out("late"),
            ErrorKind::Timeout,
            true,
        ),
    ];
    for (fail, kind, transient) in fails {
        let error = ends(move || Answer::Fail(fail())).await;
        assert_eq!((error.kind(), error.is_transient()), (kind, transient));
    }
}

#[tokio::test(start_paused = true)]
async fn the_words_of_the_platform_are_told_apart_from_ours() {
    let error = ends(|| Answer::refused(403, 7, "no permission")).await;
    assert_eq!(error.message(), Some("no permission"));
    assert!(error.is(ErrorCode(7)) && !error.is(ErrorCode(8)));
    let error = ends(|| Answer::json(403, r#"{"code":7}"#)).await;
    assert_eq!(error.message(), None);
    assert!(error.to_string().contains("the platform refused"));
    let error = ends(|| Answer::json(200, "<html></html>")).await;
    assert_eq!(error.message(), None);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_in_place_of_a_file_has_a_kind() {
    let platform = Scripted::numbered(|_| Answer::json(400, SCOPE));
    let call = platform.client().call(DownloadThing);
    let error = call.await.map(drop).unwrap_err();
    assert!(error.is_permission(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_to_the_app_is_a_matter_of_credentials() {
    let platform = Scripted::new(|_| Answer::refused(200, 10015, "wrong app secret"));
    let client = platform.client();
    let error = client.call(CreateThing::default()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_failed_job_tells_how() {
    let platform = jobs::platform(|_| jobs::status(107));
    let error = jobs::start(&platform).await.unwrap_err();
    let failure = error.job_failure().unwrap();
    assert_eq!(
        (error.kind(), failure.status.clone(), failure.kind),
        (ErrorKind::JobFailed, 107.into(), ErrorKind::JobFailed)
    );
    assert_eq!(error.message(), failure.message.as_deref());
}

#[test]
fn a_program_makes_the_errors_that_its_tests_need() {
    const FULL: ErrorCode = ErrorCode(7);
    static OPERATION: Operation =
        Operation::new("a.v1.b.create", Method::Post, "/b").errors(&[ErrorInfo::new(
            ErrorCode(7),
            "Make room.",
        )
        .row(400, "no space")
        .class(ErrorKind::QuotaUsedUp)]);
    let error = Error::refused(&OPERATION, FULL, "no space left");
    assert_eq!(error.kind(), ErrorKind::QuotaUsedUp);
    assert_eq!(
        error.to_string(),
        "a.v1.b.create: no space left (code 7, http 400): Make room."
    );
    assert_eq!(error.was_sent(), Sent::Yes);

    let error = Error::of_kind(ErrorKind::RateLimited, "too fast")
        .with_retry_after(std::time::Duration::from_secs(3));
    assert!(error.is_rate_limited() && error.is_transient());
    assert_eq!(error.message(), None);

    let failure = JobFailure::new(3, None, Some("the sheet is too large".to_owned()));
    let error = Error::of_kind(ErrorKind::JobFailed, "the job failed")
        .with_ticket("77")
        .with_job_failure(failure.with_kind(ErrorKind::TooLarge));
    assert_eq!(
        (error.kind(), error.ticket(), error.message()),
        (
            ErrorKind::TooLarge,
            Some("77"),
            Some("the sheet is too large")
        )
    );
    let json = serde_json::to_value(error.job_failure()).unwrap();
    assert_eq!(json["kind"], "too_large");
}
