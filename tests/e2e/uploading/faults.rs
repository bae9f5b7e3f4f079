//! What goes wrong on the way of an upload, in each of its calls.

use std::time::Duration;

use feishu_core::{Client, ErrorKind, RetryPolicy, Sent};
use feishu_drive::types::FolderToken;
use feishu_drive::{Drive, MediaParent, Upload, codes};
use feishu_sandbox::{Fault, FaultKind, Sandbox};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Goal, PART, Stored, noise, reader};

/// A client that does not wait long for an answer.
fn impatient(sandbox: &Sandbox) -> Client {
    let policy = RetryPolicy::default().waits(Duration::from_millis(5), Duration::from_millis(50));
    let builder = sandbox.client_builder().retry(policy);
    builder
        .attempt_timeout(Duration::from_millis(500))
        .build()
        .unwrap()
}

/// What is refused without having been done.
fn refusals() -> [FaultKind; 3] {
    [
        FaultKind::rate_limit(1),
        FaultKind::error(200, codes::BUSY.0),
        FaultKind::RejectToken,
    ]
}

/// What leaves open whether it was done.
fn losses() -> [FaultKind; 3] {
    [
        FaultKind::Disconnect,
        FaultKind::StallHeaders,
        FaultKind::CutBody { after: 5 },
    ]
}

/// An upload with a fault in one of its calls, of a file that goes at once or in two parts.
async fn with<P: Goal>(call: &str, fault: FaultKind) {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&impatient(&sandbox));
    let content = noise(if call == "upload_all" {
        100_000
    } else {
        PART + 9
    });
    // The first part is long: until it is given up, minutes pass.
    let skip = u32::from(call == "upload_part" && fault == FaultKind::StallHeaders);
    sandbox.add_fault(Fault::new(P::operation(call), fault.clone()).skip(skip));
    let upload = P::within(&sandbox).upload(&drive, reader(&content));
    let token = upload.file_name("a.bin").await;
    let token = token.unwrap_or_else(|error| panic!("{call} {fault:?}: {error}"));
    assert!(P::fetch(&drive, token).await == content, "{call} {fault:?}");
    let parts = usize::from(call == "upload_part");
    assert_eq!(P::calls(&sandbox, call), 2 + parts, "{call} {fault:?}");
}

async fn gets_through<P: Goal>() {
    for fault in refusals() {
        for call in [
            "upload_all",
            "upload_prepare",
            "upload_part",
            "upload_finish",
        ] {
            with::<P>(call, fault.clone()).await;
        }
    }
    for fault in losses() {
        for call in ["upload_prepare", "upload_part"] {
            with::<P>(call, fault.clone()).await;
        }
    }
}

#[tokio::test]
async fn a_file_gets_through_all_that_leaves_no_doubt() {
    gets_through::<FolderToken>().await;
}

#[tokio::test]
async fn media_get_through_all_that_leaves_no_doubt() {
    gets_through::<MediaParent>().await;
}

async fn is_not_made_twice<P: Goal + Serialize + DeserializeOwned>() {
    for fault in losses() {
        let sandbox = Sandbox::start().await.unwrap();
        let drive = Drive::new(&impatient(&sandbox));
        sandbox.add_fault(Fault::new(P::operation("upload_all"), fault.clone()));
        let upload = P::within(&sandbox).upload(&drive, reader(b"small"));
        let error = upload.file_name("a.bin").await.err().unwrap();
        assert_ne!(error.was_sent(), Sent::No, "{fault:?}: {error}");
        assert_eq!(P::calls(&sandbox, "upload_all"), 1, "{fault:?}");

        let content = noise(PART + 9);
        let stored = Stored::default();
        sandbox.add_fault(Fault::new(P::operation("upload_finish"), fault.clone()));
        let upload = P::within(&sandbox).upload(&drive, reader(&content));
        let upload = stored.of(upload.file_name("b.bin"));
        let error = upload.await.err().unwrap();
        assert_ne!(error.was_sent(), Sent::No, "{fault:?}: {error}");
        assert_eq!(P::calls(&sandbox, "upload_finish"), 1, "{fault:?}");

        let handle = stored.handle::<P>().unwrap();
        assert_eq!(handle.sent(), handle.length());
        let resumed = Upload::resume(&drive, handle, reader(&content)).await;
        if matches!(fault, FaultKind::CutBody { .. }) {
            // It had been made.
            let error = resumed.err().unwrap();
            assert!(error.is(codes::UPLOAD_EXPIRED), "{error}");
            assert!(
                error.to_string().contains("look whether `b.bin` is there"),
                "{error}"
            );
        } else {
            assert!(P::fetch(&drive, resumed.unwrap()).await == content);
        }
        assert_eq!(P::calls(&sandbox, "upload_part"), 2, "a part went twice");
    }
}

#[tokio::test]
async fn a_file_that_may_have_been_made_is_not_made_again() {
    is_not_made_twice::<FolderToken>().await;
}

#[tokio::test]
async fn media_that_may_have_been_made_are_not_made_again() {
    is_not_made_twice::<MediaParent>().await;
}

#[tokio::test]
async fn a_deadline_ends_all_of_it_and_what_was_sent_is_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&super::client(&sandbox));
    let stall = Fault::new("drive.v1.file.upload_part", FaultKind::StallHeaders);
    sandbox.add_fault(stall.skip(1));
    let content = noise(PART + 9);
    let stored = Stored::default();
    let upload = FolderToken::within(&sandbox)
        .upload(&drive, reader(&content))
        .file_name("a.bin")
        .deadline(Duration::from_secs(3));
    let error = stored.of(upload).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("within 3s"), "{error}");
    let handle = stored.handle::<FolderToken>().unwrap();
    assert_eq!(handle.sent(), PART as u64);
    let token = Upload::resume(&drive, handle, reader(&content)).await;
    assert!(FolderToken::fetch(&drive, token.unwrap()).await == content);
}
