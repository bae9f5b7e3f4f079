//! What does not compile, and what does: ids and pairs that keep a program from giving one thing for another.
//!
//! A folder is a file, so that its token goes where one is asked for:
//!
//! ```
//! use feishu_drive::types::{FileKind, FileRef, FileToken, FolderToken};
//!
//! let folder = FolderToken::new("fldcn1");
//! assert_eq!(FileToken::from(&folder), FileToken::new("fldcn1"));
//! assert_eq!(FileRef::new(&folder, FileKind::Folder), FileRef::folder("fldcn1"));
//! ```
//!
//! A file is no folder:
//!
//! ```compile_fail,E0277
//! use feishu_drive::file::ListFiles;
//! use feishu_drive::types::FileToken;
//!
//! let request = ListFiles::new().folder(FileToken::new("doxcn1"));
//! ```
//!
//! Swapped arguments:
//!
//! ```compile_fail
//! use feishu_drive::export_task::{CreateExportTask, FileExtension};
//! use feishu_drive::types::FileRef;
//!
//! let request = CreateExportTask::new(FileExtension::Pdf, FileRef::docx("doxcn1"));
//! ```
//!
//! ```compile_fail
//! # fn example(drive: feishu_drive::Drive) {
//! use feishu_drive::export_task::FileExtension;
//! use feishu_drive::types::FileRef;
//!
//! let job = drive.export(FileExtension::Pdf, FileRef::docx("doxcn1"));
//! # }
//! ```
//!
//! ```compile_fail,E0277
//! use feishu_drive::export_task::{ExportTicket, GetExportTask};
//! use feishu_drive::types::FileRef;
//!
//! let request = GetExportTask::new(FileRef::docx("doxcn1"), ExportTicket::new("1"));
//! ```
//!
//! A text is no id:
//!
//! ```compile_fail,E0277
//! use feishu_drive::export_task::{ExportTicket, GetExportTask};
//!
//! let request = GetExportTask::new(ExportTicket::new("1"), "doxcn1");
//! ```
//!
//! Media and exported files have no place in drive:
//!
//! ```compile_fail,E0277
//! use feishu_drive::types::{FileToken, MediaToken};
//!
//! let file: FileToken = MediaToken::new("boxcn1").into();
//! ```
//!
//! ```compile_fail,E0277
//! use feishu_drive::export_task::ExportedFileToken;
//! use feishu_drive::types::{FileKind, FileRef};
//!
//! let file = FileRef::new(ExportedFileToken::new("boxcn1"), FileKind::File);
//! ```
