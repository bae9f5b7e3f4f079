//! Files that come in: cut off, stalled, slow, or with no place to be put.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use feishu_core::{Error, ErrorKind, Sent};

use super::{SHORT, Step, files, holds, impatient, send, serve, to};
use crate::children::{only, passes, this};
use crate::operations::{DownloadThing, client};
use crate::server::Server;

const LENGTH: usize = 1 << 20;

/// What a whole file is made of.
fn content() -> Bytes {
    Bytes::from(vec![b'x'; LENGTH])
}

fn head() -> Step {
    send(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: {LENGTH}\r\n\r\n"
    ))
}

fn whole() -> Vec<Step> {
    vec![head(), send(content())]
}

/// Half a file, and time for it to arrive.
fn half(end: Step) -> Vec<Step> {
    let half = send(content().slice(..LENGTH / 2));
    vec![head(), half, Step::Pause(SHORT / 6), end]
}

/// A directory with a file in it that is to be replaced.
struct Place {
    directory: tempfile::TempDir,
    target: PathBuf,
}

impl Place {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("q3.xlsx");
        std::fs::write(&target, "old").unwrap();
        Self { directory, target }
    }

    fn files(&self) -> Vec<String> {
        files(self.directory.path())
    }

    /// Holds that nothing has happened to the directory.
    #[track_caller]
    fn is_untouched(&self) {
        assert_eq!(self.files(), ["q3.xlsx"]);
        assert_eq!(std::fs::read_to_string(&self.target).unwrap(), "old");
    }

    #[track_caller]
    fn has_the_file(&self) {
        assert_eq!(self.files(), ["q3.xlsx"]);
        assert_eq!(std::fs::read(&self.target).unwrap(), content());
    }
}

