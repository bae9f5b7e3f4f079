//! Files and media go up in parts and come back, whatever breaks off on the way.

use feishu_core::{ErrorKind, FileSource};
use feishu_drive::Drive;
use feishu_drive::codes;
use feishu_drive::file::{FileParentType, FinishFileUpload, PrepareFileUpload, UploadFilePart};
use feishu_drive::media::{
    FinishMediaUpload, GetMediaUrls, MediaParentType, PrepareMediaUpload, UploadMediaPart,
};
use feishu_drive::types::{FolderToken, MediaToken};
use feishu_sandbox::{Fault, FaultKind, Sandbox};

use crate::client;

/// Two parts and a bit.
fn content() -> Vec<u8> {
    (0..=250).cycle().take(8 * 1024 * 1024 + 11).collect()
}

/// The parts of a file with their numbers.
fn parts(content: &[u8], size: i64) -> impl Iterator<Item = (i64, FileSource)> {
    let parts = content.chunks(usize::try_from(size).unwrap());
    (0..).zip(parts.map(|part| FileSource::bytes(part.to_vec())))
}

#[tokio::test]
async fn a_file_goes_up_in_parts_and_its_download_goes_on_where_it_was_cut() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = content();
    let size = content.len() as u64;
    let folder = FolderToken::new(sandbox.folder());
    let begin = PrepareFileUpload::new("large.bin", FileParentType::Folder, &folder, size);
    let upload = drive.files().upload_prepare(begin).await.unwrap();
    assert_eq!(upload.block_num, 3);
    let finish = || FinishFileUpload::new(&upload.upload_id, upload.block_num);
    for (seq, part) in parts(&content, upload.block_size.try_into().unwrap()) {
        let error = drive.files().upload_finish(finish()).await.unwrap_err();
        assert!(error.is(codes::BLOCK_MISSING), "{error}");
        let part = UploadFilePart::new(&upload.upload_id, seq, part);
        drive.files().upload_part(part).await.unwrap();
    }
    let token = drive
        .files()
        .upload_finish(finish())
        .await
        .unwrap()
        .file_token;

    let cut = FaultKind::CutBody { after: 3_000_000 };
    sandbox.add_fault(Fault::new("drive.v1.file.download", cut).times(2));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.bin");
    let download = drive.download(&token);
    let saved = download.save_to(&path).await.unwrap();
    assert_eq!(saved.size, size);
    assert!(std::fs::read(&path).unwrap() == content);
    let requests = sandbox.requests();
    let requests = requests
        .iter()
        .filter(|request| request.operation == Some("drive.v1.file.download"));
    let ranges: Vec<_> = requests
        .map(|request| request.header("range").is_some())
        .collect();
    assert_eq!(ranges, [false, true, true], "the rest alone is asked for");
}

#[tokio::test]
async fn media_go_up_in_parts_and_have_addresses() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = content();
    let begin = PrepareMediaUpload::new("a.bin", MediaParentType::SheetFile, content.len() as u64);
    let begin = begin.parent_node(sandbox.sheet().token);
    let upload = drive.media_items().upload_prepare(begin).await.unwrap();
    for (seq, part) in parts(&content, upload.block_size.try_into().unwrap()) {
        let part = UploadMediaPart::new(&upload.upload_id, seq, part);
        drive.media_items().upload_part(part).await.unwrap();
    }
    let finish = FinishMediaUpload::new(&upload.upload_id, upload.block_num);
    let token = drive.media_items().upload_finish(finish).await.unwrap();
    let token = token.file_token;
    assert!(sandbox.find_file(token.as_str()).unwrap() == content);

    let urls = GetMediaUrls::new([token.clone()]);
    let urls = drive.media_items().batch_get_tmp_download_url(urls).await;
    let url = urls.unwrap().urls[0].url.clone().unwrap();
    assert!(url.starts_with(sandbox.base_url()), "{url}");

    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.bin");
    let download = drive.download_media(&token);
    download.save_to(&path).await.unwrap();
    assert!(std::fs::read(&path).unwrap() == content);
    let download = drive.download_media(MediaToken::new("boxcnUnknown"));
    let error = download.save_to(&path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
}
