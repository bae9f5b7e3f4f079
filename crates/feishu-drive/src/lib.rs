//! Feishu / Lark drive: export and import documents; list, search, copy, move, delete, share and comment on files; upload and
//! download files and media.
//!
//! Start from a [`Drive`]. It has a method for each resource, which has a method for each operation of the platform, and
//! verbs that do a whole job: [`export`](Drive::export), [`export_link`](Drive::export_link),
//! [`export_many`](Drive::export_many), [`import`](Drive::import),
//! [`import_file`](Drive::import_file), [`upload`](Drive::upload), [`upload_media`](Drive::upload_media),
//! [`download`](Drive::download), [`download_media`](Drive::download_media), [`walk`](Drive::walk), [`move_file`](Drive::move_file), [`delete_file`](Drive::delete_file).
//!
//! ```no_run
//! use feishu_drive::Drive;
//! use feishu_drive::export_task::FileExtension;
//! use feishu_drive::types::FileRef;
//!
//! # async fn example() -> feishu_core::Result<()> {
//! let client = feishu_core::Client::builder()
//!     .app("cli_a1b2", std::env::var("FEISHU_APP_SECRET").unwrap_or_default())
//!     .build()?;
//! let drive = Drive::new(&client);
//!
//! let sheet = FileRef::sheet("shtcnBxAbCdEfGhIjKlMnOpQrSt");
//! let job = drive.export(&sheet, FileExtension::Xlsx).on_progress(|progress| println!("{progress}"));
//! let file = job.save_to("q3.xlsx").await?;
//! println!("{file:?}");
//! # Ok(())
//! # }
//! ```
//!
//! A verb takes what its request needs, and [`with`](feishu_core::JobCall::with) sets what is optional. Where the request is
//! there already, such as in a queue, the type of the job turns it into a job:
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
//! use feishu_core::JobCall;
//! use feishu_drive::export_task::{CreateExportTask, ExportJob, FileExtension};
//! use feishu_drive::types::FileRef;
//!
//! let mut queue = vec![CreateExportTask::new(FileRef::docx("doxcn1"), FileExtension::Pdf)];
//! while let Some(request) = queue.pop() {
//!     JobCall::<ExportJob>::new(drive.client(), request).save_in("out").await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Resources
//!
//! ## Files and folders
//!
//! - [`files`](Drive::files): what lies in folders, listed, searched, copied, moved and deleted. [`move_file`](Drive::move_file)
//!   and [`delete_file`](Drive::delete_file) wait until a folder is done, and [`walk`](Drive::walk) goes through all folders below one.
//! - [`folders`](Drive::folders): the names and owners of folders, and the root folder of the caller.
//! - [`metadata`](Drive::metadata): titles, owners, times and addresses of many files at once.
//! - [`file_statistics`](Drive::file_statistics), [`file_view_records`](Drive::file_view_records) and
//!   [`file_likes`](Drive::file_likes): how many people have visited and liked a file, and who.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
//! use feishu_drive::file::ListFiles;
//!
//! let mut files = drive.files().list(ListFiles::new().folder(&folder)).items();
//! while let Some(file) = files.try_next().await? {
//!     println!("{:?}", file.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! ## Upload and download
//!
//! - [`files`](Drive::files): files in folders, uploaded, at once or in parts, and downloaded. [`upload`](Drive::upload) does all of an
//!   upload, of whatever size, and goes on where it was cut off, also in another process.
//! - [`media_items`](Drive::media_items): images and attachments inside documents, likewise, by
//!   [`upload_media`](Drive::upload_media).
//!
//! [`download`](Drive::download) and [`download_media`](Drive::download_media) stream to disk, go on where they were cut off, and are
//! checked for their length.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) -> feishu_core::Result<()> {
//! let report = drive.upload("report.pdf", &folder).await?;
//! drive.download(&report).save_to("copy.pdf").await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## Export and import
//!
//! - [`export_tasks`](Drive::export_tasks): documents to local files. [`export`](Drive::export) does all of it, and
//!   [`export_many`](Drive::export_many) for many, at the quota, with a journal from which it goes on when it was ended.
//! - [`import_tasks`](Drive::import_tasks): local files to documents. [`import_file`](Drive::import_file) does all of it.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive) -> feishu_core::Result<()> {
//! use feishu_drive::types::FileKind;
//!
//! let sheet = drive.import_file("sales.csv", FileKind::Sheet).await?;
//! println!("{:?}", sheet.url);
//! # Ok(())
//! # }
//! ```
//!
//! ## Permissions
//!
//! - [`permission_members`](Drive::permission_members): collaborators, and what each may do.
//! - [`sharing_settings_v2`](Drive::sharing_settings_v2): what everybody else may do. [`sharing_settings`](Drive::sharing_settings)
//!   are those of version 1.
//! - [`document_passwords`](Drive::document_passwords): passwords that people outside the company have to enter.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, file: feishu_drive::types::FileRef) -> feishu_core::Result<()> {
//! use feishu_drive::permission_member::{CreatePermissionMember, Member, Permission};
//!
//! let request = CreatePermissionMember::new(&file, Member::email("li@example.com"), Permission::View);
//! drive.permission_members().create(request).await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## Comments
//!
//! - [`file_comments`](Drive::file_comments): comments, written, read and solved.
//! - [`file_comment_replies`](Drive::file_comment_replies): replies in a comment, the first of which is its text.
//! - [`comment_reactions`](Drive::comment_reactions): emoji reactions to replies.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, file: feishu_drive::types::FileRef) -> feishu_core::Result<()> {
//! use feishu_drive::file_comment::{CreateFileComment, PatchFileComment};
//! use feishu_drive::file_comment_reply::CreateFileCommentReply;
//!
//! let comment = drive.file_comments().create(CreateFileComment::new(&file, "Is this final?")).await?.comment_id;
//! drive.file_comment_replies().create(CreateFileCommentReply::new(&file, &comment, "It is")).await?;
//! drive.file_comments().patch(PatchFileComment::new(&file, &comment, true)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## Versions
//!
//! - [`file_versions`](Drive::file_versions): named states of documents that stay.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, file: feishu_drive::types::FileRef) -> feishu_core::Result<()> {
//! use feishu_drive::file_version::CreateFileVersion;
//!
//! drive.file_versions().create(CreateFileVersion::new(&file, "As sent to the board")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## Events
//!
//! - [`files`](Drive::files): whether the app gets the events of a file.
//! - [`users`](Drive::users): whether the app gets the events that a user is told of, such as comments.
//! - [`file_subscriptions`](Drive::file_subscriptions): whether the platform tells a user of comments in a chat.
//!
//! ```no_run
//! # async fn example(drive: feishu_drive::Drive, file: feishu_drive::types::FileRef) -> feishu_core::Result<()> {
//! use feishu_drive::file::SubscribeToFile;
//!
//! drive.files().subscribe(SubscribeToFile::new(&file)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs.
//! - `native-tls`: TLS by the operating system's library.
//! - `socks`: proxies that speak SOCKS, as `ALL_PROXY` may name one.
//! - `chrono`, `jiff`, `time`: the times of these crates, from and to [`UnixSeconds`](feishu_core::UnixSeconds).

mod comment;
mod download;
mod entry;
mod export_many;
mod generated;
mod import;
mod link;
#[cfg(doctest)]
mod swaps;
#[cfg(doctest)]
mod tour;
mod upload;
mod walk;

pub use export_many::{ExportItem, ExportList, ExportMany};
pub use generated::*;
pub use import::ImportFile;
pub use link::DocumentLink;
pub use upload::{MediaParent, Upload, UploadHandle, UploadPlace, UploadSource};
pub use walk::{Walk, WalkEntry, WalkError, WalkFolder};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
