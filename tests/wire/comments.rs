//! Comments, subscriptions to them and likes: a GET that has a body, a list whose elements are seven levels deep and have
//! places of their own to go on from, and a list that goes on by token.

use feishu_core::Endpoint;
use feishu_core::types::UserId;
use feishu_drive::Drive;
use feishu_drive::file_comment::{CreateFileComment, ListFileComments};
use feishu_drive::file_comment_reply::UpdateFileCommentReply;
use feishu_drive::file_like::ListFileLikes;
use feishu_drive::file_subscription::{GetFileSubscription, SubscriptionId};
use feishu_drive::types::{
    CommentElement, CommentElementKind, CommentId, FileRef, ReplyContent, ReplyId,
};
use feishu_tests::wire::{Recorder, run};
use serde_json::{Value, json};

fn file() -> FileRef {
    FileRef::docx("doxcn1")
}

/// The body of the only request that was recorded.
fn body(requests: &str) -> Value {
    let (_, body) = requests.split_once("\n\n").unwrap();
    serde_json::from_str(body).unwrap()
}

#[test]
fn a_subscription_is_asked_for_with_a_body() {
    // The platform spells it so.
    let data = json!({"subscription_id": "12", "is_subcribe": true, "file_type": "docx"});
    let recorder = Recorder::answering(GetFileSubscription::OPERATION, data);
    let client = recorder.client();
    let request = GetFileSubscription::new(file(), SubscriptionId::new("12"));
    let call = Drive::new(&client)
        .file_subscriptions()
        .get(request)
        .as_user("u-recorded");
    let subscription = run(async { call.await.unwrap() });
    assert_eq!(subscription.is_subscribe, Some(true));

    let requests = recorder.requests();
    let (line, headers) = requests.split_once('\n').unwrap();
    assert!(line.starts_with("GET "), "{line}");
    assert!(line.ends_with("/files/doxcn1/subscriptions/12"), "{line}");
    assert!(headers.contains("content-type: application/json"));
    assert_eq!(body(&requests), json!({"file_type": "docx"}));
}

#[test]
fn plain_text_is_a_comment_whole() {
    let recorder = Recorder::answering(CreateFileComment::OPERATION, json!({"comment_id": "1"}));
    let client = recorder.client();
    let call = Drive::new(&client)
        .file_comments()
        .create(CreateFileComment::new(file(), "Looks good"));
    run(async { call.await.unwrap() });
    let said = json!({"type": "text_run", "text_run": {"text": "Looks good"}});
    assert_eq!(
        body(&recorder.requests()),
        json!({"reply_list": {"replies": [{"content": {"elements": [said]}}]}})
    );
}

#[test]
fn each_piece_has_the_field_of_its_kind_and_no_other() {
    let content = ReplyContent::new([
        CommentElement::mention(UserId::new("ou_1")),
        CommentElement::text(": see "),
        CommentElement::link("https://example.feishu.cn/docx/doxcn2"),
    ]);
    let recorder = Recorder::answering(UpdateFileCommentReply::OPERATION, json!({}));
    let client = recorder.client();
    let request =
        UpdateFileCommentReply::new(file(), CommentId::new("1"), ReplyId::new("2"), content);
    run(async {
        Drive::new(&client)
            .file_comment_replies()
            .update(request)
            .await
            .unwrap()
    });
    assert_eq!(
        body(&recorder.requests()),
        json!({"content": {"elements": [
            {"type": "person", "person": {"user_id": "ou_1"}},
            {"type": "text_run", "text_run": {"text": ": see "}},
            {"type": "docs_link", "docs_link": {"url": "https://example.feishu.cn/docx/doxcn2"}},
        ]}})
    );
}

#[test]
fn a_text_is_read_seven_levels_below_the_list_of_comments() {
    let element = json!({
        "type": "text_run", "text_run": {"text": "Looks good"},
        "docs_link": {"url": null}, "person": {"user_id": null},
    });
    let reply = json!({"reply_id": "21", "content": {"elements": [element]}, "extra": null});
    let comment = json!({
        "comment_id": "2", "has_more": true, "page_token": "of the replies",
        "solver_user_id": null, "reply_list": {"replies": [reply]},
    });
    let data = json!({"items": [comment], "has_more": false});
    let recorder = Recorder::answering(ListFileComments::OPERATION, data);
    let client = recorder.client();
    let mut comments = Drive::new(&client)
        .file_comments()
        .list(ListFileComments::new(file()))
        .items();
    run(async {
        let comment = comments.try_next().await.unwrap().unwrap();
        let reply = &comment.reply_list.unwrap().replies[0];
        let piece = &reply.content.as_ref().unwrap().elements[0];
        assert_eq!(piece.kind, Some(CommentElementKind::TextRun));
        let text = piece.text_run.as_ref().unwrap().text.as_deref();
        assert_eq!(text, Some("Looks good"));
        assert_eq!(comment.page_token.as_deref(), Some("of the replies"));
        // The list ends although the comment has more replies.
        assert!(comments.try_next().await.unwrap().is_none());
    });
}

#[test]
fn likes_go_on_by_token_in_pages_of_fifty() {
    let data = json!({"items": [{"user_id": "ou_1", "last_liked_time": "1690857821"}],
        "has_more": true, "page_token": "next"});
    let recorder = Recorder::answering(ListFileLikes::OPERATION, data);
    let client = recorder.client();
    let mut likes = Drive::new(&client)
        .file_likes()
        .list(ListFileLikes::new(file()))
        .items();
    run(async {
        for _ in 0..2 {
            let like = likes.try_next().await.unwrap().unwrap();
            assert_eq!(like.last_liked_time.unwrap().get(), 1_690_857_821);
        }
    });
    let requests = recorder.requests();
    let asked: Vec<&str> = requests
        .lines()
        .filter_map(|line| line.strip_prefix("GET ")?.split_once('?'))
        .map(|(_, query)| query)
        .collect();
    assert_eq!(
        asked,
        [
            "file_type=docx&page_size=50",
            "file_type=docx&page_size=50&page_token=next"
        ]
    );
}
