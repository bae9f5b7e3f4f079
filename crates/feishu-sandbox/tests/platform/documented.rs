//! Operations that nobody plays, and that no entity belongs to: their documented responses, with the request's own values.

use feishu_sandbox::Sandbox;

use crate::caller::{Caller, send};

#[tokio::test]
async fn a_response_repeats_the_request() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let path = "/drive/v1/files/shtcn1/statistics?file_type=sheet";
    let statistics = send(caller.get(path)).await.data();
    assert_eq!(statistics["file_token"], "shtcn1");
    assert_eq!(statistics["file_type"], "sheet");
}

#[tokio::test]
async fn a_list_has_one_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let path = "/drive/v1/files/shtcn1/view_records?file_type=sheet&page_size=10&page_token=20";
    let records = send(caller.get(path)).await.data();
    assert_eq!(records["items"].as_array().unwrap().len(), 1);
    assert_eq!(records["has_more"], false);
    assert_eq!(records.get("page_token"), None);
}

#[tokio::test]
async fn a_file_has_bytes() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let file = send(caller.get("/drive/v1/files/boxcn1/download")).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), "application/octet-stream");
    assert!(!file.body.is_empty());
}
