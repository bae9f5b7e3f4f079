//! `multipart/form-data`, streamed, with its length known beforehand.
//!
//! Written here because the body must be built anew for each attempt and report its length and progress: reqwest's own
//! form can do neither.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderValue;

use crate::ground::error::{Error, Result};
use crate::ground::transfer::Progress;
use crate::request::body::{Body, FileSource, OpenFile};

/// One part of a form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) content: PartContent,
}

/// What a part holds.
#[derive(Clone, Debug)]
pub(crate) enum PartContent {
    /// A text.
    Text(String),
    /// A file.
    File {
        file_name: String,
        source: FileSource,
    },
    /// The length of a file that another part sends, filled in when that file is opened.
    LengthOf(FileSource),
}

/// Opens the files of a form and builds its body: the content type, and the stream.
pub(crate) async fn open(
    parts: &[Part],
    progress: Option<&Progress>,
) -> Result<(HeaderValue, Body)> {
    let boundary = format!(
        "feishu-{:016x}{:016x}",
        fastrand::u64(..),
        fastrand::u64(..)
    );
    let mut pieces = VecDeque::new();
    let mut length = 0;
    for part in parts {
        let name = quoted(part.name);
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        let piece = match &part.content {
            PartContent::Text(text) => Piece::Bytes(Bytes::from(text.clone())),
            PartContent::LengthOf(source) => {
                Piece::Bytes(Bytes::from(source.length().await?.to_string()))
            }
            PartContent::File { file_name, source } => {
                head.push_str(&format!("; filename=\"{}\"\r\n", quoted(file_name)));
                head.push_str("Content-Type: application/octet-stream");
                Piece::File(source.open(progress).await?)
            }
        };
        head.push_str("\r\n\r\n");
        for piece in [
            Piece::Bytes(Bytes::from(head)),
            piece,
            Piece::Bytes(Bytes::from_static(b"\r\n")),
        ] {
            length += piece.length();
            pieces.push_back(piece);
        }
    }
    let end = Piece::Bytes(Bytes::from(format!("--{boundary}--\r\n")));
    length += end.length();
    pieces.push_back(end);
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let content_type = HeaderValue::try_from(content_type).map_err(Error::unwritable)?;
    Ok((content_type, Body::stream(length, Form { pieces })))
}

/// A name inside quotes, as browsers write it: UTF-8 as it is, with the three characters escaped that would end it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

struct Form {
    pieces: VecDeque<Piece>,
}

enum Piece {
    Bytes(Bytes),
    File(OpenFile),
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(file) => file.length(),
        }
    }
}

impl Stream for Form {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match self.pieces.front_mut() {
                None => return Poll::Ready(None),
                Some(Piece::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.pieces.pop_front();
                    if !bytes.is_empty() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                Some(Piece::File(file)) => match Pin::new(file).poll_next(cx) {
                    Poll::Ready(None) => {
                        self.pieces.pop_front();
                    }
                    ready_or_pending => return ready_or_pending,
                },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    async fn collect(mut body: Body) -> Vec<u8> {
        let mut all = Vec::new();
        while let Some(chunk) = poll_fn(|cx| Pin::new(&mut body).poll_next(cx)).await {
            all.extend_from_slice(&chunk.unwrap());
        }
        all
    }

    fn form(source: &FileSource) -> Vec<Part> {
        vec![
            Part {
                name: "file_name",
                content: PartContent::Text("q\"3.csv".into()),
            },
            Part {
                name: "size",
                content: PartContent::LengthOf(source.clone()),
            },
            Part {
                name: "file",
                content: PartContent::File {
                    file_name: "季度\"\r\n.csv".into(),
                    source: source.clone(),
                },
            },
        ]
    }

    #[tokio::test]
    async fn the_announced_length_is_the_real_one_and_the_body_can_be_built_twice() {
        let path = tempfile::NamedTempFile::new().unwrap();
        let content = vec![b'x'; CHUNKS_AND_A_BIT];
        std::fs::write(&path, &content).unwrap();
        for source in [FileSource::path(path.path()), FileSource::bytes(content)] {
            let parts = form(&source);
            for _ in 0..2 {
                let (content_type, body) = open(&parts, None).await.unwrap();
                let length = body.length();
                let all = collect(body).await;
                assert_eq!(all.len() as u64, length);
                let boundary = content_type
                    .to_str()
                    .unwrap()
                    .strip_prefix("multipart/form-data; boundary=")
                    .unwrap();
                assert!(all.ends_with(format!("--{boundary}--\r\n").as_bytes()));
                let text = String::from_utf8(all).unwrap();
                assert!(text.contains(&format!("name=\"size\"\r\n\r\n{CHUNKS_AND_A_BIT}\r\n")));
                assert!(text.contains("filename=\"季度%22%0D%0A.csv\"\r\n"));
            }
        }
    }

    const CHUNKS_AND_A_BIT: usize = 200_001;

    #[tokio::test]
    async fn a_missing_file_is_named() {
        let error = open(&form(&FileSource::path("no/such/file.csv")), None)
            .await
            .unwrap_err();
        assert!(error.to_string().contains("no/such/file.csv"), "{error}");
    }
}
