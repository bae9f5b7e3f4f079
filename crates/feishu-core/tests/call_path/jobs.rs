//! Jobs: followed to their end, given up with their ticket, taken up again by another process.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::scripted::{Answer, CreateThing, DownloadThing, Scripted, TOKEN_PATH, Thing};
use feishu_core::{
    DownloadJob, Endpoint, ErrorCode, ErrorKind, Job, JobCall, JobFailure, JobProgress, JobSpec,
    JobState, Method, Operation, Request, Result, RetryPolicy, TokenKind, WaitReason,
};
use serde::Deserialize;
use tokio::time::Instant;

#[derive(Clone, Debug)]
pub(crate) struct PollThing {
    pub(crate) ticket: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Progress {
    status: Option<i64>,
    message: Option<String>,
    size: Option<u64>,
    name: Option<String>,
    extension: Option<String>,
}

impl Endpoint for PollThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.poll",
        Method::Get,
        "/open-apis/test/jobs/:ticket",
    )
    .tokens(&[TokenKind::Tenant]);
    type Output = Progress;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).path("ticket", &self.ticket))
    }
}

pub(crate) struct ThingJob;

impl JobSpec for ThingJob {
    const NAME: &'static str = "test.v1.thing.make";
    type Start = CreateThing;
    type Poll = PollThing;
    type Output = Progress;

    fn handle(_: &CreateThing, response: Thing) -> PollThing {
        PollThing {
            ticket: response.name,
        }
    }

    fn ticket(handle: &PollThing) -> &str {
        &handle.ticket
    }

    fn state(response: Progress) -> JobState<Progress> {
        match response.status {
            Some(0) => JobState::Done(response),
            None | Some(1 | 2) => JobState::Pending(response.status),
            Some(status) => {
                let meaning = (status == 107).then_some("The document is too large.");
                JobState::Failed(JobFailure::new(status, meaning, response.message))
            }
        }
    }
}

/// A job that may be done at once, and that goes on while its poll is refused with code 9.
struct FilmJob;

impl JobSpec for FilmJob {
    const NAME: &'static str = "test.v1.thing.film";
    type Start = CreateThing;
    type Poll = PollThing;
    type Output = Progress;
    const PENDING: &'static [ErrorCode] = &[ErrorCode(9)];

    fn handle(_: &CreateThing, response: Thing) -> PollThing {
        PollThing {
            ticket: response.name,
        }
    }

    fn ticket(handle: &PollThing) -> &str {
        &handle.ticket
    }

    fn at_once() -> Option<Progress> {
        Some(Progress::default())
    }

    fn state(response: Progress) -> JobState<Progress> {
        JobState::Done(response)
    }
}

impl DownloadJob for ThingJob {
    type Download = DownloadThing;

    fn download(_: &Progress) -> DownloadThing {
        DownloadThing
    }

    fn file_size(output: &Progress) -> Option<u64> {
        output.size
    }

    fn file_name(output: &Progress) -> Option<String> {
        output.name.clone()
    }

    fn file_extension(output: &Progress) -> Option<String> {
        output.extension.clone()
    }
}

/// Answers the n-th poll as the script says; a start with ticket `77`, a download with seven bytes.
pub(crate) fn platform(mut poll: impl FnMut(usize) -> Answer + Send + 'static) -> Scripted {
    let mut polls = 0;
    Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => Answer::token("t-1", 7200),
        "/open-apis/test/things" => Answer::json(200, r#"{"code":0,"data":{"name":"77"}}"#),
        "/open-apis/test/jobs/77" => {
            polls += 1;
            poll(polls)
        }
        "/open-apis/test/file" => {
            Answer::file(vec![crate::scripted::Chunk::Bytes("content".into())])
        }
        other => panic!("unexpected call of {other}"),
    })
}

