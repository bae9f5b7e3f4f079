//! What calls make and change is there afterwards.

use feishu_sandbox::{Document, Fault, FaultKind, Sandbox};
use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, send};

fn comment(text: &str) -> Value {
    let elements = json!([{"type": "text_run", "text_run": {"text": text}}]);
    json!({"content": {"elements": elements}})
}

#[tokio::test]
async fn a_room_is_made_with_what_was_asked_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let room = json!({"name": "Lake Como", "capacity": 4, "room_level_id": "omb_1", "none": 1});
    let room = send(caller.post("/vc/v1/rooms", &room)).await.data()["room"].clone();
    assert_eq!(room["name"], "Lake Como");
    assert_eq!(room["capacity"], 4);
    assert_eq!(room.get("none"), None);
    let id = room["room_id"].as_str().unwrap();
    assert!(id.starts_with("omm_") && id.len() == 36, "{id}");

    let rooms = send(caller.get("/vc/v1/rooms?room_level_id=omb_1"))
        .await
        .data();
    assert_eq!(rooms["rooms"], json!([room]));
    let room = json!({"capacity": 6});
    send(caller.request(Method::PATCH, &format!("/vc/v1/rooms/{id}"), &room))
        .await
        .data();
    let found = send(caller.get(&format!("/vc/v1/rooms/{id}"))).await.data()["room"].clone();
    assert_eq!(
        (&found["name"], &found["capacity"]),
        (&json!("Lake Como"), &json!(6))
    );
}

#[tokio::test]
async fn levels_know_what_is_above_and_below_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let level = async |name: &str, parent: &str| {
        let level = json!({"name": name, "parent_id": parent});
        let made = send(caller.post("/vc/v1/room_levels", &level)).await.data();
        made["room_level"]["room_level_id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let shown = async |id: &str| send(caller.get(&format!("/vc/v1/room_levels/{id}"))).await;
    let root = shown("0").await.data()["room_level"].clone();
    assert_eq!(root["path"], json!([]));
    let all = send(caller.get("/vc/v1/room_levels")).await.data();
    assert!(all["items"].as_array().unwrap().contains(&root));

    let city = level("Paris", "omb_top").await;
    let floor = level("Floor 1", &city).await;
    let above = shown(&city).await.data()["room_level"].clone();
    assert_eq!(
        (&above["path"], &above["has_child"]),
        (&json!(["omb_top"]), &json!(true))
    );
    let below = shown(&floor).await.data()["room_level"].clone();
    assert_eq!(
        (&below["path"], &below["has_child"]),
        (&json!(["omb_top", city]), &json!(false))
    );
    let room = json!({"name": "Lake Como", "capacity": 4, "room_level_id": floor});
    let room = send(caller.post("/vc/v1/rooms", &room)).await.data()["room"].clone();
    assert_eq!(room["path"], json!(["omb_top", city, floor]));

    let all = json!({"room_level_id": city, "delete_child": true});
    send(caller.post("/vc/v1/room_levels/del", &all))
        .await
        .data();
    assert_eq!(shown(&floor).await.error(), (404, 121_004));
}

#[tokio::test]
async fn a_comment_has_its_replies_and_they_their_reactions() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let comments = "/drive/v1/files/doxcn1/comments";
    let first = json!({"reply_list": {"replies": [comment("first")]}});
    let made = send(caller.post(&format!("{comments}?file_type=docx"), &first))
        .await
        .data();
    let id = made["comment_id"].as_str().unwrap();
    let replies = format!("{comments}/{id}/replies?file_type=docx");
    let reply = send(caller.post(&replies, &comment("second"))).await.data();
    assert_eq!(reply["reactions"], json!([]));

    let reaction = json!({"action": "add", "reply_id": reply["reply_id"], "reaction_type": "OK"});
    let reactions = "/drive/v2/files/doxcn1/comments/reaction?file_type=docx";
    send(caller.post(reactions, &reaction)).await.data();
    let shown = send(caller.get(&format!("{comments}/{id}?file_type=docx")))
        .await
        .data();
    let shown = &shown["reply_list"]["replies"];
    assert_eq!(
        shown[0]["content"],
        first["reply_list"]["replies"][0]["content"]
    );
    assert_eq!(shown[1]["reply_id"], reply["reply_id"]);
    assert_eq!(shown[1]["reactions"][0]["reaction_key"], "OK");
    assert_eq!(shown[1]["reactions"][0]["count"], 1);
    let listed = send(caller.get(&replies)).await.data();
    assert_eq!(&listed["items"], shown);

    let unknown = json!({"action": "add", "reply_id": "1", "reaction_type": "OK"});
    assert_eq!(
        send(caller.post(reactions, &unknown)).await.error(),
        (400, 1_061_002)
    );
    let elsewhere = format!("{comments}/1/replies?file_type=docx");
    let refused = send(caller.post(&elsewhere, &comment("third"))).await;
    assert_eq!(refused.error(), (404, 1_069_307));
}

