//! Uploads, of a file and of media alike: whole in one call, or announced, sent in parts and finished.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use feishu_drive::codes;
use serde_json::{Value, json};
use simd_adler32::adler32;

use super::state::Drive;
use crate::clock::Moment;
use crate::exchange::Exchange;
use crate::response::{Refusal, Response};
use crate::services::entities::refusal;
use crate::state::token::Caller;

/// The largest file that goes up in one call.
const LARGEST: usize = 20 * 1024 * 1024;
/// The size of every part but the last.
const BLOCK: usize = 4 * 1024 * 1024;
/// How long an upload in parts may take.
const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Where uploads of one kind go.
pub(super) trait Place: Clone {
    /// Finds the place that the request names.
    fn named(exchange: &Exchange<'_>) -> Result<Self, Refusal>;

    /// Refuses a place that takes nothing now.
    fn check(&self, exchange: &Exchange<'_>) -> Result<(), Refusal>;

    /// Returns where the uploads in parts are kept.
    fn uploads(drive: &mut Drive) -> &mut Uploads<Self>;

    /// Keeps what has been uploaded, and returns its token.
    fn keep(
        self,
        exchange: &mut Exchange<'_>,
        owner: Caller,
        name: String,
        content: Bytes,
    ) -> String;
}

/// The uploads in parts of one kind, by their id.
#[derive(Debug)]
pub(super) struct Uploads<P>(HashMap<String, Upload<P>>);

/// An upload in parts.
#[derive(Debug)]
struct Upload<P> {
    /// Who has begun it; nobody, if the documentation names it, until somebody goes on with it.
    owner: Option<Caller>,
    name: String,
    /// How long the whole file is; unknown of one that the documentation names.
    size: Option<usize>,
    place: P,
    /// What has come, by the number of the part.
    parts: BTreeMap<usize, Bytes>,
    until: Moment,
}

impl<P> Default for Uploads<P> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<P> Uploads<P> {
    /// Drops the uploads that have taken too long.
    pub(super) fn forget_expired(&mut self, now: Moment) {
        self.0.retain(|_, upload| now < upload.until);
    }

    /// How many bytes they take, or are going to take: what has been announced finds its room.
    pub(super) fn size(&self) -> usize {
        let sizes = self.0.values().map(Upload::size);
        sizes.fold(0, usize::saturating_add)
    }

    /// Puts in an upload that the documentation names. It has come to its last part, and that may come again.
    pub(super) fn plant(&mut self, id: String, name: String, place: P, part: Bytes, now: Moment) {
        let upload = Upload {
            owner: None,
            name,
            size: None,
            place,
            parts: BTreeMap::from([(0, part)]),
            until: now.after(LIFETIME),
        };
        self.0.insert(id, upload);
    }
}

impl<P> Upload<P> {
    fn blocks(&self) -> usize {
        self.size
            .map_or(self.parts.len(), |size| size.div_ceil(BLOCK))
    }

    /// Whether a part of this number may be so long.
    fn fits(&self, seq: usize, length: usize) -> bool {
        let Some(size) = self.size else {
            return length <= BLOCK;
        };
        let rest = size.saturating_sub(seq.saturating_mul(BLOCK));
        length == rest.min(BLOCK)
    }

    /// How many bytes it takes, or is going to take.
    fn size(&self) -> usize {
        let parts = || self.parts.values().map(Bytes::len).sum();
        self.size.unwrap_or_else(parts)
    }
}

/// Takes a whole file.
pub(super) fn all<P: Place>(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let name = file_name(exchange)?;
    let content = content(exchange)?;
    let place = P::named(exchange)?;
    place.check(exchange)?;
    reserve(exchange, content.len())?;
    let owner = exchange.caller()?;
    let token = place.keep(exchange, owner, name, content);
    Ok(Response::data(&json!({"file_token": token})))
}

/// Begins an upload in parts.
pub(super) fn prepare<P: Place>(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let name = file_name(exchange)?;
    let size = exchange.arguments.member("size").and_then(Value::as_u64);
    let size = size.and_then(|size| usize::try_from(size).ok());
    let size = size.ok_or_else(|| Refusal::new(codes::INVALID_PARAMS))?;
    let place = P::named(exchange)?;
    place.check(exchange)?;
    reserve(exchange, size)?;
    let upload = Upload {
        owner: Some(exchange.caller()?),
        name,
        size: Some(size),
        place,
        parts: BTreeMap::new(),
        until: exchange.now.after(LIFETIME),
    };
    let blocks = upload.blocks();
    let id = exchange.state.job_id();
    let uploads = P::uploads(&mut exchange.state.services.drive);
    uploads.0.insert(id.clone(), upload);
    Ok(Response::data(
        &json!({"upload_id": id, "block_size": BLOCK, "block_num": blocks}),
    ))
}

/// Takes a part; one that comes again takes the place of what came before.
pub(super) fn part<P: Place>(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let form = exchange.arguments.form();
    let id = form.text("upload_id").unwrap_or_default().trim();
    let seq = form.text("seq").unwrap_or_default().trim();
    let seq = seq.parse::<i64>();
    let seq = seq.map_err(|_| Refusal::new(codes::INVALID_PARAMS))?;
    let upload = own::<P>(exchange, id)?;
    let seq = usize::try_from(seq)
        .ok()
        .filter(|seq| *seq < upload.blocks());
    let seq = seq.ok_or_else(|| Refusal::new(codes::TOO_MANY_BLOCKS))?;
    let content = content(exchange)?;
    let upload = own::<P>(exchange, id)?;
    if !upload.fits(seq, content.len()) {
        let detail = format!("part {seq} is not {} bytes long", content.len());
        return Err(Refusal::new(codes::INVALID_PARAMS).detail(detail));
    }
    // Bytes of its own: the whole form would stay in memory otherwise.
    upload.parts.insert(seq, Bytes::copy_from_slice(&content));
    Ok(Response::data(&json!({})))
}

/// Makes a file of the parts.
pub(super) fn finish<P: Place>(exchange: &mut Exchange<'_>) -> Result<Response, Refusal> {
    let id = exchange.arguments.text("upload_id").unwrap_or_default();
    let blocks = exchange
        .arguments
        .member("block_num")
        .and_then(Value::as_u64);
    let upload = own::<P>(exchange, id)?;
    if blocks.and_then(|blocks| usize::try_from(blocks).ok()) != Some(upload.blocks()) {
        let detail = format!("the upload has {} parts", upload.blocks());
        return Err(Refusal::new(codes::INVALID_PARAMS).detail(detail));
    }
    let missing = (0..upload.blocks()).find(|seq| !upload.parts.contains_key(seq));
    if let Some(seq) = missing {
        return Err(Refusal::new(codes::BLOCK_MISSING).detail(format!("part {seq}")));
    }
    let place = upload.place.clone();
    place.check(exchange)?;
    let uploads = P::uploads(&mut exchange.state.services.drive);
    let upload = uploads.0.remove(id);
    let upload = upload.ok_or_else(|| Refusal::new(codes::UPLOAD_EXPIRED))?;
    let mut content = BytesMut::with_capacity(upload.size());
    upload
        .parts
        .values()
        .for_each(|part| content.extend_from_slice(part));
    let owner = exchange.caller()?;
    let token = place.keep(exchange, owner, upload.name, content.freeze());
    Ok(Response::data(&json!({"file_token": token})))
}

/// An upload in parts, if it has not expired and the caller has begun it.
fn own<'e, P: Place>(
    exchange: &'e mut Exchange<'_>,
    id: &str,
) -> Result<&'e mut Upload<P>, Refusal> {
    let (caller, now) = (exchange.caller()?, exchange.now);
    let uploads = P::uploads(&mut exchange.state.services.drive);
    let upload = uploads.0.get_mut(id).filter(|upload| now < upload.until);
    let upload = upload.ok_or_else(|| Refusal::new(codes::UPLOAD_EXPIRED))?;
    if *upload.owner.get_or_insert_with(|| caller.clone()) == caller {
        Ok(upload)
    } else {
        Err(Refusal::new(codes::UPLOADER_MISMATCH))
    }
}

