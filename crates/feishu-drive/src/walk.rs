//! A folder with all folders below it, as a stream of what lies in them.

use std::collections::HashSet;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use feishu_core::{CallOptions, Error, Items};
use futures_core::Stream;

use crate::Drive;
use crate::file::{File, FileOrder, ListFiles, SortDirection};
use crate::types::{FileKind, FileRef, FolderToken};

impl Drive {
    /// Walks through a folder and all folders below it. [`FolderToken::default`] is the root folder of the caller.
    ///
    /// Depth first: a folder is given before what lies in it, its files and documents before the folders in it, the oldest
    /// first. Shortcuts are given and not followed. A folder that cannot be listed is an error in the stream, which goes on with the next
    /// folder. Nothing is asked before the stream is polled, and a page is asked for when it is needed; whoever drops the stream stops it.
    ///
    /// ```no_run
    /// # async fn example(drive: feishu_drive::Drive, folder: feishu_drive::types::FolderToken) {
    /// let mut walk = drive.walk(&folder);
    /// loop {
    ///     match walk.try_next().await {
    ///         Ok(Some(entry)) => println!("{}", entry.path()),
    ///         Ok(None) => break,
    ///         Err(error) => eprintln!("left out: {error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn walk(&self, folder: impl Into<FolderToken>) -> Walk {
        let list = ListFiles::new()
            .order_by(FileOrder::CreatedTime)
            .direction(SortDirection::Ascending);
        Walk {
            drive: self.clone(),
            list,
            options: CallOptions::default(),
            max_depth: usize::MAX,
            follow_shortcuts: false,
            next: Next::Begin(folder.into()),
            folders: Vec::new(),
            followed: HashSet::new(),
        }
    }
}

/// What lies in a folder and below it, as a [`Stream`]. Made by [`Drive::walk`].
#[must_use = "a stream does nothing until it is polled"]
pub struct Walk {
    drive: Drive,
    /// The request for each folder, which is yet to be named.
    list: ListFiles,
    options: CallOptions,
    max_depth: usize,
    follow_shortcuts: bool,
    next: Next,
    /// The folders that are yet to be given, the next at the end.
    folders: Vec<WalkEntry>,
    /// Where shortcuts are followed, the folders that were walked through or are about to be.
    followed: HashSet<FolderToken>,
}

/// What a walk does next.
enum Next {
    /// It lists the folder in which it begins.
    Begin(FolderToken),
    /// It goes on listing a folder.
    List(Box<Listing>),
    /// It gives the next folder, and lists that.
    Descend,
}

/// A folder that is being listed.
struct Listing {
    items: Items<ListFiles>,
    token: FolderToken,
    folders: Arc<[WalkFolder]>,
    /// The folders found in it.
    found: Vec<WalkEntry>,
}

impl Walk {
    /// Sets how deep the walk goes: with 1, it gives what lies in the folder itself, folders among it, and lists none of them. By
    /// default, all of it.
    pub fn max_depth(mut self, depth: usize) -> Self {
        self.max_depth = depth;
        self
    }

    /// Sets whether the walk goes through folders to which shortcuts lead. Then each folder is walked through once, under
    /// the first of its places, so that folders that lead to each other do not make it endless. By default, it does not.
    pub fn follow_shortcuts(mut self, follow: bool) -> Self {
        self.follow_shortcuts = follow;
        self
    }

    /// Changes the request by which each folder is listed, such as its order: by default, the oldest comes first, so
    /// that the order does not change while people edit. The folder and the page are the walk's own.
    pub fn with(mut self, change: impl FnOnce(ListFiles) -> ListFiles) -> Self {
        self.list = change(self.list);
        self
    }

    /// Makes every call of the walk with options that were set elsewhere, in place of those set until now.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    feishu_core::protocol::call_settings!(options, "every call of the walk");

    /// Returns the next entry; `None` at the end.
    ///
    /// # Errors
    ///
    /// A folder cannot be listed, or not to its end. The walk goes on with the next folder when it is asked again.
    pub async fn try_next(&mut self) -> Result<Option<WalkEntry>, WalkError> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx))
            .await
            .transpose()
    }

    /// Begins to list a folder.
    fn list(&self, token: FolderToken, folders: Arc<[WalkFolder]>) -> Next {
        let mut request = self.list.clone();
        request.folder = (!token.as_str().is_empty()).then(|| token.clone());
        request.page_token = None;
        let call = self.drive.files().list(request);
        Next::List(Box::new(Listing {
            items: call.with_options(self.options.clone()).items(),
            token,
            folders,
            found: Vec::new(),
        }))
    }

    /// Ends the listing of a folder, and leaves those found in it to be walked through.
    fn end(&mut self, found: Vec<WalkEntry>) {
        self.folders.extend(found.into_iter().rev());
        self.next = Next::Descend;
    }

    /// Whether the walk goes through what an entry is or leads to.
    fn leads_on(&mut self, entry: &WalkEntry, listed: &FolderToken) -> bool {
        let Some(folder) = entry.target(self.follow_shortcuts) else {
            return false;
        };
        if entry.folders.len() + 1 >= self.max_depth {
            return false;
        }
        if self.follow_shortcuts {
            self.followed.insert(listed.clone());
            return self.followed.insert(folder);
        }
        // Folders lie in no circle; should the platform say so, the walk would not end.
        folder != *listed && entry.folders.iter().all(|above| above.token != folder)
    }
}

