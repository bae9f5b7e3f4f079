//! What the platform refuses of meetings, each with a code and a status that the page of the operation has.

use std::time::{Duration, SystemTime};

use feishu_sandbox::Sandbox;
use reqwest::Method;
use serde_json::{Value, json};

use crate::caller::{Caller, send};

const MEETING: &str = "/vc/v1/meetings/6911188411932033028";
const ENDED: &str = "/vc/v1/meetings/6911188411934433028";
const UNKNOWN: &str = "/vc/v1/meetings/6911188411934433999";
const RESERVE: &str = "/vc/v1/reserves/6911188411932033028";
const NO_RESERVE: &str = "/vc/v1/reserves/6911188411934433999";
const GUEST: &str = "ou_3ec3f6a28a0d08c45d895276e8e5e19b";

/// Who calls.
#[derive(Clone, Copy, Debug)]
enum As {
    App,
    /// The host and owner of the built-in meetings.
    Host,
    /// Somebody who is in the meeting that is going on.
    Guest,
    Stranger,
}

/// A call, by whom and with which body, and the status and the code that it is refused with.
type Case = (As, (Method, String), Value, (u16, i64));

fn user(id: &str) -> Value {
    json!({"id": id, "user_type": 1})
}

#[tokio::test]
async fn each_refusal_is_documented() {
    use As::{App, Guest, Host, Stranger};
    #[allow(clippy::disallowed_methods, reason = "times are given in the request")]
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let in_days = |days: u64| (now + days * 24 * 3600).to_string();
    let host = json!({"host_user": user(GUEST)});
    let reserve = |settings: Value| json!({"owner_id": GUEST, "end_time": in_days(1), "meeting_settings": settings});
    let hosts: Vec<_> = (0..11).map(|host| user(&format!("ou_{host}"))).collect();
    let call = json!({"meeting_initial_type": 2, "auto_record": true});
    let viewer = json!({"permission_objects": [{"id": GUEST, "type": 1, "permission": 1}]});
    let no_viewer = json!({"permission_objects": [{"id": "ou_1", "type": 2, "permission": 1}]});
    let none = Value::Null;
    let list = "start_time=1655276858&end_time=1655363258";
    let participants = "meeting_no=123456789&meeting_start_time=1655276858";
    let one = format!("{participants}&meeting_end_time=1655363258");

    let patch = |path: &str, rest: &str| (Method::PATCH, format!("{path}/{rest}"));
    let get = |path: &str| (Method::GET, path.to_owned());
    let post = |path: &str| (Method::POST, path.to_owned());
    let apply = || post("/vc/v1/reserves/apply");
    let kickout = |path: &str| post(&format!("{path}/kickout"));
    let cases: Vec<Case> = vec![
        (
            App,
            get("/vc/v1/meetings/123456789"),
            none.clone(),
            (400, 121_003),
        ),
        (App, get(UNKNOWN), none.clone(), (404, 121_004)),
        // It is more than 90 days old.
        (App, get(ENDED), none.clone(), (404, 121_004)),
        (Guest, get(MEETING), none.clone(), (403, 121_005)),
        (Host, patch(UNKNOWN, "end"), none.clone(), (404, 122_002)),
        (Host, patch(ENDED, "end"), none.clone(), (400, 122_001)),
        (Guest, patch(MEETING, "end"), none.clone(), (403, 121_005)),
        (
            Stranger,
            patch(MEETING, "end"),
            none.clone(),
            (400, 122_003),
        ),
        (
            Stranger,
            patch(MEETING, "invite"),
            json!({"invitees": [user("ou_1")]}),
            (400, 122_003),
        ),
        (
            Guest,
            patch(MEETING, "invite"),
            json!({"invitees": [user(GUEST)]}),
            (400, 122_005),
        ),
        (
            Guest,
            patch(ENDED, "invite"),
            json!({"invitees": [user("ou_1")]}),
            (400, 122_001),
        ),
        (
            App,
            kickout(ENDED),
            json!({"kickout_users": [user(GUEST)]}),
            (400, 122_001),
        ),
        (
            App,
            kickout(UNKNOWN),
            json!({"kickout_users": [user(GUEST)]}),
            (404, 122_002),
        ),
        (
            App,
            kickout(MEETING),
            json!({"kickout_users": []}),
            (400, 121_003),
        ),
        (
            Guest,
            patch(MEETING, "set_host"),
            host.clone(),
            (403, 121_005),
        ),
        (
            Stranger,
            patch(MEETING, "set_host"),
            host.clone(),
            (400, 122_003),
        ),
        (App, patch(ENDED, "set_host"), host.clone(), (400, 122_001)),
        (
            App,
            patch(MEETING, "set_host"),
            json!({"host_user": user("ou_1")}),
            (400, 122_004),
        ),
        (
            App,
            patch(MEETING, "set_host"),
            json!({"host_user": user("ou_away")}),
            (400, 122_009),
        ),
        (
            Host,
            patch(MEETING, "set_host"),
            json!({"host_user": user("ou_5a4db0c5a4db0c5a4db0c5a4db0c5a4d")}),
            (400, 122_005),
        ),
        (
            App,
            patch(MEETING, "set_host"),
            json!({"host_user": user(GUEST), "old_host_user": user(GUEST)}),
            (409, 121_006),
        ),
        (
            Host,
            patch(MEETING, "recording/stop"),
            none.clone(),
            (400, 122_001),
        ),
        (
            Guest,
            patch(MEETING, "recording/start"),
            json!({}),
            (403, 121_005),
        ),
        (
            Host,
            patch(ENDED, "recording/start"),
            json!({}),
            (400, 122_001),
        ),
        (
            App,
            get(&format!("{MEETING}/recording")),
            none.clone(),
            (400, 122_001),
        ),
        (
            App,
            get(&format!("{UNKNOWN}/recording")),
            none.clone(),
            (404, 122_002),
        ),
        (
            Guest,
            get(&format!("{ENDED}/recording")),
            none.clone(),
            (403, 121_005),
        ),
        (
            App,
            get(&format!("{ENDED}/recording")),
            none.clone(),
            (400, 124_002),
        ),
        (
            Guest,
            patch(ENDED, "recording/set_permission"),
            viewer.clone(),
            (403, 121_005),
        ),
        (
            Host,
            patch(MEETING, "recording/set_permission"),
            viewer.clone(),
            (404, 121_004),
        ),
        (
            Host,
            patch(UNKNOWN, "recording/set_permission"),
            viewer,
            (404, 122_002),
        ),
        (App, get(NO_RESERVE), none.clone(), (404, 121_004)),
        (
            App,
            get("/vc/v1/reserves/abc"),
            none.clone(),
            (400, 121_003),
        ),
        (Guest, get(RESERVE), none.clone(), (403, 121_005)),
        (
            Guest,
            (Method::DELETE, RESERVE.to_owned()),
            none.clone(),
            (403, 121_005),
        ),
        (
            App,
            (Method::DELETE, NO_RESERVE.to_owned()),
            none.clone(),
            (404, 121_004),
        ),
        (
            Guest,
            get(&format!("{RESERVE}/get_active_meeting")),
            none.clone(),
            (403, 121_005),
        ),
        (
            App,
            (Method::PUT, RESERVE.to_owned()),
            json!({"end_time": in_days(31)}),
            (400, 121_003),
        ),
        (
            App,
            (Method::PUT, RESERVE.to_owned()),
            json!({"end_time": "1608888867"}),
            (400, 121_003),
        ),
        (
            App,
            (Method::PUT, NO_RESERVE.to_owned()),
            json!({}),
            (404, 121_004),
        ),
        (
            App,
            apply(),
            json!({"end_time": in_days(1), "meeting_settings": {}}),
            (400, 121_003),
        ),
        (
            Host,
            apply(),
            json!({"meeting_settings": {}}),
            (400, 121_003),
        ),
        (
            Host,
            apply(),
            reserve(json!({"password": "12"})),
            (400, 123_006),
        ),
        (
            Host,
            apply(),
            reserve(json!({"assign_host_list": hosts})),
            (400, 123_003),
        ),
        (Host, apply(), reserve(call), (400, 123_002)),
        (
            App,
            get("/vc/v1/meetings/list_by_no?meeting_no=12&start_time=1&end_time=2"),
            none.clone(),
            (400, 121_003),
        ),
        (
            App,
            get("/vc/v1/meetings/list_by_no?meeting_no=123456789&start_time=2&end_time=2"),
            none.clone(),
            (400, 121_003),
        ),
        (
            App,
            get("/vc/v1/reports/get_daily?start_time=1608888867&end_time=1608888966"),
            none.clone(),
            (400, 121_003),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/reports/get_top_user?start_time={now}&end_time={now}&limit=101&order_by=1"
            )),
            none.clone(),
            (400, 121_003),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/reports/get_top_user?start_time={}&end_time={now}&limit=10&order_by=1&user_id_type=user_id",
                now - 3600
            )),
            none.clone(),
            (400, 122_359),
        ),
        (
            App,
            get(&format!("/vc/v1/meeting_list?{list}&meeting_no=12")),
            none.clone(),
            (400, 126_004),
        ),
        (
            App,
            get(&format!("/vc/v1/meeting_list?{list}&meeting_no=-12345678")),
            none.clone(),
            (400, 126_003),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/meeting_list?{list}&meeting_no=123456789&user_id={GUEST}"
            )),
            none.clone(),
            (400, 126_008),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/meeting_list?start_time={}&end_time={}",
                in_days(1),
                in_days(2)
            )),
            none.clone(),
            (400, 126_005),
        ),
        (
            App,
            get("/vc/v1/meeting_list?start_time=1655276858&end_time=1755363258"),
            none.clone(),
            (400, 126_006),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/meeting_list?start_time={now}&end_time={}&meeting_status=3",
                in_days(40)
            )),
            none.clone(),
            (400, 126_016),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/participant_list?{one}&user_id={GUEST}&room_id=omm_1"
            )),
            none.clone(),
            (400, 126_007),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/participant_list?{participants}&meeting_end_time=1655363257"
            )),
            none.clone(),
            (400, 126_009),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/participant_list?{participants}&meeting_end_time=1655363259"
            )),
            none.clone(),
            (400, 126_006),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/participant_quality_list?{one}&join_time=1655276858"
            )),
            none.clone(),
            (400, 121_003),
        ),
        (
            App,
            get(&format!(
                "/vc/v1/participant_quality_list?{one}&join_time=1&user_id={GUEST}"
            )),
            none.clone(),
            (400, 126_010),
        ),
        (
            App,
            get(
                "/vc/v1/resource_reservation_list?room_level_id=omb_1&room_ids=omm_1&start_time=1655276858&end_time=1655363259",
            ),
            none,
            (400, 126_006),
        ),
        // A chat is not a user; this one comes last, since it needs a recording that is ready.
        (
            App,
            get(&format!("{ENDED}/recording")),
            Value::Null,
            (400, 124_002),
        ),
        (
            App,
            get(&format!("{ENDED}/recording")),
            Value::Null,
            (200, 0),
        ),
        (
            Host,
            patch(ENDED, "recording/set_permission"),
            no_viewer,
            (400, 121_003),
        ),
    ];

    let sandbox = Sandbox::builder()
        .without_rate_limits()
        .start()
        .await
        .unwrap();
    sandbox.join_meeting("123456789", "ou_away").unwrap();
    sandbox.leave_meeting("123456789", "ou_away").unwrap();
    sandbox.advance(Duration::from_secs(1));
    let callers = [
        Caller::app(&sandbox).await,
        Caller::with_token(&sandbox, &sandbox.user_token()),
        Caller::with_token(&sandbox, &sandbox.user_token_of(GUEST)),
        Caller::with_token(&sandbox, &sandbox.user_token_of("ou_stranger")),
    ];
    for (who, (method, path), body, expected) in cases {
        let caller = &callers[who as usize];
        let request = if body.is_null() && method == Method::GET {
            caller.get(&path)
        } else {
            caller.request(method.clone(), &path, &body)
        };
        let answer = send(request).await;
        let told = format!("{who:?} {method} {path} {body}: {answer:?}");
        assert_eq!(answer.error(), expected, "{told}");
        let (status, code) = expected;
        let requests = sandbox.requests();
        let called = requests.last().unwrap().operation.unwrap();
        let operation = sandbox
            .operations()
            .find(|known| known.id == called)
            .unwrap();
        let mut errors = operation.errors.iter();
        let is_documented = errors.any(|info| info.code.0 == code && info.status == status);
        assert!(code == 0 || is_documented, "{told}");
    }
}

#[tokio::test]
async fn a_token_of_the_wrong_kind_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let app = Caller::app(&sandbox).await;
    let end = app.request(Method::PATCH, &format!("{MEETING}/end"), &json!({}));
    assert_eq!(send(end).await.error(), (400, 99_991_663));
    let host = Caller::with_token(&sandbox, &sandbox.user_token());
    let body = json!({"kickout_users": [user(GUEST)]});
    let kickout = host.post(&format!("{MEETING}/kickout"), &body);
    assert_eq!(send(kickout).await.error(), (400, 99_991_668));
}
