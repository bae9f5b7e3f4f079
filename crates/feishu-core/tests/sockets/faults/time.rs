//! Waits that would never end, and a clock that jumps.

use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{
    Body, BoxFuture, ByteStream, Client, Endpoint, ErrorKind, JobCall, JobSpec, JobState, Method,
    Operation, Request, Result, Sent, TokenKind, Transport, TransportError,
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

/// A platform that first asks to wait for a minute, and then answers, if not at once.
#[derive(Debug)]
struct Scripted {
    answers: Duration,
    calls: Mutex<u32>,
}

impl Transport for Scripted {
    fn send(
        &self,
        _: http::Request<Body>,
    ) -> BoxFuture<'_, std::result::Result<http::Response<ByteStream>, TransportError>> {
        let mut calls = self.calls.lock().unwrap();
        *calls += 1;
        let response = match *calls {
            1 => http::Response::builder()
                .status(429)
                .header("x-ogw-ratelimit-reset", 60),
            _ => http::Response::builder(),
        };
        let wait = if *calls == 1 {
            Duration::ZERO
        } else {
            self.answers
        };
        Box::pin(async move {
            tokio::time::sleep(wait).await;
            let text = futures_util::stream::iter([Ok(Bytes::from(OK))]);
            let body: ByteStream = Box::pin(text);
            Ok(response.body(body).unwrap())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_ends_a_wait_and_not_the_call() {
    for (answers, comes) in [(Duration::ZERO, true), (Duration::from_secs(1), false)] {
        let transport = Scripted {
            answers,
            calls: Mutex::new(0),
        };
        let client = Client::builder()
            .tenant_token("t-1")
            .transport(transport)
            .build()
            .unwrap();
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
