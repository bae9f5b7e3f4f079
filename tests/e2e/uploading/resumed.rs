//! Uploads that are ended somewhere in the middle, and go on from their stored handle.

use std::io::Write;
use std::time::Duration;

use feishu_core::{ErrorKind, FileSource};
use feishu_drive::types::FolderToken;
use feishu_drive::{Drive, MediaParent, Upload, UploadHandle, codes};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{AT_ONCE, Goal, PART, Stored, named, noise, reader};
use crate::client;

#[tokio::test]
async fn an_upload_that_is_ended_again_and_again_makes_one_file() {
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    sandbox.add_fault(Fault::new("*", FaultKind::Latency(Duration::from_millis(20))).always());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.bin");
    let content = noise(AT_ONCE + 1);
    std::fs::write(&path, &content).unwrap();
    let stored = Stored::default();
    let mut interruptions = 0;
    loop {
        // Each process has a client of its own.
        let drive = Drive::new(&client(&sandbox));
        let upload = match stored.handle::<FolderToken>() {
            Some(handle) => Upload::resume(&drive, handle, &path),
            None => drive.upload(&path, FolderToken::within(&sandbox)),
        };
        // The latency of eight calls is longer than the first time at which it is ended.
        let longest = if interruptions == 0 { 150 } else { 1_500 };
        let most = Duration::from_millis(fastrand::u64(1..longest));
        match tokio::time::timeout(most, stored.of(upload).into_future()).await {
            Err(_) => interruptions += 1,
            Ok(Ok(_)) => break,
            // It was ended while it finished, and had been made.
            Ok(Err(error)) if error.is(codes::UPLOAD_EXPIRED) => break,
            Ok(Err(error)) => panic!("{error}"),
        }
        assert!(interruptions < 500, "it does not get on");
    }
    assert!(interruptions > 0);
    let drive = Drive::new(&client(&sandbox));
    let tokens = named(&drive, &sandbox, "large.bin").await;
    assert_eq!(tokens.len(), 1);
    let fetched = FolderToken::fetch(&drive, tokens[0].clone()).await;
    assert!(fetched == content);
}

/// An upload that broke off behind its first part.
async fn broken_off<P: Goal + Serialize + DeserializeOwned>(
    drive: &Drive,
    sandbox: &Sandbox,
    source: impl Into<feishu_drive::UploadSource>,
) -> UploadHandle<P> {
    let fault = FaultKind::error(400, codes::INVALID_PARAMS.0);
    sandbox.add_fault(Fault::new(P::operation("upload_part"), fault).skip(1));
    let stored = Stored::default();
    let upload = P::within(sandbox).upload(drive, source);
    let error = stored.of(upload.file_name("a.bin")).await.err().unwrap();
    assert!(error.is(codes::INVALID_PARAMS), "{error}");
    stored.handle().unwrap()
}

async fn goes_on<P: Goal + Serialize + DeserializeOwned>() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(2 * PART);
    let handle = broken_off::<P>(&drive, &sandbox, reader(&content)).await;
    assert_eq!((handle.sent(), handle.file_name()), (PART as u64, "a.bin"));
    // What was a reader may have become a file.
    let source = FileSource::bytes(content.clone());
    let token = Upload::resume(&drive, handle, source).await.unwrap();
    assert!(P::fetch(&drive, token).await == content);
    assert_eq!(P::calls(&sandbox, "upload_prepare"), 1);
    assert_eq!(P::calls(&sandbox, "upload_part"), 3);
}

#[tokio::test]
async fn a_file_goes_on_behind_the_parts_that_arrived() {
    goes_on::<FolderToken>().await;
}

#[tokio::test]
async fn media_go_on_behind_the_parts_that_arrived() {
    goes_on::<MediaParent>().await;
}

