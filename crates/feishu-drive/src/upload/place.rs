//! Where an upload goes, and by which operations: those of files, or those of media.

use std::fmt;

use feishu_core::{Error, FileSource, Result};
use serde::{Deserialize, Serialize};
use steps::{Announced, Steps};

use crate::file::{
    FileParentType, FileUploadId, FinishFileUpload, FinishFileUploadResponse, PrepareFileUpload,
    PrepareFileUploadResponse, UploadFile, UploadFilePart, UploadFileResponse,
};
use crate::media::{
    FinishMediaUpload, FinishMediaUploadResponse, ImportExtra, MediaParentType, MediaUploadId,
    PrepareMediaUpload, PrepareMediaUploadResponse, UploadMedia, UploadMediaPart,
    UploadMediaResponse,
};
use crate::types::{FileKind, FileToken, FolderToken, MediaToken};

/// Where an upload goes: a [folder](FolderToken), or the [parent](MediaParent) of media.
pub trait UploadPlace:
    Steps<Named = <Self as UploadPlace>::Token> + Clone + fmt::Debug + Send + Sync + 'static
{
    /// What names the file when it is there.
    type Token: Send;
}

/// The operations of an upload, in a module of its own so that nobody else can add a place.
pub(super) mod steps {
    use feishu_core::{Endpoint, FileSource};

    /// Makes the requests of an upload, and reads the responses.
    pub trait Steps {
        /// What names the file.
        type Named;
        /// Sends a whole file.
        type Whole: Endpoint;
        /// Announces a file that comes in parts.
        type Prepare: Endpoint;
        /// Sends a part.
        type Part: Endpoint;
        /// Makes a file of the parts.
        type Finish: Endpoint;

        /// The request that sends a whole file.
        fn whole(&self, name: &str, checksum: String, file: FileSource) -> Self::Whole;
        /// The token of a file that was sent whole.
        fn whole_token(response: <Self::Whole as Endpoint>::Output) -> Self::Named;
        /// The request that announces a file.
        fn prepare(&self, name: &str, size: u64) -> Self::Prepare;
        /// What the platform says to it.
        fn announced(response: <Self::Prepare as Endpoint>::Output) -> Announced;
        /// The request that sends a part.
        fn part(upload_id: &str, number: i64, checksum: String, part: FileSource) -> Self::Part;
        /// The request that makes a file of the parts.
        fn finish(upload_id: &str, parts: i64) -> Self::Finish;
        /// The token of the file.
        fn token(response: <Self::Finish as Endpoint>::Output) -> Self::Named;
    }

    /// How the platform takes a file in parts.
    #[derive(Debug)]
    pub struct Announced {
        /// The id of the upload.
        pub upload_id: String,
        /// The length of each part but the last.
        pub block_size: u64,
        /// The number of parts.
        pub block_num: i64,
    }
}

impl UploadPlace for FolderToken {
    type Token = FileToken;
}

impl Steps for FolderToken {
    type Named = FileToken;
    type Whole = UploadFile;
    type Prepare = PrepareFileUpload;
    type Part = UploadFilePart;
    type Finish = FinishFileUpload;

    fn whole(&self, name: &str, checksum: String, file: FileSource) -> UploadFile {
        UploadFile::new(name, FileParentType::Folder, self, file).checksum(checksum)
    }

    fn whole_token(response: UploadFileResponse) -> FileToken {
        response.file_token
    }

    fn prepare(&self, name: &str, size: u64) -> PrepareFileUpload {
        PrepareFileUpload::new(name, FileParentType::Folder, self, size)
    }

    fn announced(response: PrepareFileUploadResponse) -> Announced {
        Announced {
            upload_id: response.upload_id.to_string(),
            block_size: response.block_size,
            block_num: response.block_num,
        }
    }

    fn part(upload_id: &str, number: i64, checksum: String, part: FileSource) -> UploadFilePart {
        UploadFilePart::new(FileUploadId::new(upload_id), number, part).checksum(checksum)
    }

    fn finish(upload_id: &str, parts: i64) -> FinishFileUpload {
        FinishFileUpload::new(FileUploadId::new(upload_id), parts)
    }

    fn token(response: FinishFileUploadResponse) -> FileToken {
        response.file_token
    }
}

/// What media belong to: a document, and where that is finer, a block of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaParent {
    kind: MediaParentType,
    node: Option<String>,
    extra: Option<String>,
}

/// What the `extra` of media in a document says: which document it is.
#[derive(Serialize)]
struct Route<'a> {
    drive_route_token: &'a str,
}

impl MediaParent {
    /// A document whose token names the place: a spreadsheet, a Base, a document of the old format.
    pub fn document(kind: MediaParentType, document: impl Into<FileToken>) -> Self {
        let document = document.into();
        Self::block(kind, document.as_str(), &document)
    }

    /// A block of a document: for [`DocxImage`](MediaParentType::DocxImage) and [`DocxFile`](MediaParentType::DocxFile), the image
    /// or file block that shows the media.
    pub fn block(
        kind: MediaParentType,
        block: impl Into<String>,
        document: impl Into<FileToken>,
    ) -> Self {
        let document = document.into();
        let route = Route {
            drive_route_token: document.as_str(),
        };
        Self {
            kind,
            node: Some(block.into()),
            // Two texts can always be written.
            extra: serde_json::to_string(&route).ok(),
        }
    }

    /// The import that makes a document of the file.
    pub(crate) fn import(kind: &FileKind, extension: &str) -> Result<Self> {
        let extra = ImportExtra::new(kind.clone(), extension);
        let extra = serde_json::to_string(&extra).map_err(|error| {
            Error::invalid_request(format!("`extra` cannot be written: {error}"))
        })?;
        Ok(Self {
            kind: MediaParentType::Import,
            node: None,
            extra: Some(extra),
        })
    }
}

impl UploadPlace for MediaParent {
    type Token = MediaToken;
}

impl Steps for MediaParent {
    type Named = MediaToken;
    type Whole = UploadMedia;
    type Prepare = PrepareMediaUpload;
    type Part = UploadMediaPart;
    type Finish = FinishMediaUpload;

    fn whole(&self, name: &str, checksum: String, file: FileSource) -> UploadMedia {
        let mut request = UploadMedia::new(name, self.kind.clone(), file).checksum(checksum);
        request.parent_node = self.node.clone();
        request.extra = self.extra.clone();
        request
    }

    fn whole_token(response: UploadMediaResponse) -> MediaToken {
        response.file_token
    }

    fn prepare(&self, name: &str, size: u64) -> PrepareMediaUpload {
        let mut request = PrepareMediaUpload::new(name, self.kind.clone(), size);
        request.parent_node = self.node.clone();
        request.extra = self.extra.clone();
        request
    }

    fn announced(response: PrepareMediaUploadResponse) -> Announced {
        Announced {
            upload_id: response.upload_id.to_string(),
            block_size: response.block_size,
            block_num: response.block_num,
        }
    }

    fn part(upload_id: &str, number: i64, checksum: String, part: FileSource) -> UploadMediaPart {
        UploadMediaPart::new(MediaUploadId::new(upload_id), number, part).checksum(checksum)
    }

    fn finish(upload_id: &str, parts: i64) -> FinishMediaUpload {
        FinishMediaUpload::new(MediaUploadId::new(upload_id), parts)
    }

    fn token(response: FinishMediaUploadResponse) -> MediaToken {
        response.file_token
    }
}