#[tokio::test]
async fn a_comment_is_open_until_it_is_solved() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let comments = "/drive/v1/files/doxcn1/comments";
    let body = json!({"reply_list": {"replies": [comment("first")]}});
    let made = send(caller.post(&format!("{comments}?file_type=docx"), &body))
        .await
        .data();
    assert_eq!(made["is_solved"], false);
    let path = format!(
        "{comments}/{}?file_type=docx",
        made["comment_id"].as_str().unwrap()
    );
    let solved = json!({"is_solved": true});
    send(caller.request(Method::PATCH, &path, &solved))
        .await
        .data();
    assert_eq!(send(caller.get(&path)).await.data()["is_solved"], true);
    for (is_solved, count) in [(true, 1), (false, 0)] {
        let path = format!("{comments}?file_type=docx&is_solved={is_solved}");
        let listed = send(caller.get(&path)).await.data();
        assert_eq!(listed["items"].as_array().unwrap().len(), count);
    }
}

#[tokio::test]
async fn a_document_of_the_sandbox_begins_without_comments_and_members() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let token = sandbox.add_document(Document::sheet("Orders", Vec::new()));
    for path in [
        format!("/drive/v1/files/{token}/comments?file_type=sheet"),
        format!("/drive/v1/permissions/{token}/members?type=sheet"),
    ] {
        let listed = send(caller.get(&path)).await.data();
        assert_eq!(listed["items"], json!([]), "{path}");
    }
    let unknown = "/drive/v1/permissions/shtcn1/members?type=sheet";
    assert_eq!(send(caller.get(unknown)).await.error(), (400, 1_063_001));
}

#[tokio::test]
async fn a_member_is_added_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let token = sandbox.add_document(Document::sheet("Orders", Vec::new()));
    let path = format!("/drive/v1/permissions/{token}/members?type=sheet");
    for perm in ["view", "edit"] {
        let member = json!({"member_type": "openid", "member_id": "ou_1", "perm": perm});
        send(caller.post(&path, &member)).await.data();
    }
    let listed = send(caller.get(&path)).await.data();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["perm"], "edit");
}

#[tokio::test]
async fn a_subscription_is_that_of_its_caller() {
    let sandbox = Sandbox::start().await.unwrap();
    let callers = ["ou_1", "ou_2"];
    let callers = callers.map(|user| Caller::with_token(&sandbox, &sandbox.user_token_of(user)));
    let event = "drive.notice.comment_add_v1";
    let body = json!({"event_type": event});
    send(callers[0].post("/drive/v1/user/subscription", &body))
        .await
        .data();
    for (caller, is_subscribed) in callers.iter().zip([true, false]) {
        let path = format!("/drive/v1/user/subscription_status?event_type={event}");
        let status = send(caller.get(&path)).await.data();
        assert_eq!(status["data"]["is_subscribe"], is_subscribed);
    }
}

#[tokio::test]
async fn odd_pages_of_entities_can_be_scripted() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let page = async |token: &Value| {
        let token = token.as_str().unwrap_or_default();
        let path = format!("/vc/v1/rooms?page_size=1&page_token={token}");
        send(caller.get(&path)).await.data()
    };
    let script = |kind| sandbox.add_fault(Fault::new("vc.v1.room.list", kind));
    let first = page(&json!("")).await;
    script(FaultKind::EmptyPage);
    let empty = page(&first["page_token"]).await;
    assert_eq!(
        (&empty["rooms"], &empty["has_more"]),
        (&json!([]), &json!(true))
    );
    let second = page(&empty["page_token"]).await;
    assert_eq!(second, page(&first["page_token"]).await);
    script(FaultKind::RepeatedPageToken);
    let repeated = page(&second["page_token"]).await;
    assert_eq!(repeated["page_token"], second["page_token"]);
}

#[tokio::test]
async fn what_is_made_is_its_makers() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::with_token(&sandbox, &sandbox.user_token_of("ou_1"));
    let other = Caller::with_token(&sandbox, &sandbox.user_token_of("ou_2"));
    let document = sandbox.document().token;
    let comments = format!("/drive/v1/files/{document}/comments");
    let body = json!({"reply_list": {"replies": [comment("Good")]}});
    let made = send(caller.post(&format!("{comments}?file_type=docx"), &body)).await;
    let made = made.data();
    assert_eq!(made["user_id"], "ou_1");
    let id = made["comment_id"].as_str().unwrap();
    let replies = format!("{comments}/{id}/replies?file_type=docx");
    send(other.post(&replies, &comment("Better"))).await.data();

    let path = format!("{comments}/{id}?file_type=docx&user_id_type=union_id");
    let shown = send(other.get(&path)).await.data();
    assert_eq!(shown["user_id"], "on_1");
    let replies = shown["reply_list"]["replies"].as_array().unwrap();
    let makers: Vec<_> = replies.iter().map(|reply| &reply["user_id"]).collect();
    assert_eq!(makers, ["on_1", "on_2"]);
}
