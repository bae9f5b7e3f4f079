//! What calls send.

use feishu_core::{Call, Client, Endpoint};
use serde_json::Value;

use super::{Recorder, hold, identified, run};

/// The requests of the operations of one file, as one text.
#[derive(Debug, Default)]
pub struct Sent(String);

impl Sent {
    /// Adds a request in which every field is set.
    pub fn with_everything<E: Endpoint>(&mut self, call: impl FnOnce(&Client) -> Call<E>) {
        self.add("everything", call);
    }

    /// Adds a request in which only the required fields are set.
    pub fn with_the_least<E: Endpoint>(&mut self, call: impl FnOnce(&Client) -> Call<E>) {
        self.add("the least", call);
    }

    fn add<E: Endpoint>(&mut self, extent: &str, call: impl FnOnce(&Client) -> Call<E>) {
        let id = E::OPERATION.id;
        let recorder = Recorder::answering(E::OPERATION, Value::Null);
        let call = identified(call(&recorder.client()));
        run(async {
            call.await
                .unwrap_or_else(|error| panic!("{id}, {extent}: {error}"));
        });
        let requests = recorder.requests();
        self.0
            .push_str(&format!("## {id}, {extent}\n\n{requests}\n"));
    }
}

/// Holds the requests of operations against a snapshot.
///
/// # Panics
///
/// A call fails, or sends something else.
pub fn sends(name: &str, operations: &[fn(&mut Sent)]) {
    let mut sent = Sent::default();
    for add in operations {
        add(&mut sent);
    }
    hold(name, &sent.0);
}
