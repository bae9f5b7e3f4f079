//! Files that jobs have made, until they are fetched or deleted.

use std::collections::HashMap;

use bytes::Bytes;

use super::token::Caller;
use crate::clock::Moment;
use crate::response::Response;

/// Files by their token.
#[derive(Debug, Default)]
pub(crate) struct MadeFiles(HashMap<String, MadeFile>);

impl MadeFiles {
    /// Keeps a file, and drops those that are to be deleted by now.
    pub(crate) fn keep(&mut self, token: String, file: MadeFile, now: Moment) {
        self.0.retain(|_, file| file.is_there(now));
        self.0.insert(token, file);
    }

    /// The file of a token, unless it is to be deleted by now.
    pub(crate) fn get(&self, token: &str, now: Moment) -> Option<&MadeFile> {
        self.0.get(token).filter(|file| file.is_there(now))
    }
}

/// A file that a job has made.
#[derive(Clone, Debug)]
pub(crate) struct MadeFile {
    pub(crate) owner: Caller,
    /// With the extension.
    pub(crate) name: String,
    pub(crate) content_type: String,
    pub(crate) content: Bytes,
    /// When it is deleted, if ever.
    pub(crate) until: Option<Moment>,
}

impl MadeFile {
    /// The download of the file.
    pub(crate) fn response(&self) -> Response {
        Response::file(&self.name, &self.content_type, self.content.clone())
    }

    fn is_there(&self, now: Moment) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
