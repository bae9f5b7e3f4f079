//! Operations that nobody plays: their documented responses, with the request's own values.

use feishu_core::{Method, Operation, ResponseKind, TokenKind};
use feishu_sandbox::Sandbox;
use serde_json::json;

use crate::caller::{Caller, send};

#[tokio::test]
async fn a_response_repeats_the_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let room = json!({"name": "Lake Como", "capacity": 4, "room_level_id": "omb_1"});
    let room = send(caller.post("/vc/v1/rooms", &room)).await.data()["room"].clone();
    assert_eq!(room["name"], "Lake Como");
    assert_eq!(room["capacity"], 4);
    assert_eq!(room["room_level_id"], "omb_1");
    assert!(
        room["room_id"].as_str().unwrap().starts_with("omm_"),
        "{room}"
    );
}

#[tokio::test]
async fn a_field_of_another_type_repeats_nothing() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let path = "/drive/v1/permissions/shtcn1/members?type=sheet";
    let members = send(caller.get(path)).await.data();
    // The type of a member is not that of the document.
    assert_eq!(members["items"][0]["type"], "user");
}

#[tokio::test]
async fn a_list_has_one_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let path = "/vc/v1/rooms?page_size=10&page_token=20";
    let rooms = send(caller.get(path)).await.data();
    assert_eq!(rooms["rooms"].as_array().unwrap().len(), 1);
    assert_eq!(rooms["has_more"], false);
    assert_eq!(rooms.get("page_token"), None);
}

#[tokio::test]
async fn a_file_has_bytes() {
    static DOWNLOAD: Operation = Operation::new(
        "drawing.v1.picture.download",
        Method::Get,
        "/open-apis/drawing/v1/pictures/:picture_id",
    )
    .tokens(&[TokenKind::Tenant])
    .response(ResponseKind::Binary);
    let sandbox = Sandbox::builder().operations(&[&DOWNLOAD]).start().await;
    let caller = Caller::app(sandbox.as_ref().unwrap()).await;
    let file = send(caller.get("/drawing/v1/pictures/1")).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(!file.body.is_empty());
}