impl Stream for Walk {
    type Item = Result<WalkEntry, WalkError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.next, Next::Descend) {
                Next::Begin(_) if self.max_depth == 0 => return Poll::Ready(None),
                Next::Begin(folder) => self.next = self.list(folder, Arc::from([])),
                Next::Descend => {
                    let Some(entry) = self.folders.pop() else {
                        return Poll::Ready(None);
                    };
                    if let Some(token) = entry.target(self.follow_shortcuts) {
                        let name = entry.file.name.clone();
                        let below = WalkFolder {
                            token: token.clone(),
                            name,
                        };
                        let folders = entry.folders.iter().cloned().chain([below]).collect();
                        self.next = self.list(token, folders);
                    }
                    return Poll::Ready(Some(Ok(entry)));
                }
                Next::List(mut listing) => match Pin::new(&mut listing.items).poll_next(cx) {
                    Poll::Pending => {
                        self.next = Next::List(listing);
                        return Poll::Pending;
                    }
                    Poll::Ready(None) => self.end(listing.found),
                    Poll::Ready(Some(Err(error))) => {
                        self.end(listing.found);
                        return Poll::Ready(Some(Err(WalkError {
                            token: listing.token,
                            path: joined(&listing.folders, None),
                            error,
                        })));
                    }
                    Poll::Ready(Some(Ok(file))) => {
                        let folders = Arc::clone(&listing.folders);
                        let entry = WalkEntry { file, folders };
                        let leads_on = self.leads_on(&entry, &listing.token);
                        if leads_on {
                            listing.found.push(entry);
                            self.next = Next::List(listing);
                            continue;
                        }
                        self.next = Next::List(listing);
                        return Poll::Ready(Some(Ok(entry)));
                    }
                },
            }
        }
    }
}

impl fmt::Debug for Walk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("max_depth", &self.max_depth)
            .field("follow_shortcuts", &self.follow_shortcuts)
            .finish_non_exhaustive()
    }
}

/// What a walk finds in a folder.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WalkEntry {
    /// The document, the file, the folder or the shortcut, as its folder lists it.
    pub file: File,
    folders: Arc<[WalkFolder]>,
}

/// A folder on the way from where a walk began to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WalkFolder {
    /// The token of the folder.
    pub token: FolderToken,
    /// The name of the folder, or of the shortcut that led to it.
    pub name: String,
}

impl WalkEntry {
    /// Returns the folders that lead to the entry, the outermost first. Empty for what lies in the folder in which the walk
    /// began, which is none of them.
    pub fn folders(&self) -> &[WalkFolder] {
        &self.folders
    }

    /// Returns the names of the folders and that of the entry, with slashes between them: to be read by people. Names may
    /// have slashes themselves, and say nothing to a file system.
    pub fn path(&self) -> String {
        joined(&self.folders, Some(&self.file.name))
    }

    /// The folder that it is, or that a shortcut leads to.
    fn target(&self, follow_shortcuts: bool) -> Option<FolderToken> {
        let is_shortcut = || self.file.kind == FileKind::Shortcut && follow_shortcuts;
        self.file.folder().or_else(|| {
            let target = self.file.file();
            (is_shortcut() && target.kind == FileKind::Folder)
                .then(|| FolderToken::new(target.token.as_str()))
        })
    }
}

/// The entry itself; [`File::file`] follows shortcuts.
impl From<&WalkEntry> for FileRef {
    fn from(entry: &WalkEntry) -> Self {
        Self::from(&entry.file)
    }
}

fn joined(folders: &[WalkFolder], name: Option<&str>) -> String {
    let folders = folders.iter().map(|folder| folder.name.as_str());
    folders.chain(name).collect::<Vec<_>>().join("/")
}

/// A folder that a walk could not list, or not to its end. What it gave of it until then stays good.
///
/// It becomes the plain [`Error`] by `?`, with the path of the folder in its hint.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WalkError {
    /// The token of the folder.
    pub token: FolderToken,
    /// The path of the folder, as [`WalkEntry::path`] has it. Empty for the folder in which the walk began.
    pub path: String,
    /// What went wrong.
    pub error: Error,
}

impl fmt::Display for WalkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => self.error.fmt(f),
            path => write!(f, "{path}: {}", self.error),
        }
    }
}

impl StdError for WalkError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.error)
    }
}

impl From<WalkError> for Error {
    fn from(error: WalkError) -> Self {
        let WalkError { path, error, .. } = error;
        if path.is_empty() {
            return error;
        }
        let place = format!("the folder is `{path}`");
        let hint = match error.hint() {
            Some(hint) => format!("{hint} ({place})"),
            None => place,
        };
        error.with_hint(hint)
    }
}
