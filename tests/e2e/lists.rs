//! Lists of drive: followed through odd pages to their end.

use feishu_drive::Drive;
use feishu_drive::file::ListFiles;
use feishu_drive::types::FolderToken;
use feishu_sandbox::{Block, Document, Fault, FaultKind, Sandbox};

use crate::client;

async fn sandbox_with_files(number: usize) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    for number in 0..number {
        let document = Document::text(format!("file {number}"), vec![Block::paragraph("x")]);
        sandbox.add_document(document.in_folder(sandbox.folder()));
    }
    sandbox
}

const LIST: &str = "drive.v1.file.list";

#[tokio::test]
async fn a_folder_is_listed_page_by_page() {
    let sandbox = sandbox_with_files(25).await;
    let drive = Drive::new(&client(&sandbox));
    let list = || {
        drive.files().list(
            ListFiles::new()
                .folder(FolderToken::new(sandbox.folder()))
                .page_size(10),
        )
    };
    let all = list().items().collect().await.unwrap();
    assert!(all.len() >= 25, "{}", all.len());
    assert!(
        all.iter()
            .all(|file| !file.token.as_str().is_empty() && !file.name.is_empty())
    );
    assert!(
        all[0]
            .created_time
            .is_some_and(|time| time.get() > 1_600_000_000)
    );
    assert_eq!(sandbox.calls(LIST), all.len().div_ceil(10));

    let mut pages = list().pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!((first.items.len(), first.has_more), (10, Some(true)));
}

#[tokio::test]
async fn all_elements_come_in_the_largest_pages_unless_the_program_says_otherwise() {
    // More than a page has by default, and fewer than it may have.
    let sandbox = sandbox_with_files(120).await;
    let drive = Drive::new(&client(&sandbox));
    let list = ListFiles::new().folder(FolderToken::new(sandbox.folder()));
    let calls = async |list: ListFiles| {
        let before = sandbox.calls(LIST);
        let all = drive.files().list(list).items().collect().await.unwrap();
        assert!(all.len() >= 120, "{}", all.len());
        sandbox.calls(LIST) - before
    };
    assert_eq!(calls(list.clone()).await, 1);
    assert_eq!(calls(list.page_size(100)).await, 2);
}

#[tokio::test]
async fn odd_pages_do_not_mislead() {
    let sandbox = sandbox_with_files(15).await;
    let drive = Drive::new(&client(&sandbox));
    let list = || {
        drive.files().list(
            ListFiles::new()
                .folder(FolderToken::new(sandbox.folder()))
                .page_size(10),
        )
    };
    let expected = list().items().collect().await.unwrap().len();

    sandbox.add_fault(Fault::new(LIST, FaultKind::EmptyPage));
    assert_eq!(list().items().collect().await.unwrap().len(), expected);
    sandbox.add_fault(Fault::new(LIST, FaultKind::BlankPageToken).always());
    assert_eq!(list().items().collect().await.unwrap().len(), expected);
    sandbox.clear_faults();

    sandbox.add_fault(Fault::new(LIST, FaultKind::RepeatedPageToken).always());
    let error = list().items().collect().await.unwrap_err();
    assert!(
        error.to_string().contains("the same next page twice"),
        "{error}"
    );
    sandbox.clear_faults();

    sandbox.add_fault(
        Fault::new(LIST, FaultKind::server_error(403))
            .skip(1)
            .always(),
    );
    let mut items = list().items();
    for _ in 0..10 {
        assert!(items.try_next().await.unwrap().is_some());
    }
    assert_eq!(items.try_next().await.unwrap_err().http_status(), Some(403));
}

#[tokio::test]
async fn a_page_that_is_too_large_is_refused_with_the_documented_maximum() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let error = drive
        .files()
        .list(ListFiles::new().page_size(500))
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("page_size: 500, documented maximum 200"),
        "{error}"
    );
}
