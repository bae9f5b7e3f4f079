//! The tree of drive: what lies in which folder, and what has been deleted.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use feishu_drive::types::FileKind;

use super::document::{Access, Document};
use crate::clock::Moment;
use crate::state::random_token;

/// The token of the root folder of the sandbox.
pub(super) const ROOT: &str = "fldcnSandboxDriveRootFolder";

/// How much a drive holds, as the platform documents it.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// In one folder.
    siblings: usize,
    /// In all folders.
    entries: usize,
    /// How many folders a place may lie deep.
    depth: usize,
}

const DOCUMENTED: Bounds = Bounds {
    siblings: 1_500,
    entries: 400_000,
    depth: 15,
};

/// For how long after a visit the same user's next one is the same visit.
const ONE_VISIT: Duration = Duration::from_secs(30 * 60);

/// Why something does not fit into a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Full {
    /// The folder holds as much as it may.
    Folder,
    /// The drive does.
    Drive,
    /// The folder lies too deep.
    Deep,
}

/// Folders and what lies in them.
#[derive(Debug)]
pub(super) struct Tree {
    entries: HashMap<String, Entry>,
    /// How many came so far.
    arrivals: u64,
    /// How many lie in folders now.
    lying: usize,
    bounds: Bounds,
}

/// Something that lies in a folder, or lay in one before it was deleted.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) token: String,
    pub(super) name: String,
    pub(super) kind: FileKind,
    /// The folder that it lies in; the root lies in none.
    folder: Option<String>,
    pub(super) held: Held,
    pub(super) access: Access,
    /// Who made it, by open id.
    pub(super) owner: String,
    pub(super) created: Moment,
    /// What came earlier has a smaller number.
    pub(super) number: u64,
    /// Who has looked at it, the first one first.
    pub(super) visitors: Vec<Visitor>,
}

/// Somebody who has looked at something.
#[derive(Clone, Debug)]
pub(super) struct Visitor {
    /// By open id.
    pub(super) who: String,
    /// The visits that count.
    pub(super) visits: Vec<Moment>,
    pub(super) last: Moment,
}

/// What is in an entry.
#[derive(Clone, Debug)]
pub(super) enum Held {
    /// Nothing that the sandbox could show.
    Nothing,
    /// The tokens of what lies in a folder, in the order in which it came.
    Folder(Vec<String>),
    Document(Document),
    File(Bytes),
    /// What a shortcut leads to.
    Shortcut {
        kind: FileKind,
        token: String,
    },
}

/// Something that is to be put into a folder.
#[derive(Debug)]
pub(super) struct NewEntry {
    pub(super) name: String,
    pub(super) kind: FileKind,
    pub(super) held: Held,
    pub(super) owner: String,
}

impl NewEntry {
    pub(super) fn folder(name: &str, owner: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: FileKind::Folder,
            held: Held::Folder(Vec::new()),
            owner: owner.to_owned(),
        }
    }

    pub(super) fn file(name: &str, content: Bytes, owner: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: FileKind::File,
            held: Held::File(content),
            owner: owner.to_owned(),
        }
    }

    pub(super) fn document(document: Document, owner: &str) -> Self {
        Self {
            name: document.title.clone(),
            kind: document.kind.as_str().into(),
            held: Held::Document(document),
            owner: owner.to_owned(),
        }
    }
}

impl Entry {
    /// The token of the folder that it lies in; empty for the root.
    pub(super) fn parent(&self) -> &str {
        self.folder.as_deref().unwrap_or_default()
    }

    /// The bytes of a file.
    pub(super) fn content(&self) -> Option<&Bytes> {
        match &self.held {
            Held::File(content) => Some(content),
            _ => None,
        }
    }
}

impl Tree {
    /// A tree with nothing but its root, which belongs to somebody.
    pub(super) fn new(owner: &str, now: Moment) -> Self {
        let mut tree = Self {
            entries: HashMap::new(),
            arrivals: 0,
            lying: 0,
            bounds: DOCUMENTED,
        };
        tree.insert(ROOT, None, NewEntry::folder("", owner), now);
        tree
    }

