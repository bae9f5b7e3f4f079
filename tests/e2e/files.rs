//! What a program does with the files of a folder: it lists them, and copies, shares, exports and deletes one.

use feishu_core::ErrorKind;
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::export_task::FileExtension;
use feishu_drive::file::{CopyFile, DeleteFile, File, ListFiles};
use feishu_drive::permission_member::{CreatePermissionMember, Member, Permission};
use feishu_drive::types::{FileKind, FileRef, FolderToken};
use feishu_sandbox::Sandbox;

use crate::{client, content};

async fn files(drive: &Drive, folder: &FolderToken) -> Vec<File> {
    let list = ListFiles::new().folder(folder);
    drive.files().list(list).items().collect().await.unwrap()
}

#[tokio::test]
async fn a_listed_file_is_copied_shared_exported_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let folder = FolderToken::new(sandbox.folder());
    let before = files(&drive, &folder).await;
    let sheet = before.iter().find(|file| file.kind == FileKind::Sheet);
    let sheet = sheet.unwrap();

    let copy = CopyFile::new(sheet, "Q3 (copy)", &folder);
    let copy = drive.files().copy(copy).await.unwrap().file;
    assert_eq!((copy.name.as_str(), &copy.kind), ("Q3 (copy)", &sheet.kind));
    assert_ne!(copy.token, sheet.token);
    assert_eq!(files(&drive, &folder).await.len(), before.len() + 1);

    let li = Member::email("li@example.com");
    let share = CreatePermissionMember::new(&copy, li.clone(), Permission::View);
    let shared = drive.permission_members().create(share).await.unwrap();
    assert_eq!(shared.member.member, Some(li));
    assert_eq!(shared.member.permission, Some(Permission::View));

    let export = drive.export(&copy, FileExtension::Xlsx);
    assert!(!content(export, "q3.xlsx").await.is_empty());

    let delete = || DeleteFile::new(&copy);
    let deleted = drive.files().delete(delete()).await.unwrap();
    assert_eq!(deleted.task_id, None, "only a folder takes a task");
    assert_eq!(files(&drive, &folder).await, before);
    let error = drive.files().delete(delete()).await.unwrap_err();
    assert!(error.is(codes::FILE_DELETED), "{error}");
}

#[tokio::test]
async fn a_folder_is_deleted_with_all_that_lies_in_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let folder = FolderToken::new(sandbox.folder());
    let delete = DeleteFile::new(FileRef::folder(sandbox.folder()));
    let deleted = drive.files().delete(delete).await.unwrap();
    assert!(deleted.task_id.is_some());
    assert_eq!(files(&drive, &FolderToken::default()).await, []);
    let list = ListFiles::new().folder(&folder);
    let error = drive.files().list(list).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}

#[tokio::test]
async fn a_copy_is_refused_where_the_kind_or_the_name_is_wrong() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let folder = FolderToken::new(sandbox.folder());
    let token = sandbox.sheet().token;
    let copy = |file, name: &str| drive.files().copy(CopyFile::new(file, name, &folder));
    let error = copy(FileRef::docx(token), "x").await.unwrap_err();
    assert!(error.is(codes::INVALID_PARAMS), "{error}");
    let error = copy(FileRef::sheet(token), &"表".repeat(86))
        .await
        .unwrap_err();
    assert!(error.is(codes::INVALID_PARAMS), "{error}");
    assert_eq!(files(&drive, &folder).await.len(), 5);
}

#[tokio::test]
async fn a_shortcut_leads_to_its_target_and_is_itself_what_is_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let folder = FolderToken::new(sandbox.folder());
    let entries = files(&drive, &folder).await;
    let shortcut = entries.iter().find(|file| file.kind == FileKind::Shortcut);
    let shortcut = shortcut.unwrap();
    assert_eq!(shortcut.file(), FileRef::sheet(sandbox.sheet().token));

    let delete = DeleteFile::new(shortcut);
    drive.files().delete(delete).await.unwrap();
    let left = files(&drive, &folder).await;
    assert_eq!(left.len(), entries.len() - 1);
    assert!(left.iter().all(|file| file.kind != FileKind::Shortcut));
    let export = drive.export(shortcut.file(), FileExtension::Xlsx);
    assert!(!content(export, "q3.xlsx").await.is_empty());
}
