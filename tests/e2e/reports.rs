//! Reports of video conferencing.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use feishu_core::types::Period;
use feishu_core::{DownloadJob, ErrorKind, JobCall};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use feishu_vc::Vc;
use feishu_vc::codes;
use feishu_vc::export::{ExportReservationsJob, ExportTaskId, GetExport};
use feishu_vc::types::{MeetingNumber, RoomId, RoomLevelId};

use crate::{client, content, quick};

async fn rows<J: DownloadJob>(job: JobCall<J>) -> usize {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content(job, "report.xlsx").await)).unwrap();
    workbook.worksheet_range_at(0).unwrap().unwrap().height()
}

fn reservations(vc: &Vc) -> JobCall<ExportReservationsJob> {
    let level = RoomLevelId::new("omb_4ad1a2c7a2fbc5fc9570f38456931293");
    vc.export_reservations(level, 1_655_276_858..1_655_363_258)
}

#[tokio::test]
async fn each_report_is_a_workbook() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    // The built-in meeting that is over, and the room that was in it.
    let period = Period::from(1_655_276_858..1_655_363_258);
    let number = MeetingNumber::new("123456789");
    let room = RoomId::new("omm_eada1d61a550955240c28757e7dec3af");
    assert!(rows(vc.export_meetings(period)).await > 1);
    assert!(rows(vc.export_participants(&number, period)).await > 1);
    let quality = vc
        .export_participant_quality(number, period, period.start)
        .with(|request| request.room_id(room));
    assert!(rows(quality).await > 1);
    let reservations = reservations(&vc).with(|request| request.need_topic(true));
    assert!(rows(reservations).await > 1);
    // A file token holds `=`, and goes into the query.
    let requests = sandbox.requests();
    let download = requests
        .iter()
        .find(|request| request.target.contains("/exports/download"))
        .unwrap();
    assert!(
        download.target.contains("file_token=") && download.target.contains("%3D"),
        "{}",
        download.target
    );
}

#[tokio::test]
async fn a_failed_report_tells_the_platforms_words() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let fault = FaultKind::JobFails {
        status: 2,
        message: "no permission".into(),
    };
    sandbox.add_fault(Fault::new("vc.v1.export.resource_reservation_list", fault));
    let error = quick(reservations(&vc)).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::JobFailed && error.to_string().contains("(no permission)"),
        "{error}"
    );
}

#[tokio::test]
async fn a_report_can_be_taken_up_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let ticket = reservations(&vc).start().await.unwrap().ticket().to_owned();
    let directory = tempfile::tempdir().unwrap();
    let mut job = vc.resume_export_reservations(GetExport::new(ExportTaskId::new(ticket)));
    assert!(
        job.save_to(directory.path().join("report.xlsx"))
            .await
            .unwrap()
            .size
            > 0
    );
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let vc = Vc::new(&client(&sandbox));
    let number = MeetingNumber::new("123456789");
    let neither =
        vc.export_participant_quality(number, 1_655_276_820..1_655_280_420, 1_655_276_820);
    let error = neither.await.unwrap_err();
    assert_eq!(error.code(), Some(codes::INVALID_PARAM), "{error}");
    let error = vc
        .exports()
        .get(GetExport::new(ExportTaskId::new("7108646852144136213")))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some(codes::DATA_NOT_FOUND), "{error}");
    assert!(error.is_not_found() && !error.is_permission());
    // The literal path wins over the parameter, so this ticket is no task.
    vc.exports()
        .get(GetExport::new(ExportTaskId::new("download")))
        .await
        .unwrap_err();
}
