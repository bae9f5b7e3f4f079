//! What the owner of the sandbox makes in the drive, and sees of it.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

pub(crate) use super::described::{NewDocument, json as described};
use super::document::Document;
use super::tree::{Entry, Held, NewEntry, ROOT, Tree};
use crate::clock::Moment;
use crate::services::jobs::seen;
use crate::state::State;
use crate::users::USER;

/// Adds a document and returns its token.
pub(crate) fn add_document(state: &mut State, document: Document, now: Moment) -> String {
    state.services.drive.add(document, USER, now)
}

/// Makes a folder and returns its token; `None` if there is no folder to put it into. The root has an empty token.
pub(crate) fn add_folder(
    state: &mut State,
    name: &str,
    parent: &str,
    now: Moment,
) -> Option<String> {
    put(state, parent, NewEntry::folder(name, USER), now)
}

/// Puts a file into a folder and returns its token; `None` as above.
pub(crate) fn add_file(
    state: &mut State,
    name: &str,
    folder: &str,
    content: Bytes,
    now: Moment,
) -> Option<String> {
    put(state, folder, NewEntry::file(name, content, USER), now)
}

fn put(state: &mut State, folder: &str, new: NewEntry, now: Moment) -> Option<String> {
    let folder = if folder.is_empty() { ROOT } else { folder };
    let tree = &mut state.services.drive.tree;
    tree.has_folder(folder).then(|| tree.add(folder, new, now))
}

/// A document by its token, with the folder that it lies in now.
pub(crate) fn document(state: &State, token: &str) -> Option<Document> {
    let drive = &state.services.drive;
    let entry = drive.tree.get(token)?;
    let folder = Some(entry.parent()).filter(|folder| !matches!(*folder, "" | ROOT));
    Some(Document {
        folder: folder.map(str::to_owned),
        access: entry.access,
        ..drive.document(token)?.clone()
    })
}

/// The content of a file or of media, if they are there.
pub(crate) fn file(state: &State, token: &str, now: Moment) -> Option<Bytes> {
    state.services.drive.content(token, now)
}

/// Whether there is a folder with this token; the root has an empty one.
pub(crate) fn has_folder(state: &State, token: &str) -> bool {
    token.is_empty() || state.services.drive.tree.has_folder(token)
}

/// The root folder with all that lies in it; and folders that nobody has made, if something was put into them.
pub(crate) fn tree(state: &State) -> Value {
    let tree = &state.services.drive.tree;
    let mut root = children(tree, ROOT);
    let loose = tree.loose_folders().map(|folder| shown(tree, folder));
    root.extend(loose);
    json!({"token": ROOT, "name": "", "type": "folder", "children": root})
}

fn children(tree: &Tree, folder: &str) -> Vec<Value> {
    let inside = tree.inside(folder);
    inside.map(|entry| shown(tree, entry)).collect()
}

fn shown(tree: &Tree, entry: &Entry) -> Value {
    let kind = entry.kind.as_str();
    let mut shown = json!({"token": entry.token, "name": entry.name, "type": kind});
    match &entry.held {
        Held::Shortcut { kind, token } => {
            shown["target"] = json!({"token": token, "type": kind.as_str()});
        }
        Held::Folder(_) => shown["children"] = children(tree, &entry.token).into(),
        _ => {}
    }
    shown
}

/// The exports and imports, and the tasks that delete or move folders.
pub(super) fn jobs(state: &State) -> Vec<Value> {
    let drive = &state.services.drive;
    let tasks = seen(&drive.tasks);
    [seen(&drive.exports), seen(&drive.imports), tasks].concat()
}

/// How long newly exported files are kept, and how long newly uploaded ones wait to be imported.
pub(crate) fn lifetimes(state: &mut State) -> [&mut Duration; 2] {
    let drive = &mut state.services.drive;
    [&mut drive.file_lifetime, &mut drive.upload_lifetime]
}
