//! Operations that nobody plays, and that no entity belongs to: their documented responses, with the request's own values.

use feishu_core::{Method, Operation, ResponseKind, TokenKind};
use feishu_sandbox::Sandbox;

use crate::caller::{Caller, send};

#[tokio::test]
async fn a_list_has_one_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let path = "/drive/v2/files/shtcn1/likes?file_type=docx&page_size=10&page_token=20";
    let likes = send(caller.get(path)).await.data();
    assert_eq!(likes["items"].as_array().unwrap().len(), 1);
    assert_eq!(likes["has_more"], false);
    assert_eq!(likes.get("page_token"), None);
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
