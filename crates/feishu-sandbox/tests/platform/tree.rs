//! Folders and what lies in them: made, listed, looked up, copied, moved and deleted.

use std::time::Duration;

use feishu_sandbox::{Document, Fault, FaultKind, Sandbox};
use serde_json::{Value, json};

use crate::caller::{Answer, Caller, send};

const FILES: &str = "/drive/v1/files";

async fn sandbox() -> (Sandbox, Caller) {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let caller = Caller::app(&sandbox).await;
    (sandbox, caller)
}

async fn make_folder(caller: &Caller, parent: &str, name: &str) -> Answer {
    let body = json!({"name": name, "folder_token": parent});
    send(caller.post(&format!("{FILES}/create_folder"), &body)).await
}

async fn list(caller: &Caller, folder: &str) -> Value {
    let path = format!("{FILES}?folder_token={folder}");
    send(caller.get(&path)).await.data()["files"].clone()
}

async fn names(caller: &Caller, folder: &str) -> Vec<String> {
    let files = list(caller, folder).await;
    let names = files.as_array().unwrap().iter().map(|file| &file["name"]);
    names
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

async fn copy(caller: &Caller, token: &str, kind: &str, name: &str, folder: &str) -> Answer {
    let body = json!({"name": name, "type": kind, "folder_token": folder});
    send(caller.post(&format!("{FILES}/{token}/copy"), &body)).await
}

async fn relocate(caller: &Caller, token: &str, kind: &str, folder: &str) -> Answer {
    let body = json!({"type": kind, "folder_token": folder});
    send(caller.post(&format!("{FILES}/{token}/move"), &body)).await
}

async fn shortcut(caller: &Caller, token: &str, kind: &str, folder: &str) -> Answer {
    let original = json!({"refer_token": token, "refer_type": kind});
    let body = json!({"parent_token": folder, "refer_entity": original});
    send(caller.post(&format!("{FILES}/create_shortcut"), &body)).await
}

async fn delete(caller: &Caller, token: &str, kind: &str) -> Answer {
    send(caller.delete(&format!("{FILES}/{token}?type={kind}"))).await
}

async fn task(caller: &Caller, id: &Value) -> Answer {
    let id = id.as_str().unwrap();
    send(caller.get(&format!("{FILES}/task_check?task_id={id}"))).await
}

async fn metas(caller: &Caller, files: &[(&str, &str)]) -> Value {
    let files = files.iter();
    let files: Vec<_> = files
        .map(|(token, kind)| json!({"doc_token": token, "doc_type": kind}))
        .collect();
    let body = json!({"request_docs": files, "with_url": true});
    send(caller.post("/drive/v1/metas/batch_query", &body))
        .await
        .data()
}

async fn folder_meta(caller: &Caller, token: &str) -> Answer {
    send(caller.get(&format!("/drive/explorer/v2/folder/{token}/meta"))).await
}

fn text(answer: &Value) -> String {
    answer.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_tree_tells_one_story() {
    let (sandbox, caller) = sandbox().await;
    let made = make_folder(&caller, "", "Projects").await.data();
    let projects = text(&made["token"]);
    let url = format!("{}/drive/folder/{projects}", sandbox.base_url());
    assert_eq!(made["url"], url);
    let archive = text(&make_folder(&caller, &projects, "Archive").await.data()["token"]);
    let file = sandbox.add_file("plan.txt", &projects, "one").unwrap();
    assert_eq!(names(&caller, &projects).await, ["plan.txt", "Archive"]);

    let copied = copy(&caller, &file, "file", "plan (copy).txt", &archive).await;
    let copied = copied.data()["file"].clone();
    assert_eq!(copied["parent_token"], archive);
    assert_eq!(copied.get("created_time"), None);
    let copied = text(&copied["token"]);
    assert_eq!(sandbox.find_file(&copied).unwrap(), "one");

    let moved = relocate(&caller, &file, "file", &archive).await.data();
    assert_eq!(moved.get("task_id"), None, "only a folder takes a task");
    assert_eq!(names(&caller, &projects).await, ["Archive"]);
    assert_eq!(
        names(&caller, &archive).await,
        ["plan (copy).txt", "plan.txt"]
    );

    let short = shortcut(&caller, &file, "file", &projects).await.data();
    let short = &short["succ_shortcut_node"];
    assert_eq!(
        (&short["token"], &short["type"]),
        (&json!(file), &json!("file"))
    );
    let listed = list(&caller, &projects).await[0].clone();
    assert_eq!(listed["type"], "shortcut");
    assert_eq!(listed["shortcut_info"]["target_token"], file);
    assert_eq!(listed["url"], format!("{}/file/{file}", sandbox.base_url()));

    let task_id = &relocate(&caller, &archive, "folder", sandbox.folder())
        .await
        .data()["task_id"];
    for status in ["process", "process", "success"] {
        assert_eq!(task(&caller, task_id).await.data()["status"], status);
    }
    assert_eq!(names(&caller, sandbox.folder()).await[0], "Archive");

    delete(&caller, &text(&listed["token"]), "shortcut")
        .await
        .data();
    assert_eq!(names(&caller, &projects).await, [""; 0]);
    let task_id = &delete(&caller, &archive, "folder").await.data()["task_id"];
    sandbox.set_pending_polls(0);
    while task(&caller, task_id).await.data()["status"] != "success" {}
    for (token, kind) in [(&archive, "folder"), (&file, "file"), (&copied, "file")] {
        assert_eq!(delete(&caller, token, kind).await.error(), (404, 1_061_007));
        assert_eq!(sandbox.find_file(token), None);
    }
    let gone = send(caller.get(&format!("{FILES}?folder_token={archive}"))).await;
    assert_eq!(gone.error(), (404, 1_061_007));
}

#[tokio::test]
async fn what_is_not_there_or_of_another_kind_is_refused() {
    let (sandbox, caller) = sandbox().await;
    let gone = sandbox.add_file("gone.txt", sandbox.folder(), "x").unwrap();
    delete(&caller, &gone, "file").await.data();
    let closed = sandbox.add_document(Document::sheet("closed", Vec::new()).forbidden());
    let (sheet, folder) = (sandbox.sheet().token, sandbox.folder());
    for (token, kind, error) in [
        ("shtcnUnknown", "sheet", (404, 1_061_003)),
        (gone.as_str(), "file", (404, 1_061_007)),
        (closed.as_str(), "sheet", (403, 1_061_004)),
        (sheet, "docx", (400, 1_061_002)),
        (folder, "sheet", (400, 1_061_002)),
    ] {
        let answer = copy(&caller, token, kind, "x", folder).await;
        assert_eq!(answer.error(), error, "copy {token}");
        let answer = relocate(&caller, token, kind, folder).await;
        assert_eq!(answer.error(), error, "move {token}");
        let answer = delete(&caller, token, kind).await;
        assert_eq!(answer.error(), error, "delete {token}");
        let answer = shortcut(&caller, token, kind, folder).await;
        assert_eq!(answer.error(), error, "shortcut to {token}");
    }
    let deleted = sandbox.add_folder("deleted", folder).unwrap();
    delete(&caller, &deleted, "folder").await.data();
    for (target, error) in [
        ("fldcnUnknown", (404, 1_061_003)),
        (sheet, (404, 1_061_003)),
        (deleted.as_str(), (404, 1_061_007)),
    ] {
        let answer = copy(&caller, sheet, "sheet", "x", target).await;
        assert_eq!(answer.error(), error, "copy to {target}");
        let answer = relocate(&caller, sheet, "sheet", target).await;
        assert_eq!(answer.error(), error, "move to {target}");
        let answer = shortcut(&caller, sheet, "sheet", target).await;
        assert_eq!(answer.error(), error, "shortcut in {target}");
        let answer = make_folder(&caller, target, "x").await;
        assert_eq!(answer.error(), error, "folder in {target}");
        let answer = send(caller.get(&format!("{FILES}?folder_token={target}"))).await;
        assert_eq!(answer.error(), error, "list {target}");
    }
    let long = "表".repeat(86);
    for name in ["", &long] {
        let answer = make_folder(&caller, folder, name).await;
        let answer = answer.error();
        assert_eq!(answer, (400, 1_061_002), "{name:?}");
    }
    make_folder(&caller, folder, &long[3..]).await.data();
    let answer = copy(&caller, folder, "folder", "x", folder).await;
    assert_eq!(answer.error(), (400, 1_061_002), "folders are not copied");
    let answer = relocate(&caller, sheet, "shortcut", folder).await;
    assert_eq!(answer.error(), (400, 1_061_002), "shortcuts are not moved");
    assert_eq!(task(&caller, &json!("7")).await.error(), (404, 1_061_003));
}

#[tokio::test]
async fn no_folder_lies_in_itself() {
    let (sandbox, caller) = sandbox().await;
    let outer = sandbox.add_folder("outer", sandbox.root_folder()).unwrap();
    let middle = sandbox.add_folder("middle", &outer).unwrap();
    let inner = sandbox.add_folder("inner", &middle).unwrap();
    for target in [&outer, &middle, &inner] {
        let answer = relocate(&caller, &outer, "folder", target).await;
        assert_eq!(answer.error(), (400, 1_061_002), "{target}");
    }
    for answer in [
        relocate(&caller, sandbox.root_folder(), "folder", &inner).await,
        delete(&caller, sandbox.root_folder(), "folder").await,
    ] {
        assert_eq!(answer.error(), (403, 1_061_004), "the root stays");
    }
    relocate(&caller, &inner, "folder", &outer).await.data();
    relocate(&caller, &middle, "folder", &inner).await.data();
    assert_eq!(names(&caller, &outer).await, ["inner"]);
    assert_eq!(names(&caller, &inner).await, ["middle"]);
}

#[tokio::test]
async fn a_full_folder_takes_nothing_and_keeps_what_it_has() {
    let (sandbox, caller) = sandbox().await;
    let full = sandbox.add_folder("full", sandbox.root_folder()).unwrap();
    let files: Vec<_> = (0..1_500)
        .map(|number| sandbox.add_file(&number.to_string(), &full, "x").unwrap())
        .collect();
    let sheet = sandbox.sheet().token;
    for answer in [
        copy(&caller, sheet, "sheet", "x", &full).await,
        relocate(&caller, sheet, "sheet", &full).await,
        shortcut(&caller, sheet, "sheet", &full).await,
        make_folder(&caller, &full, "x").await,
    ] {
        assert_eq!(answer.error(), (400, 1_062_507));
    }
    relocate(&caller, &files[0], "file", &full).await.data();
    delete(&caller, &files[0], "file").await.data();
    relocate(&caller, sheet, "sheet", &full).await.data();
    assert_eq!(sandbox.find_document(sheet).unwrap().folder(), Some(&*full));
}

#[tokio::test]
async fn a_file_goes_fifteen_folders_deep() {
    let (sandbox, caller) = sandbox().await;
    let mut folder = sandbox.root_folder().to_owned();
    for _ in 0..15 {
        folder = sandbox.add_folder("deeper", &folder).unwrap();
    }
    let upload = async |folder: &str| {
        let body = json!({
            "file_name": "a.txt",
            "parent_type": "explorer",
            "parent_node": folder,
            "size": 1,
        });
        let upload = send(caller.post(&format!("{FILES}/upload_prepare"), &body)).await;
        let id = upload.data()["upload_id"].clone();
        let form = reqwest::multipart::Form::new()
            .text("upload_id", text(&id))
            .text("seq", "0")
            .text("size", "1")
            .part("file", reqwest::multipart::Part::bytes(&b"a"[..]));
        send(caller.post_form(&format!("{FILES}/upload_part"), form))
            .await
            .data();
        let body = json!({"upload_id": id, "block_num": 1});
        send(caller.post(&format!("{FILES}/upload_finish"), &body)).await
    };
    upload(&folder).await.data();
    let deeper = sandbox.add_folder("deeper", &folder).unwrap();
    assert_eq!(upload(&deeper).await.error(), (400, 1_062_506));
}

#[tokio::test]
async fn what_may_not_be_touched_keeps_its_folder() {
    let (sandbox, caller) = sandbox().await;
    let outer = sandbox.add_folder("outer", sandbox.root_folder()).unwrap();
    let inner = sandbox.add_folder("inner", &outer).unwrap();
    let closed = Document::sheet("closed", Vec::new()).forbidden();
    sandbox.add_document(closed.in_folder(&inner));
    let answer = delete(&caller, &outer, "folder").await;
    assert_eq!(answer.error(), (403, 1_062_502));
    assert_eq!(names(&caller, &outer).await, ["inner"]);
}

#[tokio::test]
async fn a_task_can_fail_and_is_its_starters_alone() {
    let (sandbox, caller) = sandbox().await;
    let folder = sandbox.add_folder("x", sandbox.root_folder()).unwrap();
    let failing = Fault::new("drive.v1.file.delete", FaultKind::job_fails(1));
    sandbox.add_fault(failing);
    sandbox.set_pending_polls(1);
    let id = delete(&caller, &folder, "folder").await.data()["task_id"].clone();
    let other = Caller::with_token(&sandbox, &sandbox.user_token());
    assert_eq!(task(&other, &id).await.error(), (404, 1_061_003));
    for status in ["process", "fail", "fail"] {
        assert_eq!(task(&caller, &id).await.data()["status"], status);
    }
}

#[tokio::test]
async fn a_folder_tells_where_it_lies_and_whose_it_is() {
    let (sandbox, caller) = sandbox().await;
    let root = send(caller.get("/drive/explorer/v2/root_folder/meta")).await;
    let root = root.data();
    assert_eq!(root["token"], sandbox.root_folder());
    let outer = text(
        &make_folder(&caller, &text(&root["token"]), "outer")
            .await
            .data()["token"],
    );
    let inner = text(&make_folder(&caller, &outer, "inner").await.data()["token"]);
    let outer = folder_meta(&caller, &outer).await.data();
    let inner_meta = folder_meta(&caller, &inner).await.data();
    assert_eq!(outer["parentId"], root["id"]);
    assert_eq!(inner_meta["parentId"], outer["id"]);
    assert_eq!(inner_meta["name"], "inner");
    assert_eq!(
        inner_meta["createUid"], root["user_id"],
        "the app has made it"
    );
    let top = folder_meta(&caller, sandbox.root_folder()).await.data();
    assert_eq!((&top["id"], &top["parentId"]), (&root["id"], &json!("0")));
    delete(&caller, &inner, "folder").await.data();
    for token in [&inner, "fldcnUnknown", sandbox.sheet().token] {
        assert_eq!(folder_meta(&caller, token).await.error(), (400, 91_203));
    }
}

#[tokio::test]
async fn many_files_are_looked_up_at_once() {
    let (sandbox, caller) = sandbox().await;
    let user = Caller::with_token(
        &sandbox,
        &sandbox.user_token_of("ou_7dab8a3d3cdcc9da365777c7ad535d62"),
    );
    let made = make_folder(&user, "", "mine").await.data();
    let mine = text(&made["token"]);
    sandbox.advance(Duration::from_secs(3600));
    let user = Caller::with_token(
        &sandbox,
        &sandbox.user_token_of("ou_7dab8a3d3cdcc9da365777c7ad535d62"),
    );
    let later = text(&make_folder(&user, "", "later").await.data()["token"]);
    let gone = sandbox.add_file("gone.txt", &mine, "x").unwrap();
    delete(&caller, &gone, "file").await.data();
    let closed = sandbox.add_document(Document::sheet("closed", Vec::new()).forbidden());
    let sheet = sandbox.sheet().token;
    let data = metas(
        &caller,
        &[
            (&mine, "folder"),
            (&later, "folder"),
            (&gone, "file"),
            (&closed, "sheet"),
            (sheet, "docx"),
            (sheet, "sheet"),
        ],
    )
    .await;
    let failed = [(&*gone, 970_005), (&*closed, 970_003), (sheet, 970_005)];
    let failed = failed.map(|(token, code)| json!({"token": token, "code": code}));
    assert_eq!(data["failed_list"], json!(failed));
    let metas = &data["metas"];
    assert_eq!(metas[0]["title"], "mine");
    assert_eq!(metas[0]["url"], made["url"]);
    assert_eq!(metas[0]["owner_id"], "ou_7dab8a3d3cdcc9da365777c7ad535d62");
    assert_eq!(
        metas[2]["request_doc_info"],
        json!({"doc_token": sheet, "doc_type": "sheet"})
    );
    let time = |meta: &Value| text(&meta["create_time"]).parse::<u64>().unwrap();
    assert!(time(&metas[1]) - time(&metas[0]) >= 3600);
    for (kind, owner) in [
        ("union_id", "on_7dab8a3d3cdcc9da365777c7ad535d62"),
        ("user_id", "7dab8a3d3cdcc9da365777c7ad535d62"),
    ] {
        let body = json!({"request_docs": [{"doc_token": mine, "doc_type": "folder"}]});
        let path = format!("/drive/v1/metas/batch_query?user_id_type={kind}");
        let data = send(caller.post(&path, &body)).await.data();
        assert_eq!(data["metas"][0]["owner_id"], owner);
        assert_eq!(data["metas"][0].get("url"), None);
    }
}

#[tokio::test]
async fn visits_are_counted_and_visitors_listed() {
    let (sandbox, caller) = sandbox().await;
    let file = sandbox.add_file("seen.txt", sandbox.folder(), "x").unwrap();
    let statistics = async |caller: &Caller| {
        let path = format!("{FILES}/{file}/statistics?file_type=file");
        send(caller.get(&path)).await.data()["statistics"].clone()
    };
    let download = format!("{FILES}/{file}/download");
    assert_eq!(statistics(&caller).await["uv"], 0);
    send(caller.get(&download)).await;
    send(caller.get(&download)).await;
    let other = "ou_7dab8a3d3cdcc9da365777c7ad535d62";
    let user = Caller::with_token(&sandbox, &sandbox.user_token_of(other));
    send(user.get(&download)).await;
    let now = statistics(&caller).await;
    assert_eq!((&now["uv"], &now["pv"]), (&json!(2), &json!(2)));
    sandbox.advance(Duration::from_secs(24 * 60 * 60));
    let caller = Caller::app(&sandbox).await;
    send(caller.get(&download)).await;
    let now = statistics(&caller).await;
    assert_eq!((&now["uv"], &now["pv"]), (&json!(2), &json!(3)));
    assert_eq!((&now["uv_today"], &now["pv_today"]), (&json!(0), &json!(1)));

    let records = async |query: &str| {
        let path = format!("{FILES}/{file}/view_records?file_type=file&{query}");
        send(caller.get(&path)).await
    };
    let first = records("page_size=1").await.data();
    assert_eq!(first["has_more"], true);
    let token = text(&first["page_token"]);
    let second = records(&format!(
        "page_size=1&page_token={token}&viewer_id_type=union_id"
    ))
    .await
    .data();
    assert_eq!(second["has_more"], false);
    assert_eq!(second["items"][0]["viewer_id"], other.replace("ou_", "on_"));
    assert_ne!(
        first["items"][0]["viewer_id"],
        second["items"][0]["viewer_id"]
    );
    for (answer, status) in [
        (records("page_size=0").await, 400),
        (records("page_size=51").await, 400),
        (records("page_size=1&page_token=x").await, 400),
    ] {
        assert_eq!(answer.error(), (status, 1_069_602));
    }
    let closed = sandbox.add_document(Document::sheet("closed", Vec::new()).forbidden());
    for (token, error, of_records) in [
        (sandbox.sheet().token, (400, 1_069_602), 400),
        (&closed, (403, 1_069_603), 403),
        ("boxcnUnknown", (400, 1_069_604), 404),
    ] {
        let path = format!("{FILES}/{token}/statistics?file_type=file");
        assert_eq!(send(caller.get(&path)).await.error(), error);
        let path = format!("{FILES}/{token}/view_records?file_type=file&page_size=1");
        let answer = send(caller.get(&path)).await;
        assert_eq!(answer.error(), (of_records, error.1));
    }
}

#[tokio::test]
async fn a_search_finds_by_words_owner_and_kind() {
    let (sandbox, app) = sandbox().await;
    let user = Caller::with_token(&sandbox, &sandbox.user_token());
    let search = async |body: Value| send(user.post("/suite/docs-api/search/object", &body)).await;
    let titles = |data: &Value| -> Vec<String> {
        let found = data["docs_entities"].as_array().unwrap().iter();
        found.map(|found| text(&found["title"])).collect()
    };
    let found = search(json!({"search_key": "ORDERS q3"})).await.data();
    assert_eq!(titles(&found), ["第三季度订单 Q3 orders"]);
    let none = [
        json!({"search_key": "orders", "docs_types": ["doc"]}),
        json!({"search_key": "orders", "owner_ids": ["ou_nobody"]}),
        json!({"search_key": "orders", "chat_ids": ["oc_1"]}),
        json!({"search_key": "orders q4"}),
        // Folders and shortcuts are not found.
        json!({"search_key": "shortcut"}),
        json!({"search_key": "shared documents"}),
    ];
    for body in none {
        let found = search(body.clone()).await.data();
        assert_eq!(
            (titles(&found), &found["total"]),
            (Vec::new(), &json!(0)),
            "{body}"
        );
    }
    let found = search(json!({"search_key": "手册", "docs_types": ["doc"]})).await;
    assert_eq!(titles(&found.data()), ["Release handbook 发布手册"]);

    let folder = text(&make_folder(&app, "", "many").await.data()["token"]);
    for number in 0..120 {
        sandbox
            .add_file(&format!("page {number}"), &folder, "x")
            .unwrap();
    }
    let mut seen = Vec::new();
    loop {
        let body = json!({"search_key": "page", "count": 50, "offset": seen.len()});
        let page = search(body).await.data();
        assert_eq!(page["total"], 120);
        seen.extend(titles(&page));
        if page["has_more"] == false {
            break;
        }
    }
    let expected = (0..120).rev().map(|number| format!("page {number}"));
    assert_eq!(seen, expected.collect::<Vec<_>>());
    let far = search(json!({"search_key": "page", "count": 50, "offset": 150})).await;
    assert_eq!(far.error().1, 99_992_402);
    let app = send(app.post("/suite/docs-api/search/object", &json!({"search_key": "x"}))).await;
    assert_eq!(app.error().1, 99_991_663, "users only");
}

#[tokio::test]
async fn somebody_else_becomes_the_owner() {
    let (sandbox, caller) = sandbox().await;
    let sheet = sandbox.sheet().token;
    let path = format!("/drive/v1/permissions/{sheet}/members/transfer_owner?type=sheet");
    for (kind, id, owner) in [
        ("openid", "ou_1", Some("ou_1")),
        ("userid", "2", Some("ou_2")),
        ("email", "li@example.com", None),
    ] {
        let member = json!({"member_type": kind, "member_id": id});
        assert_eq!(send(caller.post(&path, &member)).await.status, 200);
        let shown = metas(&caller, &[(sheet, "sheet")]).await["metas"][0]["owner_id"].clone();
        match owner {
            Some(owner) => assert_eq!(shown, owner),
            None => assert!(shown.as_str().is_some_and(|id| id.len() == 35), "{shown}"),
        }
    }
    for (kind, id) in [("openid", "on_1"), ("email", "li")] {
        let member = json!({"member_type": kind, "member_id": id});
        let refused = send(caller.post(&path, &member)).await;
        assert_eq!(refused.error(), (400, 1_063_001), "{id}");
    }
}
