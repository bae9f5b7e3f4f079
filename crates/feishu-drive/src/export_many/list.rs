//! The documents of a run, from wherever a program has them.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use feishu_core::protocol::Pieces;
use feishu_core::{Error, Items, Result};
use futures_core::Stream;

use crate::file::{File, ListFiles};
use crate::types::FileKind;
use crate::{ExportItem, Walk, WalkEntry};

/// The documents of a run: a list, a [walk](crate::Drive::walk), the items of a listing, or any other [stream](Self::stream).
///
/// Folders among them are passed over. What comes twice is exported once.
pub struct ExportList(pub(super) Pieces<ExportItem>);

impl ExportList {
    /// Takes the documents from a stream. An error in it is told as an outcome, and does not end the run.
    pub fn stream<S, T, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: Into<ExportItem> + 'static,
        E: Into<Error> + 'static,
    {
        Self::mapped(stream, |item| Some(item.into()))
    }

    fn mapped<S, T, E>(stream: S, item: fn(T) -> Option<ExportItem>) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        T: 'static,
        E: Into<Error> + 'static,
    {
        Self(Box::pin(Mapped {
            stream: Box::pin(stream),
            item,
        }))
    }
}

impl fmt::Debug for ExportList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportList").finish_non_exhaustive()
    }
}

impl<T: Into<ExportItem> + Send + 'static> From<Vec<T>> for ExportList {
    fn from(list: Vec<T>) -> Self {
        Self::mapped(Listed(list.into_iter()), |item: T| Some(item.into()))
    }
}

impl<T: Into<ExportItem> + Send + 'static, const N: usize> From<[T; N]> for ExportList {
    fn from(list: [T; N]) -> Self {
        Self::from(Vec::from(list))
    }
}

impl From<Walk> for ExportList {
    fn from(walk: Walk) -> Self {
        Self::mapped(walk, |entry: WalkEntry| no_folder(entry.into()))
    }
}

impl From<Items<ListFiles>> for ExportList {
    fn from(items: Items<ListFiles>) -> Self {
        Self::mapped(items, |file: File| no_folder(file.into()))
    }
}

/// What is no folder, and leads to none.
fn no_folder(item: ExportItem) -> Option<ExportItem> {
    (item.file.kind != FileKind::Folder).then_some(item)
}

/// A list that is there already, as a stream.
struct Listed<T>(std::vec::IntoIter<T>);

// Nothing in it is pinned.
impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// A stream whose elements become items, or are passed over.
struct Mapped<S: ?Sized, T> {
    stream: Pin<Box<S>>,
    item: fn(T) -> Option<ExportItem>,
}

impl<S, T, E> Stream for Mapped<S, T>
where
    S: Stream<Item = Result<T, E>>,
    E: Into<Error>,
{
    type Item = Result<ExportItem>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let item = match self.stream.as_mut().poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                Poll::Ready(Some(Ok(item))) => item,
            };
            if let Some(item) = (self.item)(item) {
                return Poll::Ready(Some(Ok(item)));
            }
        }
    }
}
