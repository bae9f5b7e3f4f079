//! What a client sets for all calls.

use feishu_core::types::UserIdType;
use feishu_core::{
    Empty, Endpoint, Field, FieldKind, Method, Operation, Request, Result, TokenKind, Value,
};

use crate::scripted::{Answer, GetThing, Scripted};

/// An operation with a kind of user ids in its query string, as in dozens of those that are documented.
#[derive(Clone, Default)]
struct GetOwner(Option<UserIdType>);

impl Endpoint for GetOwner {
    const OPERATION: &'static Operation =
        &Operation::new("test.v1.owner.get", Method::Get, "/open-apis/test/owner")
            .tokens(&[TokenKind::Tenant])
            .query(&[
                Field::new("page_token", FieldKind::String),
                Field::new("user_id_type", FieldKind::String).values(&["open_id", "user_id"]),
            ]);
    type Output = Empty;

    fn request(&self) -> Result<Request> {
        Ok(Request::new(Self::OPERATION).query_opt("user_id_type", self.0.as_ref()))
    }
}

#[tokio::test(start_paused = true)]
async fn a_default_goes_to_the_operations_that_have_the_field() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let builder = platform.builder().user_id_type(UserIdType::UnionId);
    // The last one counts.
    let client = builder.user_id_type(UserIdType::UserId).build().unwrap();

    client.call(GetOwner::default()).await.unwrap();
    let asked = GetOwner(Some(UserIdType::OpenId));
    client.call(asked).await.unwrap();
    let token = "a".to_owned();
    client.call(GetThing { token }).await.unwrap();
    // Of this, nothing is documented.
    let call = client.request(Method::Get, "/open-apis/test/owner");
    call.send::<Value>().await.unwrap();

    let calls = platform.calls();
    let targets: Vec<_> = calls.iter().map(|call| call.target.as_str()).collect();
    assert_eq!(
        targets,
        [
            "/open-apis/test/owner?user_id_type=user_id",
            "/open-apis/test/owner?user_id_type=open_id",
            "/open-apis/test/things?token=a",
            "/open-apis/test/owner",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn without_one_nothing_is_added() {
    let platform = Scripted::numbered(|_| Answer::ok());
    platform.client().call(GetOwner::default()).await.unwrap();
    assert_eq!(platform.calls()[0].target, "/open-apis/test/owner");
}

#[tokio::test(start_paused = true)]
async fn a_default_is_held_against_the_documented_rules_as_what_a_request_sets() {
    let platform = Scripted::numbered(|_| Answer::ok());
    let builder = platform.builder().check_before_sending(true);
    let builder = builder.user_id_type(UserIdType::UnionId);
    let client = builder.build().unwrap();
    let error = client.call(GetOwner::default()).await.unwrap_err();
    let broken: Vec<_> = error.violations().iter().map(|of| &of.field).collect();
    assert_eq!(broken, ["user_id_type"]);
    assert!(platform.calls().is_empty());
}
