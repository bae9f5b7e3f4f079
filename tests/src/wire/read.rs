//! What responses are read as.

use std::fmt::Debug;

use feishu_core::{Call, Client, Endpoint};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::compact::compact;
use super::{Recorder, hold, identified, responses, run};

/// What the documented responses of the operations of one file are read as, as one text.
#[derive(Debug, Default)]
pub struct Read(String);

impl Read {
    /// Adds what the documented response of an operation is read as.
    ///
    /// It must survive being written and read again, and so must the same with values and fields that nobody has heard of, or
    /// with `null` for every value. A response without anything in it is read like one without values.
    /// `enumerations` are the places of the enumerations in the documented response, as names with slashes between them.
    ///
    /// # Panics
    ///
    /// One of these responses cannot be read, or is read as something else.
    pub fn add<E: Endpoint>(
        &mut self,
        documented: &str,
        enumerations: &[&str],
        call: impl Fn(&Client) -> Call<E>,
    ) where
        E::Output: Debug + Default + PartialEq + Serialize + DeserializeOwned,
    {
        let id = E::OPERATION.id;
        let read = |case: &str, data: &Value| {
            let recorder = Recorder::answering(E::OPERATION, data.clone());
            let call = identified(call(&recorder.client()));
            let value = run(async {
                call.await
                    .unwrap_or_else(|error| panic!("{id}, {case}: {error}"))
            });
            let written = serde_json::to_value(&value).unwrap();
            let again: E::Output = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(again, value, "{id}, {case}, written and read again");
            (value, written)
        };

        let documented: Value = serde_json::from_str(documented).unwrap();
        let (value, _) = read("documented", &documented);
        self.0
            .push_str(&format!("## {id}\n\n{}\n\n", compact(&value)));

        let unknown = responses::with_surprises(&documented, enumerations);
        let (_, written) = read("unknown values and fields", &unknown);
        assert_eq!(
            responses::surprises(&written),
            responses::surprises(&unknown),
            "{id}: the unknown values that are kept in {written}"
        );

        read(
            "every field of every object null",
            &responses::with_nulls(&documented),
        );
        let nothing = E::Output::default();
        for (case, data) in [
            ("empty", json!({})),
            ("null", Value::Null),
            ("every field null", responses::all_null(&documented)),
        ] {
            assert_eq!(read(case, &data).0, nothing, "{id}, {case}");
        }
    }
}

/// Holds what the documented responses of operations are read as against a snapshot.
///
/// # Panics
///
/// A response cannot be read, or is read as something else.
pub fn reads(name: &str, operations: &[fn(&mut Read)]) {
    let mut read = Read::default();
    for add in operations {
        add(&mut read);
    }
    hold(&format!("{name}.responses"), &read.0);
}
