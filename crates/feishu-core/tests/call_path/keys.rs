//! Keys by which the platform knows a repetition.

use feishu_core::{
    Empty, Endpoint, Field, FieldKind, Method, Operation, Request, Result, TokenKind,
    TransportError, Value,
};
use serde::Serialize;

use crate::scripted::{Answer, Scripted};

/// A write that the platform does once for each key.
#[derive(Clone, Default, Serialize)]
struct CreateOrder {
    #[serde(skip_serializing_if = "Option::is_none")]
    uuid: Option<String>,
}

impl Endpoint for CreateOrder {
    const OPERATION: &'static Operation = &Operation::new(
        "test.v1.order.create",
        Method::Post,
        "/open-apis/test/orders",
    )
    .tokens(&[TokenKind::Tenant])
    .idempotent(true)
    .json(&[Field::new("uuid", FieldKind::String)]);
    type Output = Empty;

    fn request(&self) -> Result<Request> {
        Request::new(Self::OPERATION).json(self)
    }

    fn idempotency_key(&mut self) -> Option<&mut Option<String>> {
        Some(&mut self.uuid)
    }
}

/// A platform that breaks the connection after the first request, when that may have been done.
fn breaking_once() -> Scripted {
    Scripted::numbered(|number| match number {
        1 => Answer::Fail(TransportError::broken("reset")),
        _ => Answer::ok(),
    })
}

/// The keys that the platform was sent.
fn keys(platform: &Scripted) -> Vec<String> {
    let calls = platform.calls();
    let body = |body: &str| serde_json::from_str::<Value>(body).unwrap();
    let key = |body: Value| body["uuid"].as_str().unwrap().to_owned();
    calls.iter().map(|call| key(body(&call.body))).collect()
}

#[tokio::test(start_paused = true)]
async fn a_repetition_has_the_key_of_the_call_and_another_call_another() {
    let platform = breaking_once();
    let client = platform.client();
    let call = client.call(CreateOrder::default());
    let again = call.clone();
    assert_eq!(call.send().await.unwrap().attempts, 2);
    again.await.unwrap();
    let keys = keys(&platform);
    let [first, repeated, other] = keys.as_slice() else {
        panic!("{keys:?}");
    };
    assert_eq!(first, repeated);
    assert_ne!(first, other);
    assert_eq!(first.len(), 36, "{first}");
}

#[tokio::test(start_paused = true)]
async fn a_key_of_the_caller_is_kept() {
    let platform = breaking_once();
    let uuid = Some("of the caller".to_owned());
    let call = platform.client().call(CreateOrder { uuid });
    call.await.unwrap();
    assert_eq!(keys(&platform), ["of the caller", "of the caller"]);
}
