//! A platform, or a network, that misbehaves.

use std::time::Duration;

use feishu_core::{Client, ErrorCode, ErrorKind, FileSource, RetryPolicy, Sent};
use feishu_drive::Drive;
use feishu_drive::export_task::{
    DownloadExportTask, ExportTicket, ExportedFileToken, FileExtension, GetExportTask,
};
use feishu_drive::file::ListFiles;
use feishu_drive::media::{MediaParentType, UploadMedia};
use feishu_drive::types::{FileRef, FileToken};
use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};

use crate::{client, entries, quick};

const LIST: &str = "drive.v1.file.list";
const DOWNLOAD: &str = "drive.v1.export_task.download";

/// The token of a finished export of the given size.
async fn exported(sandbox: &Sandbox, drive: &Drive, size: usize) -> ExportedFileToken {
    let raw = Document::raw(
        "large",
        DocumentKind::Docx,
        "application/octet-stream",
        vec![b'x'; size],
    );
    let token = sandbox.add_document(raw);
    quick(drive.export(FileRef::docx(token), FileExtension::Docx))
        .await
        .unwrap()
        .file_token
        .unwrap()
}

#[tokio::test]
async fn a_cut_or_stalled_download_leaves_no_file_and_tells_how_much_came() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox
        .client_builder()
        .idle_timeout(Duration::from_millis(300))
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let drive = Drive::new(&client);
    let file = exported(&sandbox, &drive, 200_000).await;
    let directory = tempfile::tempdir().unwrap();
    for fault in [
        FaultKind::CutBody { after: 70_000 },
        FaultKind::StallBody { after: 70_000 },
    ] {
        sandbox.add_fault(Fault::new(DOWNLOAD, fault.clone()));
        let download = drive
            .export_tasks()
            .download(DownloadExportTask::new(&file));
        let error = download
            .save_to(directory.path().join("a"))
            .await
            .unwrap_err();
        assert!(
            error.kind() == ErrorKind::Truncated && error.log_id().is_some(),
            "{fault:?}: {error}"
        );
        assert!(
            error.to_string().contains(" of 200000 bytes came"),
            "{fault:?}: {error}"
        );
        assert!(entries(directory.path()).is_empty());
    }
}

#[tokio::test]
async fn a_cut_download_is_fetched_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let file = exported(&sandbox, &drive, 200_000).await;
    let directory = tempfile::tempdir().unwrap();
    sandbox.add_fault(Fault::new(DOWNLOAD, FaultKind::CutBody { after: 70_000 }).times(2));
    let download = drive
        .export_tasks()
        .download(DownloadExportTask::new(&file));
    assert_eq!(
        download
            .save_to(directory.path().join("a"))
            .await
            .unwrap()
            .size,
        200_000
    );
    assert_eq!(entries(directory.path()), ["a"]);
}

#[tokio::test]
async fn an_error_or_a_page_in_place_of_a_file_leaves_no_file() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let file = exported(&sandbox, &drive, 1_000).await;
    let directory = tempfile::tempdir().unwrap();
    let faults = [
        (
            FaultKind::Error {
                status: 200,
                code: 1069902,
                message: "no permission".into(),
            },
            Some(1069902),
        ),
        (
            FaultKind::Error {
                status: 404,
                code: 1069914,
                message: String::new(),
            },
            Some(1069914),
        ),
        (FaultKind::Html, None),
    ];
    for (fault, code) in faults {
        sandbox.add_fault(Fault::new(DOWNLOAD, fault.clone()));
        let download = drive
            .export_tasks()
            .download(DownloadExportTask::new(&file));
        let error = download
            .save_to(directory.path().join("a"))
            .await
            .unwrap_err();
        assert_eq!(error.code(), code.map(ErrorCode), "{fault:?}: {error}");
        assert!(entries(directory.path()).is_empty());
    }
}

#[tokio::test]
async fn passing_faults_are_overcome() {
    let sandbox = Sandbox::start().await.unwrap();
    let faults = [
        FaultKind::rate_limit(1),
        FaultKind::RateLimit {
            status: 400,
            code: 0,
            reset: Some(1),
        },
        FaultKind::server_error(500),
        FaultKind::ServerError {
            status: 502,
            html: true,
        },
        FaultKind::Disconnect,
        FaultKind::RejectToken,
        FaultKind::Latency(Duration::from_millis(50)),
    ];
    for fault in faults {
        let drive = Drive::new(&client(&sandbox));
        sandbox.add_fault(Fault::new(LIST, fault.clone()));
        let listed = drive.files().list(ListFiles::new()).await;
        listed.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
    }
}

#[tokio::test]
async fn a_platform_that_does_not_answer_is_given_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    sandbox.add_fault(Fault::new(LIST, FaultKind::StallHeaders).always());
    let call = drive
        .files()
        .list(ListFiles::new())
        .timeout(Duration::from_millis(200));
    let error = call.await.unwrap_err();
    assert!(
        error.is_timeout() && error.was_sent() == Sent::Maybe,
        "{error}"
    );
}

