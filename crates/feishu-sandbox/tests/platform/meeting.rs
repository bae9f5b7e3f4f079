//! Meetings, from the reservation to the workbook: one story, told by every operation in the same way.

use std::time::{Duration, SystemTime};

use calamine::{Data, Range};
use feishu_core::types::{Period, UserId};
use feishu_core::{Result, RetryPolicy, UnixSeconds};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use feishu_vc::meeting::{
    EndMeeting, GetMeeting, InvitationStatus, InviteParticipants, KickOutParticipants,
    ListMeetingsByNumber, Meeting, RemovalStatus, SearchMeetings, SetMeetingHost,
};
use feishu_vc::meeting_list::GetMeetingList;
use feishu_vc::meeting_recording::{
    GetMeetingRecording, RecordingViewer, SetRecordingPermission, StartMeetingRecording,
    StopMeetingRecording,
};
use feishu_vc::participant_list::GetParticipantList;
use feishu_vc::participant_quality_list::GetParticipantQualityList;
use feishu_vc::report::{GetMeetingReport, GetTopUsers, TopUserOrder};
use feishu_vc::reserve::{
    CreateReservation, DeleteReservation, GetActiveMeeting, GetReservation, MeetingSettings,
    UpdateReservation,
};
use feishu_vc::resource_reservation_list::GetResourceReservationList;
use feishu_vc::types::{
    MeetingId, MeetingNumber, MeetingStatus, MeetingUser, MeetingUserKind, ParticipantStatus,
    RoomId, RoomLevelId,
};
use feishu_vc::{Vc, codes};
use serde_json::json;

use crate::caller::{Caller, send};
use crate::report::report;

const OWNER: &str = "ou_owner";
const GUEST: &str = "ou_guest";
const THIRD: &str = "ou_third";

fn client(sandbox: &Sandbox) -> Vc {
    let client = sandbox
        .client_builder()
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    Vc::new(&client)
}

fn user(id: &str) -> MeetingUser {
    MeetingUser::new(UserId::new(id), MeetingUserKind::User)
}

fn now() -> UnixSeconds {
    SystemTime::now().into()
}

fn later(time: UnixSeconds, seconds: i64) -> UnixSeconds {
    UnixSeconds::new(time.get() + seconds)
}

fn minute(sandbox: &Sandbox) {
    sandbox.advance(Duration::from_secs(60));
}

/// The meeting with its participants.
async fn meeting(vc: &Vc, id: &MeetingId) -> Meeting {
    let request = GetMeeting::new(id)
        .with_participants(true)
        .with_features(true);
    vc.meetings().get(request).await.unwrap().meeting.unwrap()
}

fn code<T: std::fmt::Debug>(answer: Result<T>) -> feishu_core::ErrorCode {
    answer.unwrap_err().code().unwrap()
}

/// A column of a workbook, below its heading.
fn column(rows: &Range<Data>, heading: &str) -> Vec<String> {
    let place = rows.rows().next().unwrap().iter();
    let place = place
        .clone()
        .position(|cell| *cell == Data::String(heading.to_owned()));
    let place = place.unwrap_or_else(|| panic!("no column {heading}"));
    rows.rows()
        .skip(1)
        .map(|row| row[place].to_string())
        .collect()
}

