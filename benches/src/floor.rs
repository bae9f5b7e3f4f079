//! The floor: the same calls by plain reqwest and serde_json, with structs typed by hand, no retries and no limits.

use std::path::Path;

use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncWriteExt as _, BufWriter};
use tokio::sync::Semaphore;

use crate::works::{BOUND, Kind, Operation, Side, UPLOAD_BYTES};

const TOKEN: &str = "t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234";

/// How much of a download is written at once.
const WRITTEN_AT_ONCE: usize = 256 * 1024;

/// Plain reqwest.
pub(crate) struct Floor {
    client: reqwest::Client,
    server: String,
    /// Whether files that come are forced to disk, as ours always are.
    syncs: bool,
    /// Whether files that go are streamed, which takes less memory and more time.
    streams: bool,
    /// What a program would put before an operation that takes only so many calls at once.
    bound: Semaphore,
}

#[derive(Deserialize)]
struct Envelope<T> {
    code: i64,
    msg: String,
    data: Option<T>,
}

#[derive(Deserialize)]
struct NoteData {
    note: Note,
}

#[derive(Deserialize)]
struct Note {
    note_id: String,
    title: String,
    owner_id: Option<String>,
    revision: i64,
    created_time: Option<String>,
    modified_time: Option<String>,
}

#[derive(Deserialize)]
struct Listing {
    files: Vec<Entry>,
    next_page_token: Option<String>,
    has_more: bool,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "a program decodes what it may need")]
struct Entry {
    token: String,
    name: String,
    r#type: String,
    parent_token: Option<String>,
    url: Option<String>,
    shortcut_info: Option<Shortcut>,
    created_time: Option<String>,
    modified_time: Option<String>,
    owner_id: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "a program decodes what it may need")]
struct Shortcut {
    target_type: String,
    target_token: String,
}

#[derive(Deserialize)]
struct Uploaded {
    file_token: String,
}

impl Floor {
    pub(crate) fn new(server: &str, kind: Kind) -> Self {
        Self {
            client: reqwest::Client::new(),
            server: server.to_owned(),
            syncs: kind == Kind::Download { in_memory: false },
            streams: kind == Kind::Upload { streamed: true },
            bound: Semaphore::new(BOUND),
        }
    }

    fn get(&self, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}/open-apis/{path}", self.server);
        self.client.get(url).bearer_auth(TOKEN)
    }
}

/// Sends a request and reads the envelope that comes, as reqwest's `json` does.
async fn read<T: DeserializeOwned>(request: reqwest::RequestBuilder) -> T {
    let response = request.send().await.unwrap();
    let text = response.error_for_status().unwrap().bytes().await.unwrap();
    let envelope: Envelope<T> = serde_json::from_slice(&text).unwrap();
    assert_eq!(envelope.code, 0, "{}", envelope.msg);
    envelope.data.unwrap()
}

impl Side for Floor {
    async fn note(&self, operation: Operation, id: usize) {
        let _permit = match operation {
            Operation::Bounded => Some(self.bound.acquire().await.unwrap()),
            _ => None,
        };
        let path = format!("bench/v1/{}/{id}?user_id_type=open_id", operation.name());
        let data: NoteData = read(self.get(&path)).await;
        std::hint::black_box((
            data.note.note_id,
            data.note.title,
            data.note.owner_id,
            data.note.revision,
            data.note.created_time,
            data.note.modified_time,
        ));
    }

    async fn list(&self) -> usize {
        let mut entries = 0;
        let mut page_token: Option<String> = None;
        loop {
            let mut path = "drive/v1/files?page_size=200".to_owned();
            path.push_str("&folder_token=fldcnW3sYp8RtLk0aBcDeFgHiJk");
            if let Some(token) = &page_token {
                path.push_str("&page_token=");
                path.push_str(token);
            }
            let listing: Listing = read(self.get(&path)).await;
            for entry in listing.files {
                entries += usize::from(!std::hint::black_box(entry).name.is_empty());
            }
            if !listing.has_more {
                return entries;
            }
            page_token = listing.next_page_token;
        }
    }

    async fn upload(&self, file: &Path) {
        let file = if self.streams {
            Part::file(file).await.unwrap()
        } else {
            Part::bytes(tokio::fs::read(file).await.unwrap())
        };
        let form = Form::new()
            .text("file_name", "report.xlsx")
            .text("parent_type", "docx_file")
            .text("parent_node", "doxcnXgNGAtaAraIRVeCfmabcef")
            .text("size", UPLOAD_BYTES.to_string())
            .part("file", file.file_name("report.xlsx"));
        let url = format!("{}/open-apis/drive/v1/medias/upload_all", self.server);
        let request = self.client.post(url).bearer_auth(TOKEN).multipart(form);
        let uploaded: Uploaded = read(request).await;
        assert!(!uploaded.file_token.is_empty());
    }

    async fn download(&self, to: &Path) {
        let path = "drive/v1/export_tasks/file/boxcnxe5OdjlAkNgSNdsJvabcef/download";
        let response = self.get(path).send().await.unwrap();
        let mut response = response.error_for_status().unwrap();
        // Every write is a task of its own, so a program that means to be fast makes them few.
        let mut file =
            BufWriter::with_capacity(WRITTEN_AT_ONCE, tokio::fs::File::create(to).await.unwrap());
        while let Some(chunk) = response.chunk().await.unwrap() {
            file.write_all(&chunk).await.unwrap();
        }
        file.flush().await.unwrap();
        if self.syncs {
            file.get_ref().sync_all().await.unwrap();
        }
    }
}