#[tokio::test]
async fn a_page_in_place_of_json_shows_its_beginning() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    sandbox.add_fault(Fault::new(LIST, FaultKind::Html));
    let error = drive.files().list(ListFiles::new()).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::UnexpectedResponse && error.to_string().contains('<'),
        "{error}"
    );
    assert!(error.to_string().contains(sandbox.base_url()), "{error}");
}

#[tokio::test]
async fn wrong_credentials_are_told_as_such() {
    let sandbox = Sandbox::start().await.unwrap();
    for (id, secret, told) in [
        (sandbox.app_id(), "wrong", "wrong app secret"),
        ("cli_nobody", "wrong", "invalid parameter"),
    ] {
        let client = Client::builder()
            .base_url(sandbox.base_url())
            .app(id, secret)
            .build()
            .unwrap();
        let error = Drive::new(&client)
            .files()
            .list(ListFiles::new())
            .await
            .unwrap_err();
        assert!(
            error.is_auth() && error.to_string().contains(told) && error.hint().is_some(),
            "{error}"
        );
        assert!(!error.to_string().contains('\n'));
    }
    let drive = Drive::new(&client(&sandbox));
    let error = drive
        .files()
        .list(ListFiles::new())
        .as_user("u-nobody")
        .await
        .unwrap_err();
    assert!(error.is_auth(), "{error}");
}

#[tokio::test]
async fn a_missing_scope_is_named() {
    let sandbox = Sandbox::builder()
        .scopes(["docs:document:export"])
        .start()
        .await
        .unwrap();
    let drive = Drive::new(&client(&sandbox));
    let error = drive.files().list(ListFiles::new()).await.unwrap_err();
    assert!(
        error.is_permission() && error.to_string().contains("missing scope drive:drive"),
        "{error}"
    );
}

#[tokio::test]
async fn nobody_there_is_told_as_such() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let client = Client::builder()
        .base_url(format!("http://127.0.0.1:{port}"))
        .tenant_token("t-1")
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = Drive::new(&client)
        .files()
        .list(ListFiles::new())
        .await
        .unwrap_err();
    assert!(
        error.is_connect() && error.was_sent() == Sent::No,
        "{error}"
    );
    let told = format!("{error:#}");
    assert!(told.contains("Connection refused"), "{told}");
}

#[tokio::test]
async fn an_address_in_a_ticket_stays_one_segment() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    drive
        .export_tasks()
        .get(GetExportTask::new(
            ExportTicket::new("../x?y"),
            FileToken::new("doc"),
        ))
        .await
        .unwrap_err();
    let requests = sandbox.requests();
    let target = &requests
        .iter()
        .rev()
        .find(|request| request.target.contains("export_tasks"))
        .unwrap()
        .target;
    assert_eq!(
        target,
        "/open-apis/drive/v1/export_tasks/..%2Fx%3Fy?token=doc"
    );
    for ticket in ["", ".", ".."] {
        let error = drive
            .export_tasks()
            .get(GetExportTask::new(
                ExportTicket::new(ticket),
                FileToken::new("doc"),
            ))
            .await
            .unwrap_err();
        assert!(
            error.kind() == ErrorKind::InvalidRequest && error.was_sent() == Sent::No,
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_upload_is_whole_in_every_attempt() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    std::fs::write(&path, vec![b'x'; 300_000]).unwrap();
    sandbox.add_fault(Fault::new(
        "drive.v1.media.upload_all",
        FaultKind::rate_limit(1),
    ));
    let upload = UploadMedia::new("a.csv", MediaParentType::Import, FileSource::path(path));
    // The sandbox compares the size that is stated with the one that came.
    drive.media_items().upload_all(upload).await.unwrap();
    assert_eq!(sandbox.calls("drive.v1.media.upload_all"), 2);
}

#[tokio::test]
async fn a_secret_does_not_follow_a_redirect() {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let platform = TcpListener::bind("127.0.0.1:0").unwrap();
    let (here, there) = (
        platform.local_addr().unwrap(),
        elsewhere.local_addr().unwrap(),
    );
    std::thread::spawn(move || {
        let (mut stream, _) = platform.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).unwrap();
        let head = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{there}/x\r\n");
        write!(
            stream,
            "{head}Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
    });
    let client = Client::builder()
        .base_url(format!("http://{here}"))
        .app("cli_1", "secret")
        .build()
        .unwrap();
    let error = Drive::new(&client)
        .files()
        .list(ListFiles::new())
        .await
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains(&format!("redirects to http://{there}/x")),
        "{error}"
    );
    assert!(elsewhere.accept().is_err(), "the redirect was followed");
}

#[tokio::test]
async fn calls_go_through_a_client_that_the_program_has_set_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut headers = http::HeaderMap::new();
    headers.insert("x-from", http::HeaderValue::from_static("the program"));
    let reqwest_builder = move || reqwest::Client::builder().default_headers(headers.clone());
    let client = sandbox
        .client_builder()
        .reqwest_builder(reqwest_builder)
        .build()
        .unwrap();
    Drive::new(&client)
        .files()
        .list(ListFiles::new())
        .await
        .unwrap();
    let requests = sandbox.requests();
    assert_eq!(requests.len(), 2);
    assert!(
        requests
            .iter()
            .all(|request| request.header("x-from") == Some("the program"))
    );
}