#[tokio::test]
async fn a_reservation_becomes_a_meeting_and_a_report() {
    let sandbox = Sandbox::builder().pending_polls(1).start().await.unwrap();
    let vc = client(&sandbox);
    let caller = Caller::app(&sandbox).await;
    let [owner, guest] = [OWNER, GUEST].map(|user| sandbox.user_token_of(user));
    let start = now();
    let before = vc.reports().get_daily(GetMeetingReport::new(Period {
        start,
        end: later(start, 900),
    }));
    let before = before.await.unwrap().report.unwrap();

    // There is a room.
    let floor = json!({"name": "Floor 3", "parent_id": "omb_4ad1a2c7a2fbc5fc9570f38456931293"});
    let floor = send(caller.post("/vc/v1/room_levels", &floor)).await.data();
    let level = floor["room_level"]["room_level_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let made = json!({"name": "Lake Como", "capacity": 4, "room_level_id": level});
    let made = send(caller.post("/vc/v1/rooms", &made)).await.data();
    let room = made["room"]["room_id"].as_str().unwrap().to_owned();

    // The meeting is reserved, and nobody is there.
    let settings = MeetingSettings::new().topic("Q3 review");
    let request = CreateReservation::new(settings)
        .owner_id(UserId::new(OWNER))
        .end_time(later(start, 3600));
    let reserved = vc
        .reservations()
        .apply(request)
        .await
        .unwrap()
        .reservation
        .unwrap();
    let reservation = reserved.id.unwrap();
    let number = reserved.meeting_no.unwrap();
    let active = || {
        vc.reservations()
            .get_active_meeting(GetActiveMeeting::new(&reservation))
    };
    assert_eq!(code(active().await), codes::DATA_NOT_FOUND);

    // It begins with the first.
    let id = MeetingId::new(sandbox.join_meeting(number.as_str(), OWNER).unwrap());
    minute(&sandbox);
    let same = sandbox.join_meeting(number.as_str(), GUEST).unwrap();
    assert_eq!(
        (
            same.as_str(),
            active()
                .await
                .unwrap()
                .meeting
                .unwrap()
                .id
                .unwrap()
                .as_str()
        ),
        (id.as_str(), id.as_str())
    );
    sandbox.join_meeting(number.as_str(), &room).unwrap();

    // Somebody is called, and comes.
    let request = InviteParticipants::new(&id, [user(THIRD), user(OWNER)]);
    let invited = vc
        .meetings()
        .invite(request)
        .as_user(&guest)
        .await
        .unwrap()
        .results;
    let statuses: Vec<_> = invited.iter().map(|one| one.status.unwrap()).collect();
    assert_eq!(
        statuses,
        [InvitationStatus::Invited, InvitationStatus::Failed]
    );
    let status_of = |meeting: &Meeting, id: &str| {
        let mut participants = meeting.participants.iter();
        let found = participants.find(|one| one.id.as_ref().unwrap().as_str() == id);
        found.and_then(|one| one.status)
    };
    assert_eq!(
        status_of(&meeting(&vc, &id).await, THIRD),
        Some(ParticipantStatus::Calling)
    );
    sandbox.join_meeting(number.as_str(), THIRD).unwrap();

    // The owner leads until somebody else does, who records.
    assert_eq!(meeting(&vc, &id).await.host_user, Some(user(OWNER)));
    let record = || {
        vc.meeting_recordings()
            .start(StartMeetingRecording::new(&id))
            .as_user(&guest)
    };
    assert_eq!(code(record().await), codes::NO_PERMISSION);
    let request = SetMeetingHost::new(&id, user(GUEST)).old_host(user(OWNER));
    vc.meetings()
        .set_host(request)
        .as_user(&owner)
        .await
        .unwrap();
    record().await.unwrap();
    sandbox.advance(Duration::from_secs(30));
    vc.meeting_recordings()
        .stop(StopMeetingRecording::new(&id))
        .as_user(&guest)
        .await
        .unwrap();
    let recording = || vc.meeting_recordings().get(GetMeetingRecording::new(&id));
    assert_eq!(code(recording().await), codes::MEETING_STATUS_UNEXPECTED);

    // Somebody is sent away, and the host ends it.
    let removed = vc
        .meetings()
        .kickout(KickOutParticipants::new(
            &id,
            [user(THIRD), user("ou_nobody")],
        ))
        .await
        .unwrap()
        .results;
    let statuses: Vec<_> = removed.iter().map(|one| one.status.unwrap()).collect();
    assert_eq!(statuses, [RemovalStatus::Removed, RemovalStatus::Failed]);
    minute(&sandbox);
    vc.meetings()
        .end(EndMeeting::new(&id))
        .as_user(&guest)
        .await
        .unwrap();
    assert_eq!(code(active().await), codes::DATA_NOT_FOUND);

    // Now it is over.
    let over = meeting(&vc, &id).await;
    assert_eq!(over.status, Some(MeetingStatus::Ended));
    assert_eq!(over.topic.as_deref(), Some("Q3 review"));
    assert_eq!(
        (over.participant_count, over.participant_count_accumulated),
        (Some(4), Some(4))
    );
    assert_eq!(over.features.as_ref().unwrap().use_recording, Some(true));
    let (began, ended) = (over.start_time.unwrap(), over.end_time.unwrap());
    assert!(
        (150..160).contains(&(ended.get() - began.get())),
        "{over:?}"
    );
    for participant in &over.participants {
        assert_eq!(
            participant.status,
            Some(ParticipantStatus::Left),
            "{participant:?}"
        );
        let there = participant.final_leave_time.unwrap().get()
            - participant.first_join_time.unwrap().get();
        assert_eq!(participant.in_meeting_duration, Some(there));
    }

    // The recording takes its time.
    assert_eq!(code(recording().await), codes::RECORDING_PROCESSING);
    let share = || {
        let request = SetRecordingPermission::new(&id, [RecordingViewer::user(UserId::new(THIRD))]);
        vc.meeting_recordings()
            .set_permission(request)
            .as_user(&owner)
    };
    assert_eq!(code(share().await), codes::DATA_NOT_FOUND);
    let recorded = recording().await.unwrap().recording.unwrap();
    let milliseconds = recorded.duration_millis.unwrap();
    assert!((30_000..33_000).contains(&milliseconds), "{recorded:?}");
    share().await.unwrap();
    let page = send(caller.http.get(recorded.url.unwrap())).await;
    assert!(
        String::from_utf8(page.body.to_vec())
            .unwrap()
            .contains(THIRD)
    );

    // Everything that lists it agrees.
    let period = Period {
        start: began,
        end: ended,
    };
    let wide = Period {
        start: later(began, -60),
        end: later(ended, 60),
    };
    let listed = vc
        .meetings()
        .list_by_no(ListMeetingsByNumber::new(number.clone(), wide))
        .await
        .unwrap()
        .meetings;
    let ids: Vec<_> = listed.iter().map(|one| one.id.as_ref()).collect();
    assert_eq!(ids, [Some(&id)]);
    let request = SearchMeetings::new().query("q3");
    let found = vc.meetings().search(request).as_user(&guest).await.unwrap();
    assert_eq!(
        (found.items[0].id.as_str(), found.total),
        (id.as_str(), Some(1))
    );

    let record = vc
        .meeting_records()
        .get(GetMeetingList::new(wide).meeting_no(number.clone()))
        .await
        .unwrap();
    let [record] = &record.meeting_list[..] else {
        panic!("{record:?}");
    };
    assert_eq!(record.id.as_ref(), Some(&id));
    assert_eq!(record.meeting_no.as_ref(), Some(&number));
    assert_eq!(
        (record.number_of_participants, record.recording),
        (Some(4), Some(true))
    );
    let request = GetParticipantList::new(number.clone(), period);
    let participants = vc
        .participant_records()
        .get(request)
        .await
        .unwrap()
        .participants;
    let names: Vec<_> = participants
        .iter()
        .map(|one| one.participant_name.clone().unwrap())
        .collect();
    assert_eq!(names.len(), 4);
    assert_eq!(participants[2].room_id, Some(RoomId::new(&*room)));
    assert_eq!(names[2], "Lake Como");
    let request =
        GetParticipantQualityList::new(number.clone(), period, began).user_id(UserId::new(OWNER));
    let minutes = vc
        .participant_quality_records()
        .get(request)
        .await
        .unwrap()
        .participant_quality_list;
    assert!((3..=4).contains(&minutes.len()), "{}", minutes.len());
    let request =
        GetResourceReservationList::new(RoomLevelId::new(&*level), wide, [RoomId::new("omm_1")])
            .is_exclude(true)
            .need_topic(true);
    let rooms = vc
        .room_reservations()
        .get(request)
        .await
        .unwrap()
        .room_reservation_list;
    assert_eq!(rooms.len(), 1);
    assert_eq!(
        (rooms[0].event_title.as_deref(), rooms[0].guests_number),
        (Some("Q3 review"), Some(3))
    );

    // So do the figures …
    let span = Period {
        start,
        end: later(ended, 900),
    };
    let after = vc
        .reports()
        .get_daily(GetMeetingReport::new(span))
        .await
        .unwrap()
        .report
        .unwrap();
    assert_eq!(
        after.total_meeting_count.unwrap(),
        before.total_meeting_count.unwrap() + 1
    );
    assert_eq!(
        after.total_participant_count.unwrap(),
        before.total_participant_count.unwrap() + 4
    );
    let days = after.days.iter().map(|day| day.meeting_count.unwrap());
    assert_eq!(days.sum::<i64>(), after.total_meeting_count.unwrap());
    let request = GetTopUsers::new(span, 100, TopUserOrder::MeetingCount);
    let top = vc.reports().get_top_user(request).await.unwrap().users;
    let of_owner = top
        .iter()
        .find(|one| one.id.as_ref().unwrap().as_str() == OWNER)
        .unwrap();
    assert_eq!(
        (of_owner.meeting_count, of_owner.meeting_duration),
        (Some(1), Some((ended.get() - began.get()) / 60))
    );
    assert!(
        top.iter()
            .any(|one| one.kind == Some(MeetingUserKind::Room))
    );

    // … and the workbooks.
    let times =
        |start: UnixSeconds, end: UnixSeconds| (start.get().to_string(), end.get().to_string());
    let (wide_start, wide_end) = times(wide.start, wide.end);
    let (start, end) = times(began, ended);
    let body = json!({"start_time": wide_start, "end_time": wide_end, "meeting_no": number});
    let rows = report(&caller, "meeting_list", body).await;
    assert_eq!(column(&rows, "会议ID"), [number.as_str()]);
    assert_eq!(column(&rows, "会议主题"), ["Q3 review"]);
    assert_eq!(
        column(&rows, "会议开始时间"),
        [record.meeting_start_time.as_deref().unwrap()]
    );
    assert_eq!(
        column(&rows, "会议持续时间"),
        [record.meeting_duration.as_deref().unwrap()]
    );
    assert_eq!(
        (column(&rows, "参会人数量"), column(&rows, "录制")),
        (vec!["4".to_owned()], vec!["是".to_owned()])
    );
    let times = json!({"meeting_start_time": start, "meeting_end_time": end, "meeting_no": number});
    let rows = report(&caller, "participant_list", times.clone()).await;
    assert_eq!(column(&rows, "参会人"), names);
    let joined = participants
        .iter()
        .map(|one| one.join_time.clone().unwrap());
    assert_eq!(column(&rows, "入会时间"), joined.collect::<Vec<_>>());
    assert!(column(&rows, "离会原因").contains(&"被移出会议".to_owned()));
    let mut quality = times;
    quality["join_time"] = start.into();
    quality["user_id"] = OWNER.into();
    let rows = report(&caller, "participant_quality_list", quality).await;
    let rates = minutes
        .iter()
        .map(|one| one.audio.clone().unwrap().bitrate_sent.unwrap());
    assert_eq!(
        column(&rows, "音频-码率（发送）"),
        rates.collect::<Vec<_>>()
    );
    let body = json!({"room_level_id": level, "start_time": wide_start, "end_time": wide_end});
    let rows = report(&caller, "resource_reservation_list", body).await;
    assert_eq!(
        column(&rows, "会议室名称"),
        [rooms[0].room_name.as_deref().unwrap()]
    );
    assert_eq!(
        column(&rows, "会议室签到时间"),
        [rooms[0].check_in_time.as_deref().unwrap()]
    );

    // What is cancelled leads nowhere.
    vc.reservations()
        .delete(DeleteReservation::new(&reservation))
        .await
        .unwrap();
    let gone = vc
        .reservations()
        .get(GetReservation::new(&reservation))
        .await;
    assert_eq!(code(gone), codes::DATA_NOT_FOUND);
    let error = sandbox.join_meeting(number.as_str(), OWNER).unwrap_err();
    assert!(error.to_string().contains(number.as_str()), "{error}");
}

#[tokio::test]
async fn what_is_reserved_is_told_and_changed() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::with_token(&sandbox, &sandbox.user_token_of(OWNER));
    let until = (now().get() + 3600).to_string();
    let settings = json!({
        "topic": "Interview",
        "password": "4711",
        "meeting_connect": true,
        "assign_host_list": [{"user_type": 1, "id": "on_guest"}, {"user_type": 1, "id": "ou_guest"}],
        "action_permissions": [{"permission": 3, "permission_checkers": [
            {"check_field": 1, "check_mode": 1, "check_list": ["on_third"]},
        ]}],
    });
    let body = json!({"end_time": until, "meeting_settings": settings});
    let made = send(caller.post("/vc/v1/reserves/apply?user_id_type=union_id", &body))
        .await
        .data();
    assert_eq!(
        made["reserve_correction_check_info"]["invalid_host_id_list"],
        json!(["ou_guest"])
    );
    let reserve = &made["reserve"];
    assert_eq!(
        (&reserve["password"], &reserve["end_time"]),
        (&json!("4711"), &json!(until))
    );
    let id = reserve["id"].as_str().unwrap();
    let number = reserve["meeting_no"].as_str().unwrap();
    assert_eq!(reserve["url"], format!("{}/j/{number}", sandbox.base_url()));

    let path = format!("/vc/v1/reserves/{id}");
    let told = send(caller.get(&path)).await.data()["reserve"].clone();
    assert_eq!(
        (&told["expire_status"], &told["reserve_user_id"]),
        (&json!(1), &json!(OWNER))
    );
    let settings = &told["meeting_settings"];
    assert_eq!(
        settings["assign_host_list"],
        json!([{"user_type": 1, "id": GUEST}])
    );
    let check = &settings["action_permissions"][0]["permission_checkers"][0];
    assert_eq!(check["check_list"], json!([THIRD]));
    assert_eq!(settings.get("password"), None);

    // Whom the settings name may join.
    assert!(
        sandbox
            .join_meeting(number, "ou_stranger")
            .unwrap_err()
            .to_string()
            .contains("action_permissions")
    );
    let meeting = sandbox.join_meeting(number, THIRD).unwrap();
    sandbox.join_meeting(number, GUEST).unwrap();
    let told = send(caller.get(&format!("/vc/v1/meetings/{meeting}?user_id_type=user_id"))).await;
    assert_eq!(told.data()["meeting"]["host_user"]["id"], "guest");

    let later = (now().get() + 7200).to_string();
    let change = json!({"end_time": later, "meeting_settings": {"topic": "", "meeting_connect": false, "password": ""}});
    let changed = send(caller.request(reqwest::Method::PUT, &path, &change))
        .await
        .data();
    assert_eq!(
        (
            &changed["reserve"]["password"],
            &changed["reserve"]["end_time"]
        ),
        (&json!(""), &json!(later))
    );
    let told = send(caller.get(&path)).await.data()["reserve"]["meeting_settings"].clone();
    assert_eq!(
        (&told["topic"], &told["meeting_connect"]),
        (&json!(""), &json!(true))
    );
    assert_eq!(
        told["assign_host_list"],
        json!([{"user_type": 1, "id": GUEST}])
    );

    sandbox.leave_meeting(number, THIRD).unwrap();
    sandbox.leave_meeting(number, GUEST).unwrap();
    sandbox.advance(Duration::from_secs(7201));
    let caller = Caller::with_token(&sandbox, &sandbox.user_token_of(OWNER));
    let told = send(caller.get(&path)).await.data();
    assert_eq!(told["reserve"]["expire_status"], 2);
    assert!(
        sandbox
            .join_meeting(number, THIRD)
            .unwrap_err()
            .to_string()
            .contains("expired")
    );
}

