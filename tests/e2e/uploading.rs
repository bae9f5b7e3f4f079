//! The verbs for uploads: files and media go up whole or in parts, through faults, over several processes, and are refused in time.

mod faults;
mod refusals;
mod resumed;

use std::io::Cursor;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use feishu_core::FileSource;
use feishu_drive::file::ListFiles;
use feishu_drive::media::MediaParentType;
use feishu_drive::types::{FileToken, FolderToken, MediaToken};
use feishu_drive::{Drive, MediaParent, Upload, UploadHandle, UploadPlace, UploadSource};
use feishu_sandbox::Sandbox;

use crate::client;

/// How long a part is.
const PART: usize = 4 << 20;
/// How long a file may be that goes up in one request.
const AT_ONCE: usize = 20 << 20;

/// What is tested of both kinds of upload.
trait Goal: UploadPlace {
    /// How the operations begin.
    const RESOURCE: &'static str;

    /// A place in the sandbox.
    fn within(sandbox: &Sandbox) -> Self;

    /// The upload of a file to the place.
    fn upload(self, drive: &Drive, source: impl Into<UploadSource>) -> Upload<Self>;

    /// What has been uploaded.
    async fn fetch(drive: &Drive, token: Self::Token) -> Vec<u8>;

    /// How often an operation was called.
    fn calls(sandbox: &Sandbox, operation: &str) -> usize {
        sandbox.calls(&Self::operation(operation))
    }

    fn operation(operation: &str) -> String {
        format!("{}.{operation}", Self::RESOURCE)
    }
}

impl Goal for FolderToken {
    const RESOURCE: &'static str = "drive.v1.file";

    fn within(sandbox: &Sandbox) -> Self {
        Self::new(sandbox.folder())
    }

    fn upload(self, drive: &Drive, source: impl Into<UploadSource>) -> Upload<Self> {
        drive.upload(source, self)
    }

    async fn fetch(drive: &Drive, token: FileToken) -> Vec<u8> {
        let download = drive.download(token).await;
        download.unwrap().bytes(1 << 30).await.unwrap().to_vec()
    }
}

impl Goal for MediaParent {
    const RESOURCE: &'static str = "drive.v1.media";

    fn within(sandbox: &Sandbox) -> Self {
        let sheet = FileToken::new(sandbox.sheet().token);
        Self::document(MediaParentType::SheetFile, sheet)
    }

    fn upload(self, drive: &Drive, source: impl Into<UploadSource>) -> Upload<Self> {
        drive.upload_media(source, self)
    }

    async fn fetch(drive: &Drive, token: MediaToken) -> Vec<u8> {
        let download = drive.download_media(token);
        let download = download.await.unwrap();
        download.bytes(1 << 30).await.unwrap().to_vec()
    }
}

/// Bytes of which no two parts are alike.
fn noise(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    fastrand::Rng::with_seed(length as u64).fill(&mut bytes);
    bytes
}

/// A reader of the bytes, which goes up in parts if it is longer than one.
fn reader(bytes: &[u8]) -> UploadSource {
    UploadSource::reader(Cursor::new(bytes.to_vec()), bytes.len() as u64)
}

/// The last handle that an upload has told, as a program stores it.
#[derive(Clone, Default)]
struct Stored(Arc<Mutex<Option<String>>>);

impl Stored {
    /// Has the handles of an upload stored.
    fn of<P: Goal + serde::Serialize>(&self, upload: Upload<P>) -> Upload<P> {
        let stored = Arc::clone(&self.0);
        upload.on_handle(move |handle| {
            *stored.lock().unwrap() = Some(serde_json::to_string(handle).unwrap());
        })
    }

    fn handle<P: serde::de::DeserializeOwned>(&self) -> Option<UploadHandle<P>> {
        let stored = self.0.lock().unwrap();
        let text = stored.as_deref();
        text.map(|text| serde_json::from_str(text).unwrap())
    }
}

/// How many files of a name lie in the folder of the sandbox.
async fn named(drive: &Drive, sandbox: &Sandbox, name: &str) -> Vec<FileToken> {
    let list = ListFiles::new().folder(FolderToken::new(sandbox.folder()));
    let files = drive.files().list(list).items().collect().await.unwrap();
    let named = files.into_iter().filter(|file| file.name == name);
    named.map(|file| file.token).collect()
}

async fn comes_back<P: Goal>() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("季度 \"3\".pdf");
    for length in [1, PART + 1] {
        let content = noise(length);
        std::fs::write(&path, &content).unwrap();
        let token = P::within(&sandbox).upload(&drive, &path).await.unwrap();
        assert!(P::fetch(&drive, token).await == content, "{length}");
        let upload = P::within(&sandbox).upload(&drive, reader(&content));
        let token = upload.file_name("a.bin").await.unwrap();
        assert!(P::fetch(&drive, token).await == content, "{length}");
    }
    // A file of this size goes at once, a reader in parts.
    assert_eq!(P::calls(&sandbox, "upload_all"), 3);
    assert_eq!(P::calls(&sandbox, "upload_part"), 2);
}

