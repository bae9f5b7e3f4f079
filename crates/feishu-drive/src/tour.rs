//! What programs look like: each thing that one does, in its shortest form.
//!
//! A listing leads to a copy and its export without a word about texts:
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
//! use feishu_drive::export_task::FileExtension;
//! use feishu_drive::file::{CopyFile, ListFiles};
//! use feishu_drive::permission_member::{CreatePermissionMember, Member, Permission};
//!
//! let mut entries = drive.files().list(ListFiles::new().folder(&folder)).items();
//! while let Some(entry) = entries.try_next().await? {
//!     let file = entry.file();
//!     let copy = drive.files().copy(CopyFile::new(&file, "Q3 (copy)", &folder)).await?.file;
//!     drive.export(&copy, FileExtension::Pdf).save_in("out").await?;
//!     drive.permission_members().create(CreatePermissionMember::new(&file, Member::email("li@example.com"), Permission::View)).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An upload that goes on where it was cut off, whichever process cut it off:
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> Result<(), Box<dyn std::error::Error>> {
//! use feishu_drive::{Upload, codes};
//!
//! let upload = match std::fs::read("video.upload") {
//!     Ok(stored) => Upload::resume(&drive, serde_json::from_slice(&stored)?, "video.mp4"),
//!     Err(_) => drive.upload("video.mp4", &folder),
//! };
//! let uploaded = upload
//!     .on_handle(|handle| {
//!         if let Err(error) = serde_json::to_vec(handle).map(|stored| std::fs::write("video.upload", stored)) {
//!             eprintln!("if it is cut off, it begins anew: {error}");
//!         }
//!     })
//!     .on_progress(|transfer| println!("{} bytes", transfer.done))
//!     .await;
//! match uploaded {
//!     Err(e) if e.is(codes::UPLOAD_EXPIRED) => println!("a day has passed, or it was finished: {e}"),
//!     Err(e) => eprintln!("{e}"),
//!     Ok(token) => println!("{token}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The export step by step, with the options of one call, and its errors told apart:
//!
//! ```no_run
//! # use feishu_drive::types::FileRef;
//! # async fn example(user_token: String) -> feishu_core::Result<()> {
//! use std::time::Duration;
//!
//! use feishu_core::{Client, ErrorKind};
//! use feishu_drive::codes;
//! use feishu_drive::export_task::{CreateExportTask, DownloadExportTask, FileExtension, GetExportTask};
//!
//! let client = Client::from_env()?;
//! let drive = feishu_drive::Drive::new(&client);
//!
//! let sheet = FileRef::sheet("shtcnBx…");
//! let ticket = drive.export_tasks().create(CreateExportTask::new(&sheet, FileExtension::Xlsx)).await?.ticket;
//!
//! let response = drive.export_tasks().get(GetExportTask::new(ticket, &sheet))
//!     .as_user(&user_token).timeout(Duration::from_secs(5))
//!     .send().await?;
//! if let Some(token) = response.value.result.file_token {
//!     drive.export_tasks().download(DownloadExportTask::new(token)).save_in(".").await?;
//! }
//!
//! let file = drive.export(&sheet, FileExtension::Xlsx)
//!     .on_progress(|p| println!("{p}"))
//!     .save_to("q3.xlsx").await?;
//! println!("{} bytes", file.size);
//!
//! match drive.export_tasks().create(CreateExportTask::new(&sheet, FileExtension::Csv).sub_id("6e5ed3")).await {
//!     Err(e) if e.kind() == ErrorKind::PermissionDenied => eprintln!("{}", e.hint().unwrap_or_default()),
//!     Err(e) if e.is(codes::DOCUMENT_DELETED) => println!("gone"),
//!     Err(e) => eprintln!("{e}"),
//!     Ok(response) => println!("{}", response.ticket),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! All folders below one, with one that may not be read told and left out:
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) {
//! let mut walk = drive.walk(&folder);
//! loop {
//!     match walk.try_next().await {
//!         Ok(Some(entry)) => println!("{} {}", entry.file.kind, entry.path()),
//!         Ok(None) => break,
//!         Err(error) => eprintln!("left out: {error}"),
//!     }
//! }
//! # }
//! ```
//!
//! All of them to a directory, a night's work: killed at any moment and run again, it goes on where it was.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
//! use feishu_core::Outcome;
//!
//! let mut backup = drive.export_many(drive.walk(&folder), "backup").on_progress(|progress| println!("{progress}"));
//! while let Some(outcome) = backup.try_next().await? {
//!     match outcome {
//!         Outcome::Saved(_, file) => println!("{} ({} bytes)", file.path.display(), file.size),
//!         Outcome::Failed(item, error) => eprintln!("left out: {item:?}: {error}"),
//!         _ => {}
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Or a few, each in its way:
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
//! use feishu_drive::ExportItem;
//! use feishu_drive::export_task::FileExtension;
//! use feishu_drive::types::FileRef;
//!
//! let orders = ExportItem::new(FileRef::sheet("shtcn1")).extension(FileExtension::Csv).sub_id("6e5ed3").name("orders");
//! let minutes = ExportItem::new(FileRef::docx("doxcn1")).extension(FileExtension::Pdf);
//! let summary = drive.export_many([orders, minutes], "out").await?;
//! println!("{summary}");
//! # Ok(())
//! # }
//! ```