#[tokio::test]
async fn another_content_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(2 * PART);
    let handle = broken_off::<FolderToken>(&drive, &sandbox, reader(&content)).await;
    sandbox.clear_requests();
    let mut other = content.clone();
    other[PART - 1] ^= 1;
    let resumed = |source| Upload::resume(&drive, handle.clone(), source);
    let error = resumed(reader(&other)).await.unwrap_err();
    assert!(error.to_string().contains("`a.bin` has changed"), "{error}");
    let error = resumed(reader(&content[1..])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(
        error
            .to_string()
            .contains("had 8388608 bytes, and has 8388607"),
        "{error}"
    );
    assert!(sandbox.requests().is_empty(), "something was sent");
}

#[tokio::test]
async fn a_file_of_another_time_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.bin");
    let content = noise(AT_ONCE + 1);
    std::fs::write(&path, &content).unwrap();
    let handle = broken_off::<FolderToken>(&drive, &sandbox, &path).await;
    let file = std::fs::File::options().append(true).open(&path).unwrap();
    let modified = file.metadata().unwrap().modified().unwrap();
    sandbox.clear_requests();
    file.set_modified(modified - Duration::from_nanos(1_000_000))
        .unwrap();
    let error = Upload::resume(&drive, handle.clone(), &path).await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("time of change") && error.contains("from the beginning"),
        "{error}"
    );
    assert!(sandbox.requests().is_empty(), "something was sent");

    file.set_modified(modified).unwrap();
    let token = Upload::resume(&drive, handle, &path).await.unwrap();
    assert!(FolderToken::fetch(&drive, token).await == content);
}

/// Changes the file when its first part has arrived, and returns the error of the upload.
async fn changed(change: fn(&std::path::Path)) -> feishu_core::Error {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large.bin");
    std::fs::write(&path, noise(AT_ONCE + 1)).unwrap();
    let at = path.clone();
    let upload = drive.upload(&path, FolderToken::within(&sandbox));
    let upload = upload.on_handle(move |handle| {
        if handle.sent() > 0 {
            change(&at);
        }
    });
    let error = upload.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LocalFile, "{error}");
    assert!(error.to_string().contains("large.bin"), "{error}");
    assert_eq!(FolderToken::calls(&sandbox, "upload_part"), 1);
    assert_eq!(FolderToken::calls(&sandbox, "upload_finish"), 0);
    error
}

#[tokio::test]
async fn a_file_that_changes_on_the_way_is_not_uploaded() {
    let grown = changed(|path| {
        let mut file = std::fs::File::options().append(true).open(path).unwrap();
        file.write_all(b"more").unwrap();
    });
    let touched = changed(|path| {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_modified(std::time::UNIX_EPOCH).unwrap();
    });
    let cut = changed(|path| {
        let file = std::fs::File::options().append(true).open(path).unwrap();
        file.set_len(5).unwrap();
    });
    for error in [grown.await, touched.await, cut.await] {
        let told = error.to_string();
        assert!(told.contains("has changed while it was uploaded"), "{told}");
    }
    let vanished = changed(|path| std::fs::remove_file(path).unwrap()).await;
    assert!(vanished.to_string().contains("cannot read"), "{vanished}");
}

#[tokio::test]
async fn an_upload_expires_after_a_day() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(2 * PART);
    let handle = broken_off::<FolderToken>(&drive, &sandbox, reader(&content)).await;
    sandbox.advance(Duration::from_secs(24 * 60 * 60 + 1));
    let error = Upload::resume(&drive, handle, reader(&content)).await;
    let error = error.unwrap_err();
    assert!(error.is(codes::UPLOAD_EXPIRED), "{error}");
    assert!(error.to_string().contains("24 hours"), "{error}");
    assert_eq!(FolderToken::calls(&sandbox, "upload_prepare"), 1);
}

#[tokio::test]
async fn whoever_began_an_upload_goes_on_with_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(2 * PART);
    let handle = broken_off::<FolderToken>(&drive, &sandbox, reader(&content)).await;
    let resumed = Upload::resume(&drive, handle, reader(&content));
    let error = resumed.as_user(sandbox.user_token()).await.unwrap_err();
    assert!(error.is(codes::UPLOADER_MISMATCH), "{error}");
}
