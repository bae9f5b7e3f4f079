//! The lists of meetings, participants and reservations: keys that repeat, words that are digits, counts that are texts.

use feishu_core::types::Period;
use feishu_core::{Endpoint, UnixSeconds};
use feishu_tests::wire::{Recorder, run};
use feishu_vc::Vc;
use feishu_vc::meeting_list::GetMeetingList;
use feishu_vc::participant_list::{GetParticipantList, WebinarRole};
use feishu_vc::resource_reservation_list::GetResourceReservationList;
use feishu_vc::types::{MeetingNumber, RoomId, RoomLevelId};
use serde_json::json;

const DAY: Period = Period {
    start: UnixSeconds::new(1_655_276_858),
    end: UnixSeconds::new(1_655_363_258),
};

#[test]
fn each_room_repeats_the_key() {
    let rooms = ["omm_1", "omm_2"].map(RoomId::new);
    let request = GetResourceReservationList::new(RoomLevelId::new("omb_1"), DAY, rooms);
    assert_eq!(
        request.request().unwrap().target().unwrap(),
        "/open-apis/vc/v1/resource_reservation_list?room_level_id=omb_1&start_time=1655276858&end_time=1655363258\
        &room_ids=omm_1&room_ids=omm_2"
    );
}

#[test]
fn a_role_in_a_webinar_is_a_digit_in_text() {
    let data = json!({"participants": [{"webinar_user_role": "3"}, {"webinar_user_role": "7"}], "has_more": false});
    let recorder = Recorder::answering(GetParticipantList::OPERATION, data);
    let client = recorder.client();
    let request = GetParticipantList::new(MeetingNumber::new("123456789"), DAY)
        .webinar_user_role(WebinarRole::Viewer);
    let target = request.request().unwrap().target().unwrap();
    assert!(target.ends_with("&webinar_user_role=3"), "{target}");

    let response =
        run(async { Vc::new(&client).participant_records().get(request).await }).unwrap();
    let roles: Vec<_> = response
        .participants
        .iter()
        .map(|participant| participant.webinar_user_role.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(roles, ["3", "7"]);
    assert_eq!(
        response.participants[0].webinar_user_role,
        Some(WebinarRole::Viewer)
    );
}

#[test]
fn a_count_is_read_from_a_text_and_from_a_number() {
    let data = json!({
        "meeting_list": [{"number_of_participants": "12", "number_of_devices": 15, "number_of_webinar_viewers": ""}],
        "has_more": false,
    });
    let recorder = Recorder::answering(GetMeetingList::OPERATION, data);
    let client = recorder.client();
    let response = run(async {
        let vc = Vc::new(&client);
        vc.meeting_records().get(GetMeetingList::new(DAY)).await
    })
    .unwrap();
    let meeting = &response.meeting_list[0];
    assert_eq!(meeting.number_of_participants, Some(12));
    assert_eq!(meeting.number_of_devices, Some(15));
    assert_eq!(meeting.number_of_webinar_viewers, None);
}