pub(crate) fn status(status: i64) -> Answer {
    Answer::json(
        200,
        &format!(r#"{{"code":0,"data":{{"status":{status},"message":"words","size":7}}}}"#),
    )
}

pub(crate) fn start(platform: &Scripted) -> JobCall<ThingJob> {
    JobCall::new(&platform.client(), CreateThing::default())
}

#[tokio::test(start_paused = true)]
async fn a_job_goes_on_while_its_poll_is_refused_with_a_code_of_its_own() {
    let platform = platform(|number| match number {
        1 | 2 => Answer::json(400, r#"{"code":9,"msg":"processing"}"#),
        _ => status(0),
    });
    let job: JobCall<FilmJob> = JobCall::new(&platform.client(), CreateThing::default());
    assert_eq!(job.await.unwrap().size, Some(7));

    let platform = self::platform(|_| Answer::json(400, r#"{"code":10,"msg":"wrong"}"#));
    let job: JobCall<FilmJob> = JobCall::new(&platform.client(), CreateThing::default());
    let error = job.await.unwrap_err();
    assert!(error.is(ErrorCode(10)), "{error}");
    assert_eq!(error.ticket(), Some("77"));
}

#[tokio::test(start_paused = true)]
async fn a_job_that_is_done_at_once_is_not_asked_after() {
    let platform = Scripted::new(|seen| match seen.target.as_str() {
        TOKEN_PATH => Answer::token("t-1", 7200),
        "/open-apis/test/things" => Answer::json(200, r#"{"code":0,"data":{"name":""}}"#),
        other => panic!("unexpected call of {other}"),
    });
    let call: JobCall<FilmJob> = JobCall::new(&platform.client(), CreateThing::default());
    let mut job = call.start().await.unwrap();
    assert_eq!(job.ticket(), "");
    assert_eq!(job.wait().await.unwrap().size, None);
}

#[tokio::test(start_paused = true)]
async fn the_request_that_starts_a_job_can_be_changed() {
    let platform = platform(|_| status(0));
    let adding = |letter| {
        move |mut request: CreateThing| {
            request.name.push(letter);
            request
        }
    };
    let job = start(&platform).with(adding('a')).with(adding('b'));
    assert_eq!(job.request().name, "ab");
    job.start().await.unwrap();
    assert_eq!(platform.calls()[0].body, r#"{"name":"ab"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_job_is_followed_to_its_file() {
    let directory = tempfile::tempdir().unwrap();
    let platform = platform(|number| match number {
        1 => status(1),
        2 => Answer::json(200, r#"{"code":0,"data":{}}"#),
        3 => status(2),
        _ => status(0),
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    let job = start(&platform).on_progress(move |progress| telling.lock().unwrap().push(progress));
    let saved = job.save_to(directory.path().join("a.csv")).await.unwrap();
    assert_eq!(saved.size, 7);
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 5);
    assert_eq!(
        told[0],
        JobProgress::Started {
            ticket: "77".into()
        }
    );
    assert!(
        matches!(&told[3], JobProgress::Pending { polls: 3, .. }),
        "{told:?}"
    );
    assert_eq!(told[4].to_string(), "7 of 7 bytes");
}

#[tokio::test(start_paused = true)]
async fn every_call_of_a_job_has_the_same_identity() {
    let directory = tempfile::tempdir().unwrap();
    let platform = platform(|number| status(i64::from(number == 1)));
    start(&platform)
        .as_user("u-7")
        .save_to(directory.path().join("a.csv"))
        .await
        .unwrap();
    let calls = platform.calls();
    assert_eq!(calls.len(), 4);
    assert!(
        calls
            .iter()
            .all(|call| call.token.as_deref() == Some("u-7"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_failure_tells_its_status_its_meaning_and_the_ticket() {
    let cases = [
        (
            107,
            "the job failed with status 107: The document is too large (words) (ticket 77)",
        ),
        (
            4242,
            "the job failed with status 4242, which is not documented (words) (ticket 77)",
        ),
    ];
    for (number, told) in cases {
        let platform = platform(move |_| status(number));
        let error = start(&platform).await.unwrap_err();
        assert!(
            error.kind() == ErrorKind::JobFailed && error.to_string().ends_with(told),
            "{error}"
        );
        assert_eq!(
            (
                error.job_failure().map(|failure| failure.status.clone()),
                error.ticket()
            ),
            (Some(number.into()), Some("77"))
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_that_never_ends_is_given_up_with_its_ticket_and_can_be_resumed() {
    let ready = Arc::new(Mutex::new(false));
    let is_ready = Arc::clone(&ready);
    let platform = platform(move |_| status(i64::from(!*is_ready.lock().unwrap())));
    let begun = Instant::now();
    let error = start(&platform)
        .deadline(Duration::from_secs(60))
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::JobDeadline && error.to_string().contains("(ticket 77)"),
        "{error}"
    );
    assert!(begun.elapsed() <= Duration::from_secs(61));
    assert!(
        platform.calls().len() < 30,
        "asked {} times in a minute",
        platform.calls().len()
    );

    *ready.lock().unwrap() = true;
    let handle = PollThing {
        ticket: error.ticket().unwrap().to_owned(),
    };
    let mut job: Job<ThingJob> = Job::resume(&platform.client(), handle);
    assert_eq!(job.wait().await.unwrap().size, Some(7));
}

#[tokio::test(start_paused = true)]
async fn passing_troubles_do_not_end_the_wait() {
    let platform = platform(|number| match number {
        1..=9 => Answer::refused(500, 1069901, "internal error"),
        10..=30 => Answer::response(502, "text/html", "<html>bad gateway</html>"),
        _ => status(0),
    });
    start(&platform).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_refusal_ends_the_wait_with_the_ticket() {
    let platform = platform(|_| Answer::refused(403, 1069902, "no permission"));
    let error = start(&platform).await.unwrap_err();
    assert_eq!(
        (error.code(), error.ticket()),
        (Some(ErrorCode(1069902)), Some("77"))
    );
    assert_eq!(platform.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_file_of_the_wrong_size_is_not_kept() {
    let directory = tempfile::tempdir().unwrap();
    let platform = platform(|_| Answer::json(200, r#"{"code":0,"data":{"status":0,"size":9}}"#));
    let error = start(&platform)
        .save_to(directory.path().join("a.csv"))
        .await
        .unwrap_err();
    assert!(
        error.kind() == ErrorKind::Truncated && error.ticket() == Some("77"),
        "{error}"
    );
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_started_for_a_directory_that_is_not_there() {
    let platform = platform(|_| status(0));
    start(&platform)
        .save_to("no/such/dir/a.csv")
        .await
        .unwrap_err();
    assert!(platform.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_start_without_a_ticket_is_an_error() {
    let platform = Scripted::numbered(|_| Answer::json(200, r#"{"code":0,"data":{}}"#));
    let error = start(&platform).await.unwrap_err();
    assert!(
        error.to_string().contains("without telling its ticket"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_job_is_given_a_moment_and_a_resumed_one_is_asked_after_at_once() {
    let platform = platform(|_| status(0));
    let begun = Instant::now();
    let mut job = start(&platform).start().await.unwrap();
    let handle = job.handle().clone();
    job.wait().await.unwrap();
    let calls = platform.calls();
    assert!(
        calls[1].at - calls[0].at >= Duration::from_millis(250),
        "{:?}",
        begun.elapsed()
    );

    let begun = Instant::now();
    Job::<ThingJob>::resume(&platform.client(), handle)
        .wait()
        .await
        .unwrap();
    assert!(
        begun.elapsed() < Duration::from_millis(50),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn the_waits_of_every_step_of_a_job_are_told() {
    let directory = tempfile::tempdir().unwrap();
    let slow_down =
        || Answer::refused(429, 99991400, "slow down").header("x-ogw-ratelimit-reset", 30);
    let mut seen_before = std::collections::HashSet::new();
    let platform = Scripted::new(move |seen| {
        let first = seen_before.insert(seen.target.clone());
        match seen.target.as_str() {
            TOKEN_PATH => Answer::token("t-1", 7200),
            _ if first => slow_down(),
            "/open-apis/test/things" => Answer::json(200, r#"{"code":0,"data":{"name":"77"}}"#),
            "/open-apis/test/jobs/77" => status(0),
            _ => Answer::file(vec![crate::scripted::Chunk::Bytes("content".into())]),
        }
    });
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    start(&platform)
        .on_progress(move |progress| telling.lock().unwrap().push(progress))
        .save_to(directory.path().join("a.csv"))
        .await
        .unwrap();
    let told = told.lock().unwrap();
    let waits = told.iter().filter(|progress| {
        matches!(progress, JobProgress::Waiting { why, .. } if *why == WaitReason::Refused)
    });
    assert_eq!(waits.count(), 3, "{told:?}");
    assert!(
        matches!(told[0], JobProgress::Waiting { .. }),
        "the start was silent: {told:?}"
    );
    assert!(
        told[0].to_string().contains("for the rate limit"),
        "{}",
        told[0]
    );
}

#[tokio::test(start_paused = true)]
async fn a_job_has_every_setting_of_a_call() {
    let platform = platform(|_| Answer::Never);
    let begun = Instant::now();
    let error = start(&platform)
        .as_tenant("t-given")
        .retry(RetryPolicy::never())
        .timeout(Duration::from_secs(3))
        .deadline(Duration::from_secs(20))
        .await
        .unwrap_err();
    assert_eq!(error.ticket(), Some("77"));
    assert!(
        begun.elapsed() < Duration::from_secs(21),
        "{:?}",
        begun.elapsed()
    );
    let calls = platform.calls();
    assert!(
        calls.len() > 3,
        "each poll has three seconds: {}",
        calls.len()
    );
    assert!(
        calls
            .iter()
            .all(|call| call.token.as_deref() == Some("t-given"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_file_that_its_response_does_not_name_is_named_by_its_job() {
    let directory = tempfile::tempdir().unwrap();
    let cases = [
        (r#""name":"v1.2","extension":"docx""#, "v1.2.docx"),
        (r#""name":"Q3.xlsx","extension":"xlsx""#, "Q3.xlsx"),
        (r#""name":"A/B","extension":"pdf""#, "A_B.pdf"),
    ];
    for (told, name) in cases {
        let body = format!(r#"{{"code":0,"data":{{"status":0,"size":7,{told}}}}}"#);
        let platform = platform(move |_| Answer::json(200, &body));
        let saved = start(&platform).save_in(directory.path()).await.unwrap();
        assert_eq!(saved.path, directory.path().join(name));
    }
    // A second one of the same name gets another, unless it is to replace the first.
    let again = || {
        platform(|_| {
            let data = r#"{"status":0,"size":7,"name":"Q3","extension":"xlsx"}"#;
            Answer::json(200, &format!(r#"{{"code":0,"data":{data}}}"#))
        })
    };
    let saved = start(&again()).save_in(directory.path()).await.unwrap();
    assert_eq!(saved.path, directory.path().join("Q3 (2).xlsx"));
    let replacing = start(&again()).replace_existing(true);
    let saved = replacing.save_in(directory.path()).await.unwrap();
    assert_eq!(saved.path, directory.path().join("Q3.xlsx"));
}

#[tokio::test(start_paused = true)]
async fn a_file_of_another_size_than_the_job_told_is_fetched_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut downloads = 0;
    let platform = Scripted::new(move |seen| match seen.target.as_str() {
        TOKEN_PATH => Answer::token("t-1", 7200),
        "/open-apis/test/things" => Answer::json(200, r#"{"code":0,"data":{"name":"77"}}"#),
        "/open-apis/test/jobs/77" => status(0),
        _ => {
            downloads += 1;
            let content = if downloads == 1 { "wrong" } else { "content" };
            let chunks = vec![crate::scripted::Chunk::Bytes(content.into())];
            Answer::file(chunks).header("content-length", content.len())
        }
    });
    let path = directory.path().join("a.csv");
    start(&platform).save_to(&path).await.unwrap();
    assert_eq!(std::fs::read_to_string(path).unwrap(), "content");
}

#[tokio::test(start_paused = true)]
async fn how_jobs_are_waited_for_is_set_on_the_client_or_on_one() {
    let second = Duration::from_secs(1);
    let platform = platform(|_| status(1));
    let builder = platform.builder().job_deadline(20 * second);
    let client = builder.poll_every(second, second).build().unwrap();
    let start = || JobCall::<ThingJob>::new(&client, CreateThing::default());
    let cases = [
        (start(), 20, 19..=40),
        (start().deadline(5 * second), 5, 4..=10),
        (start().poll_every(4 * second, 4 * second), 20, 4..=10),
    ];
    for (job, deadline, polls) in cases {
        let before = platform.calls().len();
        let begun = Instant::now();
        let error = job.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::JobDeadline);
        let took = begun.elapsed().as_secs_f64();
        assert!(took <= f64::from(deadline) + 0.5, "{took}");
        // The first call starts the job.
        let asked = platform.calls().len() - before - 1;
        assert!(polls.contains(&asked), "asked {asked} times, not {polls:?}");
    }
}
