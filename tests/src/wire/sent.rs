//! What calls send.

use feishu_core::{Call, Client, Endpoint};
use serde_json::Value;

use super::{Recorder, answered, hold, identified, run};

/// The documented requests of the operations of one file, as one text or on their way to a sandbox.
#[derive(Debug)]
pub struct Sent(To);

/// Where requests go.
#[derive(Debug)]
enum To {
    Text(String),
    Sandbox,
}

impl Sent {
    /// Sends each request to a sandbox.
    pub(super) fn to_sandbox() -> Self {
        Self(To::Sandbox)
    }

    /// Adds a request in which every field is set.
    pub fn with_everything<E: Endpoint>(&mut self, call: impl FnOnce(&Client) -> Call<E>) {
        self.add("everything", call);
    }

    /// Adds a request in which only the required fields are set.
    pub fn with_the_least<E: Endpoint>(&mut self, call: impl FnOnce(&Client) -> Call<E>) {
        self.add("the least", call);
    }

    fn add<E: Endpoint>(&mut self, extent: &str, call: impl FnOnce(&Client) -> Call<E>) {
        let text = match &mut self.0 {
            To::Text(text) => text,
            To::Sandbox => return answered::call(extent, call),
        };
        let id = E::OPERATION.id;
        let recorder = Recorder::answering(E::OPERATION, Value::Null);
        let call = identified(call(&recorder.client()));
        run(async {
            call.await
                .unwrap_or_else(|error| panic!("{id}, {extent}: {error}"));
        });
        let requests = recorder.requests();
        text.push_str(&format!("## {id}, {extent}\n\n{requests}\n"));
    }
}

/// Holds the requests of operations against a snapshot.
///
/// # Panics
///
/// A call fails, or sends something else.
pub fn sends(name: &str, operations: &[fn(&mut Sent)]) {
    let mut sent = Sent(To::Text(String::new()));
    for add in operations {
        add(&mut sent);
    }
    if let To::Text(text) = sent.0 {
        hold(name, &text);
    }
}
