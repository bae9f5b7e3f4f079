//! The code of the README, as it stands there.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the README prints and asks for the time"
)]

use std::time::{Duration, SystemTime};

use feishu_core::{Client, Outcome, Result};
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::{FileRef, FolderToken};
use feishu_drive::{Drive, Upload, UploadHandle};
use feishu_sandbox::Sandbox;
use feishu_vc::Vc;

#[tokio::test]
async fn the_readme_exports_a_sheet_uploads_walks_and_backs_up() -> Result<()> {
    let sandbox = Sandbox::start().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    std::env::set_current_dir(&directory).unwrap();

    let client = Client::builder()
        .base_url(sandbox.base_url())
        .app(sandbox.app_id(), sandbox.app_secret())
        .build()?;
    let drive = Drive::new(&client);

    let sheet = FileRef::sheet(sandbox.sheet().token);
    let file = drive
        .export(&sheet, FileExtension::Xlsx) // start, wait with back-off, download
        .on_progress(|progress| println!("{progress}"))
        .save_to("q3.xlsx") // written beside, checked, renamed: never half a file
        .await?;
    println!("{} bytes in {}", file.size, file.path.display());

    assert_eq!(file.path, std::path::Path::new("q3.xlsx"));

    let folder = FolderToken::new(sandbox.folder());
    std::fs::create_dir("backup").unwrap();

    std::fs::write("video.mp4", "moving pictures").unwrap();
    let stored: Option<UploadHandle> = None;
    let store = |handle: &UploadHandle| println!("{handle:?}");
    let upload = match stored {
        Some(handle) => Upload::resume(&drive, handle, "video.mp4"), // where it stopped, also in another process
        None => drive.upload("video.mp4", &folder), // in one request or in parts, each with its checksum
    };
    let token = upload
        .on_handle(store) // before the first part and after each
        .on_progress(|transfer| println!("{} bytes", transfer.done)) // of the whole file
        .await?;
    println!("{token}");

    let mut walk = drive.walk(&folder); // depth first; a page is asked for when it is needed
    loop {
        match walk.try_next().await {
            Ok(Some(entry)) => println!("{} {}", entry.file.kind, entry.path()),
            Ok(None) => break,
            Err(error) => eprintln!("left out: {error}"), // a folder that cannot be listed does not end the others
        }
    }

    let mut backup = drive
        .export_many(drive.walk(&folder), "backup") // documents exported, files downloaded, at the quota
        .on_progress(|progress| println!("{progress}"));
    while let Some(outcome) = backup.try_next().await? {
        if let Outcome::Failed(item, error) = outcome {
            // one that fails does not end the others
            eprintln!("left out: {item:?}: {error}");
        }
    }
    assert!(directory.path().join("backup").read_dir().unwrap().count() > 3);
    let number = sandbox.add_meeting("Q3 review");
    sandbox.join_meeting(&number, "ou_1").unwrap();
    sandbox.leave_meeting(&number, "ou_1").unwrap();
    let vc = Vc::new(&client);
    let now = SystemTime::now();
    let last_month = now - Duration::from_secs(31 * 24 * 60 * 60)..now;

    let mut meetings = vc.meetings_in(last_month.clone()); // a span of years is asked for in parts
    while let Some(meeting) = meetings.try_next().await? {
        println!(
            "{:?} {:?}",
            meeting.meeting_start_time, meeting.meeting_topic
        );
    }
    let workbook = vc
        .export_meetings(last_month)
        .save_to("meetings.xlsx")
        .await?;
    assert!(workbook.size > 0);
    Ok(())
}
