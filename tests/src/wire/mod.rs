//! What the wire tests of all services share. The tests are generated from the examples in the spec, a target for each
//! service in `tests/tests/`, so that a service which does not compile stops no other. The verbs that are written by hand
//! have their tests in `tests/wire/`.
//!
//! After a change that is meant, look at the snapshots with `cargo insta review`, or write them with `INSTA_UPDATE=always`.

mod answered;
mod compact;
mod read;
mod recorder;
mod responses;
#[cfg(feature = "pages")]
mod samples;
mod sent;

pub use answered::{REFUSED, is_answered};
pub use read::{Read, reads};
pub use recorder::Recorder;
pub use sent::{Sent, sends};

use std::fmt::Debug;

use feishu_core::{
    Call, Client, Endpoint, ErrorCode, ErrorKind, Operation, RetryPolicy, TokenKind,
};

/// Holds each documented refusal, by its HTTP status and its code, against the error that it becomes.
///
/// # Panics
///
/// A refusal becomes another error, or none.
pub fn refuses<E: Endpoint>(
    refusals: &[(u16, ErrorCode, ErrorKind)],
    call: impl Fn(&Client) -> Call<E>,
) where
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
    if takes_users_only(E::OPERATION) {
        call.as_user("u-recorded")
    } else {
        call
    }
}

/// Whether an operation takes no token but a user's.
fn takes_users_only(operation: &Operation) -> bool {
    let tokens = operation.tokens;
    tokens.contains(&TokenKind::User) && !tokens.contains(&TokenKind::Tenant)
}

/// Waits for a future: the tests of a program need a runtime, and one thread does.
///
/// # Panics
///
/// The runtime cannot be made, or the future panics.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

/// Holds a text against the snapshot of a name.
///
/// # Panics
///
/// The text is another one.
pub fn hold(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/wire/snapshots"));
    settings.bind(|| insta::assert_snapshot!(name, text));
}