#[tokio::test]
async fn people_join_at_the_address_of_a_meeting() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::new();
    let url = format!("{}/j/123456789", sandbox.base_url());
    let page = |answer: crate::caller::Answer| {
        (
            answer.status.as_u16(),
            String::from_utf8(answer.body.to_vec()).unwrap(),
        )
    };
    let post = |act: &str, user: &str| {
        http.post(format!("{url}/{act}"))
            .body(format!("user={user}"))
    };

    let (status, text) = page(send(http.get(&url)).await);
    assert!(
        status == 200 && text.contains("Weekly sync") && !text.contains("ou_new"),
        "{text}"
    );
    let (status, text) = page(send(post("join", "ou_new")).await);
    assert!(status == 200 && text.contains("ou_new"), "{text}");
    assert!(
        page(send(http.get(format!("{url}/live"))).await)
            .1
            .contains("ou_new")
    );
    let (status, text) = page(send(post("leave", "ou_new")).await);
    assert!(status == 200 && !text.contains("ou_new"), "{text}");
    assert!(sandbox.leave_meeting("123456789", "ou_new").is_err());

    let (status, text) = page(send(post("join", "%3Cb%3E")).await);
    assert!(
        status == 400 && text.contains("`&lt;b&gt;` is neither"),
        "{text}"
    );
    assert_eq!(page(send(http.post(format!("{url}/join"))).await).0, 400);
    let other = post("join", "ou_new").header("origin", "http://example.com");
    assert_eq!(page(send(other).await).0, 403);
    let unknown = format!("{}/j/000000000", sandbox.base_url());
    assert_eq!(page(send(http.get(unknown)).await).0, 404);
}