/// Saves from a server that ends like this in the middle of each file, and then from one that does so once.
async fn cut_off(end: Step) -> Error {
    let place = Place::new();
    let steps = half(end.clone());
    let server = serve(move |_, _| steps.clone());
    let save = to(&server).call(DownloadThing).save_to(&place.target);
    let error = save.await.unwrap_err();
    place.is_untouched();
    let server = serve(move |before, _| match before {
        0 => half(end.clone()),
        _ => whole(),
    });
    let save = to(&server).call(DownloadThing).save_to(&place.target);
    assert_eq!(save.await.unwrap().size, LENGTH as u64);
    place.has_the_file();
    error
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_file_begins_it_anew() {
    for end in [Step::Reset, Step::Close] {
        holds(&cut_off(end).await, ErrorKind::Truncated, Sent::Yes, 2);
    }
}

#[tokio::test]
async fn a_file_that_stops_coming_is_begun_anew() {
    let error = cut_off(Step::Stall).await;
    holds(&error, ErrorKind::Truncated, Sent::Yes, 2);
    assert!(error.to_string().contains("nothing came for"), "{error}");
}

#[tokio::test]
async fn a_program_that_reads_slowly_is_no_fault() {
    let server = serve(|_, _| whole());
    let mut download = to(&server).call(DownloadThing).await.unwrap();
    let mut received = 0;
    let mut pauses = 0;
    while let Some(chunk) = download.chunk().await.unwrap() {
        received += chunk.len();
        if pauses < 3 {
            tokio::time::sleep(SHORT * 4 / 3).await;
            pauses += 1;
        }
    }
    assert_eq!((received, pauses), (LENGTH, 3));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_that_sends_slowly_is_no_fault() {
    let server = serve(|_, _| {
        let piece = send(content().slice(..LENGTH / 16));
        let pieces = std::iter::repeat_n([Step::Pause(SHORT / 6), piece], 16);
        std::iter::once(head()).chain(pieces.flatten()).collect()
    });
    let place = Place::new();
    let client = impatient(&server)
        .idle_timeout(SHORT * 5)
        .operation_timeout(SHORT * 2)
        .build()
        .unwrap();
    let begun = std::time::Instant::now();
    client
        .call(DownloadThing)
        .save_to(&place.target)
        .await
        .unwrap();
    assert!(begun.elapsed() > SHORT * 2, "{:?}", begun.elapsed());
    place.has_the_file();
    assert_eq!(server.requests().len(), 1);
}

/// Has a command run a test of this program, which is told where the server is and where to put the file.
fn child(program: &mut std::process::Command, test: &str, server: &Server, target: &Path) {
    only(program, &format!("faults::downloads::{test}"))
        .env("FEISHU_TEST_URL", server.url())
        .env("FEISHU_TEST_TARGET", target);
}

/// What a child process is told; nothing if it is none.
fn told() -> Option<(String, PathBuf)> {
    let url = std::env::var("FEISHU_TEST_URL").ok()?;
    Some((url, PathBuf::from(std::env::var_os("FEISHU_TEST_TARGET")?)))
}

#[cfg(unix)]
#[tokio::test]
async fn a_full_disk_is_told_at_once() {
    let place = Place::new();
    let server = serve(|_, _| whole());
    // A process may make no file longer than 64 blocks, and is told so by an error in place of a signal. A file system that
    // is really full takes a privilege to make, and fails in the same place.
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let mut program = std::process::Command::new("sh");
    program.args(["-c", limited]);
    program.arg(std::env::current_exe().unwrap());
    child(&mut program, "on_a_full_disk", &server, &place.target);
    passes(&mut program);
    place.is_untouched();
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn on_a_full_disk() {
    let Some((url, target)) = told() else { return };
    let client = client(&url).build().unwrap();
    let error = client
        .call(DownloadThing)
        .save_to(&target)
        .await
        .unwrap_err();
    holds(&error, ErrorKind::LocalFile, Sent::Yes, 1);
    assert!(error.to_string().contains("cannot write"), "{error}");
}

#[tokio::test]
async fn a_directory_as_target_is_told_before_anything_is_sent() {
    let place = Place::new();
    let server = serve(|_, _| whole());
    let save = to(&server)
        .call(DownloadThing)
        .save_to(place.directory.path());
    let error = save.await.unwrap_err();
    holds(&error, ErrorKind::InvalidRequest, Sent::No, 0);
    assert!(error.hint().unwrap().contains("save_in"), "{error}");
    assert_eq!(server.connections(), 0);
    place.is_untouched();
}

/// Waits until some of a file has been written beside its target.
async fn some_is_written(place: &Place) {
    let is_draft = |name: &String| name.ends_with(".feishu-part");
    loop {
        let draft = place.files().into_iter().find(is_draft);
        let length = draft.and_then(|name| {
            let draft = place.directory.path().join(name);
            std::fs::metadata(draft).ok().map(|found| found.len())
        });
        if length > Some(0) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_download_that_is_dropped_leaves_nothing_behind() {
    let place = Place::new();
    let server = serve(|_, _| half(Step::Stall));
    let client = client(&server.url()).build().unwrap();
    let target = place.target.clone();
    let save = tokio::spawn(client.call(DownloadThing).save_to(target));
    some_is_written(&place).await;
    save.abort();
    assert!(save.await.unwrap_err().is_cancelled());
    place.is_untouched();
}

#[cfg(unix)]
#[tokio::test]
async fn what_a_killed_program_leaves_behind_is_swept_by_the_next_download() {
    let place = Place::new();
    let server = serve(|before, _| match before {
        0 => half(Step::Stall),
        _ => whole(),
    });
    let mut program = this();
    child(&mut program, "until_it_is_killed", &server, &place.target);
    let mut running = program.stdout(std::process::Stdio::null()).spawn().unwrap();
    some_is_written(&place).await;
    running.kill().unwrap();
    running.wait().unwrap();
    let left = place.files();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(
        left[0].starts_with(".q3.xlsx.") && left[0].ends_with(".feishu-part"),
        "{left:?}"
    );
    assert_eq!(std::fs::read_to_string(&place.target).unwrap(), "old");
    let save = to(&server).call(DownloadThing).save_to(&place.target);
    save.await.unwrap();
    place.has_the_file();
}

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn until_it_is_killed() {
    let Some((url, target)) = told() else { return };
    let client = client(&url).build().unwrap();
    client.call(DownloadThing).save_to(&target).await.unwrap();
}
