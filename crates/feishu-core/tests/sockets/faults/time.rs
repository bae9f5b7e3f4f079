//! Waits that would never end, and a clock that jumps.

use std::time::Duration;

use feishu_core::testing::{Answer, Route, ScriptedTransport};
use feishu_core::{
    Endpoint, ErrorKind, JobCall, JobSpec, JobState, Method, Operation, Request, Result, Sent,
    TokenKind,
};

use super::{holds, json, serve, to};
use crate::operations::{CreateThing, GetThing, OK, Thing};

/// Asks after a job.
#[derive(Clone, Debug)]
struct PollThing {
    ticket: String,
}

impl Endpoint for PollThing {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.thing.poll",
        Method::Get,
        "/open-apis/test/jobs/:ticket",
    )
    .tokens(&[TokenKind::Tenant]);
    type Output = Thing;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).path("ticket", &self.ticket))
    }
}

struct ThingJob;

impl JobSpec for ThingJob {
    const NAME: &'static str = "test.v1.thing.make";
    type Start = CreateThing;
    type Poll = PollThing;
    type Output = Thing;

    fn handle(_: &CreateThing, response: Thing) -> PollThing {
        PollThing {
            ticket: response.name,
        }
    }

    fn ticket(handle: &PollThing) -> &str {
        &handle.ticket
    }

    fn state(response: Thing) -> JobState<Thing> {
        match response.name.as_str() {
            "done" => JobState::Done(response),
            _ => JobState::Pending(None),
        }
    }
}

#[tokio::test]
async fn a_job_that_never_ends_is_given_up_with_its_ticket() {
    let server = serve(|before, _| match before {
        0 => vec![json(200, r#"{"code":0,"data":{"name":"77"}}"#)],
        _ => vec![json(200, OK)],
    });
    let often = Duration::from_millis(20);
    let error = JobCall::<ThingJob>::new(&to(&server), CreateThing::default())
        .poll_every(often, often)
        .deadline(Duration::from_millis(300))
        .await
        .unwrap_err();
    assert!(error.kind() == ErrorKind::JobDeadline, "{error:?}");
    assert_eq!((error.ticket(), error.was_sent()), (Some("77"), Sent::Yes));
    let requests = server.requests();
    assert!(requests.len() > 3, "{requests:?}");
    assert!(
        requests[1..]
            .iter()
            .all(|request| request.starts_with("GET"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ends_a_wait_and_not_the_call() {
    for (answers, comes) in [(Duration::ZERO, true), (Duration::from_secs(1), false)] {
        // A platform that first asks to wait for a minute, and then answers, if not at once.
        let script = ScriptedTransport::new();
        script.on(Route::any(), Answer::rate_limited(60));
        let late = Answer::data(serde_json::json!({"name": "x"})).after(answers);
        script.on(Route::any(), late.always());
        let client = script.client_builder().build().unwrap();
        let call = tokio::spawn(client.call(GetThing).into_future());
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
        tokio::time::advance(Duration::from_secs(3 * 60 * 60)).await;
        let outcome = call.await.unwrap();
        assert_eq!(outcome.is_ok(), comes, "{outcome:?}");
        if let Err(error) = outcome {
            // Ten minutes have passed since it was first sent, and an answer does not come at once.
            holds(&error, ErrorKind::Timeout, Sent::Maybe, 2);
        }
    }
}
