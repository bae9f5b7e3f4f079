//! Meetings and reservations on record, their workbooks and recordings, with faults in each step.

use std::io::Cursor;
use std::time::Duration;

use calamine::{Data, Reader, Xlsx};
use feishu_core::types::Period;
use feishu_core::{DownloadJob, ErrorKind, JobCall};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use feishu_vc::Vc;
use feishu_vc::export::{ExportTaskId, GetExport};
use feishu_vc::meeting_recording::{
    GetMeetingRecording, StartMeetingRecording, StopMeetingRecording,
};
use feishu_vc::participant_list::GetParticipantList;
use feishu_vc::types::{MeetingId, RoomId, RoomLevelId};

use crate::{client, content, quick};

/// When the built-in meeting that is over began and ended.
const ENDED: (i64, i64) = (1_655_276_858, 1_655_363_258);
const YEAR: i64 = 365 * DAY;
const DAY: i64 = 24 * 60 * 60;

const LIST: &str = "vc.v1.meeting_list.get";
const RESERVATIONS: &str = "vc.v1.resource_reservation_list.get";
const START: &str = "vc.v1.export.meeting_list";
const POLL: &str = "vc.v1.export.get";
const DOWNLOAD: &str = "vc.v1.export.download";
const RECORDING: &str = "vc.v1.meeting_recording.get";

fn ended() -> Period {
    Period::from(ENDED.0..ENDED.1)
}

fn room() -> (RoomLevelId, [RoomId; 1]) {
    let level = RoomLevelId::new("omb_57c9cc7d9a81e27e54c8fabfd02759e7");
    (level, [RoomId::new("omm_eada1d61a550955240c28757e7dec3af")])
}

/// What may happen to a call without ending it.
fn passing() -> [FaultKind; 4] {
    [
        FaultKind::rate_limit(0),
        FaultKind::RejectToken,
        FaultKind::server_error(503),
        FaultKind::Disconnect,
    ]
}

/// The cells of a workbook's only sheet.
fn table(workbook: Vec<u8>) -> Vec<Vec<Data>> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

async fn rows<J: DownloadJob>(job: JobCall<J>) -> Vec<Vec<Data>> {
    table(content(job, "report.xlsx").await)
}

#[tokio::test]
async fn a_span_of_years_is_asked_for_in_parts_and_tells_each_meeting_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    // The meeting begins where the first part ends and the second begins.
    let start = ENDED.0 - YEAR;
    let meetings = vc.meetings_in(start..start + 3 * YEAR);
    let meetings = meetings.collect().await.unwrap();
    assert_eq!(meetings.len(), 1, "{meetings:?}");
    assert_eq!(sandbox.calls(LIST), 3);
    assert_eq!(meetings[0].period(), Some(ended()));
    assert!(
        sandbox
            .requests()
            .iter()
            .all(|one| one.violations.is_empty())
    );

    // A span that is short enough is one call.
    let again = vc.meetings_in(ended()).collect().await.unwrap();
    assert_eq!((again, sandbox.calls(LIST)), (meetings, 4));

    // A month of reservations is 30 days.
    let (level, rooms) = room();
    let start = ENDED.0 - 4 * DAY;
    let reservations = vc.reservations_in(level, start..start + 30 * DAY, rooms);
    let reservations = reservations
        .with(|request| request.need_topic(true))
        .collect()
        .await
        .unwrap();
    assert_eq!(reservations.len(), 1, "{reservations:?}");
    assert_eq!(sandbox.calls(RESERVATIONS), 30);
    assert_eq!(reservations[0].event_title.as_deref(), Some("Weekly sync"));
    assert_eq!(reservations[0].period().unwrap().start.get(), ENDED.0);
}

