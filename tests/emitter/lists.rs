//! Optional lists and maps of bodies: one that is empty is another thing than one that is absent.

use feishu_core::testing::{Route, ScriptedTransport};
use feishu_core::{Endpoint, types::UserId};
use serde_json::{Value, json, to_value};

use crate::expected::calls::call::{CallId, PatchCall};
use crate::expected::values::thing::{CreateThing, Point};
use crate::expected::values::types::Colour;

/// The body of a request as it is sent.
pub(crate) async fn sent<E: Endpoint>(request: E) -> Value {
    let script = ScriptedTransport::new();
    script.on(Route::any(), json!({}));
    let client = script.client_builder().build().unwrap();
    client.call(request).await.unwrap();
    script.requests()[0].json()
}

#[tokio::test]
async fn what_is_empty_is_sent_and_what_is_absent_is_not() {
    let mut request = CreateThing::new(Point::new(Colour::Black, 1))
        .wishes([])
        .table(Vec::new())
        .labels([("a", "b"); 0]);
    let body = sent(request.clone()).await;
    assert_eq!((&body["wishes"], &body["table"]), (&json!([]), &json!([])));
    assert_eq!(body["labels"], json!({}));
    assert_eq!(body.get("signs"), None);
    request.wishes = None;
    assert_eq!(sent(request).await.get("wishes"), None);
}

#[tokio::test]
async fn a_body_beside_a_query_string_is_no_exception() {
    let request = PatchCall::new(3, CallId::new("7"));
    assert_eq!(sent(request.clone()).await, json!({"count": 3}));
    let cleared = request.flags([]).ids(Vec::<UserId>::new());
    assert_eq!(sent(cleared.clone()).await, json!({"ids": [], "count": 3}));
    assert_eq!(to_value(&cleared).unwrap()["ids"], json!([]));
    // In a query string, an empty list would be like none.
    let target = cleared.request().unwrap().target().unwrap();
    assert!(!target.contains('?'), "{target}");
}
