//! Media: images and attachments of documents, and files that wait to be imported.

use bytes::Bytes;
use feishu_drive::codes;
use serde_json::{Value, json};

use super::document::{Access, DocumentKind};
use super::state::Drive;
use super::upload::{Place, Uploads, value};
use crate::clock::Moment;
use crate::exchange::{Exchange, Platform};
use crate::files;
use crate::response::{Refusal, Response};
use crate::services::Visit;
use crate::state::State;
use crate::state::random_token;
use crate::state::token::Caller;

/// Where a file is uploaded to that is to be imported.
const FOR_IMPORT: &str = "ccm_import_open";

/// A file that waits to be imported, or belongs to a document.
#[derive(Clone, Debug)]
pub(super) struct Media {
    /// Who has uploaded them; nobody, if the documentation names them.
    pub(super) owner: Option<Caller>,
    pub(super) name: String,
    pub(super) content: Bytes,
    pub(super) place: MediaPlace,
    /// When it is gone, if ever.
    pub(super) until: Option<Moment>,
}

/// Where media go.
#[derive(Clone, Debug)]
pub(crate) enum MediaPlace {
    /// Nowhere: they wait for an import, of which the upload has said something.
    Import(ImportHint),
    /// Into the document with this token, which is of this kind if the upload says so.
    Document(String, Option<DocumentKind>),
}

/// What an upload says about the import that is to follow.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImportHint {
    pub(super) extension: Option<String>,
    pub(super) document: Option<String>,
}

impl Media {
    /// Drops the content of what is gone by now; that it was there is still known.
    pub(super) fn expire(&mut self, now: Moment) {
        if !self.is_there(now) {
            self.content = Bytes::new();
        }
    }

    pub(super) fn is_there(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// The download.
    fn response(&self, token: &str) -> Response {
        let content_type = files::content_type_of(&self.name);
        Response::file(&self.name, content_type, self.content.clone()).in_parts(token)
    }
}

impl Place for MediaPlace {
    fn named(exchange: &Exchange<'_>) -> Result<Self, Refusal> {
        let extra = value(exchange, "extra").map(parse_extra).transpose()?;
        let member = |name| Some(extra.as_ref()?.get(name)?.as_str()?.to_owned());
        let kind = value(exchange, "parent_type").unwrap_or_default();
        if kind == FOR_IMPORT {
            return Ok(Self::Import(ImportHint {
                extension: member("file_extension"),
                document: member("obj_type"),
            }));
        }
        // In a document, the node is a block, of which the sandbox knows nothing; the rest names the document.
        let node = value(exchange, "parent_node").map(str::to_owned);
        let document = member("drive_route_token").or(node);
        let document = document.ok_or_else(|| Refusal::new(codes::PARENT_NOT_FOUND))?;
        let kind = kind.split('_').next().and_then(DocumentKind::from_wire);
        Ok(Self::Document(document, kind))
    }

    fn check(&self, exchange: &Exchange<'_>) -> Result<(), Refusal> {
        let Self::Document(token, kind) = self else {
            return Ok(());
        };
        let drive = &exchange.state.services.drive;
        let document = drive.document(token).zip(drive.tree.get(token));
        let Some((document, entry)) = document else {
            return Err(Refusal::new(codes::PARENT_NOT_FOUND));
        };
        match entry.access {
            Access::Deleted => Err(Refusal::new(codes::FILE_DELETED)),
            Access::Forbidden => Err(Refusal::new(codes::FORBIDDEN)),
            Access::Open if kind.is_some_and(|kind| kind != document.kind) => {
                let detail = format!("`parent_type` does not fit a {}", entry.kind.as_str());
                Err(Refusal::new(codes::INVALID_PARAMS).detail(detail))
            }
            Access::Open => Ok(()),
        }
    }

    fn uploads(drive: &mut Drive) -> &mut Uploads<Self> {
        &mut drive.media_uploads
    }

    fn keep(
        self,
        exchange: &mut Exchange<'_>,
        owner: Caller,
        name: String,
        content: Bytes,
    ) -> String {
        let now = exchange.now;
        let drive = &mut exchange.state.services.drive;
        let until = match &self {
            Self::Import(_) => Some(now.after(drive.upload_lifetime)),
            Self::Document(..) => None,
        };
        let media = Media {
            owner: Some(owner),
            name,
            content,
            place: self,
            until,
        };
        let token = random_token("boxcn");
        drive.media.insert(token.clone(), media);
        token
    }
}

/// Sends media.
pub(super) fn download(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let token = exchange.arguments.path("file_token");
    let media = find(&exchange.state.services.drive, token, exchange.now);
    media.map(|media| media.response(token))
}

/// Makes addresses at which media can be fetched without a token.
pub(super) fn links(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let now = exchange.now;
    let drive = &mut exchange.state.services.drive;
    let tokens: Vec<_> = exchange.arguments.query_all("file_tokens").collect();
    let missing = tokens.iter().find(|token| find(drive, token, now).is_err());
    if let Some(token) = missing {
        let detail = format!("no media has the token `{token}`");
        return Err(Refusal::new(codes::INVALID_PARAMS).detail(detail));
    }
    let base_url = &exchange.platform.base_url;
    let urls = tokens.into_iter().map(|token| {
        let url = format!("{base_url}{}", drive.links.make(token, now));
        json!({"file_token": token, "tmp_download_url": url})
    });
    let urls: Vec<_> = urls.collect();
    Ok(Response::data(&json!({"tmp_download_urls": urls})))
}

/// Sends media to whoever has such an address.
pub(super) fn fetch(state: &mut State, _: &Platform, visit: Visit<'_>) -> Option<Response> {
    let now = visit.now;
    let drive = &state.services.drive;
    let token = drive.links.find(visit.path, now)?;
    let media = find(drive, token, now).ok()?;
    Some(media.response(token))
}

/// Media that are there, in a document that may be read.
fn find<'d>(drive: &'d Drive, token: &str, now: Moment) -> Result<&'d Media, Refusal> {
    let media = drive.media.get(token).filter(|media| media.is_there(now));
    let media = media.ok_or_else(|| Refusal::new(codes::NOT_FOUND))?;
    let document = match &media.place {
        MediaPlace::Import(_) => return Ok(media),
        MediaPlace::Document(token, _) => drive.tree.get(token),
    };
    match document.map(|document| document.access) {
        Some(Access::Open) => Ok(media),
        Some(Access::Forbidden) => Err(Refusal::new(codes::FORBIDDEN)),
        Some(Access::Deleted) => Err(Refusal::new(codes::FILE_DELETED)),
        None => Err(Refusal::new(codes::NOT_FOUND)),
    }
}

/// Reads the JSON in `extra`; one in which the quotes are escaped, as in one of the platform's samples, will do.
fn parse_extra(extra: &str) -> Result<Value, Refusal> {
    let json =
        serde_json::from_str(extra).or_else(|_| serde_json::from_str(&extra.replace("\\\"", "\"")));
    json.map_err(|_| Refusal::new(codes::INVALID_PARAMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_is_read_plain_and_escaped() {
        let expected = json!({"obj_type": "docx"});
        assert_eq!(parse_extra(r#"{"obj_type":"docx"}"#).unwrap(), expected);
        assert_eq!(parse_extra(r#"{\"obj_type\":\"docx\"}"#).unwrap(), expected);
        assert!(parse_extra("docx").is_err());
    }
}
