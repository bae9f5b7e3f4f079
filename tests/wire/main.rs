//! What every operation sends, and what its responses are read as, held against snapshots.
//!
//! The tests themselves are generated from the examples in the spec. After a change that is meant, look at the
//! snapshots with `cargo insta review`, or write them with `INSTA_UPDATE=always`.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod generated;
mod import;
mod leniency;
mod recorder;

use std::fmt::Debug;

use feishu_core::{Call, Client, Endpoint, ErrorCode, ErrorKind, RetryPolicy, TokenKind};
use recorder::Recorder;
use serde_json::{Value, json};

/// Holds what a call sends against a snapshot.
fn sends<E: Endpoint>(name: &str, call: impl FnOnce(&Client) -> Call<E>) {
    let recorder = Recorder::answering(E::OPERATION, Value::Null);
    let call = identified(call(&recorder.client()));
    run(async {
        call.await.unwrap_or_else(|error| panic!("{name}: {error}"));
    });
    hold(name, &recorder.requests());
}

/// Holds what responses are read as against a snapshot; none of them may be an error.
fn reads<E: Endpoint>(name: &str, responses: &[(&str, &str)], call: impl Fn(&Client) -> Call<E>)
where
    E::Output: Debug,
{
    let mut text = String::new();
    for (case, response) in responses {
        let data: Value = serde_json::from_str(response).unwrap();
        let recorder = Recorder::answering(E::OPERATION, data);
        let call = identified(call(&recorder.client()));
        let value = run(async {
            call.await
                .unwrap_or_else(|error| panic!("{name}, {case}: {error}"))
        });
        text.push_str(&format!("# {case}\n{value:#?}\n\n"));
    }
    hold(&format!("{name}.responses"), &text);
}

/// Holds each documented refusal, by its HTTP status and its code, against the error that it becomes.
fn refuses<E: Endpoint>(refusals: &[(u16, ErrorCode, ErrorKind)], call: impl Fn(&Client) -> Call<E>)
where
    E::Output: Debug,
{
    for (status, code, kind) in refusals {
        let recorder = Recorder::refusing(*status, *code);
        let call = identified(call(&recorder.client())).retry(RetryPolicy::never());
        let error = run(async { call.await.unwrap_err() });
        assert!(error.is(*code), "{code:?}: {error:?}");
        assert_eq!(error.kind(), *kind, "{code:?}: {error:?}");
    }
}

/// Gives a call what the client does not have: a user's token, if the operation takes no other.
fn identified<E: Endpoint>(call: Call<E>) -> Call<E> {
    let tokens = E::OPERATION.tokens;
    if tokens.contains(&TokenKind::User) && !tokens.contains(&TokenKind::Tenant) {
        call.as_user("u-recorded")
    } else {
        call
    }
}

/// The tests of a program need a runtime; one thread does.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn hold(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/wire/snapshots"));
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The envelope of a successful response.
fn envelope(data: Value) -> Value {
    json!({"code": 0, "msg": "success", "data": data})
}
