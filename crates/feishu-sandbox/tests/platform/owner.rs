//! A program that controls a sandbox, as a test in another language would.

use feishu_sandbox::Sandbox;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::caller::{Answer, send};

/// A program that controls a sandbox.
pub(crate) struct Owner {
    pub(crate) http: Client,
    address: String,
}

impl Owner {
    pub(crate) fn of(sandbox: &Sandbox) -> Self {
        Self {
            http: Client::new(),
            address: format!("{}/_sandbox/v1", sandbox.base_url()),
        }
    }

    /// A request of the interface, as a program sends it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.address))
            .header("content-type", "application/json")
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        done(send(self.request(Method::GET, path)).await)
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        done(send(self.request(Method::POST, path).json(&body)).await)
    }

    pub(crate) async fn delete(&self, path: &str) {
        assert_eq!(
            done(send(self.request(Method::DELETE, path)).await),
            json!({})
        );
    }

    /// What a body is refused with.
    pub(crate) async fn refusal(&self, method: Method, path: &str, body: &str) -> (u16, Value) {
        let answer = send(self.request(method, path).body(body.to_owned())).await;
        let error = answer.json()["error"].clone();
        for part in ["what", "where", "remedy"] {
            assert!(
                error[part].as_str().is_some_and(|text| !text.is_empty()),
                "{error}"
            );
        }
        (answer.status.as_u16(), error)
    }
}

/// The body of an answer that refuses nothing.
pub(crate) fn done(answer: Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()
}
