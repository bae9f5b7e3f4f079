//! Calls whose response is a file, and how it is saved.

use std::path::Path;

use crate::call::{Call, execute};
use crate::file::download::{Download, SavedFile};
use crate::file::partial::Partial;
use crate::file::target::Target;
use crate::ground::error::Result;
use crate::request::Request;
use crate::wire::endpoint::{self, Endpoint};

/// A request whose response is a file: of an operation that returns one, or of [`Client::request`](crate::Client::request).
pub trait FileRequest {
    /// Puts the values in their places.
    ///
    /// # Errors
    ///
    /// A value cannot be written.
    fn into_request(self) -> Result<Request>;
}

impl<E: Endpoint<Output = Download>> FileRequest for E {
    fn into_request(self) -> Result<Request> {
        endpoint::request_of_call(self)
    }
}

impl<R: FileRequest> Call<R> {
    /// Saves the file: written beside the target, checked for length, then renamed, so that there is never half a file.
    /// A file that was cut off is fetched again, as the retry policy allows: only the rest of it, if the page of the operation
    /// says that a part can be asked for and the response proves that it is still the same file; otherwise all of it. An
    /// existing file is replaced.
    ///
    /// # Errors
    ///
    /// The directory does not exist or cannot be written, the file does not come whole, or anything that
    /// [`send`](Self::send) fails with. Nothing is left behind.
    pub async fn save_to(self, path: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::file(path.as_ref()).await?;
        self.save(target, None).await
    }

    /// Sets whether [`save_in`](Self::save_in) replaces a file of the same name. Default: no, the new file gets another
    /// name.
    pub fn replace_existing(mut self, replace: bool) -> Self {
        self.options.replace_existing = replace;
        self
    }

    /// Saves the file in a directory under the name that the platform gave to it, made harmless: one plain name, never
    /// a path. If there is a file of that name, this one gets another, such as `Same (2).xlsx`. Otherwise as
    /// [`save_to`](Self::save_to).
    ///
    /// # Errors
    ///
    /// As [`save_to`](Self::save_to), and a response that names no file.
    pub async fn save_in(self, directory: impl AsRef<Path>) -> Result<SavedFile> {
        let target = Target::directory(directory.as_ref(), self.options.named()).await?;
        self.save(target, None).await
    }

    pub(crate) async fn save(self, target: Target, expected: Option<u64>) -> Result<SavedFile> {
        let request = self.request.into_request()?;
        let partial = Partial::new(target, expected);
        execute::save(self.client.shared, request, self.options, partial).await
    }
}