#[tokio::test]
async fn a_span_that_cannot_be_listed_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let now = ended().end.get() + 100 * YEAR;
    for (period, part) in [
        (ENDED.1..ENDED.0, "ends before it begins"),
        (now..now + 1, "begins in the future"),
        (ENDED.0 * 1000..ENDED.1 * 1000, "not in milliseconds"),
        (ENDED.0..now, "ends more than"),
    ] {
        let (level, rooms) = room();
        let mut meetings = vc.meetings_in(period.clone());
        let mut reservations = vc.reservations_in(level, period, rooms);
        let error = meetings.try_next().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(meetings.try_next().await.unwrap().is_none(), "it has ended");
        let error = reservations.try_next().await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn a_list_goes_on_through_what_passes_and_ends_with_what_does_not() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let span = ENDED.0 - YEAR..ENDED.1 + YEAR;
    let expected = vc.meetings_in(span.clone()).collect().await.unwrap();
    for fault in passing()
        .into_iter()
        .chain([FaultKind::CutBody { after: 20 }])
    {
        for skip in 0..3 {
            sandbox.clear_requests();
            sandbox.add_fault(Fault::new(LIST, fault.clone()).skip(skip));
            let meetings = vc.meetings_in(span.clone()).collect().await;
            assert_eq!(meetings.unwrap(), expected, "{fault:?} {skip}");
            assert_eq!(
                sandbox.calls(LIST),
                4,
                "{fault:?} {skip}: the fault happened"
            );
        }
    }
    // What came before an error stays good, and nothing more is asked for.
    sandbox.clear_requests();
    sandbox.add_fault(Fault::new(LIST, FaultKind::error(403, 121_005)).skip(1));
    let mut meetings = vc.meetings_in(ENDED.0..ENDED.0 + 3 * YEAR);
    assert!(meetings.try_next().await.unwrap().is_some());
    meetings.try_next().await.unwrap_err();
    assert!(meetings.try_next().await.unwrap().is_none());
    assert_eq!(sandbox.calls(LIST), 2);
}

#[tokio::test]
async fn a_meeting_leads_to_its_participants_and_how_it_worked_for_them() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let meeting = vc.meetings_in(ended()).try_next().await.unwrap().unwrap();
    let (number, period) = (
        meeting.meeting_no.clone().unwrap(),
        meeting.period().unwrap(),
    );
    let request = GetParticipantList::new(&number, period);
    let participants = vc.participant_records().get(request).items();
    let participants = participants.collect().await.unwrap();
    assert_eq!(
        participants.len() as i64,
        meeting.number_of_participants.unwrap()
    );
    let guest = participants
        .iter()
        .find(|one| {
            one.period()
                .is_some_and(|one| one.end.get() == ENDED.0 + 3_600)
        })
        .unwrap();
    let joined = guest.period().unwrap().start;
    let quality = vc
        .export_participant_quality(&number, period, joined)
        .with(|request| match (&guest.user_id, &guest.room_id) {
            (Some(user), _) => request.user_id(user),
            (None, Some(room)) => request.room_id(room),
            _ => request,
        });
    assert!(content(quality, "quality.xlsx").await.starts_with(b"PK"));
    let participants = vc.export_participants(&number, period);
    assert!(content(participants, "all.xlsx").await.starts_with(b"PK"));
}

#[tokio::test]
async fn a_workbook_is_the_same_whatever_goes_wrong_on_the_way() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let expected = rows(vc.export_meetings(ended())).await;
    assert_eq!(expected.len(), 2, "a heading and a meeting");
    for step in [START, POLL, DOWNLOAD] {
        for fault in passing() {
            sandbox.clear_requests();
            sandbox.add_fault(Fault::new(step, fault.clone()));
            let workbook = rows(vc.export_meetings(ended())).await;
            assert!(workbook == expected, "{step} {fault:?}");
            assert!(sandbox.calls(step) >= 2, "{step} {fault:?} happened");
        }
    }
    sandbox.add_fault(Fault::new(DOWNLOAD, FaultKind::CutBody { after: 1_000 }));
    let workbook = rows(vc.export_meetings(ended())).await;
    assert!(workbook == expected, "a file that was cut");
    sandbox.add_fault(Fault::new(START, FaultKind::JobLate { polls: 2 }));
    let workbook = rows(vc.export_meetings(ended())).await;
    assert!(workbook == expected, "a job that is late");
}

