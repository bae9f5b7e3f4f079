//! Lists of folders and their pages.

use feishu_sandbox::{Document, Fault, FaultKind, Sandbox};
use serde_json::Value;

use crate::caller::{Caller, send};

async fn page(caller: &Caller, query: &str) -> Value {
    send(caller.get(&format!("/drive/v1/files?{query}")))
        .await
        .data()
}

fn names(page: &Value) -> Vec<&str> {
    page["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn the_root_comes_whole_whatever_the_page_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    sandbox.add_document(Document::sheet("one", Vec::new()));
    for query in ["page_size=1", "folder_token=&page_size=1"] {
        let root = page(&caller, query).await;
        assert_eq!(names(&root), ["one", "Shared documents 共享文件夹"]);
        assert_eq!(root["has_more"], false);
        assert_eq!(root.get("next_page_token"), None);
    }
}

#[tokio::test]
async fn a_folder_comes_page_by_page() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let folder = sandbox.folder();
    let whole = page(&caller, &format!("folder_token={folder}&direction=ASC")).await;
    assert_eq!(names(&whole).len(), 5);
    let mut seen = Vec::new();
    let mut token = String::new();
    loop {
        let page = page(
            &caller,
            &format!("folder_token={folder}&direction=ASC&page_size=2&page_token={token}"),
        )
        .await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        if page["has_more"] == false {
            assert_eq!(page.get("next_page_token"), None);
            break;
        }
        token = page["next_page_token"].as_str().unwrap().to_owned();
    }
    assert_eq!(seen, names(&whole));

    let shortcut = &whole["files"][4];
    assert_eq!(shortcut["type"], "shortcut");
    assert_eq!(
        shortcut["shortcut_info"]["target_token"],
        sandbox.sheet().token
    );
    let sheet = &whole["files"][0];
    assert_eq!(
        (&sheet["token"], &sheet["parent_token"]),
        (&sandbox.sheet().token.into(), &folder.into())
    );
    assert!(
        sheet["created_time"]
            .as_str()
            .unwrap()
            .parse::<u64>()
            .unwrap()
            > 1_700_000_000
    );
    assert!(sheet["owner_id"].as_str().unwrap().starts_with("ou_"));
    let union = page(
        &caller,
        &format!("folder_token={folder}&user_id_type=union_id"),
    )
    .await;
    assert!(
        union["files"][0]["owner_id"]
            .as_str()
            .unwrap()
            .starts_with("on_")
    );
}

#[tokio::test]
async fn a_wrong_page_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let error = async |query: &str| {
        send(caller.get(&format!("/drive/v1/files?{query}")))
            .await
            .error()
    };
    assert_eq!(error("page_size=201").await, (400, 1_064_001));
    assert_eq!(error("page_size=ten").await, (400, 99_992_402));
    assert_eq!(error("page_token=nonsense").await, (400, 1_061_002));
    assert_eq!(error("folder_token=fldcnUnknown").await, (404, 1_061_003));
    assert_eq!(error("order_by=Size").await, (400, 1_061_002));
}

#[tokio::test]
async fn odd_pages_can_be_scripted() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let list = "drive.v1.file.list";
    let query = format!("folder_token={}&page_size=3", sandbox.folder());

    sandbox.add_fault(Fault::new(list, FaultKind::EmptyPage));
    let empty = page(&caller, &query).await;
    assert_eq!(
        (names(&empty).len(), &empty["has_more"]),
        (0, &Value::Bool(true))
    );
    let token = empty["next_page_token"].as_str().unwrap();
    let first = page(&caller, &format!("{query}&page_token={token}")).await;
    assert_eq!(names(&first).len(), 3);

    let token = first["next_page_token"].as_str().unwrap();
    sandbox.add_fault(Fault::new(list, FaultKind::RepeatedPageToken));
    assert_eq!(
        page(&caller, &format!("{query}&page_token={token}")).await["next_page_token"],
        token
    );
    sandbox.add_fault(Fault::new(list, FaultKind::BlankPageToken));
    let last = page(&caller, &format!("{query}&page_token={token}")).await;
    assert_eq!(
        (&last["next_page_token"], &last["has_more"]),
        (&Value::from(""), &Value::Bool(false))
    );
}
