//! The code of the README, as it stands there.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and the README prints"
)]

use feishu_core::{Client, Result};
use feishu_drive::Drive;
use feishu_drive::export_task::FileExtension;
use feishu_drive::types::FileRef;
use feishu_sandbox::Sandbox;

#[tokio::test]
async fn the_readme_exports_a_sheet() -> Result<()> {
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
    Ok(())
}