#[tokio::test]
async fn python_asks_with_capitals() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = Caller::app(&sandbox).await;
    let participants = async |asked: &str| {
        let path = format!("/vc/v1/meetings/6911188411932033028?with_participants={asked}");
        let meeting = send(caller.get(&path)).await.data()["meeting"].clone();
        meeting["participants"].as_array().unwrap().len()
    };
    assert_eq!(
        (participants("True").await, participants("False").await),
        (3, 0)
    );
    // Rooms have no id of the company's.
    let path = "/vc/v1/meetings/6911188411932033028?with_participants=true&user_id_type=user_id";
    let meeting = send(caller.get(path)).await.data()["meeting"].clone();
    assert_eq!(meeting["participants"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_recording_can_fail_or_never_come() {
    for (fault, last) in [
        (FaultKind::job_fails(2), codes::DATA_NOT_FOUND),
        (FaultKind::JobNeverEnds, codes::RECORDING_PROCESSING),
    ] {
        let sandbox = Sandbox::builder().pending_polls(0).start().await.unwrap();
        let vc = client(&sandbox);
        sandbox.add_fault(Fault::new("vc.v1.meeting_recording.get", fault));
        // The built-in meeting that is over was recorded.
        let id = MeetingId::new("6911188411934433028");
        for _ in 0..3 {
            let answer = vc
                .meeting_recordings()
                .get(GetMeetingRecording::new(&id))
                .await;
            assert_eq!(code(answer), last);
        }
    }
}

#[tokio::test]
async fn a_list_comes_in_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = client(&sandbox);
    let number = MeetingNumber::new("123456789");
    for guest in 0..25 {
        sandbox
            .join_meeting(number.as_str(), &format!("ou_{guest}"))
            .unwrap();
    }
    let id = MeetingId::new("6911188411932033028");
    vc.meetings()
        .end(EndMeeting::new(&id))
        .as_user(sandbox.user_token())
        .await
        .unwrap();
    let over = meeting(&vc, &id).await;
    let period = Period {
        start: over.start_time.unwrap(),
        end: over.end_time.unwrap(),
    };
    sandbox.add_fault(Fault::new("vc.v1.participant_list.get", FaultKind::EmptyPage).skip(1));
    let mut items = vc
        .participant_records()
        .get(GetParticipantList::new(number, period).page_size(20))
        .items();
    let mut count = 0;
    while items.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 28);
    assert_eq!(sandbox.calls("vc.v1.participant_list.get"), 3);
}

#[tokio::test]
async fn an_update_leaves_the_rest_as_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = client(&sandbox);
    let id = feishu_vc::reserve::ReservationId::new("6911188411932033028");
    vc.reservations()
        .update(UpdateReservation::new(&id))
        .await
        .unwrap();
    let told = vc
        .reservations()
        .get(GetReservation::new(&id))
        .await
        .unwrap()
        .reservation
        .unwrap();
    assert_eq!(told.settings.unwrap().topic.as_deref(), Some("Weekly sync"));
}
