//! Optional lists and maps of bodies: one that is empty is another thing than one that is absent.

use std::sync::{Arc, Mutex};

use feishu_core::{
    Body, BoxFuture, ByteStream, Client, Endpoint, Transport, TransportError, types::UserId,
};
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use serde_json::{Value, from_slice, json, to_value};

use crate::expected::calls::call::PatchCall;
use crate::expected::values::thing::{CreateThing, Point};
use crate::expected::values::types::Colour;

/// A transport that keeps the body that it is given.
#[derive(Clone, Debug, Default)]
struct Keeper(Arc<Mutex<Value>>);

impl Transport for Keeper {
    fn send(
        &self,
        request: Request<Body>,
    ) -> BoxFuture<'_, Result<Response<ByteStream>, TransportError>> {
        let body = from_slice(request.body().as_bytes().unwrap()).unwrap();
        *self.0.lock().unwrap() = body;
        Box::pin(async {
            let response = json!({"code": 0, "data": {}}).to_string();
            let response: ByteStream = stream::iter([Ok(response.into())]).boxed();
            Ok(Response::new(response))
        })
    }
}

/// The body of a request as it is sent.
async fn sent<E: Endpoint>(request: E) -> Value {
    let keeper = Keeper::default();
    let client = Client::builder()
        .tenant_token("t-1")
        .transport(keeper.clone())
        .build()
        .unwrap();
    client.call(request).await.unwrap();
    let body = keeper.0.lock().unwrap();
    body.clone()
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
    let request = PatchCall::new(3, "7");
    assert_eq!(sent(request.clone()).await, json!({"count": 3}));
    let cleared = request.flags([]).ids(Vec::<UserId>::new());
    assert_eq!(sent(cleared.clone()).await, json!({"ids": [], "count": 3}));
    assert_eq!(to_value(&cleared).unwrap()["ids"], json!([]));
    // In a query string, an empty list would be like none.
    let target = cleared.request().unwrap().target().unwrap();
    assert!(!target.contains('?'), "{target}");
}