#[tokio::test]
async fn a_file_comes_back_as_it_was() {
    comes_back::<FolderToken>().await;
}

#[tokio::test]
async fn media_come_back_as_they_were() {
    comes_back::<MediaParent>().await;
}

#[tokio::test]
async fn media_of_a_block_name_their_document() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let sheet = FileToken::new(sandbox.sheet().token);
    let parent = MediaParent::block(MediaParentType::SheetImage, "any block", &sheet);
    let upload = drive.upload_media(FileSource::bytes("picture"), parent);
    let token = upload.file_name("a.png").await.unwrap();
    assert_eq!(MediaParent::fetch(&drive, token).await, b"picture");
}

#[tokio::test]
async fn the_largest_file_for_one_request_goes_at_once_and_one_more_byte_in_parts() {
    // A refusal would begin a part anew, and its progress.
    let sandbox = Sandbox::builder().without_rate_limits().start().await;
    let sandbox = sandbox.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(AT_ONCE + 1);
    for (length, parts) in [(AT_ONCE - 1, 0), (AT_ONCE, 0), (AT_ONCE + 1, 6)] {
        sandbox.clear_requests();
        let told = Arc::new(AtomicU64::new(0));
        let telling = Arc::clone(&told);
        let upload = FolderToken::within(&sandbox)
            .upload(&drive, FileSource::bytes(content[..length].to_vec()))
            .file_name("large.bin")
            .on_progress(move |transfer| {
                assert_eq!(transfer.total, Some(length as u64));
                let before = telling.swap(transfer.done, Ordering::Relaxed);
                assert!(before < transfer.done, "the progress went back");
            });
        let token = upload.await.unwrap();
        assert_eq!(told.load(Ordering::Relaxed), length as u64);
        assert_eq!(FolderToken::calls(&sandbox, "upload_part"), parts);
        let whole = usize::from(parts == 0);
        assert_eq!(FolderToken::calls(&sandbox, "upload_all"), whole);
        assert!(FolderToken::fetch(&drive, token).await == content[..length]);
    }
}

#[tokio::test]
async fn many_uploads_at_once_make_one_call_at_a_time() {
    // As many as come in a second, on a machine as slow as it may be; at once, still one.
    let sandbox = Sandbox::builder().scale_rate_limits(1_000.0);
    let sandbox = sandbox.start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let content = noise(PART + 1);
    let uploads: Vec<_> = (0..3)
        .map(|number| {
            let upload = FolderToken::within(&sandbox).upload(&drive, reader(&content));
            let upload = upload.file_name(format!("{number}.bin"));
            tokio::spawn(std::future::IntoFuture::into_future(upload))
        })
        .collect();
    for upload in uploads {
        let token = upload.await.unwrap().unwrap();
        assert!(FolderToken::fetch(&drive, token).await == content);
    }
    let calls = ["upload_prepare", "upload_part", "upload_finish"];
    assert_eq!(
        calls.map(|call| FolderToken::calls(&sandbox, call)),
        [3, 6, 3],
        "a call was refused for its company"
    );
}

/// A reader that counts what was taken out of it.
struct Counted {
    left: u64,
    taken: Arc<AtomicU64>,
}

impl tokio::io::AsyncRead for Counted {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        let most = usize::try_from(self.left).unwrap().min(buffer.remaining());
        buffer.put_slice(&vec![7; most]);
        self.left -= most as u64;
        self.taken.fetch_add(most as u64, Ordering::Relaxed);
        std::task::Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn no_more_than_a_part_is_read_ahead_and_nothing_behind_the_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let drive = Drive::new(&client(&sandbox));
    let length = (4 * PART + 5) as u64;
    let taken = Arc::new(AtomicU64::new(0));
    let counted = Counted {
        left: 2 * length,
        taken: Arc::clone(&taken),
    };
    let (of_handle, of_progress) = (Arc::clone(&taken), Arc::clone(&taken));
    let upload = drive
        .upload(
            UploadSource::reader(counted, length),
            FolderToken::within(&sandbox),
        )
        .file_name("sevens.bin")
        .on_handle(move |handle| assert_eq!(handle.sent(), of_handle.load(Ordering::Relaxed)))
        .on_progress(move |transfer| {
            let ahead = of_progress.load(Ordering::Relaxed) - transfer.done;
            assert!(ahead < PART as u64, "{ahead}");
        });
    let token = upload.await.unwrap();
    assert_eq!(taken.load(Ordering::Relaxed), length);
    let content = FolderToken::fetch(&drive, token).await;
    assert!(content.len() as u64 == length && content.iter().all(|byte| *byte == 7));
}
