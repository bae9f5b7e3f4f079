//! The recording of a meeting: it is awaited by errors of the call that returns it, and shared with whoever may watch it.

use feishu_core::types::UserId;
use feishu_core::{Endpoint, ErrorCode, ErrorKind, JobState};
use feishu_tests::wire::{Recorder, hold, run};
use feishu_vc::meeting_recording::{
    GetMeetingRecording, Recording, RecordingViewer, SetRecordingPermission,
};
use feishu_vc::types::MeetingId;
use feishu_vc::{Vc, codes};
use serde_json::json;

/// How the job stands when the platform answers the poll as the recorder does.
fn poll(recorder: &Recorder) -> feishu_core::Result<JobState<Recording>> {
    let vc = Vc::new(&recorder.client());
    let handle = GetMeetingRecording::new(MeetingId::new("6911188411932033029"));
    run(async { vc.resume_stop_recording(handle).poll().await })
}

#[test]
fn it_is_pending_while_it_is_made_and_while_the_meeting_goes_on() {
    for code in [
        codes::RECORDING_PROCESSING,
        codes::MEETING_STATUS_UNEXPECTED,
    ] {
        let state = poll(&Recorder::refusing(400, code)).unwrap();
        assert!(matches!(state, JobState::Pending(None)), "{code:?}");
    }
}

#[test]
fn it_is_pending_until_there_is_an_address() {
    for data in [json!({}), json!({"recording": {"url": "", "duration": ""}})] {
        let recorder = Recorder::answering(GetMeetingRecording::OPERATION, data);
        let state = poll(&recorder).unwrap();
        assert!(matches!(state, JobState::Pending(None)), "{state:?}");
    }
}

#[test]
fn other_errors_end_it() {
    let refused = |status, code: ErrorCode| poll(&Recorder::refusing(status, code)).unwrap_err();
    let kind = refused(403, codes::NO_PERMISSION).kind();
    assert_eq!(kind, ErrorKind::PermissionDenied);
    assert_eq!(
        refused(404, codes::DATA_NOT_FOUND).kind(),
        ErrorKind::NotFound
    );
}

#[test]
fn its_length_is_text_in_milliseconds() {
    let data =
        json!({"recording": {"url": "https://a.feishu.cn/minutes/ob1", "duration": "30000"}});
    let recorder = Recorder::answering(GetMeetingRecording::OPERATION, data);
    let JobState::Done(recording) = poll(&recorder).unwrap() else {
        panic!("it is there");
    };
    assert_eq!(recording.duration_millis, Some(30_000));
}

#[test]
fn ids_stand_beside_their_kinds_and_nowhere_else() {
    let recorder = Recorder::answering(SetRecordingPermission::OPERATION, json!({}));
    let viewers = [
        RecordingViewer::user(UserId::new("ou_1")),
        RecordingViewer::chat("oc_1"),
        RecordingViewer::company(),
        RecordingViewer::everybody(),
    ];
    let request = SetRecordingPermission::new(MeetingId::new("6911188411932033029"), viewers);
    let vc = Vc::new(&recorder.client());
    let call = vc.meeting_recordings().set_permission(request);
    run(async { call.as_user("u-recorded").await.unwrap() });
    hold("vc.recording_viewers", &recorder.requests());
}
