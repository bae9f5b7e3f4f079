//! The client crates against a sandbox without a socket, while the clock stands still: what takes hours takes no time.

#![allow(clippy::disallowed_methods, reason = "a test measures time")]

use std::time::Duration;

use feishu_core::{Client, ErrorKind, FileSource, Method, Value};
use feishu_drive::Drive;
use feishu_drive::export_task::{DownloadExportTask, ExportedFileToken, FileExtension};
use feishu_drive::file::ListFiles;
use feishu_drive::types::{FileKind, FileRef};
use feishu_sandbox::{Document, DocumentKind, Fault, FaultKind, Sandbox};
use tokio::time::{Instant, sleep};

use crate::entries;

const LIST: &str = "drive.v1.file.list";
const CREATE: &str = "drive.v1.export_task.create";
const POLL: &str = "drive.v1.export_task.get";
const DOWNLOAD: &str = "drive.v1.export_task.download";

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

fn within() -> (Sandbox, Drive) {
    let sandbox = Sandbox::in_process();
    let client = sandbox.client_builder().build().unwrap();
    (sandbox, Drive::new(&client))
}

/// A finished export of so many bytes, each of them its place in the file.
async fn exported(sandbox: &Sandbox, drive: &Drive, size: usize) -> (ExportedFileToken, Vec<u8>) {
    let content: Vec<u8> = (0..size).map(|place| (place % 251) as u8).collect();
    let kind = DocumentKind::Docx;
    let raw = Document::raw("large", kind, "application/octet-stream", content.clone());
    let token = sandbox.add_document(raw);
    let export = drive.export(FileRef::docx(token), FileExtension::Docx);
    (export.await.unwrap().file_token.unwrap(), content)
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_a_minute_takes_milliseconds() {
    let real = std::time::Instant::now();
    let (sandbox, drive) = within();
    sandbox.add_fault(Fault::new(LIST, FaultKind::rate_limit(60)));
    let start = Instant::now();
    drive.files().list(ListFiles::new()).await.unwrap();
    assert!((MINUTE..MINUTE + 5 * SECOND).contains(&start.elapsed()));
    assert_eq!(sandbox.calls(LIST), 2);
    assert!(real.elapsed() < 10 * SECOND, "{:?}", real.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_documented_limits_recover_by_the_clock_of_the_runtime() {
    let sandbox = Sandbox::in_process();
    let hasty = sandbox.client_builder().keep_limits(false);
    let drive = Drive::new(&hasty.build().unwrap());
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let start = Instant::now();
    for _ in 0..101 {
        let export = drive.export(sheet.clone(), FileExtension::Xlsx);
        export.start().await.unwrap();
    }
    assert_eq!(sandbox.calls(CREATE), 102, "one was refused and came again");
    assert!((MINUTE..MINUTE + 5 * SECOND).contains(&start.elapsed()));
}

#[tokio::test(start_paused = true)]
async fn tokens_end_when_the_clock_says_so() {
    let (sandbox, drive) = within();
    let list = || drive.files().list(ListFiles::new());
    list().await.unwrap();
    sleep(80 * MINUTE).await;
    list().await.unwrap();
    assert_eq!(sandbox.token_requests(), 1);
    sleep(80 * MINUTE).await;
    list().await.unwrap();
    assert_eq!(sandbox.token_requests(), 2);

    let user = sandbox.user_token();
    list().as_user(user.as_str()).await.unwrap();
    sleep(120 * MINUTE).await;
    let refused = list().as_user(user.as_str()).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unauthenticated, "{refused}");
}

#[tokio::test(start_paused = true)]
async fn a_job_is_polled_for_an_hour_and_its_file_deleted_after_ten_minutes() {
    let (sandbox, drive) = within();
    sandbox.set_pending_polls(100);
    let sheet = FileRef::sheet(sandbox.sheet().token);
    let start = Instant::now();
    let export = drive.export(sheet, FileExtension::Xlsx);
    let export = export.poll_every(MINUTE, MINUTE).deadline(200 * MINUTE);
    let file = export.await.unwrap().file_token.unwrap();
    assert!(start.elapsed() >= 60 * MINUTE);
    assert_eq!(sandbox.calls(POLL), 101);

    let tasks = drive.export_tasks();
    let download = || tasks.download(DownloadExportTask::new(&file));
    assert!(download().await.is_ok());
    sleep(10 * MINUTE).await;
    let gone = download().await.unwrap_err();
    assert!(gone.code().is_some(), "{gone}");
}

#[tokio::test(start_paused = true)]
async fn files_go_up_from_the_disk_and_come_down_to_it() {
    let (sandbox, drive) = within();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.csv");
    let rows = "tea,120\n".repeat(50_000);
    std::fs::write(&path, &rows).unwrap();
    for source in [FileSource::path(path), FileSource::bytes(rows.clone())] {
        let import = drive
            .import_file(source, FileKind::Sheet)
            .file_name("a.csv");
        let token = import.await.unwrap().token.unwrap();
        let document = sandbox.find_document(token.as_str()).unwrap();
        assert_eq!(document.worksheets()[0].rows().len(), 50_000);
    }

    let (file, content) = exported(&sandbox, &drive, 3_000_000).await;
    let tasks = drive.export_tasks();
    let download = tasks.download(DownloadExportTask::new(&file));
    let saved = download.save_to(directory.path().join("b")).await.unwrap();
    assert!(std::fs::read(saved.path).unwrap() == content);
}

#[tokio::test(start_paused = true)]
async fn faults_take_their_time_by_the_clock_of_the_runtime() {
    let (sandbox, drive) = within();
    let list = || drive.files().list(ListFiles::new());
    let half_a_minute = 30 * SECOND;
    let cases = [
        (FaultKind::Latency(25 * SECOND), 25 * SECOND, 1),
        // Longer than an attempt may take, as is what never comes: the client tries again.
        (FaultKind::Latency(40 * SECOND), half_a_minute, 2),
        (FaultKind::StallHeaders, half_a_minute, 2),
        (FaultKind::StallBody { after: 10 }, half_a_minute, 2),
        (FaultKind::CutBody { after: 10 }, Duration::ZERO, 2),
        (
            FaultKind::SlowBody {
                bytes_per_second: 100,
            },
            3 * SECOND,
            1,
        ),
        (FaultKind::Disconnect, Duration::ZERO, 2),
        (FaultKind::server_error(502), Duration::ZERO, 2),
        (FaultKind::RejectToken, Duration::ZERO, 2),
    ];
    for (fault, takes, calls) in cases {
        sandbox.add_fault(Fault::new(LIST, fault.clone()));
        sandbox.clear_requests();
        let start = Instant::now();
        list()
            .await
            .unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        let took = start.elapsed();
        assert!(
            (takes..takes + 2 * SECOND).contains(&took),
            "{fault:?}: {took:?}"
        );
        assert_eq!(sandbox.calls(LIST), calls, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_that_is_cut_off_or_stalls_is_fetched_again() {
    let (sandbox, drive) = within();
    let (file, content) = exported(&sandbox, &drive, 200_000).await;
    let directory = tempfile::tempdir().unwrap();
    let tasks = drive.export_tasks();
    for (fault, takes) in [
        (FaultKind::CutBody { after: 70_000 }, Duration::ZERO),
        (FaultKind::StallBody { after: 70_000 }, 30 * SECOND),
    ] {
        sandbox.add_fault(Fault::new(DOWNLOAD, fault.clone()));
        let start = Instant::now();
        let download = tasks.download(DownloadExportTask::new(&file));
        let saved = download.save_to(directory.path().join("a")).await.unwrap();
        assert!(std::fs::read(&saved.path).unwrap() == content, "{fault:?}");
        let took = start.elapsed();
        assert!(
            (takes..takes + 2 * SECOND).contains(&took),
            "{fault:?}: {took:?}"
        );
        assert_eq!(entries(directory.path()), ["a"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_given_up_gives_its_place_back() {
    let (sandbox, drive) = within();
    sandbox.add_fault(Fault::new("*", FaultKind::StallHeaders).skip(1));
    let import = || {
        let source = FileSource::bytes("a,b");
        let import = drive.import_file(source, FileKind::Sheet);
        import.file_name("a.csv").into_future()
    };
    // One upload at a time is what the platform allows.
    assert!(tokio::time::timeout(SECOND, import()).await.is_err());
    import().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_panics_with_is_a_panic_of_the_call() {
    const PATH: &str = "/open-apis/box/v1/lids";
    let builder = Sandbox::builder().respond(Method::Get, PATH, |request| -> Value {
        panic!("asked for {:?}", request.query("a"));
    });
    let sandbox = builder.in_process().unwrap();
    let client = sandbox.client_builder().build().unwrap();
    let call = client.request(Method::Get, PATH).query("a", 1);
    let call = tokio::spawn(async move { call.send::<Value>().await });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(sandbox.calls(&format!("GET {PATH}")), 1);
    client
        .request(Method::Get, "/open-apis/drive/v1/files")
        .send::<Value>()
        .await
        .unwrap();

    let wrong = Sandbox::builder().respond(Method::Get, "a?b", |_| Value::Null);
    assert!(wrong.in_process().is_err());
}

#[tokio::test]
async fn a_sandbox_with_a_socket_can_be_called_past_it_and_outlives_it() {
    let sandbox = Sandbox::start().await.unwrap();
    let transport = sandbox.transport();
    let (id, secret) = (sandbox.app_id().to_owned(), sandbox.app_secret().to_owned());
    let over_socket = Drive::new(&sandbox.client_builder().build().unwrap());
    let inside = Client::builder().app(id, secret).transport(transport);
    let inside = Drive::new(&inside.build().unwrap());
    let list = |drive: &Drive| drive.files().list(ListFiles::new()).into_future();
    list(&over_socket).await.unwrap();
    list(&inside).await.unwrap();
    assert_eq!(sandbox.calls(LIST), 2);
    drop(sandbox);
    let gone = list(&over_socket).await.unwrap_err();
    assert!(gone.is_transient(), "{gone}");
    list(&inside).await.unwrap();
}

#[tokio::test]
async fn whoever_leaves_the_transport_out_reaches_nobody() {
    let sandbox = Sandbox::in_process();
    let client = Client::builder().base_url(sandbox.base_url());
    let client = client.app(sandbox.app_id(), sandbox.app_secret());
    let client = client
        .retry(feishu_core::RetryPolicy::never())
        .build()
        .unwrap();
    let error = Drive::new(&client)
        .files()
        .list(ListFiles::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    assert!(error.to_string().contains("sandbox.invalid"), "{error}");
    assert_eq!(sandbox.requests().len(), 0);
}