/// The name of the file.
fn file_name(exchange: &Exchange<'_>) -> Result<String, Refusal> {
    let name = value(exchange, "file_name");
    let name = name.ok_or_else(|| {
        refusal(
            exchange.operation,
            &[codes::INVALID_FILE_NAME, codes::INVALID_PARAMS],
        )
    });
    name.map(str::to_owned)
}

/// A text of the request, of its form or its JSON; one that is blank counts as absent.
pub(super) fn value<'e>(exchange: &Exchange<'e>, name: &str) -> Option<&'e str> {
    let arguments = exchange.arguments;
    let text = arguments.form().text(name).or_else(|| arguments.text(name));
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// What the form carries, if it is as long as it says and has the checksum that it says.
fn content(exchange: &Exchange<'_>) -> Result<Bytes, Refusal> {
    let content = exchange.arguments.form().content("file").cloned();
    let content = content.unwrap_or_default();
    if content.is_empty() {
        return Err(Refusal::new(codes::INVALID_PARAMS));
    }
    if content.len() > LARGEST {
        return Err(refusal(
            exchange.operation,
            &[codes::FILE_TOO_LARGE, codes::INVALID_PARAMS],
        ));
    }
    let size = value(exchange, "size").and_then(|size| size.parse().ok());
    if size != Some(content.len()) {
        return Err(Refusal::new(codes::SIZE_MISMATCH));
    }
    let checksum = value(exchange, "checksum");
    if checksum.is_some_and(|checksum| checksum.parse() != Ok(adler32(&&content[..]))) {
        return Err(Refusal::new(codes::CHECKSUM_MISMATCH));
    }
    Ok(content)
}

/// Refuses so many bytes if they are more than there is room for: the room of the user, or that of the company for an app.
fn reserve(exchange: &mut Exchange<'_>, bytes: usize) -> Result<(), Refusal> {
    let now = exchange.now;
    if exchange.state.services.drive.has_room(bytes, now) {
        return Ok(());
    }
    let of_user = exchange.caller()?.kind == feishu_core::TokenKind::User;
    Err(Refusal::new(if of_user {
        codes::USER_QUOTA_EXCEEDED
    } else {
        codes::TENANT_QUOTA_EXCEEDED
    }))
}
