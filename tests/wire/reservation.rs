//! Changes of reservations, where what is empty and what is left out are two things, and where a password is at stake.

use feishu_core::Endpoint;
use feishu_tests::wire::{Recorder, run};
use feishu_vc::Vc;
use feishu_vc::reserve::{MeetingSettings, ReservationId, UpdateReservation};
use serde_json::json;

/// What is sent to change a reservation.
fn sent(settings: MeetingSettings) -> String {
    let recorder = Recorder::answering(UpdateReservation::OPERATION, json!({}));
    let client = recorder.client();
    let request = UpdateReservation::new(ReservationId::new("6911188411932033028"));
    run(async {
        Vc::new(&client)
            .reservations()
            .update(request.settings(settings))
            .await
            .unwrap()
    });
    recorder.requests()
}

#[test]
fn what_is_empty_is_sent_and_what_is_left_out_is_not() {
    let body = json!({"meeting_settings": {"topic": "Q3 report"}});
    let sent_body = |settings| {
        let sent = sent(settings);
        let (_, body) = sent.split_once("\n\n").unwrap();
        serde_json::from_str::<serde_json::Value>(body).unwrap()
    };
    assert_eq!(sent_body(MeetingSettings::new().topic("Q3 report")), body);

    let cleared = MeetingSettings::new().topic("").hosts([]).password("");
    let body = json!({"meeting_settings": {"topic": "", "assign_host_list": [], "password": ""}});
    assert_eq!(sent_body(cleared), body);
}

#[test]
fn a_password_is_sent_and_not_shown() {
    let settings = MeetingSettings::new().password("971024");
    let shown = format!("{settings:?}");
    assert!(!shown.contains("971024"), "{shown}");
    let sent = sent(settings);
    assert!(sent.contains(r#""password": "971024""#), "{sent}");
}