    /// Puts something into a folder under a token of its own, and returns that.
    pub(super) fn add(&mut self, folder: &str, new: NewEntry, now: Moment) -> String {
        let token = random_token(prefix(&new.kind));
        self.put(&token, folder, new, now);
        token
    }

    /// Puts something into a folder under a token that is known.
    pub(super) fn put(&mut self, token: &str, folder: &str, new: NewEntry, now: Moment) {
        self.insert(token, Some(folder.to_owned()), new, now);
        self.enter(token, folder);
    }

    /// Sees to it that there is a folder of this token; one that was not there lies in no other.
    pub(super) fn ensure_folder(&mut self, token: &str, owner: &str, now: Moment) {
        if self.get(token).is_none() {
            self.plant(token, NewEntry::folder(token, owner), now);
        }
    }

    /// Puts something into the tree that lies in no folder.
    pub(super) fn plant(&mut self, token: &str, new: NewEntry, now: Moment) {
        self.insert(token, None, new, now);
    }

    fn insert(&mut self, token: &str, folder: Option<String>, new: NewEntry, now: Moment) {
        let access = match &new.held {
            Held::Document(document) => document.access,
            _ => Access::Open,
        };
        self.arrivals += 1;
        self.lying += usize::from(access != Access::Deleted);
        let entry = Entry {
            token: token.to_owned(),
            name: new.name,
            kind: new.kind,
            folder,
            held: new.held,
            access,
            owner: new.owner,
            created: now,
            number: self.arrivals,
            visitors: Vec::new(),
        };
        self.entries.insert(token.to_owned(), entry);
    }

    fn enter(&mut self, token: &str, folder: &str) {
        let deleted = self
            .get(token)
            .is_none_or(|it| it.access == Access::Deleted);
        if let Some(Held::Folder(inside)) = self.entries.get_mut(folder).map(|it| &mut it.held)
            && !deleted
        {
            inside.push(token.to_owned());
        }
    }

    fn leave(&mut self, token: &str) {
        let folder = self.get(token).and_then(|entry| entry.folder.clone());
        let folder = folder.and_then(|folder| self.entries.get_mut(&folder));
        if let Some(Held::Folder(inside)) = folder.map(|folder| &mut folder.held) {
            inside.retain(|known| known != token);
        }
    }

    /// What has a token, whether it still lies in a folder or not.
    pub(super) fn get(&self, token: &str) -> Option<&Entry> {
        self.entries.get(token)
    }

    /// Whether there is such a folder.
    pub(super) fn has_folder(&self, token: &str) -> bool {
        let folder = self.get(token).filter(|it| it.access == Access::Open);
        folder.is_some_and(|folder| matches!(folder.held, Held::Folder(_)))
    }

    /// What lies in a folder, in the order in which it came.
    pub(super) fn inside(&self, folder: &str) -> impl Iterator<Item = &Entry> {
        let tokens = match self.get(folder).map(|folder| &folder.held) {
            Some(Held::Folder(tokens)) => tokens.as_slice(),
            _ => &[],
        };
        tokens.iter().filter_map(|token| self.get(token))
    }

    /// The folders that lie in no other but have something in them, apart from the root.
    pub(super) fn loose_folders(&self) -> impl Iterator<Item = &Entry> {
        let loose = self
            .all()
            .filter(|entry| entry.folder.is_none() && entry.token != ROOT);
        loose.filter(|folder| self.inside(&folder.token).next().is_some())
    }

