//! What is kept of an upload in parts, so that it can go on.

use std::time::SystemTime;

use feishu_core::{Error, Result};
use serde::{Deserialize, Serialize};

use super::source::Reading;
use crate::types::FolderToken;

/// An upload in parts that is under way: what another process needs to go on with it, besides the file.
///
/// Store it as JSON, or in any other format of serde's. It holds no secret: the platform lets only the identity that began the
/// upload go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadHandle<P = FolderToken> {
    pub(super) upload_id: String,
    pub(super) place: P,
    pub(super) file_name: String,
    pub(super) length: u64,
    /// When the file was last changed, if that is known.
    pub(super) modified: Option<SystemTime>,
    pub(super) block_size: u64,
    /// How many parts have arrived.
    pub(super) parts: u64,
    /// The Adler-32 of what has arrived.
    pub(super) checksum: u32,
}

impl<P> UploadHandle<P> {
    /// The platform's id for the upload, valid for 24 hours.
    pub fn upload_id(&self) -> &str {
        &self.upload_id
    }

    /// Where the file goes.
    pub fn place(&self) -> &P {
        &self.place
    }

    /// The name that the file gets.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// How many bytes the file has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// How many bytes of the file have arrived.
    pub fn sent(&self) -> u64 {
        self.parts.saturating_mul(self.block_size).min(self.length)
    }

    /// How many parts the file has.
    pub(super) fn blocks(&self) -> u64 {
        self.length.div_ceil(self.block_size)
    }

    /// How long the next part is; 0 if there is none.
    pub(super) fn next(&self) -> u64 {
        (self.length - self.sent()).min(self.block_size)
    }

    /// Refuses a handle that was damaged.
    pub(super) fn check(&self, longest: u64) -> Result<()> {
        let sound = !self.upload_id.is_empty()
            && (1..=longest).contains(&self.block_size)
            && self.length > 0
            && self.parts <= self.blocks();
        if sound {
            return Ok(());
        }
        let what = "the handle of the upload is damaged: its figures do not fit each other";
        let hint =
            "store the handle as it is given; without it, upload the file from the beginning";
        Err(Error::invalid_request(what).with_hint(hint))
    }

    /// Refuses a file of another length or time. Whether the time tells is returned.
    pub(super) fn fits(&self, reading: &Reading) -> Result<bool> {
        if self.length != reading.length() {
            let (now, then) = (reading.length(), self.length);
            return Err(self.changed(&format!("it had {then} bytes, and has {now}")));
        }
        match (self.modified, reading.modified()) {
            (Some(then), Some(now)) if then != now => {
                Err(self.changed("its time of change is another"))
            }
            (then, now) => Ok(then.is_some() && now.is_some()),
        }
    }

    /// The error for a file that is not the one whose upload was begun.
    pub(super) fn changed(&self, how: &str) -> Error {
        let what = format!(
            "`{}` has changed since its upload began: {how}",
            self.file_name
        );
        let hint =
            "give the file as it was, or upload this one from the beginning, without the handle";
        Error::invalid_request(what).with_hint(hint)
    }
}