#[tokio::test]
async fn a_workbook_that_does_not_come_leaves_nothing_and_its_ticket_leads_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let expected = rows(vc.export_meetings(ended())).await;
    let directory = tempfile::tempdir().unwrap();

    sandbox.add_fault(Fault::new(START, FaultKind::job_fails(2)));
    let job = quick(vc.export_meetings(ended()));
    let error = job.save_in(directory.path()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobFailed, "{error}");

    // A process that ends while the file is made, and another that comes back with what the first has stored.
    let job = vc.export_meetings(ended()).start().await.unwrap();
    let stored = serde_json::to_string(job.handle()).unwrap();
    drop((job, vc));
    let other = Vc::new(&client(&sandbox));
    let handle: GetExport = serde_json::from_str(&stored).unwrap();
    let mut job = other.resume_export_meetings(handle);
    let saved = job.save_in(directory.path()).await.unwrap();
    let content = std::fs::read(&saved.path).unwrap();
    assert_eq!(table(content.clone()), expected);
    let same = job.download().await.unwrap().bytes(1 << 20).await.unwrap();
    assert!(same == content, "the same file comes twice");
    assert_eq!(saved.path.extension().unwrap(), "xlsx");

    // A deadline: the error has the ticket, which is all that is needed.
    let late = quick(other.export_meetings(ended())).deadline(Duration::ZERO);
    let error = late.save_in(directory.path()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::JobDeadline, "{error}");
    let ticket = ExportTaskId::new(error.ticket().unwrap());
    let mut job = other
        .resume_export_meetings(GetExport::new(ticket))
        .replace_existing(true);
    let again = job.save_in(directory.path()).await.unwrap();
    assert_eq!(again.path, saved.path);
    assert_eq!(crate::entries(directory.path()).len(), 1);
}

#[tokio::test]
async fn a_recording_is_waited_for_whoever_has_made_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let meeting = MeetingId::new("6911188411934433028");
    let waited = async || {
        // A reset ends the tokens, so each has a client of its own.
        let vc = Vc::new(&client(&sandbox));
        let job = vc.recording(&meeting);
        let mut job = job.poll_every(Duration::from_millis(5), Duration::from_millis(20));
        job.wait().await
    };
    for fault in passing() {
        sandbox.reset();
        sandbox.clear_requests();
        sandbox.add_fault(Fault::new(RECORDING, fault.clone()).skip(1));
        let recording = waited()
            .await
            .unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(recording.duration_millis, Some(30_000));
        assert!(recording.url.is_some());
        assert!(sandbox.calls(RECORDING) >= 4, "{fault:?}");
    }
    sandbox.reset();
    sandbox.add_fault(Fault::new(RECORDING, FaultKind::job_fails(0)));
    let error = waited().await.unwrap_err();
    assert!(
        error.is_not_found() && error.ticket() == Some(meeting.as_str()),
        "{error}"
    );

    // One that is stopped, and waited for by another client.
    sandbox.reset();
    let going_on = MeetingId::new("6911188411932033028");
    let user = sandbox.user_token();
    let host = Vc::new(&client(&sandbox));
    let start = StartMeetingRecording::new(&going_on);
    host.meeting_recordings()
        .start(start)
        .as_user(&*user)
        .await
        .unwrap();
    sandbox.advance(Duration::from_secs(60));
    let stop = StopMeetingRecording::new(&going_on);
    host.meeting_recordings()
        .stop(stop)
        .as_user(&*user)
        .await
        .unwrap();
    let request = GetMeetingRecording::new(&going_on);
    host.meeting_recordings().get(request).await.unwrap_err();
    for who in [
        sandbox.user(),
        "ou_3ec3f6a28a0d08c45d895276e8e5e19b",
        room().1[0].as_str(),
    ] {
        sandbox.leave_meeting("123456789", who).unwrap();
    }
    let mut job = vc
        .recording(going_on)
        .poll_every(Duration::from_millis(5), Duration::from_millis(20));
    let recording = job.wait().await.unwrap();
    let seconds = recording.duration_millis.unwrap() / 1_000;
    assert!((60..70).contains(&seconds), "{seconds}");
}