    /// All that there is and has not been deleted, the root among it, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Entry> {
        let entries = self.entries.values();
        entries.filter(|entry| entry.access != Access::Deleted)
    }

    /// Whether one more fits into a folder.
    pub(super) fn room_in(&self, folder: &str) -> Result<(), Full> {
        if self.inside(folder).count() >= self.bounds.siblings {
            Err(Full::Folder)
        } else if self.lying >= self.bounds.entries {
            Err(Full::Drive)
        } else if self.above(folder).count() > self.bounds.depth {
            Err(Full::Deep)
        } else {
            Ok(())
        }
    }

    /// The folders above an entry, the nearest first.
    pub(super) fn above(&self, token: &str) -> impl Iterator<Item = &Entry> {
        let above = |entry: &&Entry| self.get(entry.parent());
        std::iter::successors(self.get(token).and_then(|entry| above(&entry)), above)
    }

    /// Whether something lies in a folder, however deep.
    pub(super) fn lies_below(&self, token: &str, folder: &str) -> bool {
        self.above(token).any(|above| above.token == folder)
    }

    /// Puts an entry into another folder.
    pub(super) fn relocate(&mut self, token: &str, folder: &str) {
        self.leave(token);
        if let Some(entry) = self.entries.get_mut(token) {
            entry.folder = Some(folder.to_owned());
        }
        self.enter(token, folder);
    }

    /// Makes somebody else the owner of something.
    pub(super) fn hand_over(&mut self, token: &str, owner: String) {
        if let Some(entry) = self.entries.get_mut(token) {
            entry.owner = owner;
        }
    }

    /// Notes that somebody looks at something; within half an hour, that is one visit.
    pub(super) fn visit(&mut self, token: &str, who: &str, now: Moment) {
        let Some(entry) = self.entries.get_mut(token) else {
            return;
        };
        match entry.visitors.iter_mut().find(|known| known.who == who) {
            None => entry.visitors.push(Visitor {
                who: who.to_owned(),
                visits: vec![now],
                last: now,
            }),
            Some(known) => {
                if known
                    .visits
                    .last()
                    .is_none_or(|last| now.since(*last) >= ONE_VISIT)
                {
                    known.visits.push(now);
                }
                known.last = now;
            }
        }
    }

    /// All that lies below a folder, however deep.
    pub(super) fn below(&self, folder: &str) -> Vec<&Entry> {
        let mut found: Vec<_> = self.inside(folder).collect();
        let mut next = 0;
        while let Some(entry) = found.get(next) {
            let inside: Vec<_> = self.inside(&entry.token).collect();
            found.extend(inside);
            next += 1;
        }
        found
    }

    /// Takes something out of its folder, and with a folder all that lies in it. Its token stays known; the bytes of a file go.
    pub(super) fn delete(&mut self, token: &str) {
        self.leave(token);
        let mut tokens = vec![token.to_owned()];
        while let Some(token) = tokens.pop() {
            let Some(entry) = self.entries.get_mut(&token) else {
                continue;
            };
            if entry.access == Access::Deleted {
                continue;
            }
            entry.access = Access::Deleted;
            self.lying -= 1;
            match &mut entry.held {
                Held::Folder(inside) => tokens.append(inside),
                Held::File(content) => *content = Bytes::new(),
                _ => {}
            }
        }
    }
}

/// How the tokens of a kind begin.
fn prefix(kind: &FileKind) -> &'static str {
    match kind {
        FileKind::Doc => "doccn",
        FileKind::Docx => "doxcn",
        FileKind::Sheet => "shtcn",
        FileKind::Bitable => "bascn",
        FileKind::Folder => "fldcn",
        FileKind::Shortcut => "nodcn",
        FileKind::MindNote => "bmncn",
        FileKind::Slides => "sldcn",
        _ => "boxcn",
    }
}

/// The part of an address that tells a kind.
pub(super) fn address(kind: &FileKind) -> &'static str {
    match kind {
        FileKind::Doc => "docs",
        FileKind::Docx => "docx",
        FileKind::Sheet => "sheets",
        FileKind::Bitable => "base",
        FileKind::Folder => "drive/folder",
        FileKind::MindNote => "mindnotes",
        FileKind::Slides => "slides",
        FileKind::Wiki => "wiki",
        FileKind::Minutes => "minutes",
        _ => "file",
    }
}
