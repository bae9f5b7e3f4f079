//! The same by our client: generated types where there are any, and small operations in the shape of generated ones.

use std::path::Path;

use feishu_core::{
    Client, Endpoint, FieldKind, FileSource, Method, Operation as Documented, RateLimit, Request,
    Result, TokenKind, UnixSeconds, types::UserId,
};
use feishu_drive::Drive;
use feishu_drive::export_task::{DownloadExportTask, ExportedFileToken};
use feishu_drive::file::ListFiles;
use feishu_drive::media::{MediaParentType, UploadMedia};
use feishu_drive::types::FolderToken;
use serde::Deserialize;

use crate::works::{BOUND, DOWNLOAD_BYTES, IN_FLIGHT, Operation, Side};

const TOKEN: &str = "t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234";

/// Our client.
pub(crate) struct Ours {
    client: Client,
    drive: Drive,
}

impl Ours {
    pub(crate) fn new(server: &str, keeps_limits: bool) -> Self {
        let client = Client::builder()
            .base_url(server)
            .tenant_token(TOKEN)
            .keep_limits(keeps_limits)
            .build()
            .unwrap();
        Self {
            drive: Drive::new(&client),
            client,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct NoteResponse {
    note: Option<Note>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Note {
    #[serde(deserialize_with = "feishu_core::protocol::lenient")]
    note_id: String,
    #[serde(deserialize_with = "feishu_core::protocol::lenient")]
    title: String,
    owner_id: Option<UserId>,
    #[serde(deserialize_with = "feishu_core::protocol::lenient")]
    revision: i64,
    #[serde(deserialize_with = "feishu_core::protocol::lenient")]
    created_time: Option<UnixSeconds>,
    #[serde(deserialize_with = "feishu_core::protocol::lenient")]
    modified_time: Option<UnixSeconds>,
}

/// A small operation; they differ in what is documented of them.
macro_rules! small_operation {
    ($name:ident, $path:literal $(, $documented:ident ($value:expr))*) => {
        struct $name {
            note_id: usize,
        }

        impl Endpoint for $name {
            const OPERATION: &'static Documented = &Documented::new(
                concat!("bench.v1.", $path, ".get"),
                Method::Get,
                concat!("/open-apis/bench/v1/", $path, "/:note_id"),
            )
            .tokens(&[TokenKind::Tenant, TokenKind::User])
            .path_params(&[feishu_core::Field::new("note_id", FieldKind::Int).required()])
            .query(&[feishu_core::Field::new("user_id_type", FieldKind::String)])
            $(.$documented($value))*;

            type Output = NoteResponse;

            fn request(&self) -> Result<Request> {
                Ok(Request::new(Self::OPERATION)
                    .path("note_id", self.note_id)
                    .query("user_id_type", "open_id"))
            }
        }
    };
}

/// Limits that are kept and never reached.
const FAR_LIMITS: &[RateLimit] = &[
    RateLimit::per_second(100_000),
    RateLimit::per_minute(1_000_000),
];

small_operation!(GetNote, "notes");
small_operation!(GetLimited, "limited", limits(FAR_LIMITS));
small_operation!(GetBounded, "bounded", concurrency(BOUND));
small_operation!(GetHeld, "held");
small_operation!(GetRefused, "refused");

impl Side for Ours {
    async fn note(&self, operation: Operation, note_id: usize) {
        let call = match operation {
            Operation::Plain => self.client.call(GetNote { note_id }).into_future(),
            Operation::Limited => self.client.call(GetLimited { note_id }).into_future(),
            Operation::Bounded => self.client.call(GetBounded { note_id }).into_future(),
            Operation::Held => self.client.call(GetHeld { note_id }).into_future(),
        };
        std::hint::black_box(call.await.unwrap().note.unwrap());
    }

    async fn list(&self) -> usize {
        let request = ListFiles::new()
            .page_size(200)
            .folder(FolderToken::new("fldcnW3sYp8RtLk0aBcDeFgHiJk"));
        let mut entries = 0;
        let mut files = self.drive.files().list(request).items();
        while let Some(entry) = files.try_next().await.unwrap() {
            entries += usize::from(!std::hint::black_box(entry).name.is_empty());
        }
        entries
    }

    async fn upload(&self, file: &Path) {
        let request = UploadMedia::new(
            "report.xlsx",
            MediaParentType::DocxFile,
            FileSource::path(file),
        );
        let request = request.parent_node("doxcnXgNGAtaAraIRVeCfmabcef");
        let uploaded = self.drive.media_items().upload_all(request).await.unwrap();
        assert!(!uploaded.file_token.as_str().is_empty());
    }

    async fn download(&self, to: &Path) {
        let request =
            DownloadExportTask::new(ExportedFileToken::new("boxcnxe5OdjlAkNgSNdsJvabcef"));
        let saved = self
            .drive
            .export_tasks()
            .download(request)
            .save_to(to)
            .await;
        assert_eq!(saved.unwrap().size, DOWNLOAD_BYTES);
    }
}

/// How often an app asks for a token when 64 calls need the first one at once, and how often more when 64 meet a token that
/// the platform refuses and hands out again.
pub(crate) async fn token_requests(server: &str, app: &str) -> (usize, usize) {
    let client = Client::builder()
        .base_url(server)
        .app(app, "the-secret-of-the-app")
        .build()
        .unwrap();
    let count = async || {
        let url = format!("{server}/open-apis/bench/v1/tokens/{app}");
        let response = reqwest::get(url).await.unwrap();
        let text = response.bytes().await.unwrap();
        serde_json::from_slice::<usize>(&text).unwrap()
    };
    let mut tasks = tokio::task::JoinSet::new();
    for note_id in 0..IN_FLIGHT {
        let call = client.call(GetNote { note_id });
        tasks.spawn(async move { call.await.is_ok() });
    }
    assert!(tasks.join_all().await.into_iter().all(|good| good));
    let first = count().await;
    let mut tasks = tokio::task::JoinSet::new();
    for note_id in 0..IN_FLIGHT {
        let call = client.call(GetRefused { note_id });
        tasks.spawn(async move { call.await.is_err() });
    }
    assert!(tasks.join_all().await.into_iter().all(|refused| refused));
    (first, count().await - first)
}
