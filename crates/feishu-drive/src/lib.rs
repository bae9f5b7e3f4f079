//! Feishu / Lark drive: export and import documents; list, search, copy, move, delete, share and comment on files; upload and
//! download files and media.
//!
//! Start from a [`Drive`]. It has a method for each resource, which has a method for each operation of the platform, and
//! verbs that do a whole job: [`export`](Drive::export), [`export_link`](Drive::export_link), [`import`](Drive::import),
//! [`import_file`](Drive::import_file), [`move_file`](Drive::move_file), [`delete_file`](Drive::delete_file).
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
//! A verb takes what its request needs, and [`with`](feishu_core::JobCall::with) sets what is optional. A request that was
//! made elsewhere is started as a job by the type of the job:
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
//! # Features
//!
//! - `rustls` (default): TLS by rustls with the aws-lc-rs provider.
//! - `rustls-no-provider`: TLS by rustls with a provider that the program installs.
//! - `native-tls`: TLS by the operating system's library.
//! - `socks`: proxies that speak SOCKS, as `ALL_PROXY` may name one.
//! - `chrono`, `jiff`, `time`: the times of these crates, from and to [`UnixSeconds`](feishu_core::UnixSeconds).

mod comment;
mod entry;
mod generated;
mod import;
mod link;
#[cfg(doctest)]
mod swaps;
#[cfg(doctest)]
mod tour;

pub use generated::*;
pub use import::ImportFile;
pub use link::DocumentLink;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
