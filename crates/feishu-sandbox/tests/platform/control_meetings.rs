//! Meetings by the control interface: made, joined, left and seen.

use feishu_sandbox::Sandbox;
use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, send};
use crate::owner::Owner;

#[tokio::test]
async fn meetings_are_made_joined_left_and_seen() {
    let sandbox = Sandbox::start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let made = owner.post("/meetings", json!({"topic": "Q3 review"})).await;
    let number = made["number"].as_str().unwrap();
    assert_eq!(
        made["url"],
        format!("{}/j/{number}", sandbox.base_url()),
        "where people join"
    );
    let seen = async || {
        let listed = owner.get("/meetings").await["meetings"].clone();
        let mut of_number = listed.as_array().unwrap().iter();
        of_number
            .rfind(|one| one["number"] == number)
            .unwrap()
            .clone()
    };
    let reserved = seen().await;
    assert_eq!(
        (&reserved["state"], &reserved["id"], &reserved["topic"]),
        (&json!("reserved"), &Value::Null, &json!("Q3 review"))
    );
    let reservation = reserved["reservation"].as_str().unwrap();
    let active = format!("/vc/v1/reserves/{reservation}/get_active_meeting");

    let act = async |act: &str, who: &str| {
        owner
            .post(&format!("/meetings/{number}/{act}"), json!({"who": who}))
            .await
    };
    let id = act("join", "ou_1").await["id"].clone();
    assert_eq!(act("join", "omm_2").await["id"], id);
    let going_on = seen().await;
    assert_eq!(
        (&going_on["state"], &going_on["id"], &going_on["ended"]),
        (&json!("going_on"), &id, &Value::Null)
    );
    assert!(going_on["began"].as_u64().unwrap() > 1_700_000_000);
    let inside = going_on["inside"].as_array().unwrap();
    let who: Vec<_> = inside
        .iter()
        .map(|one| (&one["id"], &one["is_host"]))
        .collect();
    assert_eq!(
        who,
        [
            (&json!("ou_1"), &json!(true)),
            (&json!("omm_2"), &json!(false))
        ]
    );
    // Clients find the same meeting.
    assert_eq!(send(caller.get(&active)).await.data()["meeting"]["id"], id);

    act("leave", "omm_2").await;
    assert_eq!(seen().await["inside"].as_array().unwrap().len(), 1);
    act("leave", "ou_1").await;
    let listed = owner.get("/meetings").await["meetings"].clone();
    let of_number: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["number"] == number)
        .map(|one| one["state"].clone())
        .collect();
    // It can be joined again, as another meeting.
    assert_eq!(of_number, ["ended", "reserved"]);
    assert_ne!(act("join", "ou_1").await["id"], id);
    // Without a topic, it is called after whom it is reserved for.
    owner.post("/meetings", json!({})).await;
    let listed = owner.get("/meetings").await["meetings"].clone();
    let last = listed.as_array().unwrap().last().unwrap();
    assert!(
        last["topic"].as_str().unwrap().ends_with("的视频会议"),
        "{last}"
    );
}

#[tokio::test]
async fn a_recording_is_seen_as_the_last_poll_found_it() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let (owner, caller) = (Owner::of(&sandbox), Caller::app(&sandbox).await);
    let host = Caller::with_token(&sandbox, &sandbox.user_token());
    let seen =
        async |place: usize| owner.get("/meetings").await["meetings"][place]["recording"].clone();
    let [ended, going_on] = ["6911188411934433028", "6911188411932033028"];
    assert_eq!(
        seen(0).await,
        json!({"state": "waiting", "seconds": 30, "url": null})
    );
    let poll = format!("/vc/v1/meetings/{ended}/recording");
    send(caller.get(&poll)).await;
    assert_eq!(seen(0).await["state"], "running");
    let url = send(caller.get(&poll)).await.data()["recording"]["url"].clone();
    assert!(url.is_string());
    assert_eq!(
        seen(0).await,
        json!({"state": "done", "seconds": 30, "url": url})
    );

    assert_eq!(seen(1).await, Value::Null);
    let act = async |act: &str, body: Value| {
        let path = format!("/vc/v1/meetings/{going_on}/recording/{act}");
        let answer = send(host.request(Method::PATCH, &path, &body)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    };
    act("start", json!({"timezone": 8})).await;
    assert_eq!(seen(1).await["state"], "recording");
    sandbox.advance(std::time::Duration::from_secs(3));
    act("stop", json!({})).await;
    assert_eq!(seen(1).await["state"], "stopped");
    for who in owner.get("/meetings").await["meetings"][1]["inside"]
        .as_array()
        .unwrap()
    {
        owner
            .post("/meetings/123456789/leave", json!({"who": who["id"]}))
            .await;
    }
    assert_eq!(seen(1).await["state"], "too_short");
    let fault =
        json!({"operation": "vc.v1.meeting_recording.get", "fault": "job_fails", "status": 3});
    owner.post("/reset", json!({})).await;
    owner.post("/faults", fault).await;
    let caller = Caller::app(&sandbox).await;
    send(caller.get(&poll)).await;
    assert_eq!(seen(0).await["state"], "failed");
}

#[tokio::test]
async fn who_cannot_join_or_leave_is_told_why() {
    let sandbox = Sandbox::start().await.unwrap();
    let owner = Owner::of(&sandbox);
    let number = owner.post("/meetings", json!({})).await["number"].clone();
    let number = number.as_str().unwrap();
    let refused = async |path: &str, body: &str| {
        let (status, error) = owner.refusal(Method::POST, path, body).await;
        (status, error["where"].as_str().unwrap().to_owned())
    };
    let join = format!("/meetings/{number}/join");
    let leave = format!("/meetings/{number}/leave");
    let somebody = r#"{"who": "ou_1"}"#;
    for (path, body, status, place) in [
        ("/meetings/000000000/join", somebody, 404, "path `number`"),
        (&*leave, somebody, 409, "path `number`"),
        (&*join, r#"{"who": "li"}"#, 400, "body, `who`"),
        (&*join, "{}", 400, "body, line 1 column 2"),
        (&*join, r#"{"user": "ou_1"}"#, 400, "body, line 1 column 7"),
        (
            "/meetings",
            r#"{"title": "x"}"#,
            400,
            "body, line 1 column 8",
        ),
    ] {
        assert_eq!(
            refused(path, body).await,
            (status, place.to_owned()),
            "{path} {body}"
        );
    }
    owner.post(&join, json!({"who": "ou_1"})).await;
    let other = refused(&leave, r#"{"who": "ou_2"}"#).await;
    assert_eq!(other, (409, "body, `who`".to_owned()));
    owner.post(&leave, json!({"who": "ou_1"})).await;
    // After thirty days it is over.
    sandbox.advance(std::time::Duration::from_secs(31 * 24 * 60 * 60));
    let expired = refused(&join, somebody).await;
    assert_eq!(expired, (409, "path `number`".to_owned()));
    let listed = owner.get("/meetings").await["meetings"].clone();
    let mut of_number = listed.as_array().unwrap().iter();
    let last = of_number.rfind(|one| one["number"] == number).unwrap();
    assert_eq!(last["state"], "expired");
}
